//! Encoding pages of stock.

use super::columns::{Interned, steps, to_u32, to_usize};
use super::ids::fingerprint;
use super::narrow::Packed;
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
    fn write(&self, places: &[u32], wire: &mut Wire<'_>) {
        let stores = places.iter().filter_map(|place| self.by_region.get(to_usize(*place)));
        let stores: Vec<(Option<Tile>, u32)> = stores.copied().collect();
        let mut tiles = Vec::new();
        for of_region in stores.chunk_by(|a, b| a.0 == b.0) {
            tiles.extend(of_region.first().map(|(tile, _)| *tile));
            wire.stores_of.push(to_u32(of_region.len()));
        }
        let numbers: Vec<u32> = stores.iter().map(|(_, store)| *store).collect();
        wire.stores = Packed::counted(&numbers);
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
    let mut columns = Columns::default();
    for of_item in rows.chunk_by(|a, b| a.item == b.item) {
        wire.items.extend(of_item.first().map(|row| row.item));
        wire.rows_of.push(to_u32(of_item.len()));
        let place = |row: &Row<'_>| to_u32(places.partition_point(|place| *place < row.store));
        columns.store_of.extend(steps(of_item.iter().map(place)));
        for Row { shelf, .. } in of_item {
            columns.push(shelf, quantities);
        }
    }
    wire.items = steps(wire.items);
    stores.write(&places, &mut wire);
    columns.write(stocked, &mut wire);
    seal(Kind::Stock, &wire)
}

/// The columns of a page while it is written, by row, and what rows share.
#[derive(Default)]
struct Columns {
    store_of: Vec<u32>,
    quantities: Vec<u32>,
    terms: Interned<Term>,
    term_of: Vec<u32>,
    /// By their numbers in [`Stocked`].
    prices: Interned<u32>,
    price_of: Vec<u32>,
    aisles: Interned<u32>,
    aisle_of: Vec<u32>,
    sources: Vec<u32>,
}

impl Columns {
    /// All of a row but its store.
    fn push(&mut self, row: &Shelf, quantities: Quantities) {
        let told = Some(row.quantity).filter(|quantity| *quantity != NOTHING);
        let told = quantities.shown(told).map(|quantity| quantity.saturating_add(1));
        self.quantities.push(told.unwrap_or_default());
        let term = Term { availability: row.availability, pickup: row.pickup };
        self.term_of.push(to_u32(self.terms.place(term)));
        self.price_of.push(optional(&mut self.prices, row.price));
        self.aisle_of.push(optional(&mut self.aisles, row.aisle));
        self.sources.push(row.source.into());
    }

    fn write(self, stocked: &Stocked, wire: &mut Wire<'_>) {
        wire.store_of = Packed::counted(&self.store_of);
        wire.quantities = Packed::new(&self.quantities);
        wire.term_of = Packed::new(&self.term_of);
        wire.price_of = Packed::new(&self.price_of);
        wire.aisle_of = Packed::new(&self.aisle_of);
        wire.sources = Packed::new(&self.sources);
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
