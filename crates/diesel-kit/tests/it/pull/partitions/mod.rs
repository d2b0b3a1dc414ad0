//! The schema of the database: one file for each table and view.

mod bucket;
mod event;
mod event_note;
mod objects;
mod recent_event;
mod tenant;

pub use bucket::*;
pub use event::*;
pub use event_note::*;
pub use recent_event::*;
pub use tenant::*;

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
