//! Inventory rows as they are kept while feeds are read: a million in 44 MB.

use super::super::google_inventory;
use super::super::price_text::Said;
use super::super::report::Origin;
use super::super::sale_time::SaleTime;
use super::intern::Interner;
use crate::item::{Availability, ItemId, Money, NOTHING, Pickup};
use crate::store::StoreId;
use std::hash::Hash;
use std::sync::Arc;

/// The number of a value that cannot be read.
const UNREADABLE: u32 = NOTHING - 1;

/// A row; what occurs often is a number in [`Values`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub store: u32,
    pub item: u32,
    /// Rows of its file before it.
    place: u32,
    line: u32,
    quantity: u32,
    price: u32,
    sale: u32,
    time: u32,
    pub aisle: u32,
    pub file: u16,
    pub availability: Availability,
    pub pickup: Option<Pickup>,
}

const _: () = assert!(size_of::<Row>() <= 48);

/// What rows refer to.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub stores: Interner<StoreId>,
    pub items: Interner<ItemId>,
    pub money: Interner<Money>,
    pub times: Interner<SaleTime>,
    pub aisles: Interner<Arc<str>>,
}

impl Values {
    /// Takes up a row of a feed.
    pub(super) fn row(&mut self, row: google_inventory::Row<'_>, at: Origin) -> Row {
        Row {
            store: self.stores.number(row.store),
            item: self.items.number(row.item),
            place: at.row,
            line: at.line,
            quantity: row.quantity.map_or(NOTHING, |quantity| quantity.min(NOTHING - 1)),
            price: number(row.price, &mut self.money),
            sale: number(row.sale, &mut self.money),
            time: number(row.time, &mut self.times),
            aisle: match row.aisle {
                "" => NOTHING,
                aisle => self.aisles.number(Arc::from(aisle)),
            },
            file: at.file,
            availability: row.availability,
            pickup: row.pickup,
        }
    }

    /// Lets go of codes and ids, which rows do not need once they are placed.
    pub(super) fn forget_ids(&mut self) {
        self.stores = Interner::default();
        self.items = Interner::default();
    }

    pub(super) fn price(&self, row: &Row) -> Said<Money> {
        said(row.price, &self.money)
    }

    pub(super) fn sale(&self, row: &Row) -> Said<Money> {
        said(row.sale, &self.money)
    }

    pub(super) fn time(&self, row: &Row) -> Said<SaleTime> {
        said(row.time, &self.times)
    }
}

impl Row {
    pub(super) const fn origin(&self) -> Origin {
        Origin { file: self.file, row: self.place, line: self.line }
    }

    /// Rows of a store and an item lie together, in the order in which they were read.
    pub(super) const fn order(&self) -> (u32, u32, u16, u32) {
        (self.store, self.item, self.file, self.place)
    }

    pub(super) fn quantity(&self) -> Option<u32> {
        Some(self.quantity).filter(|quantity| *quantity != NOTHING)
    }
}

fn number<T: Clone + Eq + Hash>(said: Said<T>, values: &mut Interner<T>) -> u32 {
    match said {
        Said::Nothing => NOTHING,
        Said::Unreadable => UNREADABLE,
        Said::This(value) => values.number(value),
    }
}

fn said<T: Copy + Eq + Hash>(number: u32, values: &Interner<T>) -> Said<T> {
    match (number, values.get(number)) {
        (_, Some(value)) => Said::This(*value),
        (NOTHING, None) => Said::Nothing,
        (_, None) => Said::Unreadable,
    }
}
