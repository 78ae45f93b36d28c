//! Real places of the whole world for shopping agents, with goods and delivery areas that are
//! invented.

use crate::agency::Agency;
use crate::rng::Rng;
use crate::shelves::{PRODUCTS, Shelves, mix};
use crate::town::at;
use crate::worlds::{self, half_year};
use nigh::item::Quantities;
use nigh::place::Point;
use nigh::snapshot::{Limits, Snapshot, build};
use nigh::store::DeliveryArea;
use nigh::time::UtcSeconds;
use std::fmt::Write as _;
use std::sync::OnceLock;

/// In how many of a hundred stores each item has a row.
const SHARES: [u32; 8] = [80, 60, 50, 40, 30, 20, 10, 1];
pub const ITEMS: usize = SHARES.len();
/// Countries that stores say they are in.
pub const COUNTRIES: [&str; 3] = ["US", "DE", "FR"];

/// The world, compiled.
pub struct Earth {
    pub ids: Vec<String>,
    pub points: Vec<(f64, f64)>,
    snapshot: Snapshot,
}

pub fn item(number: usize) -> String {
    format!("sku-{number}")
}

/// Whether a store has an item that one can take: the truth.
pub fn has(id: &str, number: usize) -> bool {
    let mixed = mix(id, u32::try_from(number).unwrap());
    mixed % 100 < SHARES[number] && !(mixed / 100).is_multiple_of(5)
}

/// A Thursday in October, before clocks go back.
pub fn now() -> UtcSeconds {
    at("2026-10-15T12:00:00Z")
}

pub fn earth() -> Option<&'static Earth> {
    static EARTH: OnceLock<Option<Earth>> = OnceLock::new();
    EARTH.get_or_init(compiled).as_ref()
}

pub fn agency(earth: &Earth) -> Agency {
    Agency::new(earth.snapshot.clone(), now())
}

fn compiled() -> Option<Earth> {
    let world = worlds::osm()?;
    let mut rng = Rng::new(77);
    let mut listings = world.listings.clone();
    let mut inventory = "store_code\tid\tavailability\tquantity\n".to_owned();
    for listing in &mut listings {
        let store = &mut listing.store;
        (*rng.pick(&COUNTRIES)).clone_into(&mut store.address.address_country);
        store.delivery = areas(&mut rng, store.point.unwrap(), &store.address.address_country);
        for (number, share) in SHARES.iter().enumerate() {
            let id = store.id.as_str();
            let mixed = mix(id, u32::try_from(number).unwrap());
            if mixed % 100 < *share {
                let [availability, quantity] = match mixed / 100 % 5 {
                    0 => ["out of stock", "0"],
                    1 => ["in stock", ""],
                    2 => ["limited", "1"],
                    _ => ["in stock", "7"],
                };
                let _ = writeln!(inventory, "{id}\t{}\t{availability}\t{quantity}", item(number));
            }
        }
    }
    let mut products = PRODUCTS.to_owned();
    for number in 0..ITEMS {
        let _ = writeln!(products, "{}\tThing\t\t\t\t\tthings\t9.99 USD", item(number));
    }
    let shelves = Shelves::of(listings, &products, &[&inventory]);
    let built_at = half_year().instants().start.plus(86_400);
    let goods = Some(shelves.goods(Quantities::default()));
    let limits = Limits::default();
    let snapshot =
        build(&shelves.listings, &world.zones, built_at, half_year(), limits, goods).unwrap();
    let of = |point: Point| (point.lat_deg(), point.lng_deg());
    let ids = shelves.listings.iter().map(|l| l.store.id.as_str().to_owned()).collect();
    let points = shelves.listings.iter().map(|l| of(l.store.point.unwrap())).collect();
    Some(Earth { ids, points, snapshot })
}

fn areas(rng: &mut Rng, point: Point, country: &str) -> Vec<DeliveryArea> {
    let (lat, lng) = (point.lat_deg(), point.lng_deg());
    let country = country.to_owned();
    match rng.below(10) {
        0..=2 => vec![DeliveryArea::RadiusM(rng.between(500.0, 30_000.0))],
        3 | 4 => {
            let half = rng.between(0.01, 0.4);
            let (west, east) = ((lng - half).max(-180.0), (lng + half).min(180.0));
            let (south, north) = ((lat - half).max(-90.0), (lat + half).min(90.0));
            let square =
                vec![(west, south), (east, south), (east, north), (west, north), (west, south)];
            vec![DeliveryArea::Polygons(vec![vec![square]])]
        }
        5 => vec![DeliveryArea::Postcodes { country, codes: vec![code(rng), code(rng)] }],
        6 => {
            let region = (*rng.pick(&["North", "South"])).to_owned();
            vec![DeliveryArea::Regions { country, regions: vec![region] }]
        }
        7 if rng.percent(10) => vec![DeliveryArea::Regions { country, regions: Vec::new() }],
        _ => Vec::new(),
    }
}

pub fn code(rng: &mut Rng) -> String {
    format!("{:05}", 10_000 + rng.below(200))
}
