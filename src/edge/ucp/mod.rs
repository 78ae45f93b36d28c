//! The Universal Commerce Protocol's Location service, version 2026-08-25: for shopping agents.
//!
//! | path | what it is |
//! |---|---|
//! | `GET /.well-known/ucp` | the business profile: what there is, and where |
//! | `POST /ucp/locations/search`, `POST /ucp/locations/lookup` | REST |
//! | `POST /ucp/mcp` | MCP: JSON-RPC over streamable HTTP, stateless |
//!
//! It translates: a request becomes the `Question` that others ask, and what is found is shown as it
//! is to others. Of a request nothing is kept and nothing is logged; of a platform, its profile.

pub mod agents;
mod asked;
mod hints;
mod instant;
pub mod json;
mod mcp;
mod names;
mod profile;
mod refusal;
mod reply;
mod rest;
mod serve;
mod tools;
mod uri;

pub use agents::{Agents, MAX_PROFILE_BYTES, Operation, PROFILE_MS, Profiles};
pub use asked::{lookup, search};
pub use profile::WELL_KNOWN;

use super::http::Response;
use super::memory::Memory;
use super::reader::Reader;
use super::route::timing;
use super::values::Values;
use crate::time::{DAY_S, UtcSeconds};
use refusal::Refusal;
use serve::Desk;

/// A body may have so many bytes: a long look-up takes seven thousand.
pub const MAX_BODY_BYTES: usize = 64 * 1_024;

/// Where MCP is.
const MCP: &str = "/ucp/mcp";

/// What is needed of a request. Nothing of it outlives the response.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    /// `POST`, `OPTIONS` …
    pub method: &'a str,
    /// As in the URL.
    pub path: &'a str,
    /// What is before the path: `https://stores.example.com`.
    pub origin: &'a str,
    /// The header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The header `Content-Encoding`.
    pub content_encoding: Option<&'a str>,
    /// The header `UCP-Agent`.
    pub ucp_agent: Option<&'a str>,
    /// The header `MCP-Protocol-Version`.
    pub mcp_version: Option<&'a str>,
    /// The header `If-None-Match`.
    pub if_none_match: Option<&'a str>,
    /// The body; `None` if it has more than [`MAX_BODY_BYTES`].
    pub body: Option<&'a [u8]>,
    /// The clock, read once.
    pub now: UtcSeconds,
}

/// Whether a path is of this service.
pub fn is_here(path: &str) -> bool {
    path == WELL_KNOWN || path == "/ucp" || path.starts_with("/ucp/")
}

/// Answers who asks too often.
pub fn too_many_requests(path: &str) -> Response {
    let refusal = Refusal::too_many_requests();
    if path == MCP { mcp::failed(&refusal, "null") } else { told(&refusal) }
}

/// Answers a request. Never fails: what goes wrong is told to the caller.
pub async fn handle(
    post: &Post<'_>,
    memory: &Memory,
    values: &impl Values,
    agents: &Agents,
    profiles: &impl Profiles,
) -> Response {
    if post.path == WELL_KNOWN {
        return profile::answer(post);
    }
    let operation = match post.path {
        "/ucp/locations/search" => Some(Operation::Search),
        "/ucp/locations/lookup" => Some(Operation::Lookup),
        MCP => None,
        _ => return told(&Refusal::no_path()),
    };
    match post.method {
        "POST" => {}
        "OPTIONS" => return preflight("POST, OPTIONS"),
        _ => return not_allowed("POST, OPTIONS"),
    }
    let reader = Reader::new(memory, values);
    let desk = Desk { reader: &reader, agents, profiles, now: post.now };
    let response = match operation {
        Some(operation) => rest::answer(post, operation, &desk).await,
        None => mcp::answer(post, &desk).await,
    };
    response.with("server-timing", timing(&reader.reads))
}

/// The bytes of a body that is JSON, as far as one can tell without reading it.
fn body<'a>(post: &Post<'a>) -> Result<&'a [u8], Refusal> {
    let essence = |header: &'a str| header.split(';').next().unwrap_or_default().trim();
    let is = |header: Option<&'a str>, expected: &str| {
        header.is_none_or(|header| essence(header).eq_ignore_ascii_case(expected))
    };
    if !is(post.content_type, "application/json") || !is(post.content_encoding, "identity") {
        return Err(Refusal::not_a_media_type());
    }
    post.body.ok_or_else(|| Refusal::too_large(MAX_BODY_BYTES))
}

/// A body of JSON that nobody keeps.
fn json(status: u16, body: String) -> Response {
    Response::new(status, "application/json", body.into_bytes()).with("cache-control", "no-store")
}

fn told(refusal: &Refusal) -> Response {
    refusal.respond(refusal.flat())
}

fn not_allowed(allow: &'static str) -> Response {
    told(&Refusal::method_not_allowed(allow)).with("allow", allow)
}

/// What browsers ask before they ask.
fn preflight(allow: &'static str) -> Response {
    const HEADERS: &str = "Accept, Accept-Language, Authorization, Content-Digest, Content-Type, \
                           If-None-Match, Last-Event-ID, MCP-Protocol-Version, Mcp-Session-Id, \
                           Request-Id, Signature, Signature-Input, UCP-Agent, X-API-Key";
    Response::new(204, "text/plain", Vec::new())
        .with("access-control-allow-methods", allow)
        .with("access-control-allow-headers", HEADERS)
        .with("access-control-max-age", DAY_S.to_string())
        .with("allow", allow)
        .with("cache-control", "public, max-age=86400")
}
