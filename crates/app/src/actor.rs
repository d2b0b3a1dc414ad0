//! Who acts, and by which credential.

use db::access::Asker;
use db::id::{ApiKeyId, SessionId, UserId};

/// A person as authenticated by one credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub credential: Credential,
    /// The client's own name for itself (`X-Client-Id`), so that it can skip the echo of its changes.
    pub client: Option<String>,
}

/// What the person showed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Credential {
    Session(SessionId),
    Key(ApiKeyId),
}

impl Actor {
    /// True for scripts and agents: they may not see or make keys, nor learn who is behind them.
    pub fn is_key(&self) -> bool {
        self.key().is_some()
    }

    /// As whom the facts are asked for.
    pub fn asker(&self) -> Asker<'_> {
        Asker {
            user: &self.user,
            key: self.key(),
        }
    }

    pub(crate) fn key(&self) -> Option<&ApiKeyId> {
        match &self.credential {
            Credential::Key(key) => Some(key),
            Credential::Session(_) => None,
        }
    }
}
