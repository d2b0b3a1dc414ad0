//! Pairing the constraints or indexes of two versions of a table.

use crate::model::{Check, Exclusion, ForeignKey, Index, Unique};

/// Something with a name and a definition.
pub(crate) trait Named: Clone {
    fn name(&self) -> &str;

    fn comment(&self) -> Option<&str>;

    /// Equal but for the name, the comment, and whether old rows were looked at.
    fn same_definition(&self, other: &Self) -> bool;

    /// Whether it holds for all rows, also those that were there before it.
    fn holds_for_all(&self) -> bool {
        true
    }
}

macro_rules! named {
    ($type:ty, $($ignored:ident: $value:expr),+ $(; $holds:ident)?) => {
        impl Named for $type {
            fn name(&self) -> &str {
                &self.name
            }

            fn comment(&self) -> Option<&str> {
                self.comment.as_deref()
            }

            fn same_definition(&self, other: &Self) -> bool {
                let bare = |one: &Self| Self { $($ignored: $value,)+ ..one.clone() };
                bare(self) == bare(other)
            }

            $(fn $holds(&self) -> bool {
                !self.not_valid
            })?
        }
    };
}

named!(Unique, name: String::new(), comment: None);
named!(Index, name: String::new(), comment: None);
named!(Check, name: String::new(), comment: None, not_valid: false; holds_for_all);
// Deferral is changed in place.
named!(ForeignKey, name: String::new(), comment: None, not_valid: false,
    deferrable: false, initially_deferred: false; holds_for_all);
named!(Exclusion, name: String::new(), comment: None);

/// What happens to the things of one kind in one table.
pub(crate) struct Matching<'a, T> {
    pub(crate) dropped: Vec<&'a T>,
    pub(crate) added: Vec<&'a T>,
    /// Old and new, in an order in which each new name is free when its turn comes.
    pub(crate) renamed: Vec<(&'a T, &'a T)>,
    /// Old and new of the same name and definition.
    pub(crate) kept: Vec<(&'a T, &'a T)>,
}

impl<'a, T: Named> Matching<'a, T> {
    /// Things that are `disturbed` are dropped and made again, even if they look the same.
    pub(crate) fn of(old: &'a [T], new: &'a [T], disturbed: impl Fn(&T) -> bool) -> Self {
        // What was proven cannot be taken back in place.
        let stays = |one: &T, other: &T| {
            let weaker = one.holds_for_all() && !other.holds_for_all();
            one.same_definition(other) && !weaker && !disturbed(one)
        };
        let mut added: Vec<&T> = new.iter().collect();
        let mut take = |fits: &dyn Fn(&T) -> bool| {
            let at = added.iter().position(|found| fits(found));
            at.map(|at| added.remove(at))
        };
        let (mut kept, mut renamed, mut open, mut dropped) = (vec![], vec![], vec![], vec![]);
        for item in old {
            match take(&|found| found.name() == item.name() && stays(item, found)) {
                Some(found) => kept.push((item, found)),
                None => open.push(item),
            }
        }
        for item in open {
            match take(&|found| stays(item, found)) {
                Some(found) => renamed.push((item, found)),
                None => dropped.push(item),
            }
        }
        let mut matching = Self {
            dropped,
            added,
            renamed: Vec::new(),
            kept,
        };
        matching.rename(renamed);
        matching
    }

    /// Takes out what is dropped and added under one name: it may be possible to change it in place.
    pub(crate) fn take_changed(&mut self) -> Vec<(&'a T, &'a T)> {
        let mut changed = Vec::new();
        self.dropped.retain(|old| {
            let at = self.added.iter().position(|new| new.name() == old.name());
            changed.extend(at.map(|at| (*old, self.added.remove(at))));
            at.is_none()
        });
        changed
    }

    /// Those that exchange their names have no free order: they are dropped and made again.
    fn rename(&mut self, mut waiting: Vec<(&'a T, &'a T)>) {
        while !waiting.is_empty() {
            let taken = |new: &T| waiting.iter().any(|(old, _)| old.name() == new.name());
            let Some(at) = waiting.iter().position(|(_, new)| !taken(new)) else {
                break;
            };
            self.renamed.push(waiting.remove(at));
        }
        for (old, new) in waiting {
            self.dropped.push(old);
            self.added.push(new);
        }
    }
}
