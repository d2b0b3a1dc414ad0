//! Where a browser's page comes from decides whether its cookie counts.
//!
//! Browsers send cookies with websocket handshakes from any page and apply no same-origin rule to
//! them. Only the `Origin` header tells our page from a hostile one.

/// The pages that may use a session cookie.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// `scheme://host[:port]`; if empty, this is a machine of one's own (see [`Origins::allow`]).
    known: Vec<String>,
}

impl Origins {
    pub(crate) fn new(known: Vec<String>) -> Self {
        Self { known }
    }

    /// True if a page of `origin` may use the cookie that it sent to `host` (the `Host` header).
    ///
    /// Without configured origins only loopback is trusted, on any port, and only if page and socket
    /// name it in the same way: such pages share their cookies anyway.
    pub(crate) fn allow(&self, origin: &str, host: &str) -> bool {
        if !self.known.is_empty() {
            return self
                .known
                .iter()
                .any(|known| known.eq_ignore_ascii_case(origin));
        }
        let page = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))
            .map(host_name);
        page.is_some_and(|page| is_loopback(page) && page.eq_ignore_ascii_case(host_name(host)))
    }
}

/// The host of `host[:port]`; IPv6 addresses stand in brackets.
fn host_name(authority: &str) -> &str {
    let port = authority.rsplit_once(':');
    match port {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn is_loopback(host: &str) -> bool {
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|name| host.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_default_only_pages_of_the_same_loopback_name_are_trusted() {
        let origins = Origins::default();
        for (origin, host, allowed) in [
            ("http://localhost:3000", "localhost:3001", true),
            ("http://127.0.0.1:3000", "127.0.0.1:41234", true),
            ("http://[::1]:3000", "[::1]:3001", true),
            ("http://localhost", "localhost:3001", true),
            ("http://localhost:3000", "127.0.0.1:3001", false),
            ("https://evil.example", "localhost:3001", false),
            ("https://evil.example", "evil.example:3001", false),
            ("http://localhost.evil.example", "localhost:3001", false),
            (
                "http://localhost:3000.evil.example",
                "localhost:3001",
                false,
            ),
            ("null", "localhost:3001", false),
            ("", "", false),
            ("http://", "", false),
        ] {
            assert_eq!(origins.allow(origin, host), allowed, "{origin} → {host}");
        }
    }

    #[test]
    fn configured_origins_are_the_only_ones() {
        let origins = Origins::new(vec!["https://pages.example.com".to_owned()]);
        assert!(origins.allow("https://pages.example.com", "rt.example.com"));
        assert!(!origins.allow("http://pages.example.com", "pages.example.com"));
        assert!(!origins.allow(
            "https://pages.example.com.evil.example",
            "pages.example.com"
        ));
        assert!(!origins.allow("http://localhost:3000", "localhost:3001"));
    }
}
