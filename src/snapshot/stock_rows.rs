//! Encoding pages of stock.

use super::columns::{Interned, steps, to_u32};
use super::seal::{Kind, seal};
use super::stock::{Term, Wire};
use crate::item::{NOTHING, Quantities, Shelf, Stocked};
use std::collections::BTreeSet;

/// A row as the compiler gives it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// The number of its item.
    pub item: u32,
    /// The number of its store.
    pub store: u32,
    pub shelf: &'a Shelf,
}

/// Encodes rows that are given by item, then by store. `displaced` are the stores of the whole
/// region whose number is not their fingerprint.
pub(super) fn encode_stock(
    rows: &[Row<'_>],
    displaced: &[(String, u32)],
    stocked: &Stocked,
    quantities: Quantities,
) -> Vec<u8> {
    let stores: Vec<u32> =
        rows.iter().map(|row| row.store).collect::<BTreeSet<u32>>().into_iter().collect();
    let mut wire = Wire { displaced: displaced.to_vec(), ..Wire::default() };
    let mut shared = Shared::default();
    for of_item in rows.chunk_by(|a, b| a.item == b.item) {
        wire.items.extend(of_item.first().map(|row| row.item));
        wire.rows_of.push(to_u32(of_item.len()));
        let places = of_item.iter().map(|row| to_u32(stores.partition_point(|s| *s < row.store)));
        wire.store_of.extend(steps(places));
        for Row { shelf, .. } in of_item {
            let told = Some(shelf.quantity).filter(|quantity| *quantity != NOTHING);
            let told = quantities.shown(told).map(|quantity| quantity.saturating_add(1));
            wire.quantities.push(told.unwrap_or_default());
            shared.push(shelf, &mut wire);
        }
    }
    wire.items = steps(wire.items);
    wire.stores = steps(stores);
    shared.into_wire(stocked, &mut wire);
    seal(Kind::Stock, &wire)
}

/// What the rows of a page share, while it is written.
#[derive(Default)]
struct Shared {
    terms: Interned<Term>,
    /// By their numbers in [`Stocked`].
    prices: Interned<u32>,
    aisles: Interned<u32>,
}

impl Shared {
    fn push(&mut self, row: &Shelf, wire: &mut Wire) {
        let term = Term { availability: row.availability, pickup: row.pickup };
        // Four availabilities, four methods, and lead times of less than 256 days.
        wire.term_of.push(u16::try_from(self.terms.place(term)).unwrap_or(u16::MAX));
        wire.price_of.push(optional(&mut self.prices, row.price));
        wire.aisle_of.push(optional(&mut self.aisles, row.aisle));
        wire.sources.push(row.source);
    }

    fn into_wire(self, stocked: &Stocked, wire: &mut Wire) {
        let price = |number: u32| stocked.prices().get(usize::try_from(number).ok()?).copied();
        let aisle = |number: u32| stocked.aisles().get(usize::try_from(number).ok()?);
        wire.terms = self.terms.in_order;
        wire.prices = self.prices.in_order.into_iter().filter_map(price).collect();
        let aisles = self.aisles.in_order.into_iter().filter_map(aisle);
        wire.aisles = aisles.map(ToString::to_string).collect();
    }
}

/// One more than the place of a number; 0 for none.
fn optional(interned: &mut Interned<u32>, number: u32) -> u32 {
    if number == NOTHING { 0 } else { to_u32(interned.place(number) + 1) }
}
