//! What stores have of items: the rows of a district whose items' numbers share a prefix.

use super::columns::{climb, ends, part, to_usize};
use super::ids::fingerprint;
use super::narrow::{Narrow, Packed};
use super::seal::{FormatError, decode};
use super::tiles;
use crate::item::{Availability, Pickup, Price};
use crate::nearest::Tile;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Rows in columns, by the number of their item, then by the region and the number of their store.
///
/// Stores are named by numbers as items are: the fingerprint of the id, or one of the next where
/// another store of the district has it. The page says which have another than their fingerprint,
/// of all stores that might be taken for one that has a row: so that nobody need know all stores
/// of a district to read one.
#[derive(Clone, Debug, Default)]
pub struct StockPage {
    pub(super) displaced: Vec<(String, u32)>,
    /// Ascending.
    items: Vec<u32>,
    /// Where the rows of each item end.
    item_ends: Vec<u32>,
    /// Distinct regions of stores that have rows, in the order of the manifest; `None` is that of
    /// stores without a place.
    tiles: Vec<Option<Tile>>,
    /// Where the stores of each region end.
    store_ends: Vec<u32>,
    /// Distinct numbers of stores by region, ascending within it.
    stores: Vec<u32>,
    /// By row: the place of its store in `stores`, ascending within an item.
    store_of: Vec<u32>,
    /// By row: one more than the quantity, 0 where unknown.
    quantities: Narrow,
    terms: Vec<Term>,
    term_of: Narrow,
    prices: Vec<Price>,
    /// By row: one more than the place of its price, 0 where unknown.
    price_of: Narrow,
    aisles: Vec<String>,
    /// By row: one more than the place of its aisle, 0 where unknown.
    aisle_of: Narrow,
    sources: Narrow,
}

/// What few rows differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Term {
    pub availability: Availability,
    pub pickup: Option<Pickup>,
}

/// The encoded form; items and the stores of rows as steps, tiles as [differences](Tile::after).
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Wire<'a> {
    pub displaced: Vec<(String, u32)>,
    pub items: Vec<u32>,
    /// How many rows each item has.
    pub rows_of: Vec<u32>,
    /// Of the regions that have a place.
    pub tile_depths: Vec<u8>,
    pub tiles: Vec<u64>,
    /// How many stores each region has.
    pub stores_of: Vec<u32>,
    #[serde(borrow)]
    pub stores: Packed<'a>,
    #[serde(borrow)]
    pub store_of: Packed<'a>,
    #[serde(borrow)]
    pub quantities: Packed<'a>,
    pub terms: Vec<Term>,
    #[serde(borrow)]
    pub term_of: Packed<'a>,
    pub prices: Vec<Price>,
    #[serde(borrow)]
    pub price_of: Packed<'a>,
    pub aisles: Vec<String>,
    #[serde(borrow)]
    pub aisle_of: Packed<'a>,
    #[serde(borrow)]
    pub sources: Packed<'a>,
}

/// What a store has of an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StockRow<'a> {
    /// Its place on the page.
    pub place: u32,
    /// The number of the store, as [`StockPage::store_code`] gives it.
    pub store: u32,
    /// Whether it can be had.
    pub availability: Availability,
    /// How many, as far as the compiler tells; `None` where nobody does.
    pub quantity: Option<u32>,
    /// What it costs there; `None` where nobody knows.
    pub price: Option<&'a Price>,
    /// How it can be picked up; `None` where that is not offered.
    pub pickup: Option<Pickup>,
    /// Where in the store it lies; empty where unknown.
    pub aisle: &'a str,
    /// Which feed says so: its place in the manifest's `as_of`.
    pub source: u16,
}

/// Where the rows of one item in one region are on a page.
#[derive(Clone, Debug)]
pub struct StockCounter {
    /// The places of the region's stores.
    stores: Range<usize>,
    /// The item's rows there.
    rows: Range<usize>,
}

impl StockCounter {
    /// How many rows the item has there.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl StockPage {
    /// The number of a store of this district, by its id.
    pub fn store_code(&self, id: &str) -> u32 {
        let displaced = self.displaced.iter().find(|(displaced, _)| displaced == id);
        displaced.map_or_else(|| fingerprint(id), |(_, code)| *code)
    }

    /// The stores whose number is not their fingerprint, by id: those that have rows here, and
    /// those whose fingerprint is the number of one that has.
    pub fn displaced(&self) -> &[(String, u32)] {
        &self.displaced
    }

    /// The numbers of the items that have rows, ascending.
    pub fn items(&self) -> &[u32] {
        &self.items
    }

    /// The stores that have rows, by region and number.
    pub fn stores(&self) -> impl Iterator<Item = (Option<Tile>, u32)> {
        self.tiles.iter().enumerate().flat_map(move |(place, tile)| {
            let stores = part(&self.store_ends, place).and_then(|range| self.stores.get(range));
            stores.unwrap_or_default().iter().map(|store| (*tile, *store))
        })
    }

    /// The rows of an item, by the regions and numbers of their stores.
    pub fn rows(&self, item: u32) -> impl ExactSizeIterator<Item = StockRow<'_>> {
        self.range(item).map(|row| self.row(row))
    }

    /// The regions that have any row of an item, in the order of the manifest.
    pub fn regions(&self, item: u32) -> impl Iterator<Item = Option<Tile>> {
        let mut rest = self.store_of.get(self.range(item)).unwrap_or_default();
        std::iter::from_fn(move || {
            let store = rest.first()?;
            let region = self.store_ends.partition_point(|end| end <= store);
            let end = *self.store_ends.get(region)?;
            rest = rest.get(rest.partition_point(|store| *store < end)..)?;
            self.tiles.get(region).copied()
        })
    }

    /// The rows of an item in a region, by the numbers of their stores.
    pub fn rows_in(
        &self,
        item: u32,
        region: Option<Tile>,
    ) -> impl ExactSizeIterator<Item = StockRow<'_>> {
        self.range_in(item, region).unwrap_or_default().map(|row| self.row(row))
    }

    /// What a store of a region has of an item.
    pub fn row_of(&self, item: u32, region: Option<Tile>, store: u32) -> Option<StockRow<'_>> {
        self.row_at(&self.counter(item, region)?, store)
    }

    /// Where the rows of an item in a region are.
    pub fn counter(&self, item: u32, region: Option<Tile>) -> Option<StockCounter> {
        let stores = self.stores_of(region)?;
        let rows = self.range_among(item, &stores)?;
        Some(StockCounter { stores, rows })
    }

    /// What a store has, of those that a counter is of.
    pub fn row_at(&self, counter: &StockCounter, store: u32) -> Option<StockRow<'_>> {
        let place = self.stores.get(counter.stores.clone())?.binary_search(&store).ok()?;
        let place = u32::try_from(counter.stores.start + place).ok()?;
        let within = self.store_of.get(counter.rows.clone())?.binary_search(&place).ok()?;
        Some(self.row(counter.rows.start + within))
    }

    /// The numbers of the stores that a counter has rows of, ascending.
    pub fn carriers(&self, counter: &StockCounter) -> impl Iterator<Item = u32> {
        let places = self.store_of.get(counter.rows.clone()).unwrap_or_default();
        places.iter().filter_map(|place| self.stores.get(to_usize(*place)).copied())
    }

    /// The row at a place on the page.
    pub fn nth(&self, place: u32) -> Option<StockRow<'_>> {
        let row = to_usize(place);
        (row < self.len()).then(|| self.row(row))
    }

    /// The rows of an item.
    fn range(&self, item: u32) -> Range<usize> {
        let place = self.items.binary_search(&item).ok();
        place.and_then(|place| part(&self.item_ends, place)).unwrap_or_default()
    }

    fn range_in(&self, item: u32, region: Option<Tile>) -> Option<Range<usize>> {
        self.range_among(item, &self.stores_of(region)?)
    }

    fn range_among(&self, item: u32, stores: &Range<usize>) -> Option<Range<usize>> {
        let rows = self.range(item);
        let of_item = self.store_of.get(rows.clone())?;
        let first = |end: usize| of_item.partition_point(|store| to_usize(*store) < end);
        Some(rows.start + first(stores.start)..rows.start + first(stores.end))
    }

    /// The places of a region's stores in `stores`.
    fn stores_of(&self, region: Option<Tile>) -> Option<Range<usize>> {
        let place = self.tiles.binary_search_by(|tile| tiles::order(*tile, region)).ok()?;
        part(&self.store_ends, place)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.store_of.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.store_of.is_empty()
    }

    /// All columns have this row, and what it refers to is there: decoding has seen to it.
    fn row(&self, row: usize) -> StockRow<'_> {
        let optional = |column: &Narrow| column.get(row).checked_sub(1);
        let term = self.terms.get(to_usize(self.term_of.get(row)));
        let store = self.store_of.get(row).and_then(|store| self.stores.get(to_usize(*store)));
        let aisle = optional(&self.aisle_of).and_then(|aisle| self.aisles.get(to_usize(aisle)));
        StockRow {
            place: u32::try_from(row).unwrap_or(u32::MAX),
            store: store.copied().unwrap_or_default(),
            availability: term.map_or(Availability::OutOfStock, |term| term.availability),
            quantity: optional(&self.quantities),
            price: optional(&self.price_of).and_then(|price| self.prices.get(to_usize(price))),
            pickup: term.and_then(|term| term.pickup),
            aisle: aisle.map_or("", String::as_str),
            source: u16::try_from(self.sources.get(row)).unwrap_or_default(),
        }
    }

    fn refers_to_what_is_there(&self) -> Result<(), FormatError> {
        let ascends = |region| {
            let stores = part(&self.store_ends, region).and_then(|range| self.stores.get(range));
            stores.unwrap_or_default().is_sorted_by(|a, b| a < b)
        };
        if !(0..self.store_ends.len()).all(ascends) {
            return Err(FormatError::Body("numbers that do not ascend"));
        }
        let store =
            self.store_of.iter().max().is_none_or(|most| to_usize(*most) < self.stores.len());
        let term = self.is_empty() || to_usize(self.term_of.most()) < self.terms.len();
        let price = to_usize(self.price_of.most()) <= self.prices.len();
        let aisle = to_usize(self.aisle_of.most()) <= self.aisles.len();
        let source = u16::try_from(self.sources.most()).is_ok();
        if store
            && term
            && price
            && aisle
            && source
            && self.prices.iter().all(|price| price.is_sound())
        {
            Ok(())
        } else {
            Err(FormatError::Body("a row of nothing"))
        }
    }

    /// Bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        let texts = self.displaced.iter().map(|(id, _)| id).chain(&self.aisles);
        let columns =
            [&self.quantities, &self.term_of, &self.price_of, &self.aisle_of, &self.sources];
        columns.map(Narrow::weight).iter().sum::<usize>()
            + (self.store_of.len() + self.items.len() * 2 + self.stores.len()) * 4
            + self.tiles.len() * (size_of::<Option<Tile>>() + 4)
            + self.prices.len() * size_of::<Price>()
            + self.terms.len() * size_of::<Term>()
            + texts.map(|text| 32 + text.len()).sum::<usize>()
    }
}

/// Decodes the body of a page of stock, and checks that its columns fit together.
pub(super) fn decode_stock(body: &[u8]) -> Result<StockPage, FormatError> {
    let mut wire: Wire<'_> = decode(body)?;
    if wire.items.len() != wire.rows_of.len() {
        return Err(FormatError::Body("columns of different lengths"));
    }
    climb(&mut wire.items)?;
    if wire.rows_of.contains(&0) || wire.stores_of.contains(&0) {
        return Err(FormatError::Body("an item without rows, or a region without stores"));
    }
    let tiles = tiles::from_differences(wire.stores_of.len(), &wire.tile_depths, &wire.tiles)?;
    let mut store_of = wire.store_of.numbers()?;
    let rows = store_of.len();
    let item_ends = ends(wire.rows_of.iter().copied(), rows)?;
    climb_each(&item_ends, &mut store_of)?;
    let stores = wire.stores.numbers()?;
    let store_ends = ends(wire.stores_of.iter().copied(), stores.len())?;
    let page = StockPage {
        displaced: wire.displaced,
        items: wire.items,
        item_ends,
        tiles,
        store_ends,
        stores,
        store_of,
        quantities: wire.quantities.unpack(rows)?,
        terms: wire.terms,
        term_of: wire.term_of.unpack(rows)?,
        prices: wire.prices,
        price_of: wire.price_of.unpack(rows)?,
        aisles: wire.aisles,
        aisle_of: wire.aisle_of.unpack(rows)?,
        sources: wire.sources.unpack(rows)?,
    };
    page.refers_to_what_is_there().map(|()| page)
}

/// As [`climb`], from the start for each part.
fn climb_each(ends: &[u32], steps: &mut [u32]) -> Result<(), FormatError> {
    let mut parts = (0..ends.len()).map(|place| part(ends, place).unwrap_or_default());
    parts.try_for_each(|part| climb(steps.get_mut(part).unwrap_or_default()))
}
