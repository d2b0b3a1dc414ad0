//! Views and objects given as SQL: made after what they need, dropped before it.

use super::impact::Impact;
use super::rebuild::Rebuild;
use super::rename::{Rename, moved};
use super::view;
use crate::hazard::{Hazard, Phase, Step};
use crate::model::graph::{Graph, Node};
use crate::model::{Model, SqlObject};
use crate::sql::query::Query;
use crate::sql::view::bare;

/// What both models are compared with.
pub(super) struct Change<'a> {
    /// Before renames.
    pub(super) from: &'a Model,
    /// After renames.
    pub(super) start: &'a Model,
    pub(super) to: &'a Model,
    pub(super) renames: &'a [Rename],
    /// Also those of views of which nothing stays.
    pub(super) all_renames: &'a [Rename],
    pub(super) impact: &'a Impact,
    pub(super) rebuild: &'a Rebuild,
}

impl Change<'_> {
    pub(super) fn steps(&self, steps: &mut Vec<Step>) {
        let graph = Graph::of(self.from);
        for node in graph.order().into_iter().rev() {
            if self.rebuild.drops(&moved(node, self.renames)) {
                steps.extend(self.drop(node, graph.is_late(node)));
            }
        }
        let graph = Graph::of(self.to);
        for node in graph.order() {
            match node {
                Node::View(name) => {
                    let old = self.start.views.get(name).filter(|old| !old.existing);
                    let old = old.filter(|_| !self.rebuild.drops(node));
                    match (old, self.to.views.get(name)) {
                        (Some(old), Some(new)) => view::change(name, old, new, steps),
                        (None, Some(new)) => view::create(name, new, steps),
                        (_, None) => {}
                    }
                }
                Node::Object(name) => {
                    let old = self.start.objects.get(name);
                    let old = old.filter(|_| !self.rebuild.drops(node));
                    let new = self.to.objects.get(name);
                    steps.extend(new.and_then(|new| make(old, new, graph.is_late(node))));
                }
            }
        }
    }

    /// What needs tables goes before they are renamed, because its SQL speaks of the old names. What tables may
    /// need goes later, and its SQL has followed the renames.
    fn drop(&self, node: &Node, is_late: bool) -> Option<Step> {
        match (node, &moved(node, self.all_renames)) {
            (Node::View(name), Node::View(new_name)) => {
                let again = self.to.views.get(new_name).filter(|view| !view.existing);
                Some(view::drop(name, self.from.views.get(name)?, again))
            }
            (Node::Object(name), Node::Object(new_name)) => {
                let stays = self.to.objects.contains_key(new_name);
                let phase = match is_late {
                    true => Phase::DropObject,
                    false if self.impact.releases(new_name) => Phase::ReleaseObject,
                    false => Phase::DropEarlyObject,
                };
                let object = if is_late {
                    self.from.objects.get(name)
                } else {
                    self.start.objects.get(new_name)
                };
                Some(remove(phase, name, object?, stays))
            }
            _ => None,
        }
    }
}

fn remove(phase: Phase, name: &str, object: &SqlObject, again: bool) -> Step {
    let reason = if again {
        format!("{} {name} is made again below", object.kind)
    } else {
        format!("code that needs {} {name} fails", object.kind)
    };
    Step::new(phase, bare(&object.down)).hazards(&[Hazard::RunningCode], reason)
}

/// `old` is there only if the new version can take its place.
fn make(old: Option<&SqlObject>, new: &SqlObject, is_late: bool) -> Option<Step> {
    if old.is_some_and(|old| Query::of(&old.up) == Query::of(&new.up)) {
        return None;
    }
    let phase = if is_late {
        Phase::CreateObject
    } else {
        Phase::EarlyObject
    };
    Some(Step::new(phase, bare(&new.up)))
}
