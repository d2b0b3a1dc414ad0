//! Forms that come back with the reason beside the field.

use app::{PathPart, Problem};
use maud::{Markup, html};

use crate::error::{Error, Result};

/// Why a form came back: a sentence for the whole, and sentences for single fields.
#[derive(Debug, Default)]
pub(super) struct Refused {
    whole: Option<String>,
    fields: Vec<(String, String)>,
}

impl Refused {
    /// Turns an error that the sender can mend into sentences; every other one stays an error.
    pub(super) fn mendable(error: app::Error, fields: &[&str]) -> Result<Self> {
        let app::Error::Invalid(problems) = error else {
            return match &error {
                app::Error::Conflict { .. }
                | app::Error::Limited { .. }
                | app::Error::Unauthenticated => Ok(Self::whole(Error::from(error).message())),
                _ => Err(error.into()),
            };
        };
        let mut refused = Self::default();
        for problem in problems {
            refused.add(problem, fields);
        }
        Ok(refused)
    }

    /// The form as a whole was refused.
    pub(super) fn whole(message: impl Into<String>) -> Self {
        Self {
            whole: Some(message.into()),
            fields: Vec::new(),
        }
    }

    /// One field was refused.
    pub(super) fn field(name: &str, message: impl Into<String>) -> Self {
        Self {
            whole: None,
            fields: vec![(name.to_owned(), message.into())],
        }
    }

    fn add(&mut self, problem: Problem, fields: &[&str]) {
        let message = Error::malformed(problem.message).message();
        match problem.path.first() {
            Some(PathPart::Field(name)) if fields.contains(&name.as_str()) => {
                self.fields.push((name.clone(), message));
            }
            _ => self.whole = Some(message),
        }
    }

    fn about(&self, name: &str) -> Option<&str> {
        let of_field = self.fields.iter().find(|(field, _)| field == name);
        of_field.map(|(_, message)| message.as_str())
    }

    /// Everything that is wrong, in one line.
    pub(super) fn summary(&self) -> Option<String> {
        let fields = self.fields.iter().map(|(_, message)| message.as_str());
        let all: Vec<&str> = self.whole.as_deref().into_iter().chain(fields).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }
}

/// The sentence for the whole form.
pub(super) fn notice(refused: &Refused) -> Markup {
    html! {
        @if let Some(message) = &refused.whole {
            p.notice.notice-error role="alert" { (message) }
        }
    }
}

/// One labelled input.
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) kind: &'a str,
    pub(super) autocomplete: &'a str,
    pub(super) value: &'a str,
    pub(super) hint: Option<&'a str>,
    pub(super) focus: bool,
}

impl Field<'_> {
    pub(super) fn render(&self, refused: &Refused) -> Markup {
        let Self {
            name,
            label,
            kind,
            autocomplete,
            value,
            hint,
            focus,
        } = *self;
        let error = refused.about(name);
        let class = if error.is_some() {
            "field has-error"
        } else {
            "field"
        };
        let described_by = match (error, hint) {
            (Some(_), _) => Some(format!("{name}-error")),
            (None, Some(_)) => Some(format!("{name}-hint")),
            (None, None) => None,
        };
        // What somebody typed comes back, except a password.
        let value = Some(value).filter(|_| kind != "password");
        html! {
            div class=(class) {
                label for=(name) { (label) }
                input id=(name) name=(name) type=(kind) autocomplete=(autocomplete) required
                    value=[value] autofocus[focus] spellcheck=[(kind == "text").then_some("false")]
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[described_by];
                @if let Some(error) = error { p.field-error id={ (name) "-error" } { (error) } }
                @if let Some(hint) = hint { p.hint id={ (name) "-hint" } { (hint) } }
            }
        }
    }
}

/// What proves that the form was sent by a page of ours.
pub(super) fn csrf_field(csrf: &str) -> Markup {
    html! { input type="hidden" name="csrf" value=(csrf); }
}
