//! The best stores so far.

use super::{After, Key, Leaf, PageKey, Served, Taken, Tile};
use std::rc::Rc;

/// A store of the answer.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its place in the order, but for its id.
    pub key: Key,
    /// The page that it is on.
    pub page: PageKey,
    /// The tile of the region that it is in.
    pub region: Option<Tile>,
    /// Its leaf.
    pub leaf: Rc<Leaf>,
    /// Its row there.
    pub row: u16,
    /// Metres from the origin.
    pub distance_m: f64,
    /// When it serves a person who leaves now.
    pub served: Served,
    /// What it has of what is wished for, the best first; none where nothing is.
    pub taken: Vec<Taken>,
}

impl Hit {
    /// The retailer's code.
    pub fn id(&self) -> &str {
        self.leaf.id(self.row)
    }

    fn order(&self) -> (Key, &str) {
        (self.key, self.id())
    }

    pub(super) fn comes_after(&self, after: &After) -> bool {
        self.order() > (after.key, after.id.as_str())
    }
}

/// The best stores so far, in order.
#[derive(Debug)]
pub(super) struct Best {
    hits: Vec<Hit>,
    limit: usize,
    /// Whether a store that fits the terms, or may, was left out.
    pub dropped: bool,
}

/// Room is made for so many at once.
const USUAL: usize = 100;

impl Best {
    /// None yet, of at most `limit`.
    pub(super) fn new(limit: usize) -> Self {
        Self { hits: Vec::with_capacity(limit.min(USUAL) + 1), limit, dropped: false }
    }

    /// Whether a store with this key, or a later one, cannot enter. Equal keys may: ids decide.
    pub(super) fn is_beyond(&self, key: &Key) -> bool {
        self.worst().is_some_and(|worst| *key > worst)
    }

    pub(super) fn push(&mut self, hit: Hit) {
        let place = self.hits.partition_point(|other| other.order() < hit.order());
        self.hits.insert(place, hit);
        if self.hits.len() > self.limit {
            self.hits.truncate(self.limit);
            self.dropped = true;
        }
    }

    /// The key of the last store, once there are enough.
    pub(super) fn worst(&self) -> Option<Key> {
        (self.hits.len() >= self.limit).then(|| self.hits.last().map(|hit| hit.key)).flatten()
    }

    pub(super) fn hits(&self) -> &[Hit] {
        &self.hits
    }

    pub(super) fn into_hits(self) -> Vec<Hit> {
        self.hits
    }
}
