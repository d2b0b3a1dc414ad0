//! Finding pages and messages by what is in them.
//!
//! Permission comes first: every query takes the pages that may be seen and looks at no other one, so
//! that neither a limit nor a count tells of the rest. These statements are not kept prepared: which
//! index is best depends on how many pages may be seen and how rare the words are, and a plan for all
//! values cannot know.

/// A text as the indexes for words have it: in lower case, without accents, and with compatible forms
/// made one. The indexes of the schema are built on exactly this; a test sees to it.
macro_rules! folded {
    ($text:literal) => {
        concat!(
            "regexp_replace(normalize(lower(",
            $text,
            r"), NFKD), '[\u0300-\u036f]+', '', 'g')"
        )
    };
}

macro_rules! words_of {
    ($text:literal) => {
        concat!("to_tsvector('simple'::regconfig, ", folded!($text), ")")
    };
}

/// What people type into a search box, `$1`, as words to look for.
macro_rules! query {
    () => {
        concat!(
            "websearch_to_tsquery('simple'::regconfig, ",
            folded!("$1"),
            ")"
        )
    };
}

mod glob;
mod index;
mod paths;
mod substring;
mod words;

use std::time::Duration;

use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

pub use glob::Glob;
pub use index::{Stale, set_text, stale};
pub use paths::{Content, Located, contents, paths};
pub use substring::{Excerpt, substring};
pub use words::{FoundMessage, FoundPage, messages, pages};

use crate::{Result, Tx};

/// The words of titles, as `pages_title_words_idx` has them.
pub const TITLE_WORDS: &str = words_of!("title");

/// The words of messages, as `channel_messages_words_idx` has them.
pub const MESSAGE_WORDS: &str = words_of!("content");

/// The words of texts, as `page_texts.words` has them.
pub const TEXT_WORDS: &str = words_of!("left(text, 200000)");

/// Ends every following statement of the transaction that runs longer, with
/// [`Error::TimedOut`](crate::Error::TimedOut).
pub async fn limit_time(tx: &mut Tx<'_>, time: Duration) -> Result<()> {
    // No time at all would mean no limit.
    let milliseconds = i64::try_from(time.as_millis()).unwrap_or(i64::MAX).max(1);
    diesel::sql_query("SELECT set_config('statement_timeout', $1::text, true)")
        .bind::<Text, _>(milliseconds.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
