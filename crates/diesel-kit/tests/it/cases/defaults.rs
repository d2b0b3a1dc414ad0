//! DE, AR: defaults, set on columns that come to rows, changed, and taken away.

#![expect(clippy::too_many_lines, reason = "tables of cases")]

use diesel_kit::model::{Column, EnumType, Model, Table};

use super::types::stand_in;
use super::{Case, one};

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = KINDS.iter().map(Kind::case).collect();
    cases.push(Case::new("DE01 to DE34, unchanged", all_kinds(), all_kinds()).unchanged());
    cases.extend(ARRAYS.iter().map(Kind::case));
    cases.extend(enums());
    cases.extend(stand_ins());
    cases.extend(corners());
    cases.extend(quoted());
    cases.extend(altered());
    cases.push(Case::new(
        "AR13 an array that is NOT NULL",
        Model::default(),
        strict_array(),
    ));
    cases
}

/// A type with a default, and an array of it with one: the SQL of each, and what a row gets, as text.
struct Kind {
    name: &'static str,
    sql_type: &'static str,
    default: (&'static str, &'static str),
    array: (&'static str, &'static str),
}

const KINDS: &[Kind] = &[
    Kind {
        name: "DE01 DE02 integer",
        sql_type: "integer",
        default: ("-10", "-10"),
        array: ("'{1,NULL,-3}'", "{1,NULL,-3}"),
    },
    Kind {
        name: "DE03 DE04 smallint",
        sql_type: "smallint",
        default: ("32767", "32767"),
        array: ("ARRAY[1, 2]::smallint[]", "{1,2}"),
    },
    Kind {
        name: "DE05 DE06 bigint",
        sql_type: "bigint",
        default: ("9223372036854775807", "9223372036854775807"),
        array: ("'{9223372036854775807}'::bigint[]", "{9223372036854775807}"),
    },
    Kind {
        name: "DE08 DE09 numeric",
        sql_type: "numeric(10,3)",
        default: ("-10.1230", "-10.123"),
        array: ("'{10.123,0}'::numeric(10,3)[]", "{10.123,0.000}"),
    },
    Kind {
        name: "DE08 DE09 numeric without limits",
        sql_type: "numeric",
        default: ("'NaN'", "NaN"),
        array: (
            "'{99999999999999999999.5,-0}'",
            "{99999999999999999999.5,0}",
        ),
    },
    Kind {
        name: "DE10 real",
        sql_type: "real",
        default: ("1000.123", "1000.123"),
        array: ("'{1.5,NaN}'::real[]", "{1.5,NaN}"),
    },
    Kind {
        name: "DE11 double precision",
        sql_type: "double precision",
        default: ("1e100", "1e+100"),
        array: ("'{0.1,-Infinity}'::double precision[]", "{0.1,-Infinity}"),
    },
    Kind {
        name: "DE12 boolean",
        sql_type: "boolean",
        default: ("true", "true"),
        array: ("'{t,f}'::boolean[]", "{t,f}"),
    },
    Kind {
        name: "DE13 char",
        sql_type: "char(5)",
        default: ("'it''s'", "it's"),
        array: ("'{ab,\"c d\"}'::char(5)[]", "{\"ab   \",\"c d  \"}"),
    },
    Kind {
        name: "DE14 varchar",
        sql_type: "varchar(12)",
        default: ("'say ''hi'''::varchar", "say 'hi'"),
        array: ("'{\"a,b\",\"\"}'::varchar(12)[]", "{\"a,b\",\"\"}"),
    },
    Kind {
        name: "DE15 text",
        sql_type: "text",
        default: (
            "'a -- no comment; $$ /* nor here'",
            "a -- no comment; $$ /* nor here",
        ),
        array: ("ARRAY['a', 'it''s']", "{a,it's}"),
    },
    Kind {
        name: "DE16 json",
        sql_type: "json",
        default: ("'{\"a\": [1, \"it''s\"]}'", "{\"a\": [1, \"it's\"]}"),
        array: ("ARRAY['{\"a\": 1}'::json]", "{\"{\\\"a\\\": 1}\"}"),
    },
    Kind {
        name: "DE17 jsonb",
        sql_type: "jsonb",
        default: ("'{\"a\":1}'::jsonb", "{\"a\": 1}"),
        array: (
            "'{\"{\\\"a\\\":1}\",null}'::jsonb[]",
            "{\"{\\\"a\\\": 1}\",NULL}",
        ),
    },
    Kind {
        name: "DE18 timestamp",
        sql_type: "timestamp(3)",
        default: ("'2025-05-23 12:53:53.115'", "2025-05-23 12:53:53.115"),
        array: (
            "'{2025-05-23 12:53:53.115}'::timestamp(3)[]",
            "{\"2025-05-23 12:53:53.115\"}",
        ),
    },
    Kind {
        name: "DE18 timestamp with time zone",
        sql_type: "timestamptz",
        default: ("timestamptz '-infinity'", "-infinity"),
        array: ("'{infinity}'::timestamp with time zone[]", "{infinity}"),
    },
    Kind {
        name: "DE19 time",
        sql_type: "time(2)",
        default: ("'15:50:33.12'", "15:50:33.12"),
        array: ("'{15:50:33}'::time[]", "{15:50:33}"),
    },
    Kind {
        name: "DE19 time with time zone",
        sql_type: "timetz",
        default: ("'15:50:33+02'", "15:50:33+02"),
        array: ("'{15:50:33+02}'", "{15:50:33+02}"),
    },
    Kind {
        name: "DE20 date",
        sql_type: "date",
        default: ("date '2025-05-23'", "2025-05-23"),
        array: ("'{2025-05-23}'::date[]", "{2025-05-23}"),
    },
    Kind {
        name: "DE21 interval",
        sql_type: "interval",
        default: ("'1 day 2 hours'", "1 day 02:00:00"),
        array: (
            "'{\"1 mon\",\"-3 days\"}'::interval[]",
            "{\"1 mon\",\"-3 days\"}",
        ),
    },
    Kind {
        name: "DE21 interval with fields",
        sql_type: "interval day to second(3)",
        default: ("'1 02:03:04.123'", "1 day 02:03:04.123"),
        array: ("'{\"1 02:03:04\"}'", "{\"1 day 02:03:04\"}"),
    },
    Kind {
        name: "DE22 point",
        sql_type: "point",
        default: ("'(1,2)'::point", "(1,2)"),
        array: ("ARRAY[point(1, 2)]", "{\"(1,2)\"}"),
    },
    Kind {
        name: "DE23 line",
        sql_type: "line",
        default: ("'{1,2,3}'", "{1,2,3}"),
        array: ("'{\"{1,2,3}\"}'::line[]", "{\"{1,2,3}\"}"),
    },
    Kind {
        name: "DE25 uuid",
        sql_type: "uuid",
        default: (
            "'550e8400-e29b-41d4-a716-446655440000'",
            "550e8400-e29b-41d4-a716-446655440000",
        ),
        array: (
            "'{550e8400-e29b-41d4-a716-446655440000}'::uuid[]",
            "{550e8400-e29b-41d4-a716-446655440000}",
        ),
    },
    Kind {
        name: "DE26 bit",
        sql_type: "bit(3)",
        default: ("B'101'", "101"),
        array: ("'{101,000}'::bit(3)[]", "{101,000}"),
    },
    Kind {
        name: "DE26 bit varying",
        sql_type: "varbit",
        default: ("'1'::varbit", "1"),
        array: ("'{1,01}'", "{1,01}"),
    },
    Kind {
        name: "DE29 macaddr",
        sql_type: "macaddr",
        default: ("'08-00-2B-01-02-03'", "08:00:2b:01:02:03"),
        array: ("'{08:00:2b:01:02:03}'::macaddr[]", "{08:00:2b:01:02:03}"),
    },
    Kind {
        name: "DE30 macaddr8",
        sql_type: "macaddr8",
        default: ("'08:00:2b:01:02:03:04:05'", "08:00:2b:01:02:03:04:05"),
        array: ("'{08:00:2b:01:02:03:04:05}'", "{08:00:2b:01:02:03:04:05}"),
    },
    Kind {
        name: "DE33 inet",
        sql_type: "inet",
        default: ("'10.0.0.1/24'::inet", "10.0.0.1/24"),
        array: ("'{10.0.0.1,::1}'::inet[]", "{10.0.0.1,::1}"),
    },
    Kind {
        name: "DE34 cidr",
        sql_type: "cidr",
        default: ("'10.0.0.0/8'", "10.0.0.0/8"),
        array: (
            "'{10.0.0.0/8,2001:4f8:3:ba::/64}'",
            "{10.0.0.0/8,2001:4f8:3:ba::/64}",
        ),
    },
];

/// The scalar beside the array is of no interest.
const fn array(
    name: &'static str,
    sql_type: &'static str,
    default: &'static str,
    text: &'static str,
) -> Kind {
    Kind {
        name,
        sql_type,
        default: ("NULL", ""),
        array: (default, text),
    }
}

const ARRAYS: &[Kind] = &[
    array("AR01 empty", "integer", "'{}'", "{}"),
    array("AR02 integers", "integer", "'{1,2,3}'", "{1,2,3}"),
    array("AR03 bigints", "bigint", "ARRAY[1::bigint, 2]", "{1,2}"),
    array("AR04 booleans", "boolean", "ARRAY[true, false]", "{t,f}"),
    array(
        "AR05 two dimensions",
        "integer",
        "'{{1,2},{3,4}}'",
        "{{1,2},{3,4}}",
    ),
    array(
        "AR06 dates",
        "date",
        "'{2024-08-06,2024-08-07}'",
        "{2024-08-06,2024-08-07}",
    ),
    array(
        "AR07 timestamps",
        "timestamp",
        "'{\"2024-08-06 00:00:00\"}'::timestamp[]",
        "{\"2024-08-06 00:00:00\"}",
    ),
    array(
        "AR08 JSON values",
        "jsonb",
        "ARRAY['{\"a\": 1}', '[]']::jsonb[]",
        "{\"{\\\"a\\\": 1}\",[]}",
    ),
    array("AR09 texts", "text", "'{abc,def}'::text[]", "{abc,def}"),
    array(
        "AR10 uuids",
        "uuid",
        "'{b0000000-e29b-41d4-a716-446655440000}'",
        "{b0000000-e29b-41d4-a716-446655440000}",
    ),
];

impl Kind {
    fn model(&self, default: bool) -> Model {
        let column = |name: &str, sql_type: &str, sql: &str| {
            let column = Column::new(name, sql_type).nullable();
            if default {
                column.default_to(sql)
            } else {
                column
            }
        };
        let list = format!("{}[]", self.sql_type);
        one(things()
            .column(column("a", self.sql_type, self.default.0))
            .column(column("list", &list, self.array.0)))
    }

    /// They come to a row, which gets them, and go, which the row does not notice.
    fn case(&self) -> Case {
        let text = |text: &str| text.replace('\'', "''");
        Case::new(self.name, one(things()), self.model(true))
            .row("INSERT INTO things VALUES (1)")
            .then(self.model(false))
            .after(&format!(
                "(SELECT coalesce(a::text, '') = '{}' AND list::text = '{}' FROM things)",
                text(self.default.1),
                text(self.array.1)
            ))
    }
}

fn all_kinds() -> Model {
    let mut table = things();
    for (at, kind) in KINDS.iter().enumerate() {
        let list = format!("{}[]", kind.sql_type);
        table = table
            .column(Column::new(format!("a{at}"), kind.sql_type).default_to(kind.default.0))
            .column(Column::new(format!("list{at}"), &list).default_to(kind.array.0));
    }
    one(table)
}

fn things() -> Table {
    Table::new("things").column(Column::new("id", "bigint"))
}

fn strict_array() -> Model {
    let list = Column::new("list", "integer[]").default_to("'{}'");
    one(things().column(list).column(Column::new("other", "text[]")))
}

/// One more column; a row gets its default, whose text is given.
fn comes(name: &'static str, sql_type: &str, default: &str, text: &str) -> Case {
    let column = Column::new("a", sql_type).default_to(default);
    Case::new(name, one(things()), one(things().column(column)))
        .row("INSERT INTO things VALUES (1)")
        .after(&format!("(SELECT a::text = {text} FROM things)"))
}

fn enums() -> Vec<Case> {
    let with_mood = |case: Case| {
        let mood = || EnumType::new(&["very good", "it's", "bad"]);
        Case {
            from: case.from.enumeration("mood", mood()),
            to: case.to.enumeration("mood", mood()),
            ..case
        }
    };
    vec![
        with_mood(comes("DE24 an enum", "mood", "'it''s'", "'it''s'")),
        with_mood(comes(
            "DE24 an array of an enum",
            "mood[]",
            "'{\"very good\",it''s}'::mood[]",
            "'{\"very good\",it''s}'",
        )),
        with_mood(comes("AR11 values of an enum", "mood[]", "'{}'", "'{}'")),
        with_mood(comes(
            "AR12 values of an enum that is there",
            "mood[]",
            "ARRAY['bad', 'it''s']::mood[]",
            "'{bad,it''s}'",
        )),
    ]
}

fn stand_ins() -> Vec<Case> {
    let both = |name, sql_type: &str, elsewhere| {
        let list = format!("{sql_type}[]");
        let table = things()
            .column(Column::new("a", sql_type).default_to("'[0,-2,3]'"))
            .column(Column::new("list", &list).default_to("'{\"[0,-2,3]\",\"[1,2,3]\"}'"));
        Case::new(name, one(things()), one(table))
            .elsewhere(elsewhere)
            .row("INSERT INTO things VALUES (1)")
            .after("(SELECT a::text = '[0,-2,3]' AND list[2]::text = '[1,2,3]' FROM things)")
    };
    vec![
        both(
            "DE27 half-precision vectors",
            "halfvec(9)",
            stand_in!("halfvec"),
        ),
        both(
            "DE28 sparse vectors",
            "sparsevec(9)",
            stand_in!("sparsevec"),
        ),
        both("DE31 vectors", "vector(9)", stand_in!("vector")),
        both("DE32 geometries", "geometry(9)", stand_in!("geometry")),
        comes(
            "DE35 hstore",
            "hstore",
            "'\"a b\"=>\"it''s\"'::hstore",
            "'\"a b\"=>\"it''s\"'",
        )
        .elsewhere("CREATE EXTENSION hstore"),
        comes("DE35 citext", "citext[]", "'{a,B}'", "'{a,B}'").elsewhere("CREATE EXTENSION citext"),
    ]
}

fn corners() -> Vec<Case> {
    vec![
        comes("DE35 a quote", "text", "''''", "''''"),
        comes("DE35 double quotes", "text", "'say \"hi\"'", "'say \"hi\"'"),
        comes("DE35 a backslash", "text", r"'a\nb\\'", r"'a\nb\\'"),
        comes(
            "DE35 an escaped line break",
            "text",
            r"E'a\nb\'c'",
            "'a\nb''c'",
        ),
        comes("DE35 a line break as it is", "text", "'a\nb'", "'a\nb'"),
        comes("DE35 braces and a semicolon", "text", "'{a;b}'", "'{a;b}'"),
        comes(
            "DE35 dollars",
            "text",
            "$x$it's $$ too$x$",
            "'it''s $$ too'",
        ),
        comes(
            "DE35 letters by number",
            "text",
            r"U&'d\0061t\+000061'",
            "'data'",
        ),
        comes(
            "DE35 quotes and backslashes in an array",
            "text[]",
            r#"'{"a\"b","c\\d","e''f","{g}",",",NULL,"NULL"}'"#,
            r#"'{"a\"b","c\\d",e''f,"{g}",",",NULL,"NULL"}'"#,
        ),
        comes(
            "DE35 a line break in an array",
            "text[]",
            "'{\"a\nb\"}'::text[]",
            "'{\"a\nb\"}'",
        ),
        comes(
            "DE35 JSON in an array",
            "jsonb[]",
            r#"'{"{\"a\": \"it''s \\\"b\\\"\"}"}'"#,
            r#"'{"{\"a\": \"it''s \\\"b\\\"\"}"}'"#,
        ),
        comes(
            "DE35 JSON with a backslash",
            "jsonb",
            r#"'"a\\b\u00e9"'"#,
            r#"'"a\\bé"'"#,
        ),
        comes(
            "DE35 three dimensions",
            "text[][][]",
            "'{{{a,b}},{{c,\"d e\"}}}'",
            "'{{{a,b}},{{c,\"d e\"}}}'",
        ),
        comes(
            "DE35 bounds of its own",
            "integer[]",
            "'[2:3]={1,2}'",
            "'[2:3]={1,2}'",
        ),
        comes(
            "DE35 an expression",
            "integer",
            "(1 + 2) * length('abc')",
            "'9'",
        ),
        comes(
            "DE35 a choice",
            "text",
            "CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END",
            "'b'",
        ),
        comes(
            "DE35 null",
            "integer[]",
            "'{}'::integer[] || NULL::integer",
            "'{NULL}'",
        ),
        comes(
            "DE35 a document made by calls",
            "jsonb",
            "jsonb_build_object('a', 1)",
            "'{\"a\": 1}'",
        ),
        comes("DE35 a random one", "uuid", "gen_random_uuid()", "a::text"),
        comes("DE35 the user", "text", "CURRENT_USER", "current_user"),
    ]
}

/// CO18, CO28: defaults that are compared as they are written.
fn quoted() -> Vec<Case> {
    let texts = |default: &str| {
        one(things()
            .column(Column::new("a", "text").default_to(default))
            .column(Column::new("b", "varchar(50)").default_to(default)))
    };
    let moments = |default: &str| {
        one(things()
            .column(Column::new("a", "timestamp(2)").default_to(default))
            .column(Column::new("b", "timestamptz(5)").default_to(default)))
    };
    let quotes = "'it''s ''quoted'''";
    vec![
        Case::new("CO18 quotes", texts("'plain'"), texts(quotes))
            .row("INSERT INTO things VALUES (1)")
            .after("(SELECT a = 'plain' FROM things)"),
        Case::new("CO18 quotes, unchanged", texts(quotes), texts(quotes)).unchanged(),
        Case::new(
            "CO28 a moment with a precision",
            moments("'2024-01-01 00:00:00.123456'"),
            moments("CURRENT_TIMESTAMP(2)"),
        )
        .row("INSERT INTO things VALUES (1)")
        .after("(SELECT to_char(a, 'US') = '120000' AND to_char(b, 'US') = '123460' FROM things)"),
        Case::new(
            "CO28 unchanged",
            moments("CURRENT_TIMESTAMP(2)"),
            moments("CURRENT_TIMESTAMP(2)"),
        )
        .unchanged(),
        Case::new("CO28 now", moments("now()"), moments("'infinity'")),
    ]
}

fn altered() -> Vec<Case> {
    let of = |sql_type: &str, default: &str| {
        one(things().column(Column::new("a", sql_type).default_to(default)))
    };
    vec![
        Case::new(
            "DE01 another default",
            of("integer", "1"),
            of("integer", "2"),
        )
        .row("INSERT INTO things VALUES (1)")
        .after("(SELECT a = 1 FROM things)"),
        Case::new(
            "DE15 the type and the default",
            of("text", "'7'"),
            of("integer", "8"),
        )
        .row("INSERT INTO things VALUES (1)")
        .after("(SELECT a = 7 FROM things)")
        .loses_data(),
        Case::new(
            "DE16 a literal instead of an expression",
            of("jsonb", "jsonb_build_array()"),
            of("jsonb", "'[]'"),
        ),
    ]
}
