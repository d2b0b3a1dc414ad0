//! Addresses: which origin a browser may write from, and where it finds the realtime service.

use std::fmt;
use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::uri::{Authority, Uri};

use crate::config::Config;

/// `scheme://host[:port]`, in the form that browsers send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    secure: bool,
    /// Lower case, without the scheme's own port.
    authority: String,
}

impl Origin {
    /// Reads an `http` or `https` address without path, query or user.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let secure = match uri.scheme_str()? {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        let authority = uri.authority().filter(|_| bare)?;
        Some(Self {
            secure,
            authority: plain(authority, secure)?,
        })
    }

    /// True for `https`.
    pub fn is_secure(&self) -> bool {
        self.secure
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority)
    }
}

/// The authority as browsers write it. None if it holds anything but a host and a port: it ends up
/// in security headers.
fn plain(authority: &Authority, secure: bool) -> Option<String> {
    let text = authority.as_str().to_ascii_lowercase();
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte));
    let own_port = if secure { ":443" } else { ":80" };
    let text = text.strip_suffix(own_port).unwrap_or(&text);
    (is_plain && !text.is_empty()).then(|| text.to_owned())
}

/// Where browsers find the realtime service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Realtime {
    /// `ws://…` or `wss://…`, without a path.
    Url(String),
    /// This port on the host name that the browser used.
    Port(u16),
}

impl Realtime {
    /// Reads a `ws`, `wss`, `http` or `https` address without path.
    pub fn at(text: &str) -> Option<Self> {
        let as_http = match text.split_once("://")? {
            ("ws" | "http", rest) => format!("http://{rest}"),
            ("wss" | "https", rest) => format!("https://{rest}"),
            _ => return None,
        };
        let origin = Origin::parse(&as_http)?;
        let scheme = if origin.secure { "wss" } else { "ws" };
        Some(Self::Url(format!("{scheme}://{}", origin.authority)))
    }
}

/// What the service knows about its own addresses.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    public: Option<Origin>,
    realtime: Realtime,
}

impl Origins {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            public: config.public_url.clone(),
            realtime: config.realtime.clone(),
        }
    }

    /// True if cookies must only travel encrypted.
    pub(crate) fn is_secure(&self) -> bool {
        self.public.as_ref().is_some_and(Origin::is_secure)
    }

    /// True if the request was sent by a page of ours: its `Origin` is our public address, or the
    /// very host that it was sent to. Browsers let no page choose either header.
    pub(crate) fn admit(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = text(headers, header::ORIGIN).and_then(Origin::parse) else {
            return false;
        };
        self.public.as_ref() == Some(&origin)
            || text(headers, header::HOST)
                .and_then(|host| host.parse().ok())
                .and_then(|host| plain(&host, origin.secure))
                .is_some_and(|host| host == origin.authority)
    }

    /// Where the browser that sent this request finds the realtime service: `ws://host:port`.
    pub(crate) fn realtime(&self, headers: &HeaderMap) -> String {
        match &self.realtime {
            Realtime::Url(url) => url.clone(),
            Realtime::Port(port) => {
                let scheme = if self.is_secure() { "wss" } else { "ws" };
                format!("{scheme}://{}:{port}", host_name(headers))
            }
        }
    }
}

/// The host name that the browser used, without port; `localhost` if it is missing or strange.
fn host_name(headers: &HeaderMap) -> String {
    text(headers, header::HOST)
        .and_then(|host| host.parse::<Authority>().ok())
        .filter(|host| plain(host, false).is_some())
        .map_or_else(|| "localhost".to_owned(), |host| host.host().to_owned())
}

/// True if the request was made on this very computer: a loopback peer, no proxy in between, and a
/// host name that no foreign page can point here.
pub(crate) fn is_local(req: &HttpRequest) -> bool {
    let headers = req.headers();
    let proxied = ["forwarded", "x-forwarded-for", "x-real-ip", "via"]
        .iter()
        .any(|name| headers.contains_key(*name));
    let peer_is_loopback = req.peer_addr().is_some_and(|peer| is_loopback(peer.ip()));
    let name = host_name(headers);
    let name_is_loopback = name == "localhost"
        || name
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(is_loopback);
    peer_is_loopback && !proxied && name_is_loopback && headers.contains_key(header::HOST)
}

fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn origins(public: Option<&str>, realtime: Realtime) -> Origins {
        Origins {
            public: public.and_then(Origin::parse),
            realtime,
        }
    }

    fn request(pairs: &[(&str, &str)]) -> HttpRequest {
        let request = TestRequest::default().peer_addr("127.0.0.1:5000".parse().unwrap());
        pairs
            .iter()
            .fold(request, |request, pair| request.insert_header(*pair))
            .to_http_request()
    }

    #[test]
    fn an_origin_is_an_address_without_anything_more() {
        assert_eq!(
            Origin::parse("http://A.b:80/").unwrap().to_string(),
            "http://a.b"
        );
        assert_eq!(
            Origin::parse("https://[::1]:3000").unwrap().to_string(),
            "https://[::1]:3000"
        );
        for bad in [
            "null",
            "a.b",
            "ftp://a.b",
            "http://a.b/x",
            "http://a.b?x",
            "http://u@a.b",
            "http://",
        ] {
            assert_eq!(Origin::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn pages_of_the_same_host_and_of_the_public_address_may_write() {
        let origins = origins(Some("https://pages.example.com"), Realtime::Port(3001));
        for (origin, host, admitted) in [
            ("http://localhost:3000", "localhost:3000", true),
            ("https://pages.example.com", "web:3000", true),
            ("https://evil.example.com", "pages.example.com", false),
            ("http://pages.example.com", "web:3000", false),
            ("http://localhost:3001", "localhost:3000", false),
            ("null", "localhost:3000", false),
        ] {
            let req = request(&[("origin", origin), ("host", host)]);
            assert_eq!(origins.admit(req.headers()), admitted, "{origin} to {host}");
        }
        assert!(!origins.admit(request(&[("host", "localhost:3000")]).headers()));
    }

    #[test]
    fn realtime_is_on_the_host_that_the_browser_used() {
        let here = origins(None, Realtime::Port(3001));
        let cases = [
            ("10.0.0.5:3000", "ws://10.0.0.5:3001"),
            ("[::1]:3000", "ws://[::1]:3001"),
            ("a;script-src *", "ws://localhost:3001"),
        ];
        for (host, url) in cases {
            assert_eq!(here.realtime(request(&[("host", host)]).headers()), url);
        }
        let tls = origins(Some("https://a.b"), Realtime::Port(3001));
        assert_eq!(
            tls.realtime(request(&[("host", "a.b")]).headers()),
            "wss://a.b:3001"
        );
        let elsewhere = origins(None, Realtime::at("https://live.a.b/").unwrap());
        assert_eq!(elsewhere.realtime(request(&[]).headers()), "wss://live.a.b");
    }

    #[test]
    fn only_an_undisguised_request_of_this_computer_is_local() {
        for (pairs, local) in [
            (&[("host", "localhost:3000")][..], true),
            (&[("host", "127.0.0.1:3000")], true),
            (&[("host", "[::1]:3000")], true),
            (&[], false),
            (&[("host", "rebound.example.com:3000")], false),
            (
                &[("host", "localhost:3000"), ("x-forwarded-for", "10.0.0.1")],
                false,
            ),
        ] {
            assert_eq!(is_local(&request(pairs)), local, "{pairs:?}");
        }
    }
}
