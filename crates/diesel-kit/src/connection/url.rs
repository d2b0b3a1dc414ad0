//! What the driver does not read of a URL.

use super::mode::Mode;
use crate::error::Error;

/// The parameters that are read here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Own {
    pub(super) mode: Option<Mode>,
    /// A file, or `system`.
    pub(super) root: Option<String>,
    pub(super) is_pooled: bool,
}

/// The URL without these parameters, and the parameters.
pub(super) fn split(url: &str) -> Result<(String, Own), Error> {
    let mut own = Own::default();
    // A password may hold a question mark.
    let credentials = url.find('@').unwrap_or(0);
    let query = url.get(credentials..).and_then(|rest| rest.find('?'));
    let Some((base, query)) = query.and_then(|at| url.split_at_checked(credentials + at)) else {
        return Ok((url.to_owned(), own));
    };
    let mut rest = Vec::new();
    for parameter in query.trim_start_matches('?').split('&') {
        match parameter.split_once('=') {
            Some(("sslmode", mode)) => own.mode = Some(Mode::parse(mode).ok_or_else(bad_mode)?),
            Some(("sslrootcert", file)) => own.root = Some(decoded(file).ok_or_else(bad_file)?),
            Some(("pgbouncer", yes)) => own.is_pooled = yes == "true",
            _ => rest.push(parameter),
        }
    }
    let mark = if rest.is_empty() { "" } else { "?" };
    Ok((format!("{base}{mark}{}", rest.join("&")), own))
}

fn bad_mode() -> Error {
    Error::Usage(
        "the database URL has another sslmode than disable, allow, prefer, require, verify-ca, verify-full"
            .to_owned(),
    )
}

fn bad_file() -> Error {
    Error::Usage(
        "sslrootcert in the database URL cannot be read: write % as %25 and & as %26".to_owned(),
    )
}

fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(url: &str) -> (String, Own) {
        split(url).unwrap()
    }

    #[test]
    fn what_is_read_here_is_taken_out() {
        let (rest, own) = both(
            "postgres://a:b?c@h/d?sslmode=verify-full&application_name=x&sslrootcert=/a%20b&pgbouncer=true",
        );
        assert_eq!(rest, "postgres://a:b?c@h/d?application_name=x");
        assert_eq!(
            own,
            Own {
                mode: Some(Mode::VerifyFull),
                root: Some("/a b".to_owned()),
                is_pooled: true
            }
        );
    }

    #[test]
    fn other_urls_stay_as_they_are() {
        for url in [
            "postgres://h/d",
            "postgres://a:b?sslmode=require@h/d",
            "host=h sslmode=require",
        ] {
            assert_eq!(both(url), (url.to_owned(), Own::default()));
        }
        assert_eq!(both("postgres://h/d?sslmode=allow").0, "postgres://h/d");
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for url in [
            "postgres://h/d?sslmode=on",
            "postgres://h/d?sslrootcert=a%2",
            "postgres://h/d?sslrootcert=a%zz",
        ] {
            assert!(split(url).is_err(), "{url}");
        }
    }
}
