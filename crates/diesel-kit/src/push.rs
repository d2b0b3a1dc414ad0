//! `push`: what leads a development database to the schema of the code, applied directly.
//!
//! The code's schema is built in a scratch database first, so that two catalogs are compared and not two
//! spellings.

mod rows;

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

use crate::answer::{Hint, Question};
use crate::connection::Server;
use crate::error::Error;
use crate::filter::Filter;
use crate::generate::{Options, Plan, confirmed_between, export};
use crate::hazard::Step;
use crate::introspect::{Catalog, introspect};
use crate::model::object_name::split_path;
use crate::model::{Kind, Model, ObjectName};
use crate::scratch::in_scratch;
use rows::Rows;

/// A database and the schema that it shall have.
pub(crate) struct Push {
    conn: AsyncPgConnection,
    base: Model,
    goal: Model,
}

impl Push {
    /// Reads both sides.
    pub(crate) async fn between(url: &str, model: &Model, filter: &Filter) -> Result<Self, Error> {
        let sql = export(model)?;
        let mut goal = in_scratch(url, async |conn| {
            let context = "building the schema that the code describes";
            conn.batch_execute(&sql)
                .await
                .map_err(Error::database(context))?;
            introspect(conn).await
        })
        .await?
        .model;
        let mut conn = Server::new(url)?.connect().await?;
        let catalog = introspect(&mut conn).await?;
        let mut base = ours(catalog, model, &goal);
        take_over(model, &base, &mut goal);
        filter.apply(&mut base);
        filter.apply(&mut goal);
        Ok(Self { conn, base, goal })
    }

    /// The statements, if every loss of values that are really there is agreed to.
    pub(crate) async fn plan(&mut self, options: &Options) -> Result<Plan, Error> {
        let mut options = options.clone();
        let raw = raw_tables(&self.base);
        let accepted = &mut options.answers.accepts;
        let told: Vec<String> = accepted.extract_if(.., |path| raw.contains(path)).collect();
        loop {
            match confirmed_between(&self.base, &self.goal, &options) {
                Err(Error::Unanswered { questions, unused }) => {
                    let (harmless, questions) = self.look(questions).await?;
                    if harmless.is_empty() {
                        return Err(Error::Unanswered { questions, unused });
                    }
                    options.answers.hints.extend(harmless);
                }
                Ok(plan) => return self.confirm_raw(&told, &options, plan).await,
                Err(error) => return Err(error),
            }
        }
    }

    /// Answers for what has no rows; the other questions with how many there are.
    async fn look(
        &mut self,
        questions: Vec<Question>,
    ) -> Result<(Vec<Hint>, Vec<Question>), Error> {
        let (mut harmless, mut open) = (Vec::new(), Vec::new());
        for question in questions {
            let Question::ConfirmDataLoss { kind, path, reason } = &question else {
                open.push(question);
                continue;
            };
            match Rows::of(&mut self.conn, *kind, path).await? {
                Rows::None => harmless.extend(question.hints()),
                Rows::Some(count) => open.push(Question::ConfirmDataLoss {
                    kind: *kind,
                    path: path.clone(),
                    reason: format!("{reason}; {}", in_words(count)),
                }),
                Rows::Unknown => open.push(question),
            }
        }
        Ok((harmless, open))
    }

    /// Tables that are given as SQL hold rows, too. Those in `told` may go.
    async fn confirm_raw(
        &mut self,
        told: &[String],
        options: &Options,
        plan: Plan,
    ) -> Result<Plan, Error> {
        let mut questions = Vec::new();
        for path in dropped_raw(&plan).filter(|path| !told.contains(path)) {
            let answer = Hint::ConfirmDataLoss {
                kind: Kind::Table,
                entity: split_path(&path),
            };
            if options.answers.allow_data_loss || options.answers.hints.contains(&answer) {
                continue;
            }
            if let Rows::Some(count) = Rows::of(&mut self.conn, Kind::Table, &path).await? {
                questions.push(Question::ConfirmDataLoss {
                    kind: Kind::Table,
                    reason: format!("the rows of {path} are gone; {}", in_words(count)),
                    path,
                });
            }
        }
        if questions.is_empty() {
            return Ok(plan);
        }
        Err(Error::Unanswered {
            questions,
            unused: Vec::new(),
        })
    }

    /// Runs the statements: all of them, or none. Only labels that an enum needs before they can be used
    /// stay behind when what follows them fails.
    pub(crate) async fn apply(&mut self, plan: &Plan) -> Result<(), Error> {
        for migration in &plan.migrations {
            let mut failed = None;
            let steps = &migration.up;
            let result = self
                .conn
                .transaction(async |conn| {
                    for step in steps {
                        if let Err(error) = conn.batch_execute(&step.sql).await {
                            failed = Some(step);
                            return Err(error);
                        }
                    }
                    Ok(())
                })
                .await;
            if let Err(error) = result {
                return Err(self.refused(error, failed).await);
            }
        }
        Ok(())
    }

    async fn refused(&mut self, error: diesel::result::Error, step: Option<&Step>) -> Error {
        let rows = rows::in_the_way(&mut self.conn, &error).await;
        let statement = step.map_or("COMMIT", |step| step.sql.as_str());
        let rows = rows.map(|rows| format!(" ({rows})")).unwrap_or_default();
        Error::Push(format!(
            "{error}{rows}; nothing was changed. The statement: {statement}"
        ))
    }
}

/// What the code has a say in: neither what is managed elsewhere, nor roles that it does not name.
fn ours(catalog: Catalog, model: &Model, goal: &Model) -> Model {
    let mut base = catalog.model;
    let is_elsewhere = |schema: &str| model.schemas.get(schema).is_some_and(|one| one.existing);
    base.tables
        .retain(|name, _| !is_elsewhere(name.schema()) || goal.tables.contains_key(name));
    base.views
        .retain(|name, _| !is_elsewhere(name.schema()) || goal.views.contains_key(name));
    base.enums
        .retain(|name, _| !is_elsewhere(name.schema()) || goal.enums.contains_key(name));
    base.sequences
        .retain(|name, _| !is_elsewhere(name.schema()) || goal.sequences.contains_key(name));
    let tables = model.tables.iter().filter(|(_, table)| table.existing);
    for (name, table) in tables {
        base.tables.insert(name.clone(), table.clone());
    }
    let views = model.views.iter().filter(|(_, view)| view.existing);
    for (name, view) in views {
        base.views.insert(name.clone(), view.clone());
    }
    let known = catalog.roles.into_iter();
    let old = |role: &String| model.role_renames.values().any(|old| old == role);
    base.roles = known
        .filter(|(role, _)| model.roles.contains_key(role) || old(role))
        .collect();
    base
}

/// What only the code knows: former names, conversions, and what is managed elsewhere.
fn take_over(model: &Model, base: &Model, goal: &mut Model) {
    goal.roles.clone_from(&model.roles);
    goal.role_renames.clone_from(&model.role_renames);
    for (name, table) in &model.tables {
        if table.existing {
            goal.tables.insert(name.clone(), table.clone());
        } else if let Some(found) = goal.tables.get_mut(name) {
            found.renamed_from.clone_from(&table.renamed_from);
            for column in &mut found.columns {
                if let Some(written) = table.find(&column.name) {
                    column.renamed_from.clone_from(&written.renamed_from);
                    column.using.clone_from(&written.using);
                }
            }
        }
    }
    for (name, view) in &model.views {
        if view.existing {
            goal.views.insert(name.clone(), view.clone());
        } else if let Some(found) = goal.views.get_mut(name) {
            found.renamed_from.clone_from(&view.renamed_from);
        }
    }
    for (name, schema) in &model.schemas {
        if schema.existing {
            goal.schemas.insert(name.clone(), schema.clone());
        } else if let Some(found) = goal.schemas.get_mut(name) {
            found.renamed_from.clone_from(&schema.renamed_from);
        }
    }
    for (name, definition) in &model.enums {
        if let Some(found) = goal.enums.get_mut(name) {
            found.renamed_from.clone_from(&definition.renamed_from);
            found.value_renames.clone_from(&definition.value_renames);
        }
    }
    for (name, sequence) in &model.sequences {
        if let Some(found) = goal.sequences.get_mut(name) {
            found.renamed_from.clone_from(&sequence.renamed_from);
        }
    }
    // A view that PostgreSQL has not computed yet is a matter of rows.
    for (name, view) in &mut goal.views {
        if let Some(found) = base.views.get(name) {
            view.no_data = found.no_data;
        }
    }
}

fn in_words(count: i64) -> String {
    match count {
        1 => "1 row".to_owned(),
        several => format!("{several} rows"),
    }
}

/// Paths of tables that are given as SQL.
fn raw_tables(model: &Model) -> Vec<String> {
    let names = model.objects.keys();
    let tables = names.filter_map(|name| name.strip_prefix("table "));
    tables.map(path_of).collect()
}

/// Those of them that go, or are made again: the model says of all others what they lose.
fn dropped_raw(plan: &Plan) -> impl Iterator<Item = String> {
    let steps = plan.migrations.iter().flat_map(|migration| &migration.up);
    let silent = steps.filter(|step| step.losses.is_empty());
    silent.filter_map(|step| step.sql.strip_prefix("DROP TABLE ").map(path_of))
}

/// `app.users` of a name as SQL writes it.
fn path_of(sql: &str) -> String {
    use crate::sql::token::{Kind as Piece, Token, tokens};
    let words: Vec<String> = tokens(sql)
        .iter()
        .filter(|token| token.kind == Piece::Name)
        .map(Token::name)
        .collect();
    ObjectName::of_parts(&words).map_or_else(|| sql.to_owned(), |name| name.path())
}
