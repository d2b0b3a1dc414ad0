//! PO: policies and row-level security.

mod around;

use diesel_kit::model::{Model, Policy, PolicyCommand, Role, RowSecurity, Schema, Table};

use super::Case;
use super::list::{model, table};

const ROW: &str = "INSERT INTO docs (id, owner) VALUES (1, 'ada')";
const ON: &str =
    "(SELECT relrowsecurity AND NOT relforcerowsecurity FROM pg_class WHERE relname = 'docs')";
const OFF: &str =
    "(SELECT NOT relrowsecurity AND NOT relforcerowsecurity FROM pg_class WHERE relname = 'docs')";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = coming_and_going();
    cases.extend(with_tables());
    cases.extend(altered());
    cases.extend(made_again());
    cases.extend(renamed());
    cases.extend(speaking_of_names());
    cases.extend(security());
    cases.extend(forced_security());
    cases.extend(with_roles());
    cases.extend(elsewhere());
    cases.extend(sets());
    cases.extend(around::cases());
    cases
}

fn docs() -> Table {
    table("docs", "id bigint; owner text")
}

fn guarded(policies: impl IntoIterator<Item = Policy>) -> Model {
    model([policies.into_iter().fold(docs(), Table::policy)])
}

fn own() -> Policy {
    Policy::new("own").using("owner = current_user")
}

fn short() -> Policy {
    Policy::new("short").check("length(owner) < 9")
}

/// A policy with everything.
fn full() -> Policy {
    Policy::new("full")
        .restrictive()
        .command(PolicyCommand::Update)
        .to(&["session_user", "current_user"])
        .using("owner = current_user")
        .check("length(owner) < 9")
        .comment("Everybody's own.")
}

fn coming_and_going() -> Vec<Case> {
    let bare = || guarded([]);
    vec![
        Case::new(
            "PO01 all fields, unchanged",
            guarded([full()]),
            guarded([full()]),
        )
        .unchanged(),
        Case::new("PO02 PO28 PO29 the first policy", bare(), guarded([own()]))
            .row(ROW)
            .after(ON)
            .before(OFF)
            .by(&[
                "ALTER TABLE docs ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY own ON docs\n    USING (owner = current_user)",
            ]),
        Case::new(
            "PO03 PO30 PO31 the last policy goes",
            guarded([own()]),
            bare(),
        )
        .row(ROW)
        .after(OFF)
        .opens()
        .by(&[
            "DROP POLICY own ON docs",
            "ALTER TABLE docs DISABLE ROW LEVEL SECURITY",
        ]),
        Case::new(
            "PO04 a second policy",
            guarded([own()]),
            guarded([own(), short()]),
        )
        .opens()
        .by(&["CREATE POLICY short ON docs\n    WITH CHECK (length(owner) < 9)"]),
        Case::new(
            "PO05 one of two goes",
            guarded([own(), short()]),
            guarded([own()]),
        )
        .by(&["DROP POLICY short ON docs"]),
        Case::new(
            "a restrictive policy comes",
            guarded([own()]),
            guarded([own(), full()]),
        ),
        Case::new(
            "a restrictive policy goes",
            guarded([own(), full()]),
            guarded([own()]),
        )
        .opens(),
    ]
}

fn with_tables() -> Vec<Case> {
    vec![
        Case::new(
            "PO17 a new table with a policy",
            Model::default(),
            guarded([own()]),
        )
        .by(&[
            "CREATE TABLE docs (\n    id    bigint NOT NULL,\n    owner text NOT NULL,\n    \
             CONSTRAINT docs_pkey PRIMARY KEY (id)\n)",
            "ALTER TABLE docs ENABLE ROW LEVEL SECURITY",
            "CREATE POLICY own ON docs\n    USING (owner = current_user)",
        ]),
        Case::new(
            "PO18 a table with a policy goes",
            guarded([own()]),
            Model::default(),
        )
        .loses_data()
        .by(&["DROP POLICY own ON docs", "DROP TABLE docs"]),
        Case::new(
            "tables go whose policies speak of each other",
            crossed(),
            Model::default(),
        )
        .loses_data(),
        Case::new(
            "PO32 two policies at once",
            guarded([]),
            guarded([own(), short()]),
        )
        .after(ON),
        Case::new(
            "PO33 two policies at once, one for a role",
            guarded([]),
            guarded([own().to(&["po33_reader"]), short()]),
        )
        .elsewhere("DROP ROLE IF EXISTS po33_reader; CREATE ROLE po33_reader"),
    ]
}

fn crossed() -> Model {
    let through = |other: &str| {
        Policy::new("through").using(&format!(
            "EXISTS (SELECT FROM {other} WHERE {other}.id > 0)"
        ))
    };
    model([
        docs().policy(through("notes")),
        table("notes", "id bigint").policy(through("docs")),
    ])
}

fn altered() -> Vec<Case> {
    let change = |name, to: Policy| Case::new(name, guarded([own()]), guarded([to]));
    vec![
        change(
            "PO06 PO40 PO45 for a named role",
            own().to(&["po06_reader"]),
        )
        .elsewhere("DROP ROLE IF EXISTS po06_reader; CREATE ROLE po06_reader")
        .by(&["ALTER POLICY own ON docs TO po06_reader"]),
        Case::new(
            "a policy for everybody again",
            guarded([own().to(&["po_everybody"])]),
            guarded([own()]),
        )
        .elsewhere("DROP ROLE IF EXISTS po_everybody; CREATE ROLE po_everybody")
        .opens()
        .by(&["ALTER POLICY own ON docs TO PUBLIC"]),
        change(
            "PO07 PO39 PO44 for current_role",
            own().to(&["current_role"]),
        )
        .by(&["ALTER POLICY own ON docs TO CURRENT_ROLE"]),
        change(
            "PO08 PO42 PO47 another condition",
            own().using("owner <> ''"),
        )
        .opens()
        .by(&["ALTER POLICY own ON docs\n    USING (owner <> '')"]),
        change(
            "PO09 PO41 PO46 a condition on what is written",
            own().check("owner <> ''"),
        )
        .opens()
        .by(&["ALTER POLICY own ON docs\n    WITH CHECK (owner <> '')"]),
        Case::new(
            "a condition goes",
            guarded([own().check("owner <> ''")]),
            guarded([own()]),
        )
        .opens()
        .by(&[
            "DROP POLICY own ON docs",
            "CREATE POLICY own ON docs\n    USING (owner = current_user)",
        ]),
        Case::new(
            "public said in words",
            guarded([own()]),
            guarded([own().to(&["PUBLIC"])]),
        )
        .unchanged(),
    ]
}

fn made_again() -> Vec<Case> {
    let change = |name, to: Policy| Case::new(name, guarded([own()]), guarded([to]));
    let everything = || {
        Policy::new("own")
            .restrictive()
            .command(PolicyCommand::Insert)
    };
    let drop = "DROP POLICY own ON docs";
    vec![
        change("PO10 permissive becomes restrictive", own().restrictive()).by(&[
            drop,
            "CREATE POLICY own ON docs AS RESTRICTIVE\n    USING (owner = current_user)",
        ]),
        Case::new(
            "restrictive becomes permissive",
            guarded([own().restrictive()]),
            guarded([own()]),
        )
        .opens(),
        change(
            "PO11 PO43 PO48 for another command",
            own().command(PolicyCommand::Delete),
        )
        .by(&[
            drop,
            "CREATE POLICY own ON docs FOR DELETE\n    USING (owner = current_user)",
        ]),
        Case::new(
            "for all commands",
            guarded([own().command(PolicyCommand::Delete)]),
            guarded([own()]),
        )
        .opens(),
        change(
            "PO12 restrictive, and for another command",
            own().restrictive().command(PolicyCommand::Select),
        ),
        change(
            "PO13 everything changes",
            everything().to(&["current_user"]).check("owner <> ''"),
        )
        .opens(),
        change(
            "PO14 everything changes, a named role",
            everything().to(&["po14_reader"]).check("owner <> ''"),
        )
        .elsewhere("DROP ROLE IF EXISTS po14_reader; CREATE ROLE po14_reader")
        .opens(),
    ]
}

fn renamed() -> Vec<Case> {
    let named = |name: &str| Policy {
        name: name.to_owned(),
        ..own().comment("Own.")
    };
    let in_papers =
        |policy: Policy| model([table("papers", "id bigint; owner text").policy(policy)]);
    vec![
        Case::new(
            "PO15 PO38 a policy with a new name",
            guarded([named("own")]),
            guarded([named("theirs")]),
        )
        .by(&["ALTER POLICY own ON docs RENAME TO theirs"]),
        Case::new(
            "PO16 policy and table with new names",
            guarded([named("own")]),
            in_papers(named("theirs")),
        )
        .rename("docs", "papers")
        .by(&[
            "ALTER TABLE docs RENAME TO papers",
            "ALTER POLICY own ON papers RENAME TO theirs",
            "ALTER TABLE papers RENAME CONSTRAINT docs_pkey TO papers_pkey",
        ]),
        Case::new(
            "policies that exchange their names",
            guarded([own(), short()]),
            guarded([
                Policy {
                    name: "short".to_owned(),
                    ..own()
                },
                Policy {
                    name: "own".to_owned(),
                    ..short()
                },
            ]),
        )
        .opens(),
    ]
}

fn speaking_of_names() -> Vec<Case> {
    vec![
        Case::new(
            "a policy that speaks of what gets a new name",
            seen_through("docs", "owner"),
            seen_through("papers", "author"),
        )
        .rename("docs", "papers")
        .rename("docs.owner", "papers.author")
        .by(&[
            "ALTER TABLE docs RENAME TO papers",
            "ALTER TABLE papers RENAME COLUMN owner TO author",
            "ALTER TABLE papers RENAME CONSTRAINT docs_pkey TO papers_pkey",
        ]),
        Case::new(
            "a policy in which two columns share the name that changes",
            seen_through_two("owner"),
            seen_through_two("author"),
        )
        .rename("docs.owner", "docs.author")
        .opens(),
    ]
}

/// `notes` are seen by whom the documents belong to.
fn seen_through(docs: &str, owner: &str) -> Model {
    let condition =
        format!("EXISTS (SELECT FROM {docs} WHERE {docs}.{owner} = notes.reader AND 'docs' <> '')");
    model([
        table(docs, &format!("id bigint; {owner} text")),
        table("notes", "id bigint; reader text").policy(Policy::new("through").using(&condition)),
    ])
}

fn seen_through_two(owner: &str) -> Model {
    let condition = format!("EXISTS (SELECT FROM docs d WHERE d.{owner} = notes.owner)");
    model([
        table("docs", &format!("id bigint; {owner} text")),
        table("notes", "id bigint; owner text").policy(Policy::new("through").using(&condition)),
    ])
}

fn set(security: RowSecurity) -> Model {
    model([docs().row_security(security)])
}

fn security() -> Vec<Case> {
    let on_with = |policies: Vec<Policy>| {
        model([policies
            .into_iter()
            .fold(docs().row_security(RowSecurity::On), Table::policy)])
    };
    vec![
        Case::new(
            "PO21 a new table that is closed",
            Model::default(),
            set(RowSecurity::On),
        )
        .after(ON),
        Case::new(
            "PO22 switched on",
            set(RowSecurity::Off),
            set(RowSecurity::On),
        )
        .after(ON)
        .by(&["ALTER TABLE docs ENABLE ROW LEVEL SECURITY"]),
        Case::new(
            "PO23 switched off",
            set(RowSecurity::On),
            set(RowSecurity::Off),
        )
        .after(OFF)
        .opens()
        .by(&["ALTER TABLE docs DISABLE ROW LEVEL SECURITY"]),
        Case::new(
            "PO24 it stays on without the policy",
            on_with(vec![own()]),
            on_with(vec![]),
        )
        .after(ON)
        .by(&["DROP POLICY own ON docs"]),
        Case::new(
            "PO25 it stays on without one of two policies",
            on_with(vec![own(), short()]),
            on_with(vec![own()]),
        )
        .after(ON)
        .by(&["DROP POLICY short ON docs"]),
    ]
}

fn forced_security() -> Vec<Case> {
    let forced =
        "(SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = 'docs')";
    vec![
        Case::new(
            "forced at once",
            set(RowSecurity::Off),
            set(RowSecurity::Forced),
        )
        .after(forced)
        .by(&["ALTER TABLE docs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"]),
        Case::new("forced", set(RowSecurity::On), set(RowSecurity::Forced)).after(forced),
        Case::new(
            "no longer forced",
            set(RowSecurity::Forced),
            set(RowSecurity::On),
        )
        .after(ON)
        .opens(),
        Case::new(
            "off after it was forced",
            set(RowSecurity::Forced),
            set(RowSecurity::Off),
        )
        .after(OFF)
        .opens(),
        Case::new(
            "TA44 a new name and row-level security",
            set(RowSecurity::Off),
            {
                let papers = table("papers", "id bigint; owner text");
                model([papers.row_security(RowSecurity::On)])
            },
        )
        .rename("docs", "papers")
        .by(&[
            "ALTER TABLE docs RENAME TO papers",
            "ALTER TABLE papers RENAME CONSTRAINT docs_pkey TO papers_pkey",
            "ALTER TABLE papers ENABLE ROW LEVEL SECURITY",
        ]),
    ]
}

fn with_roles() -> Vec<Case> {
    let on = || model([docs().row_security(RowSecurity::On)]);
    let with = |roles: &[&str], to: &[&str]| {
        let start = model([docs().row_security(RowSecurity::On).policy(own().to(to))]);
        let add = |model: Model, role: &&str| model.role(role, Role::default());
        roles.iter().fold(start, add)
    };
    vec![
        Case::new(
            "PO19 several roles",
            on(),
            with(&[], &["po19_reader", "PO19 Writer"]),
        )
        .elsewhere(
            "DROP ROLE IF EXISTS po19_reader, \"PO19 Writer\"; \
             CREATE ROLE po19_reader; CREATE ROLE \"PO19 Writer\"",
        )
        .opens(),
        Case::new(
            "PO20 a role and a keyword",
            on(),
            with(&[], &["po20_reader", "current_user"]),
        )
        .elsewhere("DROP ROLE IF EXISTS po20_reader; CREATE ROLE po20_reader")
        .opens()
        .by(&["CREATE POLICY own ON docs TO CURRENT_USER, po20_reader\n    USING (owner = current_user)"]),
        Case::new(
            "PO26 a policy for two new roles",
            on(),
            with(&["po26_reader", "po26_writer"], &["po26_reader", "po26_writer"]),
        )
        .elsewhere("DROP ROLE IF EXISTS po26_reader, po26_writer")
        .before("to_regrole('po26_reader') IS NULL AND to_regrole('po26_writer') IS NULL")
        .opens(),
        Case::new(
            "PO27 a policy for a new role",
            on(),
            with(&["po27_reader"], &["po27_reader"]),
        )
        .elsewhere("DROP ROLE IF EXISTS po27_reader")
        .before("to_regrole('po27_reader') IS NULL")
        .opens(),
    ]
}

/// Policies on tables that are managed elsewhere.
fn elsewhere() -> Vec<Case> {
    const ACCOUNTS: &str = "CREATE TABLE accounts (id bigint PRIMARY KEY, owner text)";
    const AUTH: &str =
        "CREATE SCHEMA auth; CREATE TABLE auth.accounts (id bigint PRIMARY KEY, owner text)";
    let accounts = || table("accounts", "id bigint; owner text?").existing();
    let both = |in_docs: Vec<Policy>, in_accounts: Vec<Policy>, accounts: Table| {
        model([
            in_docs.into_iter().fold(docs(), Table::policy),
            in_accounts.into_iter().fold(accounts, Table::policy),
        ])
    };
    let in_auth = |policies| {
        both(vec![own()], policies, accounts().in_schema("auth")).schema("auth", Schema::existing())
    };
    let closed = "(SELECT NOT relrowsecurity FROM pg_class WHERE relname = 'accounts')";
    vec![
        Case::new(
            "PO34 a policy on a table of somebody else",
            model([accounts()]),
            model([accounts().policy(own())]),
        )
        .elsewhere(ACCOUNTS)
        .opens()
        .after(closed)
        .by(&["CREATE POLICY own ON accounts\n    USING (owner = current_user)"]),
        Case::new(
            "PO35 it goes",
            model([accounts().policy(own())]),
            Model::default(),
        )
        .elsewhere(ACCOUNTS)
        .by(&["DROP POLICY own ON accounts"]),
        Case::new(
            "PO36 policies on our table and on another",
            both(vec![], vec![], accounts()),
            both(vec![own()], vec![short()], accounts()),
        )
        .elsewhere(ACCOUNTS)
        .opens(),
        Case::new(
            "PO37 policies on our table and on one in another schema",
            in_auth(vec![]),
            in_auth(vec![own().comment("Ours."), short()]),
        )
        .elsewhere(AUTH)
        .opens(),
    ]
}

fn sets() -> Vec<Case> {
    let commands = [
        PolicyCommand::Select,
        PolicyCommand::Insert,
        PolicyCommand::Update,
        PolicyCommand::Delete,
    ];
    let each = |condition: &str, role: &str| {
        let policies = commands.map(|command| {
            let policy = Policy::new(&format!("docs_{command:?}"))
                .command(command)
                .to(&[role]);
            match command {
                PolicyCommand::Insert => policy.check(condition),
                _ => policy.using(condition),
            }
        });
        guarded(policies)
    };
    let commented = || {
        let text = "-- it's theirs\nowner = current_user /* or 'nobody' */ -- that's all";
        guarded([Policy::new("own").using(text)])
    };
    vec![
        Case::new(
            "PO49 one per command, made and then changed",
            guarded([]),
            each("owner = current_user", "current_user"),
        )
        .then(each("owner <> ''", "current_user"))
        .opens(),
        Case::new("PO50 an expression with comments", guarded([]), commented()),
        Case::new(
            "PO50 an expression with comments, unchanged",
            commented(),
            commented(),
        )
        .unchanged(),
        Case::new(
            "PO51 a set for a role of the host",
            Model::default(),
            each("owner = current_user", "po51_authenticated").role(
                "po51_authenticated",
                Role {
                    existing: true,
                    ..Role::default()
                },
            ),
        )
        .elsewhere("DROP ROLE IF EXISTS po51_authenticated; CREATE ROLE po51_authenticated"),
    ]
}
