//! Invented stores in real zones, and goods of which the feeds say all that feeds may say; beside
//! them the slow truth of both.

use crate::buy_oracle::BuyOracle;
use crate::rng::Rng;
use crate::shelves::{Shelves, gtin};
use crate::town_goods::{INVENTORY, PRODUCTS};
use crate::worlds::World;
use nigh::snapshot::fingerprint;
use nigh::store::Listing;
use nigh::time::Horizon;
use std::fmt::Write as _;

const KINDS: [&str; 8] = ["Lamp", "Kettle", "Mug", "Tent", "Rope", "Radio", "Chair", "Bowl"];
const SORTS: [&str; 5] = ["Blue", "Red", "Folding", "Electric", "Small"];
/// Of a hundred stores so many have an item.
const SHARE: u32 = 25;

/// Stores, what they have, and the truth of it.
pub struct Bazaar {
    pub world: World,
    pub shelves: Shelves,
    pub oracle: BuyOracle,
}

impl Bazaar {
    /// On a night one in five of all rows is another than on the night before.
    pub fn new(name: &'static str, listings: Vec<Listing>, horizon: Horizon, night: u32) -> Self {
        let (products, inventory) = (products(), inventory(&listings, horizon, night));
        let shelves = Shelves::of(listings, &products, &[&inventory]);
        let world = World::within(name, shelves.listings.clone(), horizon);
        let oracle = BuyOracle::new(&world, &products, &[&inventory]);
        Self { world, shelves, oracle }
    }
}

/// Stores and what they have on a night.
pub fn stocked(listings: Vec<Listing>, horizon: Horizon, night: u32) -> Shelves {
    let inventory = inventory(&listings, horizon, night);
    Shelves::of(listings, &products(), &[&inventory])
}

/// `Blue Lamp` and so on.
pub fn titles() -> impl Iterator<Item = String> {
    KINDS.iter().flat_map(|kind| SORTS.iter().map(move |sort| format!("{sort} {kind}")))
}

fn id(title: &str) -> String {
    title.to_lowercase().replace(' ', "-")
}

/// Every fifth item shares its trade item number with the one before, every seventh has none,
/// every ninth no price, every fourth a sale.
fn products() -> String {
    (0..).zip(titles()).fold(PRODUCTS.to_owned(), |mut text, (place, title): (u32, _)| {
        let id = id(&title);
        let number =
            if place % 7 == 6 { String::new() } else { gtin(place - u32::from(place % 5 == 4)) };
        let price =
            if place % 9 == 8 { String::new() } else { format!("{}.49 USD", 5 + place * 7 % 90) };
        let sale = if place % 4 == 3 { format!("{}.99 USD", 3 + place % 7) } else { String::new() };
        let _ = writeln!(
            text,
            "{id}\t{title}\thttps://bazaar.example/{id}\t\tNordlys\t{number}\tthings\t{price}\t{sale}\t"
        );
        text
    })
}

fn inventory(listings: &[Listing], horizon: Horizon, night: u32) -> String {
    let mut text = INVENTORY.to_owned();
    for store in listings.iter().filter(|listing| listing.store.timezone.is_some()) {
        for title in titles() {
            let (store, item) = (store.store.id.as_str(), id(&title));
            let print = fingerprint(&format!("{store}/{item}"));
            if print % 100 < SHARE {
                // The latest night on which this row changed.
                let changed = (0..=night).rev().find(|n| print / 100 % 5 == n % 5).unwrap_or(0);
                let mut rng = Rng::new(u64::from(print) << 8 | u64::from(changed));
                row(&mut text, store, &item, &mut rng, horizon);
            }
        }
    }
    text
}

fn row(text: &mut String, store: &str, item: &str, rng: &mut Rng, horizon: Horizon) {
    let availability = *rng.pick(&[
        "in_stock",
        "in_stock",
        "in_stock",
        "in_stock",
        "limited_availability",
        "out_of_stock",
        "on_display_to_order",
    ]);
    let quantity = if rng.percent(20) { String::new() } else { rng.below(9).to_string() };
    let dollars = |rng: &mut Rng, most| format!("{}.{:02} USD", rng.below(most), rng.below(100));
    let price = if rng.percent(60) { dollars(rng, 80) } else { String::new() };
    let (sale, time) = match rng.below(10) {
        0 | 1 => (dollars(rng, 40), sale_time(rng, horizon)),
        2 => (dollars(rng, 40), String::new()),
        _ => (String::new(), String::new()),
    };
    // A sale for some time is of a price of the row's own.
    let price = if sale.is_empty() || !price.is_empty() { price } else { dollars(rng, 80) };
    let leads = ["same day", "same day", "next day", "2-day", "5-day", "multi-week"];
    let (method, lead) = match rng.below(3) {
        0 => (*rng.pick(&["buy", "reserve", "ship to store"]), *rng.pick(&leads)),
        _ => ("", ""),
    };
    let aisle = if rng.percent(50) { format!("Aisle {}", rng.below(30)) } else { String::new() };
    let _ = writeln!(
        text,
        "{store}\t{item}\t{availability}\t{quantity}\t{price}\t{sale}\t{time}\t{method}\t{lead}\t{aisle}"
    );
}

/// A few dates by the clock of the store, or a few hours by any clock.
fn sale_time(rng: &mut Rng, horizon: Horizon) -> String {
    let days = usize::try_from(horizon.through.0 - horizon.from.0 - 10).unwrap();
    let from = horizon.from.plus(i32::try_from(rng.below(days)).unwrap());
    if rng.percent(50) {
        return format!("{from}/{}", from.plus(i32::try_from(rng.below(9)).unwrap()));
    }
    let offset = rng.pick(&["-0600", "+0000", "+0545", "+1030"]);
    format!("{from}T{:02}:30{offset}/{}T12:00{offset}", rng.below(24), from.plus(1))
}
