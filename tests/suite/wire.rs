//! Replies as callers get them, pinned: from a URL to the bytes, over a small invented chain.
//!
//! A golden file holds the request, the status, the headers that matter and the body as it was
//! written. What differs between builds or machines stands in for itself: the snapshot's id, the
//! cursor, and the last digits of a distance.

use crate::golden::{assert_same, pretty};
use crate::town::{Town, at, request};
use nigh::edge::http::{Request, Response};
use serde_json::Value;

/// A Saturday in Minneapolis, 11:40.
const DAY: &str = "lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z";
/// The night to Sunday, 01:30.
const NIGHT: &str = "lat=44.98&lng=-93.27&at=2026-11-22T07:30:00Z";
/// The evening before Thanksgiving, 20:50.
const HOLIDAY: &str = "lat=44.98&lng=-93.27&at=2026-11-26T02:50:00Z";
/// Fargo: nothing within 50 km.
const FARGO: &str = "lat=46.8772&lng=-96.7898&at=2026-11-21T17:40:00Z";
/// The middle of the Pacific.
const PACIFIC: &str = "lat=0&lng=-150&at=2026-11-21T17:40:00Z";
const BERLIN: &str = "lat=52.52&lng=13.40";

fn pin(name: &str, target: &str) {
    pin_request(name, target, &request(target), &Town::new());
}

fn pin_request(name: &str, target: &str, request: &Request<'_>, town: &Town) {
    let response = town.ask(request);
    let body = String::from_utf8(response.body.clone()).unwrap();
    let header = |name: &str| response.header(name).map(|v| format!("\"{name}\":{v:?}"));
    let headers = ["content-type", "cache-control", "vary", "allow", "retry-after"];
    let headers: Vec<String> = headers.into_iter().filter_map(header).collect();
    let golden = format!(
        r#"{{"request":"{} {target}","status":{},"headers":{{{}}},"body":{}}}"#,
        request.method,
        response.status,
        headers.join(","),
        stable(&body),
    );
    assert_same(&format!("tests/golden/{name}.json"), &pretty(&golden));
}

/// With what differs between builds or machines taken out.
fn stable(body: &str) -> String {
    let body = replaced(body, r#""id":""#, r#"","built_at""#, |_| "(snapshot)".to_owned());
    let body = replaced(&body, r#""next_cursor":""#, "\"", |_| "(cursor)".to_owned());
    ["distance_m", "distance_min_m", "distance_max_m"].iter().fold(body, |body, name| {
        let member = format!(r#""{name}":"#);
        replaced(&body, &member, ",", |metres| {
            format!("{:.3}", metres.parse::<f64>().expect("metres"))
        })
    })
}

/// Every text between `before` and the next `after` that has no brace in it.
fn replaced(text: &str, before: &str, after: &str, with: impl Fn(&str) -> String) -> String {
    let mut parts = text.split(before);
    let mut done = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        done.push_str(before);
        match part.split_once(after) {
            Some((middle, rest)) if !middle.contains(['{', '}']) => {
                done.push_str(&with(middle));
                done.push_str(after);
                done.push_str(rest);
            }
            _ => done.push_str(part),
        }
    }
    done
}

fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap()
}

#[test]
fn by_day() {
    pin("go", &format!("/v1/go?{DAY}"));
    pin("go.geojson", &format!("/v1/go?{DAY}&format=geojson"));
    pin("go.jsonld", &format!("/v1/go?{DAY}&format=jsonld"));
}

#[test]
fn details() {
    pin("pin", &format!("/v1/go?{DAY}&detail=pin&limit=3"));
    pin("pin.geojson", &format!("/v1/go?{DAY}&detail=pin&limit=3&format=geojson"));
    pin("pin.jsonld", &format!("/v1/go?{DAY}&detail=pin&limit=3&format=jsonld"));
    pin("full", &format!("/v1/go?{DAY}&detail=full&limit=1&rank=distance"));
    pin("full.geojson", &format!("/v1/go?{DAY}&detail=full&limit=1&rank=distance&format=geojson"));
    pin("full.jsonld", &format!("/v1/go?{DAY}&detail=full&limit=1&rank=distance&format=jsonld"));
}

#[test]
fn by_night_and_before_a_holiday() {
    pin("night", &format!("/v1/go?{NIGHT}&limit=3"));
    pin("holiday", &format!("/v1/go?{HOLIDAY}&limit=4&rank=distance"));
    pin("stay", &format!("/v1/go?{HOLIDAY}&limit=2&open=arrival&open_for=30"));
}

#[test]
fn clocks_change() {
    // 02:30–03:30, and clocks go from 02:00 to 03:00: only its second half happens.
    pin("gap", &format!("/v1/go?{BERLIN}&at=2026-03-29T00:59:00Z"));
    // And from 03:00 back to 02:00: its first half happens twice.
    pin("fold", &format!("/v1/go?{BERLIN}&at=2026-10-25T00:40:00Z"));
}

#[test]
fn where_from() {
    let cell = "872621ae5ffffff";
    pin("cell", &format!("/v1/go?cell={cell}&at=2026-11-21T17:40:00Z&limit=1"));
    pin(
        "cell.geojson",
        &format!("/v1/go?cell={cell}&at=2026-11-21T17:40:00Z&limit=1&format=geojson"),
    );
    pin("network", "/v1/go?limit=2");
    pin("accuracy", &format!("/v1/go?{DAY}&accuracy=20&limit=1&units=metric&mode=walk"));
}

#[test]
fn nothing_near() {
    pin("outside", &format!("/v1/go?{FARGO}"));
    pin("outside.geojson", &format!("/v1/go?{FARGO}&format=geojson"));
    pin("outside.jsonld", &format!("/v1/go?{FARGO}&format=jsonld"));
    pin("nowhere", &format!("/v1/go?{PACIFIC}"));
    pin("nowhere.geojson", &format!("/v1/go?{PACIFIC}&format=geojson"));
}

#[test]
fn why() {
    let amenity = "example.north.amenity.parking";
    pin("explain", &format!("/v1/go?{DAY}&explain=1&amenity={amenity}&open=at&radius=3000"));
}

/// International Falls, on the border.
const BORDER: &str = "lat=48.602&lng=-93.407&at=2026-11-21T17:40:00Z";

#[test]
fn what_to_buy() {
    pin("buy", &format!("/v1/buy?{DAY}&item=lamp-7"));
    pin("buy.geojson", &format!("/v1/buy?{DAY}&item=lamp-7&format=geojson"));
    pin("buy.jsonld", &format!("/v1/buy?{DAY}&item=lamp-7&format=jsonld"));
    pin("buy-pin", &format!("/v1/buy?{DAY}&item=lamp-7&detail=pin&limit=2"));
    pin("buy-pin.geojson", &format!("/v1/buy?{DAY}&item=lamp-7&detail=pin&limit=2&format=geojson"));
    // A trade item number, with the zeros of its longest form; one that two items share.
    pin("buy-gtin", &format!("/v1/buy?{DAY}&item=00885370138405&stock=any"));
    pin("buy-gtin-shared", &format!("/v1/buy?{DAY}&item=09521234000020"));
    pin("buy-two-pieces", &format!("/v1/buy?{DAY}&item=lamp-7*2"));
    pin("buy-unknown", &format!("/v1/buy?{DAY}&item=nothing-of-the-sort"));
    pin("buy-nowhere", &format!("/v1/buy?{DAY}&item=rope"));
    pin("buy-any", &format!("/v1/buy?{DAY}&item=lamp-7&stock=any&open=any&rank=distance"));
    pin("buy-by-night", &format!("/v1/buy?{NIGHT}&item=lamp-7"));
}

/// What the document shows is a reply as it is written, but for the snapshot, which has another id.
#[test]
fn the_example_of_the_document() {
    let target =
        "/v1/buy?lat=44.98&lng=-93.27&accuracy=20&at=2026-11-21T17:40:00Z&item=lamp-7&radius=1000";
    let body = String::from_utf8(Town::new().get(target).body).unwrap();
    let body = stable(&body).replace("(snapshot)", "5f0c2a6b9d3e47818c1f0e6a7b2d4c39");
    assert_same("src/edge/openapi.example.buy.json", &pretty(&body));
}

#[test]
fn a_basket() {
    pin("buy-basket", &format!("/v1/buy?{DAY}&item=milk*2&item=mug-red"));
    pin("buy-basket.jsonld", &format!("/v1/buy?{DAY}&item=milk*2&item=mug-red&format=jsonld"));
    pin("buy-basket-nowhere", &format!("/v1/buy?{DAY}&item=milk&item=bread"));
    pin("buy-split", &format!("/v1/buy?{DAY}&item=milk&item=bread&item=kettle&split=1"));
}

#[test]
fn by_words() {
    pin("buy-words", &format!("/v1/buy?{DAY}&q=electirc+ketle"));
    pin(
        "buy-words.geojson",
        &format!("/v1/buy?{DAY}&q=mug&brand=nordlys&category=mugs&format=geojson"),
    );
    pin("buy-words-cyrillic", &format!("/v1/buy?{DAY}&q=%D0%A7%D0%B0%D0%B9"));
    pin("buy-words-nothing", &format!("/v1/buy?{DAY}&q=submarine"));
}

#[test]
fn by_price() {
    pin("buy-price", &format!("/v1/buy?{DAY}&item=09521234000020&rank=price"));
    // On the evening before the sale, and in it.
    let sale = "lat=44.98&lng=-93.27&item=kettle&rank=price&limit=2";
    pin("buy-price-before-sale", &format!("/v1/buy?{sale}&at=2026-11-27T11:59:00Z"));
    pin("buy-price-sale", &format!("/v1/buy?{sale}&at=2026-11-27T12:00:00Z"));
    pin("buy-max-price", &format!("/v1/buy?{DAY}&item=lamp-7&max_price=33.59&explain=1"));
}

#[test]
fn in_two_currencies() {
    let town = Town::on_the_border();
    let pin = |name: &str, target: &str| pin_request(name, target, &request(target), &town);
    pin("buy-currency", &format!("/v1/buy?{BORDER}&item=tent&rank=price"));
    pin("buy-currency-cad", &format!("/v1/buy?{BORDER}&item=tent&currency=cad&max_price=200"));
    // Only a store beyond the radius has it.
    pin("buy-outside", &format!("/v1/buy?{BORDER}&item=canoe"));
    pin("buy-outside.geojson", &format!("/v1/buy?{BORDER}&item=canoe&format=geojson"));
}

#[test]
fn where_a_buyer_is() {
    let cell = "872621ae5ffffff";
    pin("buy-cell", &format!("/v1/buy?cell={cell}&at=2026-11-21T17:40:00Z&q=lamp&limit=1"));
    pin("buy-network", "/v1/buy?item=lamp-7&limit=2");
    pin("buy-explain", &format!("/v1/buy?{DAY}&item=lamp-7&explain=1&open=at&radius=6000"));
    pin("buy-berlin", &format!("/v1/buy?{BERLIN}&at=2026-11-21T10:00:00Z&item=pretzel"));
    pin("buy-without-a-place", &format!("/v1/buy?{BERLIN}&at=2026-11-21T10:00:00Z&item=voucher"));
    pin("buy-from-fargo", &format!("/v1/buy?{FARGO}&item=kettle&units=metric"));
}

#[test]
fn one_store() {
    pin("store", "/v1/stores/100?at=2026-11-21T17:40:00Z");
    pin("store.geojson", "/v1/stores/100?at=2026-11-21T17:40:00Z&format=geojson");
    pin("store.jsonld", "/v1/stores/100?at=2026-11-21T17:40:00Z&format=jsonld");
    pin("store-escaped", "/v1/stores/200%20%26%20co%2F%C3%BC");
    pin("store-escaped.jsonld", "/v1/stores/200%20%26%20co%2F%C3%BC?format=jsonld");
    pin("store-without-a-place", "/v1/stores/700");
    pin("store-without-a-place.geojson", "/v1/stores/700?format=geojson");
    pin("store-unknown-hours", "/v1/stores/400");
    pin("store-closed", "/v1/stores/500");
    pin("store-closed.jsonld", "/v1/stores/500?format=jsonld");
    pin("store-open-end", "/v1/stores/600?at=2026-11-21T23:00:00Z");
    pin("store-always.jsonld", "/v1/stores/300?format=jsonld");
}

#[test]
fn health() {
    pin("health", "/v1/health");
}

#[test]
fn problems() {
    pin("problem-parameters", "/v1/go?lat=95&radius=many&colour=blue");
    pin("problem-no-store", "/v1/stores/nobody");
    pin("problem-no-route", "/v1/elsewhere");
    pin("problem-buy", "/v1/buy?lat=45&lng=-93&split=yes&max_price=cheap&currency=dollars");
    pin("problem-pieces", "/v1/buy?lat=45&lng=-93&item=lamp-7*6");
    let town = Town::new();
    let target = "/v1/go";
    pin_request("problem-method", target, &Request { method: "POST", ..request(target) }, &town);
    let picky = Request { accept: Some("text/csv"), ..request(target) };
    pin_request("problem-not-acceptable", target, &picky, &town);
    pin_request("problem-no-snapshot", target, &request(target), &Town::empty());
}

#[test]
fn a_cursor_goes_on() {
    let town = Town::new();
    let first = town.get(&format!("/v1/go?{DAY}&limit=4"));
    let cursor = json(&first)["next_cursor"].as_str().unwrap().to_owned();
    let target = format!("/v1/go?{DAY}&limit=4&cursor={cursor}");
    pin_request("cursor", "/v1/go?…&cursor=…", &request(&target), &town);
    let ids = |response: &Response| -> Vec<String> {
        let results = json(response)["results"].as_array().unwrap().clone();
        results.iter().map(|r| r["location"]["id"].as_str().unwrap().to_owned()).collect()
    };
    let whole = ids(&town.get(&format!("/v1/go?{DAY}")));
    assert_eq!([ids(&first), ids(&town.get(&target))].concat(), whole);
}

#[test]
fn a_store_that_closes_before_the_stay_is_open_on_arrival() {
    // It said no, because it serves no one who wants to stay for an hour.
    let town = Town::new();
    let target = format!("/v1/go?{HOLIDAY}&radius=1000&open=at&open_for=5&mode=walk");
    assert_eq!(json(&town.get(&target))["results"][0]["open"]["on_arrival"], true);
    let target = format!("/v1/go?{HOLIDAY}&radius=1000&rank=distance&mode=walk");
    assert_eq!(json(&town.get(&target))["results"][0]["open"]["on_arrival"], true);
}

#[test]
fn a_store_that_is_closed_throughout_is_not_open_on_arrival() {
    // It said that nobody knows.
    let open = json(&Town::new().get("/v1/stores/500"))["open"].clone();
    assert_eq!((&open["state"], &open["on_arrival"]), (&"closed".into(), &false.into()));
}

#[test]
fn an_ampersand_in_a_path_is_itself() {
    // The id ended there.
    let response = Town::new().get("/v1/stores/200%20&%20co%2F%C3%BC");
    assert_eq!(json(&response)["location"]["name"], "Night Bar");
}

#[test]
fn a_body_that_is_there_is_not_sent_again() {
    let town = Town::new();
    let target = format!("/v1/go?{DAY}");
    let tag = town.get(&target).header("etag").unwrap().to_owned();
    let weak = format!("\"other\", W/{tag}");
    let again = town.ask(&Request { if_none_match: Some(&weak), ..request(&target) });
    assert_eq!((again.status, again.body.len()), (304, 0));
    let later = town.ask(&Request { if_none_match: Some("\"other\""), ..request(&target) });
    assert_eq!(later.status, 200);
}

#[test]
fn without_an_instant_the_minute_is_answered() {
    let now = at("2026-11-21T18:00:59Z");
    let reply = json(&Town::new().ask(&Request { now, ..request("/v1/go?lat=45&lng=-93") }));
    assert_eq!(reply["at"], "2026-11-21T18:00:00Z");
}
