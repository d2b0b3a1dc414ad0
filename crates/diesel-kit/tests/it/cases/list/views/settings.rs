//! Options and parameters that are set, changed and reset in place.

use diesel_kit::model::{Index, Model, View};

use super::{
    Case, HEAP_THREE, HEAP_TOO, OWNED, ROW, THEIRS, THEIRS_KEPT, materialized, nothing, plain,
    still_owned, theirs, users, with,
};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = set();
    cases.extend(set_elsewhere());
    cases.extend(reset());
    cases.extend(changed());
    cases.extend(tablespaces());
    cases.extend(access_methods());
    cases.extend(indexes());
    cases
}

/// A change of the settings of a view, which stays what it is.
fn plain_change(name: &'static str, from: View, to: View) -> Case {
    Case::new(name, with(from), with(to))
        .row(OWNED)
        .after(&still_owned("some_users"))
        .before(&still_owned("some_users"))
}

/// The same of a materialised view: it is not computed again, and so does not see the row.
fn stored_change(name: &'static str, from: View, to: View) -> Case {
    let old = "(SELECT count(*) FROM some_users) = 0";
    Case::new(name, with(from), with(to))
        .row(ROW)
        .after(old)
        .before(old)
}

fn foreign(view: View) -> Model {
    nothing().view("theirs", view)
}

fn foreign_change(name: &'static str, from: View, to: View) -> Case {
    let elsewhere = if from.materialized {
        THEIRS_KEPT
    } else {
        THEIRS
    };
    Case::new(name, foreign(from), foreign(to))
        .elsewhere(elsewhere)
        .unchanged()
}

fn set() -> Vec<Case> {
    vec![
        plain_change(
            "VI33 options come to a view",
            plain(),
            plain()
                .with("check_option", "local")
                .with("security_barrier", "true"),
        ),
        stored_change(
            "VI35 ST10 ST11 a parameter comes to a materialised view",
            materialized(),
            materialized().with("fillfactor", "50"),
        ),
        stored_change(
            "VI37 two parameters come to a materialised view",
            materialized(),
            materialized()
                .with("fillfactor", "50")
                .with("parallel_workers", "4"),
        ),
        stored_change(
            "VI38 a number and a boolean come to a materialised view",
            materialized().with("fillfactor", "50"),
            materialized()
                .with("fillfactor", "50")
                .with("autovacuum_vacuum_scale_factor", "0.3")
                .with("autovacuum_enabled", "false"),
        ),
        plain_change(
            "XT12 the rights of who asks",
            plain(),
            plain().with("security_invoker", "true"),
        ),
    ]
}

fn set_elsewhere() -> Vec<Case> {
    let stored = || theirs().materialized();
    vec![
        foreign_change(
            "VI34 options come to a view of somebody else's",
            theirs(),
            theirs().with("security_barrier", "true"),
        ),
        foreign_change(
            "VI39 ST03 ST12 a parameter comes to a materialised view of somebody else's",
            stored(),
            stored().with("fillfactor", "50"),
        ),
        Case::new(
            "VI40 ours goes while somebody else's changes",
            with(materialized()).view("theirs", stored()),
            users().view("theirs", stored().with("fillfactor", "50")),
        )
        .elsewhere(THEIRS_KEPT)
        .loses_data(),
        foreign_change(
            "VI42 options go from a view of somebody else's",
            theirs().with("security_barrier", "true"),
            theirs(),
        ),
        foreign_change(
            "VI44 parameters go from a materialised view of somebody else's",
            stored().with("fillfactor", "50"),
            stored(),
        ),
        foreign_change(
            "VI46 one of two options goes from a view of somebody else's",
            theirs()
                .with("security_barrier", "true")
                .with("check_option", "local"),
            theirs().with("security_barrier", "true"),
        ),
        foreign_change(
            "VI48 one of two parameters goes from a materialised view of somebody else's",
            stored()
                .with("fillfactor", "50")
                .with("parallel_workers", "4"),
            stored().with("fillfactor", "50"),
        ),
    ]
}

fn reset() -> Vec<Case> {
    vec![
        plain_change(
            "VI41 options go from a view",
            plain()
                .with("check_option", "local")
                .with("security_barrier", "true"),
            plain(),
        ),
        stored_change(
            "VI43 parameters go from a materialised view",
            materialized()
                .with("fillfactor", "50")
                .with("autovacuum_enabled", "false"),
            materialized(),
        ),
        plain_change(
            "VI45 one of two options goes",
            plain()
                .with("check_option", "local")
                .with("security_barrier", "true"),
            plain().with("security_barrier", "true"),
        ),
        stored_change(
            "VI47 one of two parameters goes",
            materialized()
                .with("fillfactor", "50")
                .with("parallel_workers", "4"),
            materialized().with("fillfactor", "50"),
        ),
    ]
}

fn changed() -> Vec<Case> {
    vec![
        plain_change(
            "VI49 the value of an option changes",
            plain().with("check_option", "local"),
            plain().with("check_option", "cascaded"),
        ),
        stored_change(
            "VI50 the value of a parameter changes",
            materialized().with("fillfactor", "50"),
            materialized().with("fillfactor", "60"),
        ),
        Case::new(
            "what was made without data gets some",
            with(materialized().no_data()),
            with(materialized()),
        )
        .row(ROW)
        .after("(SELECT name FROM some_users) = 'a'"),
        Case::new(
            "data that is there stays",
            with(materialized()),
            with(materialized().no_data()),
        )
        .unchanged(),
    ]
}

fn tablespaces() -> Vec<Case> {
    let in_space = |name: &str| materialized().tablespace(name);
    vec![
        stored_change(
            "VI36 VI57 a tablespace is set",
            materialized(),
            in_space("spare_one"),
        ),
        stored_change(
            "VI56 the tablespace changes",
            in_space("spare_one"),
            in_space("spare_two"),
        ),
        stored_change(
            "VI58 the tablespace goes",
            in_space("spare_one"),
            materialized(),
        ),
    ]
}

/// PostgreSQL 14 cannot change it in place.
fn access_methods() -> Vec<Case> {
    let of = |name: &'static str, from: View, to: View| {
        Case::new(name, with(from), with(to))
            .elsewhere(HEAP_TOO)
            .elsewhere(HEAP_THREE)
            .row(ROW)
            .after("(SELECT name FROM some_users) = 'a'")
            .before("(SELECT name FROM some_users) = 'a'")
    };
    let parameter = || materialized().with("fillfactor", "50");
    vec![
        of(
            "VI62 the access method changes",
            parameter().using("heap_too"),
            parameter().using("heap_three"),
        ),
        of(
            "VI63 an access method is set",
            parameter(),
            parameter().using("heap_too"),
        ),
        of(
            "VI64 the access method goes",
            parameter().using("heap_too"),
            parameter().using("heap"),
        ),
    ]
}

fn indexes() -> Vec<Case> {
    let by_name = |name: &str| Index::new(name, "name");
    vec![
        stored_change(
            "an index comes to a materialised view",
            materialized(),
            materialized().index(by_name("by_name_idx").unique()),
        ),
        stored_change(
            "an index of a materialised view goes",
            materialized().index(by_name("by_name_idx")),
            materialized(),
        ),
        stored_change(
            "indexes of a materialised view change and get other names",
            materialized()
                .index(by_name("a_idx"))
                .index(Index::new("b_idx", "id")),
            materialized()
                .index(by_name("c_idx"))
                .index(Index::new("b_idx", "id DESC")),
        ),
    ]
}
