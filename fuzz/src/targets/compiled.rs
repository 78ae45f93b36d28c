//! Stores that no feed would give: compiled twice, and in another order, to the same bytes, and
//! read back as they were.

use super::feeds::{NOW, SIX_WEEKS, checksum};
use super::input::Input;
use super::read_back;
use nigh::place::Point;
use nigh::schedule::{DayPlan, Draft, Interval, Kind, Schedule, Season};
use nigh::snapshot::{Limits, build};
use nigh::store::{Address, Amenity, DeliveryArea, Listing, Store, StoreId};
use nigh::time::{Day, Transition, Zone};
use std::collections::BTreeMap;
use std::sync::Arc;

/// More stores are not read, so that it stays fast.
const STORES: usize = 12;
const ZONES: [&str; 3] = ["Here", "There", ""];

/// Two zones; then a store after the other.
pub fn run(data: &[u8]) {
    let mut input = Input(data);
    // Pages as small as can be have crowded regions.
    let limits = match input.byte() {
        0..128 => Limits::default(),
        _ => Limits { page_bytes: 256, regions: 2 },
    };
    let zones = BTreeMap::from(ZONES.map(|name| (name.to_owned(), zone(name, &mut input))));
    let mut stores = BTreeMap::new();
    while !input.is_empty() && stores.len() < STORES {
        let listing = listing(&mut input, stores.len());
        stores.insert(listing.store.id.clone(), listing);
    }
    let listings: Vec<Listing> = stores.into_values().collect();
    let compile = |listings: &[Listing]| build(listings, &zones, NOW, SIX_WEEKS, limits, None);
    let Ok(snapshot) = compile(&listings) else {
        assert!(listings.is_empty(), "any stores can be compiled");
        return;
    };
    if checksum(data).is_multiple_of(4) {
        let mut others = listings.clone();
        others.reverse();
        let again = compile(&others).expect("in another order");
        assert!(again.manifest == snapshot.manifest, "the manifest depends on the order");
        assert!(again.values == snapshot.values, "pages depend on the order");
    }
    read_back::check(snapshot, &listings, None);
}

/// With at most three changes of the clocks, which are not more than a day.
fn zone(name: &str, input: &mut Input<'_>) -> Zone {
    let mut at = SIX_WEEKS.instants().start;
    let transitions = (0..input.byte() % 4).map(|_| {
        at = at.plus(i64::from(input.u16()) * 60 + 1);
        Transition { at, offset_s: i32::from(input.byte()) * 450 - 43_200 }
    });
    let transitions = transitions.collect();
    Zone { name: name.to_owned(), first_offset_s: i32::from(input.byte()) * 450, transitions }
}

fn listing(input: &mut Input<'_>, number: usize) -> Listing {
    let what = input.byte();
    let id = StoreId::new(&input.text()).or_else(|| StoreId::new(&number.to_string()));
    let point = match what % 4 {
        0 => None,
        1 => Point::from_e7(input.i32() % 900_000_001, input.i32() % 1_800_000_001).ok(),
        // Near one another.
        _ => Point::from_e7(449_800_000 + i32::from(input.u16()), -932_700_000).ok(),
    };
    let store = Store {
        id: id.expect("an id"),
        name: input.text(),
        point,
        address: Address { postal_code: input.text(), ..Address::default() },
        phone: String::new(),
        url: String::new(),
        category: input.text(),
        amenities: amenities(input),
        timezone: ZONES.get(usize::from(what / 4 % 4)).map(|name| (*name).to_owned()),
        delivery: delivery(what / 16 % 4, input),
    };
    let hours = (what >= 64).then(|| Arc::new(schedule(input)));
    Listing { store, hours }
}

fn amenities(input: &mut Input<'_>) -> Vec<Amenity> {
    let amenity = |_| Amenity { id: input.text(), description: input.text() };
    let mut amenities: Vec<Amenity> = (0..3).map(amenity).collect();
    amenities.retain(|amenity| !amenity.id.is_empty());
    amenities.sort();
    amenities.dedup_by(|a, b| a.id == b.id);
    amenities
}

fn delivery(what: u8, input: &mut Input<'_>) -> Vec<DeliveryArea> {
    let area = match what {
        0 => return Vec::new(),
        1 => DeliveryArea::RadiusM(f64::from(input.u16())),
        2 => DeliveryArea::Postcodes { country: input.text(), codes: vec![input.text()] },
        _ => DeliveryArea::Polygons(vec![vec![vec![(f64::from(input.i32()), 0.5)]]]),
    };
    vec![area]
}

fn schedule(input: &mut Input<'_>) -> Schedule {
    let mut draft = Draft::default();
    for _ in 0..=input.byte() % 3 {
        let week = std::array::from_fn(|_| plan(input));
        draft.seasons.insert(Day(20_700 + i32::from(input.byte())), Season { week });
    }
    for _ in 0..input.byte() % 4 {
        draft.exceptions.insert(Day(20_700 + i32::from(input.byte())), plan(input));
    }
    let schedule = draft.build().expect("a week, and few days");
    assert!(schedule.is_sound());
    schedule
}

fn plan(input: &mut Input<'_>) -> DayPlan {
    let kinds = [Kind::Unknown, Kind::OpenEnd, Kind::Open];
    let interval = |_| {
        let kind = kinds[usize::from(input.byte() % 3)];
        Interval::between(input.u16() % 1_440, input.u16() % 1_440, kind)
    };
    (0..2).filter_map(interval).collect()
}
