//! Good questions, and the cursors that they give.

use super::Seeds;
use futures_util::FutureExt;
use nigh::edge::handle;
use nigh::edge::http::Request;
use nigh::edge::memory::Memory;
use nigh_fuzz::targets::feeds::NOW;
use nigh_fuzz::targets::world::example;

const URLS: [&str; 36] = [
    "/v1/go?lat=44.98&lng=-93.27",
    "/v1/go?lat=44.98&lng=-93.27&accuracy=20&at=2026-11-21T11:40:00-06:00&radius=10000",
    "/v1/go?lat=44.98&lng=-93.27&min_radius=100&open=at&open_for=30",
    "/v1/go?lat=44.98&lng=-93.27&open=arrival&mode=walk&detail=full&units=imperial",
    "/v1/go?lat=44.98&lng=-93.27&rank=distance&mode=bike&detail=pin&limit=3",
    "/v1/go?lat=44.98&lng=-93.27&amenity=com.example.amenity.trade_in_counter",
    "/v1/go?cell=872624caeffffff&format=geojson",
    "/v1/go?cell=84754e7ffffffff&format=jsonld&explain=1",
    "/v1/go?lat=52.52&lng=13.4&at=2026-12-25T12:00:00Z",
    "/v1/go?lat=-90&lng=180&radius=500000",
    "/v1/go?place=Minneapolis,+US",
    "/v1/go?utm_source=x&lat=91&lng=NaN&bad=1&limit=0&cursor=zz",
    "/v1/go?lat=44.98&lng=-93.27&at=2027-01-02T23:59:59Z",
    "/v1/go",
    "/v1/buy?lat=44.98&lng=-93.27&item=LL-1001",
    "/v1/buy?lat=44.98&lng=-93.27&item=LL-1001*2&item=LL-1002&split=1",
    "/v1/buy?lat=44.98&lng=-93.27&item=2000000000015&format=jsonld",
    "/v1/buy?lat=44.98&lng=-93.27&item=LL-1004&rank=price&max_price=24.50&currency=USD",
    "/v1/buy?lat=44.98&lng=-93.27&q=lamp&stock=any&explain=1",
    "/v1/buy?lat=44.98&lng=-93.27&q=studio+headphnes&brand=Lark&category=audio",
    "/v1/buy?lat=44.98&lng=-93.27&q=%D1%87%D0%B0%D0%B9",
    "/v1/buy?lat=52.52&lng=13.4&q=desk+lamp&format=geojson&detail=full",
    "/v1/buy?lat=44.98&lng=-93.27&item=nothing&radius=50000",
    "/v1/buy?cell=872624caeffffff&item=LL-1007&open=at&detail=pin",
    "/v1/buy?lat=44.98&lng=-93.27&item=LL-1001*99&q=lamp&max_price=1e3&currency=X",
    "/v1/stores/1001",
    "/v1/stores/1001?at=2026-12-25T12:00:00Z&format=jsonld",
    "/v1/stores/mill-city?format=geojson",
    "/v1/stores/%6Doring%20night",
    "/v1/stores/",
    "/v1/health",
    "/openapi.json",
    "/",
    "HEAD /v1/go?lat=44.98&lng=-93.27",
    "OPTIONS /v1/buy",
    "POST /v1/go",
];

const HEADERS: [&str; 4] = [
    "text/html, application/geo+json;q=0.9, */*;q=0.1\n\n44.98 -93.27",
    "application/ld+json\nW/\"0\"\n52.5 13.4",
    "application/xml\n*\n ",
    "\n\nNaN 200",
];

/// A header and a body each.
const AGENTS: [&str; 14] = [
    r##"
{}"##,
    r##"
{"query":"lamp","distance":{"center":{"latitude":44.98,"longitude":-93.27},"max":5000.5},"pagination":{"limit":2}}"##,
    r##"
{"serves":{"point":{"latitude":44.98,"longitude":-93.27}},"filters":{"items":["LL-1001"]}}"##,
    r##"
{"serves":{"address":{"address_country":"US","postal_code":"55401"}}}"##,
    r##"
{"filters":{"hours":{"open_at":"2026-11-23T19:30:00-05:00"},"amenities":["dev.ucp.amenity.parking"]}}"##,
    r##"
{"ids":["1001","nobody","1001"],"context":{"language":"en","eligibility":["com.a.b"],"payment":[{"handler":"com.a.b","types":["card"]}]},"signals":{"dev.ucp.buyer_ip":"::1"}}"##,
    r##"
{"pagination":{"cursor":"00ff"}}"##,
    r##"
{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}"##,
    r##"
{"jsonrpc":"2.0","id":"a","method":"tools/list"}"##,
    r##"
[{"jsonrpc":"2.0","id":null,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/initialized"}]"##,
    r##"
{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_locations","arguments":{"meta":{"ucp-agent":{"profile":"https://agent.example/p"}},"location":{}}}}"##,
    r##"
{"ucp":{"version":"2026-08-25","capabilities":{"dev.ucp.common.location.search":[{"version":"2026-08-25"}]}}}"##,
    r##"version="1", profile="https://agent.example/p";a=1
{"a":"\u0041\ud83d\ude00\n","b":[1e3,-0.5,true,null]}"##,
    r##"profile="http://127.0.0.1/p"
{}"##,
];

pub fn add(seeds: &mut Seeds) {
    seeds.entry("agent").or_default().extend(AGENTS.map(|text| text.as_bytes().to_vec()));
    let question = seeds.entry("question").or_default();
    question.extend(URLS.map(|url| url.as_bytes().to_vec()));
    let lines = |(number, headers): (usize, &&str)| {
        format!("{}\n{headers}", URLS[number * 13]).into_bytes()
    };
    let with_headers = HEADERS.iter().enumerate().take(3).map(lines);
    question.extend(with_headers);
    question.push(format!("/v1/go\n{}", HEADERS[3]).into_bytes());
    let cursors: Vec<String> = URLS.iter().filter_map(|url| next_cursor(url)).collect();
    let cursor = seeds.entry("cursor").or_default();
    for text in cursors {
        cursor.push(bytes(&text));
        cursor.push(text.into_bytes());
    }
    for question in 0..4 {
        for known in [0, 200] {
            let bytes = [&[question, 0, 0, known, 0, 1, 0, 0, known, 64, 31, 0, 0], &[0; 20][..]];
            cursor.push(bytes.concat());
        }
    }
}

/// Where the first store of an answer leads on to.
fn next_cursor(url: &str) -> Option<String> {
    let (path, query) = url.split_once('?')?;
    let query = format!("{query}&limit=1");
    let (method, query, now) = ("GET", query.as_str(), NOW);
    let (accept, if_none_match, network) = (None, None, None);
    let request = Request { method, path, query, accept, if_none_match, network, now };
    let response = handle(&request, &Memory::default(), &example().kv).now_or_never()?;
    let body: serde_json::Value = serde_json::from_slice(&response.body).ok()?;
    body["next_cursor"].as_str().map(str::to_owned)
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = (0..hex.len() / 2).filter_map(|pair| hex.get(pair * 2..pair * 2 + 2));
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}
