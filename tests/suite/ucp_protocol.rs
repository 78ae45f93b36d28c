//! Discovery, negotiation, MCP, look-ups and pages: what agents rely on.

use crate::agency::{AGENT, Agency, call, json_of, profile};
use crate::ucp_schema::{self as schema, assert_valid};
use crate::ucp_town::{self, agency};
use nigh::edge::ucp::{Agents, Post};
use nigh::snapshot::Limits;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn ids(found: &Value) -> Vec<String> {
    let locations = found["locations"].as_array().unwrap();
    locations.iter().map(|location| location["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn discovery() {
    let agency = agency();
    let get = Post { method: "GET", ..agency.post("/.well-known/ucp", b"") };
    let response = agency.ask(&get);
    assert_eq!(response.status, 200);
    assert_eq!(response.header("content-type"), Some("application/json"));
    assert_eq!(response.header("cache-control"), Some("public, max-age=3600"));
    let tag = response.header("etag").unwrap();
    let again = agency.ask(&Post { if_none_match: Some(tag), ..get.clone() });
    assert_eq!((again.status, again.body.len()), (304, 0));
    let head = agency.ask(&Post { method: "HEAD", ..get.clone() });
    assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, Some(tag)));
    assert_eq!(agency.ask(&Post { method: "POST", ..get.clone() }).status, 405);
    let there = Post { origin: "http://127.0.0.1:8787", ..get };
    let services = &json_of(&agency.ask(&there))["ucp"]["services"]["dev.ucp.common"];
    assert_eq!(services[0]["endpoint"], json!("http://127.0.0.1:8787/ucp"));
    assert_eq!(services[1]["endpoint"], json!("http://127.0.0.1:8787/ucp/mcp"));
}

#[test]
fn browsers_may_ask() {
    let agency = agency();
    for (path, methods) in [
        ("/ucp/locations/search", "POST, OPTIONS"),
        ("/ucp/mcp", "POST, OPTIONS"),
        ("/.well-known/ucp", "GET, HEAD, OPTIONS"),
    ] {
        let response = agency.ask(&Post { method: "OPTIONS", ..agency.post(path, b"") });
        assert_eq!(response.status, 204, "{path}");
        assert_eq!(response.header("access-control-allow-methods"), Some(methods), "{path}");
        let headers = response.header("access-control-allow-headers").unwrap();
        for name in ["Content-Type", "UCP-Agent", "Request-Id", "MCP-Protocol-Version"] {
            assert!(headers.contains(name), "{path}: {headers}");
        }
    }
}

#[test]
fn a_profile_is_fetched_once_in_a_while() {
    let mut agency = agency();
    let search = |agency: &Agency| agency.rest("search", "{}").0;
    for _ in 0..3 {
        assert_eq!(search(&agency), 200);
    }
    assert_eq!(agency.web.fetched.borrow().len(), 1);
    agency.now = agency.now.plus(299);
    assert_eq!((search(&agency), agency.web.fetched.borrow().len()), (200, 1));
    agency.now = agency.now.plus(1);
    assert_eq!((search(&agency), agency.web.fetched.borrow().len()), (200, 2));
    // What went wrong is not asked for by everybody, and soon asked for again.
    agency.web.pages.clear();
    agency.now = agency.now.plus(300);
    for _ in 0..3 {
        assert_eq!(search(&agency), 424);
    }
    assert_eq!(agency.web.fetched.borrow().len(), 3);
    agency.now = agency.now.plus(30);
    assert_eq!((search(&agency), agency.web.fetched.borrow().len()), (424, 4));
}

#[test]
fn many_platforms_do_not_fill_an_isolate() {
    let mut agency = agency();
    let able = agency.web.pages[AGENT].clone();
    let uri = |n: usize| format!("https://agent-{n}.example/p");
    agency.web.pages = (0..200).map(|n| (uri(n), able.clone())).collect();
    let ask = |agency: &Agency, n: usize| {
        let header = format!("profile=\"{}\"", uri(n));
        let post = agency.post("/ucp/locations/search", b"{}");
        agency.ask(&Post { ucp_agent: Some(&header), ..post }).status
    };
    assert!((0..200).all(|n| ask(&agency, n) == 200));
    let fetched = agency.web.fetched.borrow().len();
    assert_eq!((ask(&agency, 199), agency.web.fetched.borrow().len()), (200, fetched));
    assert_eq!((ask(&agency, 0), agency.web.fetched.borrow().len()), (200, fetched + 1));
}

#[test]
fn known_platforms_are_not_fetched_and_others_are_not_known() {
    let mut agency = agency();
    let of = |version, capabilities| profile(version, capabilities)["ucp"].clone();
    let both = [("search", "2026-08-25"), ("lookup", "2026-08-25")];
    let listed = json!({
        AGENT: of("2026-08-25", &both),
        "https://old.example/p": of("2026-04-08", &both),
        "https://shop.example/p": of("2026-08-25", &[]),
        "https://bad.example/p": 1,
    });
    agency.agents = Agents::new(Some(&listed.to_string()), false);
    let ask = |uri: &str| {
        let header = format!("profile=\"{uri}\"");
        let response = agency
            .ask(&Post { ucp_agent: Some(&header), ..agency.post("/ucp/locations/search", b"{}") });
        (response.status, json_of(&response))
    };
    assert_eq!(ask(AGENT).0, 200);
    assert_eq!(ask("https://old.example/p").1["code"], json!("version_unsupported"));
    assert_eq!(ask("https://shop.example/p").1["ucp"]["status"], json!("error"));
    assert_eq!(ask("https://bad.example/p").1["code"], json!("profile_unreachable"));
    assert_eq!(ask("https://other.example/p").0, 424);
    assert!(agency.web.fetched.borrow().is_empty());
    let agents = Agents::new(Some("not JSON"), false);
    agency.agents = agents;
    assert_eq!(agency.rest("search", "{}").0, 424, "a list that cannot be read knows nobody");
}

#[test]
fn mcp_with_and_without_a_handshake() {
    let agency = agency();
    let message = |method: &str, params: Value| {
        json!({"jsonrpc": "2.0", "id": "a\"b", "method": method, "params": params}).to_string()
    };
    for (wanted, given) in [
        ("2025-11-25", "2025-11-25"),
        ("2025-06-18", "2025-06-18"),
        ("2024-11-05", "2024-11-05"),
        ("2031-01-01", "2025-11-25"),
    ] {
        let params = json!({"protocolVersion": wanted, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
        let (status, told) = agency.mcp(&message("initialize", params));
        assert_eq!((status, &told["id"]), (200, &json!("a\"b")));
        let result = &told["result"];
        assert_eq!(result["protocolVersion"], json!(given));
        assert_eq!(
            (&result["capabilities"], &result["serverInfo"]["name"]),
            (&json!({"tools": {}}), &json!("nigh"))
        );
    }
    assert_eq!(agency.mcp(&message("ping", json!({}))).1["result"], json!({}));
    for silent in [
        r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
        r#"{"jsonrpc":"2.0","method":"tools/call","params":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
        r#"[{"jsonrpc":"2.0","method":"notifications/initialized"}]"#,
    ] {
        assert_eq!(agency.mcp(silent), (202, Value::Null), "{silent}");
    }
    let (status, told) = agency.mcp(
        r#"[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"x"},{"jsonrpc":"2.0","id":2,"method":"x"},7]"#,
    );
    assert_eq!((status, told.as_array().unwrap().len()), (200, 3));
    assert_eq!((&told[0]["result"], &told[1]["error"]["code"]), (&json!({}), &json!(-32601)));
    assert_eq!((&told[2]["id"], &told[2]["error"]["code"]), (&Value::Null, &json!(-32600)));
}

#[test]
fn tools_are_what_the_protocol_has() {
    let agency = agency();
    // As one hosted platform asks: with arguments, and without a handshake.
    let asked = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"arguments":{"meta":{"ucp-agent":{"profile":"https://agent.example/profile.json"}}}}}"#;
    let (_, told) = agency.mcp(asked);
    let tools = told["result"]["tools"].as_array().unwrap();
    let names: Vec<&Value> = tools.iter().map(|tool| &tool["name"]).collect();
    assert_eq!(names, [&json!("search_locations"), &json!("lookup_locations")]);
    for tool in tools {
        assert_eq!(tool["inputSchema"]["required"], json!(["meta", "location"]));
        assert_eq!(
            (&tool["inputSchema"]["type"], &tool["outputSchema"]["type"]),
            (&json!("object"), &json!("object"))
        );
    }
    let members = |tool: usize| -> BTreeSet<String> {
        let location = &tools[tool]["inputSchema"]["properties"]["location"]["properties"];
        location.as_object().unwrap().keys().cloned().collect()
    };
    let Some(folder) = schema::folder() else { return };
    for (tool, file, definition) in [
        (0, "location_search.json", "search_request"),
        (1, "location_lookup.json", "lookup_request"),
    ] {
        let text = std::fs::read_to_string(folder.join("schemas/common").join(file)).unwrap();
        let schema: Value = serde_json::from_str(&text).unwrap();
        let theirs = schema["$defs"][definition]["properties"].as_object().unwrap();
        assert_eq!(members(tool), theirs.keys().cloned().collect(), "{definition}");
    }
}

#[test]
fn a_look_up_answers_each_id_once() {
    let agency = agency();
    let found = agency.found("lookup", &json!({"ids": ["store-18", "nope", "store-17", "store-18", "quo\"ted/ü", "", " store-17"]}));
    assert_eq!(ids(&found), ["store-18", "store-17", "quo\"ted/ü"]);
    for location in found["locations"].as_array().unwrap() {
        assert_eq!(location["inputs"], json!([{"id": location["id"]}]));
    }
    let codes: Vec<&Value> =
        found["messages"].as_array().unwrap().iter().map(|message| &message["code"]).collect();
    assert_eq!(codes, [&json!("not_found"); 3]);
    assert!(found["pagination"].is_null());
    assert_valid(&[(schema::LOOKUP_RESPONSE, &found)]);
    // Refined after that: who does not meet it is left out in silence.
    let parking = json!({"amenities": ["dev.ucp.amenity.parking"]});
    let found =
        agency.found("lookup", &json!({"ids": ["store-18", "store-19"], "filters": parking}));
    assert_eq!((ids(&found), &found["messages"]), (vec!["store-18".to_owned()], &Value::Null));
    let near = json!({"center": {"latitude": 40.7127, "longitude": -74.0059}, "max": 0});
    let all = ["store-17", "store-18", "store-22"];
    let found = agency.found("lookup", &json!({"ids": all, "distance": near}));
    assert_eq!(ids(&found), ["store-18"]);
    let items = json!({"items": ["sku-1001", "sku-2002"]});
    let found = agency.found("lookup", &json!({"ids": all, "filters": items}));
    assert_eq!(ids(&found), ["store-17"]);
    let monday = json!({"hours": {"open_at": "2026-11-23T09:00:00-05:00"}});
    let found = agency.found("lookup", &json!({"ids": all, "filters": monday}));
    assert_eq!(ids(&found), ["store-17", "store-22"]);
}

#[test]
fn a_batch_is_cut_after_what_is_there_twice() {
    let agency = agency();
    let mut ids: Vec<String> = (0..29).map(|n| format!("nobody-{n}")).collect();
    ids.extend(ids.clone());
    ids.push("store-17".to_owned());
    let found = agency.found("lookup", &json!({"ids": ids}));
    assert_eq!(self::ids(&found), ["store-17"], "thirty of them, each twice but one");
    let cut = |found: &Value| {
        let messages = found["messages"].as_array().unwrap();
        let cut = messages.iter().find(|message| message["code"] == json!("batch_limit_applied"));
        cut.map(|message| message["content"].as_str().unwrap().to_owned())
    };
    assert_eq!(cut(&found), None);
    ids.push("store-18".to_owned());
    ids.push("store-19".to_owned());
    ids.push("store-19".to_owned());
    let found = agency.found("lookup", &json!({"ids": ids}));
    assert_eq!(self::ids(&found), ["store-17"]);
    let told = cut(&found).unwrap();
    assert_eq!(
        told,
        "At most 30 identifiers are processed per request; 2 identifiers were not processed."
    );
    assert_valid(&[(schema::LOOKUP_RESPONSE, &found)]);
}

#[test]
fn pages_are_the_whole_each_store_once() {
    let small = Limits { page_bytes: 256, regions: 1 };
    for limits in [Limits::default(), small] {
        let agency = Agency::new(ucp_town::snapshot(limits), ucp_town::now());
        for asked in [
            json!({}),
            json!({"distance": {"center": {"latitude": 40.71, "longitude": -74.0}, "max": 10_000}}),
            json!({"filters": {"amenities": ["com.example.amenity.repair_bench"]}}),
            json!({"serves": {"point": {"latitude": 40.7, "longitude": -74.01}}}),
            json!({"query": "york"}),
        ] {
            let whole = ids(&json!({"locations": agency.all(&asked)}));
            assert_eq!(
                whole.iter().collect::<BTreeSet<_>>().len(),
                whole.len(),
                "{asked}: {whole:?}"
            );
            for limit in [1, 2, 5] {
                let mut search = asked.clone();
                search["pagination"] = json!({"limit": limit});
                let mut paged = Vec::new();
                loop {
                    let found = agency.found("search", &search);
                    assert!(ids(&found).len() <= limit);
                    paged.extend(ids(&found));
                    let cursor = &found["pagination"]["cursor"];
                    assert_eq!(
                        cursor.is_string(),
                        found["pagination"]["has_next_page"] == json!(true)
                    );
                    if cursor.is_null() {
                        break;
                    }
                    search["pagination"]["cursor"] = cursor.clone();
                }
                assert_eq!(paged, whole, "{asked}, {limit} at a time");
            }
        }
        assert_eq!(agency.all(&json!({})).len(), 9, "those without a place, too");
    }
}

#[test]
fn a_cursor_belongs_to_its_search_and_outlives_the_minute() {
    let mut agency = agency();
    let near = |max: f64| json!({"center": {"latitude": 40.71, "longitude": -74.0}, "max": max});
    let first = agency.found("search", &json!({"distance": near(9e4), "pagination": {"limit": 1}}));
    let pagination = json!({"limit": 1, "cursor": first["pagination"]["cursor"]});
    for other in [
        json!({"distance": near(8e4), "pagination": pagination}),
        json!({"pagination": pagination}),
        json!({"distance": near(9e4), "filters": {"amenities": ["a.b"]}, "pagination": pagination}),
        json!({"distance": near(9e4), "filters": {"items": ["sku-1001"]}, "pagination": pagination}),
        json!({"distance": near(9e4), "serves": {"point": {"latitude": 1, "longitude": 1}}, "pagination": pagination}),
        json!({"distance": near(9e4), "filters": {"hours": {"open_at": "2026-11-23T14:00:00Z"}}, "pagination": pagination}),
    ] {
        let (status, told) = agency.rest("search", &other.to_string());
        assert_eq!((status, &told["code"]), (400, &json!("invalid_cursor")), "{other}");
    }
    agency.now = agency.now.plus(3_600);
    let search = json!({"distance": near(9e4), "pagination": pagination});
    let second = agency.found("search", &search);
    assert_ne!(ids(&second), ids(&first));
    // Without the snapshot that it names it leads nowhere.
    let fresh = Agency::of(std::collections::BTreeMap::new(), agency.now);
    assert_eq!(fresh.rest("search", &search.to_string()).0, 503);
    let limits = Limits { page_bytes: 100, ..Limits::default() };
    let other = Agency::new(ucp_town::snapshot(limits), agency.now);
    let (status, told) = other.rest("search", &search.to_string());
    assert_eq!((status, &told["code"]), (400, &json!("invalid_cursor")));
    assert!(told["content"].as_str().unwrap().contains("gone"), "{told}");
    let damaged = pagination["cursor"].as_str().unwrap().replace('a', "b");
    let search = json!({"distance": near(9e4), "pagination": {"cursor": damaged}});
    assert_eq!(other.rest("search", &search.to_string()).1["code"], json!("invalid_cursor"));
}

#[test]
fn without_a_limit_a_page_has_ten_and_a_large_one_has_a_hundred() {
    let agency = agency();
    for (limit, most) in [(json!(10.0), 9), (json!(2.0), 2), (json!(1_000_000), 9)] {
        let found = agency.found("search", &json!({"pagination": {"limit": limit}}));
        assert_eq!(ids(&found).len(), most, "{limit}");
    }
}

#[test]
fn words_narrow_where_they_name_a_store() {
    let agency = agency();
    let of = |query: &str| {
        let found = agency.found("search", &json!({"query": query}));
        let note = found["messages"][0]["code"].as_str().unwrap_or_default().to_owned();
        (ids(&found), note)
    };
    let named = |ids: &[&str]| (ids.iter().map(ToString::to_string).collect(), String::new());
    assert_eq!(of("nassau"), named(&["store-17"]));
    assert_eq!(of("cafe spati near me"), named(&["store-19"]));
    assert_eq!(of("Ubungsstrasse, BERLIN"), named(&["store-20"]));
    assert_eq!(of("BROADWAY, New York"), named(&["store-18"]));
    assert_eq!(of("parking on broad"), named(&["store-18"]));
    assert_eq!(of("").0.len(), 9);
    assert_eq!(of("the nearest store").0.len(), 9);
    // They never relax what must hold, and say where they were of no use.
    let (found, note) = of("espresso machine");
    assert_eq!((found.len(), note.as_str()), (9, "query_not_applied"));
    let nothing = json!({"query": "espresso", "filters": {"amenities": ["com.example.none"]}});
    assert!(ids(&agency.found("search", &nothing)).is_empty());
}

#[test]
fn lost_pages_are_told() {
    let mut agency = agency();
    let pages: Vec<String> =
        agency.values.keys().filter(|key| key.starts_with("p/")).cloned().collect();
    let mut told = 0;
    for page in pages {
        agency.memory = nigh::edge::memory::Memory::default();
        let bytes = agency.values.remove(&page).unwrap();
        let search = agency.found("search", &json!({"filters": {"items": ["sku-1001"]}}));
        let lookup = agency.found("lookup", &json!({"ids": ["store-17"]}));
        for found in [search, lookup] {
            let is_told = found["messages"][0]["code"] == json!("incomplete_results");
            assert!(is_told || !found["locations"].as_array().unwrap().is_empty(), "{found}");
            assert!(found["messages"][0]["code"] != json!("not_found"), "{found}");
            told += usize::from(is_told);
        }
        agency.values.insert(page, bytes);
    }
    assert!(told >= 3, "{told}");
}

#[test]
fn nothing_of_a_body_is_kept() {
    let agency = agency();
    let body = json!({"distance": {"center": {"latitude": 40.712_345, "longitude": -74.012_345}, "max": 7777}});
    agency.found("search", &body);
    agency.mcp(&call("search_locations", &body).to_string());
    let kept = format!("{:?} {:?}", agency.agents, agency.memory);
    for secret in ["712345", "012345", "7777"] {
        assert!(!kept.contains(secret), "{secret} is remembered");
    }
}
