//! Who may do what: facts in, rights out, and the only maker of values that prove a right.
//!
//! [`decide`] is the whole rule for one page, pure. Operations do not call it: they ask [`edit`] and
//! its like for a value such as [`Editable`], which exists only if the right does.

mod drive;
mod moving;
mod page;
mod trash;

#[cfg(test)]
mod golden;

use db::access::{DriveFacts, Facts};
use db::schema::{MemberRole, PageType};
use serde::Serialize;

pub use drive::{DriveMember, drive_member, visible_before_trash, visible_pages};
pub(crate) use moving::root_of_new;
pub use moving::{Movable, Place, create_in, move_to};
pub use page::{Editable, Viewable, edit, view};
pub use trash::{Restorable, Trashable, restore, trash_alone, trash_tree};

/// What a person is in a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DriveRole {
    Owner,
    Admin,
    Member,
}

/// The rights of one actor on one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "six rights that are independent of each other"
)]
pub struct Access {
    pub view: bool,
    pub comment: bool,
    pub post: bool,
    pub edit: bool,
    pub share: bool,
    pub delete: bool,
}

impl Access {
    /// No right at all.
    pub const NOTHING: Self = Self {
        view: false,
        comment: false,
        post: false,
        edit: false,
        share: false,
        delete: false,
    };

    const EVERYTHING: Self = Self {
        view: true,
        comment: true,
        post: true,
        edit: true,
        share: true,
        delete: true,
    };

    const CREATOR: Self = Self {
        share: false,
        ..Self::EVERYTHING
    };

    /// What the creator of a private page has on the pages of others below it.
    const HOST: Self = Self {
        view: true,
        comment: true,
        edit: true,
        ..Self::NOTHING
    };
}

/// The rights that the facts give. The first rule that applies decides.
pub fn decide(facts: &Facts) -> Access {
    let verdict = untrashed(facts);
    match (facts.is_trashed, verdict.delete) {
        (false, _) => verdict,
        (true, false) => Access::NOTHING,
        (true, true) => Access {
            view: true,
            delete: true,
            ..Access::NOTHING
        },
    }
}

/// The verdict as if the page were not in the trash.
fn untrashed(facts: &Facts) -> Access {
    match role(facts.drive) {
        None => Access::NOTHING,
        Some(DriveRole::Owner | DriveRole::Admin) => Access::EVERYTHING,
        Some(DriveRole::Member) if facts.is_creator => Access::CREATOR,
        Some(DriveRole::Member) => member(facts),
    }
}

fn member(facts: &Facts) -> Access {
    match facts.way.iter().find(|step| step.is_private) {
        Some(barrier) if barrier.is_creator => Access::HOST,
        Some(_) => Access::NOTHING,
        None => Access {
            view: true,
            comment: true,
            post: facts.page_type == PageType::Channel,
            edit: facts.drive.members_edit,
            ..Access::NOTHING
        },
    }
}

/// What the person is in the drive; `None` for strangers, and for everybody while it is in the trash.
fn role(drive: DriveFacts) -> Option<DriveRole> {
    if drive.is_trashed {
        return None;
    }
    if drive.is_owner {
        return Some(DriveRole::Owner);
    }
    drive.role.map(DriveRole::from)
}

impl From<MemberRole> for DriveRole {
    fn from(role: MemberRole) -> Self {
        match role {
            MemberRole::Admin => Self::Admin,
            MemberRole::Member => Self::Member,
        }
    }
}

/// Every member may make root pages; arranging those of others takes the right to edit everywhere.
fn may_arrange_root(drive: DriveFacts) -> bool {
    match role(drive) {
        None => false,
        Some(DriveRole::Owner | DriveRole::Admin) => true,
        Some(DriveRole::Member) => drive.members_edit,
    }
}
