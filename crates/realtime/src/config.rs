//! What the service reads from its environment, and the limits it keeps.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use crate::origin::Origins;

/// A variable that cannot be used as it is.
#[derive(Debug, thiserror::Error)]
#[error("{name} cannot be {found:?}; set it like {name}={example}, or leave it out")]
pub struct ConfigError {
    name: &'static str,
    found: String,
    example: &'static str,
}

impl ConfigError {
    fn new(name: &'static str, found: &str, example: &'static str) -> Self {
        Self {
            name,
            found: found.to_owned(),
            example,
        }
    }
}

/// Settings of the service.
#[derive(Debug, Clone)]
pub struct Config {
    pub bind: IpAddr,
    /// 0 takes any free port; [`Running::port`](crate::Running::port) says which.
    pub port: u16,
    /// From where browsers may use their session cookie.
    pub origins: Origins,
    pub limits: Limits,
}

/// Times that tests shorten; everything else that is limited is a constant beside its use.
#[derive(Debug, Clone)]
pub struct Limits {
    /// So long may a connection take to show a credential.
    pub unauthenticated: Duration,
    /// How often a connection is pinged; it is dead after twice that without a sign of life.
    pub ping: Duration,
    /// So long an empty document stays in memory, for those who reload the page.
    pub linger: Duration,
    /// How often the rights of everybody are checked again without a reason.
    pub recheck: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            unauthenticated: Duration::from_secs(5),
            ping: Duration::from_secs(20),
            linger: Duration::from_secs(10),
            recheck: Duration::from_mins(5),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 3001,
            origins: Origins::default(),
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// Reads `REALTIME_PORT`, `BIND`, `PUBLIC_URL` and `ALLOWED_ORIGINS`.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| {
            #[expect(clippy::disallowed_methods, reason = "this is the config.rs")]
            let value = std::env::var(name);
            value.ok().filter(|value| !value.trim().is_empty())
        })
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        if let Some(port) = variable("REALTIME_PORT") {
            let parsed = port.trim().parse().ok();
            config.port = parsed.ok_or_else(|| ConfigError::new("REALTIME_PORT", &port, "3001"))?;
        }
        if let Some(bind) = variable("BIND") {
            let parsed = bind.trim().parse().ok();
            config.bind = parsed.ok_or_else(|| ConfigError::new("BIND", &bind, "0.0.0.0"))?;
        }
        let mut origins = Vec::new();
        if let Some(url) = variable("PUBLIC_URL") {
            origins.push(origin("PUBLIC_URL", &url)?);
        }
        for url in variable("ALLOWED_ORIGINS")
            .iter()
            .flat_map(|list| list.split(','))
        {
            if !url.trim().is_empty() {
                origins.push(origin("ALLOWED_ORIGINS", url)?);
            }
        }
        config.origins = Origins::new(origins);
        Ok(config)
    }
}

/// `scheme://host[:port]` of a URL, as browsers write it.
fn origin(name: &'static str, url: &str) -> Result<String, ConfigError> {
    parse_origin(url.trim()).ok_or_else(|| ConfigError::new(name, url, "https://pages.example.com"))
}

fn parse_origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    // Browsers leave the default port out.
    let default_port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.strip_suffix(default_port).unwrap_or(authority);
    let is_plain = authority
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte));
    (is_plain && !authority.is_empty())
        .then(|| format!("{scheme}://{authority}").to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn everything_has_a_default() {
        let config = read(&[]).unwrap();
        assert_eq!(
            (config.bind.to_string().as_str(), config.port),
            ("127.0.0.1", 3001)
        );
    }

    #[test]
    fn urls_become_origins() {
        for (url, origin) in [
            (
                "https://Pages.example.com:443/a/b",
                Some("https://pages.example.com"),
            ),
            ("http://localhost:3000", Some("http://localhost:3000")),
            ("pages.example.com", None),
            ("ftp://x", None),
            ("https://", None),
            ("https://a b", None),
            ("https://u@h", None),
        ] {
            assert_eq!(parse_origin(url).as_deref(), origin, "{url}");
        }
    }

    #[test]
    fn a_malformed_value_names_the_variable_and_an_example() {
        let error = read(&[("REALTIME_PORT", "many")]).unwrap_err().to_string();
        assert_eq!(
            error,
            "REALTIME_PORT cannot be \"many\"; set it like REALTIME_PORT=3001, or leave it out"
        );
        assert!(read(&[("BIND", "localhost")]).is_err());
        assert!(read(&[("ALLOWED_ORIGINS", "https://a.example, b.example")]).is_err());
    }
}
