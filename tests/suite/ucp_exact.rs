//! Matching is what a brute-force reading of the protocol's rules finds.
//!
//! The reader below knows stores only as they are told to agents: it looks every one of them up, and
//! holds every one against a search. Distances are Vincenty's, clocks are `jiff`'s, hours are read as
//! the protocol says; what is in stock is known from how it was made up.

use crate::agency::Agency;
use crate::geodesic::vincenty_m;
use crate::rng::Rng;
use crate::ucp_osm::{self, Earth, ITEMS, has, item};
use crate::worlds::scatter;
use jiff::tz::TimeZone;
use nigh::time::{Day, UtcSeconds};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SEARCHES: usize = 5_000;
/// Vincenty's series are right to a tenth of a millimetre: what is nearer to the edge is not judged.
const UNSURE_M: f64 = 1e-3;
const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A store as it is told.
struct Told {
    id: String,
    geo: (f64, f64),
    amenities: BTreeSet<String>,
    hours: Option<Hours>,
}

/// From a date through another; without minutes it is closed.
type Exception = (Day, Day, Option<(u16, u16)>);

struct Hours {
    zone: TimeZone,
    week: [Vec<(u16, u16)>; 7],
    exceptions: Vec<Exception>,
}

impl Hours {
    fn of(location: &Value) -> Option<Self> {
        let week = location.get("hours")?.as_array().unwrap();
        let mut hours = Self {
            zone: TimeZone::get(location["timezone"].as_str().unwrap()).unwrap(),
            week: Default::default(),
            exceptions: Vec::new(),
        };
        for entry in week {
            let day = DAYS.iter().position(|day| entry["day"] == json!(day)).unwrap();
            hours.week[day].push((minute(&entry["opens"]), minute(&entry["closes"])));
        }
        for entry in location.get("exception_hours").and_then(Value::as_array).into_iter().flatten()
        {
            let [from, through] = ["valid_from", "valid_through"]
                .map(|name| Day::parse(entry[name].as_str().unwrap()).unwrap());
            let times = entry.get("opens").map(|opens| (minute(opens), minute(&entry["closes"])));
            assert!(from <= through);
            hours.exceptions.push((from, through, times));
        }
        Some(hours)
    }

    /// What begins on a date, and whether it is an exception.
    fn on(&self, date: Day) -> (Vec<(u16, u16)>, bool) {
        let ruling =
            self.exceptions.iter().filter(|(from, through, _)| *from <= date && date <= *through);
        let ruling: Vec<Option<(u16, u16)>> = ruling.map(|(_, _, times)| *times).collect();
        if ruling.is_empty() {
            (self.week[date.weekday()].clone(), false)
        } else {
            (ruling.into_iter().flatten().collect(), true)
        }
    }

    fn is_open(&self, at: UtcSeconds) -> bool {
        let clock =
            jiff::Timestamp::from_second(at.0).unwrap().to_zoned(self.zone.clone()).datetime();
        let date = Day::of(clock.date());
        let now =
            u16::try_from(clock.hour()).unwrap() * 60 + u16::try_from(clock.minute()).unwrap();
        let (own, is_exception) = self.on(date);
        let covers = |&(opens, closes): &(u16, u16)| {
            (opens, closes) == (0, 1_439) || opens <= now && (closes < opens || now < closes)
        };
        let carried = |&(opens, closes): &(u16, u16)| closes < opens && now < closes;
        own.iter().any(covers) || !is_exception && self.on(date.plus(-1)).0.iter().any(carried)
    }
}

fn minute(label: &Value) -> u16 {
    let (hour, minute) = label.as_str().unwrap().split_once(':').unwrap();
    hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap()
}

/// Every store, as it is told.
fn told(agency: &Agency, earth: &Earth) -> Vec<Told> {
    let mut all = Vec::new();
    for ids in earth.ids.chunks(30) {
        let found = agency.found("lookup", &json!({"ids": ids}));
        for location in found["locations"].as_array().unwrap() {
            let geo = &location["geo"];
            let amenities = location.get("amenities").and_then(Value::as_object);
            all.push(Told {
                id: location["id"].as_str().unwrap().to_owned(),
                geo: (geo["latitude"].as_f64().unwrap(), geo["longitude"].as_f64().unwrap()),
                amenities: amenities.into_iter().flat_map(|map| map.keys().cloned()).collect(),
                hours: Hours::of(location),
            });
        }
    }
    assert_eq!(all.len(), earth.ids.len(), "every store is told once");
    all
}

/// What a search asks.
struct Asked {
    near: Option<((f64, f64), f64)>,
    open_at: Option<UtcSeconds>,
    amenities: Vec<String>,
    items: Vec<usize>,
}

impl Asked {
    fn new(rng: &mut Rng, earth: &Earth, turn: usize) -> Self {
        let near = (!turn.is_multiple_of(100)).then(|| {
            let (lat, lng) = *rng.pick(&earth.points);
            (scatter(rng, lat, lng, 3_000.0), 10_f64.powf(rng.between(2.0, 4.7)))
        });
        let open_at = rng.percent(70).then(|| instant(rng));
        let mut amenities: Vec<String> = ["wifi", "parking", "pharmacy", "photo"]
            .iter()
            .filter(|_| rng.percent(12))
            .map(|word| format!("com.example.amenity.{word}"))
            .collect();
        let mut items: Vec<usize> = (0..ITEMS).filter(|_| rng.percent(10)).collect();
        if near.is_none() {
            // Of the whole world, those that have what few have.
            items = vec![7];
            amenities.push("com.example.amenity.wifi".to_owned());
            amenities.dedup();
        }
        Self { near, open_at, amenities, items }
    }

    fn body(&self) -> Value {
        let mut body = json!({"filters": {}, "pagination": {"limit": 100}});
        if let Some(((lat, lng), max)) = self.near {
            body["distance"] = json!({"center": {"latitude": lat, "longitude": lng}, "max": max});
        }
        if let Some(at) = self.open_at {
            body["filters"]["hours"] = json!({"open_at": at.to_rfc3339()});
        }
        if !self.amenities.is_empty() {
            body["filters"]["amenities"] = json!(self.amenities);
        }
        if !self.items.is_empty() {
            body["filters"]["items"] = self.items.iter().copied().map(item).collect();
        }
        body
    }

    /// Whether a store meets it; `None` where the distance is too near the edge to say.
    fn is_met(&self, told: &Told) -> Option<bool> {
        let mut unsure = false;
        if let Some((centre, max_m)) = self.near {
            // A degree of latitude has 110.5 km at least.
            if (centre.0 - told.geo.0).abs() * 110_500.0 > max_m {
                return Some(false);
            }
            match vincenty_m(centre, told.geo) {
                Some(metres) if (metres - max_m).abs() < UNSURE_M => unsure = true,
                Some(metres) if metres < max_m => {}
                _ => return Some(false),
            }
        }
        let is_open = |at| told.hours.as_ref().is_some_and(|hours| hours.is_open(at));
        let is_met = self.open_at.is_none_or(is_open)
            && self.amenities.iter().all(|id| told.amenities.contains(id))
            && self.items.iter().all(|item| has(&told.id, *item));
        if unsure && is_met { None } else { Some(is_met) }
    }
}

/// Any second of the half year; often at the edge of an hour, in the night of a clock change, on a
/// holiday or around midnight.
fn instant(rng: &mut Rng) -> UtcSeconds {
    let at = |text: &str| UtcSeconds::parse(text).unwrap();
    let days = |from: UtcSeconds, most: usize, rng: &mut Rng| {
        from.plus(i64::try_from(rng.below(most * 86_400)).unwrap())
    };
    let nights = [
        "2026-10-25T00:00:00Z",
        "2026-11-01T04:00:00Z",
        "2027-03-14T06:00:00Z",
        "2027-03-28T00:00:00Z",
        "2027-04-03T14:00:00Z",
        "2026-12-24T18:00:00Z",
        "2026-12-25T20:00:00Z",
        "2026-12-31T20:00:00Z",
        "2026-11-26T12:00:00Z",
    ];
    let any = if rng.percent(40) {
        let night = *rng.pick(&nights);
        at(night).plus(i64::try_from(rng.below(8 * 3_600)).unwrap())
    } else {
        days(ucp_osm::now(), 195, rng)
    };
    match rng.below(4) {
        0 => any,
        edge => {
            let quarter = UtcSeconds(any.0 - any.0.rem_euclid(900));
            quarter.plus([-1, 0, 1][edge - 1])
        }
    }
}

fn ids_of(agency: &Agency, body: &Value) -> BTreeSet<String> {
    let all = agency.all(body);
    let ids: BTreeSet<String> =
        all.iter().map(|location| location["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), all.len(), "{body}: a store twice");
    ids
}

#[test]
fn five_thousand_searches_find_what_the_rules_say() {
    let Some(earth) = ucp_osm::earth() else { return };
    let agency = ucp_osm::agency(earth);
    let told = told(&agency, earth);
    let with_hours = told.iter().filter(|store| store.hours.is_some()).count();
    let mut rng = Rng::new(5_000);
    let (mut found, mut unsure, mut by_hours, mut empty) = (0, 0, 0, 0);
    for turn in 0..SEARCHES {
        let asked = Asked::new(&mut rng, earth, turn);
        let body = asked.body();
        let ours = ids_of(&agency, &body);
        let mut theirs = BTreeSet::new();
        let mut doubted = BTreeSet::new();
        for store in &told {
            match asked.is_met(store) {
                Some(true) => drop(theirs.insert(&store.id)),
                Some(false) => {}
                None => drop(doubted.insert(&store.id)),
            }
        }
        let missing: Vec<_> = theirs.iter().filter(|id| !ours.contains(**id)).collect();
        assert!(missing.is_empty(), "{turn} {body}: {missing:?} are not found");
        let is_more = |id: &&String| !theirs.contains(id) && !doubted.contains(id);
        let more: Vec<&String> = ours.iter().filter(is_more).collect();
        assert!(more.is_empty(), "{turn} {body}: {more:?} are found, and should not be");
        unsure += doubted.len();
        found += ours.len();
        by_hours += usize::from(asked.open_at.is_some());
        empty += usize::from(ours.is_empty());
    }
    println!(
        "{} stores, {with_hours} with hours; {SEARCHES} searches, {by_hours} by hours, found {found}, \
         {empty} nothing; {unsure} distances at the edge",
        told.len()
    );
    assert!(found > 20_000 && unsure < 5 && empty < SEARCHES * 3 / 4);
}
