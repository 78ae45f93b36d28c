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
    let body = PROFILE.replace('~', if is_plain { post.origin } else { "" }).into_bytes();
    let tag = tag(&body);
    let response = Response::new(200, "application/json", body)
        .with("cache-control", "public, max-age=3600")
        .with("etag", tag);
    let response = revalidated_by(post.if_none_match, response);
    if post.method == "HEAD" { Response { body: Vec::new(), ..response } } else { response }
}
