//! The locks of one statement, read from its words.

use super::LockMode::{
    self, AccessExclusive, Exclusive, Share, ShareRowExclusive, ShareUpdateExclusive,
};
use super::Relations;
use crate::model::ObjectName;
use crate::sql::token::{Kind, Token, tokens};

type Locks = Vec<(LockMode, ObjectName)>;

/// Nothing for statements that the table does not know, such as those of objects given as SQL.
pub(super) fn locks(sql: &str, relations: &mut Relations) -> Option<Locks> {
    let mut words = Words::of(sql);
    match words.next()?.as_str() {
        "create" => create(&mut words),
        "alter" => alter(&mut words, relations),
        "drop" => drop(&mut words, relations),
        "comment" => comment(&mut words),
        "refresh" => refresh(&mut words),
        "update" | "insert" | "delete" | "select" | "grant" | "revoke" => Some(Vec::new()),
        _ => None,
    }
}

fn create(words: &mut Words) -> Option<Locks> {
    let replaces = words.eat("or replace");
    words.eat("unique");
    match words.next()?.as_str() {
        "index" => {
            let mode = concurrently(words, Share);
            words.next()?;
            words.eat("on");
            words.object().map(|table| vec![(mode, table)])
        }
        "trigger" => words.on().map(|table| vec![(ShareRowExclusive, table)]),
        "policy" => words.on().map(|table| vec![(AccessExclusive, table)]),
        "view" if replaces => words.object().map(|view| vec![(AccessExclusive, view)]),
        "table" | "unlogged" | "view" | "materialized" | "type" | "domain" | "schema"
        | "extension" | "role" | "sequence" | "function" | "procedure" => Some(Vec::new()),
        _ => None,
    }
}

fn alter(words: &mut Words, relations: &mut Relations) -> Option<Locks> {
    match words.next()?.as_str() {
        "table" => alter_table(words, relations),
        "index" => words
            .object()
            .map(|index| vec![(ShareUpdateExclusive, index)]),
        "view" => words.object().map(|view| vec![(AccessExclusive, view)]),
        "materialized" => {
            words.eat("view");
            let view = words.object()?;
            let settings = words.eat("set (") || words.eat("reset (");
            let mode = if settings {
                ShareUpdateExclusive
            } else {
                AccessExclusive
            };
            Some(vec![(mode, view)])
        }
        "policy" | "trigger" => words.on().map(|table| vec![(AccessExclusive, table)]),
        "sequence" => {
            let sequence = words.object()?;
            let moved = words.eat("rename") || words.eat("set schema");
            let mode = if moved {
                AccessExclusive
            } else {
                ShareRowExclusive
            };
            Some(vec![(mode, sequence)])
        }
        "type" | "domain" | "schema" | "role" | "extension" | "function" | "default" => {
            Some(Vec::new())
        }
        _ => None,
    }
}

fn alter_table(words: &mut Words, relations: &mut Relations) -> Option<Locks> {
    let table = words.object()?;
    if words.eat("validate constraint") || words.eat("set (") || words.eat("reset (") {
        return Some(vec![(ShareUpdateExclusive, table)]);
    }
    if words.eat("add constraint") {
        words.next()?;
        if words.eat("foreign key") {
            let referenced = words.after("references")?;
            return Some(vec![
                (ShareRowExclusive, table),
                (ShareRowExclusive, referenced),
            ]);
        }
    } else if words.eat("drop constraint") {
        let constraint = words.next()?;
        let referenced = relations.dropped(&table, &constraint);
        let referenced = referenced.map(|referenced| (AccessExclusive, referenced));
        return Some(
            [(AccessExclusive, table)]
                .into_iter()
                .chain(referenced)
                .collect(),
        );
    }
    Some(vec![(AccessExclusive, table)])
}

fn drop(words: &mut Words, relations: &Relations) -> Option<Locks> {
    match words.next()?.as_str() {
        "table" => {
            let table = words.object()?;
            let referenced: Locks = relations
                .all_referenced(&table)
                .map(|referenced| (AccessExclusive, referenced.clone()))
                .collect();
            Some(
                [(AccessExclusive, table)]
                    .into_iter()
                    .chain(referenced)
                    .collect(),
            )
        }
        "index" => {
            let mode = concurrently(words, AccessExclusive);
            let index = words.object()?;
            let owner = relations.indexed(&index).cloned();
            Some(owner.into_iter().map(|owner| (mode, owner)).collect())
        }
        "trigger" | "policy" => words.on().map(|table| vec![(AccessExclusive, table)]),
        "materialized" => {
            words.eat("view");
            words.object().map(|view| vec![(AccessExclusive, view)])
        }
        "view" | "sequence" => words.object().map(|one| vec![(AccessExclusive, one)]),
        "type" | "domain" | "schema" | "extension" | "role" | "function" | "procedure"
        | "owned" => Some(Vec::new()),
        _ => None,
    }
}

fn comment(words: &mut Words) -> Option<Locks> {
    words.eat("on");
    match words.next()?.as_str() {
        "table" | "view" | "index" | "sequence" => {
            words.object().map(|one| vec![(ShareUpdateExclusive, one)])
        }
        "materialized" => {
            words.eat("view");
            words.object().map(|one| vec![(ShareUpdateExclusive, one)])
        }
        "column" => words.owner().map(|one| vec![(ShareUpdateExclusive, one)]),
        _ => Some(Vec::new()),
    }
}

fn refresh(words: &mut Words) -> Option<Locks> {
    words.eat("materialized view");
    let mode = if words.eat("concurrently") {
        Exclusive
    } else {
        AccessExclusive
    };
    words.object().map(|view| vec![(mode, view)])
}

fn concurrently(words: &mut Words, otherwise: LockMode) -> LockMode {
    if words.eat("concurrently") {
        ShareUpdateExclusive
    } else {
        otherwise
    }
}

/// The words of a statement, from left to right.
struct Words<'a> {
    rest: std::iter::Peekable<std::vec::IntoIter<Token<'a>>>,
}

impl<'a> Words<'a> {
    fn of(sql: &'a str) -> Self {
        let mut words = tokens(sql);
        words.retain(|token| !matches!(token.kind, Kind::Space | Kind::Comment));
        Self {
            rest: words.into_iter().peekable(),
        }
    }

    /// The next name or key word, as PostgreSQL takes it.
    fn next(&mut self) -> Option<String> {
        self.rest.next().map(|token| token.name())
    }

    /// Skips these words if they come next, all of them or none.
    fn eat(&mut self, words: &str) -> bool {
        let mut ahead = self.rest.clone();
        let expected = words.split(' ');
        let count = expected.clone().count();
        let found = expected.into_iter().all(|word| {
            let token = ahead.next();
            token.is_some_and(|token| token.is(word) || token.text == word)
        });
        if found {
            self.rest.by_ref().take(count).for_each(std::mem::drop);
        }
        found
    }

    fn parts(&mut self) -> Vec<String> {
        let mut parts: Vec<String> = self.next().into_iter().collect();
        while self.eat(".") {
            parts.extend(self.next());
        }
        parts
    }

    /// `users` or `app.users`
    fn object(&mut self) -> Option<ObjectName> {
        ObjectName::of_parts(&self.parts())
    }

    /// What a column belongs to.
    fn owner(&mut self) -> Option<ObjectName> {
        let parts = self.parts();
        let (_, owner) = parts.split_last()?;
        ObjectName::of_parts(owner)
    }

    /// The object behind a key word further on.
    fn after(&mut self, word: &str) -> Option<ObjectName> {
        self.rest.by_ref().find(|token| token.is(word))?;
        self.object()
    }

    /// `name … ON table`: the name itself may be `"on"`.
    fn on(&mut self) -> Option<ObjectName> {
        self.next()?;
        self.after("on")
    }
}
