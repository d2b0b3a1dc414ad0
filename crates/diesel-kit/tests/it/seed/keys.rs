//! Keys between tables, and keys that make rows unique.

use diesel_kit::model::{Column, ForeignKey, Index, Model, Schema, Table, Unique};
use diesel_kit::seed::{Generator, Seed};

use super::{Place, blog, dump, refers, table, to};
use crate::server;

#[test]
fn c11_02_parents_come_first_and_tables_may_need_each_other() {
    let users = table("users")
        .column(refers("favourite_id").nullable())
        .column(
            Column::new("updated_at", "timestamptz")
                .default_to("now()")
                .touched(),
        )
        .foreign_key(to("favourite_id", "posts"));
    let posts = table("posts")
        .column(refers("author_id"))
        .foreign_key(to("author_id", "users"));
    let model = Model::default().table(users).table(posts);
    let place = Place::new(&model);
    place.fills(Seed::new(), &[]);
    assert_eq!(place.count("posts"), "10");
    assert_ne!(place.count("users WHERE favourite_id IS NOT NULL"), "0");
    let made = place.rows("users");
    assert!(!made.contains("1970"), "{made}");
    place.refills(Seed::new(), &[]);
    assert_eq!(
        place.rows("users"),
        made,
        "the trigger has left the time alone"
    );
}

#[test]
fn c11_02_keys_that_are_checked_late_may_be_not_null() {
    let chain = |one: &str, other: &str| {
        table(one)
            .column(refers("other_id"))
            .foreign_key(to("other_id", other).deferrable())
    };
    let place = Place::new(
        &Model::default()
            .table(chain("a", "b"))
            .table(chain("b", "a")),
    );
    place.fills(Seed::new(), &[]);
    assert_eq!(place.count("a JOIN b ON a.other_id = b.id"), "10");

    let chain = |one: &str, other: &str| {
        table(one)
            .column(refers("other_id"))
            .foreign_key(to("other_id", other))
    };
    let place = Place::new(
        &Model::default()
            .table(chain("a", "b"))
            .table(chain("b", "a")),
    );
    place.refuses(
        Seed::new(),
        &[],
        2,
        &["a.other_id", "b.other_id", "DEFERRABLE"],
    );
}

#[test]
fn c11_02_rows_refer_to_earlier_rows_of_their_own_table() {
    let pages = table("pages")
        .column(refers("parent_id").nullable())
        .column(refers("root_id"))
        .foreign_key(to("parent_id", "pages"))
        .foreign_key(to("root_id", "pages"));
    let place = Place::new(&Model::default().table(pages));
    place.fills(Seed::new().count("pages", 50), &[]);
    assert_ne!(place.count("pages WHERE parent_id IS NULL"), "50");
    assert_eq!(
        place.count("pages WHERE parent_id >= id OR root_id > id"),
        "0"
    );
    assert_eq!(
        place.count("pages WHERE root_id = id"),
        "1",
        "the first one"
    );
}

#[test]
fn c11_03_every_combination_is_used_before_there_are_too_few() {
    let place = Place::new(&blog());
    place.fills(Seed::new(), &["--count", "post_tags=100"]);
    assert_eq!(place.count("post_tags"), "100");
    let before = dump(&place);
    let name = server::name_of(&place.url).to_owned();
    let reset = ["--reset", "--database", &name, "--count", "post_tags=101"];
    place.refuses(
        Seed::new(),
        &reset,
        1,
        &["post_tags_pkey", "(post_id, tag_id)", "100 rows"],
    );
    assert_eq!(dump(&place), before, "a failure changes nothing");
}

#[test]
fn c11_03_unique_indexes_and_conditions_are_respected() {
    let drives = table("drives")
        .column(Column::new("slug", "varchar(12)"))
        .index(Index::new("drives_slug_idx", "lower(slug)").unique());
    let pages = table("pages")
        .column(refers("drive_id"))
        .column(Column::new("is_home", "boolean"))
        .column(Column::new("position", "smallint"))
        .column(Column::new("profile_id", "bigint").nullable())
        .foreign_key(to("drive_id", "drives"))
        .foreign_key(to("profile_id", "drives"))
        .unique(Unique::new(&["drive_id", "position"]))
        .unique(Unique::new(&["profile_id"]))
        .index(
            Index::new("pages_home_idx", "drive_id")
                .unique()
                .condition("is_home"),
        );
    let place = Place::new(&Model::default().table(drives).table(pages));
    let seed = Seed::new()
        .count("drives", 200)
        .count("pages", 600)
        .column("pages.position", Generator::integer(1..=9))
        .column(
            "pages.is_home",
            Generator::weighted([(1, "true"), (5, "false")]),
        );
    // A profile belongs to one page only: the others have none.
    place.fills(seed, &[]);
    assert_eq!(place.count("pages"), "600");
    assert_ne!(place.count("pages WHERE is_home"), "0");
}

#[test]
fn composite_keys_that_share_columns_agree() {
    let tenants = table("tenants");
    let of_tenant = |name: &str| {
        Table::new(name)
            .column(refers("tenant_id"))
            .column(Column::new("id", "uuid"))
            .primary_key(&["tenant_id", "id"])
            .foreign_key(to("tenant_id", "tenants"))
    };
    let pair = |column: &'static str, table: &str| {
        ForeignKey::new(&["tenant_id", column], ("app", table), &["tenant_id", "id"])
    };
    let tasks = of_tenant("tasks")
        .column(Column::new("project_id", "uuid"))
        .column(Column::new("owner_id", "uuid"))
        .column(Column::new("parent_id", "uuid").nullable())
        .in_schema("app")
        .foreign_key(pair("project_id", "projects"))
        .foreign_key(pair("owner_id", "people"))
        .foreign_key(pair("parent_id", "tasks"));
    let model = Model::default()
        .schema("app", Schema::default())
        .table(tenants)
        .table(of_tenant("projects").in_schema("app"))
        .table(of_tenant("people").in_schema("app"))
        .table(tasks);
    let place = Place::new(&model);
    place.fills(
        Seed::new()
            .others(12)
            .count("tenants", 3)
            .count("app.tasks", 100),
        &[],
    );
    assert_eq!(place.count("app.tasks"), "100");
    assert_ne!(place.count("app.tasks WHERE parent_id IS NOT NULL"), "0");
}
