//! What people may type: each text is cleaned or refused here, before a query sees it.

use std::ops::RangeInclusive;

use crate::document::MAX_CONTENT;
use crate::{Error, Result};

/// A text of one line: trimmed, 1 to `max` characters, nothing that cannot be seen or stored.
pub(crate) fn line(field: &str, text: &str, max: usize) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(field, format!("{field} must not be empty")));
    }
    if text.chars().any(char::is_control) {
        let message = format!("{field} must not contain control characters or line breaks");
        return Err(Error::invalid(field, message));
    }
    if text.chars().count() > max {
        let message = format!("{field} must have at most {max} characters");
        return Err(Error::invalid(field, message));
    }
    Ok(text.to_owned())
}

/// The same where leaving it out is fine.
pub(crate) fn optional_line(field: &str, text: Option<&str>, max: usize) -> Result<Option<String>> {
    text.map(|text| line(field, text, max)).transpose()
}

/// A text of any number of lines; stored exactly as it is.
pub(crate) fn text(field: &str, text: &str, max_bytes: usize) -> Result<()> {
    if text.len() > max_bytes {
        let message = format!("{field} must not be larger than {max_bytes} bytes");
        return Err(Error::invalid(field, message));
    }
    let unwanted = |c: char| c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.contains(unwanted) {
        let message =
            format!("{field} must not contain control characters, except tabs and line breaks");
        return Err(Error::invalid(field, message));
    }
    Ok(())
}

/// The title of a page.
pub(crate) fn title(text: &str) -> Result<String> {
    line("title", text, 500)
}

/// The content of a page.
pub(crate) fn content(content: &str) -> Result<()> {
    text("content", content, MAX_CONTENT)
}

/// An e-mail address: lower case, with something on both sides of one `@`.
pub(crate) fn email(text: &str) -> Result<String> {
    let refused = || {
        Error::invalid(
            "email",
            "this is not an e-mail address: write it like ada@example.org",
        )
    };
    let email = text.trim().to_lowercase();
    let (local, host) = email.split_once('@').ok_or_else(refused)?;
    let odd = |c: char| c.is_whitespace() || c.is_control();
    let is_good = !local.is_empty()
        && !host.is_empty()
        && !host.contains('@')
        && !email.contains(odd)
        && email.chars().count() <= 254;
    if is_good { Ok(email) } else { Err(refused()) }
}

/// How long a password may be.
pub const PASSWORD_CHARACTERS: RangeInclusive<usize> = 10..=200;

/// A new password.
pub(crate) fn password(password: &str) -> Result<()> {
    let count = password.chars().count();
    if !PASSWORD_CHARACTERS.contains(&count) {
        let (least, most) = (PASSWORD_CHARACTERS.start(), PASSWORD_CHARACTERS.end());
        return Err(Error::invalid(
            "password",
            format!("the password must have {least} to {most} characters"),
        ));
    }
    if password.chars().any(char::is_control) {
        return Err(Error::invalid(
            "password",
            "the password must not contain control characters",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message<T: std::fmt::Debug>(outcome: Result<T>) -> String {
        outcome.unwrap_err().to_string()
    }

    #[test]
    fn a_line_is_trimmed_and_bounded_in_characters() {
        assert_eq!(line("name", "  Ünïcödé  ", 7).unwrap(), "Ünïcödé");
        assert_eq!(message(line("name", " \t\n ", 7)), "name must not be empty");
        assert_eq!(
            message(line("name", "12345678", 7)),
            "name must have at most 7 characters"
        );
    }

    #[test]
    fn what_the_database_cannot_store_is_refused() {
        for text in ["a\0b", "a\nb", "a\u{7f}b", "a\u{85}b"] {
            assert!(
                message(title(text)).contains("control characters"),
                "{text:?}"
            );
        }
        assert!(message(content("a\0b")).contains("control characters"));
        assert!(content("tab\tnew line\r\nemoji 🦀 rtl שלום").is_ok());
    }

    #[test]
    fn titles_that_merely_look_odd_are_kept() {
        for text in ["a | b", "100%", "a_b", "🦀", "שלום"] {
            assert_eq!(title(text).unwrap(), text);
        }
    }

    #[test]
    fn addresses_are_normalised() {
        assert_eq!(email(" Ada@Example.ORG ").unwrap(), "ada@example.org");
        for text in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a@b@c",
            "a da@example.org",
            "ada@exam\0ple.org",
        ] {
            assert!(
                message(email(text)).contains("not an e-mail address"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn passwords_are_bounded() {
        assert!(message(password("short")).contains("10 to 200"));
        assert!(message(password(&"x".repeat(201))).contains("10 to 200"));
        assert!(password("correct horse").is_ok());
    }
}
