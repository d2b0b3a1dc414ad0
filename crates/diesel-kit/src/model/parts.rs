//! A model taken apart into what can be made, changed and dropped alone.

use std::collections::BTreeMap;

use super::object_name::{join_path, split_path};
use super::{
    Check, Column, EnumType, Exclusion, Extension, ForeignKey, Index, Kind, Model, ObjectName,
    Policy, PrimaryKey, Role, Schema, Sequence, SqlObject, Table, Unique, View,
};

/// A kind, and a path as renames have it. What is in no schema has its bare name, and a primary key, of
/// which there is one, the path of its table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) kind: Kind,
    pub(crate) path: String,
}

/// One of the things that models consist of. A table is without what is listed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Thing {
    Extension(Extension),
    Schema(Schema),
    Role(Role),
    Enum(EnumType),
    Sequence(Sequence),
    Table(Box<Table>),
    Column(Box<Column>),
    PrimaryKey(PrimaryKey),
    Unique(Unique),
    Check(Check),
    ForeignKey(Box<ForeignKey>),
    Exclusion(Exclusion),
    Index(Box<Index>),
    Policy(Policy),
    View(Box<View>),
    Object(SqlObject),
}

/// A thing, and its place in the list it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Placed {
    place: usize,
    thing: Thing,
}

/// All things of a model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parts(BTreeMap<Key, Placed>);

/// What leads from some parts to others: new forms, and nothing for what goes.
pub(crate) type Delta = BTreeMap<Key, Option<Thing>>;

impl Key {
    pub(crate) fn new(kind: Kind, path: impl Into<String>) -> Self {
        let path = path.into();
        Self { kind, path }
    }

    /// Of a thing with a path as it stands in a rename. A label belongs to the whole of its enum.
    pub(crate) fn of_rename(kind: Kind, path: &str) -> Self {
        match kind {
            Kind::Extension | Kind::Schema | Kind::Role | Kind::Object => {
                Self::new(kind, split_path(path).concat())
            }
            Kind::EnumValue => Self::new(Kind::Enum, parent(path).path()),
            Kind::PrimaryKey => Self::new(kind, parent(path).path()),
            _ => Self::new(kind, path),
        }
    }

    /// The table it belongs to, or, if it belongs to none, itself.
    pub(crate) fn root(&self) -> Self {
        match self.kind {
            Kind::PrimaryKey => Self::new(Kind::Table, &self.path),
            kind if kind == Kind::Column || kind.is_part() => {
                Self::new(Kind::Table, parent(&self.path).path())
            }
            _ => self.clone(),
        }
    }

    /// The name without what is around it.
    pub(crate) fn name(&self) -> String {
        match self.kind {
            Kind::Extension | Kind::Schema | Kind::Role | Kind::Object => self.path.clone(),
            _ => split_path(&self.path).pop().unwrap_or_default(),
        }
    }

    /// The PostgreSQL schema it is in, if it is in one.
    pub(crate) fn schema(&self) -> Option<String> {
        let root = self.root();
        match root.kind {
            Kind::Extension | Kind::Schema | Kind::Role | Kind::Object => None,
            _ => Some(object_name(&root.path).schema().to_owned()),
        }
    }

    /// Whether it is in this table, view or schema.
    pub(crate) fn is_in(&self, outer: &Self) -> bool {
        match outer.kind {
            Kind::Schema => self.schema().as_deref() == Some(outer.path.as_str()),
            Kind::Table | Kind::View => {
                let root = self.root();
                root != *self && root.path == outer.path
            }
            _ => false,
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = if self.kind == Kind::PrimaryKey {
            "of "
        } else {
            ""
        };
        write!(formatter, "{} {of}{}", self.kind.name(), self.path)
    }
}

/// What a path inside a table or enum belongs to.
fn parent(path: &str) -> ObjectName {
    let mut parts = split_path(path);
    parts.pop();
    ObjectName::of_parts(&parts).unwrap_or_default()
}

fn object_name(path: &str) -> ObjectName {
    path.parse().unwrap_or_else(|_| ObjectName::new(path))
}

impl Parts {
    pub(crate) fn of(model: &Model) -> Self {
        // Named one by one, so that a new kind cannot be forgotten here.
        let Model {
            extensions,
            schemas,
            roles,
            enums,
            sequences,
            tables,
            views,
            objects,
            role_renames: _,
            duplicates: _,
        } = model.clone();
        let mut parts = Self::default();
        parts.bare(Kind::Extension, extensions, Thing::Extension);
        parts.bare(Kind::Schema, schemas, Thing::Schema);
        parts.bare(Kind::Role, roles, Thing::Role);
        parts.bare(Kind::Object, objects, Thing::Object);
        parts.named(Kind::Enum, enums, Thing::Enum);
        parts.named(Kind::Sequence, sequences, Thing::Sequence);
        parts.named(Kind::View, views, |view| Thing::View(Box::new(view)));
        for (name, table) in tables {
            parts.table(&name, table);
        }
        parts
    }

    fn bare<T>(&mut self, kind: Kind, map: BTreeMap<String, T>, thing: impl Fn(T) -> Thing) {
        for (name, value) in map {
            self.insert(Key::new(kind, name), 0, thing(value));
        }
    }

    fn named<T>(&mut self, kind: Kind, map: BTreeMap<ObjectName, T>, thing: impl Fn(T) -> Thing) {
        for (name, value) in map {
            self.insert(Key::new(kind, name.path()), 0, thing(value));
        }
    }

    fn table(&mut self, name: &ObjectName, mut table: Table) {
        use std::mem::take;
        let key = take(&mut table.primary_key);
        if !key.columns.is_empty() {
            let place = Key::new(Kind::PrimaryKey, name.path());
            self.insert(place, 0, Thing::PrimaryKey(key));
        }
        let list = take(&mut table.columns);
        self.listed(
            name,
            list,
            |one| &one.name,
            |one| Thing::Column(Box::new(one)),
        );
        let list = take(&mut table.uniques);
        self.listed(name, list, |one| &one.name, Thing::Unique);
        let list = take(&mut table.foreign_keys);
        self.listed(
            name,
            list,
            |one| &one.name,
            |one| Thing::ForeignKey(Box::new(one)),
        );
        let list = take(&mut table.checks);
        self.listed(name, list, |one| &one.name, Thing::Check);
        let list = take(&mut table.indexes);
        self.listed(
            name,
            list,
            |one| &one.name,
            |one| Thing::Index(Box::new(one)),
        );
        let list = take(&mut table.exclusions);
        self.listed(name, list, |one| &one.name, Thing::Exclusion);
        let list = take(&mut table.policies);
        self.listed(name, list, |one| &one.name, Thing::Policy);
        let key = Key::new(Kind::Table, name.path());
        self.insert(key, 0, Thing::Table(Box::new(table)));
    }

    fn listed<T>(
        &mut self,
        table: &ObjectName,
        list: Vec<T>,
        name: impl Fn(&T) -> &String,
        thing: impl Fn(T) -> Thing,
    ) {
        for (place, one) in list.into_iter().enumerate() {
            let child = join_path([name(&one).as_str()]);
            let path = format!("{}.{child}", table.path());
            let thing = thing(one);
            self.insert(Key::new(thing.kind(), path), place, thing);
        }
    }

    fn insert(&mut self, key: Key, place: usize, thing: Thing) {
        self.0.insert(key, Placed { place, thing });
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&Thing> {
        self.0.get(key).map(|placed| &placed.thing)
    }

    /// What is different there.
    pub(crate) fn delta(&self, end: &Self) -> Delta {
        let gone = self.0.keys().filter(|key| !end.0.contains_key(*key));
        let changed = end.0.iter().filter(|(key, new)| {
            let old = self.get(key);
            old != Some(&new.thing)
        });
        let changed = changed.map(|(key, new)| (key.clone(), Some(new.thing.clone())));
        gone.map(|key| (key.clone(), None)).chain(changed).collect()
    }

    /// With a change that was made elsewhere, where the parts are these.
    pub(crate) fn with(mut self, delta: &Delta, there: &Self) -> Self {
        for (key, thing) in delta {
            match thing {
                Some(thing) => {
                    let before = self.0.get(key).map(|placed| placed.place);
                    self.insert(key.clone(), before.unwrap_or(usize::MAX), thing.clone());
                }
                None => drop(self.0.remove(key)),
            }
        }
        // Whoever is asked first, the order is the same.
        for (key, placed) in &mut self.0 {
            let other = there.0.get(key).map(|other| other.place);
            placed.place = placed.place.min(other.unwrap_or(usize::MAX));
        }
        self
    }

    /// Put together again. What is left of a table that is gone is left out.
    pub(crate) fn model(self) -> Model {
        let mut model = Model::default();
        let mut placed: Vec<(Key, Placed)> = self.0.into_iter().collect();
        placed.sort_by(|one, other| {
            (one.0.kind, one.1.place, &one.0.path).cmp(&(
                other.0.kind,
                other.1.place,
                &other.0.path,
            ))
        });
        for (key, Placed { thing, .. }) in placed {
            thing.put(key, &mut model);
        }
        model
    }
}

impl Thing {
    fn kind(&self) -> Kind {
        match self {
            Self::Extension(_) => Kind::Extension,
            Self::Schema(_) => Kind::Schema,
            Self::Role(_) => Kind::Role,
            Self::Enum(_) => Kind::Enum,
            Self::Sequence(_) => Kind::Sequence,
            Self::Table(_) => Kind::Table,
            Self::Column(_) => Kind::Column,
            Self::PrimaryKey(_) => Kind::PrimaryKey,
            Self::Unique(_) => Kind::Unique,
            Self::Check(_) => Kind::Check,
            Self::ForeignKey(_) => Kind::ForeignKey,
            Self::Exclusion(_) => Kind::Exclusion,
            Self::Index(_) => Kind::Index,
            Self::Policy(_) => Kind::Policy,
            Self::View(_) => Kind::View,
            Self::Object(_) => Kind::Object,
        }
    }

    /// Tables come before what is listed in them, because their kind does.
    fn put(self, key: Key, model: &mut Model) {
        let root = object_name(&key.root().path);
        match self {
            Self::Extension(one) => drop(model.extensions.insert(key.path, one)),
            Self::Schema(one) => drop(model.schemas.insert(key.path, one)),
            Self::Role(one) => drop(model.roles.insert(key.path, one)),
            Self::Object(one) => drop(model.objects.insert(key.path, one)),
            Self::Enum(one) => drop(model.enums.insert(root, one)),
            Self::Sequence(one) => drop(model.sequences.insert(root, one)),
            Self::View(one) => drop(model.views.insert(root, *one)),
            Self::Table(one) => drop(model.tables.insert(root, *one)),
            listed => {
                if let Some(table) = model.tables.get_mut(&root) {
                    listed.list(table);
                }
            }
        }
    }

    fn list(self, table: &mut Table) {
        match self {
            Self::Column(one) => table.columns.push(*one),
            Self::PrimaryKey(one) => table.primary_key = one,
            Self::Unique(one) => table.uniques.push(one),
            Self::Check(one) => table.checks.push(one),
            Self::ForeignKey(one) => table.foreign_keys.push(*one),
            Self::Exclusion(one) => table.exclusions.push(one),
            Self::Index(one) => table.indexes.push(*one),
            Self::Policy(one) => table.policies.push(one),
            _ => {}
        }
    }

    /// Names and SQL in it, each as text: what it may be built on is named there.
    pub(crate) fn texts(&self) -> Vec<String> {
        fn all<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<String> {
            texts.into_iter().cloned().collect()
        }
        fn index(index: &Index) -> Vec<String> {
            all([&index.on]
                .into_iter()
                .chain(&index.include)
                .chain(&index.condition))
        }
        match self {
            Self::Extension(one) => all(one.schema.iter().chain(&one.requires)),
            Self::Schema(_)
            | Self::Role(_)
            | Self::Enum(_)
            | Self::Sequence(_)
            | Self::Table(_) => Vec::new(),
            Self::Column(one) => all([&one.sql_type]
                .into_iter()
                .chain(&one.default)
                .chain(&one.generated)
                .chain(&one.collation)),
            Self::PrimaryKey(one) => all(&one.columns),
            Self::Unique(one) => all(&one.columns),
            Self::Check(one) => all([&one.expression]),
            Self::ForeignKey(one) => {
                let names = all(one.columns.iter().chain(&one.referenced));
                [names, vec![one.table.path()]].concat()
            }
            Self::Exclusion(one) => all([&one.on].into_iter().chain(&one.condition)),
            Self::Index(one) => index(one),
            Self::Policy(one) => all(one.to.iter().chain(&one.using).chain(&one.check)),
            Self::View(one) => {
                let indexes = one.indexes.iter().flat_map(index);
                [one.query.clone()].into_iter().chain(indexes).collect()
            }
            Self::Object(one) => all([&one.up].into_iter().chain(&one.depends_on)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Action;

    fn model() -> Model {
        let table = Table::new("a.b")
            .in_schema("app")
            .column(Column::new("id", "bigint"))
            .column(Column::new("b", "text"))
            .column(Column::new("a", "text"))
            .primary_key(&["id"])
            .unique(Unique::new(&["a"]))
            .foreign_key(
                ForeignKey::new(&["id"], ("app", "a.b"), &["id"]).on_delete(Action::Cascade),
            )
            .check("c", "a <> b")
            .index(Index::new("i", "a"))
            .exclusion(Exclusion::new("e", "gist", "a WITH ="))
            .policy(Policy::new("p"));
        Model::default()
            .extension("citext", Extension::default())
            .schema("app", Schema::default())
            .role("reader", Role::default())
            .enumeration("mood", EnumType::new(&["sad"]))
            .sequence("s", Sequence::default())
            .table(table)
            .view("v", View::new("SELECT 1 AS a"))
            .object("app.f(integer)", SqlObject::new("function", "up", "down"))
    }

    #[test]
    fn what_is_taken_apart_can_be_put_together() {
        assert_eq!(Parts::of(&model()).model(), model());
    }

    #[test]
    fn a_delta_leads_to_the_end() {
        let (start, end) = (Parts::of(&Model::default()), Parts::of(&model()));
        for (from, to) in [(&start, &end), (&end, &start)] {
            let reached = from.clone().with(&from.delta(to), to);
            assert_eq!(reached, *to);
        }
        assert_eq!(end.delta(&end), Delta::new());
    }

    #[test]
    fn things_know_where_they_are() {
        let column = Key::new(Kind::Column, "app.\"a.b\".id");
        let table = Key::new(Kind::Table, "app.\"a.b\"");
        assert_eq!(column.root(), table);
        assert_eq!(column.name(), "id");
        assert_eq!(column.schema().as_deref(), Some("app"));
        assert!(column.is_in(&table) && table.is_in(&Key::new(Kind::Schema, "app")));
        assert!(column.is_in(&Key::new(Kind::Schema, "app")) && !table.is_in(&table));
        let key = Key::of_rename(Kind::PrimaryKey, "users.users_pkey");
        assert_eq!(key.root(), Key::new(Kind::Table, "users"));
        let object = Key::of_rename(Kind::Object, "\"app.f(integer)\"");
        assert_eq!(
            (object.name().as_str(), object.schema()),
            ("app.f(integer)", None)
        );
    }
}
