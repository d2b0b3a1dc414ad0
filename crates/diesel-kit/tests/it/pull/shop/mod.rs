//! The schema of the database: one file for each table and view.

mod customer;
mod enums;
mod item;
mod objects;
mod order;
mod stock_item;
mod turnover_row;

pub use customer::*;
pub use enums::*;
pub use item::*;
pub use order::*;
pub use stock_item::*;
pub use turnover_row::*;

diesel_kit::schema! {
    /// Everything that migrations are made from.
    pub fn schema {
        extensions {
            citext,
        }
        schemas {
            sales(comment = "What is sold."),
            stock,
        }
        sequences {
            order_numbers(schema = "sales", db = "integer", start = 5000, increment = 5, max = 1000000, cycle, comment = "Printed on bills."),
        }
        enums {
            State,
            StockState,
        }
        tables {
            customers => Customer,
            items => Item,
            orders => Order,
            stock_items => StockItem,
        }
        views {
            turnover => Turnover,
        }
        objects {
            objects::comment_on_materialized_view_sales_turnover(),
            objects::sales_sku_text(),
        }
    }
}
