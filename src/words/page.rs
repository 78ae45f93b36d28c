//! A page of the index.

use super::lexicon::Lexicon;
use super::shelf::Shelf;
use std::rc::Rc;

/// No page has more bytes: with the header and the packing of a snapshot's value, which makes
/// nothing of them smaller, it is a read of 64 KB.
pub(super) const PAGE_BYTES: usize = 65_200;

pub(super) const LEXICON: u8 = b'T';
pub(super) const SHELF: u8 = b'S';
/// Bytes of the letter and the numbers that a page begins with.
pub(super) const HEADER_BYTES: usize = 9;

/// A page, decoded. Clones share what it holds.
#[derive(Clone, Debug)]
pub enum Page {
    /// Words.
    Lexicon(Rc<Lexicon>),
    /// Who has them.
    Shelf(Rc<Shelf>),
}

/// Why bytes are not a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageError {
    /// They begin as none does.
    Kind(Option<u8>),
    /// What does not parse.
    Damaged(&'static str),
}

impl std::fmt::Display for PageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Kind(None) => f.write_str("an empty page of words"),
            Self::Kind(Some(kind)) => write!(f, "a page of words of another kind ({kind})"),
            Self::Damaged(what) => write!(f, "a damaged page of words: {what}"),
        }
    }
}

impl std::error::Error for PageError {}

impl Page {
    /// Decodes what [`super::Index::pages`] holds.
    pub fn decode(bytes: &[u8]) -> Result<Self, PageError> {
        match bytes.split_first() {
            Some((&LEXICON, body)) => Ok(Self::Lexicon(Rc::new(Lexicon::decode(body)?))),
            Some((&SHELF, body)) => Ok(Self::Shelf(Rc::new(Shelf::decode(body)?))),
            other => Err(PageError::Kind(other.map(|(kind, _)| *kind))),
        }
    }

    /// Bytes that this takes in memory, roughly: what a cache counts.
    pub fn weight(&self) -> usize {
        match self {
            Self::Lexicon(page) => page.weight(),
            Self::Shelf(page) => page.weight(),
        }
    }
}

/// A page: its kind, two numbers, and what follows.
pub(super) fn header(kind: u8, [a, b]: [u32; 2], rest: Vec<u8>) -> Vec<u8> {
    let mut bytes = vec![kind];
    bytes.extend(a.to_le_bytes());
    bytes.extend(b.to_le_bytes());
    bytes.extend(rest);
    bytes
}

/// The two numbers after the kind, and what follows.
pub(super) fn numbers(body: &[u8]) -> Result<([u32; 2], &[u8]), PageError> {
    let read = || {
        let (first, rest) = body.split_first_chunk()?;
        let (second, rest) = rest.split_first_chunk()?;
        Some(([u32::from_le_bytes(*first), u32::from_le_bytes(*second)], rest))
    };
    read().ok_or(PageError::Damaged("its beginning"))
}
