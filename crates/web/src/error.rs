//! The only mapping from errors to answers: status, headers and the one JSON envelope.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use app::{PathPart, Problem};
use serde::Serialize;
use utoipa::ToSchema;

/// Result of every handler.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Seconds after which a client may ask again while the database is away.
const RETRY_AFTER: u32 = 2;

/// Why a request was not answered as asked.
#[derive(Debug)]
pub(crate) enum Error {
    /// An operation refused, or failed.
    App(app::Error),
    /// The body is more than we read.
    TooLarge,
    /// The path exists, but not with this method; these are the ones it has.
    Method(String),
    /// A part of the product that this version does not have.
    Absent(&'static str),
    /// The service is up but cannot work.
    NotReady(String),
    /// A browser has to sign in first, and then comes back to this path.
    SignIn(String),
}

impl Error {
    /// The input is malformed as a whole; the sentence says how.
    pub(crate) fn malformed(message: impl Into<String>) -> Self {
        app::Error::state(message).into()
    }

    /// One field of the input is wrong.
    pub(crate) fn invalid(field: &str, message: impl Into<String>) -> Self {
        app::Error::invalid(field, message).into()
    }

    /// The problem is ours: it is logged, and the caller learns only that it happened.
    pub(crate) fn is_internal(&self) -> bool {
        self.status().is_server_error()
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::App(error) => app_status(error),
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Absent(_) => StatusCode::NOT_FOUND,
            Self::NotReady(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::SignIn(_) => StatusCode::SEE_OTHER,
        }
    }

    /// The text for people and programs. Never SQL, a path, a token or a hidden title.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::App(app::Error::NotFound) => "Not found.".to_owned(),
            Self::App(app::Error::Unauthenticated) => {
                "Send a valid key as \"Authorization: Bearer mcp_…\", or sign in.".to_owned()
            }
            Self::App(app::Error::Internal(_)) => {
                "Something failed on our side. It is logged under the request id.".to_owned()
            }
            Self::App(app::Error::Unavailable(_)) | Self::NotReady(_) => {
                "The database cannot be reached. Try again in a moment.".to_owned()
            }
            Self::App(error) => sentence(&error.to_string()),
            Self::TooLarge => "The request body is larger than 5 MiB.".to_owned(),
            Self::Method(allowed) => format!("This path only answers to {allowed}."),
            Self::Absent(message) => (*message).to_owned(),
            Self::SignIn(_) => "Sign in first.".to_owned(),
        }
    }

    /// The JSON envelope.
    fn body(&self) -> ErrorBody {
        let error = match self {
            Self::App(app::Error::Invalid(problems)) => ErrorText::of(problems),
            _ => ErrorText::Sentence(self.message()),
        };
        let (current_revision, expected_revision) = match self {
            Self::App(app::Error::Conflict {
                current, expected, ..
            }) => (*current, *expected),
            _ => (None, None),
        };
        ErrorBody {
            error,
            current_revision,
            expected_revision,
        }
    }

    /// Status and headers, for any kind of body.
    pub(crate) fn head(&self) -> HttpResponseBuilder {
        let mut response = HttpResponse::build(self.status());
        match self {
            Self::App(app::Error::Unauthenticated) => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
            }
            Self::App(app::Error::Limited { retry_after }) => {
                response.insert_header((header::RETRY_AFTER, *retry_after));
            }
            Self::App(app::Error::Unavailable(_)) | Self::NotReady(_) => {
                response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
            }
            Self::Method(allowed) => {
                response.insert_header((header::ALLOW, allowed.as_str()));
            }
            Self::SignIn(next) => {
                response.insert_header((header::LOCATION, sign_in_path(next)));
            }
            _ => {}
        }
        response
    }
}

fn app_status(error: &app::Error) -> StatusCode {
    match error {
        app::Error::NotFound => StatusCode::NOT_FOUND,
        app::Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        app::Error::Forbidden(_) => StatusCode::FORBIDDEN,
        app::Error::Invalid(_) => StatusCode::BAD_REQUEST,
        app::Error::Conflict { .. } => StatusCode::CONFLICT,
        app::Error::Limited { .. } => StatusCode::TOO_MANY_REQUESTS,
        app::Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        app::Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// `next` only ever comes from a path of our own, but a path may hold anything.
fn sign_in_path(next: &str) -> HeaderValue {
    let query: String = next
        .bytes()
        .map(|byte| match byte {
            b'/' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    HeaderValue::from_str(&format!("/login?next={query}"))
        .unwrap_or(HeaderValue::from_static("/login"))
}

/// Capital letter, full stop. The name of a field, such as `driveId`, stays as it is.
fn sentence(text: &str) -> String {
    let stop = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    let first_word = text.split(' ').next().unwrap_or_default();
    if first_word.contains(|letter: char| !letter.is_lowercase()) {
        return format!("{text}{stop}");
    }
    let mut letters = text.chars();
    let capital: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{capital}{}{stop}", letters.as_str())
}

impl From<app::Error> for Error {
    fn from(error: app::Error) -> Self {
        Self::App(error)
    }
}

impl fmt::Display for Error {
    /// For the log: with the cause.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::App(app::Error::Unavailable(cause)) => write!(f, "{cause}"),
            Self::App(error) => write!(f, "{error}"),
            Self::NotReady(cause) => f.write_str(cause),
            other => f.write_str(&other.message()),
        }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        self.head().json(self.body())
    }
}

/// The body of every refusal.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorBody {
    error: ErrorText,
    /// With 409 for a stale revision: the revision that the page has.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_revision: Option<i64>,
    /// With 409 for a stale revision: the revision that was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_revision: Option<i64>,
}

/// One sentence, or for input that fails validation one entry per problem.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ErrorText {
    Sentence(String),
    Issues(Vec<Issue>),
}

/// One thing that is wrong with the input.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Issue {
    /// Where: names and, in arrays, numbers.
    path: Vec<Step>,
    message: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Step {
    Field(String),
    Index(usize),
}

impl ErrorText {
    fn of(problems: &[Problem]) -> Self {
        match problems {
            [only] if only.path.is_empty() => Self::Sentence(sentence(&only.message)),
            _ => Self::Issues(problems.iter().map(Issue::of).collect()),
        }
    }
}

impl Issue {
    fn of(problem: &Problem) -> Self {
        let step = |part: &PathPart| match part {
            PathPart::Field(name) => Step::Field(name.clone()),
            PathPart::Index(number) => Step::Index(*number),
        };
        Self {
            path: problem.path.iter().map(step).collect(),
            message: sentence(&problem.message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_problem_with_the_whole_is_a_sentence_and_problems_of_fields_are_a_list() {
        let whole = serde_json::to_string(&Error::malformed("the page is in the trash").body());
        assert_eq!(whole.unwrap(), r#"{"error":"The page is in the trash."}"#);
        let field = serde_json::to_string(&Error::invalid("driveId", "driveId is required").body());
        assert_eq!(
            field.unwrap(),
            r#"{"error":[{"path":["driveId"],"message":"driveId is required."}]}"#
        );
    }

    #[test]
    fn internals_stay_inside() {
        let error = Error::from(app::Error::Internal("relation \"pages\"".to_owned()));
        assert!(!error.message().contains("pages"));
        assert!(error.to_string().contains("pages"));
        assert!(error.is_internal());
    }

    #[test]
    fn the_way_back_cannot_break_out_of_the_address() {
        let location = sign_in_path("/p/a?x=1&next=//evil\r\n");
        assert_eq!(
            location,
            "/login?next=/p/a%3Fx%3D1%26next%3D%2F%2Fevil%0D%0A".replace("%2F", "/")
        );
    }
}
