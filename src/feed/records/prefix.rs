//! The first bytes of a feed: what it is.

use encoding_rs::Encoding;
use std::io::{self, Read};

/// Enough for white space, a comment and the XML declaration.
const PREFIX_BYTES: u64 = 1_024;

/// What a feed is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Content {
    Empty,
    /// An archive of this kind.
    Packed(&'static str),
    /// XML, in an encoding that it declares and that is not UTF-8.
    Xml(Option<&'static Encoding>),
    Table,
}

/// The first bytes.
pub(super) struct Prefix(Vec<u8>);

impl Prefix {
    pub(super) fn read(reader: &mut dyn Read) -> io::Result<Self> {
        let mut bytes = Vec::new();
        reader.take(PREFIX_BYTES).read_to_end(&mut bytes)?;
        Ok(Self(bytes))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn content(&self) -> Content {
        if self.0.starts_with(b"\x1f\x8b") {
            return Content::Packed("gzip");
        }
        if self.0.starts_with(b"PK\x03\x04") {
            return Content::Packed("zip");
        }
        let text = match Encoding::for_bom(&self.0) {
            Some((encoding, _)) => encoding.decode(&self.0).0,
            None => String::from_utf8_lossy(&self.0),
        };
        match text.trim_start() {
            "" if (self.0.len() as u64) < PREFIX_BYTES => Content::Empty,
            xml if xml.starts_with('<') => Content::Xml(declared(xml)),
            _ => Content::Table,
        }
    }
}

/// `<?xml version="1.0" encoding="ISO-8859-1"?>`. One that can be read as bytes is not UTF-16,
/// whatever it says.
fn declared(xml: &str) -> Option<&'static Encoding> {
    let (declaration, _) = xml.strip_prefix("<?xml")?.split_once("?>")?;
    let (_, rest) = declaration.split_once("encoding")?;
    let label = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = label.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = label.get(1..)?.split(quote).next()?;
    Encoding::for_label(label.as_bytes())
        .filter(|encoding| encoding.is_ascii_compatible() && *encoding != encoding_rs::UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_known_by_their_first_bytes() {
        let latin = Some(encoding_rs::WINDOWS_1252);
        for (what, bytes, content) in [
            ("nothing", &b""[..], Content::Empty),
            ("a mark and nothing", b"\xEF\xBB\xBF\r\n", Content::Empty),
            ("gzip", b"\x1f\x8b\x08", Content::Packed("gzip")),
            ("zip", b"PK\x03\x04", Content::Packed("zip")),
            ("a table", b"id\ttitle", Content::Table),
            ("XML", b" \n<rss>", Content::Xml(None)),
            ("XML with a mark", b"\xEF\xBB\xBF<rss>", Content::Xml(None)),
            ("UTF-16", b"\xFF\xFE<\0r\0", Content::Xml(None)),
            ("UTF-8", b"<?xml version='1.0' encoding='utf-8'?>", Content::Xml(None)),
            ("UTF-16 that is not", b"<?xml encoding='utf-16'?>", Content::Xml(None)),
            ("Latin-1", b"<?xml version=\"1.0\" encoding = \"ISO-8859-1\"?>", Content::Xml(latin)),
            ("an unknown one", b"<?xml encoding='klingon'?>", Content::Xml(None)),
        ] {
            assert_eq!(Prefix(bytes.to_vec()).content(), content, "{what}");
        }
    }
}
