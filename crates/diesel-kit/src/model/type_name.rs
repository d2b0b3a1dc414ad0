//! One spelling for each type, so that `int8` and `bigint` are no difference.

/// The name as `format_type` prints it; unknown names are kept as they are.
pub(super) fn canonical(name: &str) -> String {
    let name = name.trim();
    // PostgreSQL knows neither how long an array may be nor how many dimensions it has.
    if let Some(element) = array_element(name) {
        return format!("{}[]", split_array(&canonical(element)).0);
    }
    let parts = Parts::of(name);
    if name.contains('"') {
        return name.to_owned();
    }
    let words = parts.base.to_lowercase();
    let words = words.strip_prefix("pg_catalog.").unwrap_or(&words);
    let arguments = parts.arguments.join(",");
    let first = parts
        .arguments
        .first()
        .and_then(|text| text.parse::<u32>().ok());
    let base = match words {
        "float" if first.is_some_and(|digits| digits <= 24) => return "real".to_owned(),
        "float" => return "double precision".to_owned(),
        "bpchar" if arguments.is_empty() => return "bpchar".to_owned(),
        "timestamp" | "timestamp without time zone" => {
            return timed("timestamp", &arguments, "without time zone");
        }
        "timestamptz" | "timestamp with time zone" => {
            return timed("timestamp", &arguments, "with time zone");
        }
        "time" | "time without time zone" => return timed("time", &arguments, "without time zone"),
        "timetz" | "time with time zone" => return timed("time", &arguments, "with time zone"),
        _ => full_name(words).unwrap_or(&parts.base),
    };
    match (base, parts.arguments.as_slice()) {
        ("character" | "bit", []) => format!("{base}(1)"),
        // A precision alone means no digits behind the point.
        ("numeric", [precision]) => format!("numeric({precision},0)"),
        _ => format!("{base}{}", in_parentheses(&arguments)),
    }
}

/// Time types carry their precision in the middle: `timestamp(3) with time zone`.
fn timed(kind: &str, precision: &str, zone: &str) -> String {
    format!("{kind}{} {zone}", in_parentheses(precision))
}

fn in_parentheses(arguments: &str) -> String {
    if arguments.is_empty() {
        return String::new();
    }
    format!("({arguments})")
}

/// A type taken apart: `timestamp(3) with time zone[]` is `timestamp with time zone`, `3`, array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) base: String,
    pub(crate) arguments: Vec<String>,
    pub(crate) array: bool,
}

impl Parts {
    pub(crate) fn of(sql_type: &str) -> Self {
        let (element, array) = match array_element(sql_type) {
            Some(element) => (split_array(element).0, true),
            None => (sql_type, false),
        };
        let (before, arguments, after) = match element.split_once('(') {
            Some((before, rest)) => {
                let (arguments, after) = rest.split_once(')').unwrap_or((rest, ""));
                (before, arguments, after)
            }
            None => (element, "", ""),
        };
        let words: Vec<&str> = [before, after]
            .into_iter()
            .flat_map(str::split_whitespace)
            .collect();
        let arguments = arguments.split(',').map(str::trim);
        Self {
            base: words.join(" "),
            arguments: arguments
                .filter(|argument| !argument.is_empty())
                .map(str::to_owned)
                .collect(),
            array,
        }
    }

    /// The arguments, as far as they are numbers.
    pub(crate) fn numbers(&self) -> Vec<i64> {
        let numbers = self.arguments.iter();
        numbers.filter_map(|number| number.parse().ok()).collect()
    }
}

/// `text` of `text[]`, `text[3]` and `text ARRAY`.
fn array_element(name: &str) -> Option<&str> {
    let (element, size) = match name.strip_suffix(']') {
        Some(name) => name.rsplit_once('[')?,
        None => (name, ""),
    };
    let word = " array";
    let at = element.len().checked_sub(word.len());
    let end = at.and_then(|at| element.get(at..).map(|end| (at, end)));
    if let Some((at, end)) = end
        && end.eq_ignore_ascii_case(word)
    {
        return element.get(..at).map(str::trim_end);
    }
    let is_size = name.ends_with(']') && size.bytes().all(|byte| byte.is_ascii_digit());
    is_size.then_some(element)
}

/// `mood[]` is `mood` and `[]`.
pub(crate) fn split_array(sql_type: &str) -> (&str, &str) {
    let end = sql_type.find("[]").unwrap_or(sql_type.len());
    sql_type.split_at(end)
}

/// The integer type behind a serial one.
pub(super) fn serial_base(sql_type: &str) -> Option<&'static str> {
    match sql_type.to_lowercase().as_str() {
        "smallserial" | "serial2" => Some("smallint"),
        "serial" | "serial4" => Some("integer"),
        "bigserial" | "serial8" => Some("bigint"),
        _ => None,
    }
}

/// PostgreSQL's own name for a name of one of its types, in small letters.
fn full_name(name: &str) -> Option<&str> {
    let full = match name {
        "int2" => "smallint",
        "int" | "int4" => "integer",
        "int8" => "bigint",
        "float4" => "real",
        "float8" => "double precision",
        "decimal" | "dec" => "numeric",
        "bool" => "boolean",
        "varchar"
        | "char varying"
        | "nchar varying"
        | "national character varying"
        | "national char varying" => "character varying",
        "char" | "bpchar" | "nchar" | "national character" | "national char" => "character",
        "varbit" => "bit varying",
        _ if is_known(name) || name.starts_with("interval ") => name,
        _ => return None,
    };
    Some(full)
}

/// Types that every PostgreSQL has, under the names that it prints.
pub(crate) fn is_known(base: &str) -> bool {
    const NAMES: &str = " smallint integer bigint real numeric boolean character bpchar text name uuid \
        json jsonb bytea date interval bit money xml point line lseg box path polygon circle inet cidr \
        macaddr macaddr8 tsvector tsquery oid int4range int8range numrange tsrange tstzrange daterange \
        int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange pg_lsn ";
    const LONG_NAMES: &[&str] = &[
        "double precision",
        "character varying",
        "bit varying",
        "timestamp with time zone",
        "timestamp without time zone",
        "time with time zone",
        "time without time zone",
    ];
    let one_word = !base.contains(' ') && NAMES.contains(&format!(" {base} "));
    one_word || LONG_NAMES.contains(&base)
}

#[cfg(test)]
mod tests {
    use super::{Parts, canonical};

    #[test]
    fn unknown_names_are_kept() {
        for name in [
            "page_type",
            "\"char\"",
            "\"My Mood\"",
            "app.mood",
            "app.\"My Mood\"[]",
        ] {
            assert_eq!(canonical(name), name);
        }
        assert_eq!(canonical("geometry(Point, 4326)"), "geometry(Point,4326)");
        assert_eq!(canonical("vector(3)[]"), "vector(3)[]");
    }

    #[test]
    fn a_type_has_a_base_and_arguments_and_may_be_an_array() {
        let parts = |sql_type| {
            let parts = Parts::of(sql_type);
            (parts.base, parts.arguments.join(" "), parts.array)
        };
        let numeric = |arguments: &str, array| ("numeric".to_owned(), arguments.to_owned(), array);
        assert_eq!(parts("numeric"), numeric("", false));
        assert_eq!(parts("numeric(10)"), numeric("10", false));
        assert_eq!(parts("numeric(10,0)"), numeric("10 0", false));
        assert_eq!(parts("numeric(10,2)[]"), numeric("10 2", true));
        assert_eq!(parts("numeric(10, 2)[][]"), numeric("10 2", true));
        assert_eq!(
            parts("timestamp(3) with time zone[3]"),
            ("timestamp with time zone".to_owned(), "3".to_owned(), true)
        );
    }
}
