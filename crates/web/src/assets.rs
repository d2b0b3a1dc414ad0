//! Style, script and pictures: built into the binary.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::http::header::{self, ETag, EntityTag, IfNoneMatch};
use actix_web::web::{Header, Path};
use actix_web::{HttpResponse, get};
use sha3::{Digest, Sha3_256};

use crate::csrf::hex;
use crate::error::Result;

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

struct Asset {
    bytes: &'static [u8],
    kind: &'static str,
    tag: String,
}

static ASSETS: LazyLock<HashMap<&str, Asset>> = LazyLock::new(|| {
    let asset = |(name, bytes): &(&'static str, &'static [u8])| {
        let digest = Sha3_256::digest(bytes);
        let tag = hex(digest.as_slice()).chars().take(32).collect();
        (
            *name,
            Asset {
                bytes,
                kind: kind(name),
                tag,
            },
        )
    };
    FILES.iter().map(asset).collect()
});

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// A file. Names stay the same from build to build, so browsers ask each time and are told when
/// nothing has changed.
#[get("/assets/{name}")]
pub(crate) async fn file(name: Path<String>, known: Header<IfNoneMatch>) -> Result<HttpResponse> {
    let asset = ASSETS.get(name.as_str()).ok_or(app::Error::NotFound)?;
    let tag = EntityTag::new_strong(asset.tag.clone());
    let is_known = match &known.0 {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|known| known.weak_eq(&tag)),
    };
    let mut response = if is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header(ETag(tag));
    Ok(if is_known {
        response.finish()
    } else {
        response.content_type(asset.kind).body(asset.bytes)
    })
}
