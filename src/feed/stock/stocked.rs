//! What the stores have, as the compiler takes it.

use super::row::NOTHING;
use crate::item::{Availability, Item, Pickup, Price, Stock};
use std::sync::Arc;

/// Items, and which store has what of them. A row weighs 24 bytes.
#[derive(Debug)]
pub struct Stocked {
    pub(super) items: Vec<Item>,
    /// Where the rows of each store begin, and where the last end.
    pub(super) starts: Vec<usize>,
    pub(super) rows: Vec<Shelf>,
    pub(super) prices: Vec<Price>,
    pub(super) aisles: Vec<Arc<str>>,
    pub(super) buffered: u64,
}

/// A row of a store.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shelf {
    pub item: u32,
    pub price: u32,
    pub quantity: u32,
    pub aisle: u32,
    pub source: u16,
    pub availability: Availability,
    pub pickup: Option<Pickup>,
}

const _: () = assert!(size_of::<Shelf>() <= 24);

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
        let start = self.starts.get(store).copied().unwrap_or_default();
        let end = self.starts.get(store + 1).copied().unwrap_or_default();
        self.rows.get(start..end).unwrap_or_default().iter().map(|row| self.stocking(row))
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
