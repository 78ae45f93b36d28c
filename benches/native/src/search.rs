//! The five nearest stores with their geodesic distances: by nigh, and by other indexes whose
//! candidates are refined alike, until no chord can belong to a nearer store.

use crate::indexes::{Index, KdTree, RStar, Scan, Vector, vector};
use crate::redis::Redis;
use crate::snapshot::{Bytes, Pages};
use futures_util::FutureExt;
use geographiclib_rs::{Geodesic, InverseGeodesic};
use nigh::nearest::{OpenFilter, Rank, Terms};
use nigh::place::{Mode, Point};
use nigh::query::run as search;
use nigh::snapshot::Manifest;
use nigh::time::UtcSeconds;
use serde_json::json;
use std::hint::black_box;
use std::time::Instant;

const WANTED: usize = 5;
const QUESTIONS: usize = 500;
const ROUNDS: usize = 7;
/// A geodesic is at most so much longer than another whose chord is as long: the Earth's two radii
/// of curvature, squared, and some for rounding.
const STRETCH: f64 = 1.0102;

type Place = (f64, f64);

/// Redis measures on a sphere.
const SPHERE: f64 = 0.006;
const RADIUS_M: f64 = 500_000.0;

/// Asks nigh for the five nearest to the position in every line of a file, so many times.
pub fn nearest(snapshot: &str, questions: &str, times: &str) {
    let bytes = Bytes::read(snapshot);
    let manifest = bytes.manifest();
    let pages = Pages::new(&bytes);
    let text = std::fs::read_to_string(questions).expect("a file of questions");
    let degrees = |line: &str, name: &str| -> f64 {
        let (_, rest) = line.split_once(name).expect("a position");
        rest.split('&').next().and_then(|text| text.parse().ok()).expect("degrees")
    };
    let mut found = 0;
    for _ in 0..times.parse().expect("how many times") {
        for line in text.lines() {
            let from = (degrees(line, "lat="), degrees(line, "lng="));
            found += by_nigh(from, &manifest, &pages).len();
        }
    }
    println!("{found}");
}

/// Prints one line of JSON: microseconds a question, by index, of all rounds.
pub fn run(snapshot: &str, redis: Option<&str>) {
    let bytes = Bytes::read(snapshot);
    let manifest = bytes.manifest();
    let pages = Pages::new(&bytes);
    let places = pages.all_places(&manifest);
    let vectors: Vec<Vector> = places.iter().map(|at| vector(at.0, at.1)).collect();
    let questions = questions(&places);
    let indexes: [(&str, Box<dyn Index>); 3] = [
        ("k-d tree (kiddo)", Box::new(KdTree::new(&vectors))),
        ("R*-tree (rstar)", Box::new(RStar::new(&vectors))),
        ("scan", Box::new(Scan(vectors))),
    ];
    let mut times: Vec<(String, Vec<f64>)> = Vec::new();
    let mut note = |name: &str, us: f64| match times.iter_mut().find(|(known, _)| known == name) {
        Some((_, all)) => all.push(us),
        None => times.push((name.to_owned(), vec![us])),
    };
    agree(&questions, &manifest, &pages, &places, &indexes);
    let mut redis = redis.map(|port| Redis::with(port, &places));
    if let Some(redis) = &mut redis {
        agrees_roughly(redis, &questions, &manifest, &pages);
    }
    for _ in 0..ROUNDS {
        note("nigh", timed(&questions, |from| by_nigh(from, &manifest, &pages).len()));
        if let Some(redis) = &mut redis {
            let start = Instant::now();
            black_box(redis.nearest(black_box(&questions), RADIUS_M, WANTED));
            note("Redis GEOSEARCH", start.elapsed().as_secs_f64() * 1e6 / questions.len() as f64);
        }
        for (name, index) in &indexes {
            // A scan of many points takes long: of some questions it is as true.
            let some = if *name == "scan" { &questions[..QUESTIONS / 25] } else { &questions[..] };
            note(name, timed(some, |from| refined(&**index, from, &places).len()));
            if *name != "scan" {
                let chords = |from: Place| index.nearest(vector(from.0, from.1), WANTED).len();
                note(&format!("{name}, chords only"), timed(some, chords));
            }
        }
    }
    println!("{}", json!({ "stores": places.len(), "wanted": WANTED, "microseconds": times }));
}

/// Some kilometres from stores all over the list.
fn questions(places: &[Place]) -> Vec<Place> {
    let step = (places.len() / QUESTIONS).max(1);
    let near = |(number, at): (usize, &Place)| {
        let off = |k: usize| ((number * k) % 101) as f64 / 1_000.0 - 0.05;
        ((at.0 + off(37)).clamp(-90.0, 90.0), (at.1 + off(53)).clamp(-180.0, 180.0))
    };
    places.iter().step_by(step).take(QUESTIONS).enumerate().map(near).collect()
}

fn by_nigh(from: Place, manifest: &Manifest, pages: &Pages) -> Vec<f64> {
    let origin = Point::new(from.0, from.1).expect("on Earth");
    let at = manifest.built_at.floor_minute();
    let terms = Terms {
        origin,
        at,
        horizon_end: manifest.horizon.instants().end.min(UtcSeconds(i64::MAX)),
        mode: Mode::Drive,
        radius_m: RADIUS_M,
        min_radius_m: 0.0,
        open: OpenFilter::Any,
        open_for_min: 0,
        amenities: Vec::new(),
        rank: Rank::Distance,
        limit: WANTED,
        after: None,
    };
    let found = search(terms, &manifest.top, pages).now_or_never().expect("nothing to wait for");
    found.hits.iter().map(|hit| hit.distance_m).collect()
}

/// The nearest by geodesics: candidates by chord, until no farther chord can be nearer.
fn refined(index: &dyn Index, from: Place, places: &[Place]) -> Vec<f64> {
    let start = vector(from.0, from.1);
    let geodesic = Geodesic::wgs84();
    let metres = |place: &usize| -> f64 {
        geodesic.inverse(from.0, from.1, places[*place].0, places[*place].1)
    };
    for count in [WANTED + 3, 64, 1_024] {
        let found = index.nearest(start, count);
        let mut lengths: Vec<f64> = found.iter().take(WANTED).map(metres).collect();
        lengths.sort_by(f64::total_cmp);
        let chord = |place: &usize| {
            let to = vector(places[*place].0, places[*place].1);
            (0..3).map(|i| (to[i] - start[i]).powi(2)).sum::<f64>().sqrt()
        };
        let enough = chord(&found[WANTED - 1]) * STRETCH;
        for near in found.iter().skip(WANTED).take_while(|near| chord(near) <= enough) {
            lengths.push(metres(near));
        }
        if found.len() < count || found.last().is_some_and(|last| chord(last) > enough) {
            lengths.sort_by(f64::total_cmp);
            lengths.truncate(WANTED);
            return lengths;
        }
    }
    panic!("too many stores on one spot");
}

/// All find the same distances, to a micrometre, where stores are within nigh's radius.
fn agree(
    questions: &[Place],
    manifest: &Manifest,
    pages: &Pages,
    places: &[Place],
    indexes: &[(&str, Box<dyn Index>)],
) {
    for from in questions.iter().step_by(10) {
        let ours = by_nigh(*from, manifest, pages);
        for (name, index) in indexes {
            let theirs = refined(&**index, *from, places);
            let within = theirs.iter().filter(|metres| **metres <= RADIUS_M);
            let same = within.clone().zip(&ours).all(|(a, b)| (a - b).abs() < 1e-6);
            assert!(
                same && within.count() == ours.len(),
                "{name} {from:?}: {theirs:?}, nigh {ours:?}"
            );
        }
    }
}

/// Redis finds stores as far away, as a sphere has it, where its radius does not matter.
fn agrees_roughly(redis: &mut Redis, questions: &[Place], manifest: &Manifest, pages: &Pages) {
    for (from, theirs) in questions.iter().zip(redis.nearest(questions, RADIUS_M, WANTED)) {
        let ours = by_nigh(*from, manifest, pages);
        let near = ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() <= a * SPHERE + 1.0);
        let is_edge = ours.len() < WANTED || theirs.len() < WANTED;
        assert!(near || is_edge, "Redis {from:?}: {theirs:?}, nigh {ours:?}");
    }
}

/// Microseconds a question.
fn timed(questions: &[Place], answer: impl Fn(Place) -> usize) -> f64 {
    let start = Instant::now();
    for from in questions {
        black_box(answer(black_box(*from)));
    }
    start.elapsed().as_secs_f64() * 1e6 / questions.len() as f64
}
