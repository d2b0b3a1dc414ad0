//! HTML as a sequence of tags and texts.
//!
//! Not a browser's parser, on purpose. What a client writes is rebuilt from a closed list of elements and
//! written out again by [`render`](super::render), so that safety does not hang on this file; in return a `<`
//! that begins no complete tag stays text instead of swallowing what follows it, and no input takes more than
//! linear time. Character references follow the table of the HTML standard.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;

use super::node::storable;

#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// Decoded.
    Text(Cow<'a, str>),
    Start(Tag<'a>),
    /// Name in lower case.
    End(String),
}

#[derive(Debug, PartialEq)]
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: String,
    attributes: &'a str,
}

/// Whether text would be taken for something else if it were put into HTML as it is.
pub(super) fn has_markup(text: &str) -> bool {
    text.contains("&amp;")
        || text.contains("&lt;")
        || text.contains("&gt;")
        || text.contains("&#")
        || text.contains('\r')
        || text.split('<').skip(1).any(|after| {
            after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
        })
}

pub(super) fn escape_text(text: &str) -> Cow<'_, str> {
    escape(text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#13;"),
        _ => None,
    })
}

pub(super) fn escape_attribute(text: &str) -> Cow<'_, str> {
    escape(text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\r' => Some("&#13;"),
        // A tag stands in one line.
        '\n' => Some("&#10;"),
        '\0' => Some("\u{fffd}"),
        _ => None,
    })
}

fn escape(text: &str, replace: fn(char) -> Option<&'static str>) -> Cow<'_, str> {
    if !text.contains(|c| replace(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match replace(c) {
            Some(replacement) => out.push_str(replacement),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Elements whose content is not text of the page.
const UNSEEN: [&str; 13] = [
    "script", "style", "template", "textarea", "title", "iframe", "noscript", "noembed",
    "noframes", "object", "svg", "math", "select",
];

pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// Searched for once and not found: searching again for each of many openings would be quadratic.
    missing: Vec<&'static str>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self {
            rest: html,
            missing: Vec::new(),
        }
    }

    /// What stands after a comment, a doctype or the like.
    fn after_comment(&mut self) -> Option<&'a str> {
        let inner = self.rest.strip_prefix('<')?;
        if let Some(comment) = inner.strip_prefix("!--") {
            return self.after(comment, "-->", false);
        }
        let inner = inner.strip_prefix(['!', '?'])?;
        let end = inner.find(['<', '>'])?;
        inner.get(end..)?.strip_prefix('>')
    }

    fn after(&mut self, text: &'a str, mark: &'static str, tag: bool) -> Option<&'a str> {
        if self.missing.contains(&mark) {
            return None;
        }
        let found = if tag {
            after_end_tag(text, mark)
        } else {
            text.split_once(mark).map(|(_, rest)| rest)
        };
        if found.is_none() {
            self.missing.push(mark);
        }
        found
    }

    /// Leaves out the content of a script and the like; of one that never ends, only its tag.
    fn skip_unseen(&mut self, name: &str, after: &'a str) -> Option<&'a str> {
        let name = UNSEEN.into_iter().find(|unseen| *unseen == name)?;
        Some(self.after(after, name, true).unwrap_or(after))
    }

    fn text(&mut self) -> Token<'a> {
        let end = self
            .rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == '<')
            .map_or(self.rest.len(), |(at, _)| at);
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Token::Text(decode(text))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if let Some(rest) = self.after_comment() {
                self.rest = rest;
                continue;
            }
            let Some((token, rest)) = tag(self.rest) else {
                return Some(self.text());
            };
            self.rest = rest;
            if let Token::Start(start) = &token
                && let Some(rest) = self.skip_unseen(&start.name, rest)
            {
                self.rest = rest;
                continue;
            }
            return Some(token);
        }
    }
}

/// What stands after `</name …>`.
fn after_end_tag<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text;
    loop {
        let (_, after) = rest.split_once("</")?;
        if after
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
        {
            return after.split_once('>').map(|(_, rest)| rest);
        }
        rest = after;
    }
}

fn tag(text: &str) -> Option<(Token<'_>, &str)> {
    let inner = text.strip_prefix('<')?;
    let (closing, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (name, rest) =
        inner.split_at(inner.find(|c: char| c.is_ascii_whitespace() || "/<>".contains(c))?);
    let (attributes, rest) = rest.split_at(end_of_attributes(rest)?);
    let name = name.to_ascii_lowercase();
    let token = if closing {
        Token::End(name)
    } else {
        Token::Start(Tag { name, attributes })
    };
    Some((token, rest.strip_prefix('>')?))
}

/// Where the `>` of a tag stands; `None` if there is none before the next `<` outside quotes.
fn end_of_attributes(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut value_expected = false;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(end), _) if c == end => quote = None,
            (Some(_), _) => {}
            (None, '<') => return None,
            (None, '>') => return Some(at),
            (None, '"' | '\'') if value_expected => {
                quote = Some(c);
                value_expected = false;
            }
            (None, '=') => value_expected = true,
            (None, _) => value_expected = value_expected && c.is_ascii_whitespace(),
        }
    }
    None
}

impl Tag<'_> {
    /// The first attribute of this name, decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let (found, value, after) = attribute(rest);
            if found.eq_ignore_ascii_case(name) {
                return Some(storable(&decode(value)).into_owned());
            }
            rest = after;
        }
    }
}

/// Name, value and what follows.
fn attribute(text: &str) -> (&str, &str, &str) {
    let is_end = |c: char| c.is_ascii_whitespace() || c == '/' || c == '=';
    // The first character belongs to the name whatever it is, so that every call goes forward.
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, c)| is_end(*c))
        .map_or(text.len(), |(at, _)| at);
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.trim_start().strip_prefix('=') else {
        return (name, "", rest);
    };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let (value, rest) = quoted.split_once(quote).unwrap_or((quoted, ""));
            return (name, value, rest);
        }
    }
    let end = value
        .find(|c: char| c.is_ascii_whitespace())
        .unwrap_or(value.len());
    let (value, rest) = value.split_at(end);
    (name, value, rest)
}

fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        if let Some((decoded, after)) = reference(after) {
            out.extend(decoded);
            rest = after;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A complete reference at the start of `text`: what it stands for, and what follows it.
fn reference(text: &str) -> Option<(impl Iterator<Item = char>, &str)> {
    let length = text
        .bytes()
        .take(40)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
        .count();
    let (name, rest) = text.split_at(length);
    let rest = rest.strip_prefix(';')?;
    let (first, second) = if let Some(number) = name.strip_prefix('#') {
        (Some(numbered(number)?), None)
    } else {
        let (first, second) = *NAMED_ENTITIES.get(format!("{name};").as_str())?;
        (
            char::from_u32(first),
            char::from_u32(second).filter(|c| *c != '\0'),
        )
    };
    Some((first.into_iter().chain(second), rest))
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    let code = code.ok()?;
    Some(
        char::from_u32(code)
            .filter(|c| *c != '\0')
            .unwrap_or('\u{fffd}'),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(html: &str) -> Vec<String> {
        Tokens::new(html)
            .map(|token| match token {
                Token::Text(text) => text.into_owned(),
                Token::Start(tag) => format!("<{}>", tag.name),
                Token::End(name) => format!("</{name}>"),
            })
            .collect()
    }

    fn attribute_of(html: &str, name: &str) -> Option<String> {
        match Tokens::new(html).next() {
            Some(Token::Start(tag)) => tag.attribute(name),
            _ => None,
        }
    }

    #[test]
    fn tags_and_texts() {
        assert_eq!(
            show("a<B x=\">\">b</b\n>c<br/>"),
            ["a", "<b>", "b", "</b>", "c", "<br>"]
        );
    }

    #[test]
    fn what_is_no_complete_tag_is_text() {
        assert_eq!(show("if a <b then"), ["if a ", "<b then"]);
        assert_eq!(show("a < b <3 <p").concat(), "a < b <3 <p");
        assert_eq!(show("<a href=\"x<p>y"), ["<a href=\"x", "<p>", "y"]);
        assert_eq!(show("</> <!-- x").concat(), "</> <!-- x");
    }

    #[test]
    fn scripts_and_comments_are_left_out() {
        assert_eq!(
            show("a<script>x<p></SCRIPT >b<!-- <p> -->c<!doctype html>"),
            ["a", "b", "c"]
        );
        assert_eq!(show("<style>p"), ["p"]);
    }

    #[test]
    fn attributes() {
        let html = "<a HREF = 'x&amp;y' title=t/u checked data-a=\"1>2\">";
        assert_eq!(attribute_of(html, "href").as_deref(), Some("x&y"));
        assert_eq!(attribute_of(html, "title").as_deref(), Some("t/u"));
        assert_eq!(attribute_of(html, "checked").as_deref(), Some(""));
        assert_eq!(attribute_of(html, "data-a").as_deref(), Some("1>2"));
        assert_eq!(attribute_of(html, "class"), None);
    }

    #[test]
    fn references() {
        assert_eq!(
            decode("&lt;&#65;&#x1F600;&hellip;&nbsp;&NotEqualTilde;"),
            "<A😀…\u{a0}≂\u{338}"
        );
        assert_eq!(
            decode("AT&T &copy &bogus; &#xD800; &#0; &"),
            "AT&T &copy &bogus; \u{fffd} \u{fffd} &"
        );
    }

    #[test]
    fn markup_is_recognised() {
        for plain in ["", "a < b & c", "x <3", "a > b", "&copy;", "Q&A"] {
            assert!(!has_markup(plain), "{plain}");
        }
        for markup in ["<p>", "</p", "a<!-- -->", "&lt;", "<b", "a\r\nb"] {
            assert!(has_markup(markup), "{markup}");
        }
        for text in ["a <b", "&lt;", "&#10;", "\r"] {
            assert!(has_markup(text) && has_markup(&escape_text(text)), "{text}");
        }
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        for piece in [
            "<!--", "<script>", "<a b=\"", "<a b='\"", "&", "<", "</", "<!", "<a =", "&amp",
        ] {
            let html = piece.repeat(300_000);
            assert!(Tokens::new(&html).count() < 700_000, "{piece}");
        }
    }
}
