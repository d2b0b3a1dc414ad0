//! `snapshot.json`: the model after a migration.

use serde::{Deserialize, Serialize};

use crate::branch::Conflict;
use crate::diff::Rename;
use crate::digest::hex_sha256;
use crate::model::Model;

pub(crate) const FORMAT: u32 = 1;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    pub format: u32,
    /// Of this snapshot alone. It follows from the folder's name, the parents and the content: making
    /// it again gives the same file, and two branches that make the same change still have two ids,
    /// because they made it in folders of different names. It stays when SQL is edited by hand.
    pub id: String,
    /// One parent normally, several after a merge, none at the start.
    pub prev: Vec<String>,
    pub up_sha256: String,
    pub down_sha256: String,
    #[serde(default)]
    pub renames: Vec<Rename>,
    /// What its parents disagree about, if somebody wanted it to build on them all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    pub model: Model,
}

impl Snapshot {
    pub(crate) fn new(folder: &str, prev: Vec<String>, renames: &[Rename], model: &Model) -> Self {
        Self {
            format: FORMAT,
            id: id(folder, &prev, renames, model),
            prev,
            up_sha256: String::new(),
            down_sha256: String::new(),
            renames: renames.to_vec(),
            conflicts: Vec::new(),
            model: model.clone(),
        }
    }

    /// Takes over the hashes of the scripts; tells whether they were others before.
    pub(crate) fn sign(&mut self, up: &str, down: &str) -> bool {
        let (up, down) = (hex_sha256(up), hex_sha256(down));
        let changed = self.up_sha256 != up || self.down_sha256 != down;
        self.up_sha256 = up;
        self.down_sha256 = down;
        changed
    }

    /// Reads a snapshot; the message says what is wrong with it.
    pub(crate) fn from_json(json: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let broken = |error: serde_json::Error| {
            format!("this is no snapshot ({error}): restore the file from version control")
        };
        let head: Head = serde_json::from_str(json).map_err(broken)?;
        if head.format != FORMAT {
            return Err(format!(
                "the format {} is not known here, this version reads {FORMAT}: use a newer diesel-kit",
                head.format
            ));
        }
        let mut snapshot: Self = serde_json::from_str(json).map_err(broken)?;
        snapshot.model.name_tables();
        Ok(snapshot)
    }

    pub(crate) fn to_json(&self) -> std::io::Result<String> {
        Ok(format!("{}\n", serde_json::to_string_pretty(self)?))
    }
}

/// 32 hexadecimal digits.
fn id(folder: &str, prev: &[String], renames: &[Rename], model: &Model) -> String {
    // What cannot be written as JSON is not written at all.
    let content = serde_json::to_string(&(folder, prev, renames, model)).unwrap_or_default();
    hex_sha256(&content).chars().take(32).collect()
}
