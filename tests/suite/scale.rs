//! A hundred times the stores: what a question costs then.
//!
//! Ten thousand stores are regions of one page each. A million would be 8,400 of them, and a
//! manifest lists 1,500: so regions are crowded, and a question reads a region's page (6 KB) and
//! then, one round later, leaves.
//!
//! The million is asked for with `NIGH_HEAVY=1` and, better, `--release`.

use crate::pages::{Costs, by_the_sun, plain};
use crate::rng::Rng;
use crate::worlds::Memory;
use nigh::cli::generate;
use nigh::feed::osm_hours::{self, HolidayPlace};
use nigh::feed::zones;
use nigh::nearest::{OpenFilter, Rank, Terms};
use nigh::place::Point;
use nigh::schedule::Schedule;
use nigh::snapshot::{Limits, build};
use nigh::store::{Address, Amenity, Listing, Store, StoreId};
use nigh::time::{Horizon, UtcSeconds, Zone};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

const SEED: u64 = 1;
/// What a manifest may take, at any size.
const MANIFEST_BYTES: usize = 64 * 1024;

/// A compiled chain and the questions of people who live where its stores are.
struct Chain {
    memory: Memory,
    people: Vec<Point>,
}

impl Chain {
    fn of(stores: u64) -> Self {
        let start = Instant::now();
        let built_at = UtcSeconds::parse("2026-11-18T00:00:00Z").unwrap();
        let horizon = Horizon::around(built_at, 400).unwrap();
        let mut reader = Reader { horizon, hours: HashMap::new(), zones: BTreeMap::new() };
        let listings: Vec<Listing> =
            generate::rows(stores, SEED).map(|row| reader.listing(&row)).collect();
        let read = start.elapsed();
        let start = Instant::now();
        let snapshot =
            build(&listings, &reader.zones, built_at, horizon, Limits::default()).unwrap();
        let (built, size) = (start.elapsed(), snapshot.manifest.len());
        let memory = Memory::new(&snapshot);
        let pages = memory.manifest.regions.iter().map(|region| memory.bytes(region.page));
        let sizes: Vec<usize> = pages.map(|bytes| bytes.unwrap().len()).collect();
        let bytes: usize = snapshot.values.values().map(Vec::len).sum();
        println!(
            "{stores} stores: read {read:.1?}, built {built:.1?}, {} values, {bytes} bytes, \
             manifest {size} bytes, {} regions of mean {} bytes",
            snapshot.values.len(),
            memory.manifest.regions.len(),
            sizes.iter().sum::<usize>() / sizes.len(),
        );
        assert!(size <= MANIFEST_BYTES, "the manifest takes {size} bytes");
        Self { memory, people: people() }
    }

    fn costs(&self, question: &dyn Fn(Point) -> Terms) -> Costs {
        Costs::of(&self.memory, self.people.iter().map(|p| question(*p)))
    }
}

/// People live where stores of another chain, by the same cities, would be.
fn people() -> Vec<Point> {
    let mut rng = Rng::new(37);
    let near = |row: generate::Row| {
        let (lat, lng) = (row.lat_deg + 0.02 * rng.normal(), row.lng_deg + 0.02 * rng.normal());
        Point::new(lat.clamp(-90.0, 90.0), lng.clamp(-180.0, 180.0)).unwrap()
    };
    generate::rows(2_000, SEED + 1).map(near).collect()
}

/// Rows to listings; the same hours in one zone are shared.
struct Reader {
    horizon: Horizon,
    hours: HashMap<(String, &'static str, &'static str), Option<Arc<Schedule>>>,
    zones: BTreeMap<String, Zone>,
}

impl Reader {
    fn listing(&mut self, row: &generate::Row) -> Listing {
        let zone = row.timezone;
        let offsets = self
            .zones
            .entry(zone.to_owned())
            .or_insert_with(|| zones::zone(zone, self.horizon).unwrap());
        let key = (row.opening_hours.clone(), row.country, zone);
        let hours = self.hours.entry(key).or_insert_with(|| {
            let place = HolidayPlace::new(row.country, None, Some(offsets.clone()));
            let read = osm_hours::compile(&row.opening_hours, &place, self.horizon).ok()?;
            read.schedule().map(Arc::new)
        });
        let labels = row.amenities.split("; ").filter(|label| !label.is_empty());
        let mut amenities: Vec<Amenity> = labels
            .map(|label| Amenity {
                id: format!("com.example.amenity.{}", label.to_lowercase().replace(' ', "_")),
                description: label.to_owned(),
            })
            .collect();
        amenities.sort();
        let store = Store {
            id: StoreId::new(&row.id).unwrap(),
            name: row.name.clone(),
            point: Some(Point::new(row.lat_deg, row.lng_deg).unwrap()),
            address: Address {
                street_address: row.street_address.clone(),
                address_locality: row.locality.to_owned(),
                address_country: row.country.to_owned(),
                postal_code: row.postal_code.clone(),
                ..Address::default()
            },
            phone: row.phone.clone(),
            url: row.url.clone(),
            category: row.category.to_owned(),
            amenities,
            timezone: Some(zone.to_owned()),
            delivery: Vec::new(),
        };
        Listing { store, hours: hours.clone() }
    }
}

/// What it is called, what is asked, and rounds and pages that 99 of 100 questions may take.
type Class<'a> = (&'a str, &'a dyn Fn(Point) -> Terms, usize, usize);

#[test]
fn a_million_stores() {
    if std::env::var_os("NIGH_HEAVY").is_none() {
        println!("skipped: a million stores (NIGH_HEAVY=1 asks for them)");
        return;
    }
    let (small, large) = (Chain::of(10_000), Chain::of(1_000_000));
    let at = |p: Point, hour| by_the_sun(p, "2026-11-18", hour);
    let at_night = |p: Point| plain(p, at(p, 3), Rank::Soonest);
    let classes: [Class<'_>; 4] = [
        ("soonest, by day", &|p| plain(p, at(p, 14), Rank::Soonest), 2, 9),
        ("soonest, at 03:00", &at_night, 4, 12),
        ("distance", &|p| plain(p, at(p, 14), Rank::Distance), 2, 9),
        ("open at 03:00", &|p| Terms { open: OpenFilter::At, ..at_night(p) }, 3, 13),
    ];
    for (name, question, rounds, pages) in classes {
        let (few, many) = (small.costs(question), large.costs(question));
        println!("{name}, 10,000:{few}\n{name}, 1,000,000:{many}");
        assert!(Costs::share(&many.rounds, 990) <= rounds, "{name}: rounds");
        assert!(Costs::share(&many.pages, 990) <= pages, "{name}: pages");
    }
}
