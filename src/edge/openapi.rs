//! `/openapi.json`, generated from the Rust types (`OpenAPI` 3.1), natively.
//!
//! The tracked file `openapi.json` is served as a static file; a test fails when the two differ.

use super::parameters::{self, GO, Kind, Otherwise, PLACES, Parameter, STORE};
use super::problem::Problem;
use super::route::{Health, StoreReply};
use super::{geojson, jsonld};
use crate::query::PlacesReply;
use crate::query::reply::Reply;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

/// Members that say more than that they are texts, wherever they stand.
const FORMATS: [(&str, &str); 20] = [
    ("at", "date-time"),
    ("built_at", "date-time"),
    ("valid_until", "date-time"),
    ("until", "date-time"),
    ("next", "date-time"),
    ("served_at", "date-time"),
    ("ready_at", "date-time"),
    ("sale_until", "date-time"),
    ("as_of", "date-time"),
    ("availabilityStarts", "date-time"),
    ("priceValidUntil", "date-time"),
    ("valid_from", "date"),
    ("valid_through", "date"),
    ("validFrom", "date"),
    ("validThrough", "date"),
    ("hours_from", "date"),
    ("hours_through", "date"),
    ("href", "uri"),
    ("link", "uri"),
    ("image", "uri"),
];
type Named = (&'static str, &'static str, &'static str, &'static [&'static str]);
/// What is no 200: status code, name, when, and what headers come along.
const PROBLEMS: [Named; 9] = [
    ("400", "BadRequest", "Parameters that cannot be used; `errors` names each.", &[]),
    ("404", "NotFound", "No store has this id, or the snapshot knows no places.", &[]),
    ("405", "MethodNotAllowed", "Another method than those of `Allow`.", &["Allow"]),
    ("406", "NotAcceptable", "`Accept` names none of the forms that there are.", &[]),
    ("409", "SnapshotGone", "The snapshot of `cursor` is gone: ask again without it.", &[]),
    ("414", "UriTooLong", "Path and query of more than 16384 bytes.", &[]),
    ("429", "TooManyRequests", "Too many requests from one address.", &["Retry-After"]),
    ("503", "NoSnapshot", "There is nothing to answer from.", &["Retry-After"]),
    ("304", "NotModified", "The body that `If-None-Match` names still holds.", &["ETag"]),
];
/// Headers of a reply that has several forms.
const NEGOTIATED: [&str; 4] = ["ETag", "Cache-Control", "Vary", "Server-Timing"];

/// The document, as it is tracked and served.
pub fn document() -> String {
    let mut schemas = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .for_serialize()
        .into_generator();
    let paths = json!({
        "/v1/go": { "get": go(&mut schemas) },
        "/v1/buy": { "get": buy(&mut schemas) },
        "/v1/places": { "get": places(&mut schemas) },
        "/v1/stores/{id}": { "get": store(&mut schemas) },
        "/v1/health": { "get": health(&mut schemas) },
    });
    let problem = schemas.subschema_for::<Problem>().to_value();
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "nigh",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": env!("CARGO_PKG_DESCRIPTION"),
            "description": "Distances are metres, instants RFC 3339 with an offset. Clients \
                            ignore members that they do not know.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [],
        "paths": paths,
        "components": {
            "headers": headers(),
            "responses": problems(&problem),
            "schemas": described(schemas.take_definitions(true)),
        },
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn go(schemas: &mut SchemaGenerator) -> Value {
    json!({
        "operationId": "go",
        "summary": "I want to go",
        "description": "The stores that a person can reach and be served at soonest, exactly: \
                        the best of all stores, with every filter applied within the search.",
        "parameters": shown(GO),
        "responses": stores(schemas, include_str!("openapi.example.json")),
    })
}

fn buy(schemas: &mut SchemaGenerator) -> Value {
    json!({
        "operationId": "buy",
        "summary": "I want to buy",
        "description": "The stores that have it and can be reached soonest, or where it is ready \
                        for pickup soonest, exactly: the best of all stores, with every filter \
                        applied within the search. What to buy is item or q.",
        "parameters": shown(&parameters::buy()),
        "responses": stores(schemas, include_str!("openapi.example.buy.json")),
    })
}

/// Responses with stores, and a reply to look at.
fn stores(schemas: &mut SchemaGenerator, example: &str) -> Value {
    let mut json = media::<Reply<'_>>(schemas);
    json["example"] = serde_json::from_str(example).unwrap_or_default();
    let content = json!({
        "application/json": json,
        "application/geo+json": media::<geojson::FeatureCollection<'_>>(schemas),
        "application/ld+json": media::<jsonld::Document<jsonld::ItemList<'_>>>(schemas),
        "text/html": { "schema": { "type": "string" } },
    });
    responses(good("The stores, the best first.", &content, &NEGOTIATED), &["404"])
}

fn store(schemas: &mut SchemaGenerator) -> Value {
    let content = json!({
        "application/json": media::<StoreReply<'_>>(schemas),
        "application/geo+json": media::<geojson::StoreFeature<'_>>(schemas),
        "application/ld+json": media::<jsonld::Document<jsonld::Store<'_>>>(schemas),
        "text/html": { "schema": { "type": "string" } },
    });
    let mut all = vec![json!({
        "name": "id",
        "in": "path",
        "required": true,
        "description": "The retailer's code of the store, percent-encoded.",
        "schema": { "type": "string", "minLength": 1, "maxLength": crate::store::StoreId::MAX_BYTES },
        "example": "1000",
    })];
    all.extend(shown(STORE));
    json!({
        "operationId": "store",
        "summary": "One store",
        "description": "All that is known of a store, and whether it is open.",
        "parameters": all,
        "responses": responses(good("The store.", &content, &NEGOTIATED), &["409"]),
    })
}

fn places(schemas: &mut SchemaGenerator) -> Value {
    let content = json!({ "application/json": media::<PlacesReply>(schemas) });
    let mut parameters = shown(PLACES);
    if let Some(typed) = parameters.first_mut() {
        typed["required"] = json!(true);
        typed["allowEmptyValue"] = json!(false);
    }
    json!({
        "operationId": "places",
        "summary": "Towns and postcodes, as one types",
        "description": "Completions, the likeliest first. Each has what the parameter place of \
                        other paths resolves to it alone. Places are from GeoNames (CC BY 4.0).",
        "parameters": parameters,
        "responses": responses(good("The places.", &content, &NEGOTIATED), &["406", "409"]),
    })
}

fn health(schemas: &mut SchemaGenerator) -> Value {
    let content = json!({ "application/json": media::<Health>(schemas) });
    let good = good("The snapshot.", &content, &["Cache-Control", "Server-Timing"]);
    json!({
        "operationId": "health",
        "summary": "What is answered from",
        "description": "The snapshot, its age, and whether it still covers the days ahead.",
        "responses": responses(good, &["304", "404", "406", "409"]),
    })
}

fn media<T: schemars::JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    json!({ "schema": schemas.subschema_for::<T>() })
}

fn good(description: &str, content: &Value, headers: &[&str]) -> Value {
    json!({ "description": description, "headers": header_refs(headers), "content": content })
}

/// With every problem but the absent.
fn responses(good: Value, absent: &[&str]) -> Value {
    let problem = |(status, name, ..): &Named| {
        let reference = json!({ "$ref": format!("#/components/responses/{name}") });
        ((*status).to_owned(), reference)
    };
    let present = PROBLEMS.iter().filter(|(status, ..)| !absent.contains(status));
    let mut all: Map<String, Value> = present.map(problem).collect();
    all.insert("200".to_owned(), good);
    all.into()
}

fn problems(schema: &Value) -> Value {
    let response = |(status, name, description, headers): &Named| {
        let mut response = json!({ "description": description });
        if !headers.is_empty() {
            response["headers"] = header_refs(headers);
        }
        if *status != "304" {
            response["content"] = json!({
                "application/problem+json": { "schema": schema },
                "text/html": { "schema": { "type": "string" } },
            });
        }
        ((*name).to_owned(), response)
    };
    PROBLEMS.iter().map(response).collect::<Map<_, _>>().into()
}

fn headers() -> Value {
    let header = |(name, description): (&str, &str)| {
        let header = json!({ "description": description, "schema": { "type": "string" } });
        (name.to_owned(), header)
    };
    let all = [
        ("ETag", "Of the body; compared weakly with `If-None-Match`."),
        ("Cache-Control", "Who may keep the reply, and for how long."),
        ("Vary", "`Accept`, where a reply has several forms."),
        ("Server-Timing", "Pages read from memory and from KV, and those guessed."),
        ("Retry-After", "Seconds to wait."),
        ("Allow", "Methods that the path answers."),
    ];
    all.into_iter().map(header).collect::<Map<_, _>>().into()
}

fn header_refs(names: &[&str]) -> Value {
    let reference = |name: &&str| {
        let reference = json!({ "$ref": format!("#/components/headers/{name}") });
        ((*name).to_owned(), reference)
    };
    names.iter().map(reference).collect::<Map<_, _>>().into()
}

fn shown(table: &[Parameter]) -> Vec<Value> {
    table.iter().map(parameter).collect()
}

fn parameter(parameter: &Parameter) -> Value {
    let mut schema = match parameter.kind {
        Kind::Number(least, most) => json!({ "type": "number", "minimum": least, "maximum": most }),
        Kind::Whole(least, most) => {
            json!({ "type": "integer", "minimum": whole(least), "maximum": whole(most) })
        }
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Instant => json!({ "type": "string", "format": "date-time" }),
        Kind::Text(pattern) => json!({ "type": "string", "pattern": pattern }),
        Kind::Texts(most, bytes, pattern) => json!({
            "type": "array",
            "maxItems": most,
            "items": { "type": "string", "maxLength": bytes, "pattern": pattern },
        }),
    };
    match parameter.default {
        Otherwise::None => {}
        Otherwise::Number(number) => schema["default"] = whole(number),
        Otherwise::Word(word) => schema["default"] = json!(word),
    }
    let example = parameter.example;
    let example = match parameter.kind {
        Kind::Number(..) | Kind::Whole(..) => serde_json::from_str(example).unwrap_or_default(),
        Kind::Texts(..) => json!([example]),
        Kind::Choice(_) | Kind::Instant | Kind::Text(_) => json!(example),
    };
    let mut shown = json!({
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "allowEmptyValue": true,
        "schema": schema,
        "example": example,
    });
    if let Kind::Texts(..) = parameter.kind {
        shown["style"] = json!("form");
        shown["explode"] = json!(true);
    }
    shown
}

#[expect(clippy::cast_possible_truncation, reason = "whole, and small")]
fn whole(number: f64) -> Value {
    json!(number as i64)
}

/// Says of texts what kind they are.
fn described(mut schemas: Map<String, Value>) -> Map<String, Value> {
    for schema in schemas.values_mut() {
        let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            continue;
        };
        for (name, format) in FORMATS {
            if let Some(member) = members.get_mut(name) {
                member["format"] = json!(format);
            }
        }
    }
    schemas
}
