//! Feeds of what is sold, and of what the stores have.

use super::feeds::{self, NOW, is_compiled};
use super::read_back;
use super::world::example;
use nigh::item::{Quantities, Stocked};
use nigh::snapshot::Goods;

/// A product feed, with a short inventory.
pub fn google_products(data: &[u8]) {
    read(&[data], &[FEW_ROWS], data);
}

/// An inventory feed of few products.
pub fn google_inventory(data: &[u8]) {
    read(&[FEW_PRODUCTS], &[data], data);
}

const FEW_PRODUCTS: &[u8] = b"id\ttitle\tprice\nA\tLamp\t9.99 USD\nLL-1001\tRadio\t39.99 USD\n";
const FEW_ROWS: &[u8] = b"store_code\tid\tquantity\tprice\n1001\tA\t3\t\n1002\tLL-1001\t1\t5 USD\n";

fn read(products: &[&[u8]], inventory: &[&[u8]], data: &[u8]) {
    // Few stores: the join looks at all of them.
    let listings = &example().listings[..8];
    let (stocked, report) = feeds::read_goods(products, inventory, listings);
    assert!(!report.lines().is_empty());
    if !is_compiled(data) {
        return;
    }
    let (again, same) = feeds::read_goods(products, inventory, listings);
    assert_eq!((report, stocked.items()), (same, again.items()), "once more");
    let compile = |stocked: &Stocked| {
        let goods = Goods { stocked, as_of: &[NOW], quantities: Quantities::Exact };
        feeds::build(listings, Some(goods))
    };
    let (snapshot, twice) = (compile(&stocked), compile(&again));
    assert!(snapshot.manifest == twice.manifest && snapshot.values == twice.values);
    read_back::check(snapshot, listings, Some(&stocked));
}
