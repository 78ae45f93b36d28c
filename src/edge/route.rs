//! Paths: parse, ask, render.

use super::accept::Format;
use super::go::{go, max_age_s, refused};
use super::http::{Request, Response};
use super::memory::Memory;
use super::params;
use super::places::places;
use super::problem::Problem;
use super::reader::{Reader, Reads};
use super::values::Values;
use super::{fields, geojson, html, jsonld};
use crate::query::reply::{Location, OpenShown, SnapshotShown};
use crate::query::{self, AnswerError};
use crate::snapshot::{Manifest, hash};
use crate::store::StoreId;
use crate::time::{DAY_S, Rfc3339, UtcSeconds};
use serde::Serialize;
use std::rc::Rc;

/// The longest path and query, in bytes between them: nothing that is asked here comes near it.
const MAX_URL_BYTES: usize = 16_384;
/// What public paths answer.
const ALLOW: &str = "GET, HEAD, OPTIONS";

/// Answers a request. Never fails: what goes wrong is a problem, told to the caller.
pub async fn handle(request: &Request<'_>, memory: &Memory, values: &impl Values) -> Response {
    let reader = Reader::new(memory, values);
    let response = match route(request, &reader).await {
        Ok(response) => revalidated(request, response),
        Err(problem) if html::is_asked(request) => {
            problem.respond_as(html::CONTENT_TYPE, html::render_problem(&problem))
        }
        Err(problem) => problem.respond(),
    };
    let response = response.with("server-timing", timing(&reader.reads));
    if request.method == "HEAD" { Response { body: Vec::new(), ..response } } else { response }
}

/// Reads the head again, behind a response, if that is due.
pub async fn refresh(memory: &Memory, values: &impl Values, now: UtcSeconds) {
    if memory.begin_refresh(now) {
        Reader::new(memory, values).refresh(now).await;
    }
}

async fn route<V: Values>(
    request: &Request<'_>,
    reader: &Reader<'_, V>,
) -> Result<Response, Problem> {
    if request.path.len() + request.query.len() > MAX_URL_BYTES {
        return Err(Problem::uri_too_long(MAX_URL_BYTES));
    }
    let store = request.path.strip_prefix("/v1/stores/").filter(|id| !id.is_empty());
    let known = ["/v1/go", "/v1/buy", "/v1/places", "/v1/health"];
    if store.is_none() && !known.contains(&request.path) {
        return Err(Problem::no_route());
    }
    match request.method {
        "GET" | "HEAD" => {}
        "OPTIONS" => return Ok(preflight()),
        _ => return Err(Problem::method(ALLOW)),
    }
    match (request.path, store) {
        (_, Some(id)) => one_store(request, id, reader).await,
        ("/v1/go", _) => go(params::go(request)?, request, reader).await,
        ("/v1/buy", _) => go(params::buy(request)?, request, reader).await,
        ("/v1/places", _) => places(request, reader).await,
        _ => health(request, reader).await,
    }
}

/// What browsers ask before they ask.
fn preflight() -> Response {
    Response::new(204, "text/plain", Vec::new())
        .with("access-control-allow-methods", ALLOW)
        .with("access-control-allow-headers", "Accept, If-None-Match")
        .with("access-control-max-age", DAY_S.to_string())
        .with("allow", ALLOW)
        .with("cache-control", "public, max-age=86400")
}

/// One store, as it is shown.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct StoreReply<'a> {
    /// The instant that it answers for.
    pub at: Rfc3339,
    /// What it is.
    pub location: Location<'a>,
    /// When it is open.
    pub open: OpenShown,
    /// What it was answered from.
    pub snapshot: SnapshotShown,
}

async fn one_store<V: Values>(
    request: &Request<'_>,
    id: &str,
    reader: &Reader<'_, V>,
) -> Result<Response, Problem> {
    let (at, format) = params::store(request)?;
    let decoded = fields::decoded(id).ok_or_else(Problem::no_store)?;
    let id = StoreId::new(&decoded).ok_or_else(Problem::no_store)?;
    let current = reader.manifest(request.now, None).await.ok_or_else(Problem::no_snapshot)?;
    let (place, manifest) = find_or_step_back(id.as_str(), current, reader).await?;
    let at_instant = at.unwrap_or_else(|| request.now.floor_minute());
    if !manifest.horizon.instants().contains(&at_instant) {
        return Err(refused(AnswerError::OutsideHorizon(manifest.horizon), at.is_some()));
    }
    let location = query::location(&place, at_instant, manifest.horizon);
    let reply = StoreReply {
        at: at_instant.to_rfc3339(),
        location: location.map_err(|_| Problem::no_snapshot())?,
        open: query::open_now(&place, at_instant, manifest.horizon),
        snapshot: query::snapshot(manifest.id, manifest.built_at),
    };
    let body = match format {
        Format::Json => serde_json::to_vec(&reply).unwrap_or_default(),
        Format::GeoJson => geojson::render_store(&reply),
        Format::JsonLd => jsonld::render_store(&reply),
        Format::Html => html::render_store(&reply),
    };
    let max_age_s = max_age_s(at.is_some(), request.now);
    Ok(tagged(body, format.content_type(), format!("public, max-age={max_age_s}")))
}

async fn find_or_step_back<V: Values>(
    id: &str,
    current: Rc<Manifest>,
    reader: &Reader<'_, V>,
) -> Result<(query::Place, Rc<Manifest>), Problem> {
    let candidates = [Some(current), reader.memory.previous()];
    for manifest in candidates.into_iter().flatten() {
        if let Ok(found) = query::find_store(id, &manifest, reader).await {
            return found.map(|place| (place, manifest)).ok_or_else(Problem::no_store);
        }
    }
    Err(Problem::no_snapshot())
}

/// Whether there is something to answer from, and for how long.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Health {
    /// `ok`, or `expired` when it knows no hours of today; without a snapshot the answer is a 503.
    pub status: &'static str,
    /// What questions are answered from.
    pub snapshot: SnapshotShown,
    /// Seconds since it was compiled.
    pub age_s: i64,
    /// Stores in it.
    pub stores: u32,
    /// Regions in it.
    pub regions: usize,
    /// The first date whose hours it knows.
    pub hours_from: String,
    /// The last date whose hours it knows.
    pub hours_through: String,
    /// Whole days from now to the end of that: compile again before there are none.
    pub days_ahead: i64,
}

async fn health<V: Values>(
    request: &Request<'_>,
    reader: &Reader<'_, V>,
) -> Result<Response, Problem> {
    params::none(request)?;
    let manifest = reader.manifest(request.now, None).await.ok_or_else(Problem::no_snapshot)?;
    let days_ahead = (manifest.horizon.instants().end.0 - request.now.0).div_euclid(DAY_S);
    let health = Health {
        status: if days_ahead < 0 { "expired" } else { "ok" },
        snapshot: query::snapshot(manifest.id, manifest.built_at),
        age_s: request.now.0.saturating_sub(manifest.built_at.0),
        stores: manifest.stores,
        regions: manifest.regions.len(),
        hours_from: manifest.horizon.from.to_string(),
        hours_through: manifest.horizon.through.to_string(),
        days_ahead,
    };
    let body = serde_json::to_vec(&health).unwrap_or_default();
    Ok(Response::new(200, "application/json", body).with("cache-control", "no-store"))
}

/// A body with its tag, and who may keep it.
pub fn tagged(body: Vec<u8>, content_type: &'static str, control: String) -> Response {
    let tag = tag(&body);
    Response::new(200, content_type, body)
        .with("cache-control", control)
        .with("vary", "Accept")
        .with("etag", tag)
}

/// The entity tag of a body.
pub(super) fn tag(body: &[u8]) -> String {
    format!("\"{}\"", hash(body))
}

fn revalidated(request: &Request<'_>, response: Response) -> Response {
    revalidated_by(request.if_none_match, response)
}

/// 304 where the caller already has this very body.
pub(super) fn revalidated_by(if_none_match: Option<&str>, response: Response) -> Response {
    let weak = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let (Some(header), Some(tag)) = (if_none_match, response.header("etag")) else {
        return response;
    };
    let has_it = header.trim() == "*" || header.split(',').any(|known| weak(known) == weak(tag));
    if has_it { Response { status: 304, body: Vec::new(), ..response } } else { response }
}

/// How pages were come by: `memory;desc="2", kv;desc="1", guessed;desc="0"`.
pub(super) fn timing(reads: &Reads) -> String {
    let (memory, kv, guessed) = (reads.memory.get(), reads.kv.get(), reads.guessed.get());
    format!("memory;desc=\"{memory}\", kv;desc=\"{kv}\", guessed;desc=\"{guessed}\"")
}
