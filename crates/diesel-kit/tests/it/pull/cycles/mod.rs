//! The schema of the database: one file for each table and view.

mod authors_table;
mod books_table;
mod cities_table;
mod copies_table;
mod countries_table;
mod emails_table;
mod loans_table;
mod mails_table;
mod objects;
mod shelves_table;
mod tags_of_books_table;
mod tags_table;
mod wide_table;

pub use authors_table::*;
pub use books_table::*;
pub use cities_table::*;
pub use copies_table::*;
pub use countries_table::*;
pub use emails_table::*;
pub use loans_table::*;
pub use mails_table::*;
pub use shelves_table::*;
pub use tags_of_books_table::*;
pub use tags_table::*;
pub use wide_table::*;

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
