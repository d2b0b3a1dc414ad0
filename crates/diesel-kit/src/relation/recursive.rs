//! Ancestors and subtrees of a table that is related to itself.

use std::marker::PhantomData;

use super::{Path, Query, Relation, ToMany, View};

/// All rows that relation `R` leads to when it is followed again and again: of a parent, all ancestors;
/// of children, the whole subtree. Nearer rows come first.
#[derive(Debug, Clone, Copy)]
pub struct Recursive<R>(PhantomData<R>);

/// Names the recursion over a relation where a relation is asked for.
pub fn recursive<R: Relation>(relation: R) -> Recursive<R> {
    let _: R = relation;
    Recursive(PhantomData)
}

impl<R: Relation<To = <R as Relation>::From>> Relation for Recursive<R> {
    const NAME: &'static str = R::NAME;
    type From = R::From;
    type To = R::To;
    type Key = R::Key;
    const PATH: Path = {
        assert!(
            R::PATH.link.is_none(),
            "a relation through another table cannot be followed again and again"
        );
        R::PATH
    };
    const RECURSIVE: bool = true;

    fn narrow<V: View<Table = Self::To>>(query: Query<'_, V>) -> Query<'_, V> {
        R::narrow(query)
    }
}

impl<R: Relation<To = <R as Relation>::From>> ToMany for Recursive<R> {}
