//! TLS by rustls, and what the server's certificate has to prove.

mod binding;
mod verifier;

use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;

use super::channel::Channel;
use super::mode::Mode;
use crate::error::Error;
use verifier::Verifier;

/// As PostgreSQL calls itself where a port is shared.
const PROTOCOL: &[u8] = b"postgresql";

#[derive(Clone)]
pub(super) struct Handshake {
    config: Arc<ClientConfig>,
}

impl Handshake {
    pub(super) fn new(mode: Mode, root: Option<&str>) -> Result<Self, Error> {
        let verifier = Verifier::new(mode, root)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::Usage(format!("TLS cannot be used: {error}")))?;
        let mut config = builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
        Ok(Self {
            config: Arc::new(config),
        })
    }

    /// An error is in words for whoever wrote the URL.
    pub(super) async fn shake<S>(&self, host: &str, socket: S) -> Result<Channel, String>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_invalid| "the host is no name that a certificate can hold".to_owned())?;
        let connector = TlsConnector::from(Arc::clone(&self.config));
        let stream = connector.connect(name, socket).await.map_err(|error| {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
            inner.map_or_else(|| format!("TLS failed: {error}"), in_words)
        })?;
        let certificates = stream.get_ref().1.peer_certificates();
        let binding = certificates
            .and_then(<[_]>::first)
            .and_then(|certificate| binding::end_point(certificate));
        Ok(Channel::encrypted(stream, binding))
    }
}

fn in_words(error: &rustls::Error) -> String {
    let rustls::Error::InvalidCertificate(problem) = error else {
        return format!("TLS failed: {error}");
    };
    let problem = match problem {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "is not from an authority that is trusted: name its authority's file by sslrootcert"
                .to_owned()
        }
        CertificateError::NotValidForName => "is for another host".to_owned(),
        CertificateError::NotValidForNameContext {
            expected,
            presented,
        } => format!(
            "is not for {} but for {}",
            expected.to_str(),
            if presented.is_empty() {
                "nobody by an alternative name".to_owned()
            } else {
                presented.join(", ")
            }
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "is not valid yet".to_owned()
        }
        other => format!("is not accepted: {other}"),
    };
    format!("the server's certificate {problem}")
}
