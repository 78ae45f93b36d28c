//! The join: rows meet their items and stores.

use super::super::google_products::Product;
use super::super::report::{Kind, Report};
use super::Taken;
use super::row::{Row, Values};
use super::settle::Settle;
use crate::item::{NOTHING, Shelf, Stocked};
use crate::store::Listing;

pub(super) fn join(
    taken: Taken,
    mut report: Report,
    listings: &[Listing],
    buffer: u32,
) -> (Stocked, Report) {
    let Taken { mut values, products, mut rows, product_files, inventory_files, .. } = taken;
    let mut products: Vec<Product> = products.into_iter().map(|(product, _)| product).collect();
    products.sort_unstable_by(|a, b| a.item.id.cmp(&b.item.id));
    place(&mut rows, &values, &products, listings, &mut report);
    rows.sort_unstable_by_key(Row::order);
    values.forget_ids();
    let mut settle = Settle::new(values, &products, listings, buffer, &mut report);
    let mut shelves = Vec::new();
    let mut starts = vec![0];
    for of_store in rows.chunk_by(|a, b| a.store == b.store) {
        let store = of_store.first().map_or(0, |row| index(row.store));
        starts.resize(store + 1, shelves.len());
        for same in of_store.chunk_by(|a, b| a.item == b.item) {
            shelves.extend(settle.shelf(same, &inventory_files));
        }
    }
    starts.resize(listings.len() + 1, shelves.len());
    let (prices, aisles, buffered) = settle.finish();
    let items = products.into_iter().map(|product| product.item).collect();
    let stocked = Stocked { items, starts, rows: shelves, prices, aisles, buffered };
    remark_on_the_rest(&stocked, &product_files, &inventory_files, &mut report);
    report.finish_stock(stocked.items.len(), stocked.rows.len());
    (stocked, report)
}

/// Numbers in rows become places among the products and the listings; a row that has none of
/// either is refused.
fn place(
    rows: &mut Vec<Row>,
    values: &Values,
    products: &[Product],
    listings: &[Listing],
    report: &mut Report,
) {
    let number = |place: usize| u32::try_from(place).unwrap_or(NOTHING);
    let store_at = values.stores.values().iter().map(|code| {
        listings.binary_search_by(|listing| listing.store.id.cmp(code)).map_or(NOTHING, number)
    });
    let item_at = values.items.values().iter().map(|id| {
        products.binary_search_by(|product| product.item.id.cmp(id)).map_or(NOTHING, number)
    });
    let (store_at, item_at): (Vec<u32>, Vec<u32>) = (store_at.collect(), item_at.collect());
    rows.retain_mut(|row| {
        let of = |places: &[u32], number| places.get(index(number)).copied().unwrap_or(NOTHING);
        let (store, item) = (of(&store_at, row.store), of(&item_at, row.item));
        if store == NOTHING {
            let code = values.stores.get(row.store).map_or("", |code| code.as_str());
            let why = "no store list has this store";
            report.refuse(row.origin(), Kind::UnknownStore, "store_code", code, why);
        } else if item == NOTHING {
            let id = values.items.get(row.item).map_or("", |id| id.as_str());
            let why = "no product feed has this item";
            report.refuse(row.origin(), Kind::UnknownItem, "id", id, why);
        }
        (row.store, row.item) = (store, item);
        store != NOTHING && item != NOTHING
    });
}

/// Items that no store has, and stores that have nothing: each a number, not a note each.
fn remark_on_the_rest(
    stocked: &Stocked,
    product_files: &[u16],
    inventory_files: &[u16],
    report: &mut Report,
) {
    let mut is_stocked = vec![false; stocked.items.len()];
    for Shelf { item, .. } in &stocked.rows {
        if let Some(is_stocked) = is_stocked.get_mut(index(*item)) {
            *is_stocked = true;
        }
    }
    let items = is_stocked.iter().filter(|is_stocked| !**is_stocked).count();
    let stores = stocked.starts.windows(2).filter(|bounds| bounds.first() == bounds.last());
    for (count, of, files, kind, what) in [
        (items, stocked.items.len(), product_files, Kind::ItemsWithoutStock, "items"),
        (
            stores.count(),
            stocked.starts.len() - 1,
            inventory_files,
            Kind::StoresWithoutStock,
            "stores",
        ),
    ] {
        if let Some(file) = files.first().filter(|_| count > 0 && !inventory_files.is_empty()) {
            let why = format!("no inventory row is of {count} of the {of} {what}");
            report.remark(*file, 0, kind, "", "", why);
        }
    }
}

pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
