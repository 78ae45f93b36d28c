//! A small invented chain: a handful of stores, each with something of its own, and the whole
//! path from a URL to a response over them, in memory.

use crate::places_world::World;
use crate::shelves::Shelves;
use crate::town_goods;
use futures_util::FutureExt;
use nigh::edge::http::{Network, Request, Response};
use nigh::edge::memory::Memory;
use nigh::edge::{Values, handle};
use nigh::gazetteer::Index;
use nigh::item::Quantities;
use nigh::nearest::PageKey;
use nigh::place::Point;
use nigh::schedule::{DayPlan, Draft, Interval, Kind};
use nigh::snapshot::{HEAD, Head, Limits, Snapshot, build_with_places, manifest_key};
use nigh::store::{Address, Amenity, DeliveryArea, Listing, Store, StoreId};
use nigh::time::{Day, Horizon, Transition, UtcSeconds, Zone};
use std::collections::BTreeMap;

/// Everything that a Worker would find in KV.
pub struct Town {
    values: BTreeMap<String, Vec<u8>>,
    memory: Memory,
}

/// What KV holds of a snapshot that was published first.
pub fn published(snapshot: Snapshot) -> BTreeMap<String, Vec<u8>> {
    let mut values = snapshot.values;
    values.insert(manifest_key(snapshot.id), snapshot.manifest.clone());
    values.insert(HEAD.to_owned(), Head::new(snapshot.manifest, Vec::new()).encode());
    values
}

impl Values for Town {
    async fn get(&self, key: &str, _: u64) -> Result<Option<Vec<u8>>, String> {
        Ok(self.values.get(key).cloned())
    }
}

impl Town {
    pub fn new() -> Self {
        Self::built_at(at("2026-01-15T06:00:00Z"))
    }

    /// The same stores, compiled at another time.
    pub fn built_at(built_at: UtcSeconds) -> Self {
        Self::stocked(&town_goods::of_town(stores(), built_at), built_at, &Index::default())
    }

    /// The same stores, in a world whose places have names; on small pages.
    pub fn with_places() -> Self {
        let built_at = at("2026-01-15T06:00:00Z");
        let places = World::fixture(400).index;
        Self::stocked(&town_goods::of_town(stores(), built_at), built_at, &places)
    }

    /// The pages of places.
    pub fn places(&self) -> Vec<PageKey> {
        let head = Head::decode(&self.values[HEAD]).unwrap();
        head.open_manifest().unwrap().places.pages
    }

    /// A smaller town, on a border: its stores have prices in two currencies.
    pub fn on_the_border() -> Self {
        let built_at = at("2026-11-21T06:00:00Z");
        Self::stocked(
            &town_goods::of_border(stores_on_the_border(), built_at),
            built_at,
            &Index::default(),
        )
    }

    fn stocked(shelves: &Shelves, built_at: UtcSeconds, places: &Index) -> Self {
        let horizon = Horizon::around(built_at, 400).unwrap();
        let goods = Some(shelves.goods(Quantities::default()));
        let (stores, zones) = (&shelves.listings, zones());
        let limits = Limits::default();
        let snapshot =
            build_with_places(stores, &zones, built_at, horizon, limits, goods, places).unwrap();
        Self::of(published(snapshot))
    }

    /// Without a snapshot.
    pub fn empty() -> Self {
        Self::of(BTreeMap::new())
    }

    /// With these values in KV.
    pub fn of(values: BTreeMap<String, Vec<u8>>) -> Self {
        Self { values, memory: Memory::default() }
    }

    /// What is in KV.
    pub fn values(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.values
    }

    /// `GET`, from an isolate that knows nothing but what it remembers.
    pub fn get(&self, target: &str) -> Response {
        self.ask(&request(target))
    }

    pub fn ask(&self, request: &Request<'_>) -> Response {
        handle(request, &self.memory, self).now_or_never().expect("memory answers at once")
    }
}

/// A `GET` from Minneapolis, as the network thinks, at noon of a Saturday in November.
pub fn request(target: &str) -> Request<'_> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let network = Network {
        latitude: Some("44.97997".to_owned()),
        longitude: Some("-93.26384".to_owned()),
        has_city: true,
    };
    Request {
        method: "GET",
        path,
        query,
        accept: None,
        if_none_match: None,
        network: Some(network),
        now: at("2026-11-21T18:00:30Z"),
    }
}

pub fn at(text: &str) -> UtcSeconds {
    UtcSeconds::parse(text).unwrap()
}

fn zones() -> BTreeMap<String, Zone> {
    let zone = |name: &str, first_offset_s, shifts: [(&str, i32); 3]| {
        let shift = |(when, offset_s): (&str, i32)| Transition { at: at(when), offset_s };
        let transitions = shifts.map(shift).to_vec();
        (name.to_owned(), Zone { name: name.to_owned(), first_offset_s, transitions })
    };
    BTreeMap::from([
        zone(
            "America/Chicago",
            -21_600,
            [
                ("2026-03-08T08:00:00Z", -18_000),
                ("2026-11-01T07:00:00Z", -21_600),
                ("2027-03-14T08:00:00Z", -18_000),
            ],
        ),
        zone(
            "Europe/Berlin",
            3_600,
            [
                ("2026-03-29T01:00:00Z", 7_200),
                ("2026-10-25T01:00:00Z", 3_600),
                ("2027-03-28T01:00:00Z", 7_200),
            ],
        ),
    ])
}

fn stores() -> Vec<Listing> {
    let mut market = listing("100", "North Market", Some((44.9786, -93.2710)), "America/Chicago");
    market.store.address = Address {
        street_address: "16 Nicollet Mall".to_owned(),
        extended_address: "Level 2".to_owned(),
        ..minneapolis()
    };
    market.store.phone = "+1 612-555-0100".into();
    market.store.url = "https://north.example/stores/100".into();
    market.store.amenities =
        vec![amenity("hablamos_espanol", "Hablamos Español"), amenity("parking", "Parking")];
    market.store.delivery = vec![
        DeliveryArea::RadiusM(8_000.0),
        DeliveryArea::Postcodes { country: "US".to_owned(), codes: vec!["55401".to_owned()] },
    ];
    let mut week = weekdays(&[open(10, 21)]);
    week[6] = vec![open(11, 18)];
    let mut hours = Draft::weekly(week);
    hours.exceptions = BTreeMap::from([
        (day("2026-11-26"), vec![]),
        (day("2026-11-27"), vec![open(5, 12), open(13, 22)]),
        (day("2026-12-24"), vec![open(10, 15)]),
        (day("2026-12-25"), vec![]),
        (day("2026-12-26"), vec![]),
    ]);
    market.hours = Some(hours.build().unwrap().into());

    // Open past midnight, with an id that a path must escape.
    let mut bar = listing("200 & co/ü", "Night Bar", Some((44.9850, -93.2780)), "America/Chicago");
    bar.store.address = minneapolis();
    bar.store.phone = "612 555 0200 ext. 7; 612 555 0201".into();
    bar.hours = Some(weekly(weekdays(&[open(18, 26)])));

    let mut always = listing("300", "All Day", Some((44.9500, -93.2900)), "America/Chicago");
    always.store.address = minneapolis();
    always.store.amenities = vec![amenity("parking", "Parking")];
    always.hours = Some(weekly(weekdays(&[Interval::ALL_DAY])));

    // Nobody knows its hours, nor much else.
    let unknown = listing("400", "Somewhere", Some((44.9700, -93.2200)), "");

    // Temporarily closed.
    let mut closed = listing("500", "Under Works", Some((44.9900, -93.2500)), "America/Chicago");
    closed.hours = Some(weekly(weekdays(&[])));

    // Nobody knows when it closes: its hours are beyond the protocol's words.
    let mut pub_ = listing("600", "Open End", Some((45.0100, -93.3000)), "America/Chicago");
    pub_.store.address = minneapolis();
    pub_.hours = Some(weekly(weekdays(&[Interval::new(16 * 60, 24 * 60, Kind::OpenEnd).unwrap()])));

    // No place: it can be looked up, and is never near.
    let mut online = listing("700", "Online", None, "America/Chicago");
    online.hours = Some(weekly(weekdays(&[open(8, 20)])));

    // Far away, in another country, with a short night in which clocks change.
    let mut bakery = listing("800", "Bäckerei", Some((52.5200, 13.4050)), "Europe/Berlin");
    bakery.store.address.address_country = "DE".into();
    bakery.store.category = "bakery".into();
    bakery.hours = Some(weekly(weekdays(&[minutes(150, 210), open(6, 18)])));

    vec![market, bar, always, unknown, closed, pub_, online, bakery]
}

fn stores_on_the_border() -> Vec<Listing> {
    let store = |id, name, point, country: &str| {
        let mut listing = listing(id, name, Some(point), "America/Chicago");
        listing.store.address.address_country = country.into();
        listing.hours = Some(weekly(weekdays(&[open(9, 20)])));
        listing
    };
    vec![
        store("duluth", "Harbour", (46.7867, -92.1005), "US"),
        store("falls", "Falls", (48.6010, -93.4108), "US"),
        store("fort", "Fort", (48.6098, -93.3986), "CA"),
        store("island", "Island", (48.6300, -93.3500), "US"),
    ]
}

fn listing(id: &str, name: &str, point: Option<(f64, f64)>, zone: &str) -> Listing {
    let store = Store {
        id: StoreId::new(id).unwrap(),
        name: name.to_owned(),
        point: point.map(|(lat, lng)| Point::new(lat, lng).unwrap()),
        address: Address::default(),
        phone: String::new(),
        url: String::new(),
        category: String::new(),
        amenities: Vec::new(),
        timezone: (!zone.is_empty()).then(|| zone.to_owned()),
        delivery: Vec::new(),
    };
    Listing { store, hours: None }
}

fn minneapolis() -> Address {
    Address {
        address_locality: "Minneapolis".to_owned(),
        address_region: "MN".to_owned(),
        address_country: "US".to_owned(),
        postal_code: "55401".to_owned(),
        ..Address::default()
    }
}

fn amenity(slug: &str, description: &str) -> Amenity {
    let id = format!("example.north.amenity.{slug}");
    Amenity { id, description: description.to_owned() }
}

fn weekly(week: [DayPlan; 7]) -> std::sync::Arc<nigh::schedule::Schedule> {
    Draft::weekly(week).build().unwrap().into()
}

fn weekdays(plan: &[Interval]) -> [DayPlan; 7] {
    std::array::from_fn(|_| plan.to_vec())
}

fn open(from_hour: u16, to_hour: u16) -> Interval {
    minutes(from_hour * 60, to_hour * 60)
}

fn minutes(opens: u16, closes: u16) -> Interval {
    Interval::new(opens, closes, Kind::Open).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}
