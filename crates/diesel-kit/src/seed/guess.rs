//! The generator of a column that nobody has named one for: by type, and by name where that says more.

use std::collections::BTreeMap;

use super::generator::Kind;
use super::random::{Place, Random};
use crate::model::type_name::{Parts, split_array};
use crate::model::{Column, Model, ObjectName};

/// What is known of types: enums from the model, domains from the database.
pub(super) struct Types<'a> {
    pub(super) model: &'a Model,
    /// What domains are made of, by their names in SQL.
    pub(super) domains: BTreeMap<String, String>,
}

/// How the values of a column are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recipe {
    pub(super) generator: Kind,
    /// One in four is null.
    pub(super) nulls: bool,
    /// What stands between the elements of a list.
    list: Option<&'static str>,
    /// In letters.
    limit: Option<usize>,
}

impl Types<'_> {
    /// The type behind domains.
    fn resolve(&self, sql_type: &str) -> String {
        let (base, brackets) = split_array(sql_type);
        let mut base = base;
        // A domain is never made of itself.
        while let Some(under) = self.domains.get(base) {
            base = under;
        }
        format!("{base}{brackets}")
    }

    /// With this generator.
    pub(super) fn named(&self, column: &Column, generator: &Kind) -> Recipe {
        let sql_type = self.resolve(&column.sql_type);
        let parts = Parts::of(&sql_type);
        Recipe {
            generator: generator.clone(),
            nulls: false,
            list: between(&parts),
            limit: limit(&parts),
        }
    }

    /// Nothing for types whose values nobody can guess. `alone` and `shared` tell whether the values
    /// have to be unique, alone or with those of other columns.
    pub(super) fn guess(
        &self,
        table: &ObjectName,
        column: &Column,
        (alone, shared): (bool, bool),
    ) -> Option<Recipe> {
        let name = match &*column.name {
            "name" => format!("{}_name", table.name()),
            name => name.to_owned(),
        };
        let sql_type = self.resolve(&column.sql_type);
        let parts = Parts::of(&sql_type);
        let generator = match self.model.enum_of(&sql_type) {
            Some(found) => Kind::OneOf(found.values.clone()),
            None => match of_type(&parts, &name, alone)? {
                // The name of a domain may say more than that of the column.
                Kind::Word if self.domains.contains_key(&column.sql_type) => {
                    of_type(&parts, &column.sql_type, alone)?
                }
                generator => generator,
            },
        };
        let has_few_texts = matches!(
            generator,
            Kind::Word
                | Kind::Line
                | Kind::FirstName
                | Kind::LastName
                | Kind::FullName
                | Kind::Company
                | Kind::Job
                | Kind::City
                | Kind::Country
                | Kind::State
        );
        let generator = if has_few_texts && (alone || shared) && is_text(&parts) {
            Kind::Numbered(Box::new(generator))
        } else {
            generator
        };
        Some(Recipe {
            generator,
            nulls: column.nullable,
            list: between(&parts),
            limit: limit(&parts),
        })
    }
}

impl Recipe {
    /// The value of a row, or nothing for null.
    pub(super) fn value(&self, row: u64, place: Place) -> Option<String> {
        let mut random = Random::at(place);
        if self.nulls && random.once_in(4) {
            return None;
        }
        let Some(between) = self.list else {
            return self.generator.value(row, self.limit, &mut random);
        };
        let count = random.between(1, 3);
        let elements = (0..count).map(|_| {
            let value = self.generator.value(row, self.limit, &mut random);
            value.map_or_else(|| "NULL".to_owned(), |value| quoted(&value))
        });
        Some(format!(
            "{{{}}}",
            elements.collect::<Vec<_>>().join(between)
        ))
    }
}

/// Boxes have commas of their own.
fn between(parts: &Parts) -> Option<&'static str> {
    let between = if parts.base == "box" { ";" } else { "," };
    parts.array.then_some(between)
}

/// An element of a list.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The longest text that fits, in characters.
fn limit(parts: &Parts) -> Option<usize> {
    let length = parts.arguments.first().filter(|_| is_text(parts))?;
    length.parse().ok()
}

fn is_text(parts: &Parts) -> bool {
    matches!(
        &*parts.base,
        "text" | "character varying" | "character" | "bpchar" | "citext" | "name"
    )
}

fn of_type(parts: &Parts, name: &str, alone: bool) -> Option<Kind> {
    let argument = |or: u32| {
        let argument = parts.arguments.first().and_then(|text| text.parse().ok());
        argument.unwrap_or(or)
    };
    let pattern = |text: &str| Kind::Pattern(text.to_owned());
    Some(match &*parts.base {
        "smallint" | "integer" | "bigint" | "oid" => integer(&parts.base, name, alone),
        "real" | "double precision" | "money" => decimals(1000, 2),
        "numeric" => numeric(&parts.numbers()),
        "boolean" => Kind::Boolean,
        "text" | "character varying" | "citext" | "name" | "bpchar" => text(name, alone),
        "character" => Kind::Pattern("@".repeat(usize::try_from(argument(1)).unwrap_or(1))),
        "\"char\"" => pattern("@"),
        "uuid" => Kind::Uuid,
        "date" => Kind::Date,
        "time without time zone" => Kind::Time,
        "time with time zone" => pattern("1#:0#:0#+00"),
        "timestamp without time zone" => Kind::DateTime,
        "timestamp with time zone" => Kind::Timestamp,
        "inet" | "cidr" => Kind::Inet,
        "json" | "jsonb" => Kind::Json,
        "bit" => Kind::Bits(argument(1)),
        "bit varying" => Kind::Bits(argument(8)),
        "point" => Kind::Point,
        "vector" => Kind::Vector(argument(3)),
        "bytea" | "tsvector" | "tsquery" | "xml" | "ltree" => Kind::Word,
        base if base.starts_with("interval") => Kind::Interval,
        base => pattern(shape(base)?),
    })
}

/// Types whose values are best shown by an example.
fn shape(base: &str) -> Option<&'static str> {
    Some(match base {
        "hstore" => "number=>##",
        "macaddr" => "02:##:##:##:##:##",
        "macaddr8" => "02:##:##:##:##:##:##:##",
        "pg_lsn" => "0/######",
        "line" => "{1,#,#}",
        "lseg" => "[(#,#),(1#,1#)]",
        "box" => "(1#,1#),(#,#)",
        "path" => "[(#,#),(1#,#),(1#,1#)]",
        "polygon" => "((#,#),(1#,#),(1#,1#))",
        "circle" => "<(#,#),1#>",
        "int4range" | "int8range" | "numrange" => "[#,1##)",
        "daterange" => "[2021-01-1#,2023-01-1#)",
        "tsrange" | "tstzrange" => "[2021-01-1# 1#:00:00,2023-01-1# 1#:00:00)",
        "int4multirange" | "int8multirange" | "nummultirange" => "{[#,1##),[2##,3##)}",
        "datemultirange" => "{[2021-01-1#,2023-01-1#)}",
        "tsmultirange" | "tstzmultirange" => "{[2021-01-1# 1#:00:00,2023-01-1# 1#:00:00)}",
        _ => return None,
    })
}

fn integer(base: &str, name: &str, alone: bool) -> Kind {
    let most = if base == "smallint" { 1000 } else { 100_000 };
    match name {
        _ if alone => Kind::PrimaryKey,
        _ if name.ends_with("year") => Kind::Year,
        _ => Kind::Integer { least: 1, most },
    }
}

fn decimals(most: i64, decimals: u32) -> Kind {
    Kind::Number {
        least: 0,
        most,
        decimals,
    }
}

/// As many digits as fit, at most six before the point.
fn numeric(numbers: &[i64]) -> Kind {
    let digits = |at: usize| {
        numbers
            .get(at)
            .and_then(|digits| u32::try_from(*digits).ok())
    };
    let (Some(all), Some(behind)) = (digits(0), digits(1)) else {
        return decimals(1000, 2);
    };
    let most = 10_i64.saturating_pow(all.saturating_sub(behind).min(6));
    decimals(most - 1, behind)
}

/// Who has a first and a last name.
const PEOPLE: &[&str] = &[
    "user", "person", "people", "author", "member", "customer", "employee", "contact", "client",
];

fn text(name: &str, alone: bool) -> Kind {
    let name = name.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match &*name {
        "id" => Kind::Cuid2,
        _ if alone && name.ends_with("id") => Kind::Cuid2,
        "full_name" | "display_name" | "author" => Kind::FullName,
        "mail" => Kind::Email,
        _ if has(&["email", "e_mail"]) => Kind::Email,
        _ if has(&["first_name", "given_name"]) => Kind::FirstName,
        _ if has(&["last_name", "surname", "family_name"]) => Kind::LastName,
        _ if name.ends_with("_name") && has(PEOPLE) => Kind::FullName,
        _ if has(&["phone"]) => Kind::Phone,
        _ if has(&["company", "organisation", "organization"]) => Kind::Company,
        _ if has(&["job", "profession"]) => Kind::Job,
        _ if has(&["street", "address"]) => Kind::Street,
        _ if has(&["city", "town"]) => Kind::City,
        _ if has(&["postcode", "postal_code", "zip"]) => Kind::Postcode,
        _ if has(&["country"]) => Kind::Country,
        "state" | "province" => Kind::State,
        _ if has(&["body", "content", "text", "description", "bio", "note"]) => Kind::Paragraph,
        _ if has(&["title", "subject", "name", "label", "summary"]) => Kind::Line,
        _ => Kind::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::super::generator::Generator;
    use super::*;
    use crate::model::EnumType;

    fn guess(name: &str, sql_type: &str) -> Option<Kind> {
        let model = Model::default().enumeration("mood", EnumType::new(&["sad", "ok"]));
        let domains = [("email", "short"), ("short", "character varying(40)")];
        let domains = domains.map(|(name, base)| (name.to_owned(), base.to_owned()));
        let types = Types {
            model: &model,
            domains: domains.into(),
        };
        let recipe = types.guess(
            &ObjectName::new("users"),
            &Column::new(name, sql_type),
            (false, false),
        );
        recipe.map(|recipe| recipe.generator)
    }

    #[test]
    fn c11_05_the_generator_follows_from_type_and_name() {
        let integer = |most| Kind::Integer { least: 1, most };
        for (name, sql_type, generator) in [
            ("age", "smallint", integer(1000)),
            ("birth_year", "integer", Kind::Year),
            ("price", "numeric(6,2)", decimals(9999, 2)),
            ("ratio", "numeric(3,3)", decimals(0, 3)),
            ("done", "boolean", Kind::Boolean),
            ("id", "text", Kind::Cuid2),
            ("author", "varchar(80)", Kind::FullName),
            ("name", "text", Kind::FullName),
            ("company_name", "text", Kind::Company),
            ("tag_name", "text", Kind::Line),
            ("Email", "citext", Kind::Email),
            ("zip_code", "text", Kind::Postcode),
            ("body", "text", Kind::Paragraph),
            ("title", "text", Kind::Line),
            ("colour", "text", Kind::Word),
            ("currency", "char(3)", Kind::Pattern("@@@".to_owned())),
            ("at", "timestamptz(3)", Kind::Timestamp),
            ("at", "timestamp", Kind::DateTime),
            ("embedding", "vector(4)", Kind::Vector(4)),
            ("flags", "bit(5)", Kind::Bits(5)),
            ("mood", "mood", Generator::one_of(["sad", "ok"]).0),
            ("moods", "mood[]", Generator::one_of(["sad", "ok"]).0),
            ("contact", "email", Kind::Email),
            ("contact", "short", Kind::Word),
        ] {
            assert_eq!(guess(name, sql_type), Some(generator), "{name} {sql_type}");
        }
        assert_eq!(guess("shape", "geometry(Point,4326)"), None);
    }

    #[test]
    fn lists_are_quoted_and_texts_are_cut() {
        let model = Model::default();
        let types = Types {
            model: &model,
            domains: BTreeMap::new(),
        };
        let values = |sql_type: &str, generator| {
            let recipe = types.named(&Column::new("c", sql_type), &generator);
            (0..20).filter_map(move |row| recipe.value(row, Place::new(1, "t", "c", row)))
        };
        let mut lists = values("text[]", Generator::one_of(["a \"b\" \\"]).0);
        let element = r#""a \"b\" \\""#;
        assert!(lists.all(|list| list.starts_with(&format!("{{{element}"))));
        let mut cut = values("varchar(4)", Kind::Paragraph);
        assert!(cut.all(|text| (1..=4).contains(&text.len())));
    }
}
