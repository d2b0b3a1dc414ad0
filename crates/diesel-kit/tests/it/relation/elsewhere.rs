//! Tables of another PostgreSQL schema, composite keys, keys of other types, and tables at Diesel's limit.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_kit::{PgEnum, Table, View};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::world::World;

diesel::define_sql_function! {
    fn upper(text: Text) -> Text;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, PgEnum)]
#[pg_enum(name = "Material", schema = "away")]
pub enum Material {
    Wood,
    Stone,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "Shelf List", module = shelves, schema = "away")]
#[table(has_many(inner = shelves(outer_id)), has_many(books(shelf_id)))]
pub(crate) struct Shelf {
    #[column(pk)]
    pub(crate) id: i64,
    #[column(sql_name = "Shelf \"Name\"")]
    pub(crate) name: String,
    #[column(references = shelves(id))]
    pub(crate) outer_id: Option<i64>,
    #[column(sql = MaterialSql, references = materials(material), relation = made_of)]
    pub(crate) material: Material,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "books", schema = "away")]
#[table(has_many(words, through = book_words(book_id -> word_id)))]
pub(crate) struct Book {
    #[column(pk)]
    pub(crate) id: Uuid,
    pub(crate) title: String,
    #[column(references = shelves(id))]
    pub(crate) shelf_id: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "book_words", schema = "away")]
pub(crate) struct BookWord {
    #[column(pk, references = books(id))]
    pub(crate) book_id: Uuid,
    #[column(pk, references = words(id))]
    pub(crate) word_id: String,
}

/// In `public`, beside the others.
#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "words")]
#[table(has_many(books, through = book_words(word_id -> book_id)))]
pub(crate) struct Word {
    #[column(pk)]
    pub(crate) id: String,
}

/// The key is an enum.
#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "materials", schema = "away")]
#[table(has_many(shelves(material)))]
pub(crate) struct MaterialRow {
    #[column(pk, sql = MaterialSql)]
    pub(crate) material: Material,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "rooms")]
#[table(has_many(beds(house, room)))]
#[table(has_many(guests, through = stays(house, room -> guest_id)))]
#[table(has_one(key = room_keys(house, room)))]
pub(crate) struct Room {
    #[column(pk)]
    pub(crate) house: String,
    #[column(pk)]
    pub(crate) number: i32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "beds")]
#[table(foreign_key(columns(house, room), references = rooms(house, number), relation = place))]
pub(crate) struct Bed {
    #[column(pk)]
    pub(crate) id: i32,
    pub(crate) house: Option<String>,
    pub(crate) room: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "guests")]
#[table(has_many(rooms, through = stays(guest_id -> house, room)))]
pub(crate) struct Guest {
    #[column(pk)]
    pub(crate) id: i32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "stays")]
pub(crate) struct Stay {
    #[column(pk)]
    pub(crate) guest_id: i32,
    #[column(pk)]
    pub(crate) house: String,
    #[column(pk)]
    pub(crate) room: i32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "room_keys", unique(room, house))]
pub(crate) struct RoomKey {
    #[column(pk)]
    pub(crate) id: i32,
    pub(crate) house: String,
    pub(crate) room: i32,
}

/// As many columns as Diesel reads without another feature.
#[derive(Debug, Clone, PartialEq, Serialize, Table)]
#[table(name = "wide")]
#[table(has_many(narrower = wide(c02)))]
#[rustfmt::skip]
pub(crate) struct Wide {
    #[column(pk)] c01: i32,
    #[column(references = wide(c01), relation = wider)] c02: Option<i32>,
    c03: i32, c04: i32, c05: i32, c06: i32, c07: i32, c08: i32, c09: i32, c10: i32, c11: i32, c12: i32, c13: i32,
    c14: i32, c15: i32, c16: i32, c17: i32, c18: i32, c19: i32, c20: i32, c21: i32, c22: i32, c23: i32, c24: i32,
    c25: i32, c26: i32, c27: i32, c28: i32, c29: i32, c30: i32, c31: i32, c32: String,
}

diesel_kit::schema! {
    pub(crate) fn schema {
        schemas { away }
        enums { Material }
        tables {
            shelves => Shelf,
            books => Book,
            book_words => BookWord,
            words => Word,
            materials => MaterialRow,
            rooms => Room,
            beds => Bed,
            guests => Guest,
            stays => Stay,
            room_keys => RoomKey,
            wide => Wide,
        }
    }
}

const ROWS: &str = r#"
    INSERT INTO away.materials VALUES ('wood'), ('stone');
    INSERT INTO away."Shelf List" VALUES
        (1, 'hall', NULL, 'wood'), (2, 'left', 1, 'stone'), (3, 'right', 1, 'wood'), (4, 'low', 3, 'wood'),
        (5, 'top', 3, 'stone');
    INSERT INTO away.books VALUES
        ('00000000-0000-0000-0000-000000000001', 'ash', 2), ('00000000-0000-0000-0000-000000000002', 'birch', 2),
        ('00000000-0000-0000-0000-000000000003', 'cedar', 4);
    INSERT INTO words VALUES ('leaf'), ('bark');
    INSERT INTO away.book_words SELECT id, 'leaf' FROM away.books;
    INSERT INTO away.book_words VALUES ('00000000-0000-0000-0000-000000000002', 'bark');
    INSERT INTO rooms VALUES ('a', 1), ('a', 2), ('b', 1);
    INSERT INTO beds VALUES (1, 'a', 1), (2, 'a', 1), (3, 'b', 1), (4, 'a', NULL);
    INSERT INTO guests VALUES (1), (2);
    INSERT INTO stays VALUES (1, 'a', 1), (1, 'b', 1), (2, 'a', 1);
    INSERT INTO room_keys VALUES (7, 'a', 2);
"#;

/// Joined, limited, computed and ordered by an expression, all outside of `public`.
#[derive(Debug, Serialize, View)]
#[view(shelf)]
struct ShelfView {
    #[view(column = name)]
    label: String,
    #[view(with)]
    outer: Option<Name>,
    #[view(with)]
    made_of: MaterialRow,
    #[view(with, order = (upper(shelves::name).desc(), shelves::id))]
    inner: Vec<InnerShelf>,
    #[view(count = inner)]
    count: i64,
    #[view(expr = upper(shelves::name))]
    loud: String,
}

#[derive(Debug, Serialize, View)]
#[view(shelf)]
struct Name {
    name: String,
}

#[derive(Debug, Serialize, View)]
#[view(shelf)]
struct InnerShelf {
    #[view(expr = upper(shelves::name))]
    loud: String,
    #[view(with)]
    outer: Option<Name>,
    #[view(with, order = books::title)]
    books: Vec<BookView>,
}

#[derive(Debug, Serialize, View)]
#[view(book)]
struct BookView {
    title: String,
    #[view(with, order = words::id)]
    words: Vec<Word>,
}

#[derive(Debug, Serialize, View)]
#[view(shelf)]
struct Around {
    name: String,
    #[view(with = outer, recursive)]
    outside: Vec<Name>,
    #[view(with = inner, recursive, order = shelves::name.desc())]
    inside: Vec<Name>,
}

#[derive(Debug, Serialize, View)]
#[view(word)]
struct Uses {
    id: String,
    #[view(with, order = books::title.desc(), limit = 2)]
    books: Vec<BookTitle>,
}

#[derive(Debug, Serialize, View)]
#[view(book)]
struct BookTitle {
    title: String,
    #[view(with)]
    shelf: Name,
}

#[tokio::test]
async fn another_schema() {
    let world = World::of(&schema(), ROWS).await;
    let low = json!({
        "loud": "LOW", "outer": { "name": "right" },
        "books": [{ "title": "cedar", "words": [{ "id": "leaf" }] }]
    });
    let left = json!({
        "loud": "LEFT", "outer": { "name": "hall" },
        "books": [
            { "title": "ash", "words": [{ "id": "leaf" }] },
            { "title": "birch", "words": [{ "id": "bark" }, { "id": "leaf" }] }
        ]
    });
    let (top, right) = (
        json!({ "loud": "TOP", "outer": { "name": "right" }, "books": [] }),
        json!({ "loud": "RIGHT", "outer": { "name": "hall" }, "books": [] }),
    );
    let views = || ShelfView::query().order(upper(shelves::name).asc());
    cases! { world:
        "G02, G03" all 4 views().filter(shelves::id.eq_any([1, 3])) => [
            { "label": "hall", "outer": null, "made_of": { "material": "Wood" },
              "inner": [right, left], "count": 2, "loud": "HALL" },
            { "label": "right", "outer": { "name": "hall" }, "made_of": { "material": "Wood" },
              "inner": [top, low], "count": 2, "loud": "RIGHT" }
        ];
        "limited" all 4 views().filter(shelves::id.eq_any([1, 3])).limit(2).offset(0)
            .with(shelf::inner, |q| q.limit(1).filter(shelves::name.ne("low")).offset(1)) => [
            { "label": "hall", "outer": null, "made_of": { "material": "Wood" },
              "inner": [left], "count": 2, "loud": "HALL" },
            { "label": "right", "outer": { "name": "hall" }, "made_of": { "material": "Wood" },
              "inner": [], "count": 2, "loud": "RIGHT" }
        ] ;
        "to a limit over there" all 2 Uses::query().order(words::id) => [
            { "id": "bark", "books": [{ "title": "birch", "shelf": { "name": "left" } }] },
            { "id": "leaf", "books": [
                { "title": "cedar", "shelf": { "name": "low" } }, { "title": "birch", "shelf": { "name": "left" } }
            ] }
        ];
        "recursive, several" all 3 Around::query().order(shelves::id).filter(shelves::id.eq_any([1, 4])) => [
            { "name": "hall", "outside": [],
              "inside": [{ "name": "right" }, { "name": "left" }, { "name": "top" }, { "name": "low" }] },
            { "name": "low", "outside": [{ "name": "right" }, { "name": "hall" }], "inside": [] }
        ];
        "recursive, one" all 3 Around::query().filter(shelves::id.eq(3)) => [
            { "name": "right", "outside": [{ "name": "hall" }], "inside": [{ "name": "top" }, { "name": "low" }] }
        ];
        "by key" all 1 Name::query()
            .keyset((shelves::name.desc(), shelves::id.asc()), Some(("low", 4_i64))).limit(2) => [
            { "name": "left" }, { "name": "hall" }
        ];
    }
}

#[derive(Debug, Serialize, View)]
#[view(room)]
struct RoomView {
    #[view(row)]
    #[serde(flatten)]
    room: Room,
    #[view(with, order = beds::id)]
    beds: Vec<BedView>,
    #[view(with, order = guests::id)]
    guests: Vec<Guest>,
    #[view(with)]
    key: Option<RoomKey>,
    #[view(count = guests)]
    guest_count: i64,
}

#[derive(Debug, Serialize, View)]
#[view(bed)]
struct BedView {
    id: i32,
    #[view(with)]
    place: Option<Room>,
}

#[derive(Debug, Serialize, View)]
#[view(guest)]
struct GuestView {
    id: i32,
    #[view(with, order = (rooms::house, rooms::number), limit = 1)]
    rooms: Vec<Room>,
}

#[tokio::test]
async fn composite_keys() {
    let world = World::of(&schema(), ROWS).await;
    let place = json!({ "house": "a", "number": 1 });
    let first: Value = json!({
        "house": "a", "number": 1,
        "beds": [{ "id": 1, "place": place.clone() }, { "id": 2, "place": place.clone() }],
        "guests": [{ "id": 1 }, { "id": 2 }], "key": null, "guest_count": 2
    });
    let rooms = || RoomView::query().order((rooms::house, rooms::number));
    cases! { world:
        "H02 several" all 3 rooms().limit(2) => [
            first,
            { "house": "a", "number": 2, "beds": [], "guests": [],
              "key": { "id": 7, "house": "a", "room": 2 }, "guest_count": 0 }
        ];
        "H02 one" top 3 rooms() => first;
        "half a key is none" all 1 BedView::query().order(beds::id.desc()).limit(2) => [
            { "id": 4, "place": null }, { "id": 3, "place": { "house": "b", "number": 1 } }
        ];
        "H02 the other way" all 2 GuestView::query().order(guests::id) => [
            { "id": 1, "rooms": [place] }, { "id": 2, "rooms": [place] }
        ];
    }
}

#[derive(Debug, Serialize, View)]
#[view(material_row)]
struct Made {
    material: Material,
    #[view(with, order = shelves::id)]
    shelves: Vec<Name>,
}

#[tokio::test]
async fn keys_of_an_enum() {
    let world = World::of(&schema(), ROWS).await;
    cases! { world:
        "several" all 2 Made::query().order(materials::material) => [
            { "material": "Wood", "shelves": [{ "name": "hall" }, { "name": "right" }, { "name": "low" }] },
            { "material": "Stone", "shelves": [{ "name": "left" }, { "name": "top" }] }
        ];
        "one" all 2 Made::query().filter(materials::material.eq(Material::Stone)) => [
            { "material": "Stone", "shelves": [{ "name": "left" }, { "name": "top" }] }
        ];
    }
}

#[derive(Debug, Serialize, View)]
#[view(wide_relations)]
struct Widest {
    #[view(row)]
    wide: Wide,
    #[view(with)]
    wider: Option<Wide>,
    #[view(with, order = wide::c01, limit = 1)]
    narrower: Vec<Wide>,
}

#[tokio::test]
async fn thirty_two_columns() {
    let numbers: Vec<String> = (3..32).map(|number| number.to_string()).collect();
    let numbers = numbers.join(", ");
    let rows = format!(
        "INSERT INTO wide VALUES (1, NULL, {numbers}, 'one'), (2, 1, {numbers}, 'two'), (3, 2, {numbers}, 'three')"
    );
    let world = World::of(&schema(), &rows).await;
    let found = world.all(2, Widest::query().filter(wide::c01.eq(2))).await;
    let of = |place: &Value| {
        (
            place["c01"].clone(),
            place["c31"].clone(),
            place["c32"].clone(),
        )
    };
    let row = |id: i32, name: &str| (json!(id), json!(31), json!(name));
    assert_eq!(of(&found[0]["wide"]), row(2, "two"), "G08");
    assert_eq!(of(&found[0]["wider"]), row(1, "one"));
    assert_eq!(of(&found[0]["narrower"][0]), row(3, "three"));
}
