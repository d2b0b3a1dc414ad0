//! The second wall: what a person can reach at all, as PostgreSQL decides it.
//!
//! The policies of the tables ask this function. They bind every role but the owner of the tables; see
//! [`crate::wall`].

use diesel_kit::model::SqlObject;

/// `reachable_drives()`: the drives of `pagespace.user` and of `pagespace.link`, which are settings of the
/// transaction. It runs with the rights of the owner, because the policies of its tables ask it.
pub fn reachable_drives() -> (&'static str, SqlObject) {
    diesel_kit::sql_object!(
        function,
        "reachable_drives",
        up = include_str!("reachable_drives.sql"),
        down = "DROP FUNCTION reachable_drives()",
        depends_on = [
            "drives",
            "drive_members",
            "pages",
            "page_permissions",
            "page_share_links",
            "drive_share_links"
        ],
    )
}
