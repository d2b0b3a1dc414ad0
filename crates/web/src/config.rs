//! What an operator can set: read once, from environment variables.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::str::FromStr;

use crate::origin::{Origin, Realtime};

/// Settings of the web service.
#[derive(Debug, Clone)]
pub struct Config {
    /// `BIND` and `PORT`: where to listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// `PUBLIC_URL`: the address that people type. Decides which `Origin` may write and whether
    /// cookies are `Secure`. Unset: whatever `Host` the browser used.
    pub public_url: Option<Origin>,
    /// `REALTIME_URL`, or `REALTIME_PORT` on the host name that the browser used.
    pub realtime: Realtime,
    /// `WEB_WORKERS`: threads that answer requests.
    pub workers: NonZeroUsize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            public_url: None,
            realtime: Realtime::Port(3001),
            workers: cores(),
        }
    }
}

impl Config {
    /// Reads the environment; a value that makes no sense stops the start.
    pub fn from_env() -> Result<Self, ConfigError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the config.rs of the service"
        )]
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let default = Self::default();
        let read = Reader(lookup);
        let bind = read.value("BIND", "0.0.0.0", parse::<IpAddr>)?;
        let port = read.value("PORT", "3000", parse::<u16>)?;
        let realtime_url = read.value("REALTIME_URL", "wss://live.example.com", |text| {
            Realtime::at(text)
        })?;
        let realtime_port = read.value("REALTIME_PORT", "3001", parse::<u16>)?;
        Ok(Self {
            listen: SocketAddr::new(
                bind.unwrap_or(default.listen.ip()),
                port.unwrap_or(default.listen.port()),
            ),
            public_url: read.value("PUBLIC_URL", "https://pages.example.com", Origin::parse)?,
            realtime: realtime_url
                .or(realtime_port.map(Realtime::Port))
                .unwrap_or(default.realtime),
            workers: read
                .value("WEB_WORKERS", "4", parse::<NonZeroUsize>)?
                .unwrap_or(default.workers),
        })
    }
}

fn cores() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

fn parse<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

struct Reader<F>(F);

impl<F: Fn(&str) -> Option<String>> Reader<F> {
    /// A variable that is unset or empty is `None`.
    fn value<T>(
        &self,
        name: &'static str,
        example: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(found) = (self.0)(name).filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        match parse(found.trim()) {
            Some(value) => Ok(Some(value)),
            None => Err(ConfigError {
                name,
                found: masked(&found),
                example,
            }),
        }
    }
}

/// An address may carry `user:password@`, and errors end up in logs.
fn masked(found: &str) -> String {
    match (found.find("://"), found.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            let (head, tail) = (found.get(..scheme), found.get(at..));
            format!(
                "{}://***{}",
                head.unwrap_or_default(),
                tail.unwrap_or_default()
            )
        }
        _ => found.to_owned(),
    }
}

/// A variable holds something that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    name: &'static str,
    found: String,
    example: &'static str,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            found,
            example,
        } = self;
        write!(
            f,
            "{name} cannot be {found:?}; set it like {name}={example}, or leave it out"
        )
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(set: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_lookup(|name| {
            let found = set.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_has_to_be_set() {
        let config = config(&[("PORT", ""), ("PUBLIC_URL", " ")]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
        assert!(config.public_url.is_none());
        assert_eq!(config.realtime, Realtime::Port(3001));
    }

    #[test]
    fn every_variable_is_read() {
        let config = config(&[
            ("BIND", "::"),
            ("PORT", "8080"),
            ("PUBLIC_URL", "https://Pages.example.com/"),
            ("REALTIME_PORT", "8081"),
            ("WEB_WORKERS", "3"),
        ])
        .unwrap();
        assert_eq!(config.listen.to_string(), "[::]:8080");
        assert_eq!(
            config.public_url.unwrap().to_string(),
            "https://pages.example.com"
        );
        assert_eq!(config.realtime, Realtime::Port(8081));
        assert_eq!(config.workers.get(), 3);
    }

    #[test]
    fn an_error_names_the_variable_and_shows_an_example() {
        let errors = [
            ("PORT", "eighty"),
            ("WEB_WORKERS", "0"),
            ("PUBLIC_URL", "https://me:secret@pages.example.com"),
            ("REALTIME_URL", "live.example.com"),
        ]
        .map(|pair| config(&[pair]).unwrap_err().to_string());
        assert_eq!(
            errors,
            [
                r#"PORT cannot be "eighty"; set it like PORT=3000, or leave it out"#,
                r#"WEB_WORKERS cannot be "0"; set it like WEB_WORKERS=4, or leave it out"#,
                r#"PUBLIC_URL cannot be "https://***@pages.example.com"; set it like PUBLIC_URL=https://pages.example.com, or leave it out"#,
                r#"REALTIME_URL cannot be "live.example.com"; set it like REALTIME_URL=wss://live.example.com, or leave it out"#,
            ]
        );
    }
}
