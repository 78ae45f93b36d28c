//! Shops to buy in: a real chain and its stock, compiled, beside the slow truth of both.
//!
//! The feeds are real or as real; they say little that is odd. So there is a second shop, whose
//! stores have invented hours and stand close together, and whose feeds say what feeds may.

use crate::buy_oracle::BuyOracle;
use crate::buy_rows::table;
use crate::chain::BUILT_AT;
use crate::data;
use crate::rng::Rng;
use crate::shelves::Shelves;
use crate::town::{Town, published};
use crate::worlds::{self, World};
use nigh::item::Quantities;
use nigh::place::Point;
use nigh::snapshot::{Limits, Snapshot, build};
use nigh::store::Listing;
use nigh::time::{Horizon, UtcSeconds};
use std::collections::{BTreeSet, HashMap};

pub struct Shop {
    pub name: &'static str,
    pub town: Town,
    pub oracle: BuyOracle,
    pub shelves: Shelves,
}

/// The inventory of the night, and what the day has changed.
const NIGHT: &str = "inventory-bestbuy.tsv";
const DELTA: &str = "inventory-bestbuy-delta.tsv";

/// With the inventory of the night, and with the delta on top; `None` where the data is missing.
pub fn shops() -> Option<[[Shop; 2]; 2]> {
    let (stores, products) =
        (data::text("stores-bestbuy.csv")?, data::text("products-bestbuy.tsv")?);
    let (night, delta) = (data::text(NIGHT)?, data::text(DELTA)?);
    let odd = in_towns(worlds::bestbuy()?.listings, &night);
    let odd_products = odd_products(&products, &night);
    let (odd_night, odd_delta) = (odd_inventory(&night, 1), odd_inventory(&delta, 2));
    let usual = |name, inventories: &[&str]| {
        Shop::new(name, Shelves::read(&stores, &products, inventories), &products, inventories)
    };
    let unusual = |name, inventories: &[&str]| {
        let shelves = Shelves::of(odd.clone(), &odd_products, inventories);
        Shop::new(name, shelves, &odd_products, inventories)
    };
    Some([
        [usual("night", &[&night]), unusual("odd night", &[&odd_night])],
        [
            usual("night and delta", &[&night, &delta]),
            unusual("odd night and delta", &[&odd_night, &odd_delta]),
        ],
    ])
}

impl Shop {
    fn new(name: &'static str, shelves: Shelves, products: &str, inventories: &[&str]) -> Self {
        let horizon = Horizon::around(BUILT_AT, 400).unwrap();
        let world = World::within(name, shelves.listings.clone(), horizon);
        let town = Town::of(published(compiled(&world, &shelves, BUILT_AT, Limits::default())));
        Self { name, town, oracle: BuyOracle::new(&world, products, inventories), shelves }
    }
}

/// The snapshot of a world and its goods.
pub fn compiled(
    world: &World,
    shelves: &Shelves,
    built_at: UtcSeconds,
    limits: Limits,
) -> Snapshot {
    let World { listings, zones, horizon, .. } = world;
    let goods = Some(shelves.goods(Quantities::default()));
    build(listings, zones, built_at, *horizon, limits, goods).unwrap()
}

/// With the stores that have anything moved to four towns: within 50 km there are others.
fn in_towns(mut listings: Vec<Listing>, inventory: &str) -> Vec<Listing> {
    let stocked: BTreeSet<&str> = table(inventory).map(|cells| cells["store_code"]).collect();
    let mut rng = Rng::new(6);
    let moved = listings.iter_mut().filter(|l| stocked.contains(l.store.id.as_str()));
    for (place, listing) in moved.enumerate() {
        let (lat, lng) = [(44.9, -93.2), (40.7, -74.1), (34.0, -118.2), (21.4, -157.9)][place % 4];
        let (lat, lng) = worlds::scatter(&mut rng, lat, lng, 40_000.0);
        listing.store.point = Point::new(lat, lng).ok();
    }
    listings
}

/// A table with other cells.
fn rewritten(text: &str, mut change: impl FnMut(&mut HashMap<&str, String>)) -> String {
    let header = text.lines().next().unwrap();
    let lines = table(text).map(|cells| {
        let owned = cells.into_iter().map(|(name, cell)| (name, cell.to_owned()));
        let mut cells: HashMap<&str, String> = owned.collect();
        change(&mut cells);
        let line: Vec<String> =
            header.split('\t').map(|name| cells.remove(name).unwrap()).collect();
        line.join("\t")
    });
    std::iter::once(header.to_owned()).chain(lines).collect::<Vec<_>>().join("\n") + "\n"
}

/// Groups of one to six items that stores often have together share a trade item number; some
/// items have none. Some have no price, some a sale.
fn odd_products(products: &str, inventory: &str) -> String {
    let gtins: HashMap<&str, &str> =
        table(products).map(|cells| (cells["id"], cells["gtin"])).collect();
    let mut rng = Rng::new(5);
    let (mut shared, mut seen) = (HashMap::new(), BTreeSet::new());
    let (mut group, mut left) = ("", 0);
    for id in table(inventory).map(|cells| cells["id"]).filter(|id| seen.insert(*id)) {
        if left == 0 {
            (group, left) = (gtins[id], 1 + rng.below(6));
        }
        left -= 1;
        shared.insert(id, if rng.percent(5) { "" } else { group });
    }
    rewritten(products, |cells| {
        if let Some(gtin) = shared.get(cells["id"].as_str()) {
            cells.insert("gtin", (*gtin).to_owned());
        }
        match rng.below(10) {
            0 => drop(cells.insert("price", String::new())),
            1 | 2 => drop(cells.insert("sale_price", "1.99 USD".to_owned())),
            _ => {}
        }
    })
}

/// Rows without a price or a quantity, sales by the clock of the store, every lead time.
fn odd_inventory(inventory: &str, seed: u64) -> String {
    const TIMES: [&str; 4] = [
        "2026-11-01/2026-11-01",
        "2026-11-20/2026-11-29",
        "2027-03-13/2027-03-14",
        "2026-11-27T06:00-0600/2026-11-27T12:00-0600",
    ];
    const LEADS: [&str; 7] =
        ["same day", "next day", "next day", "2-day", "3-day", "6-day", "multi-week"];
    let mut rng = Rng::new(seed);
    rewritten(inventory, |cells| {
        let mut set = |name, text: &&str| drop(cells.insert(name, (*text).to_owned()));
        if rng.percent(10) {
            set("price", &"");
        }
        if rng.percent(10) {
            set("quantity", &"");
        }
        if rng.percent(10) {
            set("sale_price", rng.pick(&["0.99 USD", "7.49 USD", "1500.00 USD"]));
            set("sale_price_effective_date", rng.pick(&TIMES));
        }
        if rng.percent(40) {
            set("pickup_method", rng.pick(&["buy", "reserve", "ship to store", ""]));
            set("pickup_sla", rng.pick(&LEADS));
        }
        if rng.percent(4) {
            set("availability", rng.pick(&["in_stock", "out_of_stock", "on_display_to_order"]));
        }
    })
}
