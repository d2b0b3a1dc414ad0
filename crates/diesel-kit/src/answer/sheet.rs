//! The answers that were given, and which of them have found what they speak of.

use super::path::{Item, parse};
use super::{Answers, Hint, Question};
use crate::error::Error;
use crate::hazard::{Hazard, Step};
use crate::model::Kind;

/// All answers of one run.
pub(crate) struct Sheet {
    entries: Vec<Entry>,
    allow_data_loss: bool,
}

struct Entry {
    /// How it was given, for messages.
    source: String,
    /// Somebody wrote it for this run, so it has to fit.
    strict: bool,
    /// Options name no kind.
    kind: Option<Kind>,
    answer: Answer,
    used: bool,
}

enum Answer {
    Rename { from: Vec<String>, to: Vec<String> },
    Create(Vec<String>),
    Accept(Vec<String>),
}

/// Answers that fit no change, as they were given.
#[derive(Debug, Default)]
pub(crate) struct Unused {
    pub(crate) options: Vec<String>,
    pub(crate) hints: Vec<String>,
}

impl Sheet {
    pub(crate) fn new(answers: &Answers) -> Result<Self, Error> {
        let mut entries = Vec::new();
        for (from, to) in &answers.renames {
            let source = format!("--rename {from}:{to}");
            let (from, to) = (parts(from)?, parts(to)?);
            entries.push(Entry::option(source, Answer::Rename { from, to }));
        }
        for path in &answers.creates {
            let answer = Answer::Create(parts(path)?);
            entries.push(Entry::option(format!("--create {path}"), answer));
        }
        for path in &answers.accepts {
            let answer = Answer::Accept(parts(path)?);
            entries.push(Entry::option(format!("--accept {path}"), answer));
        }
        for (at, hint) in answers.hints.iter().enumerate() {
            let source = format!("hint {} of {}", at + 1, answers.hints.len());
            if let Err(problem) = hint.check() {
                return Err(Error::Hints(format!("{source}: {problem}")));
            }
            entries.push(Entry::hint(source, hint));
        }
        Ok(Self {
            entries,
            allow_data_loss: answers.allow_data_loss,
        })
    }

    /// Which of several gone things answers say a new one was. An answer that does not `fit` is left.
    pub(super) fn previous(
        &mut self,
        kind: Kind,
        new: &Item,
        gone: &[&Item],
        fits: impl Fn(usize) -> bool,
    ) -> Result<Option<usize>, Error> {
        let mut found: Option<(usize, &str)> = None;
        for entry in self.entries.iter_mut().filter(|entry| entry.is_for(kind)) {
            let Answer::Rename { from, to } = &entry.answer else {
                continue;
            };
            let at = gone.iter().position(|old| old.is_named(kind, from));
            let Some(at) = at.filter(|at| new.is_named(kind, to) && fits(*at)) else {
                continue;
            };
            entry.used = true;
            match found {
                Some((other, source)) if other != at => {
                    return Err(contradiction(source, &entry.source));
                }
                _ => found = Some((at, &entry.source)),
            }
        }
        Ok(found.map(|(at, _)| at))
    }

    /// Whether answers say that something takes this name while what has it gets another one.
    pub(super) fn passes_on(&self, kind: Kind, item: &Item) -> bool {
        let entries = self.entries.iter().filter(|entry| entry.is_for(kind));
        let (mut leaves, mut comes) = (false, false);
        for entry in entries {
            if let Answer::Rename { from, to } = &entry.answer {
                leaves |= item.is_named(kind, from);
                comes |= item.is_named(kind, to);
            }
        }
        leaves && comes
    }

    /// Whether an answer says that it has nothing to do with what is gone.
    pub(super) fn is_new(&mut self, kind: Kind, item: &Item) -> bool {
        self.take(kind, |answer| match answer {
            Answer::Create(parts) => item.is_named(kind, parts),
            _ => false,
        })
    }

    /// Whether its values may go.
    fn accepts(&mut self, kind: Kind, item: &Item) -> bool {
        let named = self.take(kind, |answer| match answer {
            Answer::Accept(parts) => item.is_named(kind, parts),
            _ => false,
        });
        named || self.allow_data_loss
    }

    fn take(&mut self, kind: Kind, fits: impl Fn(&Answer) -> bool) -> bool {
        let mut any = false;
        for entry in self.entries.iter_mut().filter(|entry| entry.is_for(kind)) {
            if fits(&entry.answer) {
                entry.used = true;
                any = true;
            }
        }
        any
    }

    /// What loses values without an answer that this is meant, each once.
    pub(crate) fn unconfirmed<'a>(
        &mut self,
        steps: impl Iterator<Item = &'a Step>,
        original: impl Fn(Kind, &str) -> String,
    ) -> Vec<Question> {
        let mut questions: Vec<Question> = Vec::new();
        for step in steps.filter(|step| step.hazards.contains(&Hazard::DataLoss)) {
            for loss in &step.losses {
                let item = Item {
                    path: loss.path.clone(),
                    original: original(loss.kind, &loss.path),
                };
                let question = Question::ConfirmDataLoss {
                    kind: loss.kind,
                    path: loss.path.clone(),
                    reason: step.reason.clone().unwrap_or_default(),
                };
                let is_same = |other: &Question| match other {
                    Question::ConfirmDataLoss { kind, path, .. } => {
                        (*kind, path) == (loss.kind, &loss.path)
                    }
                    Question::Rename { .. } => false,
                };
                if !self.accepts(loss.kind, &item) && !questions.iter().any(is_same) {
                    questions.push(question);
                }
            }
        }
        questions
    }

    pub(crate) fn unused(&self) -> Unused {
        let mut unused = Unused::default();
        for entry in self.entries.iter().filter(|entry| !entry.used) {
            let list = if entry.strict {
                &mut unused.options
            } else {
                &mut unused.hints
            };
            list.push(entry.source.clone());
        }
        unused
    }
}

impl Entry {
    fn option(source: String, answer: Answer) -> Self {
        Self {
            source,
            strict: true,
            kind: None,
            answer,
            used: false,
        }
    }

    fn hint(source: String, hint: &Hint) -> Self {
        let (kind, answer) = match hint.clone() {
            Hint::Rename { kind, from, to } => (kind, Answer::Rename { from, to }),
            Hint::Create { kind, entity } => (kind, Answer::Create(entity)),
            Hint::ConfirmDataLoss { kind, entity } => (kind, Answer::Accept(entity)),
        };
        Self {
            source,
            strict: false,
            kind: Some(kind),
            answer,
            used: false,
        }
    }

    fn is_for(&self, kind: Kind) -> bool {
        self.kind.is_none_or(|own| own == kind)
    }
}

fn parts(path: &str) -> Result<Vec<String>, Error> {
    parse(path).map_err(Error::Usage)
}

pub(super) fn contradiction(one: &str, other: &str) -> Error {
    Error::Usage(format!("these contradict each other: {one} and {other}"))
}
