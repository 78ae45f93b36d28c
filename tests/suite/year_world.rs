//! The stores of feeds through a year: as they are compiled four times, each time anew with the
//! dates that are ahead then; and who asks there.

use crate::bazaar;
use crate::buy_shops::compiled;
use crate::data;
use crate::effort;
use crate::rng::Rng;
use crate::town::{Town, published};
use crate::worlds::{self, World};
use nigh::feed::{self, Options, Source};
use nigh::snapshot::Limits;
use nigh::store::Listing;
use nigh::time::{Horizon, UtcSeconds};
use std::collections::BTreeMap;
use std::ops::Range;

/// Days that a snapshot is served, and those that it knows ahead at least: some more.
const SERVED_DAYS: i64 = 92;
const AHEAD_DAYS: u32 = 110;
/// Stores of one zone that are taken, near to one another.
const PER_ZONE: usize = 12;

/// What is compiled at one time, and when it is asked.
pub struct Season {
    pub town: Town,
    pub asked: Range<UtcSeconds>,
}

/// Zones that are always stepped through: clocks go forward in March, and in October.
const FEW: [&str; 2] = ["America/Chicago", "Australia/Sydney"];

/// A year, and where people of each zone ask.
pub struct Year {
    pub seasons: Vec<Season>,
    pub zones: BTreeMap<String, (f64, f64)>,
}

impl Year {
    pub fn new() -> Self {
        let texts = texts();
        let mut zones = BTreeMap::new();
        let season = |place: i64| {
            let built_at = start().plus(place * SERVED_DAYS * 86_400);
            let horizon = Horizon::around(built_at, AHEAD_DAYS).unwrap();
            let taken = taken(read(&texts, built_at, horizon));
            zones.extend(taken.iter().map(|(zone, stores)| (zone.clone(), place_of(&stores[0]))));
            let listings: Vec<Listing> = taken.into_values().flatten().collect();
            let shelves = bazaar::stocked(listings, horizon, 0);
            let world = World::within("year", shelves.listings.clone(), horizon);
            let snapshot = compiled(&world, &shelves, built_at, Limits::default());
            let until = built_at.plus(SERVED_DAYS * 86_400).min(start().plus(365 * 86_400));
            Season { town: Town::of(published(snapshot)), asked: built_at..until }
        };
        let seasons = (0..4).map(season).collect();
        zones.retain(|zone, _| effort::is_whole() || FEW.contains(&zone.as_str()));
        Self { seasons, zones }
    }
}

pub fn start() -> UtcSeconds {
    UtcSeconds::parse("2026-11-22T12:00:00Z").unwrap()
}

/// The store lists of the fixtures, and all of them that there are if all is tried.
fn texts() -> Vec<(&'static str, String)> {
    let fixture = |label| {
        let path = format!("{}/fixtures/feeds/{label}", env!("CARGO_MANIFEST_DIR"));
        (label, std::fs::read_to_string(path).unwrap())
    };
    let mut texts = vec![fixture("stores.csv"), fixture("markets.geojson")];
    if effort::is_whole() {
        let label = "stores-osm-world.geojson";
        texts.extend(data::text(label).map(|text| (label, text)));
    }
    texts
}

fn read(texts: &[(&str, String)], built_at: UtcSeconds, horizon: Horizon) -> Vec<Listing> {
    let namespace = "com.example".parse().unwrap();
    let options = Options { namespace, horizon, built_at, format: None, country: None };
    let sources: Vec<Source<'_>> =
        texts.iter().map(|(label, text)| Source { label, bytes: text.as_bytes() }).collect();
    feed::read(&sources, &options, &mut |_| {}).0
}

/// Of each zone some store whose hours are known, the first one, and others near it.
fn taken(listings: Vec<Listing>) -> BTreeMap<String, Vec<Listing>> {
    let mut by_zone: BTreeMap<String, Vec<Listing>> = BTreeMap::new();
    for listing in listings {
        let (zone, point) = (listing.store.timezone.clone(), listing.store.point);
        if let (Some(zone), Some(_), Some(_)) = (zone, point, &listing.hours) {
            by_zone.entry(zone).or_default().push(listing);
        }
    }
    let mut rng = Rng::new(3);
    for stores in by_zone.values_mut() {
        let Some(heart) = rng.pick(stores).store.point else { continue };
        stores.sort_by(|a, b| {
            let distance_m = |l: &Listing| l.store.point.map_or(0.0, |p| p.distance_m(heart));
            distance_m(a).total_cmp(&distance_m(b)).then_with(|| a.store.id.cmp(&b.store.id))
        });
        stores.truncate(PER_ZONE);
    }
    by_zone
}

fn place_of(listing: &Listing) -> (f64, f64) {
    let point = listing.store.point.unwrap();
    worlds::scatter(&mut Rng::new(4), point.lat_deg(), point.lng_deg(), 2_000.0)
}
