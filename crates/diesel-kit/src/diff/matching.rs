//! Pairing the constraints or indexes of two versions of a table.

use crate::model::{Check, ForeignKey, Index, Unique};

/// Something with a name and a definition.
pub(crate) trait Named: Clone {
    fn name(&self) -> &str;

    /// Equal but for the name, and for whether old rows were looked at.
    fn same_definition(&self, other: &Self) -> bool;
}

macro_rules! named {
    ($type:ty, $($ignored:ident: $value:expr),+) => {
        impl Named for $type {
            fn name(&self) -> &str {
                &self.name
            }

            fn same_definition(&self, other: &Self) -> bool {
                let bare = |one: &Self| Self { $($ignored: $value,)+ ..one.clone() };
                bare(self) == bare(other)
            }
        }
    };
}

named!(Unique, name: String::new());
named!(Index, name: String::new());
named!(Check, name: String::new(), not_valid: false);
named!(ForeignKey, name: String::new(), not_valid: false);

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
        let mut matching = Self {
            dropped: Vec::new(),
            added: Vec::new(),
            renamed: Vec::new(),
            kept: Vec::new(),
        };
        let mut left: Vec<&T> = new.iter().collect();
        let mut open = Vec::new();
        for item in old {
            let same_name = left.iter().position(|found| found.name() == item.name());
            match same_name {
                Some(at) => {
                    let found = left.remove(at);
                    if found.same_definition(item) && !disturbed(item) {
                        matching.kept.push((item, found));
                    } else {
                        matching.dropped.push(item);
                        matching.added.push(found);
                    }
                }
                None => open.push(item),
            }
        }
        matching.rename_or_drop(open, left, disturbed);
        matching
    }

    fn rename_or_drop(
        &mut self,
        open: Vec<&'a T>,
        mut left: Vec<&'a T>,
        disturbed: impl Fn(&T) -> bool,
    ) {
        for item in open {
            let twin = left.iter().position(|found| found.same_definition(item));
            match twin {
                Some(at) if !disturbed(item) => self.renamed.push((item, left.remove(at))),
                _ => self.dropped.push(item),
            }
        }
        self.added.extend(left);
    }
}
