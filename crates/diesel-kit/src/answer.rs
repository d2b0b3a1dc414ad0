//! Renamed, or made anew? May values go? Attributes and answers decide; what is left is a question.

mod hint;
mod pairing;
mod part;
mod path;
mod question;
mod resolve;
mod sheet;

pub use hint::Hint;
pub(crate) use path::split_pair;
pub use question::Question;
pub(crate) use resolve::{Resolution, resolve};
pub(crate) use sheet::Sheet;

/// Answers given on the command line, in a file, or by a program.
///
/// Names are paths: `users.full_name`, `app.users`. A part that holds a dot or a colon, or starts
/// with a quote, is written in double quotes: `users."a.b"`. A name without a schema is in `public`,
/// which may be written, too. What is in a renamed table or schema may be given under its new name or
/// its old one.
///
/// A rename goes before a create. Answers that contradict each other are an error. So are
/// `renames`, `creates` and `accepts` that fit nothing, because somebody has just written them for
/// this one change; hints that fit nothing are warnings, because a list of them may be kept.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// Old and new path.
    pub renames: Vec<(String, String)>,
    /// New things that have nothing to do with what is gone.
    pub creates: Vec<String>,
    /// Things whose values may go.
    pub accepts: Vec<String>,
    /// All values may go.
    pub allow_data_loss: bool,
    pub hints: Vec<Hint>,
}
