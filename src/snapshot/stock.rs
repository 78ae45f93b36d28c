//! What stores have of items: the rows of a region whose items' numbers share a prefix.

use super::columns::{climb, part, to_usize};
use super::ids::fingerprint;
use super::seal::{FormatError, decode};
use crate::item::{Availability, Pickup, Price};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Rows in columns, by the number of their item, then by that of their store.
///
/// Stores are named by numbers as items are: the fingerprint of the id, or one of the next where
/// another store of the region has it. The page says which stores have another than their
/// fingerprint, so that nobody need know all stores of a region to read one.
#[derive(Clone, Debug, Default)]
pub struct StockPage {
    pub(super) displaced: Vec<(String, u32)>,
    /// Ascending.
    items: Vec<u32>,
    /// Where the rows of each item end.
    item_ends: Vec<u32>,
    /// Distinct numbers of stores, ascending.
    stores: Vec<u32>,
    /// By row: the place of its store in `stores`, ascending within an item.
    store_of: Vec<u32>,
    /// By row: one more than the quantity, 0 where unknown.
    quantities: Vec<u32>,
    terms: Vec<Term>,
    term_of: Vec<u16>,
    prices: Vec<Price>,
    /// By row: one more than the place of its price, 0 where unknown.
    price_of: Vec<u32>,
    aisles: Vec<String>,
    /// By row: one more than the place of its aisle, 0 where unknown.
    aisle_of: Vec<u32>,
    sources: Vec<u16>,
}

/// What few rows differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Term {
    pub availability: Availability,
    pub pickup: Option<Pickup>,
}

/// The encoded form; what ascends as steps.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Wire {
    pub displaced: Vec<(String, u32)>,
    pub items: Vec<u32>,
    /// How many rows each item has.
    pub rows_of: Vec<u32>,
    pub stores: Vec<u32>,
    pub store_of: Vec<u32>,
    pub quantities: Vec<u32>,
    pub terms: Vec<Term>,
    pub term_of: Vec<u16>,
    pub prices: Vec<Price>,
    pub price_of: Vec<u32>,
    pub aisles: Vec<String>,
    pub aisle_of: Vec<u32>,
    pub sources: Vec<u16>,
}

/// What a store has of an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StockRow<'a> {
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

impl StockPage {
    /// The number of a store of this region, by its id.
    pub fn store_code(&self, id: &str) -> u32 {
        let displaced = self.displaced.iter().find(|(displaced, _)| displaced == id);
        displaced.map_or_else(|| fingerprint(id), |(_, code)| *code)
    }

    /// The stores whose number is not their fingerprint, by id.
    pub fn displaced(&self) -> &[(String, u32)] {
        &self.displaced
    }

    /// The numbers of the items that have rows, ascending.
    pub fn items(&self) -> &[u32] {
        &self.items
    }

    /// The rows of an item, by the numbers of their stores.
    pub fn rows(&self, item: u32) -> impl ExactSizeIterator<Item = StockRow<'_>> {
        let range = self.items.binary_search(&item).ok().and_then(|i| part(&self.item_ends, i));
        range.unwrap_or(0..0).map(|row| self.row(row))
    }

    /// What a store has of an item.
    pub fn row_of(&self, item: u32, store: u32) -> Option<StockRow<'_>> {
        let range = part(&self.item_ends, self.items.binary_search(&item).ok()?)?;
        let store = u32::try_from(self.stores.binary_search(&store).ok()?).ok()?;
        let within = self.store_of.get(range.clone())?.binary_search(&store).ok()?;
        Some(self.row(range.start + within))
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
        let number = |column: &[u32]| column.get(row).copied().unwrap_or_default();
        let optional = |column: &[u32]| number(column).checked_sub(1);
        let term = self.term_of.get(row).and_then(|term| self.terms.get(usize::from(*term)));
        let store = self.stores.get(to_usize(number(&self.store_of)));
        let aisle = optional(&self.aisle_of).and_then(|aisle| self.aisles.get(to_usize(aisle)));
        StockRow {
            store: store.copied().unwrap_or_default(),
            availability: term.map_or(Availability::OutOfStock, |term| term.availability),
            quantity: optional(&self.quantities),
            price: optional(&self.price_of).and_then(|price| self.prices.get(to_usize(price))),
            pickup: term.and_then(|term| term.pickup),
            aisle: aisle.map_or("", String::as_str),
            source: self.sources.get(row).copied().unwrap_or_default(),
        }
    }

    /// Bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        let texts = self.displaced.iter().map(|(id, _)| id).chain(&self.aisles);
        self.store_of.len() * 20
            + (self.items.len() * 2 + self.stores.len()) * 4
            + self.prices.len() * size_of::<Price>()
            + self.terms.len() * size_of::<Term>()
            + texts.map(|text| 32 + text.len()).sum::<usize>()
    }
}

/// Decodes the body of a page of stock, and checks that its columns fit together.
pub(super) fn decode_stock(body: &[u8]) -> Result<StockPage, FormatError> {
    let mut wire: Wire = decode(body)?;
    let rows = wire.store_of.len();
    let by_row = [wire.quantities.len(), wire.price_of.len(), wire.aisle_of.len()];
    let by_row_too = [wire.term_of.len(), wire.sources.len()];
    if by_row != [rows; 3] || by_row_too != [rows; 2] || wire.items.len() != wire.rows_of.len() {
        return Err(FormatError::Body("columns of different lengths"));
    }
    climb(&mut wire.items)?;
    climb(&mut wire.stores)?;
    if wire.rows_of.contains(&0) {
        return Err(FormatError::Body("an item without rows"));
    }
    let item_ends = super::columns::ends(wire.rows_of.into_iter(), rows)?;
    for item in 0..item_ends.len() {
        let of_item = part(&item_ends, item).and_then(|range| wire.store_of.get_mut(range));
        climb(of_item.unwrap_or_default())?;
    }
    let page = StockPage {
        displaced: wire.displaced,
        items: wire.items,
        item_ends,
        stores: wire.stores,
        store_of: wire.store_of,
        quantities: wire.quantities,
        terms: wire.terms,
        term_of: wire.term_of,
        prices: wire.prices,
        price_of: wire.price_of,
        aisles: wire.aisles,
        aisle_of: wire.aisle_of,
        sources: wire.sources,
    };
    page.refers_to_what_is_there().then_some(page).ok_or(FormatError::Body("a row of nothing"))
}

impl StockPage {
    fn refers_to_what_is_there(&self) -> bool {
        let within = |column: &[u32], places: Range<usize>| {
            column.iter().all(|place| places.contains(&to_usize(*place)))
        };
        within(&self.store_of, 0..self.stores.len())
            && within(&self.price_of, 0..self.prices.len() + 1)
            && within(&self.aisle_of, 0..self.aisles.len() + 1)
            && self.term_of.iter().all(|term| usize::from(*term) < self.terms.len())
            && self.prices.iter().all(|price| price.is_sound())
    }
}
