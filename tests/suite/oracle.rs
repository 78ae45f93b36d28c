//! The slow truth: every store, one after the other.
//!
//! Nothing of the search is used here, nor of the evaluation of hours: distances come from
//! `GeographicLib`, and hours are written out as instants beforehand, by walking every local date of
//! every timetable through the time-zone rules of `jiff`.

use crate::rng::Rng;
use crate::worlds::World;
use jiff::{Timestamp, tz::TimeZone};
use nigh::nearest::{Class, OpenFilter, Rank, Terms};
use nigh::schedule::{Interval, Kind, Schedule};
use nigh::time::{Day, Horizon};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// A store of the right answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected<'a> {
    pub class: Class,
    pub served_at: Option<i64>,
    pub distance_m: f64,
    pub id: &'a str,
}

pub struct Oracle {
    pub stores: Vec<Known>,
    by_id: HashMap<String, usize>,
    timetables: Vec<Timetable>,
    pub end_s: i64,
    earth: geographiclib_rs::Geodesic,
}

pub struct Known {
    pub id: String,
    pub lat: f64,
    pub lng: f64,
    vector: [f64; 3],
    timetable: Option<usize>,
    pub amenities: Vec<String>,
}

/// Stretches of one kind in UTC, in order, none touching the next of its kind.
pub struct Timetable {
    pub stretches: Vec<(i64, i64, Kind)>,
    /// When it first opens on each local date by hours that begin on it, in order.
    pub openings: Vec<(Day, i64)>,
    pub has_unknown: bool,
}

/// Stretches of one local date, in minutes.
type Runs = Rc<[(i64, i64, Kind)]>;

/// Stores within a radius of an origin, with their distances.
pub struct Around(pub Vec<(usize, f64)>);

impl Around {
    /// At times, how far away one of them is.
    pub fn some_distance(&self, rng: &mut Rng) -> Option<f64> {
        (!self.0.is_empty() && rng.percent(25)).then(|| rng.pick(&self.0).1)
    }
}

impl Oracle {
    pub fn new(world: &World) -> Self {
        let mut timetables = Vec::new();
        let mut known: HashMap<(&Schedule, &str), usize> = HashMap::new();
        let mut zones: BTreeMap<&str, Vec<(i64, i64, i64)>> = BTreeMap::new();
        let mut stores = Vec::new();
        for listing in &world.listings {
            let Some(point) = listing.store.point else { continue };
            let zone = listing.store.timezone.as_deref();
            let timetable = listing.hours.as_ref().zip(zone).map(|(schedule, zone)| {
                *known.entry((schedule, zone)).or_insert_with(|| {
                    let shifts = zones.entry(zone).or_insert_with(|| shifts(zone, world.horizon));
                    timetables.push(Timetable::new(schedule, shifts, world.horizon));
                    timetables.len() - 1
                })
            });
            // As a snapshot keeps it: to a ten-millionth of a degree.
            let lat = (point.lat_deg() * 1e7).round() / 1e7;
            let lng = (point.lng_deg() * 1e7).round() / 1e7;
            stores.push(Known {
                id: listing.store.id.to_string(),
                lat,
                lng,
                vector: vector(lat, lng),
                timetable,
                amenities: listing.store.amenities.iter().map(|a| a.id.clone()).collect(),
            });
        }
        let end_s = i64::from(world.horizon.through.0 + 1) * 86_400;
        let by_id = stores.iter().enumerate().map(|(i, s)| (s.id.clone(), i)).collect();
        Self { stores, by_id, timetables, end_s, earth: geographiclib_rs::Geodesic::wgs84() }
    }

    /// No geodesic is shorter than the straight line through the Earth.
    pub fn around(&self, lat: f64, lng: f64, radius_m: f64) -> Around {
        use geographiclib_rs::InverseGeodesic;
        let here = vector(lat, lng);
        let near = self.stores.iter().enumerate().filter(|(_, store)| {
            let squares = here.iter().zip(store.vector).map(|(a, b)| (a - b) * (a - b));
            squares.sum::<f64>().sqrt() <= radius_m + 0.01
        });
        Around(
            near.map(|(i, store)| (i, self.earth.inverse(lat, lng, store.lat, store.lng)))
                .collect(),
        )
    }

    /// How far away one store is, if within reach.
    pub fn distance_m(&self, lat: f64, lng: f64, store: usize, reach_m: f64) -> Option<f64> {
        use geographiclib_rs::InverseGeodesic;
        let store = &self.stores[store];
        let squares = vector(lat, lng).into_iter().zip(store.vector).map(|(a, b)| (a - b).powi(2));
        if squares.sum::<f64>().sqrt() > reach_m + 0.01 {
            return None;
        }
        let distance_m: f64 = self.earth.inverse(lat, lng, store.lat, store.lng);
        Some(distance_m).filter(|d| *d <= reach_m)
    }

    /// The hours of a store, if they are known.
    pub fn timetable(&self, store: usize) -> Option<&Timetable> {
        self.stores[store].timetable.map(|t| &self.timetables[t])
    }

    /// Every store that fits the terms, in order.
    pub fn answer(&self, terms: &Terms, around: &Around) -> Vec<Expected<'_>> {
        let mut all: Vec<Expected<'_>> = around
            .0
            .iter()
            .filter_map(|&(i, distance_m)| self.judge(terms, i, distance_m))
            .collect();
        all.sort_unstable_by(|a, b| {
            (a.class, a.served_at)
                .cmp(&(b.class, b.served_at))
                .then(a.distance_m.total_cmp(&b.distance_m))
                .then_with(|| a.id.cmp(b.id))
        });
        all
    }

    fn judge(&self, terms: &Terms, i: usize, distance_m: f64) -> Option<Expected<'_>> {
        let store = &self.stores[i];
        if distance_m > terms.radius_m || distance_m < terms.min_radius_m {
            return None;
        }
        if !terms.amenities.iter().all(|wanted| store.amenities.contains(wanted)) {
            return None;
        }
        let (at, stay_s) = (terms.at.0, i64::from(terms.open_for_min) * 60);
        let arrival = at + i64::from(terms.mode.minutes(distance_m)) * 60;
        let timetable = store.timetable.map(|t| &self.timetables[t]);
        let serves =
            |t: i64| timetable.and_then(|timetable| timetable.serves(t, stay_s, self.end_s));
        let passes = match terms.open {
            OpenFilter::Any => true,
            OpenFilter::At => serves(at) == Some(at),
            OpenFilter::Arrival => serves(arrival) == Some(arrival),
        };
        let (class, served_at) = match (terms.rank, serves(arrival)) {
            (Rank::Distance | Rank::Price, _) => (Class::Known, None),
            (Rank::Soonest, Some(t)) => (Class::Known, Some(t)),
            (Rank::Soonest, None) if timetable.is_none_or(|t| t.has_unknown) => {
                (Class::Unknown, None)
            }
            (Rank::Soonest, None) => (Class::Never, None),
        };
        passes.then(|| Expected { class, served_at, distance_m, id: &store.id })
    }

    /// What is known of a store at an instant: `None` is closed.
    pub fn kind_at(&self, id: &str, at_s: i64) -> Option<Kind> {
        let store = &self.stores[*self.by_id.get(id)?];
        store.timetable.map_or(Some(Kind::Unknown), |t| self.timetables[t].kind_at(at_s))
    }
}

impl Timetable {
    fn new(schedule: &Schedule, shifts: &[(i64, i64, i64)], horizon: Horizon) -> Self {
        let (mut stretches, mut openings) = (Vec::new(), BTreeMap::new());
        let mut days: HashMap<(Vec<Interval>, Vec<Interval>), Runs> = HashMap::new();
        for date in horizon.from.0 - 2..=horizon.through.0 + 4 {
            let (today, is_exception) = schedule.plan(Day(date));
            let (yesterday, _) = schedule.plan(Day(date - 1));
            let carried = if is_exception { &[] } else { yesterday };
            let runs = days
                .entry((today.to_vec(), carried.to_vec()))
                .or_insert_with(|| minutes_of(today, carried).into());
            for &(from, to, kind) in runs.iter() {
                stretches.extend(in_utc(date, from, to, shifts).map(|(from, to)| (from, to, kind)));
            }
            for own in today.iter().filter(|own| own.kind() != Kind::Unknown) {
                let (opens, closes) = (i64::from(own.opens()), i64::from(own.closes()).min(1_440));
                for (from, _) in in_utc(date, opens, closes, shifts) {
                    let first = openings.entry(Day(date)).or_insert(from);
                    *first = from.min(*first);
                }
            }
        }
        stretches.sort_unstable();
        let mut joined: Vec<(i64, i64, Kind)> = Vec::new();
        for (from, to, kind) in stretches {
            match joined.last_mut() {
                Some(last) if last.1 == from && last.2 == kind => last.1 = to,
                _ => joined.push((from, to, kind)),
            }
        }
        let weekly = schedule.weeks().flat_map(|(_, week)| week);
        let has_unknown = weekly
            .chain(schedule.exceptions().map(|(_, plan)| plan))
            .flatten()
            .any(|interval| interval.kind() == Kind::Unknown);
        Self { stretches: joined, openings: openings.into_iter().collect(), has_unknown }
    }

    /// The first instant from `t` on, before `end_s`, at which somebody is served for that long.
    pub fn serves(&self, t: i64, stay_s: i64, end_s: i64) -> Option<i64> {
        let from = self.stretches.partition_point(|s| s.1 <= t);
        self.stretches[from..]
            .iter()
            .filter(|s| s.2 == Kind::Open || (s.2 == Kind::OpenEnd && stay_s == 0))
            .map(|s| (s.0.max(t), s.1))
            .find(|(start, close)| start + stay_s <= *close)
            .map(|(start, _)| start)
            .filter(|&start| start < end_s)
    }

    /// Stretches in which it is open, from `t` on.
    pub fn open_from(&self, t: i64) -> impl Iterator<Item = (i64, i64)> {
        let from = self.stretches.partition_point(|s| s.1 <= t);
        let open = self.stretches[from..].iter().filter(|s| s.2 != Kind::Unknown);
        open.map(move |s| (s.0.max(t), s.1))
    }

    fn kind_at(&self, t: i64) -> Option<Kind> {
        let from = self.stretches.partition_point(|s| s.1 <= t);
        self.stretches.get(from).filter(|s| s.0 <= t).map(|s| s.2)
    }
}

/// The instants of a stretch of a local date, given in its minutes.
fn in_utc(
    date: i32,
    from: i64,
    to: i64,
    shifts: &[(i64, i64, i64)],
) -> impl Iterator<Item = (i64, i64)> {
    let midnight = i64::from(date) * 86_400;
    let (from, to) = (midnight + from * 60, midnight + to * 60);
    let pieces = shifts
        .iter()
        .map(move |&(start, end, offset)| ((from - offset).max(start), (to - offset).min(end)));
    pieces.filter(|(from, to)| from < to)
}

/// The minutes of one local date, painted one by one: the surer kind on top.
fn minutes_of(today: &[Interval], carried: &[Interval]) -> Vec<(i64, i64, Kind)> {
    let mut minutes = [None; 1_440];
    let own = today.iter().map(|i| (i, 0));
    for (interval, back) in own.chain(carried.iter().map(|i| (i, 1_440))) {
        for (minute, kind) in (back..).zip(minutes.iter_mut()) {
            if (i32::from(interval.opens())..i32::from(interval.closes())).contains(&minute) {
                *kind = (*kind).max(Some(interval.kind()));
            }
        }
    }
    let mut runs: Vec<(i64, i64, Kind)> = Vec::new();
    for (minute, kind) in (0_i64..).zip(minutes) {
        let Some(kind) = kind else { continue };
        match runs.last_mut() {
            Some(last) if last.1 == minute && last.2 == kind => last.1 += 1,
            _ => runs.push((minute, minute + 1, kind)),
        }
    }
    runs
}

/// Stretches of UTC with one offset, found by asking for every hour, then every minute.
fn shifts(zone: &str, horizon: Horizon) -> Vec<(i64, i64, i64)> {
    let zone = TimeZone::get(zone).unwrap();
    let offset = |t: i64| i64::from(zone.to_offset(Timestamp::from_second(t).unwrap()).seconds());
    let (start, end) =
        (i64::from(horizon.from.0 - 4) * 86_400, i64::from(horizon.through.0 + 6) * 86_400);
    let mut shifts = vec![(start, start, offset(start))];
    for hour in (start..end).step_by(3_600) {
        let steps = if offset(hour) == offset(hour + 3_599) { 3_600 } else { 60 };
        for t in (hour..hour + 3_600).step_by(steps) {
            let last = shifts.last_mut().unwrap();
            if last.2 == offset(t) {
                last.1 = t + i64::try_from(steps).unwrap();
            } else {
                shifts.push((t, t + i64::try_from(steps).unwrap(), offset(t)));
            }
        }
    }
    shifts
}

/// Earth-centred coordinates in metres.
fn vector(lat: f64, lng: f64) -> [f64; 3] {
    let (a, f) = (6_378_137.0, 1.0 / 298.257_223_563);
    let e2 = f * (2.0 - f);
    let (lat, lng) = (lat.to_radians(), lng.to_radians());
    let n = a / (1.0 - e2 * lat.sin() * lat.sin()).sqrt();
    [n * lat.cos() * lng.cos(), n * lat.cos() * lng.sin(), n * (1.0 - e2) * lat.sin()]
}
