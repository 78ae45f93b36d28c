//! KV keys, read back from their text.

use crate::nearest::{PageKey, Tile};
use crate::snapshot::{HEAD, Prefix};

/// What a KV key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// `head`
    Head,
    /// `m/<hash>`
    Manifest(PageKey),
    /// `p/<hash>`
    Page(PageKey),
    /// `n/<tile>`
    Name(Tile),
    /// `i/<prefix>`
    Items(Prefix),
    /// `s/<prefix>`
    Stock(Prefix),
}

impl Key {
    /// `None` for text that is no key of a snapshot.
    pub fn parse(text: &str) -> Option<Self> {
        if text == HEAD {
            return Some(Self::Head);
        }
        let (kind, rest) = text.split_once('/')?;
        match kind {
            "m" => parse_hash(rest).map(Self::Manifest),
            "p" => parse_hash(rest).map(Self::Page),
            "n" => rest.parse().ok().map(Self::Name),
            "i" => rest.parse().ok().map(Self::Items),
            "s" => rest.parse().ok().map(Self::Stock),
            _ => None,
        }
    }
}

/// A hash from its 32 hexadecimal digits.
pub fn parse_hash(text: &str) -> Option<PageKey> {
    let is_hex = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let number = is_hex.then(|| u128::from_str_radix(text, 16).ok())??;
    Some(PageKey(number.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Point;
    use crate::snapshot::{hash, item_name, manifest_key, page_key, region_name, stock_name};

    #[test]
    fn every_key_is_read_back() {
        let page = hash(b"a page");
        let tile = Tile::at(Point::new(52.5, 13.4).unwrap(), 5);
        assert_eq!(Key::parse("head"), Some(Key::Head));
        assert_eq!(Key::parse(&page_key(page)), Some(Key::Page(page)));
        assert_eq!(Key::parse(&manifest_key(page)), Some(Key::Manifest(page)));
        assert_eq!(Key::parse(&region_name(tile)), Some(Key::Name(tile)));
        let prefix = Prefix::of(u32::MAX, 3);
        assert_eq!(Key::parse(&item_name(prefix)), Some(Key::Items(prefix)));
        assert_eq!(Key::parse(&stock_name(prefix)), Some(Key::Stock(prefix)));
    }

    #[test]
    fn other_text_is_no_key() {
        for text in [
            "",
            "heads",
            "p/",
            "p/xyz",
            "p/+0000000000000000000000000000000",
            "q/00",
            "n/01",
            "i/",
            "i/0",
            "s/1/1",
            "s/01",
        ] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }
}
