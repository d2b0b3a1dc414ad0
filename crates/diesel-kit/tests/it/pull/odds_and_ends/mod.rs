//! The schema of the database: one file for each table and view.

mod adult_names_view;
mod adults_view;
mod cache_table;
mod cars_table;
mod enums;
mod invoices_table;
mod moods_view;
mod notes_table;
mod objects;
mod people_table;
mod types;
mod vehicles_table;

pub use adult_names_view::*;
pub use adults_view::*;
pub use cache_table::*;
pub use cars_table::*;
pub use enums::*;
pub use invoices_table::*;
pub use moods_view::*;
pub use notes_table::*;
pub use people_table::*;
pub use types::*;
pub use vehicles_table::*;

diesel_kit::schema! {
    /// Everything that migrations are made from.
    pub fn schema {
        extensions {
            btree_gist,
            citext,
        }
        schemas {
            audit(comment = "Who did what."),
        }
        roles {
            pull_reader,
        }
        sequences {
            invoice_numbers(start = 1000, increment = 10, cache = 5),
        }
        enums {
            MoodEnum,
        }
        tables {
            cache => Cache,
        }
        tables {
            cars => Car,
        }
        tables {
            invoices => Invoice,
            people => People,
        }
        tables {
            notes => Note,
        }
        tables {
            vehicles => Vehicle,
        }
        views {
            adults => Adult,
            moods => Mood,
            adult_names => AdultName,
        }
        objects {
            objects::address(),
            objects::adults_gone_on_adults(),
            objects::audit_count_people(),
            objects::audit_first_person(),
            objects::audit_joined_text(),
            objects::audit_sweep(),
            objects::clean_text(),
            objects::comment_on_column_public_adults_name(),
            objects::comment_on_constraint_people_nick_key_on_public_people(),
            objects::comment_on_function_audit_count_people(),
            objects::comment_on_type_public_email(),
            objects::email(),
            objects::german(),
            objects::grant_on_future_tables_in_audit_for_pull_reader(),
            objects::grant_on_schema_audit_for_pull_reader(),
            objects::grant_on_table_adults_for_pull_reader(),
            objects::grant_on_table_people_for_pull_reader(),
            objects::grant_on_table_people_for_pull_reader_with_grant_option(),
            objects::invoice_numbers(),
            objects::invoices_payer_id_fkey_on_invoices(),
            objects::notes_asleep_on_notes(),
            objects::people_name_set_statistics_500(),
            objects::people_picture_set_storage_external(),
            objects::people_replica_identity_full(),
            objects::people_adults_on_people(),
            objects::people_born_later_on_people(),
            objects::people_code_later_on_people(),
            objects::people_nick_key_on_people(),
            objects::public_people_stats(),
            objects::revoke_on_routine_audit_count_people_for_public(),
            objects::short_code_text(),
            objects::span(),
            objects::stamp(),
            objects::stamped_on_people(),
            objects::table_cars(),
            objects::table_vehicles(),
        }
    }
}
