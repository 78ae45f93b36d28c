//! What HTTP itself promises: who may keep a reply, forms, tags, methods, origins, read counts.

use crate::chain;
use crate::town::{Town, at, request};
use futures_util::FutureExt as _;
use nigh::edge::http::{Network, Request, Response};
use nigh::edge::memory::Memory;
use nigh::edge::{Values, handle};
use nigh::place::Point;
use nigh::query::Origin;
use nigh::snapshot::{HEAD, Head, Limits};
use nigh::time::UtcSeconds;
use serde_json::Value;
use std::collections::BTreeMap;

const HERE: &str = "lat=44.98&lng=-93.27";
const BUY: &str = "/v1/buy?item=lamp-7";
const THEN: &str = "at=2026-11-21T17:40:00Z";

fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).expect("a body of JSON")
}

#[test]
fn who_may_keep_a_reply_and_for_how_long() {
    let town = Town::new();
    // The clock's seconds, the request, and Cache-Control.
    for (second, target, expected) in [
        ("00", format!("/v1/go?{HERE}"), "private, max-age=60"),
        ("01", format!("/v1/go?{HERE}"), "private, max-age=59"),
        ("59", format!("/v1/go?{HERE}"), "private, max-age=1"),
        ("30", format!("/v1/go?{HERE}&{THEN}"), "private, max-age=60"),
        ("30", "/v1/go".to_owned(), "private, max-age=30"),
        ("30", format!("/v1/go?{THEN}"), "private, max-age=60"),
        // A cell of resolution 7 or coarser tells nothing of a caller.
        ("30", "/v1/go?cell=842621bffffffff".to_owned(), "public, max-age=30"),
        ("30", "/v1/go?cell=862621ae7ffffff".to_owned(), "public, max-age=30"),
        ("30", "/v1/go?cell=872621ae5ffffff".to_owned(), "public, max-age=30"),
        ("30", format!("/v1/go?cell=872621ae5ffffff&{THEN}"), "public, max-age=60"),
        ("30", "/v1/go?cell=882621ae51fffff".to_owned(), "private, max-age=30"),
        ("30", "/v1/go?cell=892621ae503ffff".to_owned(), "private, max-age=30"),
        // Why is for people who ask why.
        ("30", format!("/v1/go?{HERE}&explain=1"), "no-store"),
        ("30", "/v1/go?cell=872621ae5ffffff&explain=1".to_owned(), "no-store"),
        ("30", format!("/v1/go?{HERE}&explain=0"), "private, max-age=30"),
        // Forms and empty answers are kept like others.
        ("30", format!("/v1/go?{HERE}&format=geojson"), "private, max-age=30"),
        ("30", "/v1/go?lat=0&lng=-150".to_owned(), "private, max-age=30"),
        // A wish tells nothing of where a caller is.
        ("01", format!("/v1/buy?{HERE}&item=lamp-7"), "private, max-age=59"),
        ("30", format!("/v1/buy?{HERE}&{THEN}&q=lamp"), "private, max-age=60"),
        ("30", "/v1/buy?item=lamp-7".to_owned(), "private, max-age=30"),
        ("30", "/v1/buy?cell=872621ae5ffffff&item=lamp-7".to_owned(), "public, max-age=30"),
        ("30", format!("/v1/buy?cell=842621bffffffff&q=lamp&{THEN}"), "public, max-age=60"),
        ("30", "/v1/buy?cell=882621ae51fffff&item=lamp-7".to_owned(), "private, max-age=30"),
        ("30", "/v1/buy?cell=872621ae5ffffff&item=lamp-7&explain=1".to_owned(), "no-store"),
        ("30", format!("/v1/buy?{HERE}&item=nothing"), "private, max-age=30"),
        ("30", format!("/v1/buy?{HERE}"), "no-store"),
        // A store is the same for everybody.
        ("45", "/v1/stores/100".to_owned(), "public, max-age=15"),
        ("45", format!("/v1/stores/100?{THEN}"), "public, max-age=60"),
        ("45", "/v1/health".to_owned(), "no-store"),
        ("45", "/v1/stores/nobody".to_owned(), "no-store"),
        ("45", "/v1/go?lat=95".to_owned(), "no-store"),
    ] {
        let now = at(&format!("2026-11-21T18:00:{second}Z"));
        let response = town.ask(&Request { now, ..request(&target) });
        assert_eq!(response.header("cache-control"), Some(expected), "{target} at :{second}");
    }
}

#[test]
fn a_reply_is_a_function_of_snapshot_url_and_minute() {
    let town = Town::new();
    for target in [format!("/v1/go?{HERE}"), format!("/v1/buy?{HERE}&q=lamp")] {
        let ask = |now: &str| {
            let response = town.ask(&Request { now: at(now), ..request(&target) });
            (response.header("etag").map(str::to_owned), response.body)
        };
        assert_eq!(ask("2026-11-21T18:00:00Z"), ask("2026-11-21T18:00:59Z"));
        assert_ne!(ask("2026-11-21T18:00:59Z"), ask("2026-11-21T18:01:00Z"));
    }
}

#[test]
fn tags() {
    let town = Town::new();
    for target in [
        format!("/v1/go?{HERE}"),
        format!("/v1/buy?{HERE}&item=lamp-7"),
        "/v1/stores/100".to_owned(),
    ] {
        let whole = town.get(&target);
        let tag = whole.header("etag").unwrap().to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 10, "{tag}");
        let (weak, bare) = (format!("W/{tag}"), tag.trim_matches('"').to_owned());
        for (header, status) in [
            (tag.clone(), 304),
            (weak.clone(), 304),
            ("*".to_owned(), 304),
            (format!("\"a\", {tag}"), 304),
            (format!("\"a\",{weak},\"b\""), 304),
            ("\"a\"".to_owned(), 200),
            (bare, 200),
            (String::new(), 200),
            ("W/".to_owned(), 200),
            (format!("{tag}x"), 200),
        ] {
            let asked = Request { if_none_match: Some(&header), ..request(&target) };
            let response = town.ask(&asked);
            assert_eq!(response.status, status, "{target}: {header}");
            assert_eq!(response.header("etag"), Some(&*tag));
            assert_eq!(response.header("cache-control"), whole.header("cache-control"));
            assert_eq!(response.header("vary"), whole.header("vary"));
            let expected: &[u8] = if status == 304 { b"" } else { &whole.body };
            assert!(response.body == expected, "{target}: {header}");
        }
    }
}

#[test]
fn what_each_answer_carries() {
    let town = Town::new();
    for target in ["/v1/go", BUY, "/v1/stores/100", "/v1/health", "/v1/nothing"] {
        let response = town.get(target);
        assert_eq!(response.header("access-control-allow-origin"), Some("*"), "{target}");
        let exposed = response.header("access-control-expose-headers").unwrap();
        assert!(exposed.contains("ETag") && exposed.contains("Server-Timing"), "{exposed}");
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{target}");
        assert!(response.header("server-timing").is_some(), "{target}");
        let mut names: Vec<&str> = response.headers.iter().map(|(name, _)| *name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{target}: a header twice");
    }
    assert_eq!(town.get("/v1/go").header("vary"), Some("Accept"));
    assert_eq!(town.get(BUY).header("vary"), Some("Accept"));
    assert_eq!(town.get("/v1/stores/100").header("vary"), Some("Accept"));
}

#[test]
fn browsers_ask_first() {
    let town = Town::new();
    for target in ["/v1/go?lat=95", "/v1/buy", "/v1/stores/100", "/v1/stores/nobody", "/v1/health"]
    {
        let response = town.ask(&Request { method: "OPTIONS", ..request(target) });
        assert_eq!((response.status, response.body.len()), (204, 0), "{target}");
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        assert_eq!(response.header("access-control-allow-methods"), Some("GET, HEAD, OPTIONS"));
        assert_eq!(response.header("access-control-max-age"), Some("86400"));
        assert!(response.header("access-control-allow-headers").unwrap().contains("If-None-Match"));
    }
}

#[test]
fn a_url_beyond_all_bounds_is_refused_whatever_it_asks() {
    let town = Town::new();
    let long = "x".repeat(16_384);
    for target in [
        format!("/v1/stores/{long}"),
        format!("/{long}"),
        format!("/v1/go?{HERE}&utm_source={long}"),
    ] {
        for method in ["GET", "OPTIONS", "POST"] {
            let response = town.ask(&Request { method, ..request(&target) });
            assert_eq!(response.status, 414, "{method}");
            assert_eq!(response.header("content-type"), Some("application/problem+json"));
            assert_eq!(json(&response)["type"], "urn:nigh:problem:uri-too-long");
        }
    }
    let longest = format!("/v1/stores/{}", "x".repeat(16_384 - "/v1/stores/".len()));
    assert_eq!(town.get(&longest).status, 404);
}

#[test]
fn head_is_get_without_a_body() {
    let town = Town::new();
    for target in
        ["/v1/go", BUY, "/v1/buy", "/v1/stores/100", "/v1/health", "/v1/nothing", "/v1/go?lat=95"]
    {
        town.get(target);
        let (get, head) =
            (town.get(target), town.ask(&Request { method: "HEAD", ..request(target) }));
        assert_eq!((head.status, &head.headers), (get.status, &get.headers), "{target}");
        assert!(head.body.is_empty() && !get.body.is_empty(), "{target}");
    }
}

#[test]
fn forms() {
    let town = Town::new();
    let (json, geo, linked) = ("application/json", "application/geo+json", "application/ld+json");
    let html = "text/html; charset=utf-8";
    for (accept, expected) in [
        (None, json),
        (Some(""), json),
        (Some(" "), json),
        (Some("*/*"), json),
        (Some("application/*"), json),
        (Some("APPLICATION/*"), json),
        (Some("application/json"), json),
        (Some("Application/JSON; charset=utf-8"), json),
        (Some("application/geo+json"), geo),
        (Some("application/ld+json"), linked),
        (Some("application/ld+json, application/geo+json"), geo),
        (Some("application/ld+json;q=0.9, application/geo+json;q=0.8"), linked),
        (Some("application/geo+json;q=0.8,application/json;q=0.7"), geo),
        (Some("application/geo+json;q=0.1, */*;q=0.5"), json),
        (Some("application/json;q=0, */*"), geo),
        (Some("application/json;q=0, application/geo+json;q=0, */*;q=0.1"), linked),
        (Some("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"), html),
        (Some("text/html;q=0.1, application/ld+json ; q=0.2"), linked),
        (Some("text/html, */*"), json),
        (Some("text/*;q=0.9, application/json;q=0.8"), html),
        (Some("nonsense, application/geo+json"), geo),
    ] {
        for target in ["/v1/go", BUY, "/v1/stores/100"] {
            let response = town.ask(&Request { accept, ..request(target) });
            assert_eq!(response.status, 200, "{accept:?}");
            assert_eq!(response.header("content-type"), Some(expected), "{accept:?}");
        }
    }
    for (format, expected) in [("json", json), ("geojson", geo), ("jsonld", linked), ("html", html)]
    {
        let target = format!("/v1/go?format={format}");
        let asked = Request { accept: Some("application/geo+json"), ..request(&target) };
        assert_eq!(town.ask(&asked).header("content-type"), Some(expected));
    }
}

#[test]
fn the_networks_position() {
    let town = Town::new();
    let ask = |latitude: &str, longitude: &str, has_city| {
        let network = Some(Network {
            latitude: Some(latitude.to_owned()),
            longitude: Some(longitude.to_owned()),
            has_city,
        });
        json(&town.ask(&Request { network, ..request("/v1/go?limit=3") }))
    };
    for (latitude, longitude, has_city, accuracy_m) in [
        ("44.97997", "-93.26384", true, 25_000.0),
        ("44.97997", "-93.26384", false, 100_000.0),
        (" 44.97997 ", "-93.26384", true, 25_000.0),
        ("52.52", "13.405", true, 25_000.0),
    ] {
        let reply = ask(latitude, longitude, has_city);
        assert_eq!(reply["origin"]["source"], "network");
        assert_eq!(reply["origin"]["accuracy_m"], accuracy_m, "{latitude}");
        for result in reply["results"].as_array().unwrap() {
            let headline = result["headline"].as_str().unwrap();
            assert!(headline.starts_with("about ") && !headline.contains(" min "), "{headline}");
        }
    }
    // A caller's own position comes before the network's.
    let reply = json(&town.get("/v1/go?lat=52.52&lng=13.4"));
    assert_eq!(
        (&reply["origin"]["source"], &reply["origin"]["accuracy_m"]),
        (&"device".into(), &Value::Null)
    );
    let headline = reply["results"][0]["headline"].as_str().unwrap();
    assert!(headline.contains(" min drive"), "{headline}");
    let reply = json(&town.get("/v1/go?lat=52.52&lng=13.4&accuracy=12.5"));
    assert_eq!(reply["origin"]["accuracy_m"], 12.5);
    let reply = json(&town.get("/v1/go?cell=872621ae5ffffff"));
    assert_eq!(reply["origin"]["source"], "cell");
}

#[test]
fn ids_in_paths() {
    let town = Town::new();
    for (path, id) in [
        ("100", "100"),
        ("%31%30%30", "100"),
        ("200%20%26%20co%2F%C3%BC", "200 & co/ü"),
        // These stand for themselves in a path: the first was looked up as "200 ".
        ("200%20&%20co/%C3%BC", "200 & co/ü"),
        ("200%20%26%20co/ü", "200 & co/ü"),
        ("%20100%20", "100"),
    ] {
        let response = town.get(&format!("/v1/stores/{path}"));
        assert_eq!(response.status, 200, "{path}");
        assert_eq!(json(&response)["location"]["id"], id);
    }
}

#[test]
fn no_corner_of_a_cell_is_beyond_its_bounds() {
    // Every cell of resolution 4 that the poles, the antimeridian or a pentagon touch, and others.
    let mut cells = 0;
    for base in h3o::CellIndex::base_cells() {
        for cell in base.children(h3o::Resolution::Four) {
            let origin = Origin::cell(&cell.to_string()).expect("a cell is a place");
            let Origin::Cell { centre, reach_m, .. } = origin else { panic!("not a cell") };
            for corner in cell.boundary().iter() {
                let corner = Point::new(corner.lat(), corner.lng()).expect("a corner on Earth");
                assert!(centre.distance_m(corner) <= reach_m, "{cell}");
            }
            assert!((10_000.0..60_000.0).contains(&reach_m), "{cell}: {reach_m}");
            cells += 1;
        }
    }
    println!("{cells} cells");
}

/// A KV that answers at once what it has, and never what it has not.
struct Slow(BTreeMap<String, Vec<u8>>);

impl Values for Slow {
    async fn get(&self, key: &str, _: u64) -> Result<Option<Vec<u8>>, String> {
        match self.0.get(key) {
            Some(value) => Ok(Some(value.clone())),
            None => std::future::pending().await,
        }
    }
}

/// What `Server-Timing` says: from memory, from KV, guessed.
fn timing(response: &Response) -> [u32; 3] {
    let header = response.header("server-timing").unwrap();
    let of = |name: &str| {
        let (_, rest) = header.split_once(&format!("{name};desc=\"")).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    ["memory", "kv", "guessed"].map(of)
}

#[test]
fn a_snapshot_that_has_run_out_blames_nobody() {
    let town = Town::new();
    let late = at("2028-01-01T00:00:00Z");
    let ask = |target: &str| town.ask(&Request { now: late, ..request(target) });
    let response = ask(&format!("/v1/go?{HERE}"));
    assert_eq!(json(&response)["type"], "urn:nigh:problem:snapshot-run-out");
    assert_eq!((response.status, response.header("retry-after")), (503, Some("3600")));
    assert_eq!(ask("/v1/stores/100").status, 503);
    assert_eq!(ask(BUY).status, 503);
    let blamed = json(&ask(&format!("/v1/go?{HERE}&at=2028-01-01T00:00:00Z")));
    assert_eq!(blamed["errors"][0]["parameter"], "at");
    assert_eq!(ask(&format!("/v1/go?{HERE}&{THEN}")).status, 200);
    let health = json(&ask("/v1/health"));
    assert_eq!(health["status"], "expired");
    assert!(health["days_ahead"].as_i64().unwrap() < 0);
}

#[test]
fn cold_and_warm() {
    let stores = chain::stores(2_000);
    let snapshot = chain::compile(&stores, Limits::default().page_bytes);
    let mut values = snapshot.values.clone();
    values.insert(HEAD.to_owned(), Head::new(snapshot.manifest.clone(), Vec::new()).encode());
    // A cold start waited for every name that it had guessed, those that nothing has too.
    let kv = Slow(values);
    let get = |memory: &Memory, target: &str| {
        let asked = Request { now: UtcSeconds(chain::BUILT_AT.0 + 50_000), ..request(target) };
        handle(&asked, memory, &kv).now_or_never().expect("at once")
    };
    let (mut in_one_round, mut questions) = (0, 0);
    for store in stores.iter().step_by(20) {
        let point = store.store.point.unwrap();
        let target = format!("/v1/go?lat={}&lng={}", point.lat_deg(), point.lng_deg());
        let memory = Memory::default();
        let cold = get(&memory, &target);
        let [_, kv_reads, guessed] = timing(&cold);
        assert!((1..=6).contains(&(guessed + 1)), "a round is at most six reads: {guessed}");
        questions += 1;
        in_one_round += u32::from(kv_reads == 1);
        let warm = get(&memory, &target);
        assert_eq!(timing(&warm)[1..], [0, 0], "a warm isolate reads nothing");
        assert!(timing(&warm)[0] > 0 && warm.body == cold.body);
        // Nor does an isolate that is warm need the head to say what is wrong.
        assert_eq!(timing(&get(&Memory::default(), "/v1/go?lat=95")), [0, 0, 0]);
    }
    println!("{in_one_round} of {questions} cold questions were answered in one round");
    assert!(in_one_round * 2 > questions, "{in_one_round} of {questions}");
    // A look-up by id: the head, a bucket, a page.
    let memory = Memory::default();
    let target = format!("/v1/stores/{}", stores[7].store.id);
    assert_eq!(timing(&get(&memory, &target)), [0, 3, 0]);
    assert_eq!(timing(&get(&memory, &target)), [2, 0, 0]);
}
