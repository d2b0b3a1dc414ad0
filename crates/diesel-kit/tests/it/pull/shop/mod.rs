//! The schema of the database: one file for each table and view.

mod customers_table;
mod enums;
mod items_table;
mod objects;
mod orders_table;
mod stock_items_table;
mod turnover_view;

pub use customers_table::*;
pub use enums::*;
pub use items_table::*;
pub use orders_table::*;
pub use stock_items_table::*;
pub use turnover_view::*;

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
