//! Memberships.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_kit::{View, prepared};

use crate::id::{DriveId, RoleId, UserId};
use crate::schema::{
    DriveMember, DriveMemberChanges, DriveRole, MemberRole, NewDriveMember, User, UserProfile,
    drive_member, drive_members, drives, user, users,
};
use crate::{Result, Tx};

/// A membership with its person and their custom role.
#[derive(Debug, Clone, View)]
#[view(drive_member)]
pub struct Member {
    #[view(row)]
    pub member: DriveMember,
    #[view(with = user)]
    pub person: Person,
    #[view(with)]
    pub custom_role: Option<DriveRole>,
}

/// A person with what they show of themselves.
#[derive(Debug, Clone, View)]
#[view(user)]
pub struct Person {
    #[view(row)]
    pub user: User,
    #[view(with)]
    pub profile: Option<UserProfile>,
}

/// True if the person was no member yet.
pub async fn insert(tx: &mut Tx<'_>, row: NewDriveMember) -> Result<bool> {
    let made = diesel::insert_into(drive_members::table)
        .values(row)
        .on_conflict((drive_members::drive_id, drive_members::user_id))
        .do_nothing()
        .execute(&mut **tx)
        .await?;
    Ok(made > 0)
}

/// The members of a drive who have accepted, in the order in which they came. The owner is not among them.
pub async fn list(conn: &mut AsyncPgConnection, drive: &DriveId) -> Result<Vec<Member>> {
    Ok(Member::query()
        .filter(drive_members::drive_id.eq(drive))
        .filter(drive_members::accepted_at.is_not_null())
        .order((drive_members::accepted_at, drive_members::id))
        .load(conn)
        .await?)
}

/// The owner of a drive.
pub async fn owner(conn: &mut AsyncPgConnection, drive: &DriveId) -> Result<Person> {
    let owner = drives::table.find(drive).select(drives::owner_id);
    Ok(Person::query()
        .filter(users::id.eq_any(owner))
        .one(conn)
        .await?)
}

/// The membership, also one that has not been accepted.
pub async fn find(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    user: &UserId,
) -> Result<Option<DriveMember>> {
    Ok(membership(drive, user)
        .select(DriveMember::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// Makes somebody an ADMIN, a MEMBER, or a MEMBER with a custom role; true if there was such a member.
pub async fn set_role(
    tx: &mut Tx<'_>,
    drive: &DriveId,
    user: &UserId,
    role: MemberRole,
    custom_role: Option<&RoleId>,
) -> Result<bool> {
    let changes = DriveMemberChanges {
        role: Some(role),
        custom_role_id: Some(custom_role.cloned()),
        ..DriveMemberChanges::default()
    };
    let update = diesel::update(membership(drive, user)).set(changes);
    Ok(prepared(update).execute(&mut **tx).await? > 0)
}

/// Notes when somebody was last in a drive.
pub async fn touch(
    conn: &mut AsyncPgConnection,
    drive: &DriveId,
    user: &UserId,
    now: DateTime<Utc>,
) -> Result<()> {
    let touched =
        diesel::update(membership(drive, user)).set(drive_members::last_accessed_at.eq(now));
    prepared(touched).execute(conn).await?;
    Ok(())
}

/// True if the person was a member.
pub async fn delete(tx: &mut Tx<'_>, drive: &DriveId, user: &UserId) -> Result<bool> {
    let deleted = diesel::delete(membership(drive, user));
    Ok(deleted.execute(&mut **tx).await? > 0)
}

#[diesel::dsl::auto_type]
fn membership<'a>(drive: &'a DriveId, user: &'a UserId) -> _ {
    drive_members::table
        .filter(drive_members::drive_id.eq(drive))
        .filter(drive_members::user_id.eq(user))
}
