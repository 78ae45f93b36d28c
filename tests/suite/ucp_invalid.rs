//! Requests that are wrong, each with the protocol's status and shape, over both transports.

use crate::agency::{AGENT, Agency, call, json_of, profile};
use crate::ucp_schema::{self as schema, assert_valid, faults};
use crate::ucp_town;
use nigh::edge::ucp::{MAX_BODY_BYTES, Post};
use serde_json::{Value, json};

/// Searches: what is asked, and the code of the refusal. All are 400, and −32602 over MCP.
const SEARCHES: [(&str, &str); 62] = [
    ("[]", "invalid_request"),
    ("null", "invalid_request"),
    ("\"{}\"", "invalid_request"),
    (r#"{"query":1}"#, "invalid_request"),
    (r#"{"query":null}"#, "invalid_request"),
    (r#"{"context":[]}"#, "invalid_request"),
    (r#"{"context":{"language":1}}"#, "invalid_request"),
    (r#"{"context":{"address_country":["US"]}}"#, "invalid_request"),
    (r#"{"context":{"eligibility":["loyal"]}}"#, "invalid_request"),
    (r#"{"context":{"eligibility":["com.a.b","com.a.b"]}}"#, "invalid_request"),
    (r#"{"context":{"eligibility":"com.a.b"}}"#, "invalid_request"),
    (r#"{"context":{"payment":[{}]}}"#, "invalid_request"),
    (r#"{"context":{"payment":[{"handler":"card"}]}}"#, "invalid_request"),
    (r#"{"context":{"payment":[{"handler":"com.a.b","types":[1]}]}}"#, "invalid_request"),
    (r#"{"signals":"x"}"#, "invalid_request"),
    (r#"{"signals":{"buyer_ip":"::1"}}"#, "invalid_request"),
    (r#"{"signals":{"dev.ucp.buyer_ip":7}}"#, "invalid_request"),
    (r#"{"distance":5000}"#, "invalid_request"),
    (r#"{"distance":{}}"#, "invalid_request"),
    (r#"{"distance":{"max":5000}}"#, "invalid_request"),
    (r#"{"distance":{"center":{"latitude":40,"longitude":-74}}}"#, "invalid_request"),
    (r#"{"distance":{"center":{"latitude":40},"max":1}}"#, "invalid_request"),
    (r#"{"distance":{"center":{"longitude":40},"max":1}}"#, "invalid_request"),
    (r#"{"distance":{"center":[40,-74],"max":1}}"#, "invalid_request"),
    (r#"{"distance":{"center":{"latitude":90.0001,"longitude":0},"max":1}}"#, "invalid_request"),
    (r#"{"distance":{"center":{"latitude":0,"longitude":-180.5},"max":1}}"#, "invalid_request"),
    (r#"{"distance":{"center":{"latitude":1e400,"longitude":0},"max":1}}"#, "invalid_request"),
    (r#"{"distance":{"center":{"latitude":"40","longitude":0},"max":1}}"#, "invalid_request"),
    (r#"{"distance":{"center":{"latitude":40,"longitude":0},"max":"1"}}"#, "invalid_request"),
    (r#"{"distance":{"center":{"latitude":40,"longitude":0},"max":-0.001}}"#, "invalid_request"),
    (r#"{"distance":{"center":{"latitude":40,"longitude":0},"max":500001}}"#, "distance_too_large"),
    (r#"{"distance":{"center":{"latitude":40,"longitude":0},"max":1e999}}"#, "distance_too_large"),
    (r#"{"serves":{}}"#, "invalid_request"),
    (r#"{"serves":"10005"}"#, "invalid_request"),
    (r#"{"serves":{"city":"New York"}}"#, "invalid_request"),
    (
        r#"{"serves":{"point":{"latitude":40,"longitude":-74},"address":{"postal_code":"1"}}}"#,
        "invalid_request",
    ),
    (r#"{"serves":{"point":{"latitude":40}}}"#, "invalid_request"),
    (r#"{"serves":{"point":{"latitude":-91,"longitude":0}}}"#, "invalid_request"),
    (r#"{"serves":{"address":{}}}"#, "invalid_request"),
    (r#"{"serves":{"address":{"postal_code":""}}}"#, "invalid_request"),
    (r#"{"serves":{"address":{"city":"New York"}}}"#, "invalid_request"),
    (r#"{"serves":{"address":{"address_country":840}}}"#, "invalid_request"),
    (r#"{"serves":{"address":"10005"}}"#, "invalid_request"),
    (r#"{"serves":{"com.example.zone":{"id":1}}}"#, "serves_not_evaluable"),
    (r#"{"serves":{"address":{"postal_code":"10005"}}}"#, "serves_not_evaluable"),
    (
        r#"{"serves":{"address":{"address_country":"USA","postal_code":"10005"}}}"#,
        "serves_not_evaluable",
    ),
    (
        r#"{"serves":{"address":{"address_country":"JP","postal_code":"100-0001"}}}"#,
        "serves_not_evaluable",
    ),
    (
        r#"{"serves":{"address":{"address_country":"DE","postal_code":"10178"}}}"#,
        "serves_not_evaluable",
    ),
    (r#"{"serves":{"address":{"address_country":"US"}}}"#, "serves_not_evaluable"),
    (r#"{"filters":[]}"#, "invalid_request"),
    (r#"{"filters":{"hours":"now"}}"#, "invalid_request"),
    (r#"{"filters":{"hours":{}}}"#, "invalid_request"),
    (r#"{"filters":{"hours":{"open_at":"2026-11-23T14:00:00"}}}"#, "invalid_request"),
    (r#"{"filters":{"hours":{"open_at":"2026-02-30T14:00:00Z"}}}"#, "invalid_request"),
    (r#"{"filters":{"hours":{"open_at":1782223200}}}"#, "invalid_request"),
    (r#"{"filters":{"hours":{"open_at":"2026-11-23T14:00:00Z","for":30}}}"#, "unsupported_filter"),
    (r#"{"filters":{"amenities":"dev.ucp.amenity.parking"}}"#, "invalid_request"),
    (r#"{"filters":{"amenities":["parking"]}}"#, "invalid_request"),
    (r#"{"filters":{"amenities":["Dev.ucp.amenity.parking"]}}"#, "invalid_request"),
    (r#"{"filters":{"items":[]}}"#, "invalid_request"),
    (r#"{"filters":{"items":["a","a"]}}"#, "invalid_request"),
    (r#"{"filters":{"rating":5}}"#, "unsupported_filter"),
];

/// More of them, and look-ups.
const MORE: [(&str, &str, &str); 24] = [
    ("search", r#"{"filters":{"items":[""]}}"#, "invalid_request"),
    ("search", r#"{"filters":{"items":[1001]}}"#, "invalid_request"),
    ("search", r#"{"filters":{"com.example.rating":5}}"#, "unsupported_filter"),
    (
        "search",
        r#"{"filters":{"items":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"]}}"#,
        "too_many_items",
    ),
    ("search", r#"{"pagination":1}"#, "invalid_request"),
    ("search", r#"{"pagination":{"limit":0}}"#, "invalid_request"),
    ("search", r#"{"pagination":{"limit":-1}}"#, "invalid_request"),
    ("search", r#"{"pagination":{"limit":2.5}}"#, "invalid_request"),
    ("search", r#"{"pagination":{"limit":"10"}}"#, "invalid_request"),
    ("search", r#"{"pagination":{"cursor":7}}"#, "invalid_request"),
    ("search", r#"{"pagination":{"cursor":""}}"#, "invalid_cursor"),
    ("search", r#"{"pagination":{"cursor":"b3BhcXVl"}}"#, "invalid_cursor"),
    ("lookup", "{}", "invalid_request"),
    ("lookup", "[]", "invalid_request"),
    ("lookup", r#"{"ids":[]}"#, "invalid_request"),
    ("lookup", r#"{"ids":"store-17"}"#, "invalid_request"),
    ("lookup", r#"{"ids":[17]}"#, "invalid_request"),
    ("lookup", r#"{"ids":["store-17",null]}"#, "invalid_request"),
    ("lookup", r#"{"ids":["store-17"],"distance":{"max":1}}"#, "invalid_request"),
    ("lookup", r#"{"ids":["store-17"],"filters":{"near":1}}"#, "unsupported_filter"),
    (
        "lookup",
        r#"{"ids":["store-17"],"filters":{"hours":{"open_at":"14:00"}}}"#,
        "invalid_request",
    ),
    (
        "lookup",
        r#"{"ids":["store-17"],"serves":{"address":{"address_country":"FJ"}}}"#,
        "serves_not_evaluable",
    ),
    ("lookup", r#"{"ids":["store-17"],"serves":{"dev.example.area":1}}"#, "serves_not_evaluable"),
    ("lookup", r#"{"ids":["store-17"],"context":{"payment":{}}}"#, "invalid_request"),
];

fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    SEARCHES.into_iter().map(|(body, code)| ("search", body, code)).chain(MORE)
}

#[test]
fn over_rest_each_is_a_400_that_says_why() {
    let agency = ucp_town::agency();
    assert!(all().count() >= 60);
    for (operation, body, code) in all() {
        let (status, told) = agency.rest(operation, body);
        assert_eq!((status, &told["code"]), (400, &json!(code)), "{operation} {body}: {told}");
        assert!(told["content"].as_str().unwrap().len() > 10, "{operation} {body}: {told}");
        assert!(told.as_object().unwrap().len() == 2, "{operation} {body}: {told}");
    }
    // What is wrong is refused before anybody is asked who asks; what nobody can judge, after that.
    let agency = ucp_town::agency();
    for (operation, body, _) in all().filter(|(_, _, code)| *code == "invalid_request") {
        agency.rest(operation, body);
    }
    assert!(agency.web.fetched.borrow().is_empty());
}

#[test]
fn over_mcp_each_is_an_error_with_the_same_words() {
    let agency = ucp_town::agency();
    let mut said = Vec::new();
    for (operation, body, code) in all() {
        // What is too large for a number does not survive being parsed here.
        if body.contains("1e400") || body.contains("1e999") {
            continue;
        }
        let tool = format!("{operation}_locations");
        let (status, told) =
            agency.mcp(&call(&tool, &serde_json::from_str(body).unwrap()).to_string());
        assert_eq!((status, &told["error"]["code"]), (400, &json!(-32602)), "{body}: {told}");
        assert_eq!(told["error"]["data"]["code"], json!(code), "{body}: {told}");
        let (_, rest) = agency.rest(operation, body);
        assert_eq!(told["error"]["data"], rest, "{body}");
        said.push(told);
    }
    assert_valid(&said.iter().map(|told| (schema::RPC_ERROR, told)).collect::<Vec<_>>());
}

/// The protocol's schema knows of all but those that are wrong only here.
#[test]
fn the_schema_refuses_what_is_invalid() {
    // Without its checkers of formats the validator does not know the calendar.
    let judged = all().filter(|(_, body, _)| !body.contains("2026-02-30"));
    let mut codes = Vec::new();
    let mut values = Vec::new();
    for (operation, body, code) in judged {
        let Ok(value) = serde_json::from_str::<Value>(body) else { continue };
        let definition =
            if operation == "search" { schema::SEARCH_REQUEST } else { schema::LOOKUP_REQUEST };
        values.push((definition, value));
        codes.push(code);
    }
    let given: Vec<(&str, &Value)> = values.iter().map(|(of, value)| (*of, value)).collect();
    let Some(faults) = faults(&given) else { return };
    for (number, (_, value)) in given.iter().enumerate() {
        let of_it: Vec<_> = faults.iter().filter(|(of, _)| *of == number).collect();
        let by_schema = codes[number] == "invalid_request";
        assert_eq!(!of_it.is_empty(), by_schema, "{value}: {of_it:?}");
    }
}

/// Requests that are wrong around their bodies: what is changed, the status, and the code.
#[test]
fn envelopes() {
    let agency = ucp_town::agency();
    let path = "/ucp/locations/search";
    let post = || agency.post(path, b"{}");
    let cases: Vec<(&str, Post<'_>, u16, &str)> = vec![
        ("GET", Post { method: "GET", ..post() }, 405, "method_not_allowed"),
        ("PUT", Post { method: "PUT", ..post() }, 405, "method_not_allowed"),
        ("DELETE", Post { method: "DELETE", ..post() }, 405, "method_not_allowed"),
        ("no path", Post { path: "/ucp", ..post() }, 404, "not_found"),
        ("another path", Post { path: "/ucp/locations", ..post() }, 404, "not_found"),
        ("a path too long", Post { path: "/ucp/locations/search/", ..post() }, 404, "not_found"),
        (
            "text",
            Post { content_type: Some("text/plain"), ..post() },
            415,
            "unsupported_media_type",
        ),
        (
            "a form",
            Post { content_type: Some("application/x-www-form-urlencoded"), ..post() },
            415,
            "unsupported_media_type",
        ),
        (
            "compressed",
            Post { content_encoding: Some("gzip"), ..post() },
            415,
            "unsupported_media_type",
        ),
        ("too large", Post { body: None, ..post() }, 413, "content_too_large"),
        ("empty", Post { body: Some(b""), ..post() }, 400, "invalid_json"),
        ("cut", Post { body: Some(b"{\"query\":"), ..post() }, 400, "invalid_json"),
        ("not UTF-8", Post { body: Some(b"{\"query\":\"\xff\"}"), ..post() }, 400, "invalid_json"),
        (
            "twice",
            Post { body: Some(br#"{"query":"a","query":"b"}"#), ..post() },
            400,
            "invalid_json",
        ),
        ("more", Post { body: Some(b"{} {}"), ..post() }, 400, "invalid_json"),
        ("nobody", Post { ucp_agent: None, ..post() }, 400, "invalid_profile_url"),
        (
            "no profile",
            Post { ucp_agent: Some("name=\"x\""), ..post() },
            400,
            "invalid_profile_url",
        ),
        (
            "a token",
            Post { ucp_agent: Some("profile=https://agent.example/p"), ..post() },
            400,
            "invalid_profile_url",
        ),
        (
            "http",
            Post { ucp_agent: Some("profile=\"http://agent.example/p\""), ..post() },
            400,
            "invalid_profile_url",
        ),
        (
            "an address",
            Post { ucp_agent: Some("profile=\"https://127.0.0.1/p\""), ..post() },
            400,
            "invalid_profile_url",
        ),
        (
            "a private name",
            Post { ucp_agent: Some("profile=\"https://db.internal/p\""), ..post() },
            400,
            "invalid_profile_url",
        ),
        (
            "unreachable",
            Post { ucp_agent: Some("profile=\"https://gone.example/p\""), ..post() },
            424,
            "profile_unreachable",
        ),
    ];
    for (name, post, status, code) in cases {
        let response = agency.ask(&post);
        let told = json_of(&response);
        assert_eq!((response.status, &told["code"]), (status, &json!(code)), "{name}: {told}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{name}");
        assert_eq!(response.header("allow").is_some(), status == 405, "{name}");
        assert_eq!(response.header("access-control-allow-origin"), Some("*"), "{name}");
    }
    for content_type in [None, Some("application/json; charset=utf-8"), Some("Application/JSON")] {
        assert_eq!(agency.ask(&Post { content_type, ..post() }).status, 200);
    }
    let large = format!("{{\"query\":\"{}\"}}", "a".repeat(MAX_BODY_BYTES - 12));
    assert_eq!(agency.ask(&agency.post(path, large.as_bytes())).status, 200);
}

/// Messages that are wrong: the status, the code of JSON-RPC, and the id that comes back.
#[test]
fn messages() {
    let agency = ucp_town::agency();
    let long = format!("[{}]", [r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#; 9].join(","));
    let search = |arguments: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{{"name":"search_locations","arguments":{arguments}}}}}"#
        )
    };
    let meta = format!(r#""meta":{{"ucp-agent":{{"profile":"{AGENT}"}}}}"#);
    let cases: Vec<(String, u16, i32, Value)> = vec![
        (String::new(), 400, -32700, Value::Null),
        ("{".into(), 400, -32700, Value::Null),
        ("[]".into(), 400, -32600, Value::Null),
        (long, 400, -32600, Value::Null),
        ("1".into(), 400, -32600, Value::Null),
        ("\"ping\"".into(), 400, -32600, Value::Null),
        (r#"{"id":1,"method":"ping"}"#.into(), 400, -32600, json!(1)),
        (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#.into(), 400, -32600, json!(1)),
        (r#"{"jsonrpc":2.0,"id":1,"method":"ping"}"#.into(), 400, -32600, json!(1)),
        (r#"{"jsonrpc":"2.0","id":"a"}"#.into(), 400, -32600, json!("a")),
        (r#"{"jsonrpc":"2.0","id":"a","method":""}"#.into(), 400, -32600, json!("a")),
        (r#"{"jsonrpc":"2.0","id":"a","method":5}"#.into(), 400, -32600, json!("a")),
        (r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#.into(), 400, -32600, Value::Null),
        (r#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#.into(), 400, -32600, Value::Null),
        (r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":1}"#.into(), 400, -32600, json!(1)),
        (r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":null}"#.into(), 400, -32600, json!(1)),
        (r#"{"jsonrpc":"2.0","id":1,"method":"ping","trace":1}"#.into(), 400, -32600, json!(1)),
        (r#"{"jsonrpc":"2.0","id":-2.5,"method":"nothing"}"#.into(), 404, -32601, json!(-2.5)),
        (r#"{"jsonrpc":"2.0","id":null,"method":"resources/list"}"#.into(), 404, -32601, Value::Null),
        (r#"{"jsonrpc":"2.0","id":7,"method":"tools/call"}"#.into(), 400, -32602, json!(7)),
        (r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":[]}"#.into(), 400, -32602, json!(7)),
        (r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{}}"#.into(), 400, -32602, json!(7)),
        (r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"buy","arguments":{}}}"#.into(), 400, -32602, json!(7)),
        (r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"search_locations"}}"#.into(), 400, -32602, json!(7)),
        (search("[]"), 400, -32602, json!(7)),
        (search(&format!("{{{meta}}}")), 400, -32602, json!(7)),
        (search(&format!("{{{meta},\"location\":null}}")), 400, -32602, json!(7)),
        (search(r#"{"meta":1,"location":{}}"#), 400, -32602, json!(7)),
        (search(r#"{"meta":{"ucp-agent":"x"},"location":{}}"#), 400, -32602, json!(7)),
        (search(r#"{"meta":{"ucp-agent":{"profile":1}},"location":{}}"#), 400, -32602, json!(7)),
        (search(r#"{"location":{}}"#), 400, -32001, json!(7)),
        (search(r#"{"meta":{},"location":{}}"#), 400, -32001, json!(7)),
        (search(r#"{"meta":{"ucp-agent":{}},"location":{}}"#), 400, -32001, json!(7)),
        (search(r#"{"meta":{"ucp-agent":{"profile":"agent"}},"location":{}}"#), 400, -32001, json!(7)),
        (search(r#"{"meta":{"ucp-agent":{"profile":"https://gone.example/p"}},"location":{}}"#), 424, -32001, json!(7)),
    ];
    let mut said = Vec::new();
    for (message, status, code, id) in cases {
        let (found, told) = agency.mcp(&message);
        assert_eq!(
            (found, &told["error"]["code"], &told["id"]),
            (status, &json!(code), &id),
            "{message}: {told}"
        );
        said.push(told);
    }
    assert_valid(&said.iter().map(|told| (schema::RPC_ERROR, told)).collect::<Vec<_>>());
    let post = |body| agency.post("/ucp/mcp", body);
    let ping = br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    for (post, status) in [
        (Post { method: "GET", ..post(ping) }, 405),
        (Post { method: "DELETE", ..post(ping) }, 405),
        (Post { body: None, ..post(ping) }, 413),
        (Post { content_type: Some("text/plain"), ..post(ping) }, 415),
        (Post { mcp_version: Some("1999-01-01"), ..post(ping) }, 400),
        (Post { mcp_version: Some("2025-06-18"), ..post(ping) }, 200),
        (Post { ucp_agent: None, ..post(ping) }, 200),
    ] {
        assert_eq!(agency.ask(&post).status, status, "{post:?}");
    }
}

/// Platforms with which there is nothing to agree on: the profile, the status, and the code.
#[test]
fn platforms() {
    let version = "2026-08-25";
    let both = [("search", version), ("lookup", version)];
    let told = |profile: &[u8], operation: &str, body: &str| {
        let mut agency = ucp_town::agency();
        agency.web.pages.insert(AGENT.to_owned(), profile.to_vec());
        let rest = agency.rest(operation, body);
        let tool = format!("{operation}_locations");
        let mcp = agency.mcp(&call(&tool, &serde_json::from_str(body).unwrap()).to_string());
        assert_eq!(mcp.0, rest.0, "HTTP's status is that of REST");
        if rest.0 == 200 {
            assert_eq!(mcp.1["result"]["structuredContent"], rest.1);
        } else {
            assert_eq!(
                (&mcp.1["error"]["data"], &mcp.1["error"]["code"]),
                (&rest.1, &json!(-32001))
            );
        }
        rest
    };
    let malformed: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"<html>".to_vec(),
        b"[]".to_vec(),
        b"{}".to_vec(),
        br#"{"ucp":{}}"#.to_vec(),
        br#"{"ucp":{"version":"latest"}}"#.to_vec(),
        br#"{"ucp":{"version":20260825}}"#.to_vec(),
        br#"{"ucp":{"version":"2026-08-25","capabilities":[]}}"#.to_vec(),
        vec![b' '; 131_073],
    ];
    for profile in malformed {
        let (status, body) = told(&profile, "search", "{}");
        assert_eq!((status, &body["code"]), (422, &json!("profile_malformed")), "{profile:?}");
    }
    for other in ["2026-04-08", "2027-01-01"] {
        let (status, body) = told(profile(other, &both).to_string().as_bytes(), "search", "{}");
        assert_eq!((status, &body["code"]), (422, &json!("version_unsupported")));
    }
    let mut errors = Vec::new();
    for (capabilities, operation, request) in [
        (vec![], "search", "{}"),
        (vec![("lookup", version)], "search", "{}"),
        (vec![("search", version)], "lookup", r#"{"ids":["store-17"]}"#),
        (vec![("search", "2026-04-08"), ("lookup", version)], "search", "{}"),
    ] {
        let profile = profile(version, &capabilities).to_string();
        let (status, body) = told(profile.as_bytes(), operation, request);
        assert_eq!((status, &body["ucp"]["status"]), (200, &json!("error")), "{body}");
        assert_eq!(body["messages"][0]["code"], json!("capabilities_incompatible"));
        assert_eq!(body["messages"][0]["severity"], json!("unrecoverable"));
        errors.push(body);
    }
    assert_valid(&errors.iter().map(|body| (schema::ERROR, body)).collect::<Vec<_>>());
    // One adopted alone is enough for it, in a profile that is as large as one may be.
    let mut whole = profile(version, &[("search", version)]).to_string();
    whole.push_str(&" ".repeat(131_072 - whole.len()));
    assert_eq!(told(whole.as_bytes(), "search", "{}").1["ucp"]["status"], Value::Null);
}

#[test]
fn without_a_snapshot_it_says_when_to_come_back() {
    let agency = Agency::of(std::collections::BTreeMap::new(), ucp_town::now());
    for body in ["{}", r#"{"distance":{"center":{"latitude":40,"longitude":-74},"max":1}}"#] {
        let path = "/ucp/locations/search";
        let response = agency.ask(&agency.post(path, body.as_bytes()));
        assert_eq!((response.status, response.header("retry-after")), (503, Some("30")));
        let message = call("search_locations", &serde_json::from_str(body).unwrap()).to_string();
        let response = agency.ask(&agency.post("/ucp/mcp", message.as_bytes()));
        assert_eq!((response.status, response.header("retry-after")), (503, Some("30")));
        let error = &json_of(&response)["error"];
        assert_eq!((&error["code"], &error["data"]["retry_after"]), (&json!(-32000), &json!(30)));
    }
}

#[test]
fn who_asks_too_often_is_told_in_the_protocols_words() {
    let rest = nigh::edge::ucp::too_many_requests("/ucp/locations/search");
    let mcp = nigh::edge::ucp::too_many_requests("/ucp/mcp");
    for response in [&rest, &mcp] {
        assert_eq!((response.status, response.header("retry-after")), (429, Some("60")));
    }
    assert_eq!(json_of(&rest)["code"], json!("rate_limited"));
    let error = &json_of(&mcp)["error"];
    assert_eq!((&error["code"], &error["data"]), (&json!(-32000), &json_of(&rest)));
}
