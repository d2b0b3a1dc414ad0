//! The schema of the database: one file for each table and view.

mod buckets_table;
mod event_notes_table;
mod events_table;
mod objects;
mod recent_events_view;
mod tenants_table;

pub use buckets_table::*;
pub use event_notes_table::*;
pub use events_table::*;
pub use recent_events_view::*;
pub use tenants_table::*;

diesel_kit::schema! {
    /// Everything that migrations are made from.
    pub fn schema {
        tables {
            buckets => Bucket,
        }
        tables {
            event_notes => EventNote,
            events => Event,
        }
        tables {
            tenants => Tenant,
        }
        views {
            recent_events => RecentEvent,
        }
        objects {
            objects::comment_on_table_public_events(),
            objects::events_of_tenant_on_events(),
            objects::events_stay_on_events(),
            objects::events_tenant_id_fkey_on_events(),
            objects::no_changes(),
            objects::table_buckets(),
            objects::table_buckets_0(),
            objects::table_buckets_1(),
            objects::table_events(),
            objects::table_events_2025(),
            objects::table_events_2026(),
            objects::table_events_2026_h1(),
            objects::table_events_2026_rest(),
            objects::table_events_default(),
        }
    }
}
