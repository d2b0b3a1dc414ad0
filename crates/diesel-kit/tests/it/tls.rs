//! Encrypted connections, as the URL asks for them.

use std::path::{Path, PathBuf};

use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_kit::connection::Server;
use diesel_kit::migrate::{self, Options};
use diesel_kit::{Migrations, pooler};
use futures_util::StreamExt;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use test_server::{Cluster, Setup};
use tokio_postgres::AsyncMessage;

use crate::server;

/// Who may come in, and how: only the names tell.
const LOGINS: [&str; 5] = [
    "hostssl all only_tls 127.0.0.1/32 trust",
    "host all only_tls 127.0.0.1/32 reject",
    "hostnossl all only_plain 127.0.0.1/32 trust",
    "host all only_plain 127.0.0.1/32 reject",
    "hostssl all with_password 127.0.0.1/32 scram-sha-256",
];
const ROLES: &str = "CREATE ROLE only_tls LOGIN SUPERUSER; CREATE ROLE only_plain LOGIN; \
                     CREATE ROLE with_password LOGIN PASSWORD 's3cret'";

/// A certificate and its key, in PEM.
struct Pair {
    certificate: String,
    key: String,
}

fn authority(name: &str) -> (Issuer<'static, KeyPair>, String) {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    (Issuer::new(params, key), certificate.pem())
}

fn pair(issuer: &Issuer<'_, KeyPair>, change: impl Fn(&mut CertificateParams)) -> Pair {
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    Pair {
        certificate: params.signed_by(&key, issuer).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

/// A certificate that is its own authority, as the usual command of openssl makes it.
fn own() -> Pair {
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    Pair {
        certificate: params.self_signed(&key).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

struct Encrypted {
    cluster: Cluster,
}

impl Encrypted {
    /// Presents a certificate for `localhost`.
    async fn start() -> Self {
        let (issuer, trusted) = authority("trusted");
        let (_, stranger) = authority("stranger");
        let good = pair(&issuer, |_| {});
        let expired = pair(&issuer, |params| {
            params.not_after = date_time_ymd(2001, 1, 1);
        });
        let own = own();
        let cluster = Cluster::start(&Setup {
            settings: vec![
                "ssl = on".to_owned(),
                "ssl_cert_file = '../good.crt'".to_owned(),
                "ssl_key_file = '../good.key'".to_owned(),
            ],
            logins: LOGINS.map(str::to_owned).to_vec(),
            files: vec![
                ("good.crt", good.certificate),
                ("good.key", good.key),
                ("expired.crt", expired.certificate),
                ("expired.key", expired.key),
                ("own.crt", own.certificate),
                ("own.key", own.key),
                ("trusted.crt", trusted),
                ("stranger.crt", stranger),
            ],
            listens: true,
            ..Setup::default()
        });
        let mut admin = server::connect(&cluster.url()).await;
        admin.batch_execute(ROLES).await.unwrap();
        Self { cluster }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.cluster.home().join(name)
    }

    fn url(&self, user: &str, host: &str, options: &str) -> String {
        let port = self.cluster.port();
        let home = self.cluster.home().display();
        let options = options.replace('~', &home.to_string());
        format!("postgres://{user}@{host}:{port}/postgres?{options}")
    }

    /// Whether a connection is encrypted, or why there is none.
    async fn ask(&self, user: &str, host: &str, options: &str) -> Result<bool, String> {
        ask(&self.url(user, host, options)).await
    }

    /// Presents another certificate from now on.
    async fn present(&self, name: &str) {
        let mut admin = server::connect(&self.cluster.url()).await;
        for (setting, ending) in [("ssl_cert_file", "crt"), ("ssl_key_file", "key")] {
            let sql = format!("ALTER SYSTEM SET {setting} = '../{name}.{ending}'");
            admin.batch_execute(&sql).await.unwrap();
        }
        // The connections of the server that it has started before may know nothing of it.
        self.cluster.stop();
        self.cluster.resume();
    }
}

async fn ask(url: &str) -> Result<bool, String> {
    let connected = match Server::new(url) {
        Ok(server) => server.connect().await,
        Err(error) => Err(error),
    };
    match connected {
        Ok(mut conn) => Ok(is_encrypted(&mut conn).await),
        Err(error) => {
            let error = error.to_string();
            assert!(
                !error.contains('\n') && !error.contains("s3cret"),
                "{error}"
            );
            Err(error)
        }
    }
}

async fn is_encrypted(conn: &mut AsyncPgConnection) -> bool {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Bool)]
        ssl: bool,
    }
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let found = diesel::sql_query(sql).get_result::<Found>(conn).await;
    found.unwrap().ssl
}

#[tokio::test]
async fn every_mode_means_what_it_means_to_libpq() {
    let server = Encrypted::start().await;
    for (user, options, expected) in [
        ("postgres", "", true),
        ("postgres", "sslmode=disable", false),
        ("postgres", "sslmode=allow", false),
        ("only_tls", "sslmode=allow", true),
        ("postgres", "sslmode=prefer", true),
        ("only_plain", "sslmode=prefer", false),
        ("postgres", "sslmode=require", true),
        (
            "postgres",
            "sslmode=require&sslrootcert=~/trusted.crt",
            true,
        ),
        (
            "postgres",
            "sslmode=verify-ca&sslrootcert=~/trusted.crt",
            true,
        ),
        (
            "postgres",
            "sslmode=verify-full&sslrootcert=~/trusted.crt",
            true,
        ),
        // The login is tied to the certificate.
        (
            "with_password:s3cret",
            "sslmode=require&channel_binding=require",
            true,
        ),
        ("with_password:s3cret", "sslmode=require", true),
    ] {
        let asked = server.ask(user, "localhost", options).await;
        assert_eq!(asked, Ok(expected), "{user} {options}");
    }
    // A name is looked at by one mode only.
    let options = "sslmode=verify-ca&sslrootcert=~/trusted.crt";
    assert_eq!(server.ask("postgres", "127.0.0.1", options).await, Ok(true));
    for (user, host, options, expected) in [
        (
            "only_tls",
            "localhost",
            "sslmode=disable",
            "sslmode=require may help",
        ),
        (
            "only_plain",
            "localhost",
            "sslmode=require",
            "refused user or password",
        ),
        (
            "with_password:wr0ng",
            "localhost",
            "sslmode=require",
            "refused user or password",
        ),
        (
            "postgres",
            "localhost",
            "sslmode=require&sslrootcert=~/stranger.crt",
            "not from an authority that is trusted",
        ),
        (
            "postgres",
            "localhost",
            "sslmode=verify-ca&sslrootcert=~/stranger.crt",
            "not from an authority that is trusted",
        ),
        (
            "postgres",
            "localhost",
            "sslmode=verify-full",
            "not from an authority that is trusted",
        ),
        (
            "postgres",
            "localhost",
            "sslmode=verify-full&sslrootcert=system",
            "not from an authority that is trusted",
        ),
        (
            "postgres",
            "127.0.0.1",
            "sslmode=verify-full&sslrootcert=~/trusted.crt",
            "is not for 127.0.0.1 but for ",
        ),
        (
            "postgres",
            "localhost",
            "sslmode=verify-ca&sslrootcert=system",
            "needs sslmode=verify-full",
        ),
        (
            "postgres",
            "localhost",
            "sslmode=require&sslrootcert=~/missing.crt",
            "which cannot be read",
        ),
        (
            "postgres",
            "localhost",
            "sslmode=require&sslrootcert=~/good.key",
            "holds no certificate",
        ),
        (
            "postgres",
            "localhost",
            "sslmode=on",
            "another sslmode than",
        ),
    ] {
        let error = server.ask(user, host, options).await.unwrap_err();
        assert!(error.contains(expected), "{user} {options}: {error}");
    }
    let socket = format!("{}&sslmode=verify-full", server.cluster.url());
    assert_eq!(ask(&socket).await, Ok(false), "a socket needs no TLS");
}

#[tokio::test]
async fn a_certificate_can_be_its_own_authority_and_can_expire() {
    let server = Encrypted::start().await;
    server.present("own").await;
    assert!(server.file("own.crt").exists());
    for (mode, host) in [("verify-full", "localhost"), ("verify-ca", "127.0.0.1")] {
        let options = format!("sslmode={mode}&sslrootcert=~/own.crt");
        assert_eq!(server.ask("postgres", host, &options).await, Ok(true));
        let options = format!("sslmode={mode}&sslrootcert=~/trusted.crt");
        let error = server.ask("postgres", host, &options).await.unwrap_err();
        assert!(error.contains("certificate is not"), "{error}");
    }
    let options = "sslmode=verify-full&sslrootcert=~/own.crt";
    let error = server.ask("postgres", "127.0.0.1", options).await;
    assert!(error.unwrap_err().contains("is not for 127.0.0.1"));
    server.present("expired").await;
    assert_eq!(
        server.ask("postgres", "localhost", "sslmode=require").await,
        Ok(true)
    );
    let options = "sslmode=verify-ca&sslrootcert=~/trusted.crt";
    let error = server.ask("postgres", "localhost", options).await;
    assert!(error.unwrap_err().contains("certificate has expired"));
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_tls_is_demanded() {
    let cluster = Cluster::start(&Setup {
        listens: true,
        ..Setup::default()
    });
    let url = |mode: &str| {
        let port = cluster.port();
        format!("postgres://postgres@localhost:{port}/postgres?sslmode={mode}")
    };
    for mode in ["disable", "allow", "prefer"] {
        assert_eq!(ask(&url(mode)).await, Ok(false), "{mode}");
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        let error = ask(&url(mode)).await.unwrap_err();
        assert!(error.contains("does not offer TLS"), "{mode}: {error}");
    }
}

#[tokio::test]
async fn migrators_and_connections_without_names_are_encrypted_too() {
    let server = Encrypted::start().await;
    let url = server.url("only_tls", "localhost", "sslmode=require");
    let migrations = Migrations::read(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../migrations")
            .as_path(),
    );
    let migrations = migrations.unwrap();
    let report = migrate::migrate(&url, &migrations, &Options::default()).await;
    assert!(!report.unwrap().applied.is_empty());
    let mut conn = pooler::connect(&url).await.unwrap();
    assert!(is_encrypted(&mut conn).await);
    let server = Server::new(&url).ok().unwrap();
    let (client, mut messages) = server.listen().await.unwrap();
    let (sender, mut heard) = tokio::sync::mpsc::unbounded_channel();
    drop(tokio::spawn(async move {
        while let Some(message) = messages.next().await {
            sender.send(message).unwrap();
        }
    }));
    client
        .batch_execute("LISTEN news; NOTIFY news")
        .await
        .unwrap();
    let message = heard.recv().await;
    assert!(matches!(message, Some(Ok(AsyncMessage::Notification(_)))));
    let pooled = format!("{url}&pgbouncer=true");
    let error = migrate::migrate(&pooled, &migrations, &Options::default()).await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("use the URL of the server itself"),
        "{error}"
    );
}
