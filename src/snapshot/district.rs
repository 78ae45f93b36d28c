//! Districts: tiles whose stores share pages of stock, cut by the first bits of items' numbers.

use super::codes::{Prefix, SHARED_BITS};
use crate::nearest::{PageKey, Tile};
use serde::{Deserialize, Serialize};

/// A union of whole regions, and the pages of their stock: the leaves of a binary trie over items'
/// numbers, split only where a page would be too large. One question about an item in a district
/// is one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct District {
    /// What contains its regions; `None` for stores without a place.
    pub tile: Option<Tile>,
    /// Bits that the items of each page share, in the order of their numbers: the leaves of a
    /// trie that leaves nothing out, so that their bits alone say which these are.
    pub depths: Vec<u8>,
    /// A page for each of them.
    pub pages: Vec<PageKey>,
}

impl District {
    /// The page that has the district's rows of an item, by its number, or by the fingerprint of
    /// its id.
    pub fn page_of(&self, code: u32) -> Option<PageKey> {
        self.by_prefix().find(|(prefix, _)| prefix.begins(code)).map(|(_, page)| page)
    }

    /// The pages, each with the prefix that its items share, in order.
    pub fn by_prefix(&self) -> impl Iterator<Item = (Prefix, PageKey)> {
        let mut next = 0_u32;
        let prefixes = self.depths.iter().map(move |depth| {
            let prefix = Prefix::of(next, *depth);
            next = prefix.range().end().wrapping_add(1);
            prefix
        });
        prefixes.zip(self.pages.iter().copied())
    }

    /// Whether the stock of a region is here.
    pub fn holds(&self, region: Option<Tile>) -> bool {
        Tile::holds(self.tile, region)
    }

    /// Whether it is of all stores that have a place.
    pub fn is_earth(&self) -> bool {
        self.tile.is_some_and(|tile| tile.depth() == 0)
    }

    /// Whether its pages are the leaves of a trie, without a gap.
    pub(super) fn is_sound(&self) -> bool {
        let whole = 1_u32 << SHARED_BITS;
        let mut covered = 0_u32;
        let is_next = |depth: &u8| {
            let span = whole >> depth.min(&SHARED_BITS);
            let fits = *depth <= SHARED_BITS && covered.is_multiple_of(span) && covered < whole;
            covered += span;
            fits
        };
        self.depths.len() == self.pages.len() && self.depths.iter().all(is_next) && covered == whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn district(depths: &[u8]) -> District {
        let pages = (0..).zip(depths).map(|(page, _)| PageKey([page; 16])).collect();
        District { tile: None, depths: depths.to_vec(), pages }
    }

    #[test]
    fn depths_determine_prefixes() {
        for (depths, prefixes) in [
            (&[0][..], &["1"][..]),
            (&[1, 1], &["2", "3"]),
            (&[2, 3, 3, 1], &["4", "a", "b", "3"]),
            (&[1, 2, 3, 4, 4], &["2", "6", "e", "1e", "1f"]),
        ] {
            let district = district(depths);
            assert!(district.is_sound(), "{depths:?}");
            let found: Vec<String> = district.by_prefix().map(|(p, _)| p.to_string()).collect();
            assert_eq!(found, prefixes);
            for (prefix, page) in district.by_prefix() {
                let range = prefix.range();
                assert_eq!(district.page_of(*range.start()), Some(page));
                assert_eq!(district.page_of(*range.end()), Some(page));
            }
        }
    }

    #[test]
    fn what_is_no_trie_is_not_sound() {
        for depths in [
            &[][..],
            &[1],
            &[0, 0],
            &[1, 1, 1],
            &[2, 1, 2],
            &[1, 2],
            &[13; 200],
            &[255],
            &[1, 255, 255],
        ] {
            let district = district(depths);
            assert!(!district.is_sound(), "{depths:?}");
            let _ = (district.page_of(7), district.page_of(u32::MAX), district.by_prefix().count());
        }
        let mut short = district(&[1, 1]);
        short.pages.pop();
        assert!(!short.is_sound());
    }
}
