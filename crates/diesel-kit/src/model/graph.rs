//! What views and objects given as SQL are built on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Model, ObjectName, SqlObject, View};
use crate::sql::query::Query;
use crate::sql::token::{Kind, tokens};

/// A view, or an object given as SQL, by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Node {
    View(ObjectName),
    Object(String),
}

/// What each of them needs to exist before it. Views that are managed elsewhere are not among them.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    needs: BTreeMap<Node, BTreeSet<Node>>,
    relations: BTreeMap<Node, BTreeSet<ObjectName>>,
    /// Made after the tables.
    late: BTreeSet<Node>,
}

impl fmt::Display for Node {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::View(name) => write!(formatter, "view {}", name.path()),
            Self::Object(name) => write!(formatter, "sql object {name}"),
        }
    }
}

impl Graph {
    pub(crate) fn of(model: &Model) -> Self {
        let mut graph = Self::default();
        for (name, object) in &model.objects {
            graph.add_object(model, name, object);
        }
        for (name, view) in model.managed_views() {
            graph.add_view(model, name, view);
        }
        // What needs something late is late itself.
        let late = std::mem::take(&mut graph.late);
        graph.late = graph.with_dependents(late);
        graph
    }

    fn add_object(&mut self, model: &Model, name: &str, object: &SqlObject) {
        let node = Node::Object(name.to_owned());
        let needed = object.depends_on.iter();
        let objects = needed
            .clone()
            .filter(|path| model.objects.contains_key(*path));
        let needs = objects.map(|path| Node::Object(path.clone())).collect();
        let relations = needed
            .filter_map(|path| path.parse::<ObjectName>().ok())
            .filter(|name| model.tables.contains_key(name) || model.views.contains_key(name))
            .collect();
        self.add(model, node, needs, relations);
    }

    fn add_view(&mut self, model: &Model, name: &ObjectName, view: &View) {
        let query = Query::of(&view.query);
        let objects = model
            .objects
            .keys()
            .filter(|object| query.uses(word(object)) || is_read(object, &query));
        let needs = objects.map(|object| Node::Object(object.clone())).collect();
        let mut relations = model.read_by(&query);
        relations.remove(name);
        let node = Node::View(name.clone());
        self.late.insert(node.clone());
        self.add(model, node, needs, relations);
    }

    fn add(
        &mut self,
        model: &Model,
        node: Node,
        mut needs: BTreeSet<Node>,
        relations: BTreeSet<ObjectName>,
    ) {
        let views = relations
            .iter()
            .filter(|name| model.views.contains_key(*name));
        needs.extend(views.map(|name| Node::View(name.clone())));
        if !relations.is_empty() {
            self.late.insert(node.clone());
        }
        self.needs.insert(node.clone(), needs);
        self.relations.insert(node, relations);
    }

    pub(crate) fn is_late(&self, node: &Node) -> bool {
        self.late.contains(node)
    }

    /// The tables and views it needs directly.
    pub(crate) fn relations(&self, node: &Node) -> impl Iterator<Item = &ObjectName> {
        self.relations.get(node).into_iter().flatten()
    }

    /// Each after what it needs.
    pub(crate) fn order(&self) -> Vec<&Node> {
        let mut order = Vec::with_capacity(self.needs.len());
        let mut seen = BTreeSet::new();
        for node in self.needs.keys() {
            self.visit(node, &mut seen, &mut order);
        }
        order
    }

    fn visit<'a>(
        &'a self,
        node: &'a Node,
        seen: &mut BTreeSet<&'a Node>,
        order: &mut Vec<&'a Node>,
    ) {
        if let Some((node, needs)) = self.needs.get_key_value(node)
            && seen.insert(node)
        {
            for need in needs {
                self.visit(need, seen, order);
            }
            order.push(node);
        }
    }

    /// These, and everything that needs one of them.
    pub(crate) fn with_dependents(&self, mut nodes: BTreeSet<Node>) -> BTreeSet<Node> {
        loop {
            let is_drawn_in = |(node, needs): &(&Node, &BTreeSet<Node>)| {
                !nodes.contains(node) && !needs.is_disjoint(&nodes)
            };
            let drawn_in = self.needs.iter().filter(is_drawn_in);
            let drawn_in: Vec<Node> = drawn_in.map(|(node, _)| node.clone()).collect();
            if drawn_in.is_empty() {
                return nodes;
            }
            nodes.extend(drawn_in);
        }
    }

    /// Some that need each other, each followed by what it needs; the first stands at the end, too.
    pub(crate) fn cycle(&self) -> Option<Vec<&Node>> {
        // What is left when everything is taken away that needs nothing of what is left.
        let mut left: BTreeSet<&Node> = self.needs.keys().collect();
        let needs = |node: &Node| self.needs.get(node).into_iter().flatten();
        loop {
            let before = left.len();
            let waits = |node: &&Node| needs(node).any(|need| left.contains(need));
            left = left.iter().copied().filter(waits).collect();
            if left.len() == before {
                break;
            }
        }
        let mut path = vec![*left.first()?];
        loop {
            let next = needs(path.last()?).find(|need| left.contains(need))?;
            if let Some(start) = path.iter().position(|node| *node == next) {
                path.push(next);
                return Some(path.split_off(start));
            }
            path.push(next);
        }
    }
}

/// Whether a query reads the table or view that an object makes: one that is called `table app.parts`.
fn is_read(object: &str, query: &Query) -> bool {
    let name = object
        .strip_prefix("table ")
        .or_else(|| object.strip_prefix("view "));
    let parts: Option<Vec<String>> = name.map(|name| {
        let tokens = tokens(name).into_iter();
        let names = tokens.filter(|token| token.kind == Kind::Name);
        names.map(|token| token.name()).collect()
    });
    parts.is_some_and(|parts| query.relations().contains(&parts))
}

/// The name under which SQL speaks of an object: `f` of `app.f(integer)`.
pub(crate) fn word(object: &str) -> &str {
    let name = object.split('(').next().unwrap_or(object).trim_end();
    name.rsplit('.').next().unwrap_or(name)
}

impl Model {
    /// The views that are made, changed and dropped here.
    pub(crate) fn managed_views(&self) -> impl Iterator<Item = (&ObjectName, &View)> {
        self.views.iter().filter(|(_, view)| !view.existing)
    }

    /// The tables and views that a query reads, but for those this model does not know.
    pub(crate) fn read_by(&self, query: &Query) -> BTreeSet<ObjectName> {
        let paths = query.relations();
        let read = paths.iter().flat_map(|path| self.relations_called(path));
        read.cloned().collect()
    }

    /// Tables and views of a name as a query writes it. Without a schema it is looked for in `public` first;
    /// who knows what is in the search path of the author.
    fn relations_called(&self, path: &[String]) -> Vec<&ObjectName> {
        let relations = || self.tables.keys().chain(self.views.keys());
        let exact = ObjectName::of_parts(path);
        if let Some(found) = relations().find(|relation| Some(*relation) == exact.as_ref()) {
            return vec![found];
        }
        match path {
            [name] => relations()
                .filter(|relation| relation.name() == name)
                .collect(),
            _ => Vec::new(),
        }
    }
}
