//! Questions to a person at a terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::answer::{Hint, Question};

/// Whether somebody is there: what is printed is seen, and what is asked can be answered.
pub(super) fn is_there() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal() && io::stderr().is_terminal()
}

/// Asks until there is an answer. Nothing comes back when the input ends or the answer is that values
/// are to be kept.
pub(super) fn ask(
    question: &Question,
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<Option<Hint>> {
    match question {
        Question::Rename { kind, to, from } => {
            writeln!(output, "{} {to} is new. What was it before?", kind.name())?;
            for (at, from) in from.iter().enumerate() {
                writeln!(output, "  {}  {from}: rename it", at + 1)?;
            }
            let last = from.len() + 1;
            writeln!(output, "  {last}  nothing: {to} is made anew")?;
            let choice = repeat(&mut input, &mut output, &format!("[1-{last}] "), |line| {
                let number: usize = line.parse().ok()?;
                question.hints().into_iter().nth(number.checked_sub(1)?)
            })?;
            Ok(choice)
        }
        Question::ConfirmDataLoss { .. } => {
            writeln!(output, "{}", question.sentence())?;
            let yes = repeat(&mut input, &mut output, "[y/N] ", |line| {
                match line.to_lowercase().as_str() {
                    "y" | "yes" => Some(true),
                    "" | "n" | "no" => Some(false),
                    _ => None,
                }
            })?;
            let hints = question.hints().into_iter();
            Ok(hints.last().filter(|_| yes == Some(true)))
        }
    }
}

/// Reads lines until one can be understood; nothing at the end of the input.
fn repeat<T>(
    input: &mut impl BufRead,
    output: &mut impl Write,
    prompt: &str,
    understand: impl Fn(&str) -> Option<T>,
) -> io::Result<Option<T>> {
    loop {
        write!(output, "{prompt}")?;
        output.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            writeln!(output)?;
            return Ok(None);
        }
        if let Some(understood) = understand(line.trim()) {
            return Ok(Some(understood));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    fn asked(question: &Question, typed: &str) -> (Option<Hint>, String) {
        let mut shown = Vec::new();
        let hint = ask(question, typed.as_bytes(), &mut shown).unwrap();
        (hint, String::from_utf8(shown).unwrap())
    }

    #[test]
    fn a_rename_is_chosen_by_its_number() {
        let question = Question::Rename {
            kind: Kind::Column,
            to: "users.full_name".to_owned(),
            from: vec!["users.name".to_owned(), "users.nick".to_owned()],
        };
        let (hint, shown) = asked(&question, "4\nnick\n\n2\n");
        assert_eq!(
            shown,
            "column users.full_name is new. What was it before?\n  \
             1  users.name: rename it\n  \
             2  users.nick: rename it\n  \
             3  nothing: users.full_name is made anew\n\
             [1-3] [1-3] [1-3] [1-3] "
        );
        assert_eq!(hint, question.hints().into_iter().nth(1));
        let (hint, _) = asked(&question, "3\n");
        assert!(matches!(hint, Some(Hint::Create { .. })), "{hint:?}");
        assert_eq!(asked(&question, "").0, None);
    }

    #[test]
    fn values_are_kept_unless_somebody_says_yes() {
        let question = Question::ConfirmDataLoss {
            kind: Kind::Column,
            path: "users.note".to_owned(),
            reason: "the values of users.note are gone".to_owned(),
        };
        for (typed, expected) in [("\n", false), ("n\n", false), ("", false), ("x\nY\n", true)] {
            let (hint, shown) = asked(&question, typed);
            assert_eq!(hint.is_some(), expected, "{typed:?}");
            assert!(shown.starts_with("column users.note loses data"), "{shown}");
        }
    }
}
