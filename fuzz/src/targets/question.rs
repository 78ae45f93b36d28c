//! Requests: lines of method and URL, and of headers; answered, and answered alike again.

use super::feeds::{NOW, is_compiled};
use super::input::Input;
use super::world::{Kv, example};
use futures_util::FutureExt;
use nigh::edge::handle;
use nigh::edge::http::{Network, Request, Response};
use nigh::edge::memory::Memory;

/// Every status that a caller can be given.
const STATUSES: [u16; 9] = [200, 204, 304, 400, 404, 405, 406, 409, 503];
const METHODS: [&str; 4] = ["HEAD ", "OPTIONS ", "POST ", "DELETE "];

thread_local! {
    /// As an isolate's: pages of earlier questions are there.
    static MEMORY: Memory = Memory::default();
}

/// ```text
/// HEAD /v1/go?lat=45&lng=-93      the method, and the URL without its host
/// text/html, application/json     the header Accept
/// "tag"                           the header If-None-Match
/// 44.98 -93.27                    what the network says
/// ```
pub fn run(data: &[u8]) {
    let mut lines = Input(data);
    let [url, accept, tag, network] =
        std::array::from_fn(|_| String::from_utf8_lossy(lines.line()).into_owned());
    let method = METHODS.iter().find(|method| url.starts_with(**method)).unwrap_or(&"");
    let mut request = get(&url[method.len()..]);
    if !method.is_empty() {
        request.method = method.trim_end();
    }
    request.accept = Some(accept.as_str()).filter(|header| !header.is_empty());
    request.if_none_match = Some(tag.as_str()).filter(|header| !header.is_empty());
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    request.network = network.split_once(' ').map(|(latitude, longitude)| Network {
        latitude: text(latitude),
        longitude: text(longitude),
        has_city: longitude.len() % 2 == 0,
    });
    let kv = &example().kv;
    let response = MEMORY.with(|memory| ask(&request, memory, kv));
    if is_compiled(data) && !url.contains("explain") {
        let cold = ask(&request, &Memory::default(), kv);
        assert_eq!((cold.status, cold.body), (response.status, response.body), "cold or warm");
    }
}

/// A request without headers.
pub fn get(url: &str) -> Request<'_> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let (accept, if_none_match, network) = (None, None, None);
    Request { method: "GET", path, query, accept, if_none_match, network, now: NOW }
}

/// A response, which is well-formed, whatever was asked.
pub fn ask(request: &Request<'_>, memory: &Memory, kv: &Kv) -> Response {
    let response = handle(request, memory, kv).now_or_never().expect("memory does not wait");
    assert!(STATUSES.contains(&response.status), "{}", response.status);
    if !response.body.is_empty() {
        let kind = response.header("content-type").unwrap_or_default();
        let is_whole = if kind.starts_with("text/html") {
            response.body.trim_ascii_end().ends_with(b"</main>")
        } else {
            serde_json::from_slice::<serde::de::IgnoredAny>(&response.body).is_ok()
        };
        assert!(is_whole, "a body that is no {kind}");
    }
    for (name, value) in &response.headers {
        assert!(value.bytes().all(|b| (0x20..0x7f).contains(&b)), "{name}: {value:?}");
    }
    response
}
