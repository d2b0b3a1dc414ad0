//! Drives: workspaces with one owner and any number of members.

mod slug;

use chrono::{DateTime, Utc};
use db::id::{DriveId, MemberId, UserId};
use db::schema::{Drive, DriveKind, MemberRole, NewDrive, NewDriveMember, User};
use db::stream::{self, StreamId};
use db::{Db, Tx, query};
use serde_json::json;

pub use crate::access::DriveRole;
use crate::history::{self, Author};
use crate::{Actor, Error, Result, account, input};

/// A drive as one person sees it.
#[derive(Debug, Clone)]
pub struct DriveView {
    pub drive: Drive,
    pub role: DriveRole,
    pub is_owned: bool,
    pub last_accessed_at: Option<DateTime<Utc>>,
}

/// The drives that the actor owns or is a member of; those in the trash only for owner and admins.
pub async fn list(db: &Db, actor: &Actor, include_trash: bool) -> Result<Vec<DriveView>> {
    let joined = query::drive::joined(&mut *db.conn().await?, &actor.user).await?;
    let views = joined.into_iter().filter_map(|joined| {
        let is_owned = joined.drive.owner_id == actor.user;
        let role = match joined.role {
            _ if is_owned => DriveRole::Owner,
            role => DriveRole::from(role?),
        };
        let is_listed =
            joined.drive.trashed_at.is_none() || (include_trash && role != DriveRole::Member);
        is_listed.then_some(DriveView {
            drive: joined.drive,
            role,
            is_owned,
            last_accessed_at: joined.last_accessed_at,
        })
    });
    Ok(views.collect())
}

/// Makes a drive that belongs to the actor. Members will read it, and own what they create in it.
pub async fn create(db: &Db, actor: &Actor, name: &str) -> Result<DriveView> {
    make(db, actor, name, false).await
}

/// Makes a drive that belongs to the actor, and in which every member may edit.
pub async fn create_for_team(db: &Db, actor: &Actor, name: &str) -> Result<DriveView> {
    make(db, actor, name, true).await
}

async fn make(db: &Db, actor: &Actor, name: &str, members_edit: bool) -> Result<DriveView> {
    let name = input::line("name", name, 100)?;
    let draft = Draft {
        name,
        kind: DriveKind::Standard,
        members_edit,
    };
    let drive = db
        .write(async |tx| found(tx, actor.into(), &actor.user, draft).await)
        .await?;
    Ok(DriveView {
        drive,
        role: DriveRole::Owner,
        is_owned: true,
        last_accessed_at: None,
    })
}

/// The person's own drive: the one that only they are ever in. Followers of its events learn when
/// a session or a key of theirs ends.
pub async fn home(db: &Db, user: &UserId) -> Result<DriveId> {
    Ok(query::drive::home(&mut *db.conn().await?, user).await?)
}

/// Makes the person with this address a member.
pub async fn add_member(db: &Db, drive: &DriveId, email: &str, role: MemberRole) -> Result<()> {
    db.write(async |tx| {
        let (drive, person) = shared(tx, drive, email).await?;
        if drive.owner_id == person.id {
            return Err(Error::taken("this person owns the drive"));
        }
        let row = NewDriveMember {
            id: MemberId::new(),
            drive_id: drive.id.clone(),
            user_id: person.id.clone(),
            role: Some(role),
            custom_role_id: None,
            invited_by: None,
            invited_at: None,
            accepted_at: Some(Utc::now()),
            last_accessed_at: None,
        };
        if !query::member::insert(tx, row).await? {
            return Err(Error::taken("this person is a member already"));
        }
        let data = json!({ "userId": person.id, "role": role });
        history::drive(tx, Author::default(), &drive.id, "member.added", data).await
    })
    .await
}

/// Ends the membership of the person with this address.
pub async fn remove_member(db: &Db, drive: &DriveId, email: &str) -> Result<()> {
    db.write(async |tx| {
        let (drive, person) = shared(tx, drive, email).await?;
        if !query::member::delete(tx, &drive.id, &person.id).await? {
            return Err(Error::NotFound);
        }
        let data = json!({ "userId": person.id });
        history::drive(tx, Author::default(), &drive.id, "member.removed", data).await
    })
    .await
}

/// A drive that can have members, locked, and a person to be one.
async fn shared(tx: &mut Tx<'_>, drive: &DriveId, email: &str) -> Result<(Drive, User)> {
    stream::lock(tx, &[StreamId::Drive(drive.clone())]).await?;
    let drive = query::drive::find(tx, drive).await?;
    if drive.kind == DriveKind::Home {
        return Err(Error::Forbidden(
            "a HOME drive belongs to one person: make another drive to share",
        ));
    }
    let person = account::find_by_email(tx, email).await?;
    Ok((drive, person))
}

/// A drive that is to be made.
pub(crate) struct Draft {
    pub(crate) name: String,
    pub(crate) kind: DriveKind,
    pub(crate) members_edit: bool,
}

/// Makes a drive with the first free slug. The constraint decides, so parallel calls cannot clash.
pub(crate) async fn found(
    tx: &mut Tx<'_>,
    author: Author<'_>,
    owner: &UserId,
    draft: Draft,
) -> Result<Drive> {
    let base = slug::of(&draft.name);
    loop {
        let taken = query::drive::slugs_like(tx, owner, &base).await?;
        let row = NewDrive {
            id: DriveId::new(),
            owner_id: owner.clone(),
            name: draft.name.clone(),
            slug: slug::free(&base, &taken),
            kind: Some(draft.kind),
            drive_prompt: None,
            home_page_id: None,
            members_edit: Some(draft.members_edit),
            trashed_at: None,
            created_at: None,
            updated_at: None,
        };
        if let Some(drive) = query::drive::insert(tx, row).await? {
            let data = json!({ "name": drive.name, "slug": drive.slug, "kind": drive.kind });
            history::drive(tx, author, &drive.id, "drive.created", data).await?;
            return Ok(drive);
        }
    }
}
