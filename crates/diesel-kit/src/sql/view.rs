//! Statements for views and for objects given as SQL.

use super::name::name;
use super::statement::parameters;
use crate::model::{ObjectName, View};

/// `VIEW` or `MATERIALIZED VIEW`.
pub(crate) fn kind(view: &View) -> &'static str {
    if view.materialized {
        "MATERIALIZED VIEW"
    } else {
        "VIEW"
    }
}

pub(crate) fn create_view(view_name: &ObjectName, view: &View) -> String {
    let mut text = format!("CREATE {} {view_name}", kind(view));
    if let Some(method) = &view.using {
        text.extend([" USING ", &name(method)]);
    }
    text.push_str(&parameters(&view.with));
    if let Some(tablespace) = &view.tablespace {
        text.extend([" TABLESPACE ", &name(tablespace)]);
    }
    text.extend([" AS\n", &bare(&view.query)]);
    if view.no_data {
        text.push_str("\nWITH NO DATA");
    }
    text
}

pub(crate) fn alter_view(view_name: &ObjectName, view: &View, action: &str) -> String {
    format!("ALTER {} {view_name} {action}", kind(view))
}

pub(crate) fn drop_view(view_name: &ObjectName, view: &View) -> String {
    format!("DROP {} {view_name}", kind(view))
}

/// SQL as somebody wrote it, without the closing semicolon.
pub(crate) fn bare(sql: &str) -> String {
    let sql = sql.trim();
    let sql = sql.trim_end_matches(|letter: char| letter == ';' || letter.is_whitespace());
    let last = sql.lines().next_back().unwrap_or_default();
    if last.contains("--") {
        // The semicolon that follows would become a part of the comment.
        return format!("{sql}\n");
    }
    sql.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_semicolon_follows_in_any_case() {
        assert_eq!(bare(" SELECT 1 ;\n; "), "SELECT 1");
        assert_eq!(bare("SELECT ';'"), "SELECT ';'");
        assert_eq!(bare("SELECT 1 -- one;"), "SELECT 1 -- one\n");
        assert_eq!(bare("a; $$ b; $$;"), "a; $$ b; $$");
    }
}
