//! What a night's changes of stock cost to publish, in keys: the free plan of Workers KV has 1,000
//! writes a day.

use crate::chain;
use crate::data;
use crate::publish::keys_between;
use crate::shelves::{self, INVENTORY, Shelves, item_id};
use nigh::item::Quantities;
use nigh::snapshot::{Limits, Snapshot};
use nigh::store::Listing;
use std::collections::{BTreeMap, BTreeSet};

/// Keys by what they are: pages, names, and the rest.
fn told(keys: &BTreeSet<String>) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for key in keys {
        *kinds.entry(key.split('/').next().unwrap()).or_default() += 1;
    }
    format!("{} keys: {kinds:?}", keys.len())
}

#[test]
fn a_price_in_one_store_writes_few_keys() {
    let crowded = Limits { page_bytes: 16_384, regions: 1 };
    let small = Limits { page_bytes: 16_384, regions: 2_600 };
    for (stores, limits) in [
        (chain::stores(1_500), Limits::default()),
        (chain::stores(1_500), small),
        (chain::crowded(500), crowded),
    ] {
        let items = 500;
        let inventory = inventory(&stores, items);
        let products = shelves::products(items);
        let compile = |inventories: &[&str]| {
            let shelves = Shelves::of(stores.clone(), &products, inventories);
            shelves.compile_within(limits, Quantities::default())
        };
        let before = compile(&[&inventory]);
        for listing in stores.iter().step_by(500) {
            let store = listing.store.id.as_str();
            let item = (0..items).find(|item| is_there(store, *item)).unwrap();
            let item = item_id(item);
            let delta = format!("{INVENTORY}{store}\t{item}\t1\t0.07 USD\t\t\t\tin_stock\n");
            let keys = keys_between(&before, &compile(&[&inventory, &delta]));
            println!("a price in one of {} stores: {}", stores.len(), told(&keys));
            // One page of stock, manifest and head; and the names of a page, of which eight at most here.
            let names = keys.iter().filter(|key| key.starts_with("s/")).count();
            assert!(keys.len() - names <= 3 && names <= 8, "{keys:?}");
        }
    }
}

fn is_there(store: &str, item: u32) -> bool {
    shelves::mix(store, item) % 100 < 5
}

fn inventory(stores: &[Listing], items: u32) -> String {
    let mut inventory = INVENTORY.to_owned();
    for listing in stores {
        let store = listing.store.id.as_str();
        for item in (0..items).filter(|item| is_there(store, *item)) {
            shelves::row(&mut inventory, store, item, shelves::mix(store, item) / 100);
        }
    }
    inventory
}

/// Real stores, and what they have after inventories that come one upon another.
struct BestBuy {
    stores: String,
    products: String,
}

impl BestBuy {
    fn read() -> Option<Self> {
        let (stores, products) =
            (data::text("stores-bestbuy.csv")?, data::text("products-bestbuy.tsv")?);
        Some(Self { stores, products })
    }

    fn compile(&self, inventories: &[&str]) -> Snapshot {
        let shelves = Shelves::read(&self.stores, &self.products, inventories);
        shelves.compile_within(Limits::default(), Quantities::default())
    }
}

/// The rows of some stores, each written anew by `change`.
fn of_stores(table: &str, stores: &BTreeSet<&str>, change: impl Fn(&str) -> String) -> String {
    let mut lines = table.lines();
    let header = lines.next().unwrap().to_owned() + "\n";
    let rows = lines.filter(|line| stores.contains(line.split('\t').next().unwrap()));
    rows.fold(header, |text, line| text + &change(line) + "\n")
}

#[test]
fn real_deltas() {
    let files = ["inventory-bestbuy.tsv", "inventory-bestbuy-delta.tsv"];
    let [Some(inventory), Some(delta)] = files.map(data::text) else { return };
    let Some(chain) = BestBuy::read() else { return };
    let night = chain.compile(&[&inventory]);
    let both = chain.compile(&[&inventory, &delta]);
    println!("{} values at first, {} with the delta", night.values.len(), both.values.len());

    // Five stores of the day's changes, five times over.
    let mut stores: Vec<&str> =
        delta.lines().skip(1).filter_map(|l| l.split('\t').next()).collect();
    stores.sort_unstable();
    stores.dedup();
    for first in (0..stores.len()).step_by(stores.len() / 5) {
        let five: BTreeSet<&str> =
            stores.iter().copied().cycle().skip(first).step_by(311).take(5).collect();
        let rows = of_stores(&delta, &five, str::to_owned);
        let keys = keys_between(&night, &chain.compile(&[&inventory, &rows]));
        println!("{} rows of five stores: {}", rows.lines().count() - 1, told(&keys));
        assert!(keys.len() <= 40, "{keys:?}");
    }
    // Every row of the five stores that have most, with another quantity, upon both.
    let five = BTreeSet::from(["386", "269", "344", "8134", "8139"]);
    let change = |line: &str| {
        let mut cells: Vec<&str> = line.split('\t').collect();
        cells[2] = if cells[2] == "1" { "2" } else { "1" };
        cells.join("\t")
    };
    let rows = of_stores(&inventory, &five, change);
    let keys = keys_between(&both, &chain.compile(&[&inventory, &delta, &rows]));
    println!("all {} rows of five stores: {}", rows.lines().count() - 1, told(&keys));
    assert!(keys.len() <= 40, "{keys:?}");

    let keys = keys_between(&night, &both);
    println!("the whole delta, of nearly every store: {}", told(&keys));
    assert!(keys.len() <= 60, "{keys:?}");
}
