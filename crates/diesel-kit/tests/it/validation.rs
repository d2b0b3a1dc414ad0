//! Insert and change structs: what they hold, what they refuse, and their JSON.

mod agreement;
mod json;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_kit::validate::{Path, Problem, Report, Validate};
use diesel_kit::{PgEnum, Table};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum, Serialize, Deserialize, utoipa::ToSchema)]
#[pg_enum(name = "state")]
#[serde(rename_all = "snake_case")]
pub enum State {
    Draft,
    Live,
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Table, Queryable, Selectable, Identifiable, Serialize)]
#[diesel(table_name = articles, check_for_backend(diesel::pg::Pg))]
#[table(name = "articles", new = NewArticle, changes = ArticleChanges)]
#[table(serde(rename_all = "camelCase", deny_unknown_fields), openapi)]
#[table(validate(new = live_has_slug, changes = title_and_slug_differ))]
#[table(check(
    name = "articles_title_check",
    expr = "char_length(title) BETWEEN 1 AND 10"
))]
#[serde(rename_all = "camelCase")]
pub struct Article {
    #[column(pk, identity = "always")]
    pub id: i32,
    /// Shown in lists.
    #[column(validate = no_shouting)]
    pub title: String,
    #[column(db = "varchar(5)", validate = |slug: &String| lower_case(slug))]
    pub slug: Option<String>,
    #[column(sql = StateSql, default = "'draft'")]
    pub state: State,
    #[column(check = "stars >= 1 AND stars <= 5")]
    pub stars: i16,
    #[column(default = "0", openapi(example = 7))]
    pub view_count: i64,
    #[column(default = "'none'", serde(rename = "remark"))]
    pub note: Option<String>,
    #[column(db = "varchar(3)[]")]
    pub tags: Vec<String>,
    #[column(generated = "upper(title)")]
    pub shout: Option<String>,
    pub published_at: Option<DateTime<Utc>>,
}

diesel_kit::schema! {
    pub(crate) fn schema { enums { State } tables { articles => Article } }
}

fn no_shouting(title: &str) -> Result<(), &'static str> {
    let shouted = title.len() > 3 && !title.contains(char::is_lowercase);
    if shouted {
        Err("must not shout")
    } else {
        Ok(())
    }
}

fn lower_case(slug: &str) -> Result<(), String> {
    match slug.chars().find(|letter| letter.is_uppercase()) {
        Some(letter) => Err(format!("must be in lower case, has {letter}")),
        None => Ok(()),
    }
}

fn live_has_slug(article: &NewArticle) -> Result<(), Problem> {
    if article.state == Some(State::Live) && article.slug.is_none() {
        return Err(Problem::at(
            "slug",
            "must be there when the article is live",
        ));
    }
    Ok(())
}

fn title_and_slug_differ(changes: &ArticleChanges) -> Result<(), &'static str> {
    match (&changes.title, &changes.slug) {
        (Some(title), Some(Some(slug))) if title == slug => Err("title and slug must differ"),
        _ => Ok(()),
    }
}

fn article() -> NewArticle {
    NewArticle {
        title: "Plans".to_owned(),
        slug: Some("plan".to_owned()),
        state: None,
        stars: 3,
        view_count: None,
        note: None,
        tags: vec!["a".to_owned()],
        published_at: None,
    }
}

/// `path: sentence`, one per problem.
fn problems(outcome: Result<(), Report>) -> Vec<String> {
    let report = outcome.err();
    let problems = report.iter().flat_map(Report::iter);
    let problem = |(path, error): &(Path, _)| format!("{path}: {error}");
    problems.map(problem).collect()
}

#[test]
fn a_row_within_its_limits_passes() {
    assert_eq!(problems(article().validate()), [""; 0]);
    let most = NewArticle {
        title: format!("a{}", "🦀".repeat(9)),
        slug: Some("ééééé".to_owned()),
        stars: 5,
        note: Some(None),
        tags: vec!["ñññ".to_owned(), String::new()],
        ..article()
    };
    assert_eq!(problems(most.validate()), [""; 0]);
}

#[test]
fn every_failing_field_is_told_by_its_path() {
    let wrong = NewArticle {
        title: "🦀".repeat(11),
        slug: Some("LONGER".to_owned()),
        state: Some(State::Live),
        stars: 6,
        view_count: Some(-1),
        note: Some(Some("a\0b".to_owned())),
        tags: vec!["four".to_owned(), "abc".to_owned(), "a\0".to_owned()],
        published_at: Some(DateTime::<Utc>::MIN_UTC),
    };
    let expected = [
        "title: must have at most 10 characters, has 11",
        "title: must not shout",
        "slug: must have at most 5 characters, has 6",
        "slug: must be in lower case, has L",
        "stars: must be at most 5",
        "remark: must not hold the character NUL",
        "tags[0]: must have at most 3 characters, has 4",
        "tags[2]: must not hold the character NUL",
        "publishedAt: must not be before November 24, 4714 BC",
    ];
    assert_eq!(problems(wrong.validate()), expected);
}

#[test]
fn rules_of_the_whole_row_may_point_at_a_field() {
    let wrong = NewArticle {
        slug: None,
        state: Some(State::Live),
        title: String::new(),
        ..article()
    };
    let expected = [
        "title: must not be empty",
        "slug: must be there when the article is live",
    ];
    assert_eq!(problems(wrong.validate()), expected);
}

#[test]
fn changes_are_held_to_the_same_limits() {
    let wrong = ArticleChanges {
        title: Some(String::new()),
        slug: Some(Some("Longer".to_owned())),
        stars: Some(0),
        tags: Some(vec!["four".to_owned()]),
        ..ArticleChanges::default()
    };
    let expected = [
        "title: must not be empty",
        "slug: must have at most 5 characters, has 6",
        "slug: must be in lower case, has L",
        "stars: must be at least 1",
        "tags[0]: must have at most 3 characters, has 4",
    ];
    assert_eq!(problems(wrong.validate()), expected);
    let to_null = ArticleChanges {
        slug: Some(None),
        ..ArticleChanges::default()
    };
    assert_eq!(problems(to_null.validate()), [""; 0]);
    let same = ArticleChanges {
        title: Some("same".to_owned()),
        slug: Some(Some("same".to_owned())),
        ..ArticleChanges::default()
    };
    let expected = [": title and slug must differ"];
    assert_eq!(problems(same.validate()), expected);
}

#[test]
fn a_change_that_changes_nothing_is_refused() {
    let report = ArticleChanges::default().validate().unwrap_err();
    assert_eq!(
        report.to_string(),
        "nothing to change: set at least one field\n"
    );
}
