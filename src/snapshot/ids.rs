//! From a store's id to its place in the tree: buckets by the hash of the id.

use super::seal::{Kind, seal};
use crate::nearest::Tile;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

/// Ids of one bucket: fingerprints in ascending order, each with the finest tile of its store.
/// A tile does not change when pages are cut differently, so neither does the bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdBucket {
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    #[serde(with = "postcard::fixint::le")]
    fingerprint: u32,
    /// `None` for a store without a place.
    tile: Option<Tile>,
}

/// The fingerprint of an id.
pub fn fingerprint(id: &str) -> u32 {
    let [.., a, b, c, d] = XxHash3_128::oneshot(id.as_bytes()).to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// Which of `buckets` (a power of two) holds an id: the leading bits of its fingerprint.
pub fn bucket_of(fingerprint: u32, buckets: usize) -> usize {
    let bits = buckets.max(1).ilog2();
    usize::try_from(u64::from(fingerprint) >> (32 - bits)).unwrap_or(0)
}

impl IdBucket {
    /// From fingerprints and tiles, in any order.
    pub fn new(entries: impl IntoIterator<Item = (u32, Option<Tile>)>) -> Self {
        let entries = entries.into_iter().map(|(fingerprint, tile)| Entry { fingerprint, tile });
        let mut entries: Vec<Entry> = entries.collect();
        entries.sort_unstable();
        Self { entries }
    }

    /// The tiles of stores that may have this id: more than one only where fingerprints collide.
    pub fn tiles(&self, fingerprint: u32) -> impl Iterator<Item = Option<Tile>> {
        let start = self.entries.partition_point(|e| e.fingerprint < fingerprint);
        let rest = self.entries.get(start..).unwrap_or_default();
        rest.iter().take_while(move |e| e.fingerprint == fingerprint).map(|e| e.tile)
    }

    /// Bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        self.entries.len() * size_of::<Entry>()
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        seal(Kind::Ids, self)
    }
}
