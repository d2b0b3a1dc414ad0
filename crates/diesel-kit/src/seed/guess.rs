//! The generator of a column that nobody has named one for: by type, and by name where that says more.

use std::collections::BTreeMap;

use super::generator::Generator;
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
    pub(super) generator: Generator,
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
    pub(super) fn named(&self, column: &Column, generator: &Generator) -> Recipe {
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
            Some(found) => Generator::OneOf(found.values.clone()),
            None => match of_type(&parts, &name, alone)? {
                // The name of a domain may say more than that of the column.
                Generator::Word if self.domains.contains_key(&column.sql_type) => {
                    of_type(&parts, &column.sql_type, alone)?
                }
                generator => generator,
            },
        };
        let has_few_texts = matches!(
            generator,
            Generator::Word
                | Generator::Line
                | Generator::FirstName
                | Generator::LastName
                | Generator::FullName
                | Generator::Company
                | Generator::Job
                | Generator::City
                | Generator::Country
                | Generator::State
        );
        let generator = if has_few_texts && (alone || shared) && is_text(&parts) {
            generator.numbered()
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

fn of_type(parts: &Parts, name: &str, alone: bool) -> Option<Generator> {
    let argument = |or: u32| {
        let argument = parts.arguments.first().and_then(|text| text.parse().ok());
        argument.unwrap_or(or)
    };
    let pattern = |text: &str| Generator::Pattern(text.to_owned());
    Some(match &*parts.base {
        "smallint" | "integer" | "bigint" | "oid" => integer(&parts.base, name, alone),
        "real" | "double precision" | "money" => decimals(1000, 2),
        "numeric" => numeric(&parts.numbers()),
        "boolean" => Generator::Boolean,
        "text" | "character varying" | "citext" | "name" | "bpchar" => text(name, alone),
        "character" => Generator::Pattern("@".repeat(usize::try_from(argument(1)).unwrap_or(1))),
        "\"char\"" => pattern("@"),
        "uuid" => Generator::Uuid,
        "date" => Generator::Date,
        "time without time zone" => Generator::Time,
        "time with time zone" => pattern("1#:0#:0#+00"),
        "timestamp without time zone" => Generator::DateTime,
        "timestamp with time zone" => Generator::Timestamp,
        "inet" | "cidr" => Generator::Inet,
        "json" | "jsonb" => Generator::Json,
        "bit" => Generator::Bits(argument(1)),
        "bit varying" => Generator::Bits(argument(8)),
        "point" => Generator::Point,
        "vector" => Generator::Vector(argument(3)),
        "bytea" | "tsvector" | "tsquery" | "xml" | "ltree" => Generator::Word,
        base if base.starts_with("interval") => Generator::Interval,
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

fn integer(base: &str, name: &str, alone: bool) -> Generator {
    let most = if base == "smallint" { 1000 } else { 100_000 };
    match name {
        _ if alone => Generator::PrimaryKey,
        _ if name.ends_with("year") => Generator::Year,
        _ => Generator::Integer { least: 1, most },
    }
}

fn decimals(most: i64, decimals: u32) -> Generator {
    Generator::Number {
        least: 0,
        most,
        decimals,
    }
}

/// As many digits as fit, at most six before the point.
fn numeric(numbers: &[i64]) -> Generator {
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

fn text(name: &str, alone: bool) -> Generator {
    let name = name.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match &*name {
        "id" => Generator::Cuid2,
        _ if alone && name.ends_with("id") => Generator::Cuid2,
        "full_name" | "display_name" | "author" => Generator::FullName,
        "mail" => Generator::Email,
        _ if has(&["email", "e_mail"]) => Generator::Email,
        _ if has(&["first_name", "given_name"]) => Generator::FirstName,
        _ if has(&["last_name", "surname", "family_name"]) => Generator::LastName,
        _ if name.ends_with("_name") && has(PEOPLE) => Generator::FullName,
        _ if has(&["phone"]) => Generator::Phone,
        _ if has(&["company", "organisation", "organization"]) => Generator::Company,
        _ if has(&["job", "profession"]) => Generator::Job,
        _ if has(&["street", "address"]) => Generator::Street,
        _ if has(&["city", "town"]) => Generator::City,
        _ if has(&["postcode", "postal_code", "zip"]) => Generator::Postcode,
        _ if has(&["country"]) => Generator::Country,
        "state" | "province" => Generator::State,
        _ if has(&["body", "content", "text", "description", "bio", "note"]) => {
            Generator::Paragraph
        }
        _ if has(&["title", "subject", "name", "label", "summary"]) => Generator::Line,
        _ => Generator::Word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EnumType;

    fn guess(name: &str, sql_type: &str) -> Option<Generator> {
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
        let integer = |most| Generator::Integer { least: 1, most };
        for (name, sql_type, generator) in [
            ("age", "smallint", integer(1000)),
            ("birth_year", "integer", Generator::Year),
            ("price", "numeric(6,2)", decimals(9999, 2)),
            ("ratio", "numeric(3,3)", decimals(0, 3)),
            ("done", "boolean", Generator::Boolean),
            ("id", "text", Generator::Cuid2),
            ("author", "varchar(80)", Generator::FullName),
            ("name", "text", Generator::FullName),
            ("company_name", "text", Generator::Company),
            ("tag_name", "text", Generator::Line),
            ("Email", "citext", Generator::Email),
            ("zip_code", "text", Generator::Postcode),
            ("body", "text", Generator::Paragraph),
            ("title", "text", Generator::Line),
            ("colour", "text", Generator::Word),
            ("currency", "char(3)", Generator::Pattern("@@@".to_owned())),
            ("at", "timestamptz(3)", Generator::Timestamp),
            ("at", "timestamp", Generator::DateTime),
            ("embedding", "vector(4)", Generator::Vector(4)),
            ("flags", "bit(5)", Generator::Bits(5)),
            ("mood", "mood", Generator::one_of(["sad", "ok"])),
            ("moods", "mood[]", Generator::one_of(["sad", "ok"])),
            ("contact", "email", Generator::Email),
            ("contact", "short", Generator::Word),
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
        let mut lists = values("text[]", Generator::one_of(["a \"b\" \\"]));
        let element = r#""a \"b\" \\""#;
        assert!(lists.all(|list| list.starts_with(&format!("{{{element}"))));
        let mut cut = values("varchar(4)", Generator::Paragraph);
        assert!(cut.all(|text| (1..=4).contains(&text.len())));
    }
}
