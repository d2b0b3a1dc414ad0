//! The table `followings`.

use diesel::prelude::*;
use diesel_kit::Table;

#[derive(Debug, Clone, Table, Queryable, Selectable, Identifiable)]
#[diesel(table_name = followings, primary_key(user_id, post_id), check_for_backend(diesel::pg::Pg))]
#[table(name = "followings", new = NewFollowing, changes = FollowingChanges)]
pub struct Following {
    #[column(pk)]
    pub user_id: i32,
    #[column(pk)]
    pub post_id: i64,
    pub email_notifications: bool,
}
