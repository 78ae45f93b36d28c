//! What callers get wrong, and what they are told: status, the parameter at fault, and a word of
//! the reason.

use crate::town::{Town, at, request};
use nigh::edge::http::{Network, Request, Response};
use serde_json::Value;

/// `/v1/go?…`: the query, the parameter at fault, a word of the reason. All are a 400.
const QUESTIONS: &[(&str, &str, &str)] = &[
    // Not a parameter, or not here.
    ("lat=45&lng=-93&colour=blue", "colour", "not a parameter"),
    ("lat=45&lng=-93&Lat=45", "Lat", "not a parameter"),
    ("latitude=45&longitude=-93", "latitude", "it takes lat, lng"),
    ("lat=45&lng=-93&=5", "", "not a parameter"),
    ("lat=45&lng=-93&%ff%fe=1", "\u{fffd}\u{fffd}", "not a parameter"),
    ("lat=45&lng=-93&широта=45", "широта", "not a parameter"),
    ("item=885370138405", "item", "/v1/buy"),
    ("q=milk", "q", "/v1/buy"),
    ("stock=any", "stock", "/v1/buy"),
    ("max_price=20&currency=USD", "currency", "/v1/buy"),
    ("category=food", "category", "/v1/buy"),
    ("brand=acme", "brand", "/v1/buy"),
    ("split=1", "split", "/v1/buy"),
    // Twice.
    ("lat=45&lat=45&lng=-93", "lat", "twice"),
    ("lat=45&lng=-93&radius=1&radius=1", "radius", "twice"),
    ("lat=45&lng=-93&limit=1&limit=2", "limit", "twice"),
    ("cell=872621ae5ffffff&cell=872621ae5ffffff", "cell", "twice"),
    ("lat=45&lng=-93&at=2026-11-21T18:00:00Z&at=2026-11-21T18:00:00Z", "at", "twice"),
    ("lat=45&lng=-93&format=json&format=json", "format", "twice"),
    // Off the Earth, or no number.
    ("lat=90.0001&lng=-93", "lat", "from -90 to 90"),
    ("lat=-90.0000001&lng=-93", "lat", "from -90 to 90"),
    ("lat=45&lng=180.0001", "lng", "from -180 to 180"),
    ("lat=45&lng=-181", "lng", "from -180 to 180"),
    ("lat=NaN&lng=-93", "lat", "NaN"),
    ("lat=inf&lng=-93", "lat", "inf"),
    ("lat=-infinity&lng=-93", "lat", "infinity"),
    ("lat=1e400&lng=-93", "lat", "1e400"),
    ("lat=4 5&lng=-93", "lat", "4 5"),
    ("lat=45,0&lng=-93", "lat", "45,0"),
    ("lat=45°&lng=-93", "lat", "45°"),
    ("lat=0x2d&lng=-93", "lat", "0x2d"),
    ("lat=１２&lng=-93", "lat", "１２"),
    ("lat=%D1%81%D0%BE%D1%80%D0%BE%D0%BA&lng=-93", "lat", "сорок"),
    ("lat=%ff&lng=-93", "lat", "not a number"),
    ("lat=%4&lng=-93", "lat", "%4"),
    ("lat=45%&lng=-93", "lat", "45%"),
    ("lat=%00&lng=-93", "lat", "\\0"),
    // A position that is half, or double.
    ("lat=45", "lng", "go together"),
    ("lng=-93", "lat", "go together"),
    ("lat=45&lng=", "lng", "go together"),
    ("lat=45&lng=%20%20", "lng", "go together"),
    ("lat=45&lng=-93&cell=872621ae5ffffff", "cell", "two ways"),
    ("lat=45&cell=872621ae5ffffff", "cell", "two ways"),
    ("accuracy=20", "accuracy", "lat and lng"),
    ("cell=872621ae5ffffff&accuracy=20", "accuracy", "lat and lng"),
    ("lat=45&lng=-93&accuracy=-1", "accuracy", "from 0"),
    ("lat=45&lng=-93&accuracy=1e9", "accuracy", "to 20004000"),
    ("place=Berlin", "place", "not answered yet"),
    ("place=55401,US&lat=45&lng=-93", "place", "not answered yet"),
    // A cell that is none, or too coarse or fine.
    ("cell=832621fffffffff", "cell", "resolution 4 to 9"),
    ("cell=8a2621ae5567fff", "cell", "resolution 4 to 9"),
    ("cell=8f2621ae5567a5c", "cell", "resolution 4 to 9"),
    ("cell=downtown", "cell", "downtown"),
    ("cell=0", "cell", "H3 index"),
    ("cell=ffffffffffffffff", "cell", "H3 index"),
    ("cell=872621ae5ffffff0000", "cell", "H3 index"),
    ("cell=1172621ae5ffffff", "cell", "H3 index"),
    ("cell=2172621ae5ffffff", "cell", "H3 index"),
    ("cell=-1", "cell", "H3 index"),
    // An instant that is none, or too far away.
    ("lat=45&lng=-93&at=now", "at", "now"),
    ("lat=45&lng=-93&at=2026-11-21", "at", "not an instant"),
    ("lat=45&lng=-93&at=2026-11-21T17:40:00", "at", "not an instant"),
    ("lat=45&lng=-93&at=2026-02-30T17:40:00Z", "at", "not an instant"),
    ("lat=45&lng=-93&at=2026-11-21T25:00:00Z", "at", "not an instant"),
    ("lat=45&lng=-93&at=1795282800", "at", "not an instant"),
    ("lat=45&lng=-93&at=2025-12-31T23:59:59Z", "at", "from 2026-01-01 through 2027-03-31"),
    ("lat=45&lng=-93&at=2027-04-01T00:00:00Z", "at", "from 2026-01-01 through 2027-03-31"),
    ("lat=45&lng=-93&at=9999-12-30T00:00:00Z", "at", "from 2026-01-01 through 2027-03-31"),
    ("lat=45&lng=-93&at=0001-01-01T00:00:00Z", "at", "from 2026-01-01 through 2027-03-31"),
    // How far.
    ("lat=45&lng=-93&radius=500001", "radius", "to 500000"),
    ("lat=45&lng=-93&radius=-1", "radius", "from 0"),
    ("lat=45&lng=-93&radius=50km", "radius", "50km"),
    ("lat=45&lng=-93&radius=NaN", "radius", "NaN"),
    ("lat=45&lng=-93&min_radius=-0.1", "min_radius", "from 0"),
    ("lat=45&lng=-93&min_radius=2000&radius=1000", "min_radius", "2000 is more than radius, 1000"),
    ("lat=45&lng=-93&min_radius=60000", "min_radius", "more than radius, 50000"),
    // Which stores.
    ("lat=45&lng=-93&open=yes", "open", "any, at, arrival"),
    ("lat=45&lng=-93&open=AT", "open", "any, at, arrival"),
    ("lat=45&lng=-93&open_for=30", "open_for", "needs open"),
    ("lat=45&lng=-93&open_for=30&open=any", "open_for", "needs open"),
    ("lat=45&lng=-93&open=at&open_for=-1", "open_for", "from 0 to 1440"),
    ("lat=45&lng=-93&open=at&open_for=1441", "open_for", "from 0 to 1440"),
    ("lat=45&lng=-93&open=at&open_for=0.5", "open_for", "whole number"),
    ("lat=45&lng=-93&amenity=parking", "amenity", "com.example.amenity.parking"),
    ("lat=45&lng=-93&amenity=com.example/parking", "amenity", "not an id"),
    ("lat=45&lng=-93&amenity=com.example.парковка", "amenity", "not an id"),
    ("lat=45&lng=-93&amenity=com.example.parking,com.example.wifi", "amenity", "not an id"),
    // In which order and form.
    ("lat=45&lng=-93&rank=price", "rank", "soonest, distance"),
    ("lat=45&lng=-93&rank=nearest", "rank", "soonest, distance"),
    ("lat=45&lng=-93&mode=fly", "mode", "walk, bike, drive"),
    ("lat=45&lng=-93&limit=0", "limit", "from 1 to 100"),
    ("lat=45&lng=-93&limit=101", "limit", "from 1 to 100"),
    ("lat=45&lng=-93&limit=-1", "limit", "from 1 to 100"),
    ("lat=45&lng=-93&limit=1.5", "limit", "whole number"),
    ("lat=45&lng=-93&limit=abc", "limit", "abc"),
    ("lat=45&lng=-93&limit=18446744073709551616", "limit", "from 1 to 100"),
    ("lat=45&lng=-93&detail=all", "detail", "pin, brief, full"),
    ("lat=45&lng=-93&units=miles", "units", "metric, imperial"),
    ("lat=45&lng=-93&explain=2", "explain", "0, 1"),
    ("lat=45&lng=-93&explain=true", "explain", "0, 1"),
    ("lat=45&lng=-93&format=xml", "format", "json, geojson, jsonld"),
    // A cursor that is none.
    ("lat=45&lng=-93&cursor=next", "cursor", "not a cursor"),
    ("lat=45&lng=-93&cursor=0", "cursor", "not a cursor"),
    ("lat=45&lng=-93&cursor=00", "cursor", "not a cursor"),
    ("lat=45&lng=-93&cursor=деад", "cursor", "not a cursor"),
];

/// Other paths and methods: the request, the status, the parameter at fault (if any), and a word.
const PATHS: &[(&str, u16, &str, &str)] = &[
    ("GET /", 404, "", "openapi.json"),
    ("GET /v1", 404, "", "openapi.json"),
    ("GET /v1/", 404, "", "openapi.json"),
    ("GET /v1/nothing", 404, "", "openapi.json"),
    ("GET /v1/go/", 404, "", "openapi.json"),
    ("GET /v1/GO", 404, "", "openapi.json"),
    ("GET //v1/go", 404, "", "openapi.json"),
    ("GET /v1/stores", 404, "", "openapi.json"),
    ("GET /v1/stores/", 404, "", "openapi.json"),
    ("POST /v1/nothing", 404, "", "openapi.json"),
    ("OPTIONS /v1/nothing", 404, "", "openapi.json"),
    ("GET /v1/stores/nobody", 404, "", "no store has this id"),
    ("GET /v1/stores/100/", 404, "", "no store has this id"),
    ("GET /v1/stores/100&200", 404, "", "no store has this id"),
    ("GET /v1/stores/100=", 404, "", "no store has this id"),
    ("GET /v1/stores/1+00", 404, "", "no store has this id"),
    ("GET /v1/stores/%", 404, "", "no store has this id"),
    ("GET /v1/stores/%20", 404, "", "no store has this id"),
    ("GET /v1/stores/%ff", 404, "", "no store has this id"),
    ("GET /v1/stores/%00", 404, "", "no store has this id"),
    ("GET /v1/stores/%2F%2F", 404, "", "no store has this id"),
    ("GET /v1/stores/магазин", 404, "", "no store has this id"),
    ("GET /v1/stores/100?lat=45", 400, "lat", "it takes at, format"),
    ("GET /v1/stores/100?at=noon", 400, "at", "not an instant"),
    ("GET /v1/stores/100?at=2030-01-01T00:00:00Z", 400, "at", "through 2027-03-31"),
    ("GET /v1/stores/100?format=csv", 400, "format", "json, geojson, jsonld"),
    ("GET /v1/health?verbose=1", 400, "verbose", "it takes none"),
    ("GET /openapi.json?v=2", 400, "v", "it takes none"),
    ("POST /v1/go", 405, "", "GET, HEAD, OPTIONS"),
    ("PUT /v1/go?lat=95", 405, "", "GET, HEAD, OPTIONS"),
    ("DELETE /v1/stores/100", 405, "", "GET, HEAD, OPTIONS"),
    ("PATCH /v1/health", 405, "", "GET, HEAD, OPTIONS"),
    ("BREW /openapi.json", 405, "", "GET, HEAD, OPTIONS"),
    ("get /v1/go", 405, "", "GET, HEAD, OPTIONS"),
];

/// Headers that name no form that there is: all are a 406.
const NOT_ACCEPTABLE: &[&str] = &[
    "text/html",
    "text/html,application/xhtml+xml",
    "application/xml",
    "application/jsonp",
    "json",
    "application/json;q=0",
    "application/*;q=0",
    "*/*;q=0.0",
    "application/json;q=high",
    "text/*",
    ",;,",
    "\u{0}",
];

/// Fine after all: none of these is a mistake.
const GOOD: &[&str] = &[
    "lat=45&lng=-93",
    "lat=90&lng=180",
    "lat=-90&lng=-180",
    "lat= 45 &lng=%2B45",
    "lat=45.&lng=-.5",
    "lat=45&lat=&lng=-93",
    "lat=&lng=&cell=872621ae5ffffff",
    "cell=842621bffffffff",
    "cell=892621AE503FFFF",
    "",
    "&&",
    "radius=&limit=&at=&cursor=&amenity=&open=&format=&place=&accuracy=",
    "lat=45&lng=-93&utm_source=mail&utm_source=mail&gclid=1&fbclid=2&utm_=3",
    "lat=45&lng=-93&at=2026-11-21T17:40:00Z",
    "lat=45&lng=-93&at=2026-11-21T11:40:00-06:00",
    "lat=45&lng=-93&at=2026-11-21T18:40:00%2B01:00",
    "lat=45&lng=-93&at=2026-11-21T18:40:00+01:00",
    "lat=45&lng=-93&at=2026-01-01T00:00:00Z",
    "lat=45&lng=-93&at=2027-03-31T23:59:59Z",
    "lat=45&lng=-93&radius=0",
    "lat=45&lng=-93&radius=500000&min_radius=500000",
    "lat=45&lng=-93&open_for=0",
    "lat=45&lng=-93&open=at&open_for=1440",
    "lat=45&lng=-93&amenity=com.example.a&amenity=com.example.a&amenity=com.example.b",
    "lat=45&lng=-93&limit=100.0",
];

/// A problem's detail and its faults; everything that a problem must be is checked on the way.
fn problem(response: &Response, why: &str) -> (String, Vec<(String, String)>) {
    assert_eq!(response.header("content-type"), Some("application/problem+json"), "{why}");
    assert_eq!(response.header("cache-control"), Some("no-store"), "{why}");
    assert_eq!(response.header("access-control-allow-origin"), Some("*"), "{why}");
    let body: Value = serde_json::from_slice(&response.body).expect(why);
    let document: Value =
        serde_json::from_str(include_str!("../../src/edge/openapi.json")).unwrap();
    let schema = &document["components"]["schemas"]["Problem"];
    assert!(schema.is_object(), "openapi.json has a schema of problems");
    let faults = crate::schema::faults(&document, schema, &body);
    assert!(faults.is_empty(), "{why}: {faults:?} in {body}");
    assert_eq!(body["status"], response.status, "{why}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = body["errors"].as_array().cloned().unwrap_or_default();
    let errors = errors.iter().map(|e| (text(&e["parameter"]), text(&e["detail"])));
    (text(&body["detail"]), errors.collect())
}

fn assert_fault(response: &Response, status: u16, parameter: &str, word: &str, why: &str) {
    let told = String::from_utf8_lossy(&response.body);
    assert_eq!(response.status, status, "{why}: {told}");
    let (_, errors) = problem(response, why);
    let fault = errors.iter().find(|(name, _)| name == parameter);
    let (_, detail) = fault.unwrap_or_else(|| panic!("{why}: {parameter} is not named in {told}"));
    assert!(detail.contains(word), "{why}: {detail:?} does not say {word:?}");
}

#[test]
fn questions_that_cannot_be_answered() {
    let town = Town::new();
    for (query, parameter, word) in QUESTIONS {
        let response = town.get(&format!("/v1/go?{query}"));
        assert_fault(&response, 400, parameter, word, query);
    }
    let rows = QUESTIONS.len() + PATHS.len() + NOT_ACCEPTABLE.len();
    println!("{rows} bad requests, {} good ones", GOOD.len());
}

#[test]
fn each_fault_is_named_alone() {
    // A radius that cannot be used was compared with min_radius, and both were blamed.
    let town = Town::new();
    let single = QUESTIONS.iter().filter(|(query, ..)| !query.contains("currency"));
    for (query, parameter, _) in single {
        let (_, errors) = problem(&town.get(&format!("/v1/go?{query}")), query);
        let names: Vec<&str> = errors.iter().map(|(name, _)| name.as_str()).collect();
        let expected: &[&str] = match *query {
            "latitude=45&longitude=-93" => &["latitude", "longitude"],
            _ => &[*parameter],
        };
        assert_eq!(names, expected, "{query}");
    }
}

#[test]
fn several_faults_are_all_named() {
    let query = "lat=95&lng=x&radius=600000&min_radius=70000&open=now&open_for=9&limit=0&colour=1";
    let (detail, errors) = problem(&Town::new().get(&format!("/v1/go?{query}")), query);
    let names: Vec<&str> = errors.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["colour", "lat", "lng", "radius", "open", "limit"]);
    assert!(detail.contains("6 parameters"), "{detail}");
}

#[test]
fn other_paths_and_methods() {
    let town = Town::new();
    for (line, status, parameter, word) in PATHS {
        let (method, target) = line.split_once(' ').unwrap();
        let response = town.ask(&Request { method, ..request(target) });
        if *status == 400 {
            assert_fault(&response, 400, parameter, word, line);
            continue;
        }
        assert_eq!(response.status, *status, "{line}");
        let (detail, errors) = problem(&response, line);
        assert!(detail.contains(word) && errors.is_empty(), "{line}: {detail}");
        let allow = (*status == 405).then_some("GET, HEAD, OPTIONS");
        assert_eq!(response.header("allow"), allow, "{line}");
    }
}

#[test]
fn forms_that_there_are_not() {
    let town = Town::new();
    for accept in NOT_ACCEPTABLE {
        for target in ["/v1/go", "/v1/stores/100"] {
            let response = town.ask(&Request { accept: Some(accept), ..request(target) });
            assert_eq!(response.status, 406, "{accept}");
            assert!(problem(&response, accept).0.contains("application/json"));
            // The parameter decides, where it is given.
            let target = format!("{target}?format=json");
            let response = town.ask(&Request { accept: Some(accept), ..request(&target) });
            assert_eq!(response.status, 200, "{accept}");
        }
    }
}

#[test]
fn questions_that_look_wrong_and_are_not() {
    let town = Town::new();
    for query in GOOD {
        let response = town.get(&format!("/v1/go?{query}"));
        assert_eq!(response.status, 200, "{query}: {}", String::from_utf8_lossy(&response.body));
    }
}

#[test]
fn without_any_position_it_says_what_to_send() {
    let town = Town::new();
    let place = |latitude: &str, longitude: &str| {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Some(Network { latitude: text(latitude), longitude: text(longitude), has_city: true })
    };
    for network in [
        None,
        place("", ""),
        place("45", ""),
        place("", "-93"),
        place("NaN", "-93"),
        place("45", "inf"),
        place("91", "-93"),
        place("45", "-180.1"),
        place("forty-five", "-93"),
        place("45;DROP", "-93"),
    ] {
        let why = format!("{network:?}");
        let response = town.ask(&Request { network, ..request("/v1/go") });
        assert_fault(&response, 400, "lat", "send lat and lng, or cell", &why);
    }
}

#[test]
fn a_long_query_is_refused_whole() {
    let query = format!("lat=45&lng=-93&utm_source={}", "x".repeat(10_240));
    let response = Town::new().get(&format!("/v1/go?{query}"));
    assert_fault(&response, 400, "(query)", "8192 bytes", "10 KB");
    let query = format!("lat=45&lng=-93&utm_source={}", "x".repeat(8_000));
    assert_eq!(Town::new().get(&format!("/v1/go?{query}")).status, 200);
}

#[test]
fn many_faults_make_a_short_answer() {
    // Four thousand unknown names in 8 KB were told one by one, in a megabyte.
    let query: Vec<String> = (0..1_300).map(|i| format!("{i:x}=1")).collect();
    let response = Town::new().get(&format!("/v1/go?{}", query.join("&")));
    assert_eq!((response.status, problem(&response, "many").1.len()), (400, 20));
    assert!(response.body.len() < 10_000, "{} bytes", response.body.len());
}

#[test]
fn more_services_than_twenty() {
    let query = |count: u32| {
        let one = |i: u32| format!("amenity=com.example.amenity.a{i}");
        (0..count).map(one).collect::<Vec<_>>().join("&")
    };
    let town = Town::new();
    let response = town.get(&format!("/v1/go?{}", query(21)));
    assert_fault(&response, 400, "amenity", "21 of them; at most 20", "21");
    assert_eq!(town.get(&format!("/v1/go?{}", query(20))).status, 200);
    let long = format!("/v1/go?amenity=com.{}", "x".repeat(200));
    assert_fault(&town.get(&long), 400, "amenity", "not an id", "long");
}

#[test]
fn without_a_snapshot_it_is_a_503() {
    for target in ["/v1/go", "/v1/stores/100", "/v1/health"] {
        let response = Town::empty().get(target);
        assert_eq!(
            (response.status, response.header("retry-after")),
            (503, Some("30")),
            "{target}"
        );
        assert!(problem(&response, target).0.contains("nigh publish"));
    }
    // What is wrong with the question is told all the same.
    assert_eq!(Town::empty().get("/v1/go?lat=95&lng=0").status, 400);
    assert_eq!(Town::empty().get("/openapi.json").status, 200);
}

const WHERE: &str = "lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z&limit=3";

fn cursor(town: &Town, query: &str) -> String {
    let body: Value = serde_json::from_slice(&town.get(&format!("/v1/go?{query}")).body).unwrap();
    body["next_cursor"].as_str().expect("more stores").to_owned()
}

#[test]
fn a_cursor_of_another_question() {
    let town = Town::new();
    let cursor = cursor(&town, WHERE);
    for other in [
        "lat=44.99&lng=-93.27&at=2026-11-21T17:40:00Z",
        "lat=44.98&lng=-93.27&at=2026-11-21T17:41:00Z",
        "lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z&radius=40000",
        "lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z&min_radius=1",
        "lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z&rank=distance",
        "lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z&mode=walk",
        "lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z&open=at",
        "lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z&amenity=com.example.a",
        "cell=872621ae5ffffff&at=2026-11-21T17:40:00Z",
        "at=2026-11-21T17:40:00Z",
    ] {
        let response = town.get(&format!("/v1/go?{other}&cursor={cursor}"));
        assert_fault(&response, 400, "cursor", "another question", other);
    }
    // How stores are shown, and how many of them, is free; so is leaving out the instant.
    for same in [
        "lat=44.98&lng=-93.27&at=2026-11-21T17:40:00Z&limit=7&detail=full&units=metric&explain=1",
        "lat=44.980&lng=-93.270&at=2026-11-21T11:40:00-06:00&format=geojson",
        "lat=44.98&lng=-93.27&radius=5e4&open=any&mode=drive",
    ] {
        let response = town.get(&format!("/v1/go?{same}&cursor={cursor}"));
        assert_eq!(response.status, 200, "{same}");
    }
}

#[test]
fn a_cursor_with_one_bit_wrong() {
    // The id of a store, or how far it is, could change on the way: the next page was another's.
    let town = Town::new();
    let cursor = cursor(&town, WHERE);
    let whole = town.get(&format!("/v1/go?{WHERE}&cursor={cursor}"));
    let mut refused = 0;
    for place in 0..cursor.len() {
        for bit in 0..4 {
            let digit = cursor[place..=place].to_owned();
            let flipped = u8::from_str_radix(&digit, 16).unwrap() ^ (1 << bit);
            let mut damaged = cursor.clone();
            damaged.replace_range(place..=place, &format!("{flipped:x}"));
            let response = town.get(&format!("/v1/go?{WHERE}&cursor={damaged}"));
            if response.status == 200 {
                assert_eq!(response.body, whole.body, "{damaged} means the same");
                continue;
            }
            assert_fault(&response, 400, "cursor", "ask again without it", &damaged);
            refused += 1;
        }
    }
    assert!(refused > cursor.len() * 4 - 8, "{refused} refused");
}

#[test]
fn a_cursor_of_a_snapshot_that_is_gone() {
    let town = Town::new();
    let cursor = cursor(&town, WHERE);
    let other = Town::built_at(at("2026-01-16T06:00:00Z"));
    let response = other.get(&format!("/v1/go?{WHERE}&cursor={cursor}"));
    assert_fault(&response, 409, "cursor", "ask again without cursor", "pruned");
}
