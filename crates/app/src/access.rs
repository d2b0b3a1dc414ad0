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

use db::access::{DriveFacts, Facts, Rights, Scope, Step};
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

    /// Exactly what an entry or a role lists. View brings comment, edit brings post; nothing without view.
    fn listed(rights: Rights) -> Self {
        let Rights {
            view,
            edit,
            share,
            delete,
        } = rights;
        Self {
            view,
            comment: view,
            post: view && edit,
            edit: view && edit,
            share: view && share,
            delete: view && delete,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            view: self.view && other.view,
            comment: self.comment && other.comment,
            post: self.post && other.post,
            edit: self.edit && other.edit,
            share: self.share && other.share,
            delete: self.delete && other.delete,
        }
    }

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
    if facts.drive.is_trashed {
        return Access::NOTHING;
    }
    match facts.drive.scope {
        Scope::Outside => Access::NOTHING,
        Scope::Person => person(facts),
        // Whatever the key's role, it never has more than its person.
        Scope::Role(key_role) => keyed(facts, key_role).and(person(facts)),
    }
}

fn person(facts: &Facts) -> Access {
    let standing = standing(facts.drive);
    match standing {
        Some(DriveRole::Owner | DriveRole::Admin) => return Access::EVERYTHING,
        Some(DriveRole::Member) if facts.is_creator() => return Access::CREATOR,
        Some(DriveRole::Member) | None => {}
    }
    let is_member = standing.is_some();
    let walked = walk(facts, |at, step| Marks {
        rights: step
            .grant
            .filter(|_| at == 0 || !step.is_page_only)
            .or(step.entry.filter(|_| is_member)),
        is_creator: is_member && step.is_creator,
    });
    match walked {
        Some(verdict) => verdict,
        None if !is_member => Access::NOTHING,
        None => facts
            .drive
            .wide
            .map_or_else(|| plain_member(facts), Access::listed),
    }
}

/// What a key with a role of its own may do: the person's ownership, grants and creatorship do not count.
fn keyed(facts: &Facts, key_role: MemberRole) -> Access {
    match (standing(facts.drive), key_role) {
        (None, _) => return Access::NOTHING,
        (Some(DriveRole::Owner | DriveRole::Admin), MemberRole::Admin) => {
            return Access::EVERYTHING;
        }
        (Some(_), _) => {}
    }
    if facts.way.first().is_some_and(|page| page.is_made_by_key) {
        return Access::CREATOR;
    }
    let walked = walk(facts, |_, step| Marks {
        rights: step.key_entry,
        is_creator: step.is_made_by_key,
    });
    walked.unwrap_or_else(|| {
        facts
            .drive
            .key_wide
            .map_or_else(|| plain_member(facts), Access::listed)
    })
}

/// What is explicit about one page on the way up.
struct Marks {
    rights: Option<Rights>,
    is_creator: bool,
}

/// The nearest entry or barrier on the way up; `None` if there is neither.
fn walk(facts: &Facts, marks: impl Fn(usize, &Step) -> Marks) -> Option<Access> {
    facts.way.iter().enumerate().find_map(|(at, step)| {
        let Marks { rights, is_creator } = marks(at, step);
        match rights {
            Some(rights) => Some(Access::listed(rights)),
            None if !step.is_private => None,
            None if is_creator => Some(Access::HOST),
            None => Some(Access::NOTHING),
        }
    })
}

fn plain_member(facts: &Facts) -> Access {
    Access {
        view: true,
        comment: true,
        post: facts.page_type == PageType::Channel,
        edit: facts.drive.members_edit,
        ..Access::NOTHING
    }
}

/// What the person is in the drive; `None` for strangers.
fn standing(drive: DriveFacts) -> Option<DriveRole> {
    if drive.is_owner {
        return Some(DriveRole::Owner);
    }
    drive.role.map(DriveRole::from)
}

/// What the actor is in the drive; `None` for strangers, and for everybody while it is in the trash.
fn role(drive: DriveFacts) -> Option<DriveRole> {
    if drive.is_trashed {
        return None;
    }
    let standing = standing(drive)?;
    match (drive.scope, standing) {
        (Scope::Outside, _) => None,
        (Scope::Person, standing) => Some(standing),
        (Scope::Role(_), DriveRole::Member) => Some(DriveRole::Member),
        (Scope::Role(key_role), DriveRole::Owner | DriveRole::Admin) => Some(key_role.into()),
    }
}

impl From<MemberRole> for DriveRole {
    fn from(role: MemberRole) -> Self {
        match role {
            MemberRole::Admin => Self::Admin,
            MemberRole::Member => Self::Member,
        }
    }
}

/// Every member may, unless their custom role has drive-wide permissions without edit.
fn may_create_root(drive: DriveFacts) -> bool {
    at_the_root(drive, true)
}

/// Arranging the root pages of others takes the right to edit everywhere.
fn may_arrange_root(drive: DriveFacts) -> bool {
    at_the_root(drive, drive.members_edit)
}

/// What a custom role says about the whole drive, that of the person and that of the key; `plain` where
/// there is none.
fn at_the_root(drive: DriveFacts, plain: bool) -> bool {
    let allows = |wide: Option<Rights>| wide.map_or(plain, |wide| wide.edit);
    match role(drive) {
        None => false,
        Some(DriveRole::Owner | DriveRole::Admin) => true,
        Some(DriveRole::Member) => match (drive.scope, standing(drive)) {
            (Scope::Role(_), Some(DriveRole::Member)) => {
                allows(drive.key_wide) && allows(drive.wide)
            }
            (Scope::Role(_), _) => allows(drive.key_wide),
            (Scope::Person | Scope::Outside, _) => allows(drive.wide),
        },
    }
}
