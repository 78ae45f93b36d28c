//! Items, their trade item numbers, and what the stores have of them.

use super::Limits;
use super::districts::{Laid, Place, Stock};
use super::pack::{pack, run};
use super::values::Values;
use crate::item::{Currency, Gtin, Item, Quantities, Stocked};
use crate::nearest::PageKey;
use crate::snapshot::codes::codes;
use crate::snapshot::gtins::{GtinPage, gtin_print};
use crate::snapshot::items::encode_items;
use crate::snapshot::page::encode_words;
use crate::snapshot::{Catalogue, District, WordIndex};
use crate::time::UtcSeconds;
use crate::words::Index;
use std::collections::BTreeSet;

/// What the stores have, and how a snapshot tells it.
#[derive(Clone, Copy, Debug)]
pub struct Goods<'a> {
    /// Joined with the very stores that are compiled, in their order.
    pub stocked: &'a Stocked,
    /// When each inventory feed was made, in their order.
    pub as_of: &'a [UtcSeconds],
    /// How exactly it says how many there are.
    pub quantities: Quantities,
}

/// Bits by which items are cut at most: 512 pages, 8 KB of the manifest. A million items make them
/// of some 200 KB.
const ITEM_BITS: u8 = 9;
/// The same of trade item numbers, of which a page holds some seven thousand.
const GTIN_BITS: u8 = 8;

/// Items with pages, stock without.
pub(super) struct Shelves<'a> {
    goods: Goods<'a>,
    page_bytes: usize,
    /// The number of each item, by its place in [`Stocked::items`].
    item_codes: Vec<u32>,
    /// Without stock.
    pub catalogue: Catalogue,
}

impl<'a> Shelves<'a> {
    /// Writes the pages of items.
    pub(super) fn new(goods: Goods<'a>, limits: Limits, values: &mut Values) -> Self {
        let items = goods.stocked.items();
        let item_codes = codes(items.iter().map(|item| item.id.as_str()));
        let mut by_code: Vec<(u32, &Item)> = item_codes.iter().copied().zip(items).collect();
        by_code.sort_unstable_by_key(|(code, _)| *code);
        let catalogue = Catalogue {
            items: item_pages(&by_code, limits, values),
            gtins: gtin_pages(&by_code, limits, values),
            words: word_index(&by_code, values),
            districts: Vec::new(),
            as_of: goods.as_of.to_vec(),
            item_count: u32::try_from(items.len()).unwrap_or(u32::MAX),
            rows: u64::try_from(goods.stocked.len()).unwrap_or(u64::MAX),
            currencies: currencies(goods.stocked),
            quantities: goods.quantities,
        };
        Self { goods, page_bytes: limits.page_bytes, item_codes, catalogue }
    }

    /// Writes the pages of stock. Regions in the manifest's order.
    pub(super) fn stock(&self, regions: &[Place<'_>], values: &mut Values) -> Catalogue {
        let Goods { stocked, quantities, .. } = self.goods;
        let stock = Stock { stocked, quantities, item_codes: &self.item_codes };
        let mut write = |Laid { tile, pages }: Laid| {
            let leaves = pages.into_iter().map(|(prefix, page)| (prefix.bits(), page));
            let (depths, pages) = leaves.map(|(bits, page)| (bits, values.write(page))).unzip();
            District { tile, depths, pages }
        };
        let districts = stock.lay_out(regions, self.page_bytes).into_iter().map(&mut write);
        Catalogue { districts: districts.collect(), ..self.catalogue.clone() }
    }
}

/// The currencies of the prices that rows have, ascending.
fn currencies(stocked: &Stocked) -> Vec<Currency> {
    let shelves = (0..stocked.stores()).flat_map(|store| stocked.shelves(store));
    let prices: BTreeSet<u32> = shelves.map(|shelf| shelf.price).collect();
    let price = |number: u32| stocked.prices().get(usize::try_from(number).ok()?);
    let currencies = prices.into_iter().filter_map(price).map(|price| price.regular().currency);
    currencies.collect::<BTreeSet<Currency>>().into_iter().collect()
}

fn word_index(items: &[(u32, &Item)], values: &mut Values) -> WordIndex {
    let index = Index::build(items.iter().copied());
    let page = |page: Vec<u8>| values.write(encode_words(&page));
    WordIndex { layout: index.layout, pages: index.pages.into_iter().map(page).collect() }
}

fn item_pages(items: &[(u32, &Item)], limits: Limits, values: &mut Values) -> Vec<PageKey> {
    if items.is_empty() {
        return Vec::new();
    }
    let mut encode = |prefix| encode_items(run(items, prefix, |(code, _)| *code));
    let packed = pack(ITEM_BITS, limits.page_bytes, &mut encode);
    packed.pages.into_iter().map(|page| values.write(page)).collect()
}

fn gtin_pages(items: &[(u32, &Item)], limits: Limits, values: &mut Values) -> Vec<PageKey> {
    let of_item = |(code, item): &(u32, &Item)| Some((gtin_print(item.gtin?), item.gtin?, *code));
    let mut gtins: Vec<(u32, Gtin, u32)> = items.iter().filter_map(of_item).collect();
    if gtins.is_empty() {
        return Vec::new();
    }
    gtins.sort_unstable();
    let mut encode = |prefix| {
        let run = run(&gtins, prefix, |(print, ..)| *print);
        GtinPage::new(run.iter().map(|(_, gtin, code)| (*gtin, *code))).encode()
    };
    let packed = pack(GTIN_BITS, limits.page_bytes, &mut encode);
    packed.pages.into_iter().map(|page| values.write(page)).collect()
}
