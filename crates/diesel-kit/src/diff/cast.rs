//! Which of PostgreSQL's types it turns into which.

pub(super) const NUMBERS: &[&str] = &[
    "smallint",
    "integer",
    "bigint",
    "real",
    "double precision",
    "numeric",
];

/// To and from these there is a way for every type: the way it is printed and read.
pub(super) const STRINGS: &[&str] = &[
    "text",
    "character varying",
    "character",
    "bpchar",
    "citext",
    "name",
];

pub(super) const DOCUMENTS: &[&str] = &["json", "jsonb"];

const MOMENTS: &[&str] = &[
    "date",
    "timestamp with time zone",
    "timestamp without time zone",
];

/// Types each of which becomes each other.
const FAMILIES: &[&[&str]] = &[
    NUMBERS,
    MOMENTS,
    DOCUMENTS,
    &["bit", "bit varying"],
    &["inet", "cidr"],
    &["macaddr", "macaddr8"],
    &["oid", "integer"],
    &["oid", "bigint"],
    &["bit", "integer"],
    &["bit", "bigint"],
    &["boolean", "integer"],
    &["money", "numeric"],
    &["box", "circle"],
    &["box", "polygon"],
    &["circle", "polygon"],
    &["path", "polygon"],
    &["box", "point"],
];

/// What becomes something else, but not the other way round.
const ONE_WAY: &[(&str, &[&str])] = &[
    ("integer", &["money"]),
    ("bigint", &["money"]),
    (
        "jsonb",
        &[
            "smallint",
            "integer",
            "bigint",
            "real",
            "double precision",
            "numeric",
            "boolean",
        ],
    ),
    ("timestamp without time zone", &["time without time zone"]),
    (
        "timestamp with time zone",
        &["time without time zone", "time with time zone"],
    ),
    (
        "time without time zone",
        &["time with time zone", "interval"],
    ),
    ("time with time zone", &["time without time zone"]),
    ("interval", &["time without time zone"]),
    ("box", &["lseg"]),
    ("lseg", &["point"]),
    ("polygon", &["point"]),
    ("circle", &["point"]),
    ("int4range", &["int4multirange"]),
    ("int8range", &["int8multirange"]),
    ("numrange", &["nummultirange"]),
    ("daterange", &["datemultirange"]),
    ("tsrange", &["tsmultirange"]),
    ("tstzrange", &["tstzmultirange"]),
];

/// Whether `value::to` works; both names are without length and precision.
pub(super) fn exists(from: &str, to: &str) -> bool {
    let is_string = |name| STRINGS.contains(&name);
    let together = |family: &&[&str]| family.contains(&from) && family.contains(&to);
    from == to
        || is_string(from)
        || is_string(to)
        || FAMILIES.iter().any(together)
        || ONE_WAY
            .iter()
            .any(|(source, targets)| *source == from && targets.contains(&to))
}

/// Types whose every value has a place in each of the others.
const WIDENING: &[(&str, &[&str])] = &[
    (
        "smallint",
        &["integer", "bigint", "real", "double precision"],
    ),
    ("integer", &["bigint", "double precision", "money"]),
    ("real", &["double precision"]),
    (
        "boolean",
        &["smallint", "integer", "bigint", "real", "double precision"],
    ),
    (
        "date",
        &["timestamp without time zone", "timestamp with time zone"],
    ),
    ("time without time zone", &["interval"]),
    ("macaddr", &["macaddr8"]),
];

/// Whether no value is lost; both names are without length and precision.
pub(super) fn widens(from: &str, to: &str) -> bool {
    let mut pairs = WIDENING.iter();
    pairs.any(|(source, targets)| *source == from && targets.contains(&to))
}
