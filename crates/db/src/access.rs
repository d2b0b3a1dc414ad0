//! The facts that decide who may do what: fetched in one query, without a verdict.

mod fetch;
mod visible;

use uuid::Uuid;

use crate::id::{ApiKeyId, PageId, UserId};
use crate::schema::{MemberRole, PageType};

pub use fetch::{FACTS, any_marked, below, drive_facts, facts};
pub use visible::visible;

/// Who asks: a person, and the key that they ask with.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    pub user: &'a UserId,
    pub key: Option<&'a ApiKeyId>,
}

impl<'a> From<&'a UserId> for Asker<'a> {
    /// A person who is signed in.
    fn from(user: &'a UserId) -> Self {
        Self { user, key: None }
    }
}

/// What a grant, a role's entry or a role's drive-wide permissions list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four rights that are independent of each other"
)]
pub struct Rights {
    pub view: bool,
    pub edit: bool,
    pub share: bool,
    /// Of grants only.
    pub delete: bool,
}

impl Rights {
    /// From the sum that the queries make: 1, 2, 4, 8, in the order of the fields.
    fn of(sum: i32) -> Self {
        Self {
            view: sum & 1 != 0,
            edit: sum & 2 != 0,
            share: sum & 4 != 0,
            delete: sum & 8 != 0,
        }
    }
}

/// How far the credential reaches into a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// As far as the person: signed in, an unscoped key, or one in scope without a role.
    Person,
    /// A key that is limited to other drives.
    Outside,
    /// A key with a role of its own.
    Role(MemberRole),
}

/// What ties a person, and their key, to a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriveFacts {
    pub is_owner: bool,
    /// The role of an accepted membership.
    pub role: Option<MemberRole>,
    /// The drive-wide permissions of the person's custom role, if it has an opinion.
    pub wide: Option<Rights>,
    pub scope: Scope,
    /// The same of the key's custom role.
    pub key_wide: Option<Rights>,
    pub members_edit: bool,
    pub is_trashed: bool,
}

/// What ties a person, and their key, to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub drive: DriveFacts,
    pub page_type: PageType,
    pub is_trashed: bool,
    /// From the page up to the root of its tree.
    pub way: Vec<Step>,
}

/// One page on the way up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four facts that are independent of each other"
)]
pub struct Step {
    pub page: PageId,
    pub is_private: bool,
    /// The person made it, with whatever credential.
    pub is_creator: bool,
    /// It was made with this very key.
    pub is_made_by_key: bool,
    pub is_trashed: bool,
    /// The person's unexpired grant.
    pub grant: Option<Rights>,
    /// The grant does not reach what is below the page.
    pub is_page_only: bool,
    /// The entry of the person's custom role.
    pub entry: Option<Rights>,
    /// The entry of the key's custom role.
    pub key_entry: Option<Rights>,
}

/// A page below another one.
#[derive(Debug, Clone)]
pub struct Below {
    pub page: PageId,
    pub parent: PageId,
    pub trash_mark: Option<Uuid>,
    pub facts: Facts,
}

impl Facts {
    /// The person made the page.
    pub fn is_creator(&self) -> bool {
        self.way.first().is_some_and(|page| page.is_creator)
    }
}
