//! What a manifest says of items and stock; all of it empty where only stores were compiled.

use super::codes::{Prefix, SHARED_BITS};
use super::district::District;
use super::gtins::gtin_print;
use super::ids::bucket_of;
use super::names::{item_names, stock_names};
use super::tiles::are_apart;
use crate::item::{Currency, Gtin, Quantities};
use crate::nearest::{PageKey, Tile};
use crate::time::UtcSeconds;
use crate::words::Layout;
use serde::{Deserialize, Serialize};

/// The top of items and stock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// Pages of items, a power of two of them, by the first bits of items' numbers.
    pub items: Vec<PageKey>,
    /// Pages of trade item numbers, by the first bits of a hash of them.
    pub gtins: Vec<PageKey>,
    /// The text index of items.
    pub words: WordIndex,
    /// Where there is stock, in the order of their tiles; none where no store has anything.
    pub districts: Vec<District>,
    /// When each inventory feed was made, by its place among them: what rows call their source.
    pub as_of: Vec<UtcSeconds>,
    /// How many items there are.
    pub item_count: u32,
    /// How many pairs of a store and an item.
    pub rows: u64,
    /// The currencies of all rows' prices, ascending.
    pub currencies: Vec<Currency>,
    /// How exactly rows say how many there are.
    pub quantities: Quantities,
}

/// The text index of items: what is known of it before any of its pages is read, and where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordIndex {
    /// Which page has which words.
    pub layout: Layout,
    /// The pages, by their numbers.
    pub pages: Vec<PageKey>,
}

impl WordIndex {
    /// A page by its number.
    pub fn page(&self, number: u32) -> Option<PageKey> {
        usize::try_from(number).ok().and_then(|number| self.pages.get(number)).copied()
    }

    fn is_sound(&self) -> bool {
        usize::try_from(self.layout.pages()) == Ok(self.pages.len())
    }
}

impl Catalogue {
    /// The page of an item, by its number, or by the fingerprint of its id.
    pub fn item_page(&self, code: u32) -> Option<PageKey> {
        self.items.get(bucket_of(code, self.items.len())).copied()
    }

    /// The page of a trade item number.
    pub fn gtin_page(&self, gtin: Gtin) -> Option<PageKey> {
        self.gtins.get(bucket_of(gtin_print(gtin), self.gtins.len())).copied()
    }

    /// The district that holds the stock of a region; `None` where there is none.
    pub fn district_of(&self, region: Option<Tile>) -> Option<&District> {
        self.districts.iter().find(|district| district.holds(region))
    }

    /// The pages of items, each with the prefix that they share.
    pub fn items_by_prefix(&self) -> impl Iterator<Item = (Prefix, PageKey)> {
        let bits = self.items.len().checked_ilog2().and_then(|bits| u8::try_from(bits).ok());
        Prefix::all(bits.unwrap_or_default()).zip(self.items.iter().copied())
    }

    /// The pages of stock of all districts.
    pub fn stock_pages(&self) -> impl Iterator<Item = PageKey> {
        self.districts.iter().flat_map(|district| &district.pages).copied()
    }

    /// All pages that a manifest names for itself.
    pub fn pages(&self) -> impl Iterator<Item = PageKey> {
        let named = self.items.iter().chain(&self.gtins).chain(&self.words.pages).copied();
        named.chain(self.stock_pages())
    }

    /// What pages of items and of stock are called beside their hashes.
    pub fn names(&self) -> impl Iterator<Item = (String, PageKey)> {
        let items = self.items_by_prefix().flat_map(|(prefix, page)| {
            item_names(prefix.bits(), prefix.place()).map(move |name| (name, page))
        });
        let earth = self.districts.iter().filter(|district| district.is_earth());
        let stock = earth.flat_map(District::by_prefix);
        let stock =
            stock.flat_map(|(prefix, page)| stock_names(prefix).map(move |name| (name, page)));
        items.chain(stock)
    }

    /// Whether nothing of it contradicts itself.
    pub(super) fn is_sound(&self) -> bool {
        let most = 1 << SHARED_BITS;
        let is_cut = |pages: &[PageKey]| {
            pages.is_empty() || (pages.len().is_power_of_two() && pages.len() <= most)
        };
        [&self.items, &self.gtins].into_iter().all(|pages| is_cut(pages))
            && self.words.is_sound()
            && self.districts.iter().all(District::is_sound)
            && are_apart(self.districts.iter().map(|district| district.tile))
            && self.currencies.is_sorted_by(|a, b| a < b)
    }
}
