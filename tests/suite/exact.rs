//! The search gives what a scan of every store gives: the same stores, keys and distances.

use crate::data;
use crate::oracle::{Expected, Oracle};
use crate::rng::Rng;
use crate::worlds::{self, AMENITIES, Memory, World};
use futures_util::FutureExt;
use nigh::nearest::{After, Class, Found, OpenFilter, Rank, Terms};
use nigh::place::{Mode, Point};
use nigh::query::run;
use nigh::schedule::Kind;
use nigh::snapshot::Limits;
use nigh::time::UtcSeconds;

const SMALL: Limits = Limits { page_bytes: 4 * 1024, regions: 1_600 };
/// So few regions that most are crowded, and have leaves.
const CROWDED: Limits = Limits { page_bytes: 4 * 1024, regions: 60 };

/// Memory never waits.
pub fn ask(terms: &Terms, memory: &Memory) -> Found {
    run(terms.clone(), &memory.manifest.top, memory).now_or_never().unwrap()
}

#[test]
fn osm_world() {
    let Some(world) = worlds::osm() else { return };
    exact(world, &[Limits::default(), SMALL, CROWDED], 10_000);
}

#[test]
fn bestbuy() {
    let Some(world) = worlds::bestbuy() else { return };
    exact(&world, &[Limits::default(), CROWDED], 7_000);
}

#[test]
fn odd_places() {
    exact(&worlds::odd(), &[Limits::default(), SMALL, CROWDED], 3_000);
}

/// Asks so many questions of each snapshot of a world; several from each origin.
fn exact(world: &World, limits: &[Limits], questions: usize) {
    let oracle = Oracle::new(world);
    let snapshots: Vec<Memory> = limits.iter().map(|l| Memory::new(&world.compile(*l))).collect();
    let mut questioner = Asker::new(world, 17);
    let (mut asked, mut differing) = (0, Vec::new());
    while asked < questions {
        let origin = questioner.origin();
        let widest = questioner.radius();
        let around = oracle.around(origin.lat_deg(), origin.lng_deg(), widest);
        for _ in 0..6 {
            let mut terms = questioner.terms(origin, widest);
            // As far as to some store, exactly: the radius is inclusive.
            if let Some(radius_m) = around.some_distance(&mut questioner.rng) {
                terms.radius_m = radius_m;
                terms.min_radius_m = terms.min_radius_m.min(radius_m);
            }
            let expected = oracle.answer(&terms, &around);
            let found = ask(&terms, &snapshots[asked % snapshots.len()]);
            if let Some(difference) = difference(&terms, &expected, &found) {
                differing.push(format!("{difference}\n  {terms:?}"));
            }
            asked += 1;
        }
    }
    let count = differing.len();
    differing.truncate(3);
    assert!(count == 0, "{}: {count} of {asked} differ:\n{}", world.name, differing.join("\n"));
    println!("{}: {asked} questions, 0 differences", world.name);
}

/// How an answer differs from the right one.
fn difference(terms: &Terms, expected: &[Expected<'_>], found: &Found) -> Option<String> {
    if !found.complete {
        return Some("not complete".to_owned());
    }
    if expected.len() > terms.limit && !found.more {
        return Some(format!("{} fit, and yet there is no more", expected.len()));
    }
    let wanted = expected.get(..terms.limit.min(expected.len())).unwrap();
    let got: Vec<Expected<'_>> = found
        .hits
        .iter()
        .map(|hit| Expected {
            class: hit.key.class,
            served_at: (terms.rank == Rank::Soonest && hit.key.class == Class::Known)
                .then_some(hit.key.served_at.0),
            distance_m: hit.distance_m,
            id: hit.id(),
        })
        .collect();
    if wanted == got {
        return None;
    }
    let place = wanted.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let (wanted_len, got_len) = (wanted.len(), got.len());
    let (wanted, got) = (wanted.get(place), got.get(place));
    Some(format!("{got_len} of {wanted_len}; at {place}: wanted {wanted:?}, got {got:?}"))
}

/// Invents questions.
pub struct Asker {
    pub rng: Rng,
    stores: Vec<Point>,
    queries: Vec<Point>,
    pentagons: Vec<(f64, f64)>,
    from: UtcSeconds,
    days: usize,
}

impl Asker {
    pub fn new(world: &World, seed: u64) -> Self {
        let queries = data::path("queries-us.csv").map(|path| {
            let point = |row: std::collections::HashMap<String, String>| {
                Point::new(row["lat"].parse().unwrap(), row["lon"].parse().unwrap()).unwrap()
            };
            worlds::rows(&path).step_by(17).map(point).collect()
        });
        let horizon = world.horizon;
        Self {
            rng: Rng::new(seed),
            stores: world.listings.iter().filter_map(|l| l.store.point).collect(),
            queries: queries.unwrap_or_default(),
            pentagons: worlds::pentagons(),
            from: horizon.instants().start,
            days: usize::try_from(horizon.through.0 - horizon.from.0 + 1).unwrap(),
        }
    }

    pub fn origin(&mut self) -> Point {
        let rng = &mut self.rng;
        let store = *rng.pick(&self.stores);
        let pentagon = *rng.pick(&self.pentagons);
        let (lat, lng) = match rng.below(20) {
            0..4 if !self.queries.is_empty() => return *rng.pick(&self.queries),
            0..6 => worlds::anywhere(rng),
            6 => (*rng.pick(&[90.0, -90.0, 89.9, -89.9]), rng.between(-180.0, 180.0)),
            7 => (rng.between(-90.0, 90.0), *rng.pick(&[180.0, -180.0, 179.99, -179.99])),
            8 => worlds::scatter(rng, pentagon.0, pentagon.1, 20_000.0),
            9..12 => return store,
            _ => {
                let metres = *rng.pick(&[200.0, 5_000.0, 50_000.0, 300_000.0]);
                worlds::scatter(rng, store.lat_deg(), store.lng_deg(), metres)
            }
        };
        Point::new(lat, lng).unwrap()
    }

    pub fn radius(&mut self) -> f64 {
        match self.rng.below(40) {
            0 => 20_100_000.0,
            1..3 => 2_000_000.0,
            3..14 => 500_000.0,
            14..32 => 50_000.0,
            32..37 => 3_000.0,
            _ => 0.0,
        }
    }

    pub fn terms(&mut self, origin: Point, widest: f64) -> Terms {
        let at = self.at();
        let rng = &mut self.rng;
        let radius_m = if rng.percent(80) { widest } else { rng.between(0.0, widest) };
        let min_radius_m = if rng.percent(80) { 0.0 } else { rng.between(0.0, radius_m) };
        let amenities = match rng.below(10) {
            0..6 => Vec::new(),
            6..9 => vec![rng.pick(&AMENITIES).0],
            _ => vec![rng.pick(&AMENITIES).0, "wifi"],
        };
        Terms {
            origin,
            at,
            horizon_end: worlds::half_year().instants().end,
            mode: *rng.pick(&[Mode::Walk, Mode::Bike, Mode::Drive, Mode::Drive]),
            radius_m,
            min_radius_m,
            open: *rng.pick(&[
                OpenFilter::Any,
                OpenFilter::Any,
                OpenFilter::At,
                OpenFilter::Arrival,
            ]),
            open_for_min: *rng.pick(&[0, 0, 0, 15, 60, 240, 600]),
            amenities: amenities.into_iter().map(|word| worlds::amenity(word).id).collect(),
            rank: *rng.pick(&[Rank::Soonest, Rank::Soonest, Rank::Distance]),
            limit: *rng.pick(&[1, 2, 5, 10, 10, 10, 25, 100]),
            after: None,
        }
    }

    /// Any minute of the horizon; often the night of a clock change, at times the very end.
    fn at(&mut self) -> UtcSeconds {
        const CHANGES: [&str; 6] =
            ["2026-10-03", "2026-10-25", "2026-11-01", "2027-03-14", "2027-03-28", "2027-04-03"];
        let minute = i64::try_from(self.rng.below(1_440)).unwrap();
        let day = match self.rng.below(10) {
            0..2 => {
                let date = CHANGES[self.rng.below(CHANGES.len())];
                let change = nigh::time::Day::parse(date).unwrap();
                i64::from(change.0) * 86_400 - self.from.0
            }
            2 => (i64::try_from(self.days).unwrap() - 1) * 86_400,
            _ => i64::try_from(self.rng.below(self.days)).unwrap() * 86_400,
        };
        self.from.plus(day + minute * 60)
    }
}

#[test]
fn pages_of_an_answer_give_each_store_once() {
    let Some(world) = worlds::osm() else { return };
    let oracle = Oracle::new(world);
    let memory = Memory::new(&world.compile(SMALL));
    let mut asker = Asker::new(world, 23);
    for _ in 0..150 {
        let origin = asker.origin();
        let around = oracle.around(origin.lat_deg(), origin.lng_deg(), 100_000.0);
        let mut terms = asker.terms(origin, 100_000.0);
        let expected = oracle.answer(&terms, &around);
        terms.limit = (expected.len() / 7).clamp(1, 100);
        let mut ids = Vec::new();
        loop {
            let found = ask(&terms, &memory);
            ids.extend(found.hits.iter().map(|hit| hit.id().to_owned()));
            let Some(last) = found.hits.last() else { break };
            let (key, id) = (last.key, last.id().to_owned());
            terms.after = Some(After { key, id, seen: ids.len() });
            if !found.more {
                break;
            }
        }
        let expected: Vec<&str> = expected.into_iter().map(|e| e.id).collect();
        assert_eq!(ids, expected, "{terms:?}");
    }
}

/// A store, and what it is then and on arrival.
type State = (String, [Option<Kind>; 2]);

/// The stores of an answer in order, and until when it holds.
fn states(oracle: &Oracle, terms: &Terms, memory: &Memory) -> (Vec<State>, UtcSeconds) {
    let found = ask(terms, memory);
    let state = |hit: &nigh::nearest::Hit| {
        let arrival = terms.arrival(hit.distance_m);
        (hit.id().to_owned(), [terms.at, arrival].map(|t| oracle.kind_at(hit.id(), t.0)))
    };
    (found.hits.iter().map(state).collect(), found.valid_until)
}

#[test]
fn answers_hold_until_they_say() {
    let Some(world) = worlds::osm() else { return };
    let oracle = Oracle::new(world);
    let memory = Memory::new(&world.compile(SMALL));
    let mut asker = Asker::new(world, 29);
    let mut leads = Vec::new();
    for _ in 0..2_500 {
        let origin = asker.origin();
        let mut terms = asker.terms(origin, 50_000.0);
        let (first, valid_until) = states(&oracle, &terms, &memory);
        let at = terms.at;
        assert!(at < valid_until, "{terms:?}");
        let minutes = (valid_until.0 - at.0 + 59) / 60;
        if !first.is_empty() {
            leads.push(minutes);
        }
        for ahead in [1, minutes / 2, minutes - 2, minutes - 1] {
            terms.at = at.plus(ahead.clamp(0, minutes - 1) * 60);
            let (then, _) = states(&oracle, &terms, &memory);
            let when = terms.at.to_rfc3339();
            let from = at.to_rfc3339();
            assert_eq!(then, first, "from {from}, {minutes} minutes, differs at {when}: {terms:?}");
        }
    }
    leads.sort_unstable();
    let share = |percent: usize| leads[leads.len() * percent / 100];
    println!("minutes that answers hold: {} {} {}", share(25), share(50), share(75));
}
