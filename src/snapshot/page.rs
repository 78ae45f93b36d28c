//! A page as it comes from KV: verified by its hash, then decoded once.

use super::branches::Branches;
use super::columns::bytes;
use super::gtins::GtinPage;
use super::ids::IdBucket;
use super::items::{ItemPage, decode_items};
use super::leaf::decode_leaf;
use super::seal::{FormatError, Kind, decode, hash, seal, unseal};
use super::stock::{StockPage, decode_stock};
use crate::gazetteer;
use crate::nearest::{Branch, Content, Forest, Leaf, PageKey};
use crate::words;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A page, decoded. Clones share what it holds.
#[derive(Clone, Debug)]
pub enum Page {
    /// Stores.
    Leaf(Rc<Leaf>),
    /// The pages of a crowded region.
    Region(Rc<Region>),
    /// Ids.
    Ids(Rc<IdBucket>),
    /// Items.
    Items(Rc<ItemPage>),
    /// Trade item numbers.
    Gtins(Rc<GtinPage>),
    /// Words of items.
    Words(words::Page),
    /// What the stores of a district have.
    Stock(Rc<StockPage>),
    /// Towns and postcodes.
    Places(Rc<gazetteer::Page>),
}

/// A crowded region.
#[derive(Clone, Debug)]
pub struct Region {
    /// Its leaves, in the order of their tiles.
    pub leaves: Vec<Branch>,
    /// The leaves, ready to be searched.
    pub forest: Rc<Forest>,
}

/// Why a page cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageError {
    /// There is no value under its key.
    Missing,
    /// It could not be read in time.
    Unreadable(String),
    /// Its hash is another.
    Hash {
        /// The hash found.
        found: PageKey,
    },
    /// It is not a page of this format.
    Format(FormatError),
}

impl std::fmt::Display for PageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => f.write_str("missing"),
            Self::Unreadable(why) => write!(f, "could not be read: {why}"),
            Self::Hash { found } => write!(f, "its bytes have the hash {found}: damaged"),
            Self::Format(error) => error.fmt(f),
        }
    }
}

impl Page {
    /// Decodes the bytes found under `key`.
    pub fn decode(key: PageKey, bytes: &[u8]) -> Result<Self, PageError> {
        let found = hash(bytes);
        if found != key {
            return Err(PageError::Hash { found });
        }
        Self::decode_verified(bytes).map_err(PageError::Format)
    }

    fn decode_verified(bytes: &[u8]) -> Result<Self, FormatError> {
        let (letter, body) = unseal(bytes)?;
        let kind = Kind::of(letter).ok_or(FormatError::Kind { found: char::from(letter) })?;
        Ok(match kind {
            Kind::Leaf => Self::Leaf(Rc::new(decode_leaf(&body)?)),
            Kind::Region => {
                let leaves = decode::<Branches>(&body)?.open()?;
                let forest = Rc::new(Forest::new(&leaves));
                Self::Region(Rc::new(Region { leaves, forest }))
            }
            Kind::Ids => Self::Ids(Rc::new(decode(&body)?)),
            Kind::Items => Self::Items(Rc::new(decode_items(&body)?)),
            Kind::Gtins => Self::Gtins(Rc::new(GtinPage::decode(&body)?)),
            Kind::Words => Self::Words(decode_words(&body)?),
            Kind::Stock => Self::Stock(Rc::new(decode_stock(&body)?)),
            Kind::Places => {
                let wire: gazetteer::Wire = decode(&body)?;
                Self::Places(Rc::new(wire.open().map_err(FormatError::Body)?))
            }
            Kind::Manifest | Kind::Head => {
                return Err(FormatError::Kind { found: char::from(letter) });
            }
        })
    }

    /// What it is, in a word.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Leaf(_) => "leaf",
            Self::Region(_) => "region",
            Self::Ids(_) => "ids",
            Self::Items(_) => "items",
            Self::Gtins(_) => "gtins",
            Self::Words(_) => "words",
            Self::Stock(_) => "stock",
            Self::Places(_) => "places",
        }
    }

    /// What the search makes of it. Only leaves and regions are part of the tree of places.
    pub fn content(&self) -> Content {
        match self {
            Self::Leaf(leaf) => Content::Leaf(Rc::clone(leaf)),
            Self::Region(region) => Content::Forest(Rc::clone(&region.forest)),
            _ => Content::Lost,
        }
    }

    /// Bytes that this takes in memory, roughly: what a cache counts.
    pub fn weight(&self) -> usize {
        match self {
            Self::Leaf(leaf) => leaf.weight(),
            Self::Region(region) => {
                region.leaves.len() * size_of::<Branch>() + region.forest.weight()
            }
            Self::Ids(bucket) => bucket.weight(),
            Self::Items(page) => page.weight(),
            Self::Gtins(page) => page.weight(),
            Self::Words(page) => page.weight(),
            Self::Stock(page) => page.weight(),
            Self::Places(page) => page.weight(),
        }
    }
}

/// Encodes the page of a crowded region.
pub(super) fn encode_region(leaves: &[Branch]) -> Vec<u8> {
    seal(Kind::Region, &Branches::of(leaves))
}

/// A page of the text index, in the form that it gives itself.
#[derive(Serialize, Deserialize)]
struct WordsWire(#[serde(with = "bytes")] Vec<u8>);

/// Encodes a page of the text index.
pub fn encode_words(page: &[u8]) -> Vec<u8> {
    seal(Kind::Words, &WordsWire(page.to_vec()))
}

fn decode_words(body: &[u8]) -> Result<words::Page, FormatError> {
    let WordsWire(page) = decode(body)?;
    words::Page::decode(&page).map_err(|error| match error {
        words::PageError::Kind(_) => FormatError::Body("a page of words of no kind"),
        words::PageError::Damaged(what) => FormatError::Body(what),
    })
}
