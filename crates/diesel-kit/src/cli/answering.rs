//! Options that answer what two schemas alone leave open, and questions for the rest.

use std::path::PathBuf;

use clap::Args;

use super::terminal;
use crate::answer::{Answers, Hint, split_pair};
use crate::error::Error;
use crate::generate::Options;
use crate::stage::Rollout;

#[derive(Debug, Clone, Args)]
pub(super) struct Answering {
    /// Something has a new name: `old:new`, for columns and enum values with their table or enum.
    #[arg(long = "rename", value_name = "OLD:NEW", value_parser = split_pair)]
    renames: Vec<(String, String)>,
    /// Something is new and has nothing to do with what is gone.
    #[arg(long = "create", value_name = "NEW")]
    creates: Vec<String>,
    /// Answers as a JSON list, or the file that holds it.
    #[arg(long, value_name = "FILE|JSON")]
    hints: Option<String>,
    /// One migration that may stop writers, instead of several that do not.
    #[arg(long)]
    one_step: bool,
}

/// What may be lost.
#[derive(Debug, Clone, Args)]
pub(super) struct Consent {
    /// The values of this may go: a table, a column with its table, a label with its enum.
    #[arg(long = "accept", value_name = "NAME")]
    accepts: Vec<String>,
    /// All values may go that the change does away with.
    #[arg(long)]
    allow_data_loss: bool,
}

impl Consent {
    pub(super) fn give(&self, answers: &mut Answers) {
        answers.accepts.clone_from(&self.accepts);
        answers.allow_data_loss = self.allow_data_loss;
    }
}

impl Answering {
    pub(super) fn options(&self) -> Result<Options, Error> {
        let answers = Answers {
            renames: self.renames.clone(),
            creates: self.creates.clone(),
            hints: match &self.hints {
                Some(hints) => read_hints(hints)?,
                None => Vec::new(),
            },
            ..Answers::default()
        };
        let rollout = if self.one_step {
            Rollout::OneStep
        } else {
            Rollout::Online
        };
        Ok(Options {
            title: None,
            answers,
            rollout,
            ignore_conflicts: false,
        })
    }
}

/// No name of a file starts like a list or an object.
fn read_hints(given: &str) -> Result<Vec<Hint>, Error> {
    if given.trim_start().starts_with(['[', '{']) {
        return Hint::list(given);
    }
    let path = PathBuf::from(given);
    let json = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
    Hint::list(&json)
}

/// Does it, and puts what is open to a person if there is one, point by point: the next one may follow
/// from the answer.
pub(super) fn asking<T>(
    asks: bool,
    mut options: Options,
    work: impl Fn(&Options) -> Result<T, Error>,
) -> Result<T, Error> {
    loop {
        let error = match work(&options) {
            Err(error) if asks => error,
            done => return done,
        };
        let Error::Unanswered { questions, .. } = &error else {
            return Err(error);
        };
        let answer = questions.first().and_then(|question| {
            terminal::ask(question, std::io::stdin().lock(), std::io::stderr().lock()).ok()?
        });
        match answer {
            Some(hint) => options.answers.hints.push(hint),
            None => return Err(error),
        }
    }
}
