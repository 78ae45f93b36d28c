//! Items, their trade item numbers, and what the stores have of them.

use super::Limits;
use super::pack::{Packed, pack, run};
use super::values::Values;
use crate::item::{Gtin, Item, Quantities, Shelf, Stocked};
use crate::nearest::{PageKey, Tile};
use crate::snapshot::carriers::{Carrier, Carriers};
use crate::snapshot::codes::{Prefix, SHARED_BITS, codes};
use crate::snapshot::gtins::{GtinPage, gtin_print};
use crate::snapshot::items::encode_items;
use crate::snapshot::stock_rows::{Row, encode_stock};
use crate::snapshot::{Catalogue, fingerprint, hash, stock_name};
use crate::time::UtcSeconds;

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
/// The same of carriers.
const CARRIER_BITS: u8 = 8;
/// The same of the stock of a region, whose pages the manifest does not list.
const STOCK_BITS: u8 = SHARED_BITS;

/// A store of a region: its place among those compiled, and its id.
pub(super) type StoreAt<'a> = (usize, &'a str);

/// Items with pages, stock without.
pub(super) struct Shelves<'a> {
    goods: Goods<'a>,
    page_bytes: usize,
    /// The number of each item, by its place in [`Stocked::items`].
    item_codes: Vec<u32>,
    /// Without stock.
    pub catalogue: Catalogue,
}

/// The stock of a region.
struct Shelved {
    tile: Option<Tile>,
    bits: u8,
    pages: Vec<Vec<u8>>,
    keys: Vec<PageKey>,
    /// The numbers of its items, ascending.
    items: Vec<u32>,
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
            as_of: goods.as_of.to_vec(),
            item_count: u32::try_from(items.len()).unwrap_or(u32::MAX),
            rows: u64::try_from(goods.stocked.len()).unwrap_or(u64::MAX),
            ..Catalogue::default()
        };
        Self { goods, page_bytes: limits.page_bytes, item_codes, catalogue }
    }

    /// Bytes that stock adds to a manifest of so many regions, at most: pages of carriers, and a
    /// byte a region; hashes do not pack.
    pub(super) fn stock_bytes(&self, regions: usize) -> usize {
        if self.goods.stocked.is_empty() {
            return 0;
        }
        let bytes = (size_of::<PageKey>() << CARRIER_BITS) + regions;
        bytes + bytes / 128 + 16
    }

    /// Writes the pages of stock and of carriers, and their names. Regions in the manifest's order.
    pub(super) fn stock(
        self,
        regions: impl Iterator<Item = (Option<Tile>, Vec<StoreAt<'a>>)>,
        values: &mut Values,
    ) -> Catalogue {
        if self.goods.stocked.is_empty() {
            return self.catalogue;
        }
        let regions: Vec<Shelved> =
            regions.map(|(tile, stores)| self.region(tile, stores)).collect();
        let mut encode = |prefix| carriers(&regions, prefix).encode();
        let Packed { bits, pages } = pack(CARRIER_BITS, self.page_bytes, &mut encode);
        let column = regions.iter().map(|r| if r.items.is_empty() { 0 } else { r.bits + 1 });
        let column = column.collect();
        for region in regions {
            region.write(bits, values);
        }
        let carriers = pages.into_iter().map(|page| values.write(page)).collect();
        Catalogue { carriers, bits: column, ..self.catalogue }
    }

    fn region(&self, tile: Option<Tile>, mut stores: Vec<StoreAt<'a>>) -> Shelved {
        stores.sort_unstable_by_key(|(_, id)| *id);
        let codes = codes(stores.iter().map(|(_, id)| *id));
        let displaced =
            stores.iter().zip(&codes).filter(|((_, id), code)| fingerprint(id) != **code);
        let displaced: Vec<(String, u32)> =
            displaced.map(|((_, id), code)| ((*id).to_owned(), *code)).collect();
        let of_store = |((place, _), store): (&StoreAt<'a>, &u32)| {
            let store = *store;
            let shelves = self.goods.stocked.shelves(*place).iter();
            shelves.map(move |shelf| Row { item: self.item_code(shelf), store, shelf })
        };
        let mut rows: Vec<Row<'_>> = stores.iter().zip(&codes).flat_map(of_store).collect();
        rows.sort_unstable_by_key(|row| (row.item, row.store));
        let mut encode = |prefix| {
            let rows = run(&rows, prefix, |row| row.item);
            encode_stock(rows, &displaced, self.goods.stocked, self.goods.quantities)
        };
        let Packed { bits, pages } = pack(STOCK_BITS, self.page_bytes, &mut encode);
        let keys = pages.iter().map(|page| hash(page)).collect();
        let mut items: Vec<u32> = rows.iter().map(|row| row.item).collect();
        items.dedup();
        Shelved { tile, bits, pages, keys, items }
    }

    fn item_code(&self, row: &Shelf) -> u32 {
        let place = usize::try_from(row.item).ok();
        place.and_then(|place| self.item_codes.get(place)).copied().unwrap_or_default()
    }
}

impl Shelved {
    fn has(&self, prefix: Prefix) -> bool {
        !run(&self.items, prefix, |code| *code).is_empty()
    }

    /// As carriers of a prefix know it.
    fn carrier(&self, prefix: Prefix) -> Carrier {
        let page = |prefix: Prefix| self.keys.get(prefix.place()).copied();
        let pages = prefix.with_bits(self.bits).filter_map(page).collect();
        Carrier { tile: self.tile, bits: self.bits, pages }
    }

    /// Writes the pages that carriers of so many bits lead to.
    fn write(self, carrier_bits: u8, values: &mut Values) {
        for (prefix, page) in Prefix::all(self.bits).zip(&self.pages) {
            let mut shared = prefix.with_bits(self.bits.min(carrier_bits));
            if shared.any(|prefix| self.has(prefix)) {
                let page = values.write(page.clone());
                if let Some(tile) = self.tile {
                    values.name(stock_name(tile, prefix), page);
                }
            }
        }
    }
}

fn carriers(regions: &[Shelved], prefix: Prefix) -> Carriers {
    let mut of_prefix = Vec::new();
    for region in regions {
        let items = run(&region.items, prefix, |code| *code);
        if !items.is_empty() {
            of_prefix.push((region.carrier(prefix), items));
        }
    }
    Carriers::new(prefix.bits(), of_prefix)
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
