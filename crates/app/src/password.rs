//! Passwords: slow to hash, on purpose, and so never on a worker and never many at once.

use std::sync::LazyLock;

use argon2::password_hash::{self, SaltString};
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::{Error, Result, blocking};

/// Each hash takes 19 MiB and a core for tens of milliseconds.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Verified for accounts that do not exist, so that the time of an answer does not tell.
static DUMMY: LazyLock<String> =
    LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

/// Argon2id with the parameters OWASP recommends (19 MiB, 2 passes, 1 lane), in PHC format.
pub(crate) async fn hash(password: String) -> Result<String> {
    let hash = busy(move || hash_now(&password)).await?;
    hash.map_err(|error| Error::Internal(error.to_string()))
}

/// True if `password` belongs to `hash`. Without a hash it takes as long and is false.
pub(crate) async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    busy(move || {
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| DUMMY.clone());
        let matches = PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        });
        is_known && matches
    })
    .await
}

async fn busy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = HASHING.acquire().await;
    let _turn = turn.map_err(|error| Error::Internal(error.to_string()))?;
    blocking::run(work).await
}

fn hash_now(password: &str) -> Result<String, password_hash::Error> {
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>())?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_argon2id_with_the_recommended_cost() {
        let hash = hash_now("correct horse").unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert_ne!(hash, hash_now("correct horse").unwrap());
    }

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let hash = hash("correct horse".to_owned()).await.unwrap();
        assert!(
            verify("correct horse".to_owned(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!verify("wrong horse".to_owned(), Some(hash)).await.unwrap());
        assert!(
            !verify("nobody has this password".to_owned(), None)
                .await
                .unwrap()
        );
    }
}
