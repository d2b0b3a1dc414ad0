//! The people of the sample data, each with a drive of their own.

use chrono::TimeDelta;
use fastrand::Rng;

use super::copy::Tables;
use super::text::{FIRST_NAMES, LAST_NAMES, ZONES, word};
use super::{end_of_story, id};

/// Argon2id of [`PASSWORD`](super::PASSWORD).
const PASSWORD_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$cGFnZXNwYWNlLXNhbXBsZQ$RyqE+2mtDDtcLgnTbSDJ6L/hI00G0ZAbraIIfBnuSaw";

/// Ids of people, the first of whom administers the instance.
pub(super) struct People(Vec<String>);

impl People {
    pub(super) fn write(rng: &mut Rng, count: usize, tables: &mut Tables) -> Self {
        Self((0..count).map(|at| person(rng, at, tables)).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Counted round and round.
    pub(super) fn at(&self, at: usize) -> &str {
        self.0
            .get(at % self.len().max(1))
            .map_or("", String::as_str)
    }
}

fn person(rng: &mut Rng, at: usize, tables: &mut Tables) -> String {
    let (first, last) = (
        FIRST_NAMES
            .get(at % FIRST_NAMES.len())
            .copied()
            .unwrap_or("Ada"),
        LAST_NAMES
            .get((at + at / FIRST_NAMES.len()) % LAST_NAMES.len())
            .copied()
            .unwrap_or("Lovelace"),
    );
    let number = match at / 1_000 {
        0 => String::new(),
        round => round.to_string(),
    };
    let name = format!("{first} {last}");
    let username = format!("{}.{}{number}", ascii(first), ascii(last));
    let user = id(rng);
    let joined = (end_of_story() - TimeDelta::days(500)).to_rfc3339();
    tables
        .row("users")
        .plain(&user)
        .text(&format!("{username}@example.com"))
        .text(&name)
        .text(PASSWORD_HASH)
        .plain(at == 0)
        .plain(&joined)
        .plain(&joined)
        .plain(&joined);
    tables
        .row("user_profiles")
        .plain(&user)
        .text(&username.replace('.', "-"))
        .text(&name)
        .text(word(rng, &ZONES))
        .plain(&joined);
    let home = id(rng);
    tables
        .row("drives")
        .plain(&home)
        .plain(&user)
        .text("Home")
        .plain("home")
        .plain("home")
        .plain(false)
        .plain(&joined)
        .plain(&joined);
    tables
        .row("streams")
        .plain(format!("drive:{home}"))
        .plain(0);
    user
}

/// Lower case, with nothing in it that an address would not have.
fn ascii(name: &str) -> String {
    let plain = |letter: char| match letter.to_lowercase().next().unwrap_or(letter) {
        'ë' | 'é' | 'ễ' => 'e',
        'ö' => 'o',
        'ü' | 'ư' => 'u',
        'í' => 'i',
        'ł' | '李' => 'l',
        other => other,
    };
    name.chars().map(plain).collect()
}
