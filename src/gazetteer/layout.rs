//! Which page has which keys: what is known before any is read.

use serde::{Deserialize, Serialize};

/// The pages of a gazetteer by their numbers: first the leaves, in order, then the heads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Where each leaf begins.
    pub(super) leaves: Vec<String>,
    /// What the keys of each head begin with, in order.
    pub(super) heads: Vec<String>,
    /// The page of each head: those of the same keys are one.
    pub(super) head_pages: Vec<u32>,
}

impl Layout {
    /// How many pages there are.
    pub fn pages(&self) -> usize {
        let last = self.head_pages.iter().max().map_or(0, |last| index(*last) + 1);
        last.max(self.leaves.len())
    }

    /// The page on which a key is, with all places that it stands for.
    pub fn leaf(&self, key: &str) -> Option<usize> {
        self.leaves.partition_point(|first| first.as_str() <= key).checked_sub(1)
    }

    /// The page that completes what has been typed.
    pub fn completing(&self, typed: &str) -> Option<usize> {
        let head = self.heads.binary_search_by(|head| head.as_str().cmp(typed)).ok();
        head.and_then(|head| self.head_pages.get(head))
            .map(|page| index(*page))
            .or(self.leaf(typed))
    }

    /// Whether nothing of it contradicts itself.
    pub fn is_sound(&self) -> bool {
        let ascend = |keys: &[String]| keys.is_sorted_by(|a, b| a < b);
        self.leaves.first().is_none_or(String::is_empty)
            && self.heads.len() == self.head_pages.len()
            && ascend(&self.leaves)
            && ascend(&self.heads)
    }
}

fn index(page: u32) -> usize {
    usize::try_from(page).unwrap_or(usize::MAX)
}
