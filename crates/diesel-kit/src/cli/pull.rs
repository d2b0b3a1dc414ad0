//! `pull`: an existing database becomes entities and a first migration.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::command::blocking;
use super::{Common, Kit, Outcome};
use crate::connection::Server;
use crate::error::Error;
use crate::filter::{Filter, FilterOptions};
use crate::generate::{Generated, Options, generate, plan};
use crate::history::History;
use crate::introspect::introspect;
use crate::migrate::adopt;
use crate::pull::{Pulled, pull};
use crate::script::Migrations;
use crate::stage::Rollout;

#[derive(Debug, Clone, Args)]
pub struct Pull {
    /// Where the entities go; absent means `src/schema` beside the migrations.
    #[arg(long, value_name = "DIRECTORY")]
    entities: Option<PathBuf>,
    /// Note the first migration as applied: what it makes is there.
    #[arg(long)]
    init: bool,
    /// Write over files of entities that are there.
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    filter: FilterOptions,
}

impl Pull {
    pub(super) fn execute(&self, kit: &mut Kit, common: &Common) -> Result<Outcome, Error> {
        let filter = self.filter.filter()?;
        let url = kit.database(common.database_url.as_ref())?;
        let mut pulled = blocking(read(&url, &filter))?;
        let directory = self.directory(kit);
        let texts = self.texts(&mut pulled, &directory)?;
        let baseline = baseline(kit, &pulled)?;
        let mut written = write(&directory, &texts)?;
        let mut lines: Vec<String> = written
            .iter()
            .map(|path| format!("wrote {}", path.display()))
            .collect();
        let mut warnings = std::mem::take(&mut pulled.warnings);
        let folders: Vec<&PathBuf> = baseline.written.iter().map(|(path, _)| path).collect();
        lines.extend(
            folders
                .iter()
                .map(|path| format!("wrote {}", path.display())),
        );
        written.extend(folders.iter().map(|path| (*path).clone()));
        warnings.extend(baseline.warnings.iter().cloned());
        let mut outcome = Outcome::ok("").with("written", &written);
        if let Some(baseline) = folders.first() {
            outcome = outcome.with("baseline", baseline);
        }
        if self.init {
            let migrations = Migrations::read(&kit.directory)?;
            let adopted = blocking(adopt(&url, &migrations))?;
            if let Some(name) = &adopted.noted {
                lines.push(format!("noted {name} as applied"));
                outcome = outcome.with("noted", name);
            }
            let forgotten = adopted.replaced.iter();
            warnings.extend(forgotten.map(|version| {
                format!("{version} is no longer noted as applied: the baseline takes its place")
            }));
        }
        if lines.is_empty() {
            let nothing = Outcome::no_changes("everything is there already");
            return Ok(nothing.with("written", written).warnings(&warnings));
        }
        Ok(outcome.text_is(lines.join("\n")).warnings(&warnings))
    }

    fn directory(&self, kit: &Kit) -> PathBuf {
        let beside = || {
            let parent = kit.directory.parent().unwrap_or(Path::new("."));
            parent.join("src").join("schema")
        };
        self.entities.clone().unwrap_or_else(beside)
    }

    /// The files to write. Nothing is written over that somebody may have changed.
    fn texts(
        &self,
        pulled: &mut Pulled,
        directory: &Path,
    ) -> Result<Vec<(PathBuf, String)>, Error> {
        let mut texts = Vec::new();
        let mut taken = Vec::new();
        for (path, text) in std::mem::take(&mut pulled.files) {
            let path = directory.join(path);
            match fs::read_to_string(&path) {
                Ok(there) if there == text => continue,
                Ok(_) if !self.overwrite => taken.push(path.display().to_string()),
                _ => {}
            }
            texts.push((path, text));
        }
        if taken.is_empty() {
            return Ok(texts);
        }
        Err(Error::Usage(format!(
            "these files are there already: {}; nothing was written. Give --overwrite, or another \
             directory with --entities",
            taken.join(", ")
        )))
    }
}

async fn read(url: &str, filter: &Filter) -> Result<Pulled, Error> {
    let mut conn = Server::new(url)?.connect().await?;
    let mut catalog = introspect(&mut conn).await?;
    catalog.keep(filter);
    Ok(pull(catalog))
}

/// The first migration, unless there are migrations already: those have to lead where the database is.
fn baseline(kit: &Kit, pulled: &Pulled) -> Result<Generated, Error> {
    let problems = pulled.model.problems();
    if !problems.is_empty() {
        return Err(Error::Model(problems));
    }
    let history = History::read(&kit.directory)?;
    if let Some(folder) = history
        .folders
        .iter()
        .find(|folder| folder.snapshot.is_none())
    {
        return Err(Error::Usage(format!(
            "{} was not made by diesel-kit: move the old migrations away, as a baseline takes their place; \
             nothing was written",
            folder.path.display()
        )));
    }
    if !history.folders.is_empty() {
        let plan = plan(&kit.directory, &pulled.model, &Options::default());
        return if plan.is_ok_and(|plan| plan.migrations.is_empty()) {
            Ok(Generated::nothing())
        } else {
            Err(Error::Usage(format!(
                "the migrations in {} lead to another schema than the database has: run `migrate`, or \
                 `check --live` to see what differs; nothing was written",
                kit.directory.display()
            )))
        };
    }
    let options = Options {
        title: Some("baseline".to_owned()),
        rollout: Rollout::OneStep,
        ..Options::default()
    };
    generate(&kit.directory, &pulled.model, &options)
}

fn write(directory: &Path, texts: &[(PathBuf, String)]) -> Result<Vec<PathBuf>, Error> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    fs::create_dir_all(directory).map_err(Error::io(directory))?;
    for (path, text) in texts {
        fs::write(path, text).map_err(Error::io(path))?;
    }
    Ok(texts.iter().map(|(path, _)| path.clone()).collect())
}
