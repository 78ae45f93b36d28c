//! The protocol's examples, both ways: what it asks is understood, and what is said to it is valid.

use crate::agency::{AGENT, Agency, json_of};
use crate::ucp_schema::{self as schema, assert_valid, faults, folder};
use crate::ucp_town;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn examples() -> Option<BTreeMap<String, Value>> {
    let folder = folder()?.join("examples");
    let files = std::fs::read_dir(folder).unwrap().flatten().map(|file| file.path());
    let read = |file: std::path::PathBuf| {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        (name, serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap())
    };
    Some(files.map(read).collect())
}

/// What an example is, and what is said to it if it asks.
fn told(
    agency: &Agency,
    name: &str,
    example: &Value,
) -> (&'static str, Option<(&'static str, Value)>) {
    let rest = |operation: &str| agency.found(operation, example);
    let mcp = || agency.mcp(&example.to_string()).1;
    match name {
        "search.request" | "search.request.min" => {
            (schema::SEARCH_REQUEST, Some((schema::SEARCH_RESPONSE, rest("search"))))
        }
        "lookup.request" | "lookup.request.min" => {
            (schema::LOOKUP_REQUEST, Some((schema::LOOKUP_RESPONSE, rest("lookup"))))
        }
        "mcp.search.request" | "mcp.lookup.request" => {
            (schema::CALL, Some((schema::RESULT, mcp())))
        }
        "mcp.search.response" | "mcp.lookup.response" => (schema::RESULT, None),
        "search.response" | "search.response.min" => (schema::SEARCH_RESPONSE, None),
        "lookup.response" | "lookup.response.min" | "lookup.response.batch" => {
            (schema::LOOKUP_RESPONSE, None)
        }
        "error.business" => (schema::ERROR, None),
        "profile.business" => (schema::BUSINESS, None),
        "profile.platform" => (schema::PLATFORM, None),
        "mcp.error" => (schema::RPC_ERROR, None),
        other => panic!("an example of another kind: {other}"),
    }
}

#[test]
fn examples_are_understood_and_answered() {
    let Some(examples) = examples() else { return };
    let agency = ucp_town::agency();
    let mut said: Vec<(&str, Value)> = Vec::new();
    for (name, example) in &examples {
        let (definition, answer) = told(&agency, name, example);
        said.push((definition, example.clone()));
        said.extend(answer);
    }
    assert!(examples.len() >= 17, "{} examples", examples.len());
    assert_valid(&said.iter().map(|(definition, value)| (*definition, value)).collect::<Vec<_>>());
}

/// What the examples say of a store is what is said of it here.
#[test]
fn the_store_of_the_examples_reads_as_theirs() {
    let Some(examples) = examples() else { return };
    let agency = ucp_town::agency();
    let found = agency.found("lookup", &json!({"ids": ["store-17"]}));
    let (ours, theirs) = (&found["locations"][0], &examples["search.response"]["locations"][0]);
    for member in ["id", "name", "geo", "timezone", "hours"] {
        assert_eq!(ours[member], theirs[member], "{member}");
    }
    assert_eq!(ours["inputs"], json!([{"id": "store-17"}]));
    let mut address = theirs["address"].clone();
    address["phone_number"] = json!("+1 212 555 0117");
    assert_eq!(ours["address"], address);
    let untitled = |exceptions: &Value| -> Vec<Value> {
        let without = |exception: &Value| {
            let mut exception = exception.clone();
            exception.as_object_mut().unwrap().remove("title");
            exception
        };
        exceptions.as_array().unwrap().iter().map(without).collect()
    };
    // Their Thanksgiving is a Thursday, on which this store is never open: no exception.
    let mut expected = untitled(&theirs["exception_hours"]);
    expected.retain(|exception| exception.get("opens").is_some());
    assert_eq!(untitled(&ours["exception_hours"]), expected);
    let known = [
        "id",
        "name",
        "address",
        "geo",
        "timezone",
        "hours",
        "exception_hours",
        "amenities",
        "inputs",
    ];
    let names: Vec<&String> = ours.as_object().unwrap().keys().collect();
    assert!(names.iter().all(|name| known.contains(&name.as_str())), "{names:?}");
}

/// The platform's profile of the examples is one that can be negotiated with.
#[test]
fn the_platform_of_the_examples_is_agreed_with() {
    let Some(examples) = examples() else { return };
    let mut agency = ucp_town::agency();
    let profile = examples["profile.platform"].to_string().into_bytes();
    agency.web.pages.insert(AGENT.to_owned(), profile);
    let found = agency.found("search", &json!({}));
    assert_eq!(
        found["ucp"]["capabilities"],
        json!({"dev.ucp.common.location.search": [{"version": "2026-08-25"}]})
    );
}

#[test]
fn the_profile_is_theirs_and_valid() {
    let Some(examples) = examples() else { return };
    let agency = ucp_town::agency();
    let post = nigh::edge::ucp::Post { method: "GET", ..agency.post("/.well-known/ucp", b"") };
    let profile = json_of(&agency.ask(&post));
    assert_eq!(profile, examples["profile.business"]);
    assert_valid(&[(schema::BUSINESS, &profile)]);
}

/// A validator that passes everything would prove nothing.
#[test]
fn the_validator_finds_what_is_wrong() {
    let ucp = json!({"version": "2026-08-25"});
    let location = json!({"id": "a", "name": "b", "hours": []});
    let wrong = [
        (schema::SEARCH_RESPONSE, json!({"ucp": ucp})),
        (schema::SEARCH_RESPONSE, json!({"ucp": ucp, "locations": [location]})),
        (
            schema::SEARCH_RESPONSE,
            json!({"ucp": ucp, "locations": [], "pagination": {"has_next_page": true}}),
        ),
        (schema::LOOKUP_RESPONSE, json!({"ucp": ucp, "locations": [{"id": "a", "name": "b"}]})),
        (schema::SEARCH_REQUEST, json!({"distance": {"max": 1}})),
        (schema::SEARCH_REQUEST, json!({"filters": {"hours": {"open_at": "2026-11-23T14:00:00"}}})),
    ];
    for (definition, value) in &wrong {
        let Some(faults) = faults(&[(*definition, value)]) else { return };
        assert!(!faults.is_empty(), "{definition}: {value}");
    }
}
