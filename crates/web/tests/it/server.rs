//! A running service with a database of its own, and people who call it.

use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::Value;
use testkit::{Person, World};
use web::{Config, Running};

use crate::answer::Answer;

/// A service that is stopped with the test.
pub(crate) struct Server {
    pub(crate) world: World,
    pub(crate) origin: String,
    http: Client,
    pub(crate) setup_path: String,
    _running: Running,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// On a free port, whatever the configuration says.
    pub(crate) async fn with(mut config: Config) -> Self {
        let world = World::start().await;
        config.listen.set_port(0);
        config.workers = std::num::NonZeroUsize::MIN;
        let running = web::serve(config, world.db.clone())
            .await
            .expect("a service");
        Self {
            world,
            origin: format!("http://{}", running.addr()),
            http: client(),
            setup_path: running.setup_path().to_owned(),
            _running: running,
        }
    }

    /// Calls without any credential.
    pub(crate) fn nobody(&self) -> Caller<'_> {
        Caller {
            server: self,
            credential: Credential::None,
        }
    }

    /// Calls with a person's key.
    pub(crate) fn key(&self, person: &Person) -> Caller<'_> {
        self.bearer(&person.key)
    }

    /// Calls with a person's session, as a first-party program does.
    pub(crate) fn session(&self, person: &Person) -> Caller<'_> {
        self.bearer(&person.session)
    }

    pub(crate) fn bearer(&self, token: &str) -> Caller<'_> {
        Caller {
            server: self,
            credential: Credential::Bearer(token.to_owned()),
        }
    }

    /// Calls with a person's session cookie, as a browser does.
    pub(crate) fn browser(&self, person: &Person) -> Caller<'_> {
        self.cookie(&person.session)
    }

    pub(crate) fn cookie(&self, session: &str) -> Caller<'_> {
        Caller {
            server: self,
            credential: Credential::Cookie(session.to_owned()),
        }
    }
}

/// No redirects are followed: where they lead is part of what is tested.
pub(crate) fn client() -> Client {
    Client::builder()
        .redirect(redirect::Policy::none())
        .build()
        .expect("a client")
}

enum Credential {
    None,
    Bearer(String),
    Cookie(String),
}

/// Somebody who calls the service.
pub(crate) struct Caller<'a> {
    server: &'a Server,
    credential: Credential,
}

impl Caller<'_> {
    /// A request to be completed and handed to [`Answer::to`].
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .server
            .http
            .request(method, format!("{}{path}", self.server.origin));
        match &self.credential {
            Credential::None => request,
            Credential::Bearer(token) => request.bearer_auth(token),
            Credential::Cookie(session) => {
                request.header("cookie", format!("pagespace_session={session}"))
            }
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        Answer::to(self.request(Method::PATCH, path).json(&body)).await
    }

    /// Neither body nor content type.
    pub(crate) async fn bare(&self, method: Method, path: &str) -> Answer {
        Answer::to(self.request(method, path)).await
    }

    /// A form as a browser sends it from a page of ours.
    pub(crate) async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("origin", &self.server.origin);
        Answer::to(request.form(fields)).await
    }

    /// The token that the forms of this browser carry, read off a page.
    pub(crate) async fn csrf(&self) -> String {
        let page = self.get("/settings/keys").await;
        page.between("data-csrf=\"", "\"").to_owned()
    }
}
