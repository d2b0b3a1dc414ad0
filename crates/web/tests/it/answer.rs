//! An answer of the service, with what must hold for every one of them.

use std::collections::HashMap;
use std::fmt;

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;

/// Status, headers and body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.text().await.expect("a text");
        let answer = Self {
            status,
            headers,
            body,
        };
        answer.check();
        answer
    }

    /// Every answer, also a refusal, tells the version and its request id and forbids what it can.
    fn check(&self) {
        assert_eq!(self.header("x-pagespace-api-version"), "1.0.0", "{self:?}");
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{self:?}");
        assert_eq!(self.header("x-request-id").len(), 16, "{self:?}");
        let policy = self.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_ne!(self.status, StatusCode::INTERNAL_SERVER_ERROR, "{self:?}");
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self
            .headers
            .get(name)
            .map(|value| value.to_str().expect("a text"));
        value.unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A text of the answer's JSON object.
    pub(crate) fn text(&self, name: &str) -> String {
        let json = self.json();
        let text = json.get(name).and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("no {name} in {json}"))
            .to_owned()
    }

    /// The first stretch of the body between two marks.
    pub(crate) fn between(&self, start: &str, end: &str) -> &str {
        let found = self
            .body
            .split_once(start)
            .and_then(|(_, rest)| rest.split_once(end));
        found
            .unwrap_or_else(|| panic!("no {start} in {}", self.body))
            .0
    }

    /// What an observer can tell: everything but the request's own id and the clock.
    pub(crate) fn observable(&self) -> (StatusCode, Vec<(String, String)>, &str) {
        let mut headers: Vec<(String, String)> = self
            .headers
            .iter()
            .filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), value.to_str().expect("a text").to_owned()))
            .collect();
        headers.sort();
        (self.status, headers, &self.body)
    }
}

/// Status and body, with ids, times and tokens replaced by names, for snapshots.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut json = self.json();
        Names::default().replace(&mut json);
        write!(f, "{}", self.status.as_u16())?;
        match &json {
            Value::Object(fields) => filled(
                f,
                fields
                    .iter()
                    .map(|(name, value)| format!("{name}: {value}")),
            ),
            Value::Array(items) => items.iter().try_for_each(|item| write!(f, "\n{item}")),
            other => write!(f, "\n{other}"),
        }
    }
}

/// As many pieces on a line as are easy to read.
fn filled(f: &mut fmt::Formatter<'_>, pieces: impl Iterator<Item = String>) -> fmt::Result {
    let mut width = usize::MAX;
    for piece in pieces {
        let length = piece.chars().count();
        if width.saturating_add(length) > 100 {
            write!(f, "\n{piece}")?;
            width = length;
        } else {
            write!(f, ", {piece}")?;
            width += length + 2;
        }
    }
    Ok(())
}

/// The same id gets the same name throughout one answer.
#[derive(Default)]
struct Names(HashMap<String, usize>);

impl Names {
    fn replace(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(name) = self.name(text) {
                    *text = name;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.replace(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.replace(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn name(&mut self, text: &str) -> Option<String> {
        let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let is_date = text.len() == 24 && text.ends_with('Z') && text.get(10..11) == Some("T");
        if is_date {
            return Some("[date]".to_owned());
        }
        if text.starts_with("mcp_") {
            return Some(format!("[key of {} characters]", text.len()));
        }
        let is_uuid = text.len() == 36 && text.split('-').count() == 5;
        if is_uuid {
            return Some("[uuid]".to_owned());
        }
        if text.len() == 24 && text.bytes().all(lower) {
            let next = self.0.len() + 1;
            let number = self.0.entry(text.to_owned()).or_insert(next);
            return Some(format!("[id {number}]"));
        }
        None
    }
}
