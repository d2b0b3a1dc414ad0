//! Parents before children, and a way out where tables need each other.

use std::collections::{BTreeMap, BTreeSet};

use super::key::Key;
use super::plan::TablePlan;
use crate::error::Error;
use crate::model::ObjectName;

/// Each table after those that its keys refer to, but for the keys that are marked to be decided later.
pub(super) fn ordered(plans: Vec<TablePlan<'_>>) -> Result<Vec<TablePlan<'_>>, Error> {
    let referenced = referenced(&plans);
    let named = plans.into_iter().map(|plan| (plan.name.clone(), plan));
    let mut left: BTreeMap<ObjectName, TablePlan> = named.collect();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let is_ready = |plan: &&TablePlan| !waits(plan, &left).any(|_| true);
        match left.values().find(is_ready).map(|plan| plan.name.clone()) {
            Some(name) => order.extend(left.remove(&name)),
            None => open_cycle(&mut left, &referenced)?,
        }
    }
    Ok(order)
}

/// Columns that keys refer to.
type Referenced = BTreeSet<(ObjectName, String)>;

fn referenced(plans: &[TablePlan]) -> Referenced {
    let keys = plans.iter().flat_map(|plan| &plan.keys);
    let columns = keys.flat_map(|key| {
        let columns = key.referenced.iter();
        columns.map(|column| (key.parent.clone(), column.clone()))
    });
    columns.collect()
}

/// The keys to tables that are not filled yet.
fn waits<'a>(
    plan: &'a TablePlan,
    left: &BTreeMap<ObjectName, TablePlan>,
) -> impl Iterator<Item = (usize, &'a Key)> {
    let keys = plan.keys.iter().enumerate();
    keys.filter(|(_, key)| !key.later && key.parent != *plan.name && left.contains_key(&key.parent))
}

/// Marks one key of a cycle. All tables that are left wait for another one of them.
fn open_cycle(
    left: &mut BTreeMap<ObjectName, TablePlan>,
    referenced: &Referenced,
) -> Result<(), Error> {
    let cycle = cycle(left);
    let can_wait = |(name, at): &&(ObjectName, usize)| {
        let plan = left.get(name);
        let key = plan.and_then(|plan| Some((plan, plan.keys.get(*at)?)));
        key.is_some_and(|(plan, key)| can_wait(plan, key, referenced))
    };
    if let Some((name, at)) = cycle.iter().find(can_wait).cloned() {
        let key = left.get_mut(&name).and_then(|plan| plan.keys.get_mut(at));
        if let Some(key) = key {
            key.later = true;
        }
        return Ok(());
    }
    let keys = cycle.iter().filter_map(|(name, at)| {
        let key = left.get(name)?.keys.get(*at)?;
        Some(key.path(name))
    });
    Err(Error::Usage(format!(
        "no row can be the first: {} need each other; one of them has to be nullable, or DEFERRABLE, and not \
         given a number of rows for each parent",
        keys.collect::<Vec<_>>().join(", ")
    )))
}

/// Tables with the key to the next of them.
fn cycle(left: &BTreeMap<ObjectName, TablePlan>) -> Vec<(ObjectName, usize)> {
    let mut path: Vec<(ObjectName, usize)> = Vec::new();
    let mut next = left.values().next();
    while let Some(plan) = next {
        if let Some(start) = path.iter().position(|(name, _)| name == plan.name) {
            return path.split_off(start);
        }
        let Some((at, key)) = waits(plan, left).next() else {
            break;
        };
        path.push((plan.name.clone(), at));
        next = left.get(&key.parent);
    }
    path
}

/// Nobody may build on the values, and rows without them have to be possible for a while.
fn can_wait(plan: &TablePlan, key: &Key, referenced: &Referenced) -> bool {
    let is_built_on = |column: &String| referenced.contains(&(plan.name.clone(), column.clone()));
    // Without a primary key there is no way to find the row again.
    let can_follow = key.is_free(plan.table) && !plan.table.primary_key.columns.is_empty();
    key.per.is_none()
        && key.decided().next().is_some()
        && !key.decided().any(is_built_on)
        && (key.deferrable || can_follow)
}
