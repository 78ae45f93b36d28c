//! Synthetic chains as the compiler takes them, without a feed between.

use nigh::cli::generate::{Row, rows};
use nigh::place::Point;
use nigh::schedule::{Draft, Interval, Kind, Schedule};
use nigh::snapshot::{Limits, Snapshot, build};
use nigh::store::{Address, Amenity, Listing, Store, StoreId};
use nigh::time::{Horizon, UtcSeconds, Zone};
use std::collections::BTreeMap;
use std::sync::Arc;

/// When all snapshots of these tests are compiled, unless they say otherwise.
pub const BUILT_AT: UtcSeconds = UtcSeconds(1_780_000_000);

/// The first `count` stores of the synthetic chain.
pub fn stores(count: u64) -> Vec<Listing> {
    rows(count, 1).map(|row| listing(&row)).collect()
}

/// `count` stores around one square, closer than the finest regions, and as many as that again in
/// the rest of the world: crowded.
pub fn crowded(count: u64) -> Vec<Listing> {
    let mut stores = stores(2 * count);
    for (i, store) in (0_i32..).zip(stores.iter_mut().step_by(2)) {
        store.store.point =
            Point::from_e7(525_000_000 + i * 7_919 % 20_000, 134_000_000 + i * 104_729 % 30_000)
                .ok();
        store.store.timezone = Some("Europe/Berlin".to_owned());
    }
    stores
}

fn listing(row: &Row) -> Listing {
    let amenities = row.amenities.split("; ").filter(|label| !label.is_empty()).map(|label| {
        let slug = label.to_lowercase().replace([' ', '-'], "_");
        Amenity { id: format!("com.example.amenity.{slug}"), description: label.to_owned() }
    });
    let mut amenities: Vec<Amenity> = amenities.collect();
    amenities.sort();
    let store = Store {
        id: StoreId::new(&row.id).unwrap(),
        name: row.name.clone(),
        point: Point::new(row.lat_deg, row.lng_deg).ok(),
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
        timezone: Some(row.timezone.to_owned()),
        delivery: Vec::new(),
    };
    Listing { store, hours: hours(&row.opening_hours).map(Arc::new) }
}

/// The same hours on every day, taken from the length of the text: enough to tell stores apart.
fn hours(text: &str) -> Option<Schedule> {
    let length = u16::try_from(text.len()).unwrap();
    let opens = 360 + length % 7 * 30;
    let day = vec![Interval::new(opens, 1_080 + length, Kind::Open)?];
    let week: [_; 7] = std::array::from_fn(|_| day.clone());
    if text.is_empty() { None } else { Draft::weekly(week).build().ok() }
}

/// Every zone that `stores` name, at one hour east of UTC: zones are not what is tested here.
pub fn zones(stores: &[Listing]) -> BTreeMap<String, Zone> {
    let names = stores.iter().filter_map(|listing| listing.store.timezone.clone());
    let zone =
        |name: &String| Zone { name: name.clone(), first_offset_s: 3_600, transitions: Vec::new() };
    names.map(|name| (name.clone(), zone(&name))).collect()
}

/// Compiles them.
pub fn compile(stores: &[Listing], page_bytes: usize) -> Snapshot {
    compile_at(stores, page_bytes, BUILT_AT)
}

/// As [`compile`], at another time.
pub fn compile_at(stores: &[Listing], page_bytes: usize, built_at: UtcSeconds) -> Snapshot {
    let horizon = Horizon::around(BUILT_AT, 400).unwrap();
    // With small pages, the fewest regions: they are crowded, and list leaves.
    let usual = Limits::default();
    let regions = if page_bytes < usual.page_bytes { 1 } else { usual.regions };
    let limits = Limits { page_bytes, regions };
    build(stores, &zones(stores), built_at, horizon, limits, None).unwrap()
}
