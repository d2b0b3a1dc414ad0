//! `tls-server-end-point` (RFC 5929): the certificate's digest, which SCRAM mixes into the password's proof.

use sha2::{Digest, Sha256, Sha384, Sha512};

/// The tag of a SEQUENCE and of an OBJECT IDENTIFIER in DER.
const SEQUENCE: u8 = 0x30;
const OBJECT_IDENTIFIER: u8 = 0x06;

/// `sha256WithRSAEncryption` and its likes, `ecdsa-with-SHA256` and its likes: all but the last byte.
const RSA: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];
const ECDSA: [u8; 7] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03];

/// Nothing for signatures whose digest PostgreSQL would not know either.
pub(super) fn end_point(certificate: &[u8]) -> Option<Vec<u8>> {
    let (kind, family) = signature_algorithm(certificate)?.split_last()?;
    // MD5 and SHA-1 count as SHA-256.
    Some(match (family == RSA, family == ECDSA, kind) {
        (true, _, 4 | 5 | 11) | (_, true, 2) => Sha256::digest(certificate).to_vec(),
        (true, _, 12) | (_, true, 3) => Sha384::digest(certificate).to_vec(),
        (true, _, 13) | (_, true, 4) => Sha512::digest(certificate).to_vec(),
        _ => return None,
    })
}

/// Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE { OID, … }, … }
fn signature_algorithm(certificate: &[u8]) -> Option<&[u8]> {
    let (certificate, _) = element(certificate, SEQUENCE)?;
    let (_, rest) = element(certificate, SEQUENCE)?;
    let (algorithm, _) = element(rest, SEQUENCE)?;
    Some(element(algorithm, OBJECT_IDENTIFIER)?.0)
}

/// The content of the first element, and what follows it.
fn element(der: &[u8], expected: u8) -> Option<(&[u8], &[u8])> {
    let (tag, rest) = der.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match usize::from(*first) {
        short @ ..0x80 => (short, rest),
        long => {
            let (bytes, rest) = rest.split_at_checked(long & 0x7f)?;
            let length = bytes.iter().try_fold(0_usize, |length, byte| {
                length.checked_mul(256)?.checked_add(usize::from(*byte))
            })?;
            (length, rest)
        }
    };
    (*tag == expected).then(|| rest.split_at_checked(length))?
}
