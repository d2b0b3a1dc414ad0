//! The schema of the database: one file for each table and view.

mod author;
mod book;
mod city;
mod copy_row;
mod country;
mod email;
mod loan;
mod mail;
mod objects;
mod shelve;
mod tag;
mod tags_of_book;
mod wide_row;

pub use author::*;
pub use book::*;
pub use city::*;
pub use copy_row::*;
pub use country::*;
pub use email::*;
pub use loan::*;
pub use mail::*;
pub use shelve::*;
pub use tag::*;
pub use tags_of_book::*;
pub use wide_row::*;

diesel_kit::schema! {
    /// Everything that migrations are made from.
    pub fn schema {
        tables {
            authors => Author,
            books => Book,
            copies => CopyRow,
            loans => Loan,
            shelves => Shelve,
            tags => Tag,
            tags_of_books => TagsOfBook,
        }
        tables {
            cities => City,
            countries => Country,
        }
        tables {
            emails => Email,
            mails => Mail,
        }
        tables {
            wide => Wide,
        }
        objects {
            objects::wide_big_fkey_on_wide(),
        }
    }
}
