//! What two migrations on different branches do to the same things.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diff::{Rename, rename};
use crate::model::graph::word;
use crate::model::object_name::split_path;
use crate::model::parts::{Delta, Key, Parts, Thing};
use crate::model::{Kind, Model};
use crate::sql::expression::mentions;

/// Why two migrations on different branches do not commute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The two migrations, by the names of their folders.
    pub folders: [String; 2],
    pub kind: Kind,
    /// The PostgreSQL schema of what they disagree about, if it is in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Its path.
    pub object: String,
    /// What each of them does.
    pub reason: String,
}

impl Conflict {
    pub(super) fn new(folders: [&str; 2], key: &Key, reason: String) -> Self {
        Self {
            folders: folders.map(str::to_owned),
            kind: key.kind,
            schema: key.schema(),
            object: key.path.clone(),
            reason,
        }
    }

    pub(super) fn is_about_same(&self, other: &Self) -> bool {
        (self.kind, &self.object) == (other.kind, &other.object)
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = Key::new(self.kind, &self.object);
        write!(formatter, "{key}: {}", self.reason)
    }
}

/// What a migration does to one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Makes,
    Changes,
    Drops,
    /// Gives it another name.
    Renames,
}

impl Deed {
    /// Whoever knows the thing under this name does not find it any more.
    fn removes(self) -> bool {
        matches!(self, Self::Drops | Self::Renames)
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Makes => "makes",
            Self::Changes => "changes",
            Self::Drops => "drops",
            Self::Renames => "renames",
        }
    }
}

/// What a migration touches.
pub(super) struct Touched {
    deeds: BTreeMap<Key, Deed>,
    /// The new forms, and nothing for what goes.
    delta: Delta,
}

impl Touched {
    /// By a migration from one model to another.
    pub(super) fn between(base: &Model, end: &Model, renames: &[Rename]) -> Self {
        let (start, _) = rename::apply(base, renames);
        let (start, end) = (Parts::of(&start), Parts::of(end));
        let delta = start.delta(&end);
        let deed = |(key, thing): (&Key, &Option<Thing>)| {
            let deed = match (start.get(key), thing) {
                (_, None) => Deed::Drops,
                (None, Some(_)) => Deed::Makes,
                (Some(_), Some(_)) => Deed::Changes,
            };
            (key.clone(), deed)
        };
        let mut deeds: BTreeMap<Key, Deed> = delta.iter().map(deed).collect();
        for rename in renames {
            let to = Key::of_rename(rename.kind, &rename.to);
            if rename.kind == Kind::EnumValue {
                deeds.insert(to, Deed::Changes);
                continue;
            }
            deeds.insert(to, Deed::Makes);
            let from = Key::of_rename(rename.kind, &rename.from);
            deeds.insert(from, Deed::Renames);
        }
        Self { deeds, delta }
    }

    pub(super) fn touches(&self, root: &Key) -> bool {
        self.deeds.keys().any(|key| key.root() == *root)
    }

    /// What cannot be done by both, whichever of them goes first. `names` are those of the migrations.
    pub(super) fn conflicts(&self, other: &Self, names: [&str; 2]) -> Vec<Conflict> {
        let [own, theirs] = names;
        let mut reasons: BTreeMap<Key, String> = BTreeMap::new();
        for (key, deed) in &self.deeds {
            if let Some(same) = other.deeds.get(key) {
                let reason = if deed == same {
                    format!("{own} and {theirs} both {}", both(*deed))
                } else {
                    let (deed, same) = (deed.verb(), same.verb());
                    format!("{own} {deed} it, {theirs} {same} it")
                };
                reasons.insert(key.clone(), reason);
            }
        }
        self.missed_by(other, names, &mut reasons);
        other.missed_by(self, [theirs, own], &mut reasons);
        // What is said of a table need not be said of its columns.
        let outermost = |key: &&Key| {
            let mut others = reasons.keys();
            !others.any(|outer| key.is_in(outer))
        };
        let found = reasons.keys().filter(outermost);
        found
            .filter_map(|key| Some(Conflict::new(names, key, reasons.get(key)?.clone())))
            .collect()
    }

    /// What is taken away here and used there.
    fn missed_by(&self, other: &Self, names: [&str; 2], reasons: &mut BTreeMap<Key, String>) {
        let [own, theirs] = names;
        let gone = self.deeds.iter().filter(|(_, deed)| deed.removes());
        for (key, deed) in gone {
            if self.removes_around(key) || reasons.contains_key(key) {
                continue;
            }
            let missed: Vec<String> = other
                .outermost()
                .filter(|(user, _)| user.is_in(key) || other.uses(user, key))
                .map(|(user, deed)| format!("{} {user}", deed.verb()))
                .collect();
            if !missed.is_empty() {
                let missed = missed.join(", ");
                let reason = format!("{own} {} it, {theirs} {missed}", deed.verb());
                reasons.insert(key.clone(), reason);
            }
        }
    }

    /// Whether the table or schema goes in which it is.
    fn removes_around(&self, key: &Key) -> bool {
        let mut deeds = self.deeds.iter();
        deeds.any(|(outer, deed)| deed.removes() && key.is_in(outer))
    }

    /// Without what is made or goes together with its table or schema.
    fn outermost(&self) -> impl Iterator<Item = (&Key, Deed)> {
        let whole = |deed: Deed| deed != Deed::Changes;
        let is_inside = move |key: &Key| {
            let mut deeds = self.deeds.iter();
            deeds.any(|(outer, deed)| whole(*deed) && key.is_in(outer))
        };
        let deeds = self.deeds.iter().map(|(key, deed)| (key, *deed));
        deeds.filter(move |(key, _)| !is_inside(key))
    }

    /// Whether the new form of something, or of what is listed in it, names what is gone elsewhere.
    fn uses(&self, user: &Key, gone: &Key) -> bool {
        let new = self
            .delta
            .iter()
            .filter_map(|(key, thing)| Some((key, thing.as_ref()?)));
        let mut of_user = new.filter(|(key, _)| *key == user || key.is_in(user));
        of_user.any(|(key, thing)| is_named(gone, key, thing))
    }
}

fn both(deed: Deed) -> &'static str {
    match deed {
        Deed::Makes => "make it",
        Deed::Changes => "change it",
        Deed::Drops => "drop it",
        Deed::Renames => "rename it",
    }
}

/// Whether a thing names another one, as far as its texts show it.
fn is_named(gone: &Key, user: &Key, thing: &Thing) -> bool {
    let texts = thing.texts();
    let says = |name: &str| texts.iter().any(|text| speaks_of(text, name));
    match gone.kind {
        Kind::Column => {
            let table = gone.root();
            says(&gone.name()) && (user.root() == table || says(&table.name()))
        }
        Kind::Object => says(word(&gone.path)),
        Kind::Enum | Kind::Sequence | Kind::Table | Kind::View | Kind::Role | Kind::Extension => {
            says(&gone.name())
        }
        _ => false,
    }
}

/// Texts are SQL, or paths.
fn speaks_of(text: &str, name: &str) -> bool {
    let path = || split_path(text);
    mentions(text, name) || text == name || path().iter().any(|part| part == name)
}
