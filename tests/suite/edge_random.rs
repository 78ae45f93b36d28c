//! Random bytes in the URL, in headers and in KV: no panic, and no status of 500 or more but 503.

use crate::openapi::reply_faults;
use crate::rng::Rng;
use crate::town::{Town, request};
use nigh::edge::http::{Network, Request, Response};
use nigh::edge::openapi::document;
use nigh::edge::params;
use nigh::nearest::PageKey;
use nigh::snapshot::{HEAD, Head, hash, manifest_key, page_key};
use proptest::prelude::*;
use std::cell::Cell;
use std::collections::BTreeMap;

/// Every status that a caller can be given.
const STATUSES: [u16; 9] = [200, 204, 304, 400, 404, 405, 406, 409, 503];
/// Values that have broken parsers before.
const HOSTILE: [&str; 28] = [
    "",
    " ",
    "0",
    "-0",
    "-1",
    "1e308",
    "1e400",
    "5e-324",
    "NaN",
    "inf",
    "-inf",
    "90",
    "180",
    "-180",
    "%",
    "%0",
    "%00",
    "%ff",
    "%F0%9F%92%A9",
    "+",
    "++",
    "&",
    "=",
    "\u{0}",
    "１２",
    "null",
    "true",
    "18446744073709551616",
];
/// Values that are good for one parameter or another.
const GOOD: [&str; 26] = [
    "45",
    "-93",
    "872621ae5ffffff",
    "2026-11-21T17:40:00Z",
    "2026-11-21T17:40:00+05:30",
    "at",
    "arrival",
    "30",
    "distance",
    "walk",
    "full",
    "imperial",
    "1",
    "geojson",
    "lamp-7",
    "lamp-7*2",
    "milk",
    "9521234000020",
    "00885370138405",
    "lamp",
    "electirc kettle",
    "mugs",
    "nordlys",
    "any",
    "price",
    "33.59",
];

fn assert_sane(response: &Response, why: &str) {
    assert!(STATUSES.contains(&response.status), "{}: {why}", response.status);
    let is_page = response.header("content-type") == Some("text/html; charset=utf-8");
    if is_page && !response.body.is_empty() {
        assert!(crate::edge_html::is_sane(&response.body), "{why}: a page that is broken");
    } else if !response.body.is_empty() {
        let body: Result<serde_json::Value, _> = serde_json::from_slice(&response.body);
        assert!(body.is_ok(), "{why}: a body that is no JSON");
    }
    for (name, value) in &response.headers {
        let is_clean = value.bytes().all(|b| (0x20..0x7f).contains(&b));
        assert!(is_clean, "{why}: {name}: {value:?}");
    }
}

/// Any text: what a runtime passes on is text, and escapes may stand for any bytes.
fn any_text() -> impl Strategy<Value = String> {
    let bytes = prop::collection::vec(any::<u8>(), 0..40);
    let escape = |bytes: Vec<u8>| -> String {
        bytes.iter().flat_map(|b| format!("%{b:02x}").into_bytes()).map(char::from).collect()
    };
    prop_oneof![
        bytes.clone().prop_map(|b| String::from_utf8_lossy(&b).into_owned()),
        bytes.prop_map(escape),
        "[ -~]{0,60}",
        prop::sample::select(&HOSTILE[..]).prop_map(str::to_owned),
        prop::sample::select(&GOOD[..]).prop_map(str::to_owned),
    ]
}

fn any_query() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        8 => prop::sample::select(&params::GO[..]).prop_map(str::to_owned),
        4 => prop::sample::select(&params::BUY_ALONE[..]).prop_map(str::to_owned),
        1 => any_text(),
    ];
    let pair = (name, any_text()).prop_map(|(name, value)| format!("{name}={value}"));
    prop::collection::vec(pair, 0..6).prop_map(|pairs| pairs.join("&"))
}

fn any_path() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("/v1/go".to_owned()),
        4 => Just("/v1/buy".to_owned()),
        4 => any_text().prop_map(|id| format!("/v1/stores/{id}")),
        1 => Just("/v1/health".to_owned()),
        1 => any_text().prop_map(|path| format!("/{path}")),
        1 => any_text(),
    ]
}

fn any_network() -> impl Strategy<Value = Option<Network>> {
    let text = || prop::option::of(any_text());
    let network = (text(), text(), any::<bool>());
    let network = network.prop_map(|(latitude, longitude, has_city)| Network {
        latitude,
        longitude,
        has_city,
    });
    prop::option::of(network)
}

fn any_method() -> impl Strategy<Value = String> {
    let known = prop::sample::select(&["GET", "HEAD", "OPTIONS", "POST"][..]);
    prop_oneof![9 => known.prop_map(str::to_owned), 1 => any_text()]
}

/// Parameters of wishes, each with values that are good for it.
const WISHES: [(&str, &[&str]); 18] = [
    ("item", &["lamp-7", "mug-red", "milk", "bread", "kettle", "rope", "pretzel", "voucher"]),
    ("item", &["lamp-7*2", "milk*3", "9521234000020", "00885370138405", "9521234000037"]),
    ("q", &["lamp", "mug", "electirc+ketle", "чай", "nordlys", "black+desk", "m", "submarine"]),
    ("category", &["home", "Mugs", "Food"]),
    ("brand", &["nordlys", "Fjord"]),
    ("split", &["0", "1"]),
    ("stock", &["available", "any"]),
    ("max_price", &["0", "9.75", "33.59", "100"]),
    ("currency", &["USD", "eur"]),
    ("rank", &["soonest", "distance", "price"]),
    ("radius", &["0", "1000", "4090", "50000", "500000"]),
    ("at", &["2026-11-21T17:40:00Z", "2026-11-22T07:30:00Z", "2026-11-27T12:00:00Z"]),
    ("open", &["any", "at", "arrival"]),
    ("mode", &["walk", "bike", "drive"]),
    ("limit", &["1", "2", "100"]),
    ("detail", &["pin", "brief", "full"]),
    ("explain", &["0", "1"]),
    ("format", &["json", "geojson", "jsonld", "html"]),
];
const ORIGINS: [&str; 6] = [
    "",
    "lat=44.98&lng=-93.27",
    "lat=52.52&lng=13.40",
    "lat=46.8772&lng=-96.7898",
    "lat=0&lng=-150",
    "cell=872621ae5ffffff",
];

/// A few parameters, nearly all of them good and given once: many such wishes can be answered.
fn any_wish() -> impl Strategy<Value = String> {
    let pair = |(name, values): (&'static str, &'static [&'static str])| {
        prop_oneof![
            30 => prop::sample::select(values).prop_map(str::to_owned),
            1 => any_text(),
        ]
        .prop_map(move |value| format!("&{name}={value}"))
    };
    let wish = prop::sample::select(&WISHES[..3]).prop_flat_map(pair);
    let more = prop::sample::subsequence(&WISHES[..], 0..6);
    let more = more.prop_flat_map(move |chosen| chosen.into_iter().map(pair).collect::<Vec<_>>());
    (prop::sample::select(&ORIGINS[..]), wish, more)
        .prop_map(|(origin, wish, more)| format!("{origin}{wish}{}", more.concat()))
}

thread_local! {
    static TOWN: Town = Town::new();
    static DOCUMENT: serde_json::Value = serde_json::from_str(&document()).unwrap();
    static ANSWERED: Cell<u32> = const { Cell::new(0) };
}

/// Whether a reply to a wish is what the contract says.
fn assert_as_told(response: &Response, query: &str) {
    if query.contains("format=html") {
        return assert_sane(response, query);
    }
    let body: serde_json::Value = serde_json::from_slice(&response.body).expect(query);
    let (status, kind) = (response.status, response.header("content-type").unwrap());
    let faults = DOCUMENT
        .with(|document| reply_faults(document, "/v1/buy", &status.to_string(), kind, &body));
    assert_eq!(faults, [""; 0], "{query}: {body}");
    ANSWERED.set(ANSWERED.get() + u32::from(status == 200));
    if status == 400 {
        assert_ne!(body["errors"].as_array().map(Vec::len), Some(0), "{query}: {body}");
    } else {
        assert_eq!(status, 200, "{query}: {body}");
    }
}

#[test]
fn random_wishes() {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3_000) };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let town = Town::new();
    let told = runner.run(&any_wish(), |query| {
        let response = town.get(&format!("/v1/buy?{query}"));
        assert_sane(&response, &query);
        assert_as_told(&response, &query);
        Ok(())
    });
    told.unwrap_or_else(|error| panic!("{error}"));
    println!("{} of 3000 wishes were answered", ANSWERED.get());
    assert!(ANSWERED.get() > 1_000, "{}", ANSWERED.get());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_requests(
        method in any_method(),
        path in any_path(),
        query in any_query(),
        accept in prop::option::of(any_text()),
        if_none_match in prop::option::of(any_text()),
        network in any_network(),
    ) {
        let asked = Request {
            method: &method,
            accept: accept.as_deref(),
            if_none_match: if_none_match.as_deref(),
            network,
            path: &path,
            query: &query,
            ..request("")
        };
        TOWN.with(|town| assert_sane(&town.ask(&asked), &format!("{asked:?}")));
    }
}

const TARGETS: [&str; 11] = [
    "/v1/go?lat=44.98&lng=-93.27&detail=full&explain=1",
    "/v1/go?lat=44.98&lng=-93.27&open=arrival&open_for=30&rank=distance",
    "/v1/go?lat=52.52&lng=13.40&at=2026-10-25T00:40:00Z&format=geojson",
    "/v1/go?cell=872621ae5ffffff&radius=500000&limit=100&format=jsonld&detail=full",
    "/v1/go?lat=0&lng=-150",
    "/v1/buy?lat=44.98&lng=-93.27&item=9521234000020&rank=price&explain=1",
    "/v1/buy?lat=44.98&lng=-93.27&item=milk*2&item=bread&split=1&format=jsonld",
    "/v1/buy?lat=46.8772&lng=-96.7898&q=electirc+ketle&stock=any&format=geojson",
    "/v1/stores/100",
    "/v1/stores/800?format=jsonld",
    "/v1/health",
];

fn assert_answers(values: BTreeMap<String, Vec<u8>>, why: &str) -> usize {
    let town = Town::of(values);
    let ask = |target: &&&str| {
        let response = town.get(target);
        assert_sane(&response, &format!("{target}: {why}"));
        response.status == 200
    };
    TARGETS.iter().filter(ask).count()
}

fn random_bytes(rng: &mut Rng) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..rng.below(400)).map(|_| byte(rng)).collect();
    // Half of them begin as a value does.
    if rng.percent(50) {
        let kind = *rng.pick(b"LRIPGWSMH");
        bytes.splice(0..0, [b'n', b'i', b'g', b'h', kind, nigh::snapshot::VERSION]);
    }
    bytes
}

fn byte(rng: &mut Rng) -> u8 {
    u8::try_from(rng.below(256)).unwrap()
}

/// Changes a few bytes behind the first six.
fn mutate(bytes: &mut [u8], rng: &mut Rng) {
    for _ in 0..=rng.below(4) {
        let place = rng.below(bytes.len() - 6) + 6;
        bytes[place] = match rng.below(4) {
            0 => 0xff,
            1 => 0,
            2 => bytes[place] ^ (1 << rng.below(8)),
            _ => byte(rng),
        };
    }
}

#[test]
fn random_values() {
    let whole = Town::new().values().clone();
    for round in 0..400 {
        let mut rng = Rng::new(round);
        let mut values = whole.clone();
        for value in values.values_mut() {
            if rng.percent(60) {
                *value = random_bytes(&mut rng);
            }
        }
        assert_answers(values, &format!("round {round}"));
    }
}

/// Damage that no hash tells: a page, a bucket or the manifest is changed, and everything above
/// it made to match. Only a publisher out of its mind writes such values.
#[test]
fn changed_values_whose_hashes_match() {
    let whole = Town::new().values().clone();
    let head = Head::decode(&whole[HEAD]).unwrap();
    let pages: Vec<&String> = whole.keys().filter(|key| key.starts_with("p/")).collect();
    let mut answered = 0;
    for round in 0..6_000 {
        let mut rng = Rng::new(round);
        let (mut values, mut manifest) = (whole.clone(), head.manifest.clone());
        if rng.percent(70) {
            let key = *rng.pick(&pages);
            let mut page = whole[key].clone();
            mutate(&mut page, &mut rng);
            let new = hash(&page);
            replace(&mut manifest, hash(&whole[key]), new);
            values.insert(page_key(new), page);
        } else {
            mutate(&mut manifest, &mut rng);
        }
        values.insert(manifest_key(hash(&manifest)), manifest.clone());
        values.insert(HEAD.to_owned(), Head::new(manifest, Vec::new()).encode());
        answered += assert_answers(values, &format!("round {round}"));
    }
    println!("{answered} of {} questions were answered all the same", 6_000 * TARGETS.len());
    assert!(answered > 6_000, "{answered}");
}

/// Every mention of one key by another.
fn replace(bytes: &mut [u8], PageKey(old): PageKey, PageKey(new): PageKey) {
    for start in 0..=bytes.len() - old.len() {
        if bytes[start..].starts_with(&old) {
            bytes[start..start + old.len()].copy_from_slice(&new);
        }
    }
}
