//! The contract as a document: generated, sound, and kept by what the routes really answer.

use crate::golden::{assert_same, replies};
use crate::schema::{faults, resolve};
use crate::town::Town;
use nigh::edge::openapi::document;
use nigh::edge::parameters::{GO, Kind, Otherwise, PLACES, Parameter, STORE, buy};
use nigh::edge::{self, params};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

fn openapi() -> Value {
    serde_json::from_str(&document()).expect("JSON")
}

fn operations(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    document["paths"].as_object().unwrap().iter().map(|(path, item)| (path, &item["get"]))
}

#[test]
fn the_tracked_document_is_the_generated_one() {
    assert_same("src/edge/openapi.json", &document());
}

/// The members that `OpenAPI` 3.1 knows, of the objects used here.
const OBJECTS: [(&str, &[&str], &[&str]); 6] = [
    ("document", &["openapi", "info"], &["servers", "security", "paths", "components"]),
    ("info", &["title", "version"], &["summary", "description", "license"]),
    ("operation", &["responses"], &["operationId", "summary", "description", "parameters"]),
    (
        "parameter",
        &["name", "in", "schema"],
        &["description", "required", "example", "style", "explode", "allowEmptyValue"],
    ),
    ("response", &["description"], &["headers", "content"]),
    ("header", &["schema"], &["description"]),
];

fn assert_object(kind: &str, value: &Value) {
    let (_, required, optional) = OBJECTS.iter().find(|(name, ..)| *name == kind).unwrap();
    let members = value.as_object().unwrap_or_else(|| panic!("{kind}: {value}"));
    for name in *required {
        assert!(members.contains_key(*name), "{kind} lacks {name}: {value}");
    }
    for name in members.keys().map(String::as_str) {
        assert!(required.contains(&name) || optional.contains(&name), "{kind} has {name}");
    }
}

#[test]
fn it_is_openapi() {
    let document = openapi();
    assert_object("document", &document);
    assert_object("info", &document["info"]);
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = BTreeSet::new();
    for (path, operation) in operations(&document) {
        assert_object("operation", operation);
        assert!(path.starts_with('/'));
        assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{path}: id twice");
        let none = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&none);
        let mut names = BTreeSet::new();
        for parameter in parameters {
            assert_object("parameter", parameter);
            let name = parameter["name"].as_str().unwrap();
            assert!(names.insert(name), "{path}: {name} twice");
            if parameter["in"] == "path" {
                assert_eq!(parameter["required"], true);
                assert!(path.contains(&format!("{{{name}}}")));
            }
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(status.parse::<u16>().is_ok_and(|status| (200..600).contains(&status)));
            assert_object("response", followed(&document, response));
        }
    }
    for header in document["components"]["headers"].as_object().unwrap().values() {
        assert_object("header", header);
    }
}

fn followed<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    value["$ref"].as_str().map_or(value, |reference| resolve(document, reference))
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let document = openapi();
    let mut used = BTreeSet::new();
    walk(&document, &mut |members| {
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            resolve(&document, reference);
            used.insert(reference.to_owned());
        }
    });
    for kind in ["headers", "responses", "schemas"] {
        for name in document["components"][kind].as_object().unwrap().keys() {
            let known = name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
            assert!(known, "{name} cannot name a component");
            assert!(used.contains(&format!("#/components/{kind}/{name}")), "{name} is not used");
        }
    }
}

fn walk(value: &Value, visit: &mut impl FnMut(&Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            visit(members);
            members.values().for_each(|member| walk(member, visit));
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

#[test]
fn every_example_is_what_its_schema_says() {
    let document = openapi();
    let mut seen = 0;
    walk(&document, &mut |members| {
        if let (Some(schema), Some(example)) = (members.get("schema"), members.get("example")) {
            assert_eq!(faults(&document, schema, example), [""; 0], "{example}");
            seen += 1;
        }
    });
    assert!(seen > 20, "{seen} examples");
}

/// What is wrong with a body, by what the document says of its path, status and form.
pub fn reply_faults(
    document: &Value,
    path: &str,
    status: &str,
    kind: &str,
    body: &Value,
) -> Vec<String> {
    let response = followed(document, &document["paths"][path]["get"]["responses"][status]);
    let schema = &response["content"][kind]["schema"];
    if schema.is_object() {
        faults(document, schema, body)
    } else {
        vec![format!("{path}: no {kind} with {status}")]
    }
}

#[test]
fn every_golden_reply_is_what_its_schema_says() {
    let document = openapi();
    let mut seen = BTreeSet::new();
    for file in replies() {
        let golden: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let request = golden["request"].as_str().unwrap();
        let (method, target) = request.split_once(' ').unwrap();
        let path = target.split('?').next().unwrap();
        let path = if path.starts_with("/v1/stores/") { "/v1/stores/{id}" } else { path };
        let status = golden["status"].to_string();
        if !document["paths"].as_object().unwrap().contains_key(path) {
            assert_eq!(status, "404", "{request}");
            continue;
        }
        let kind = golden["headers"]["content-type"].as_str().unwrap();
        let faults = reply_faults(&document, path, &status, kind, &golden["body"]);
        assert_eq!(faults, [""; 0], "{method} {}", file.display());
        seen.insert((path.to_owned(), status, kind.to_owned()));
    }
    let good = seen.iter().filter(|(_, status, _)| status == "200").count();
    assert_eq!(good, 10, "each form of each path: {seen:?}");
}

#[test]
fn a_reply_that_is_not_what_the_schema_says_is_told() {
    let document = openapi();
    let schema = json!({ "$ref": "#/components/schemas/Reply" });
    let good = document["paths"]["/v1/go"]["get"]["responses"]["200"]["content"]
        ["application/json"]["example"]
        .clone();
    let broken = |pointer: &str, value: Value| {
        let mut reply = good.clone();
        *reply.pointer_mut(pointer).expect(pointer) = value;
        faults(&document, &schema, &reply)
    };
    assert_eq!(broken("/complete", json!(true)), [""; 0]);
    for (pointer, value) in [
        ("/complete", json!("yes")),
        ("/intent", json!("stay")),
        ("/at", json!("noon")),
        ("/origin", json!({})),
        ("/results/0/distance_m", json!(null)),
        ("/results/0/open/state", json!("ajar")),
        ("/results/0/location/hours/0/day", json!(1)),
        ("/results/0/location/amenities", json!({ "com.example.a": {} })),
        ("/results/0/location/exception_hours/0/valid_from", json!("2026-02-30")),
        ("/nearest_outside", json!(false)),
    ] {
        assert_ne!(broken(pointer, value), [""; 0], "{pointer}");
    }
}

/// The parameters at fault, of a path and a query.
fn at_fault(path: &str, query: &str) -> Vec<String> {
    // A problem is read more easily than a page of it.
    let query = query.replace("&format=html", "");
    let reply: Value = serde_json::from_slice(&Town::empty().get(&format!("{path}?{query}")).body)
        .expect("a problem");
    let none = Vec::new();
    let errors = reply["errors"].as_array().unwrap_or(&none);
    errors.iter().map(|error| error["parameter"].as_str().unwrap().to_owned()).collect()
}

/// What else a question needs, for one parameter to stand; `path` is that of a question.
fn company(path: &str, name: &str, value: &str) -> String {
    let wish = match (path, name) {
        ("/v1/go", _) | (_, "item" | "q") => "",
        (_, "category" | "brand") => "q=lamp&",
        _ => "item=1&",
    };
    let rest = match name {
        "lat" => format!("lat={value}&lng=0"),
        "lng" => format!("lat=0&lng={value}"),
        "cell" => format!("cell={value}"),
        "accuracy" => format!("lat=0&lng=0&accuracy={value}"),
        "open_for" => format!("lat=0&lng=0&open=at&open_for={value}"),
        "min_radius" => format!("lat=0&lng=0&radius=500000&min_radius={value}"),
        "radius" => format!("lat=0&lng=0&min_radius=0&radius={value}"),
        _ => format!("lat=0&lng=0&{name}={value}"),
    };
    format!("{wish}{rest}")
}

/// The paths that questions are asked at, and their parameters.
fn tables() -> [(&'static str, Vec<Parameter>); 2] {
    [("/v1/go", GO.to_vec()), ("/v1/buy", buy())]
}

/// Texts that a parameter takes, and those that it does not.
fn texts(Parameter { name, kind, example, .. }: &Parameter) -> (Vec<String>, Vec<String>) {
    let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (most, more) = ("x".repeat(200), "x".repeat(201));
    let (good, bad): (&[&str], &[&str]) = match *name {
        // A cursor is checked whole, and a place is answered with a fault.
        "cursor" | "place" => return (vec![], owned(&[example])),
        "cell" => (&[], &["1", "zz"]),
        "amenity" => (&["a.b"], &["parking", "a.b/c"]),
        "item" => (
            &["lamp", "lamp*1", "lamp*99", "a*b*2", &most],
            &["lamp*", "lamp*0", "lamp*100", "a*b", "*2", &more],
        ),
        "q" => (&["чай", &most], &["?!", &more]),
        "category" | "brand" => (&["?!", &most], &[&more]),
        "max_price" => {
            (&["0", "99999999999.9999"], &["-1", "1e3", "1,5", ".5", "1.", "1.23456", "abc"])
        }
        "currency" => (&["usd"], &["US", "USDX", "U$D"]),
        _ => panic!("{name} of {kind:?} is not tried"),
    };
    ([owned(&[example]), owned(good)].concat(), owned(bad))
}

/// Values that a parameter takes, and those that it does not.
fn values(parameter: &Parameter) -> (Vec<String>, Vec<String>) {
    match parameter.kind {
        Kind::Number(least, most) => (
            vec![least.to_string(), most.to_string(), ((least + most) / 3.0).to_string()],
            vec![(least - 0.001).to_string(), (most + 0.001).to_string(), "NaN".to_owned()],
        ),
        Kind::Whole(least, most) => (
            vec![least.to_string(), most.to_string()],
            vec![(least - 1.0).to_string(), (most + 1.0).to_string(), "1.5".to_owned()],
        ),
        Kind::Choice(words) => {
            (words.iter().map(ToString::to_string).collect(), vec!["other".to_owned()])
        }
        Kind::Instant => (vec![parameter.example.to_owned()], vec!["2026-11-21".to_owned()]),
        Kind::Texts(..) | Kind::Text(_) => texts(parameter),
    }
}

#[test]
fn the_parser_takes_what_the_document_says() {
    let names = |table: &[Parameter]| table.iter().map(|p| p.name).collect::<Vec<_>>();
    assert_eq!(names(GO), params::GO);
    assert_eq!(names(&buy()), [&params::GO[..], &params::BUY_ALONE].concat());
    assert_eq!(names(STORE), params::STORE);
    assert_eq!(names(PLACES), edge::PLACES);
    for (path, table) in tables() {
        for parameter in table {
            let name = parameter.name;
            let faults = |value: &str| at_fault(path, &company(path, name, value));
            let (good, bad) = values(&parameter);
            for value in good {
                assert_eq!(faults(&value), [""; 0], "{path}: {name}={value} is refused");
            }
            for value in bad {
                assert_eq!(faults(&value), [name], "{path}: {name}={value}");
            }
            if let (Otherwise::Word(word), kind) = (parameter.default, parameter.kind) {
                assert!(matches!(kind, Kind::Choice(words) if words.contains(&word)), "{name}");
            }
        }
    }
}

#[test]
fn as_many_are_taken_as_the_document_says() {
    for (path, table) in tables() {
        for Parameter { name, kind, example, .. } in table {
            let Kind::Texts(most, ..) = kind else { continue };
            let stem = example.split('*').next().unwrap();
            let faults = |count: usize| {
                let more = (1..count).map(|i| format!("&{name}={stem}{i}"));
                let query = company(path, name, example) + &more.collect::<String>();
                at_fault(path, &query)
            };
            assert_eq!(faults(most), [""; 0], "{path}: {name}");
            assert_eq!(faults(most + 1), [name], "{path}: {name}");
        }
    }
}

#[test]
fn an_order_by_price_is_for_a_moderate_radius() {
    let faults =
        |radius| at_fault("/v1/buy", &format!("lat=0&lng=0&item=1&rank=price&radius={radius}"));
    assert_eq!((faults("50000"), faults("50001")), (vec![], vec!["radius".to_owned()]));
    let rank = buy().into_iter().find(|parameter| parameter.name == "rank").unwrap();
    assert!(rank.description.contains(&nigh::query::MAX_PRICE_RADIUS_M.to_string()));
}

#[test]
fn defaults_are_what_holds_without() {
    let town = Town::new();
    for (path, table) in tables() {
        let wish = if path == "/v1/buy" { "&item=lamp-7" } else { "" };
        let body =
            |query: &str| town.get(&format!("{path}?lat=44.98&lng=-93.27{wish}{query}")).body;
        let bare = body("");
        for Parameter { name, default, .. } in table {
            let default = match default {
                Otherwise::None => continue,
                Otherwise::Number(number) => number.to_string(),
                Otherwise::Word(word) => word.to_owned(),
            };
            assert!(body(&format!("&{name}={default}")) == bare, "{name}={default} is no default");
        }
    }
}

#[test]
fn what_repeats_may_be_given_twice_and_nothing_else() {
    for (path, table) in tables() {
        for Parameter { name, kind, example, .. } in table {
            // An item that is given twice is a mistake of its own.
            let other = if name == "item" { "another" } else { example };
            let query = format!("{}&{name}={other}", company(path, name, example));
            let faulted = at_fault(path, &query).contains(&name.to_owned());
            assert_eq!(faulted, !matches!(kind, Kind::Texts(..)), "{path}: {name}");
        }
    }
}
