//! What a statement may do to data, to readers and writers, and to running code.

use serde::{Deserialize, Serialize};

use crate::lock::Lock;
use crate::model::Kind;

/// A reason to think before applying a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// Stored values are gone afterwards.
    DataLoss,
    /// Existing rows can make it fail.
    NeedsData,
    /// Reads or writes wait for longer than a change of the catalog takes.
    Locks,
    /// The whole table is written anew.
    Rewrite,
    /// Code that is still running against the old schema breaks.
    RunningCode,
    /// Cannot be rolled back as a whole.
    NotTransactional,
    /// Somebody may see or write rows, or do things, that were out of reach before.
    Security,
    /// There is no way back to the values as they were.
    Irreversible,
}

impl Hazard {
    pub const ALL: [Self; 8] = [
        Self::DataLoss,
        Self::NeedsData,
        Self::Locks,
        Self::Rewrite,
        Self::RunningCode,
        Self::NotTransactional,
        Self::Security,
        Self::Irreversible,
    ];

    /// The hazard of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hazard| hazard.name() == name)
    }

    /// What must not happen unless somebody has said in `metadata.toml` that it is meant. The others
    /// are warnings: they cost time or care, but nothing that is not still there afterwards.
    pub fn is_serious(self) -> bool {
        matches!(self, Self::DataLoss | Self::Security)
    }

    /// The name in comments and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::DataLoss => "data_loss",
            Self::NeedsData => "needs_data",
            Self::Locks => "locks",
            Self::Rewrite => "rewrite",
            Self::RunningCode => "running_code",
            Self::NotTransactional => "not_transactional",
            Self::Security => "security",
            Self::Irreversible => "irreversible",
        }
    }
}

/// The place of a statement in a migration: lower ones run first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// Before all that their expressions use.
    DropPolicy,
    /// Views and objects given as SQL that need tables, last made first. Their SQL knows the old names only.
    DropObject,
    /// Triggers whose names follow what is renamed next.
    ReleaseTrigger,
    /// Schemas and roles get their new names, which the statements below use.
    RenameSpace,
    CreateSchema,
    Extension,
    Role,
    Rename,
    DropTrigger,
    DropForeignKey,
    DropIndex,
    DropConstraint,
    DropGenerated,
    /// Defaults and types of columns that are made again next.
    ReleaseColumn,
    /// Objects given as SQL that need no table, if they are made again.
    ReleaseObject,
    /// Constraints and indexes that exchange their names step aside first.
    RenameAside,
    RenameConstraint,
    Enum,
    Sequence,
    Function,
    /// Objects given as SQL that need no table.
    EarlyObject,
    CreateTable,
    AlterColumn,
    AddColumn,
    /// Checks that only helped a column to become NOT NULL.
    DropHelper,
    DropColumn,
    AddConstraint,
    /// A foreign key may refer to what is unique by an index.
    CreateUniqueIndex,
    AddForeignKey,
    Validate,
    CreateIndex,
    CreateTrigger,
    /// Views and objects given as SQL that need tables, in the order of their dependencies.
    CreateObject,
    RowSecurity,
    /// After the functions that their expressions call.
    Policy,
    Comment,
    DropTable,
    /// Objects given as SQL that tables needed.
    DropEarlyObject,
    DropFunction,
    DropSequence,
    DropEnum,
    DropRole,
    DropExtension,
    DropSchema,
}

/// One statement of a migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    #[serde(skip)]
    pub(crate) phase: Phase,
    /// Without the closing semicolon.
    pub sql: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    /// What the hazard is about, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What loses its values; never empty when `data_loss` is among the hazards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub losses: Vec<Loss>,
    /// What it locks while others use it; absent where this is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locks: Option<Vec<Lock>>,
}

/// Something whose values are gone after a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    pub kind: Kind,
    /// Its path: `users.note`.
    pub path: String,
}

impl Step {
    pub(crate) fn new(phase: Phase, sql: impl Into<String>) -> Self {
        Self {
            phase,
            sql: sql.into(),
            hazards: Vec::new(),
            reason: None,
            losses: Vec::new(),
            locks: None,
        }
    }

    pub(crate) fn hazards(mut self, hazards: &[Hazard], reason: impl Into<String>) -> Self {
        self.hazards = hazards.to_vec();
        if !hazards.is_empty() {
            self.reason = Some(reason.into());
        }
        self
    }

    /// Adds the hazard `data_loss`, and says what it strikes.
    pub(crate) fn loses(mut self, kind: Kind, path: impl Into<String>) -> Self {
        if !self.hazards.contains(&Hazard::DataLoss) {
            self.hazards.insert(0, Hazard::DataLoss);
        }
        let path = path.into();
        self.losses.push(Loss { kind, path });
        self
    }
}
