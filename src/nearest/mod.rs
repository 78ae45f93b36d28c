//! The exact search: which stores are best, and which pages must be read to be sure.
//!
//! Stores are cut into [leaves](Leaf) along the hierarchy of [tiles](Tile) ([`cut`]). A [`Branch`] stands for a
//! page that has not been read: it carries what bounds its stores from below. [`Search`] is a
//! plain state machine: it says which pages it wants, takes them, and is done when no unread
//! branch can hold a store better than the worst of the answer.

mod almanac;
mod best;
mod bounds;
mod directions;
mod envelope;
mod forest;
mod leaf;
mod moving;
mod near;
mod offer;
mod outlook;
mod partition;
mod scan;
mod search;
mod sieve;
mod terms;
mod tile;
mod validity;
#[cfg(test)]
mod validity_tests;
mod vantage;

pub use almanac::{Almanac, Openings, Timetable};
pub use best::Hit;
pub use bounds::Bounds;
pub use directions::Directions;
pub use envelope::Envelope;
pub use forest::Forest;
pub use leaf::{Leaf, Pin};
pub use offer::{Offer, Promise, RegionStock, Stock, Taken, Wait};
pub use partition::{Piece, cut, part};
pub use search::{Content, Found, READS_PER_ROUND, Search, Tally};
pub use sieve::Sieve;
pub use terms::{After, Class, Key, OpenFilter, Rank, Served, Terms};
pub use tile::Tile;
pub use vantage::{Vantage, Window};

use serde::{Deserialize, Serialize};

/// The content address of a page: the hash of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PageKey(pub [u8; 16]);

impl std::fmt::Display for PageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(if half < 10 { b'0' + half } else { b'a' - 10 + half });
    let mut text = String::with_capacity(2 * bytes.len());
    text.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    text
}

/// What is known of a page's stores without reading it: enough to pass it by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// What its stores lie between; `None` if none of them has a place.
    pub bounds: Option<Bounds>,
    /// When any of its stores may be open.
    pub hours: Envelope,
    /// The amenities that any of its stores may have.
    pub amenities: AmenityBits,
    /// How many stores it has.
    pub stores: u32,
}

/// A page of the tree, not read yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Branch {
    /// Where its bytes are.
    pub page: PageKey,
    /// The tile that its stores share; `None` for stores without a place.
    pub tile: Option<Tile>,
    /// What bounds its stores.
    pub summary: Summary,
}

impl Branch {
    /// Whether a store may be in it that has this finest tile, or no place.
    pub fn may_hold(&self, finest: Option<Tile>) -> bool {
        Tile::holds(self.tile, finest)
    }
}

/// A set of amenities, folded to 32 bits by a hash of their ids: a missing bit proves absence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AmenityBits(#[serde(with = "postcard::fixint::le")] u32);

impl AmenityBits {
    /// The bit of one amenity, by FNV-1a of its id: no two snapshots disagree on it.
    pub fn of(id: &str) -> Self {
        let hash =
            id.bytes().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(b)).wrapping_mul(16_777_619));
        Self(1 << ((hash ^ (hash >> 16)) & 31))
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every amenity of `required` may be in this set.
    pub const fn may_have(self, required: Self) -> bool {
        self.0 & required.0 == required.0
    }
}
