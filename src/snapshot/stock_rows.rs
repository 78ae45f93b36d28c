//! Encoding pages of stock.

use super::columns::{Interned, steps, to_u32, to_usize};
use super::ids::fingerprint;
use super::seal::{Kind, seal};
use super::stock::{Term, Wire};
use super::tiles::differences;
use crate::item::{NOTHING, Quantities, Shelf, Stocked};
use crate::nearest::Tile;
use std::collections::HashSet;

/// A row as the compiler gives it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// The number of its item.
    pub item: u32,
    /// The place of its store in [`Stores`].
    pub store: u32,
    pub shelf: &'a Shelf,
}

/// The stores of a district.
#[derive(Debug, Default)]
pub(super) struct Stores {
    /// Regions in the order of the manifest, each with the numbers of its stores, ascending.
    pub by_region: Vec<(Option<Tile>, u32)>,
    /// Those whose number is not their fingerprint, by id.
    pub displaced: Vec<(String, u32)>,
}

impl Stores {
    /// The displaced ones among these stores, and those that would be taken for one of these.
    fn displaced_among(&self, stores: &[(Option<Tile>, u32)]) -> Vec<(String, u32)> {
        if self.displaced.is_empty() {
            return Vec::new();
        }
        let numbers: HashSet<u32> = stores.iter().map(|(_, number)| *number).collect();
        let concerns = |(id, code): &&(String, u32)| {
            numbers.contains(code) || numbers.contains(&fingerprint(id))
        };
        self.displaced.iter().filter(concerns).cloned().collect()
    }

    /// Writes those that have rows.
    fn write(&self, places: &[u32], wire: &mut Wire) {
        let stores = places.iter().filter_map(|place| self.by_region.get(to_usize(*place)));
        let stores: Vec<(Option<Tile>, u32)> = stores.copied().collect();
        let mut tiles = Vec::new();
        for of_region in stores.chunk_by(|a, b| a.0 == b.0) {
            tiles.extend(of_region.first().map(|(tile, _)| *tile));
            wire.stores_of.push(to_u32(of_region.len()));
            wire.stores.extend(steps(of_region.iter().map(|(_, store)| *store)));
        }
        (wire.tile_depths, wire.tiles) = differences(&tiles);
        wire.displaced = self.displaced_among(&stores);
    }
}

/// Encodes rows that are given by item, then by store.
pub(super) fn encode_stock(
    rows: &[Row<'_>],
    stores: &Stores,
    stocked: &Stocked,
    quantities: Quantities,
) -> Vec<u8> {
    let mut places: Vec<u32> = rows.iter().map(|row| row.store).collect();
    places.sort_unstable();
    places.dedup();
    let mut wire = Wire::default();
    let mut shared = Shared::default();
    for of_item in rows.chunk_by(|a, b| a.item == b.item) {
        wire.items.extend(of_item.first().map(|row| row.item));
        wire.rows_of.push(to_u32(of_item.len()));
        let place = |row: &Row<'_>| to_u32(places.partition_point(|place| *place < row.store));
        wire.store_of.extend(steps(of_item.iter().map(place)));
        for Row { shelf, .. } in of_item {
            let told = Some(shelf.quantity).filter(|quantity| *quantity != NOTHING);
            let told = quantities.shown(told).map(|quantity| quantity.saturating_add(1));
            wire.quantities.push(told.unwrap_or_default());
            shared.push(shelf, &mut wire);
        }
    }
    wire.items = steps(wire.items);
    stores.write(&places, &mut wire);
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
