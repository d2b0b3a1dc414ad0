//! The rows, made in memory.

use std::collections::BTreeMap;

use super::link::{Link, set};
use super::plan::{Source, TablePlan};
use super::random::{Place, Random};
use super::unique::Unique;
use super::watch::{Attempts, Obstacle, Watch};
use crate::error::Error;
use crate::model::ObjectName;

/// Values as PostgreSQL reads them; nothing is null.
pub(super) type Row = Vec<Option<String>>;

/// The rows of a table, with the names of their columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
}

pub(super) type AllRows = BTreeMap<ObjectName, Rows>;

/// How often a row is made again because its values are taken.
const ATTEMPTS: u64 = 10_000;

/// Fills the tables. `known` has the rows of those that are left alone.
pub(super) fn fill(plans: &[TablePlan], seed: u64, known: &mut AllRows) -> Result<(), Error> {
    for plan in plans {
        let rows = Filler::new(plan, seed, known, false).make_rows()?;
        let columns = plan.columns.iter().map(|one| one.column.name.clone());
        let columns = columns.collect();
        known.insert(plan.name.clone(), Rows { columns, rows });
    }
    let has_later = |plan: &&TablePlan| plan.keys.iter().any(|key| key.later);
    for plan in plans.iter().filter(has_later) {
        // A key to the own table never waits, so that nobody misses the rows meanwhile.
        let mut made = known.remove(plan.name).unwrap_or_default();
        Filler::new(plan, seed, known, true).complete(&mut made.rows)?;
        known.insert(plan.name.clone(), made);
    }
    Ok(())
}

struct Filler<'a> {
    plan: &'a TablePlan<'a>,
    seed: u64,
    path: String,
    links: Vec<Link<'a>>,
    watches: Vec<Watch<'a>>,
    /// For each column, the watches that it makes a difference to.
    concerns: Vec<Vec<usize>>,
    rows: Vec<Row>,
}

impl<'a> Filler<'a> {
    /// With the keys that are decided now, or those that are decided later.
    fn new(plan: &'a TablePlan, seed: u64, known: &'a AllRows, later: bool) -> Self {
        let waits = |name: &String| {
            let mut keys = plan.keys.iter().filter(|key| key.later);
            keys.any(|key| key.decided().any(|column| column == name))
        };
        let uniques = plan.uniques.iter();
        let uniques = uniques.filter(|one| one.columns.iter().any(waits) == later);
        let watches: Vec<Watch> = uniques.map(|one| Watch::new(one, plan)).collect();
        let looks = |name: &str| {
            let all = watches.iter().enumerate();
            let all = all.filter(|(_, watch)| watch.unique.looks_at(name));
            all.map(|(at, _)| at).collect::<Vec<usize>>()
        };
        let columns = plan.columns.iter();
        let concerns = columns.map(|one| looks(&one.column.name)).collect();
        let keys = plan.keys.iter().filter(|key| key.later == later);
        let links =
            keys.map(|key| Link::new(key, plan, known, key.decided().flat_map(|name| looks(name))));
        Self {
            plan,
            seed,
            path: plan.name.path(),
            links: links.collect(),
            concerns,
            rows: Vec::new(),
            watches,
        }
    }

    fn place<'b>(&'b self, column: &'b str, row: u64) -> Place<'b> {
        Place::new(self.seed, &self.path, column, row)
    }

    fn make_rows(mut self) -> Result<Vec<Row>, Error> {
        for (number, parent) in (0..).zip(self.parents()) {
            let mut attempts = Attempts::new(&self.watches);
            let row = loop {
                let obstacle = match self.make(number, parent, &attempts) {
                    Ok(row) => match self.taken(&row) {
                        None => break row,
                        Some(watch) => Obstacle::Watch(watch),
                    },
                    Err(obstacle) => obstacle,
                };
                attempts.count(obstacle);
                if attempts.total > ATTEMPTS {
                    return Err(self.refused(obstacle, number));
                }
            };
            self.accept(row);
        }
        Ok(self.rows)
    }

    /// For each row to be made, the parent that it belongs to, if there is to be a number for each.
    fn parents(&self) -> Vec<Option<usize>> {
        let per = self
            .links
            .iter()
            .find_map(|link| Some((link, link.key.per.as_ref()?)));
        let Some((link, count)) = per else {
            let count = self.plan.count.draw(&mut Random::at(self.place("", 0)));
            return (0..count).map(|_| None).collect();
        };
        let place = |parent| self.place("", parent);
        let parents = (0..).zip(0..link.parents.len());
        let of_one = |(row, parent): (u64, usize)| {
            let count = count.draw(&mut Random::at(place(row)));
            (0..count).map(move |_| Some(parent))
        };
        parents.flat_map(of_one).collect()
    }

    fn make(
        &self,
        number: u64,
        parent: Option<usize>,
        attempts: &Attempts,
    ) -> Result<Row, Obstacle> {
        let columns = self.plan.columns.iter().zip(&self.concerns);
        let mut row: Row = columns
            .map(|(one, watches)| match &one.source {
                Source::Recipe(recipe) => {
                    let place = self.place(&one.column.name, number);
                    recipe.value(number, place.attempt(attempts.of(watches)))
                }
                Source::Sequence { options, .. } => {
                    let steps = i64::try_from(number).unwrap_or(i64::MAX);
                    let way = options.increment.saturating_mul(steps);
                    Some(options.start.saturating_add(way).to_string())
                }
                Source::Key => None,
            })
            .collect();
        for (at, link) in self.links.iter().enumerate() {
            let parent = parent.filter(|_| link.key.per.is_some());
            let attempt = attempts.of(&link.watches);
            self.refer(link, &mut row, number, parent, attempt)
                .ok_or(Obstacle::Link(at))?;
        }
        Ok(row)
    }

    /// Chooses the row that a key refers to, and takes over its values; nothing if there is none.
    fn refer(
        &self,
        link: &Link,
        row: &mut Row,
        number: u64,
        parent: Option<usize>,
        attempt: u64,
    ) -> Option<()> {
        let name = link.key.columns.join(",");
        let mut random = Random::at(self.place(&name, number).attempt(attempt));
        let rows = if link.is_own {
            &self.rows
        } else {
            link.parents
        };
        let is_absent = parent.is_none() && link.is_optional && random.once_in(4);
        let fitting = link.given(row).map(|given| link.group(&given));
        let chosen = match (parent, fitting) {
            (Some(parent), _) => Some(parent),
            (None, Some(fitting)) if !is_absent => random.choose(fitting).copied(),
            _ => None,
        };
        if let Some(parent) = chosen.and_then(|at| rows.get(at)) {
            link.take(row, |at| parent.get(at).cloned().flatten());
            return Some(());
        }
        // Without one, or with null among what is given, nothing has to fit.
        if link.is_optional || fitting.is_none() {
            return self.leave_out(link, row, rows, &mut random);
        }
        let itself = row.clone();
        let fits = link.is_own && link.refers_to_itself(&itself);
        fits.then(|| link.take(row, |at| itself.get(at).cloned().flatten()))
    }

    /// Columns that cannot be null take their values from any row.
    fn leave_out(
        &self,
        link: &Link,
        row: &mut Row,
        rows: &[Row],
        random: &mut Random,
    ) -> Option<()> {
        let is_nullable = |at: usize| {
            let plan = self.plan.columns.get(at);
            plan.is_some_and(|plan| plan.column.nullable)
        };
        let needed: Vec<(usize, usize)> =
            link.decided().filter(|(at, _)| !is_nullable(*at)).collect();
        for (at, _) in link.decided() {
            set(row, at, None);
        }
        if needed.is_empty() {
            return Some(());
        }
        let any = random.choose(rows)?;
        for (at, referenced) in needed {
            set(row, at, any.get(referenced).cloned().flatten());
        }
        Some(())
    }

    /// The first unique key that has such values already.
    fn taken(&self, row: &Row) -> Option<usize> {
        let mut watches = self.watches.iter();
        watches.position(|watch| {
            let values = watch.values(row, self.plan);
            values.is_some_and(|values| watch.seen.contains(&values))
        })
    }

    fn accept(&mut self, row: Row) {
        self.note(&row);
        let number = self.rows.len();
        for link in self.links.iter_mut().filter(|link| link.is_own) {
            link.add(&row, number);
        }
        self.rows.push(row);
    }

    fn note(&mut self, row: &Row) {
        for watch in &mut self.watches {
            let values = watch.values(row, self.plan);
            watch.seen.extend(values);
        }
    }

    /// Decides on the keys that had to wait. One that may be absent is left out where there is no
    /// value left for it.
    fn complete(&mut self, rows: &mut [Row]) -> Result<(), Error> {
        for (number, row) in (0..).zip(rows) {
            let mut attempt = 0;
            while let Some(obstacle) = self.complete_row(row, number, attempt) {
                attempt += 1;
                if attempt <= ATTEMPTS {
                    continue;
                }
                let decided = || self.links.iter().flat_map(Link::decided);
                if !self
                    .links
                    .iter()
                    .all(|link| link.key.is_free(self.plan.table))
                {
                    return Err(self.refused(obstacle, number));
                }
                for (at, _) in decided() {
                    set(row, at, None);
                }
                break;
            }
            self.note(row);
        }
        Ok(())
    }

    fn complete_row(&self, row: &mut Row, number: u64, attempt: u64) -> Option<Obstacle> {
        for (at, link) in self.links.iter().enumerate() {
            if self.refer(link, row, number, None, attempt).is_none() {
                return Some(Obstacle::Link(at));
            }
        }
        self.taken(row).map(Obstacle::Watch)
    }

    fn refused(&self, obstacle: Obstacle, number: u64) -> Error {
        let table = self.plan.name.path();
        let link = |at: usize| self.links.get(at);
        let reason = match obstacle {
            Obstacle::Link(at) => link(at).map(|link| {
                let (path, parent) = (link.key.path(self.plan.name), link.key.parent.path());
                if link.parents.is_empty() && !link.is_own {
                    format!("{path} needs rows of {parent}, which has none")
                } else {
                    format!("{path} finds no row of {parent} with the values that other columns have")
                }
            }),
            Obstacle::Watch(at) => self.watches.get(at).map(|watch| {
                let Unique { name, columns, .. } = watch.unique;
                let columns = columns.join(", ");
                format!(
                    "{table} has too few combinations of ({columns}), which {name} wants to be unique: there \
                     are {number} rows and no further one was found. Ask for fewer rows, or for more of the \
                     tables that it refers to, or name a generator with more values"
                )
            }),
        };
        Error::Seed(reason.unwrap_or_default())
    }
}
