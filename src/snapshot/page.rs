//! A page as it comes from KV: verified by its hash, then decoded once.

use super::branches::Branches;
use super::ids::IdBucket;
use super::leaf::decode_leaf;
use super::seal::{FormatError, Kind, decode, hash, seal, unseal};
use crate::nearest::{Branch, Content, Forest, Leaf, PageKey};
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
        let (kind, body) = unseal(bytes)?;
        if kind == Kind::Leaf as u8 {
            return Ok(Self::Leaf(Rc::new(decode_leaf(&body)?)));
        }
        if kind == Kind::Region as u8 {
            let leaves = decode::<Branches>(&body)?.open()?;
            let forest = Rc::new(Forest::new(&leaves));
            return Ok(Self::Region(Rc::new(Region { leaves, forest })));
        }
        if kind == Kind::Ids as u8 {
            return Ok(Self::Ids(Rc::new(decode(&body)?)));
        }
        Err(FormatError::Kind { found: char::from(kind) })
    }

    /// What the search makes of it. Ids are never part of a tree of places.
    pub fn content(&self) -> Content {
        match self {
            Self::Leaf(leaf) => Content::Leaf(Rc::clone(leaf)),
            Self::Region(region) => Content::Forest(Rc::clone(&region.forest)),
            Self::Ids(_) => Content::Lost,
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
        }
    }
}

/// Encodes the page of a crowded region.
pub(super) fn encode_region(leaves: &[Branch]) -> Vec<u8> {
    seal(Kind::Region, &Branches::of(leaves))
}
