//! Stores to ask about: real places with varied hours, and places that are hard for geometry.

use crate::data;
use crate::rng::Rng;
use nigh::feed::osm_hours::{self, HolidayPlace};
use nigh::nearest::PageKey;
use nigh::place::Point;
use nigh::query::PageSource;
use nigh::schedule::{DayPlan, Draft, Interval, Kind, Schedule, Season};
use nigh::snapshot::{Limits, Manifest, Page, PageError, Snapshot, build, page_key};
use nigh::store::{Address, Amenity, Listing, Store, StoreId};
use nigh::time::{Day, Horizon, Transition, UtcSeconds, Zone};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

/// Stores, and what is needed to compile them.
pub struct World {
    pub name: &'static str,
    pub listings: Vec<Listing>,
    pub zones: BTreeMap<String, Zone>,
    pub horizon: Horizon,
}

impl World {
    fn new(name: &'static str, listings: Vec<Listing>) -> Self {
        Self::within(name, listings, half_year())
    }

    /// With what is known of the zones within a horizon.
    pub fn within(name: &'static str, listings: Vec<Listing>, horizon: Horizon) -> Self {
        let names = listings.iter().filter_map(|l| l.store.timezone.clone());
        let zones = names.map(|name| (name.clone(), zone(&name, horizon))).collect();
        Self { name, listings, zones, horizon }
    }

    pub fn compile(&self, limits: Limits) -> Snapshot {
        let built_at = self.horizon.instants().start.plus(86_400);
        build(&self.listings, &self.zones, built_at, self.horizon, limits, None).unwrap()
    }
}

/// Two quarters with the clock changes of autumn and spring, north and south.
pub fn half_year() -> Horizon {
    Horizon { from: Day::parse("2026-10-01").unwrap(), through: Day::parse("2027-04-30").unwrap() }
}

/// The offsets of a zone, from two days before the horizon to two days after.
pub fn zone(name: &str, horizon: Horizon) -> Zone {
    let rules = jiff::tz::TimeZone::get(name).unwrap();
    let second = |at: UtcSeconds| jiff::Timestamp::from_second(at.0).unwrap();
    let start = second(horizon.instants().start.plus(-2 * 86_400));
    let end = second(horizon.instants().end.plus(2 * 86_400));
    let changes = rules.following(start).take_while(|change| change.timestamp() < end);
    let transitions = changes.map(|change| Transition {
        at: UtcSeconds(change.timestamp().as_second()),
        offset_s: change.offset().seconds(),
    });
    Zone {
        name: name.to_owned(),
        first_offset_s: rules.to_offset(start).seconds(),
        transitions: transitions.collect(),
    }
}

/// A snapshot in memory; each page is decoded once.
pub struct Memory {
    pub manifest: Manifest,
    values: BTreeMap<String, Vec<u8>>,
    decoded: RefCell<HashMap<PageKey, Page>>,
}

impl Memory {
    pub fn new(snapshot: &Snapshot) -> Self {
        Self {
            manifest: Manifest::decode(snapshot.id, &snapshot.manifest).unwrap(),
            values: snapshot.values.clone(),
            decoded: RefCell::default(),
        }
    }

    /// The bytes under a KV key.
    pub fn named(&self, key: &str) -> Option<&[u8]> {
        self.values.get(key).map(Vec::as_slice)
    }

    /// The bytes of a page.
    pub fn bytes(&self, page: PageKey) -> Option<&[u8]> {
        self.named(&page_key(page))
    }
}

impl PageSource for Memory {
    async fn read(&self, page: PageKey) -> Result<Page, PageError> {
        if let Some(known) = self.decoded.borrow().get(&page) {
            return Ok(known.clone());
        }
        let decoded = Page::decode(page, self.bytes(page).ok_or(PageError::Missing)?)?;
        self.decoded.borrow_mut().insert(page, decoded.clone());
        Ok(decoded)
    }
}

/// Real places of the whole world, with their own hours; invented ones where they give none.
pub fn osm() -> Option<&'static World> {
    static WORLD: OnceLock<Option<World>> = OnceLock::new();
    WORLD.get_or_init(read_osm).as_ref()
}

fn read_osm() -> Option<World> {
    let text = data::text("stores-osm-world.geojson")?;
    let collection: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut fill = Fill::new(1, half_year());
    let mut known: HashMap<(String, String), Option<Arc<Schedule>>> = HashMap::new();
    let listings = collection["features"].as_array().unwrap().iter().map(|feature| {
        let properties = &feature["properties"];
        let coordinates = &feature["geometry"]["coordinates"];
        let (lng, lat) = (coordinates[0].as_f64().unwrap(), coordinates[1].as_f64().unwrap());
        let text = |name: &str| properties[name].as_str().unwrap_or_default().to_owned();
        let mut listing = fill.listing(&text("ref"), lat, lng, properties["timezone"].as_str());
        let own = (text("opening_hours"), text("timezone"));
        if !own.0.is_empty() {
            let read = |(hours, zone): &(String, String)| {
                own_hours(hours, zone, &text("addr:country"), half_year())
            };
            listing.hours.clone_from(known.entry(own).or_insert_with_key(read));
        }
        listing.store.name = text("name");
        listing.store.category = text("category");
        listing.store.phone = text("phone");
        listing.store.url = text("website");
        listing.store.address = Address {
            street_address: text("addr:street_address"),
            address_locality: text("addr:city"),
            postal_code: text("addr:postcode"),
            ..Address::default()
        };
        listing
    });
    Some(World::new("osm world", listings.collect()))
}

/// Hours as `OpenStreetMap` writes them.
pub fn own_hours(
    text: &str,
    zone_name: &str,
    country: &str,
    horizon: Horizon,
) -> Option<Arc<Schedule>> {
    let place = HolidayPlace::new(country, None, Some(zone(zone_name, horizon)));
    Some(Arc::new(osm_hours::compile(text, &place, horizon).ok()?.schedule()?))
}

/// A real chain of the United States. The hours are invented.
pub fn bestbuy() -> Option<World> {
    let zones = data::path("stores-bestbuy-zones.csv")?;
    let zones: Vec<String> = rows(&zones).map(|row| row["timezone_derived"].clone()).collect();
    let mut fill = Fill::new(2, half_year());
    let stores = data::path("stores-bestbuy.csv")?;
    let listings = rows(&stores).zip(&zones).map(|(row, zone)| {
        let (lat, lng) = (row["Latitude"].parse().unwrap(), row["Longitude"].parse().unwrap());
        let mut listing = fill.listing(&row["Store code"], lat, lng, Some(zone));
        listing.store.name.clone_from(&row["Business name"]);
        listing.store.address = Address {
            street_address: row["Address line 1"].clone(),
            address_locality: row["Locality"].clone(),
            address_region: row["Administrative area"].clone(),
            address_country: row["Country / Region"].clone(),
            postal_code: row["Postal code"].clone(),
            ..Address::default()
        };
        let labels = row["Labels"].split(", ").filter(|label| !label.is_empty());
        listing.store.amenities.extend(labels.map(amenity));
        listing.store.amenities.sort();
        listing.store.amenities.dedup();
        listing
    });
    Some(World::new("bestbuy", listings.collect()))
}

/// Rows of a CSV by the names of their columns.
pub fn rows(path: &std::path::Path) -> impl Iterator<Item = HashMap<String, String>> {
    csv::Reader::from_path(path).unwrap().into_deserialize().map(Result::unwrap)
}

/// Places that are hard: 3,000 stores on one point, both poles, the antimeridian, pentagons.
pub fn odd() -> World {
    let mut rng = Rng::new(3);
    let mut points = vec![(40.0, 116.0); 3_000];
    for _ in 0..40 {
        points.push((rng.between(89.0, 90.0), rng.between(-180.0, 180.0)));
        points.push((rng.between(-90.0, -89.0), rng.between(-180.0, 180.0)));
        points.push((rng.between(-20.0, -15.0), rng.between(179.0, 180.0)));
        points.push((rng.between(-20.0, -15.0), rng.between(-180.0, -179.0)));
    }
    for lng in [-180.0, -90.0, 0.0, 90.0, 180.0] {
        points.extend([(90.0, lng), (-90.0, lng), (-17.0, lng), (0.0, lng)]);
    }
    for (lat, lng) in pentagons() {
        points.extend((0..40).map(|_| scatter(&mut rng, lat, lng, 100_000.0)));
        points.push((lat, lng));
    }
    points.extend((0..300).map(|_| anywhere(&mut rng)));
    let mut fill = Fill::new(4, half_year());
    let zones = ["Asia/Shanghai", "Pacific/Fiji", "Europe/Berlin", "America/New_York", "UTC"];
    let listings = points.into_iter().enumerate().map(|(i, (lat, lng))| {
        let zone = *rng.pick(&zones);
        fill.listing(&format!("odd-{i}"), lat, lng, Some(zone).filter(|_| i % 50 != 0))
    });
    World::new("odd places", listings.collect())
}

/// Centres of the twelve pentagons of H3, at resolution 3.
pub fn pentagons() -> Vec<(f64, f64)> {
    let cells = h3o::Resolution::Three.pentagons();
    cells.map(h3o::LatLng::from).map(|centre| (centre.lat(), centre.lng())).collect()
}

/// A point, evenly on the sphere.
pub fn anywhere(rng: &mut Rng) -> (f64, f64) {
    (rng.between(-1.0, 1.0).asin().to_degrees(), rng.between(-180.0, 180.0))
}

/// A point within so many metres, more or less, of another.
pub fn scatter(rng: &mut Rng, lat: f64, lng: f64, metres: f64) -> (f64, f64) {
    let north = rng.between(-1.0, 1.0) * metres / 111_000.0;
    let shrink = lat.to_radians().cos().max(0.001);
    let east = rng.between(-1.0, 1.0) * metres / 111_000.0 / shrink;
    ((lat + north).clamp(-90.0, 90.0), (lng + east + 540.0).rem_euclid(360.0) - 180.0)
}

/// What a feed does not tell, invented: hours from a stock of schedules, and amenities.
pub struct Fill {
    pub rng: Rng,
    schedules: Vec<Option<Schedule>>,
}

/// Amenities, and in how many of a thousand stores they are.
pub const AMENITIES: [(&str, usize); 6] =
    [("wifi", 500), ("parking", 300), ("pharmacy", 100), ("photo", 30), ("tyres", 10), ("rare", 2)];

impl Fill {
    /// What depends on dates falls within the horizon.
    pub fn new(seed: u64, horizon: Horizon) -> Self {
        let mut rng = Rng::new(seed);
        let schedules = (0..240).map(|i| schedule(&mut rng, horizon, i)).collect();
        Self { rng, schedules }
    }

    pub fn listing(&mut self, id: &str, lat: f64, lng: f64, zone: Option<&str>) -> Listing {
        let has =
            |(word, share): &(&str, usize)| (self.rng.below(1_000) < *share).then(|| amenity(word));
        let mut amenities: Vec<Amenity> = AMENITIES.iter().filter_map(has).collect();
        amenities.sort();
        let store = Store {
            id: StoreId::new(id).unwrap(),
            name: String::new(),
            point: Some(Point::new(lat, lng).unwrap()),
            address: Address::default(),
            phone: String::new(),
            url: String::new(),
            category: String::new(),
            amenities,
            timezone: zone.map(str::to_owned),
            delivery: Vec::new(),
        };
        Listing { store, hours: self.rng.pick(&self.schedules).clone().map(std::sync::Arc::new) }
    }
}

/// An amenity by its words.
pub fn amenity(words: &str) -> Amenity {
    Amenity { id: format!("com.example.amenity.{words}"), description: words.to_owned() }
}

/// Hours of many kinds: most as shops have them, the others as nobody expects them.
fn schedule(rng: &mut Rng, horizon: Horizon, kind: usize) -> Option<Schedule> {
    let always = || Draft::weekly(std::array::from_fn(|_| vec![Interval::ALL_DAY]));
    let draft = match kind % 20 {
        0 => return None,
        1 => always(),
        2 => overnight(rng),
        3 => open_end(rng),
        4 => by_appointment(rng),
        5 => Draft::weekly(Default::default()),
        6 => seasons(rng, horizon),
        7 | 8 => {
            let week = shop(rng);
            holidays(rng, horizon, week)
        }
        9 => holidays(rng, horizon, always()),
        10 => one_day(rng, horizon),
        11 => anything(rng),
        12 => long_nights(),
        13 => long_ago(horizon),
        _ => shop(rng),
    };
    Some(draft.build().unwrap())
}

fn span(opens: usize, closes: usize, kind: Kind) -> Interval {
    Interval::new(u16::try_from(opens).unwrap(), u16::try_from(closes).unwrap(), kind).unwrap()
}

/// Open on weekdays, less on Saturday, seldom on Sunday, some with a break at noon.
fn shop_week(rng: &mut Rng) -> [DayPlan; 7] {
    let (opens, closes) = (360 + 30 * rng.below(10), 1_020 + 15 * rng.below(20));
    let day = if rng.percent(20) {
        vec![span(opens, 750, Kind::Open), span(840, closes, Kind::Open)]
    } else {
        vec![span(opens, closes, Kind::Open)]
    };
    let saturday = vec![span(opens + 60, closes - 120, Kind::Open)];
    let sunday = if rng.percent(40) { saturday.clone() } else { Vec::new() };
    std::array::from_fn(|weekday| match weekday {
        5 => saturday.clone(),
        6 => sunday.clone(),
        _ => day.clone(),
    })
}

fn shop(rng: &mut Rng) -> Draft {
    Draft::weekly(shop_week(rng))
}

fn overnight(rng: &mut Rng) -> Draft {
    let closes = 1_440 + 60 * (1 + rng.below(6));
    Draft::weekly(std::array::from_fn(|day| {
        if day >= 4 {
            vec![span(1_080, closes, Kind::Open)]
        } else {
            vec![span(1_080, 1_439, Kind::Open)]
        }
    }))
}

fn open_end(rng: &mut Rng) -> Draft {
    let opens = 60 * (9 + rng.below(10));
    Draft::weekly(std::array::from_fn(|_| {
        vec![span(480, 540, Kind::Open), span(opens, 1_440, Kind::OpenEnd)]
    }))
}

fn by_appointment(rng: &mut Rng) -> Draft {
    let also_open = rng.percent(50);
    Draft::weekly(std::array::from_fn(|day| match day {
        0..=3 => vec![span(600, 1_080, Kind::Unknown)],
        5 if also_open => vec![span(600, 840, Kind::Open)],
        _ => Vec::new(),
    }))
}

fn day_in(rng: &mut Rng, horizon: Horizon) -> Day {
    let days = usize::try_from(horizon.through.0 - horizon.from.0).unwrap();
    horizon.from.plus(i32::try_from(rng.below(days)).unwrap())
}

fn seasons(rng: &mut Rng, horizon: Horizon) -> Draft {
    let mut draft = shop(rng);
    for _ in 0..3 {
        let from = day_in(rng, horizon);
        let week = if rng.percent(30) { Default::default() } else { shop_week(rng) };
        draft.seasons.insert(from, Season { week });
    }
    draft
}

fn holidays(rng: &mut Rng, horizon: Horizon, mut draft: Draft) -> Draft {
    for _ in 0..12 {
        let (day, closed) = (day_in(rng, horizon), rng.percent(60));
        let plan = if closed { Vec::new() } else { vec![span(600, 840, Kind::Open)] };
        draft.exceptions.insert(day, plan);
    }
    draft
}

/// Closed but for one date.
fn one_day(rng: &mut Rng, horizon: Horizon) -> Draft {
    let mut draft = Draft::weekly(Default::default());
    draft.exceptions.insert(day_in(rng, horizon), vec![span(600, 660, Kind::Open)]);
    draft
}

/// Odd minutes, nested and overlapping intervals, kinds on top of one another.
fn anything(rng: &mut Rng) -> Draft {
    let kinds = [Kind::Open, Kind::Open, Kind::OpenEnd, Kind::Unknown];
    Draft::weekly(std::array::from_fn(|_| {
        let interval = |_| {
            let opens = rng.below(1_440);
            let closes = opens + 1 + rng.below(2_880 - opens);
            span(opens, closes, *rng.pick(&kinds))
        };
        (0..3).map(interval).collect()
    }))
}

/// From Saturday evening to Sunday's end, in one piece: across the night of a clock change.
fn long_nights() -> Draft {
    Draft::weekly(std::array::from_fn(|day| match day {
        5 => vec![span(1_380, 2_880, Kind::Open)],
        6 => vec![span(150, 180, Kind::Open)],
        _ => vec![span(90, 210, Kind::Open)],
    }))
}

/// Closed; somebody may have been there a year before anybody can ask.
fn long_ago(horizon: Horizon) -> Draft {
    let mut draft = Draft::weekly(Default::default());
    draft.exceptions.insert(horizon.from.plus(-365), vec![span(600, 660, Kind::Unknown)]);
    draft
}
