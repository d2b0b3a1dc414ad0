//! Branches of the history: what commutes makes the same schema in either order, what does not is named.

pub(crate) mod cases;
mod random;
mod shapes;

use std::collections::BTreeMap;

use diesel_async::AsyncPgConnection;
use diesel_kit::generate::{Options, export, generate};
use diesel_kit::model::Model;
use diesel_kit::{Answers, Branches, Fingerprint, History, Migrations, Rollout, Script};

use crate::folder::Folder;
use crate::property::{Checked, empty, equal, fingerprint, run};

/// The end of a branch or of a part of it: a schema, and how it is asked for.
#[derive(Clone)]
struct End {
    model: Model,
    options: Options,
}

impl From<Model> for End {
    fn from(model: Model) -> Self {
        let answers = Answers {
            allow_data_loss: true,
            ..Answers::default()
        };
        let options = Options {
            answers,
            ..Options::default()
        };
        Self { model, options }
    }
}

impl End {
    fn rename(mut self, from: &str, to: &str) -> Self {
        let renames = &mut self.options.answers.renames;
        renames.push((from.to_owned(), to.to_owned()));
        self
    }

    /// In few migrations, so that few can contradict each other.
    fn in_one_step(mut self) -> Self {
        self.options.rollout = Rollout::OneStep;
        self
    }

    fn generate(&self, folder: &Folder, title: &str) {
        let mut options = self.options.clone();
        options.title = Some(title.to_owned());
        generate(folder.path(), &self.model, &options).unwrap();
    }
}

fn read(folder: &Folder) -> Branches {
    Branches::of(&History::read(folder.path()).unwrap())
}

/// A place for a branch, with the migrations of another one.
fn copy(folder: &Folder) -> Folder {
    let other = Folder::new();
    take(&other, folder);
    other
}

/// What a merge of version control does.
fn take(into: &Folder, from: &Folder) {
    for name in from.names() {
        let (source, target) = (from.path().join(&name), into.path().join(&name));
        std::fs::create_dir_all(&target).unwrap();
        for file in std::fs::read_dir(source).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), target.join(file.file_name())).unwrap();
        }
    }
}

/// Gives what is new since `base` names of a later day: nobody generates on two branches in one second.
fn postpone(folder: &Folder, base: &Folder, day: u32) {
    let known = base.names();
    let mut ids = BTreeMap::new();
    let new = folder.names().into_iter();
    for name in new.filter(|name| !known.contains(name)) {
        let (time, title) = name.split_once('_').unwrap();
        let clock = &time[time.len() - 6..];
        let later = format!("2030-01-{day:02}-{clock}_{title}");
        std::fs::rename(folder.path().join(&name), folder.path().join(&later)).unwrap();
        rename_snapshot(folder, &later, &mut ids);
    }
}

/// The id of a snapshot follows from the name of its folder, so that those of different branches differ.
fn rename_snapshot(folder: &Folder, name: &str, ids: &mut BTreeMap<String, String>) {
    let mut text = folder.read(name, "snapshot.json");
    for (old, new) in &*ids {
        text = text.replace(old, new);
    }
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let old = json["id"].as_str().unwrap().to_owned();
    let new = format!("{old}@{name}");
    folder.write(name, "snapshot.json", &text.replace(&old, &new));
    ids.insert(old, new);
}

/// Two branches that leave at one base.
struct Fork {
    merged: Folder,
    /// The migrations of the first.
    one: Vec<String>,
}

impl Fork {
    /// Each branch is a list of schemas that follow each other. All of the first is generated before all of
    /// the second.
    fn new(base: &Model, one: &[End], other: &[End]) -> Self {
        let start = Folder::new();
        End::from(base.clone()).generate(&start, "base");
        let branch = |ends: &[End], title: &str, day: u32| {
            let folder = copy(&start);
            for end in ends {
                end.generate(&folder, title);
            }
            postpone(&folder, &start, day);
            folder
        };
        let (one, other) = (branch(one, "one", 1), branch(other, "other", 2));
        let known = start.names();
        let of_one = one.names().into_iter().filter(|name| !known.contains(name));
        let of_one = of_one.collect();
        take(&one, &other);
        Self {
            merged: one,
            one: of_one,
        }
    }

    /// Both orders lead to the schema that the branches make together; the way back is always the same.
    async fn commutes(&self, conn: &mut AsyncPgConnection) -> Checked {
        let branches = read(&self.merged);
        let text = |error: diesel_kit::Error| error.to_string();
        empty(conn).await?;
        run(conn, &export(branches.model()).map_err(text)?, true).await?;
        let goal = fingerprint(conn).await?;
        let migrations = Migrations::read(self.merged.path()).map_err(text)?;
        let scripts = migrations.scripts();
        let states = up(conn, &scripts.iter().collect::<Vec<_>>()).await?;
        equal("another schema", &goal, states.last().unwrap())?;
        down(conn, scripts, &states).await?;
        let is_of =
            |script: &&Script, names: &[String]| names.iter().any(|name| name == script.name());
        let (late, early): (Vec<&Script>, Vec<&Script>) =
            scripts.iter().partition(|script| is_of(script, &self.one));
        let late_last = up(conn, &[early, late].concat()).await?;
        equal(
            "another order, another schema",
            &goal,
            late_last.last().unwrap(),
        )?;
        down(conn, scripts, &states).await
    }
}

/// The states of an empty database before each script and after the last one.
async fn up(conn: &mut AsyncPgConnection, scripts: &[&Script]) -> Result<Vec<Fingerprint>, String> {
    empty(conn).await?;
    let mut states = vec![fingerprint(conn).await?];
    for script in scripts {
        run(conn, script.up(), script.in_transaction()).await?;
        states.push(fingerprint(conn).await?);
    }
    Ok(states)
}

/// Takes them back, newest first; each restores the state before it.
async fn down(conn: &mut AsyncPgConnection, scripts: &[Script], states: &[Fingerprint]) -> Checked {
    for (script, before) in scripts.iter().zip(states).rev() {
        run(conn, script.down(), script.in_transaction()).await?;
        let reached = fingerprint(conn).await?;
        equal(&format!("down of {}", script.name()), before, &reached)?;
    }
    Ok(())
}

/// `kind object: reason`, with folders by their titles.
fn sentences(branches: &Branches) -> Vec<String> {
    let all = branches.conflicts.iter();
    let mut sentences: Vec<String> = all.map(|conflict| plain(&conflict.to_string())).collect();
    sentences.sort();
    sentences
}

fn plain(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.split_once('_') {
        Some((time, title)) if time.starts_with("20") => title,
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}
