//! One spelling for each type, so that `int8` and `bigint` are no difference.

/// The name as `format_type` prints it; unknown names are kept as they are.
pub(super) fn canonical(name: &str) -> String {
    let name = name.trim();
    // PostgreSQL knows neither how long an array may be nor how many dimensions it has.
    if let Some(element) = array_element(name) {
        return format!("{}[]", split_array(&canonical(element)).0);
    }
    let (base, modifier) = match name.split_once('(') {
        Some((base, rest)) => (base.trim_end(), format!("({}", rest.replace(", ", ","))),
        None => (name, String::new()),
    };
    if let Some(short) = time_zone_form(base, &modifier) {
        return short;
    }
    let full = full_name(base);
    // A precision alone means no digits behind the point.
    let modifier = match modifier.strip_suffix(')') {
        Some(precision) if full == "numeric" && !precision.contains(',') => {
            format!("{precision},0)")
        }
        None if matches!(full.as_str(), "character" | "bit") => "(1)".to_owned(),
        _ => modifier,
    };
    format!("{full}{modifier}")
}

/// `text` of `text[]` and `text[3]`.
fn array_element(name: &str) -> Option<&str> {
    let (element, size) = name.strip_suffix(']')?.rsplit_once('[')?;
    size.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(element)
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

fn full_name(base: &str) -> String {
    let full = match base.to_lowercase().as_str() {
        "int2" | "smallint" => "smallint",
        "int" | "int4" | "integer" => "integer",
        "int8" | "bigint" => "bigint",
        "float4" | "real" => "real",
        "float8" | "double precision" | "float" => "double precision",
        "decimal" | "numeric" => "numeric",
        "bool" | "boolean" => "boolean",
        "varchar" | "character varying" => "character varying",
        "char" | "character" => "character",
        "varbit" | "bit varying" => "bit varying",
        "text" => "text",
        "uuid" => "uuid",
        "jsonb" => "jsonb",
        "json" => "json",
        "bytea" => "bytea",
        "date" => "date",
        _ => return base.to_owned(),
    };
    full.to_owned()
}

/// Time types carry their precision in the middle: `timestamp(3) with time zone`.
fn time_zone_form(base: &str, modifier: &str) -> Option<String> {
    let (kind, zone) = match base.to_lowercase().as_str() {
        "timestamptz" => ("timestamp", "with time zone"),
        "timetz" => ("time", "with time zone"),
        "timestamp" => ("timestamp", zone_of(modifier)),
        "time" => ("time", zone_of(modifier)),
        _ => return None,
    };
    let precision = modifier.split_inclusive(')').next().unwrap_or_default();
    Some(format!("{kind}{precision} {zone}"))
}

fn zone_of(modifier: &str) -> &'static str {
    if modifier.to_lowercase().ends_with("with time zone") {
        "with time zone"
    } else {
        "without time zone"
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn spellings_of_one_type_are_equal() {
        assert_eq!(canonical("int8"), "bigint");
        assert_eq!(canonical("varchar(20)"), "character varying(20)");
        assert_eq!(canonical("numeric(10, 2)"), "numeric(10,2)");
        assert_eq!(canonical("decimal(10)"), "numeric(10,0)");
        assert_eq!(canonical("timestamptz(3)"), "timestamp(3) with time zone");
        assert_eq!(canonical("timestamp"), "timestamp without time zone");
        assert_eq!(
            canonical("timestamp(3) with time zone"),
            "timestamp(3) with time zone"
        );
        assert_eq!(
            canonical("timestamp with time zone"),
            "timestamp with time zone"
        );
        assert_eq!(canonical("int4[]"), "integer[]");
        assert_eq!(canonical("int4[3][2]"), "integer[]");
        assert_eq!(canonical("page_type"), "page_type");
    }
}
