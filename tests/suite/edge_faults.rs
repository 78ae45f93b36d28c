//! The Worker's side of a KV that loses, delays, truncates, swaps and lags.
//!
//! The truth is the answer of the same snapshot over values that are all there: whatever happens,
//! a reply that says `complete: true` is that answer, byte for byte, and nothing is a 500.

use crate::chain;
use crate::faulty::{DAMAGES, Fault, Kv, head};
use crate::judge::Judge;
use crate::rng::Rng;
use crate::town::request;
use futures_util::future::join_all;
use nigh::edge::http::{Request, Response};
use nigh::edge::memory::{Memory, PAGE_BYTES, REFRESH_S, STALE_S};
use nigh::edge::{Clock, handle, refresh};
use nigh::place::Point;
use nigh::snapshot::{HEAD, Snapshot, manifest_key};
use nigh::store::{Listing, StoreId};
use nigh::time::UtcSeconds;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Small pages, so that an answer needs several.
const PAGE: usize = 4_096;
/// The noon after the first snapshot was compiled.
const NOW: UtcSeconds = UtcSeconds(chain::BUILT_AT.0 + 15 * 3_600);

/// One isolate's `GET`, and the refresh behind it.
fn get(kv: &Kv, memory: &Memory, target: &str, now: UtcSeconds) -> Response {
    let response = kv.clock.run(handle(&Request { now, ..request(target) }, memory, kv));
    kv.clock.run(refresh(memory, kv, now));
    response
}

fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).expect("a body of JSON")
}

/// Two nights of one chain: the second renames, moves, drops and adds stores.
struct Chain {
    before: Snapshot,
    after: Snapshot,
    points: Vec<Point>,
    ids: Vec<String>,
}

impl Chain {
    fn new() -> Self {
        let first = chain::crowded(700);
        let mut second = first.clone();
        for store in second.iter_mut().step_by(11) {
            store.store.name.push_str(" (new)");
        }
        for store in second.iter_mut().skip(3).step_by(17) {
            store.store.point = store.store.point.map(|p| nudged(p, 0.02));
        }
        let mut place = 0;
        second.retain(|_| {
            place += 1;
            place % 23 != 0
        });
        let newcomer = |listing: &Listing| {
            let mut newcomer = listing.clone();
            newcomer.store.id = StoreId::new(&format!("new-{}", listing.store.id)).unwrap();
            newcomer.store.point = newcomer.store.point.map(|p| nudged(p, 0.001));
            newcomer
        };
        second.extend(first.iter().step_by(29).map(newcomer));
        let ids = first.iter().chain(&second).map(|l| l.store.id.as_str().to_owned());
        Self {
            points: first.iter().filter_map(|l| l.store.point).collect(),
            ids: ids.collect::<BTreeSet<_>>().into_iter().collect(),
            before: chain::compile(&first, PAGE),
            after: chain::compile_at(&second, PAGE, NOW.plus(-3_600)),
        }
    }

    /// A question, or a look-up, that could be anybody's.
    fn target(&self, rng: &mut Rng) -> String {
        let at = NOW.plus(i64::try_from(rng.below(10 * 86_400)).unwrap()).floor_minute();
        if rng.percent(20) {
            let id = if rng.percent(95) { rng.pick(&self.ids).as_str() } else { "nobody" };
            return format!("/v1/stores/{id}?at={}", at.to_rfc3339());
        }
        let near = nudged(*rng.pick(&self.points), rng.between(-0.2, 0.2));
        let far = Point::new(rng.between(-90.0, 90.0), rng.between(-180.0, 180.0)).unwrap();
        let point = if rng.percent(90) { near } else { far };
        let open = rng.pick(&["any", "any", "at", "arrival", "arrival&open_for=60"]);
        let rank = rng.pick(&["soonest", "distance"]);
        let radius = rng.pick(&["500", "5000", "50000", "500000"]);
        let limit = rng.pick(&["1", "10", "40"]);
        let (lat, lng, at) = (point.lat_deg(), point.lng_deg(), at.to_rfc3339());
        format!(
            "/v1/go?lat={lat}&lng={lng}&at={at}&open={open}&rank={rank}&radius={radius}&limit={limit}"
        )
    }
}

fn nudged(point: Point, degrees: f64) -> Point {
    let lat = (point.lat_deg() + degrees).clamp(-90.0, 90.0);
    Point::new(lat, point.lng_deg()).unwrap()
}

/// What became of a question; fails if that may not be.
fn judged(judge: &Judge, target: &str, response: &Response) -> &'static str {
    judge.outcome(target, NOW, response).unwrap_or_else(|fault| panic!("{fault}"))
}

/// Isolates that come and go while KV fails at a rate, and the snapshot changes and is rolled back.
fn weather(chain: &Chain, percent: usize, questions: usize) -> BTreeMap<&'static str, usize> {
    let judge = Judge::of(&[&chain.before, &chain.after]);
    let mut kv = Kv::of(&[&chain.before, &chain.after]);
    (kv.percent, kv.delay_ms) = (percent, 4);
    kv.lag_percent = percent.max(10);
    kv.old_heads = RefCell::new(vec![head(&chain.before), head(&chain.after)]);
    let mut rng = Rng::new(u64::try_from(percent).unwrap());
    let (mut outcomes, mut memory, mut now) = (BTreeMap::new(), Memory::default(), NOW);
    for _ in 0..questions {
        if rng.percent(4) {
            memory = Memory::with_page_bytes(*rng.pick(&[0, 20_000, 200_000, PAGE_BYTES]));
        }
        if rng.percent(10) {
            kv.publish(if rng.percent(50) { &chain.before } else { &chain.after });
        }
        now = now.plus(i64::try_from(rng.below(60)).unwrap());
        let target = chain.target(&mut rng);
        let response = get(&kv, &memory, &target, now);
        let outcome = judged(&judge, &target, &response);
        let knows_one = memory.current(now).is_some();
        if outcome == "unavailable" && target.starts_with("/v1/go") {
            assert!(!knows_one, "{target} can be answered from a snapshot that is known");
        }
        *outcomes.entry(outcome).or_insert(0) += 1;
    }
    outcomes
}

#[test]
fn whatever_is_complete_is_right() {
    let chain = Chain::new();
    let pages = chain.before.values.len();
    for percent in [0, 1, 5, 20, 50, 80, 100] {
        let outcomes = weather(&chain, percent, 1_500);
        println!("{percent} % of reads fail ({pages} values): {outcomes:?}");
        let of = |outcome| outcomes.get(outcome).copied().unwrap_or(0);
        match percent {
            0 => assert_eq!(of("incomplete") + of("unavailable"), 0, "{outcomes:?}"),
            // A flipped bit of the ledger is none of a reader's business; and far from all stores
            // no page is needed.
            100 => assert!(of("unavailable") > 1_000 && of("complete") < 60, "{outcomes:?}"),
            1..=5 => assert!(of("complete") > 1_100, "{outcomes:?}"),
            _ => {}
        }
    }
}

/// Everything that the second night changed.
fn new_pages(chain: &Chain) -> Vec<String> {
    let is_page = |key: &&String| key.starts_with("p/") && !chain.before.values.contains_key(*key);
    chain.after.values.keys().filter(is_page).cloned().collect()
}

#[test]
fn a_page_that_fails_gives_the_whole_answer_of_the_snapshot_before() {
    let chain = Chain::new();
    let judge = Judge::of(&[&chain.before, &chain.after]);
    let (before, after) = (chain.before.id.to_string(), chain.after.id.to_string());
    let mut rng = Rng::new(11);
    let mut stepped_back = 0;
    for fault in DAMAGES {
        let mut kv = Kv::of(&[&chain.before, &chain.after]);
        kv.chosen = new_pages(&chain).into_iter().map(|key| (key, fault)).collect();
        for _ in 0..60 {
            let target = chain.target(&mut rng);
            // An isolate that saw the snapshot before, and whose manifest is now the new one.
            let memory = Memory::with_page_bytes(0);
            get(&kv, &memory, &target, NOW);
            kv.publish(&chain.after);
            let response = get(&kv, &memory, &target, NOW.plus(STALE_S));
            let (old, new) =
                (judge.answer(&before, &target, NOW), judge.answer(&after, &target, NOW));
            let expected = if response.body == new.body { &new } else { &old };
            assert_eq!(response.body, expected.body, "{fault:?}: {target}");
            stepped_back += usize::from(response.body != new.body);
            // One that knows the new one alone.
            let newcomer = Memory::default();
            let response = get(&kv, &newcomer, &target, NOW);
            if response.body != new.body {
                assert_only_true(&response, &chain, &judge, &target);
            }
            kv.publish(&chain.before);
        }
    }
    println!("{stepped_back} of {} questions stepped back", DAMAGES.len() * 60);
    assert!(stepped_back > 200);
}

/// Without a page: it says so, is not kept, and what it has is as the whole answer has it.
fn assert_only_true(response: &Response, chain: &Chain, judge: &Judge, target: &str) {
    if target.starts_with("/v1/stores/") {
        assert_eq!(response.status, 503, "{target}");
        return;
    }
    let reply = json(response);
    assert_eq!((response.status, &reply["complete"]), (200, &Value::Bool(false)), "{target}");
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let after = chain.after.id.to_string();
    for result in reply["results"].as_array().unwrap() {
        let id = result["location"]["id"].as_str().unwrap();
        let at = reply["at"].as_str().unwrap();
        let store = json(&judge.answer(&after, &format!("/v1/stores/{id}?at={at}"), NOW));
        assert_eq!(result["location"]["name"], store["location"]["name"], "{target}");
        assert_eq!(result["location"]["geo"], store["location"]["geo"], "{target}");
        assert_eq!(result["open"]["state"], store["open"]["state"], "{target}");
    }
}

#[test]
fn a_cursor_goes_on_where_the_head_is_unreadable() {
    let chain = Chain::new();
    let mut kv = Kv::of(&[&chain.before]);
    let target = "/v1/go?lat=52.52&lng=13.4&at=2026-06-01T12:00:00Z&limit=2&radius=500000";
    let first = json(&get(&kv, &Memory::default(), target, NOW));
    let more = format!("{target}&cursor={}", first["next_cursor"].as_str().unwrap());
    let whole = get(&kv, &Memory::default(), &more, NOW);
    kv.chosen.insert(HEAD.to_owned(), Fault::Truncated);
    let response = get(&kv, &Memory::default(), &more, NOW);
    assert_eq!((response.status, response.body), (200, whole.body));
}

#[test]
fn nobody_waits_for_a_head_that_has_just_been_unreadable() {
    let chain = Chain::new();
    let mut kv = Kv::of(&[&chain.before]);
    let memory = Memory::default();
    let target = "/v1/go?lat=52.52&lng=13.4&at=2026-06-01T12:00:00Z";
    let fresh = get(&kv, &memory, target, NOW);
    kv.chosen.insert(HEAD.to_owned(), Fault::Truncated);
    kv.heads_read.set(0);
    for second in 0..15 {
        let response = get(&kv, &memory, target, NOW.plus(STALE_S + second));
        assert_eq!((response.status, &response.body), (200, &fresh.body));
    }
    assert_eq!(kv.heads_read.get(), 2, "once on the path and once behind a response");
    get(&kv, &memory, target, NOW.plus(STALE_S + 15));
    assert_eq!(kv.heads_read.get(), 4);
}

#[test]
fn a_head_whose_pages_are_not_there_yet() {
    let chain = Chain::new();
    let judge = Judge::of(&[&chain.before, &chain.after]);
    let (before, after) = (chain.before.id.to_string(), chain.after.id.to_string());
    let mut kv = Kv::of(&[&chain.before]);
    let memory = Memory::default();
    let target = "/v1/go?lat=52.52&lng=13.4&at=2026-06-01T12:00:00Z&limit=40";
    get(&kv, &memory, target, NOW);
    kv.publish(&chain.after);
    let early = get(&kv, &memory, target, NOW.plus(STALE_S));
    assert_eq!(early.body, judge.answer(&before, target, NOW).body);
    kv.values.extend(chain.after.values.clone());
    let later = get(&kv, &memory, target, NOW.plus(STALE_S + 1));
    assert_eq!(later.body, judge.answer(&after, target, NOW).body);
}

#[test]
fn stale_names_never_change_an_answer() {
    let chain = Chain::new();
    let judge = Judge::of(&[&chain.after]);
    let after = chain.after.id.to_string();
    let mut rng = Rng::new(13);
    let names: Vec<&String> = chain.before.values.keys().filter(|k| k.starts_with("n/")).collect();
    let mut first_rounds = [0; 4];
    for (kind, in_first_round) in first_rounds.iter_mut().enumerate() {
        let mut kv = Kv::of(&[&chain.after]);
        for name in &names {
            let value = match kind {
                0 => chain.after.values.get(*name).cloned(),
                1 => Some(chain.before.values[*name].clone()),
                2 => Some(chain.before.values[*rng.pick(&names)].clone()),
                _ => Some(chain.before.manifest.clone()),
            };
            value.and_then(|value| kv.values.insert((*name).clone(), value));
        }
        let mut rng = Rng::new(23);
        for _ in 0..300 {
            let target = chain.target(&mut rng);
            let response = get(&kv, &Memory::default(), &target, NOW);
            let expected = judge.answer(&after, &target, NOW);
            assert_eq!((response.status, response.body), (expected.status, expected.body));
            let timing =
                response.headers.iter().find(|(name, _)| *name == "server-timing").unwrap();
            *in_first_round += usize::from(timing.1.contains("kv;desc=\"1\""));
        }
    }
    println!("answered in the first round, of 300: {first_rounds:?} (fresh, stale, swapped, junk)");
    assert!(first_rounds[1..].iter().all(|junk| junk < &first_rounds[0]));
}

/// All stores of an answer, page by page; each page may be asked of another isolate.
fn paged(
    question: &str,
    limit: usize,
    mut ask: impl FnMut(&str, usize) -> Response,
) -> Vec<(String, String)> {
    let (mut stores, mut cursor) = (Vec::new(), String::new());
    for page in 0.. {
        let response = ask(&format!("{question}&limit={limit}&cursor={cursor}"), page);
        let reply = json(&response);
        assert_eq!((response.status, &reply["complete"]), (200, &Value::Bool(true)), "{reply}");
        for result in reply["results"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            stores.push((text(&result["location"]["id"]), text(&result["location"]["name"])));
        }
        match reply["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return stores,
        }
    }
    stores
}

#[test]
fn pages_across_a_publish_give_each_store_of_the_old_snapshot_once() {
    let chain = Chain::new();
    let question = "/v1/go?lat=52.52&lng=13.4&radius=30000&open=arrival";
    let old = Kv::of(&[&chain.before]);
    let memory = Memory::default();
    let whole = paged(question, 100, |target, _| get(&old, &memory, target, NOW));
    assert!(whole.len() > 200, "{}", whole.len());
    let distinct: BTreeSet<_> = whole.iter().collect();
    assert_eq!(distinct.len(), whole.len());
    for limit in [1, 7, 40, 100] {
        for one_isolate in [true, false] {
            let kv = Kv::of(&[&chain.before, &chain.after]);
            let mut memory = Memory::default();
            let stores = paged(question, limit, |target, page| {
                if page == 1 {
                    kv.publish(&chain.after);
                }
                if !one_isolate && page % 3 == 1 {
                    memory = Memory::default();
                }
                // Later pages are asked for minutes later, and are of the first page's instant.
                let later = i64::try_from(page).unwrap() * 20;
                get(&kv, &memory, target, NOW.plus(later))
            });
            assert_eq!(stores, whole, "pages of {limit}");
        }
    }
    let kv = Kv::of(&[&chain.after]);
    assert_ne!(paged(question, 100, |t, _| get(&kv, &Memory::default(), t, NOW)), whole);
}

#[test]
fn the_cursor_of_a_pruned_snapshot_is_a_409_in_every_isolate() {
    let chain = Chain::new();
    let question = "/v1/go?lat=52.52&lng=13.4&radius=30000&limit=5";
    let mut kv = Kv::of(&[&chain.before, &chain.after]);
    // This one will still know the manifest, but none of its pages.
    let elder = Memory::with_page_bytes(0);
    let cursor = json(&get(&kv, &elder, question, NOW))["next_cursor"].as_str().unwrap().to_owned();
    kv.publish(&chain.after);
    get(&kv, &elder, question, NOW.plus(STALE_S));
    let target = format!("{question}&cursor={cursor}");
    assert_eq!(get(&kv, &elder, &target, NOW.plus(STALE_S)).status, 200);
    kv.values.retain(|key, _| chain.after.values.contains_key(key));
    for memory in [elder, Memory::default()] {
        let response = get(&kv, &memory, &target, NOW.plus(STALE_S));
        assert_eq!(response.status, 409, "{}", String::from_utf8_lossy(&response.body));
    }
    // KV's caches may keep the manifest longer than the pages.
    kv.values.insert(manifest_key(chain.before.id), chain.before.manifest.clone());
    assert_eq!(get(&kv, &Memory::default(), &target, NOW).status, 409);
}

#[test]
fn a_cursor_does_not_choose_what_is_stepped_back_to() {
    // The manifest of anybody's cursor stood where the snapshot before the current one stands.
    let chain = Chain::new();
    let question = "/v1/go?lat=52.52&lng=13.4&radius=30000&limit=5";
    let mut kv = Kv::of(&[&chain.before, &chain.after]);
    let old = json(&get(&kv, &Memory::default(), question, NOW));
    kv.publish(&chain.after);
    let memory = Memory::with_page_bytes(0);
    let cursor = old["next_cursor"].as_str().unwrap();
    assert_eq!(get(&kv, &memory, &format!("{question}&cursor={cursor}"), NOW).status, 200);
    kv.chosen = new_pages(&chain).into_iter().map(|key| (key, Fault::Absent)).collect();
    let reply = json(&get(&kv, &memory, question, NOW));
    assert_eq!(reply["snapshot"]["id"], chain.after.id.to_string());
    assert_eq!(reply["complete"], false);
}

#[test]
fn memory_stays_within_its_bound() {
    let chain = Chain::new();
    let judge = Judge::of(&[&chain.before, &chain.after]);
    for bound in [0, 1, 10_000, 60_000] {
        let kv = Kv::of(&[&chain.before, &chain.after]);
        let memory = Memory::with_page_bytes(bound);
        let mut rng = Rng::new(17);
        for round in 0..300 {
            if round % 50 == 0 {
                kv.publish(if rng.percent(50) { &chain.before } else { &chain.after });
            }
            let target = chain.target(&mut rng);
            let response = get(&kv, &memory, &target, NOW.plus(round * 20));
            assert_ne!(judged(&judge, &target, &response), "incomplete");
            assert!(memory.page_bytes() <= bound, "{} of {bound}", memory.page_bytes());
        }
    }
}

#[test]
fn many_snapshots_and_cursors_leave_no_trace() {
    let stores = chain::stores(60);
    let nights: Vec<Snapshot> =
        (0..30).map(|night| chain::compile_at(&stores, PAGE, NOW.plus(night * 60))).collect();
    let kv = Kv::of(&nights.iter().collect::<Vec<_>>());
    let memory = Memory::default();
    let point = stores[0].store.point.unwrap();
    let (lat, lng) = (point.lat_deg(), point.lng_deg());
    let question = format!("/v1/go?lat={lat}&lng={lng}&radius=500000&limit=1");
    let mut known = BTreeSet::new();
    for (night, snapshot) in (0..).zip(&nights) {
        kv.publish(snapshot);
        let reply = json(&get(&kv, &memory, &question, NOW.plus(night * STALE_S)));
        assert_eq!(reply["snapshot"]["id"], snapshot.id.to_string());
        if let Some(cursor) = reply["next_cursor"].as_str() {
            known.insert(cursor.to_owned());
        }
    }
    let later = NOW.plus(29 * STALE_S);
    for cursor in &known {
        let target = format!("{question}&cursor={cursor}");
        assert_eq!(get(&kv, &memory, &target, later).status, 200);
    }
    let kept = nights.iter().filter(|night| memory.manifest(night.id).is_some()).count();
    assert!((2..=4).contains(&kept), "{kept} manifests are remembered");
}

#[test]
fn the_clock_and_the_head() {
    let chain = Chain::new();
    let kv = Kv::of(&[&chain.before, &chain.after]);
    let memory = Memory::default();
    let target = "/v1/go?lat=52.52&lng=13.4";
    let served = |after_s: i64| {
        let asked = Request { now: NOW.plus(after_s), ..request(target) };
        json(&kv.clock.run(handle(&asked, &memory, &kv)))["snapshot"]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let refreshed = |after_s: i64| kv.clock.run(refresh(&memory, &kv, NOW.plus(after_s)));
    let (before, after) = (chain.before.id.to_string(), chain.after.id.to_string());
    assert_eq!((served(0), kv.heads_read.get()), (before.clone(), 1), "cold");
    kv.publish(&chain.after);
    refreshed(REFRESH_S - 1);
    assert_eq!((served(REFRESH_S - 1), kv.heads_read.get()), (before.clone(), 1), "44 s: fresh");
    assert_eq!((served(REFRESH_S), kv.heads_read.get()), (before.clone(), 1), "not on the path");
    refreshed(REFRESH_S);
    assert_eq!(kv.heads_read.get(), 2, "45 s: behind a response");
    assert_eq!(served(REFRESH_S), after);
    // Rolled back: the head says so, and is believed.
    kv.publish(&chain.before);
    assert_eq!(served(REFRESH_S + STALE_S - 1), after);
    assert_eq!(kv.heads_read.get(), 2);
    assert_eq!(
        (served(REFRESH_S + STALE_S), kv.heads_read.get()),
        (before, 3),
        "300 s: on the path"
    );
}

#[test]
fn a_head_that_cannot_be_read_leaves_the_old_snapshot_served() {
    let chain = Chain::new();
    let mut kv = Kv::of(&[&chain.before]);
    let memory = Memory::default();
    let target = "/v1/go?lat=52.52&lng=13.4";
    get(&kv, &memory, target, NOW);
    for fault in DAMAGES {
        kv.chosen.insert(HEAD.to_owned(), fault);
        for after_s in [60, STALE_S, 86_400] {
            let reply = json(&get(&kv, &memory, target, NOW.plus(after_s)));
            assert_eq!(reply["complete"], true, "{fault:?} after {after_s} s");
        }
        let cold = get(&kv, &Memory::default(), target, NOW);
        assert_eq!(cold.status, 503, "{fault:?}");
    }
    // A crowd begins one refresh, and another only after a while.
    let reads = kv.heads_read.get();
    for _ in 0..100 {
        kv.clock.run(refresh(&memory, &kv, NOW.plus(2 * 86_400)));
    }
    assert!(kv.heads_read.get() <= reads + 1);
}

#[test]
fn a_publish_while_answering() {
    let chain = Chain::new();
    let judge = Judge::of(&[&chain.before, &chain.after]);
    let mut rng = Rng::new(19);
    let mut seen = BTreeSet::new();
    for round in 0..40 {
        let mut kv = Kv::of(&[&chain.before, &chain.after]);
        kv.delay_ms = 12;
        kv.rng = RefCell::new(Rng::new(round));
        let memory = Memory::with_page_bytes(50_000);
        let targets: Vec<String> = (0..30).map(|_| chain.target(&mut rng)).collect();
        let ask = |(place, target): (i64, &String)| {
            let (kv, memory, after, target) = (&kv, &memory, &chain.after, target.clone());
            async move {
                (&kv.clock).wait_ms(u64::try_from(place).unwrap()).await;
                if place == 12 {
                    kv.publish(after);
                }
                // Time flies: the head is read again on the way.
                let now = NOW.plus(place * 40);
                let asked = Request { now, ..request(&target) };
                let response = handle(&asked, memory, kv).await;
                refresh(memory, kv, now).await;
                response
            }
        };
        let responses = kv.clock.run(join_all((0..).zip(&targets).map(ask)));
        for (target, response) in targets.iter().zip(&responses) {
            assert_ne!(judged(&judge, target, response), "incomplete", "{target}");
            if response.status == 200 {
                seen.insert(json(response)["snapshot"]["id"].as_str().unwrap().to_owned());
            }
        }
    }
    assert_eq!(seen.len(), 2, "both snapshots were served");
}
