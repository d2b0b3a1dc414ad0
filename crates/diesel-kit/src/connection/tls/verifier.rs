//! How far a certificate is looked at.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
};

use crate::connection::mode::Mode;
use crate::error::Error;

/// The authorities that browsers trust.
const SYSTEM: &str = "system";

#[derive(Debug)]
pub(super) struct Verifier {
    /// Nobody, if any certificate will do.
    authorities: Option<Arc<WebPkiServerVerifier>>,
    /// A server may present one of them itself.
    trusted: Vec<CertificateDer<'static>>,
    checks_name: bool,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    pub(super) fn new(mode: Mode, root: Option<&str>) -> Result<Self, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut verifier = Self {
            authorities: None,
            trusted: Vec::new(),
            checks_name: mode == Mode::VerifyFull,
            provider: Arc::clone(&provider),
        };
        let must_verify = matches!(mode, Mode::VerifyCa | Mode::VerifyFull);
        let mut store = RootCertStore::empty();
        match root {
            Some(SYSTEM) if !verifier.checks_name => {
                let message = "sslrootcert=system in the database URL needs sslmode=verify-full: anybody can \
                               get a certificate for another name";
                return Err(Error::Usage(message.to_owned()));
            }
            Some(SYSTEM) | None if must_verify => {
                store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            }
            Some(file) => {
                verifier.trusted = read(file)?;
                // What is no authority can still be the certificate itself.
                store.add_parsable_certificates(verifier.trusted.iter().cloned());
            }
            None => return Ok(verifier),
        }
        let built = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider).build();
        verifier.authorities = Some(
            built.map_err(|error| Error::Usage(format!("sslrootcert cannot be used: {error}")))?,
        );
        Ok(verifier)
    }

    /// A server whose own certificate is in the file: usual where there is no authority, and refused by
    /// rustls if the certificate says that it could be one. Its dates were looked at before that.
    fn is_itself_trusted(&self, certificate: &CertificateDer<'_>, error: &TlsError) -> bool {
        matches!(
            error,
            TlsError::InvalidCertificate(CertificateError::Other(_))
        ) && self.trusted.iter().any(|trusted| trusted == certificate)
    }
}

fn read(file: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let unusable = |problem: String| {
        Error::Usage(format!(
            "sslrootcert in the database URL names {file}, {problem}"
        ))
    };
    let bytes =
        std::fs::read(file).map_err(|error| unusable(format!("which cannot be read: {error}")))?;
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(unusable("which holds no certificate in PEM".to_owned())),
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let Some(authorities) = &self.authorities else {
            return Ok(ServerCertVerified::assertion());
        };
        match authorities.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            // Names are looked at last.
            Err(TlsError::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !self.checks_name => Ok(ServerCertVerified::assertion()),
            Err(error) if self.is_itself_trusted(certificate, &error) => {
                if self.checks_name {
                    verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
                }
                Ok(ServerCertVerified::assertion())
            }
            outcome => outcome,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        match &self.authorities {
            Some(authorities) => authorities.verify_tls12_signature(message, certificate, signed),
            // Whoever sits in between could sign with a certificate of their own: nothing is proved.
            None => Ok(HandshakeSignatureValid::assertion()),
        }
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        match &self.authorities {
            Some(authorities) => authorities.verify_tls13_signature(message, certificate, signed),
            None => Ok(HandshakeSignatureValid::assertion()),
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
