//! Which new thing is which gone thing under another name.

use super::path::Item;
use super::sheet::contradiction;
use super::{Question, Sheet};
use crate::diff::Rename;
use crate::error::Error;
use crate::model::Kind;

/// Something that the new model does not have any more.
struct Gone<'a, T> {
    item: Item,
    definition: &'a T,
}

/// Something that the old model did not have.
struct Added<'a, T> {
    item: Item,
    definition: &'a T,
    /// Where it was according to the code; the first that exists counts.
    previous: Vec<String>,
}

/// What happens without an answer, and which answers are good.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// It holds something that nobody can make again: a question.
    Ask,
    /// An equal definition is the same thing; a different one is a question.
    PairEqual,
    /// An equal definition is the same thing; a different one is, if an answer says so.
    PairEqualOrAnswered,
    /// An equal definition is the same thing; a different one is another thing.
    PairEqualOnly,
    /// The comparison pairs equal definitions; an answer may decide between several.
    Leave,
}

/// Pairs things of one kind.
pub(super) struct Pairing<'a, T> {
    kind: Kind,
    rule: Rule,
    gone: Vec<Gone<'a, T>>,
    added: Vec<Added<'a, T>>,
    /// Equal but for the name.
    same: fn(&T, &T) -> bool,
}

impl<'a, T> Pairing<'a, T> {
    /// Every pair is a question. Each new thing comes with the places that the code names for it.
    pub(super) fn new(
        kind: Kind,
        gone: impl Iterator<Item = (Item, &'a T)>,
        added: impl Iterator<Item = (Item, &'a T, Vec<String>)>,
    ) -> Self {
        let gone = gone.map(|(item, definition)| Gone { item, definition });
        let added = added.map(|(item, definition, previous)| Added {
            item,
            definition,
            previous,
        });
        Self {
            kind,
            rule: Rule::Ask,
            gone: gone.collect(),
            added: added.collect(),
            same: |_, _| false,
        }
    }

    pub(super) fn rule(self, rule: Rule, same: fn(&T, &T) -> bool) -> Self {
        Self { rule, same, ..self }
    }

    /// The renames and the questions that are left.
    pub(super) fn resolve(&self, sheet: &mut Sheet) -> Result<(Vec<Rename>, Vec<Question>), Error> {
        let mut claims: Vec<Option<usize>> = Vec::new();
        for new in &self.added {
            let claim = self.claim(new, sheet)?;
            if let Some(at) = claim
                && let Some(other) = claims.iter().position(|claim| *claim == Some(at))
            {
                return Err(self.claimed_twice(at, other, new));
            }
            claims.push(claim);
        }
        let is_new: Vec<bool> = self
            .added
            .iter()
            .map(|new| sheet.is_new(self.kind, &new.item))
            .collect();
        for (at, (new, is_new)) in self.added.iter().zip(&is_new).enumerate() {
            let open = claims.get(at).is_some_and(Option::is_none) && !is_new;
            let equal = self.equal(new, &claims);
            if open && let Some(claim) = claims.get_mut(at) {
                *claim = equal;
            }
        }
        let renames = self.renames(&claims);
        Ok((renames, self.questions(&claims, &is_new)))
    }

    /// What an answer or the code says it was.
    fn claim(&self, new: &Added<T>, sheet: &mut Sheet) -> Result<Option<usize>, Error> {
        let items: Vec<&Item> = self.gone.iter().map(|gone| &gone.item).collect();
        let fits = |at: usize| {
            let old = self.gone.get(at);
            let same = old.is_some_and(|old| (self.same)(old.definition, new.definition));
            same || !matches!(self.rule, Rule::PairEqualOnly | Rule::Leave)
        };
        let answered = sheet.previous(self.kind, &new.item, &items, fits)?;
        let declared = new.previous.iter().find_map(|path| {
            let mut items = items.iter();
            items.position(|item| item.is_at(path))
        });
        match (answered, declared) {
            (Some(one), Some(other)) if one != other => {
                let path = |at: usize| self.gone.get(at).map_or("", |gone| &gone.item.path);
                Err(contradiction(
                    &format!("the answer that {} was {}", new.item.path, path(one)),
                    &format!("its renamed_from, which says {}", path(other)),
                ))
            }
            (answered, declared) => Ok(answered.or(declared)),
        }
    }

    fn claimed_twice(&self, gone: usize, other: usize, new: &Added<T>) -> Error {
        let old = self.gone.get(gone).map_or("", |gone| &gone.item.path);
        let other = self.added.get(other).map_or("", |added| &added.item.path);
        contradiction(
            &format!("{old} is now {other}"),
            &format!("{old} is now {}", new.item.path),
        )
    }

    /// A gone thing with the same definition that nobody has claimed.
    fn equal(&self, new: &Added<T>, claims: &[Option<usize>]) -> Option<usize> {
        if matches!(self.rule, Rule::Ask | Rule::Leave) {
            return None;
        }
        let is_free = |at: &usize| !claims.contains(&Some(*at));
        let same = |old: &Gone<T>| (self.same)(old.definition, new.definition);
        let gone = self.gone.iter().enumerate();
        let mut free = gone.filter(|(at, old)| is_free(at) && same(old));
        free.next().map(|(at, _)| at)
    }

    fn renames(&self, claims: &[Option<usize>]) -> Vec<Rename> {
        let pairs = self.added.iter().zip(claims);
        let pairs = pairs.filter_map(|(new, claim)| Some((new, self.gone.get((*claim)?)?)));
        pairs
            .map(|(new, old)| Rename::new(self.kind, &old.item.original, &new.item.path))
            .collect()
    }

    fn questions(&self, claims: &[Option<usize>], is_new: &[bool]) -> Vec<Question> {
        let gone = self.gone.iter().enumerate();
        let left = gone.filter(|(at, _)| !claims.contains(&Some(*at)));
        let from: Vec<String> = left.map(|(_, gone)| gone.item.path.clone()).collect();
        if from.is_empty() || !matches!(self.rule, Rule::Ask | Rule::PairEqual) {
            return Vec::new();
        }
        let open = self.added.iter().zip(claims).zip(is_new);
        let open = open.filter(|((_, claim), is_new)| claim.is_none() && !**is_new);
        open.map(|((new, _), _)| Question::Rename {
            kind: self.kind,
            to: new.item.path.clone(),
            from: from.clone(),
        })
        .collect()
    }
}
