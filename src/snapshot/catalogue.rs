//! What a manifest says of items and stock; all of it empty where only stores were compiled.

use super::codes::{Prefix, SHARED_BITS};
use super::gtins::gtin_print;
use super::ids::bucket_of;
use crate::item::Gtin;
use crate::nearest::PageKey;
use crate::time::UtcSeconds;
use serde::{Deserialize, Serialize};

/// The top of items and stock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Pages of items, a power of two of them, by the first bits of items' numbers.
    pub items: Vec<PageKey>,
    /// Pages of trade item numbers, by the first bits of a hash of them.
    pub gtins: Vec<PageKey>,
    /// Pages of carriers, by the first bits of items' numbers; none where no store has anything.
    pub carriers: Vec<PageKey>,
    /// When each inventory feed was made, by its place among them: what rows call their source.
    pub as_of: Vec<UtcSeconds>,
    /// How many items there are.
    pub item_count: u32,
    /// How many pairs of a store and an item.
    pub rows: u64,
    /// By region of the manifest: one more than the bits of items' numbers by which its stock is
    /// cut into pages; 0 where it has none. Empty where no region has any.
    pub(crate) bits: Vec<u8>,
}

impl Catalogue {
    /// The page of an item, by its number, or by the fingerprint of its id.
    pub fn item_page(&self, code: u32) -> Option<PageKey> {
        self.items.get(bucket_of(code, self.items.len())).copied()
    }

    /// The page that says which regions have an item, by its number, or by the fingerprint of its
    /// id.
    pub fn carriers_page(&self, code: u32) -> Option<PageKey> {
        self.carriers.get(bucket_of(code, self.carriers.len())).copied()
    }

    /// The page of a trade item number.
    pub fn gtin_page(&self, gtin: Gtin) -> Option<PageKey> {
        self.gtins.get(bucket_of(gtin_print(gtin), self.gtins.len())).copied()
    }

    /// By how many bits of items' numbers the stock of a region is cut into pages, by the region's
    /// place in the manifest; `None` where it has none.
    pub fn stock_bits(&self, region: usize) -> Option<u8> {
        self.bits.get(region)?.checked_sub(1)
    }

    /// The pages of carriers, each with the prefix that its items share.
    pub fn carriers_by_prefix(&self) -> impl Iterator<Item = (Prefix, PageKey)> {
        by_prefix(&self.carriers)
    }

    /// The pages of items, each with the prefix that they share.
    pub fn items_by_prefix(&self) -> impl Iterator<Item = (Prefix, PageKey)> {
        by_prefix(&self.items)
    }

    /// All pages that a manifest names for itself.
    pub fn pages(&self) -> impl Iterator<Item = PageKey> {
        self.items.iter().chain(&self.gtins).chain(&self.carriers).copied()
    }

    /// Whether it fits a manifest of so many regions.
    pub(super) fn is_sound(&self, regions: usize) -> bool {
        let most = 1 << SHARED_BITS;
        let is_cut = |pages: &[PageKey]| {
            pages.is_empty() || (pages.len().is_power_of_two() && pages.len() <= most)
        };
        [&self.items, &self.gtins, &self.carriers].into_iter().all(|pages| is_cut(pages))
            && (self.bits.is_empty() || self.bits.len() == regions)
            && self.bits.iter().all(|bits| *bits <= SHARED_BITS + 1)
    }
}

fn by_prefix(pages: &[PageKey]) -> impl Iterator<Item = (Prefix, PageKey)> {
    let bits = pages.len().checked_ilog2().and_then(|bits| u8::try_from(bits).ok());
    Prefix::all(bits.unwrap_or_default()).zip(pages.iter().copied())
}
