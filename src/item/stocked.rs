//! What the stores have, as the compiler takes it.

use super::{Availability, Item, Pickup, Price, Stock};
use std::sync::Arc;

/// Items, and which store has what of them. A row weighs 24 bytes.
#[derive(Debug)]
pub struct Stocked {
    pub(crate) items: Vec<Item>,
    /// Where the rows of each store begin, and where the last end.
    pub(crate) starts: Vec<usize>,
    pub(crate) rows: Vec<Shelf>,
    pub(crate) prices: Vec<Price>,
    pub(crate) aisles: Vec<Arc<str>>,
    pub(crate) buffered: u64,
}

/// A row of a store. What occurs often is a number, and [`NOTHING`] stands for none.
#[derive(Clone, Copy, Debug)]
pub struct Shelf {
    /// Its place in [`Stocked::items`].
    pub item: u32,
    /// Its place in [`Stocked::prices`].
    pub price: u32,
    /// How many.
    pub quantity: u32,
    /// Its place in [`Stocked::aisles`].
    pub aisle: u32,
    /// The inventory feed that says so, by its place among the inventory feeds.
    pub source: u16,
    /// Whether it can be had.
    pub availability: Availability,
    /// How it can be picked up.
    pub pickup: Option<Pickup>,
}

/// The number of no value.
pub const NOTHING: u32 = u32::MAX;

/// An item in a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stocking {
    /// Its place in [`Stocked::items`].
    pub item: u32,
    /// The inventory feed that says so, by its place among the inventory feeds.
    pub source: u16,
    /// What the store has of it.
    pub stock: Stock,
}

impl Stocked {
    /// All items, sorted by id, each once. Some may be in no store.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Distinct prices.
    pub fn prices(&self) -> &[Price] {
        &self.prices
    }

    /// Distinct aisles.
    pub fn aisles(&self) -> &[Arc<str>] {
        &self.aisles
    }

    /// How many stores the join was given.
    pub const fn stores(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many pairs of a store and an item there are.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no store has a row.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Rows that the buffer has turned to out of stock.
    pub const fn buffered(&self) -> u64 {
        self.buffered
    }

    /// The rows of a store, by its place among the listings of the join; sorted by item.
    pub fn at_store(&self, store: usize) -> impl ExactSizeIterator<Item = Stocking> + '_ {
        self.shelves(store).iter().map(|row| self.stocking(row))
    }

    /// As [`Stocked::at_store`], with numbers for what occurs often.
    pub fn shelves(&self, store: usize) -> &[Shelf] {
        let start = self.starts.get(store).copied().unwrap_or_default();
        let end = self.starts.get(store + 1).copied().unwrap_or_default();
        self.rows.get(start..end).unwrap_or_default()
    }

    fn stocking(&self, row: &Shelf) -> Stocking {
        let index = |number| usize::try_from(number).unwrap_or(usize::MAX);
        let stock = Stock {
            availability: row.availability,
            quantity: Some(row.quantity).filter(|quantity| *quantity != NOTHING),
            price: self.prices.get(index(row.price)).copied(),
            pickup: row.pickup,
            aisle: self.aisles.get(index(row.aisle)).cloned(),
        };
        Stocking { item: row.item, source: row.source, stock }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_compact() {
        assert!(size_of::<Shelf>() <= 24);
    }
}
