//! Thousands of valid requests, made up: each is answered, validly, and alike over both transports.

use crate::agency::{Agency, call};
use crate::rng::Rng;
use crate::ucp_osm::{self, COUNTRIES, Earth, ITEMS, code, item};
use crate::ucp_schema::{self as schema, assert_valid};
use crate::worlds::scatter;
use serde_json::{Map, Value, json};

const REQUESTS: usize = 5_000;
/// So many are held against the schemas together.
const BATCH: usize = 500;

/// A request: which operation, and its body.
fn request(rng: &mut Rng, earth: &Earth) -> (&'static str, Value) {
    let mut body = Map::new();
    if rng.percent(60) {
        body.insert("distance".into(), json!({"center": place(rng, earth), "max": metres(rng)}));
    }
    if rng.percent(25) {
        body.insert("serves".into(), serves(rng, earth));
    }
    if rng.percent(60) {
        body.insert("filters".into(), filters(rng));
    }
    if rng.percent(30) {
        let mut context = json!({"address_country": "US", "language": "en-GB", "intent": "a gift", "x": {"y": []}});
        context["eligibility"] = json!(["com.example.loyalty_gold", "org.school.student"]);
        context["payment"] = json!([{"handler": "com.example.pay", "types": ["card"]}]);
        body.insert("context".into(), context);
    }
    if rng.percent(20) {
        let signals = json!({"dev.ucp.buyer_ip": "203.0.113.7", "com.example.device": {"id": 1}});
        body.insert("signals".into(), signals);
    }
    if rng.percent(10) {
        body.insert("com.example.extra".into(), json!([1, null, {"a": 1e3}]));
    }
    if rng.percent(30) {
        let mut ids: Vec<String> =
            (0..=rng.below(4)).map(|_| rng.pick(&earth.ids).clone()).collect();
        if rng.percent(30) {
            ids.push(ids[0].clone());
            ids.push("nobody".to_owned());
        }
        body.insert("ids".into(), json!(ids));
        return ("lookup", Value::Object(body));
    }
    if rng.percent(15) {
        let words = ["pizza", "café near me", "Berlin", "日本", "open now", "", "\"\\\u{1F600}\n"];
        body.insert("query".into(), json!(rng.pick(&words)));
    }
    body.insert("pagination".into(), json!({"limit": 1 + rng.below(4)}));
    ("search", Value::Object(body))
}

fn place(rng: &mut Rng, earth: &Earth) -> Value {
    let (lat, lng) = *rng.pick(&earth.points);
    let (lat, lng) = scatter(rng, lat, lng, 5_000.0);
    json!({"latitude": lat, "longitude": lng})
}

fn metres(rng: &mut Rng) -> f64 {
    let metres = 10_f64.powf(rng.between(1.5, 5.6));
    if rng.percent(30) { metres.round() } else { metres }
}

fn serves(rng: &mut Rng, earth: &Earth) -> Value {
    if rng.percent(60) {
        return json!({"point": place(rng, earth)});
    }
    let mut address = json!({"address_country": rng.pick(&COUNTRIES), "postal_code": code(rng)});
    if rng.percent(50) {
        address["address_region"] = json!(rng.pick(&["North", "south", "East"]));
    }
    json!({"address": address})
}

fn filters(rng: &mut Rng) -> Value {
    let mut filters = json!({});
    if rng.percent(40) {
        let at = ucp_osm::now().plus(i64::try_from(rng.below(190 * 86_400)).unwrap());
        let offset_s = [0, -18_000, 20_700, 50_400][rng.below(4)];
        let text = if rng.percent(50) { at.to_rfc3339() } else { at.to_rfc3339_at(offset_s) };
        filters["hours"] = json!({"open_at": text});
    }
    if rng.percent(30) {
        let all = ["wifi", "parking", "pharmacy", "none"];
        let ids: Vec<String> =
            (0..rng.below(3)).map(|_| format!("com.example.amenity.{}", rng.pick(&all))).collect();
        filters["amenities"] = json!(ids);
    }
    if rng.percent(30) {
        let mut items: Vec<String> = (0..ITEMS).filter(|_| rng.percent(20)).map(item).collect();
        if items.is_empty() || rng.percent(5) {
            items.push("sku-of-nobody".to_owned());
        }
        filters["items"] = json!(items);
    }
    filters
}

/// What is said over both transports, which must be the same.
fn told(agency: &Agency, operation: &str, body: &Value) -> (Value, Value) {
    let rest = agency.found(operation, body);
    let (status, message) = agency.mcp(&call(&format!("{operation}_locations"), body).to_string());
    assert_eq!(status, 200, "{body}: {message}");
    let result = &message["result"];
    assert_eq!(result["structuredContent"], rest, "{body}");
    let text = result["content"][0]["text"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), rest, "{body}");
    (rest, message)
}

#[test]
fn five_thousand_requests_are_answered_validly_and_alike() {
    let Some(earth) = ucp_osm::earth() else { return };
    let agency = ucp_osm::agency(earth);
    let mut rng = Rng::new(2_026);
    let mut values: Vec<(&str, Value)> = Vec::new();
    let (mut asked, mut locations, mut pages, mut validated) = (0, 0, 0, true);
    while asked < REQUESTS {
        let (operation, mut body) = request(&mut rng, earth);
        let (of_request, of_response) = match operation {
            "search" => (schema::SEARCH_REQUEST, schema::SEARCH_RESPONSE),
            _ => (schema::LOOKUP_REQUEST, schema::LOOKUP_RESPONSE),
        };
        let (mut rest, message) = told(&agency, operation, &body);
        values.push((of_request, body.clone()));
        if asked % 10 == 0 {
            values.push((schema::RESULT, message));
            values.push((schema::CALL, call(&format!("{operation}_locations"), &body)));
        }
        asked += 1;
        locations += rest["locations"].as_array().unwrap().len();
        let cursor = rest["pagination"]["cursor"].clone();
        values.push((of_response, rest.take()));
        if cursor.is_string() && rng.percent(20) {
            body["pagination"]["cursor"] = cursor;
            values.push((of_response, told(&agency, operation, &body).0));
            (asked, pages) = (asked + 1, pages + 1);
        }
        if values.len() >= BATCH || asked >= REQUESTS {
            let all: Vec<(&str, &Value)> = values.iter().map(|(of, value)| (*of, value)).collect();
            validated = validated && assert_valid(&all);
            values.clear();
        }
    }
    println!(
        "{asked} requests, {pages} of them of later pages, {locations} locations, validated: {validated}"
    );
    assert!(locations > REQUESTS / 2 && pages > 100);
}
