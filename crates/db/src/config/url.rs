//! URLs of databases: what is wrong with them, and what they say by themselves.

use diesel_kit::connection::Server;

use super::ConfigError;

const EXAMPLE: &str = "postgres://user:password@localhost:5432/pagespace";

/// Refuses what would fail later. Shows no password.
pub(super) fn checked(name: &'static str, url: String) -> Result<String, ConfigError> {
    let wrong = |problem: String| ConfigError {
        name,
        problem,
        example: EXAMPLE,
    };
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(wrong("does not start with postgres://".to_owned()));
    }
    Server::new(&url).map_err(|error| wrong(format!("cannot be used: {error}")))?;
    Ok(url)
}

/// Completes a URL that names a user and no password. Escapes every byte, so that nothing in a password
/// can be taken for a part of the URL.
pub(super) fn insert_password(url: &str, password: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (user, server) = rest.split_once('@')?;
    if user.is_empty() || user.contains([':', '/']) {
        return None;
    }
    let escaped: Vec<String> = password
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect();
    Some(format!("{scheme}://{user}:{}@{server}", escaped.concat()))
}

/// Whether providers give out this address for their poolers in transaction mode: hosts of Neon with
/// `-pooler`, port 6543 of Supabase.
pub(super) fn is_known_pooler(url: &str) -> bool {
    let Ok(parsed) = url.split('?').next().unwrap_or(url).parse() else {
        return false;
    };
    let parsed: tokio_postgres::Config = parsed;
    let port = parsed.get_ports().first();
    parsed.get_hosts().iter().any(|host| match host {
        tokio_postgres::config::Host::Tcp(name) => {
            let of = |suffix: &str| name.ends_with(suffix);
            (of(".neon.tech") && name.contains("-pooler."))
                || ((of(".supabase.com") || of(".supabase.co")) && port == Some(&6543))
        }
        #[cfg(unix)]
        tokio_postgres::config::Host::Unix(_) => false,
    })
}

/// Says in the URL that it leads to a pooler.
pub(super) fn marked(url: &str) -> String {
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}pgbouncer=true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_cannot_work_is_refused_without_its_password() {
        for url in [
            "mysql://ada:s3cret@localhost/pagespace",
            "postgres://ada:s3cret@localhost:port/pagespace",
            "postgres://ada:s3cret@localhost/pagespace?sslmode=on",
            "postgres://ada:s3cret@localhost/pagespace?sslmode=verify-full&sslrootcert=/nowhere",
        ] {
            let error = checked("DATABASE_READ_URL", url.to_owned());
            let error = error.unwrap_err().to_string();
            assert!(error.starts_with("DATABASE_READ_URL "), "{error}");
            assert!(error.contains("postgres://user:password@"), "{error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn ordinary_urls_are_taken_as_they_are() {
        for url in [
            "postgres://ada:s3cret@localhost:5432/pagespace",
            "postgres://ada:s3cret@localhost/pagespace?sslmode=verify-full&pgbouncer=true",
            "postgresql:///pagespace?host=/run/postgresql",
        ] {
            assert_eq!(checked("DATABASE_URL", url.to_owned()).unwrap(), url);
        }
    }

    #[test]
    fn a_password_from_a_file_is_put_where_it_belongs_whatever_is_in_it() {
        let url = insert_password("postgres://ada@db:5432/pagespace", "s3:/@%é").unwrap();
        let parsed: tokio_postgres::Config = url.parse().unwrap();
        assert_eq!(parsed.get_password(), Some("s3:/@%é".as_bytes()));
        assert_eq!(parsed.get_user(), Some("ada"));
        assert_eq!(parsed.get_dbname(), Some("pagespace"));
        for url in [
            "postgres://db/x",
            "postgres://ada:known@db/x",
            "postgres://@db/x",
        ] {
            assert_eq!(insert_password(url, "s3cret"), None, "{url}");
        }
    }

    #[test]
    fn poolers_of_providers_are_known_by_their_addresses() {
        for (url, expected) in [
            (
                "postgres://a:b@ep-cool-1-pooler.eu.aws.neon.tech/x?sslmode=require&options=y",
                true,
            ),
            (
                "postgres://a:b@ep-cool-1.eu.aws.neon.tech/x?sslmode=require",
                false,
            ),
            (
                "postgres://a:b@aws-0-eu.pooler.supabase.com:6543/postgres",
                true,
            ),
            (
                "postgres://a:b@aws-0-eu.pooler.supabase.com:5432/postgres",
                false,
            ),
            ("postgres://a:b@db.example.com:6543/x", false),
        ] {
            assert_eq!(is_known_pooler(url), expected, "{url}");
        }
    }
}
