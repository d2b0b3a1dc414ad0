//! Which addresses may stand in a page that browsers show.

/// Addresses without a scheme are relative to the page and always fine.
pub(super) fn is_safe_link(address: &str) -> bool {
    match scheme(address).as_deref() {
        None => true,
        Some(scheme) => matches!(
            scheme,
            "http" | "https" | "mailto" | "tel" | "sms" | "ftp" | "geo" | "xmpp"
        ),
    }
}

pub(super) fn is_safe_image(address: &str) -> bool {
    match scheme(address).as_deref() {
        None => !address.trim().is_empty(),
        Some("http" | "https") => true,
        Some("data") => {
            let address = address.trim().to_ascii_lowercase();
            // Not svg: that is a document with scripts.
            ["png", "jpeg", "gif", "webp", "avif"]
                .iter()
                .any(|kind| address.starts_with(&format!("data:image/{kind};base64,")))
        }
        Some(_) => false,
    }
}

/// Browsers skip control characters and leading spaces, so that `java\nscript:` is a scheme for them.
fn scheme(address: &str) -> Option<String> {
    let visible: String = address
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .take_while(|c| !matches!(c, '/' | '?' | '#'))
        .take(64)
        .collect();
    let (scheme, _) = visible.split_once(':')?;
    Some(scheme.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        for good in [
            "https://example.org/a:b",
            "HTTP://x",
            "/p/1",
            "#top",
            "?a=b:c",
            "mailto:a@b.c",
            "",
            "page",
        ] {
            assert!(is_safe_link(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            " JavaScript:x",
            "java\nscript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "blob:x",
        ] {
            assert!(!is_safe_link(bad), "{bad}");
        }
    }

    #[test]
    fn images() {
        for good in ["/files/1", "https://x/y.png", "data:image/png;base64,AAAA"] {
            assert!(is_safe_image(good), "{good}");
        }
        for bad in [
            "",
            "javascript:x",
            "data:image/svg+xml;base64,AAAA",
            "data:text/html;base64,x",
            "file:///x",
        ] {
            assert!(!is_safe_image(bad), "{bad}");
        }
    }
}
