//! Extensions.

use diesel_kit::model::{Extension, Index, Model};

use super::super::Case;
use super::{users, with};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = extensions();
    cases.extend(requiring_others());
    cases
}

fn extensions() -> Vec<Case> {
    let trigrams =
        |extension: Extension, schemas: &[&str]| with(schemas).extension("pg_trgm", extension);
    vec![
        Case::new(
            "an extension",
            Model::default(),
            trigrams(Extension::default(), &[]),
        )
        .by(&["CREATE EXTENSION IF NOT EXISTS pg_trgm"]),
        Case::new(
            "an extension goes",
            trigrams(Extension::default(), &[]),
            Model::default(),
        )
        .loses_data(),
        Case::new(
            "an extension in a new schema",
            Model::default(),
            trigrams(Extension::default().in_schema("ext"), &["ext"]),
        )
        .by(&[
            "CREATE SCHEMA ext",
            "CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA ext",
        ]),
        Case::new(
            "an extension moves to a new schema and back",
            trigrams(Extension::default(), &[]),
            trigrams(Extension::default().in_schema("ext"), &["ext"]),
        )
        .by(&[
            "CREATE SCHEMA ext",
            "ALTER EXTENSION pg_trgm SET SCHEMA ext",
        ]),
        Case::new(
            "the schema of an extension gets a new name",
            trigrams(Extension::default().in_schema("ext"), &["ext"]),
            trigrams(Extension::default().in_schema("tools"), &["tools"]),
        )
        .rename("ext", "tools")
        .by(&["ALTER SCHEMA ext RENAME TO tools"]),
        Case::new(
            "an index over an extension that comes with it",
            Model::default().table(users()),
            trigrams(Extension::default(), &[])
                .table(users().index(Index::new("words_idx", "name gin_trgm_ops").using("gin"))),
        ),
    ]
}

fn requiring_others() -> Vec<Case> {
    let distance = || {
        Model::default()
            .extension("cube", Extension::default())
            .extension("earthdistance", Extension::default().requires(&["cube"]))
    };
    // Made before `seg`, which the alphabet would put first otherwise.
    let reversed = || {
        Model::default()
            .extension("cube", Extension::default().requires(&["seg"]))
            .extension("seg", Extension::default())
    };
    vec![
        Case::new(
            "extensions that require others",
            Model::default(),
            distance(),
        ),
        Case::new(
            "extensions that require others go",
            distance(),
            Model::default(),
        )
        .loses_data(),
        Case::new(
            "extensions against the alphabet",
            Model::default(),
            reversed(),
        )
        .by(&[
            "CREATE EXTENSION IF NOT EXISTS seg",
            "CREATE EXTENSION IF NOT EXISTS cube",
        ]),
    ]
}
