//! The business profile: what there is, where, and in which version.

use super::{Post, not_allowed, preflight};
use crate::edge::http::Response;
use crate::edge::route::{revalidated_by, tag};

/// Where it is.
pub const WELL_KNOWN: &str = "/.well-known/ucp";

/// With `~` in place of the origin.
const PROFILE: &str = r#"{"ucp":{"version":"2026-08-25","services":{"dev.ucp.common":[{"version":"2026-08-25","spec":"https://ucp.dev/2026-08-25/specification/overview","transport":"rest","schema":"https://ucp.dev/2026-08-25/services/common/rest.openapi.json","endpoint":"~/ucp"},{"version":"2026-08-25","spec":"https://ucp.dev/2026-08-25/specification/overview","transport":"mcp","schema":"https://ucp.dev/2026-08-25/services/common/mcp.openrpc.json","endpoint":"~/ucp/mcp"}]},"capabilities":{"dev.ucp.common.location.search":[{"version":"2026-08-25","spec":"https://ucp.dev/2026-08-25/specification/common/location/search","schema":"https://ucp.dev/2026-08-25/schemas/common/location_search.json"}],"dev.ucp.common.location.lookup":[{"version":"2026-08-25","spec":"https://ucp.dev/2026-08-25/specification/common/location/lookup","schema":"https://ucp.dev/2026-08-25/schemas/common/location_lookup.json"}]},"payment_handlers":{}}}"#;

/// Answers a request for it.
pub fn answer(post: &Post<'_>) -> Response {
    let allow = "GET, HEAD, OPTIONS";
    match post.method {
        "GET" | "HEAD" => {}
        "OPTIONS" => return preflight(allow),
        _ => return not_allowed(allow),
    }
    // A host has no characters that JSON escapes; one that does is not answered for.
    let is_plain = post.origin.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
    let origin = if is_plain { secure(post.origin) } else { String::new() };
    let body = PROFILE.replace('~', &origin).into_bytes();
    let tag = tag(&body);
    let response = Response::new(200, "application/json", body)
        .with("cache-control", "public, max-age=3600")
        .with("etag", tag);
    let response = revalidated_by(post.if_none_match, response);
    if post.method == "HEAD" { Response { body: Vec::new(), ..response } } else { response }
}

/// An origin as agents must reach it: over https, but on the machine of who develops.
fn secure(origin: &str) -> String {
    let here = ["127.0.0.1", "localhost", "[::1]"];
    match origin.strip_prefix("http://") {
        Some(host) if !here.iter().any(|name| host.starts_with(name)) => format!("https://{host}"),
        _ => origin.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::secure;

    #[test]
    fn origins() {
        for (origin, expected) in [
            ("https://shop.example", "https://shop.example"),
            ("http://shop.example", "https://shop.example"),
            ("http://127.0.0.1:8787", "http://127.0.0.1:8787"),
            ("http://localhost:8787", "http://localhost:8787"),
        ] {
            assert_eq!(secure(origin), expected);
        }
    }
}
