//! People with an account, a session and a key.

use app::account::NewAccount;
use app::{Actor, account, credential, drive, key, session};
use db::id::DriveId;
use db::schema::{MemberRole, User};

use crate::World;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery staple";

/// Somebody who can act: in a browser by `session`, in a script by `key`.
#[derive(Debug, Clone)]
pub struct Person {
    pub user: User,
    /// Acts by the session.
    pub actor: Actor,
    /// Token of a session, as in the cookie.
    pub session: String,
    /// Acts by the key.
    pub key_actor: Actor,
    /// Token of a key (`mcp_…`).
    pub key: String,
}

impl World {
    /// Makes an account `<name>@example.com` with a session and a key.
    pub async fn person(&self, name: &str) -> Person {
        let new = NewAccount {
            email: format!("{name}@example.com"),
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
        };
        let user = account::create(&self.db, new).await.expect("an account");
        let session = session::open(&self.db, &user.id, None)
            .await
            .expect("a session")
            .token;
        let key = key::create(&self.db, &user.id, "test", None)
            .await
            .expect("a key")
            .token;
        Person {
            actor: self.actor(&session).await,
            session,
            key_actor: self.actor(&key).await,
            key,
            user,
        }
    }

    /// Who acts by this token.
    pub async fn actor(&self, token: &str) -> Actor {
        credential::authenticate(&self.db, token)
            .await
            .expect("a valid token")
    }

    /// Makes somebody a member of a drive.
    pub async fn member(&self, drive: &DriveId, person: &Person, role: MemberRole) {
        drive::add_member(&self.db, drive, &person.user.email, role)
            .await
            .expect("a membership");
    }
}
