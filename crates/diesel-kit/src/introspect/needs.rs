//! Raw objects as objects given as SQL, each with what it depends on.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::Graph;
use super::raw::Raw;
use crate::model::SqlObject;
use crate::model::graph::word;
use crate::sql::token::{Kind, Token, tokens};

/// By their names.
pub(super) fn objects(list: Vec<Raw>, graph: &Graph) -> impl Iterator<Item = (String, SqlObject)> {
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for raw in &list {
        let about = raw.needs.iter().map(String::as_str);
        let behind = raw.own.iter().flat_map(|address| graph.next(address));
        let mut found = graph.reached(about.chain(behind));
        found.remove(raw.name.as_str());
        let found = found.into_iter().map(str::to_owned).collect();
        needs.insert(raw.name.clone(), found);
    }
    let early = graph.of_expressions();
    let mut blind = BTreeSet::new();
    for raw in list.iter().filter(|raw| !raw.body.is_empty()) {
        let spoken = spoken_of(raw, graph);
        if spoken.is_empty() {
            continue;
        }
        if early.contains(raw.name.as_str()) {
            blind.insert(raw.name.clone());
            continue;
        }
        for name in spoken {
            if !reaches(&needs, &name, &raw.name)
                && let Some(own) = needs.get_mut(&raw.name)
            {
                own.insert(name);
            }
        }
    }
    list.into_iter().map(move |raw| {
        let depends_on = needs.remove(&raw.name).unwrap_or_default();
        // A function that tables need is made before the tables of which its text speaks.
        let up = if blind.contains(&raw.name) {
            format!("SET LOCAL check_function_bodies = off;\n{}", raw.up)
        } else {
            raw.up
        };
        let object = SqlObject {
            kind: raw.kind,
            up,
            down: raw.down,
            depends_on: depends_on.into_iter().collect(),
        };
        (raw.name, object)
    })
}

/// What PostgreSQL looks for when a function is made: all names in one of SQL, types in one of PL/pgSQL.
fn spoken_of(raw: &Raw, graph: &Graph) -> BTreeSet<String> {
    let mut tokens = tokens(&raw.body);
    tokens.retain(|token| !matches!(token.kind, Kind::Space | Kind::Comment));
    let body = tokens.iter().position(|token| token.is("begin"));
    let is_meant = |at: usize, token: &Token| {
        let typed = tokens.get(at + 1).is_some_and(|next| next.is_sign("%"));
        let declared = body.is_some_and(|body| at < body);
        let column = tokens.get(at + 1).is_some_and(|next| next.is_sign("."))
            && tokens.get(at + 3).is_some_and(|next| next.is_sign("%"));
        token.kind == Kind::Name && (raw.language == "sql" || typed || declared || column)
    };
    let mut words = tokens.iter().enumerate();
    let mut names: BTreeSet<String> = BTreeSet::new();
    words
        .by_ref()
        .filter(|(at, token)| is_meant(*at, token))
        .for_each(|(_, token)| {
            names.insert(token.name());
        });
    let said = |sql: &str| {
        let last = word(sql);
        names.contains(last.trim_matches('"'))
    };
    let found = graph.names().filter(|name| said(&name.sql));
    let found = found.map(|name| name.path.clone());
    found.filter(|path| *path != raw.name).collect()
}

fn reaches(needs: &BTreeMap<String, BTreeSet<String>>, from: &str, to: &str) -> bool {
    let mut waiting = vec![from];
    let mut seen = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            waiting.extend(needs.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    false
}
