//! From the query of a URL to a [`Question`]: every parameter at fault is named, at once.

use super::accept::Format;
use super::fields::{Fields, quoted};
use super::http::{Network, Request};
use super::problem::Problem;
use super::wish::{text, wish};
use crate::gazetteer::Sought;
use crate::nearest::{OpenFilter, Rank};
use crate::order::each_once;
use crate::place::{Mode, Point};
use crate::query::reply::Intent;
use crate::query::{
    Cursor, DEFAULT_LIMIT, DEFAULT_RADIUS_M, Demands, Detail, MAX_LIMIT, MAX_PRICE_RADIUS_M,
    MAX_RADIUS_M, Origin, Question, Units, has_words,
};
use crate::time::UtcSeconds;

/// Uncertainty of the network's position where it knows a city, in metres.
const CITY_ACCURACY_M: f64 = 25_000.0;
/// Uncertainty of the network's position where it knows no city, in metres.
const COUNTRY_ACCURACY_M: f64 = 100_000.0;
/// The longest stay that may be asked for: a day.
pub(super) const MAX_STAY_MIN: f64 = 1_440.0;
/// No device is less sure of where it is than half the Earth's girth.
pub(super) const MAX_ACCURACY_M: f64 = 20_004_000.0;
/// More services than this in one question are a mistake.
pub(super) const MAX_AMENITIES: usize = 20;
/// The longest id of a service, in bytes.
pub(super) const MAX_AMENITY_BYTES: usize = 200;

/// The parameters of `/v1/go`.
pub const GO: [&str; 20] = [
    "lat",
    "lng",
    "accuracy",
    "cell",
    "place",
    "at",
    "radius",
    "min_radius",
    "open",
    "open_for",
    "amenity",
    "q",
    "rank",
    "mode",
    "limit",
    "cursor",
    "detail",
    "units",
    "explain",
    "format",
];
/// The parameters of `/v1/buy` alone.
pub const BUY_ALONE: [&str; 7] =
    ["item", "split", "category", "brand", "stock", "max_price", "currency"];
/// The parameters of `/v1/stores/{id}`.
pub const STORE: [&str; 2] = ["at", "format"];

/// A request for stores, checked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The question; of one from a place, the origin is not known yet.
    pub question: Question,
    /// The place that it is from, if it is from one.
    pub place: Option<Sought>,
    /// Where an earlier answer stopped.
    pub cursor: Option<Cursor>,
    /// Whether the instant is the caller's, and not the clock's.
    pub at_given: bool,
    /// The form of the reply.
    pub format: Format,
}

/// Reads the parameters of `/v1/go`.
pub fn go(request: &Request<'_>) -> Result<Asked, Problem> {
    asked(Fields::new(request.query, &GO)?, request, Intent::Go)
}

/// Reads the parameters of `/v1/buy`.
pub fn buy(request: &Request<'_>) -> Result<Asked, Problem> {
    let known = [&GO[..], &BUY_ALONE].concat();
    asked(Fields::new(request.query, &known)?, request, Intent::Buy)
}

fn asked(mut fields: Fields<'_>, request: &Request<'_>, intent: Intent) -> Result<Asked, Problem> {
    let wish = if intent == Intent::Buy { wish(&mut fields) } else { None };
    let (at, cursor) = (fields.instant("at"), cursor(&mut fields));
    let written = if intent == Intent::Go { written(&mut fields) } else { None };
    let place = sought(&mut fields, "place");
    let origin = origin(&mut fields, request.network.as_ref(), place.is_some());
    let (min_radius_m, radius_m) = radii(&mut fields);
    let (open, open_for_min) = hours(&mut fields);
    let (rank, mode) = (rank(&mut fields, intent, radius_m), fields.choice("mode", &MODE));
    let limit = limit(&mut fields);
    let (detail, units) = (fields.choice("detail", &DETAIL), fields.choice("units", &UNITS));
    let explain = fields.flag("explain");
    let amenities = amenities(&mut fields);
    let format = format(&mut fields, request.accept);
    let Some(origin) = origin else { return Err(fields.refusal()) };
    fields.checked()?;
    let now = cursor.as_ref().map_or_else(|| request.now.floor_minute(), |cursor| cursor.at);
    let question = Question {
        wish,
        origin,
        label: None,
        at: at.unwrap_or(now),
        radius_m,
        min_radius_m,
        open,
        open_for_min,
        amenities,
        written,
        rank,
        mode: mode.unwrap_or_default(),
        limit,
        detail: detail.unwrap_or_default(),
        units,
        explain,
        demands: Demands::default(),
    };
    Ok(Asked { question, place, cursor, at_given: at.is_some(), format: format? })
}

/// Reads the parameters of `/v1/stores/{id}`: the instant, if given, and the form of the reply.
pub fn store(request: &Request<'_>) -> Result<(Option<UtcSeconds>, Format), Problem> {
    let mut fields = Fields::new(request.query, &STORE)?;
    let at = fields.instant("at");
    let format = format(&mut fields, request.accept);
    fields.checked()?;
    Ok((at, format?))
}

/// Refuses any parameter, for paths that take none.
pub fn none(request: &Request<'_>) -> Result<(), Problem> {
    Fields::new(request.query, &[])?.checked()
}

const OPEN: [(&str, OpenFilter); 3] =
    [("any", OpenFilter::Any), ("at", OpenFilter::At), ("arrival", OpenFilter::Arrival)];
const RANK: [(&str, Rank); 3] =
    [("soonest", Rank::Soonest), ("distance", Rank::Distance), ("price", Rank::Price)];
const MODE: [(&str, Mode); 3] =
    [("walk", Mode::Walk), ("bike", Mode::Bike), ("drive", Mode::Drive)];
const DETAIL: [(&str, Detail); 3] =
    [("pin", Detail::Pin), ("brief", Detail::Brief), ("full", Detail::Full)];
const UNITS: [(&str, Units); 2] = [("metric", Units::Metric), ("imperial", Units::Imperial)];

/// The least and the largest distance, in metres.
fn radii(fields: &mut Fields<'_>) -> (f64, f64) {
    let radius_m = fields.number("radius", 0.0..=MAX_RADIUS_M).unwrap_or(DEFAULT_RADIUS_M);
    let min_radius_m = fields.number("min_radius", 0.0..=MAX_RADIUS_M).unwrap_or(0.0);
    if min_radius_m > radius_m && !fields.is_faulty("radius") {
        fields.fault("min_radius", format!("{min_radius_m} is more than radius, {radius_m}"));
    }
    (min_radius_m, radius_m)
}

/// The order. Prices are compared within a moderate radius only: all that is inside must be read.
fn rank(fields: &mut Fields<'_>, intent: Intent, radius_m: f64) -> Rank {
    let ranks = if intent == Intent::Buy { &RANK[..] } else { &RANK[..2] };
    let rank = fields.choice("rank", ranks).unwrap_or_default();
    if rank == Rank::Price && radius_m > MAX_PRICE_RADIUS_M {
        fields.fault("radius", format!("with rank=price it is at most {MAX_PRICE_RADIUS_M}"));
    }
    rank
}

/// Which stores count by their hours, and for how many minutes.
fn hours(fields: &mut Fields<'_>) -> (OpenFilter, u32) {
    let open = fields.choice("open", &OPEN).unwrap_or_default();
    let stay = fields.whole("open_for", 0.0..=MAX_STAY_MIN).unwrap_or(0);
    if stay > 0 && open == OpenFilter::Any && !fields.is_faulty("open") {
        fields.fault("open_for", "needs open=at or open=arrival");
    }
    (open, stay)
}

#[expect(clippy::cast_precision_loss, reason = "a hundred")]
fn limit(fields: &mut Fields<'_>) -> usize {
    let limit = fields.whole("limit", 1.0..=MAX_LIMIT as f64);
    limit.map_or(DEFAULT_LIMIT, |limit| usize::try_from(limit).unwrap_or(MAX_LIMIT))
}

fn cursor(fields: &mut Fields<'_>) -> Option<Cursor> {
    let text = fields.one("cursor")?;
    let cursor = Cursor::parse(&text);
    if cursor.is_none() {
        fields.fault("cursor", "not a cursor that a reply gave out; ask again without it");
    }
    cursor
}

fn amenities(fields: &mut Fields<'_>) -> Vec<String> {
    let ids = each_once(fields.all("amenity"));
    if ids.len() > MAX_AMENITIES {
        fields.fault("amenity", format!("{} of them; at most {MAX_AMENITIES}", ids.len()));
    }
    if let Some(bad) = ids.iter().find(|id| !is_amenity_id(id)) {
        let detail = format!("{} is not an id such as com.example.amenity.parking", quoted(bad));
        fields.fault("amenity", detail);
    }
    ids
}

/// By the parameter, else by the header; an empty header asks for nothing.
fn format(fields: &mut Fields<'_>, accept: Option<&str>) -> Result<Format, Problem> {
    if let Some(name) = fields.one("format") {
        return Ok(Format::named(&name).unwrap_or_else(|| {
            let detail = format!("{} is none of json, geojson, jsonld, html", quoted(&name));
            fields.fault("format", detail);
            Format::Json
        }));
    }
    let asked = accept.filter(|header| !header.trim().is_empty());
    asked.map_or(Ok(Format::Json), |header| {
        Format::accepted(header).ok_or_else(Problem::not_acceptable)
    })
}

/// A place by its name.
pub(super) fn sought(fields: &mut Fields<'_>, name: &str) -> Option<Sought> {
    let text = text(fields, name)?;
    let sought = Sought::new(&text);
    if sought.is_none() {
        fields.fault(name, format!("{} has neither a letter nor a digit", quoted(&text)));
    }
    sought
}

/// Words that must be written of a store.
fn written(fields: &mut Fields<'_>) -> Option<String> {
    let text = text(fields, "q")?;
    if !has_words(&text) {
        fields.fault("q", format!("{} has neither a letter nor a digit", quoted(&text)));
    }
    Some(text)
}

/// Where from: exactly one way, or the network's. `None` has been faulted. Where a place is, only
/// the snapshot knows.
fn origin(fields: &mut Fields<'_>, network: Option<&Network>, is_place: bool) -> Option<Origin> {
    let lat_deg = fields.number("lat", -90.0..=90.0);
    let lng_deg = fields.number("lng", -180.0..=180.0);
    let accuracy_m = fields.number("accuracy", 0.0..=MAX_ACCURACY_M);
    let cell = fields.one("cell");
    let (has_lat, has_lng) = (fields.has("lat"), fields.has("lng"));
    if fields.has("place") && (fields.has("cell") || has_lat || has_lng) {
        fields.fault("place", "a position in two ways; send either place, or cell, or lat and lng");
    }
    if cell.is_some() && (has_lat || has_lng) {
        fields.fault("cell", "a position in two ways; send either cell, or lat and lng");
    } else if has_lat != has_lng {
        fields.fault(if has_lat { "lng" } else { "lat" }, "lat and lng go together");
    }
    if fields.has("accuracy") && !has_lat && !has_lng {
        fields.fault("accuracy", "belongs to lat and lng, which are not given");
    }
    if has_lat || has_lng {
        let point = Point::new(lat_deg?, lng_deg?).ok()?;
        return Some(Origin::Device { point, accuracy_m });
    }
    if let Some(text) = cell {
        let origin = Origin::cell(&text);
        if origin.is_none() {
            let what = "is not an H3 index in hex, of resolution 4 to 9";
            fields.fault("cell", format!("{} {what}", quoted(&text)));
        }
        return origin;
    }
    if is_place {
        return Some(Origin::Place { point: Point::new(0.0, 0.0).ok()? });
    }
    let found = network.and_then(from_network);
    if found.is_none() && !fields.has("cell") && !fields.has("place") {
        fields.fault("lat", "the network gave no position: send lat and lng, or cell, or place");
    }
    found
}

/// Where the network thinks the caller is.
pub(super) fn network_point(network: &Network) -> Option<Point> {
    let degrees = |text: &Option<String>| text.as_ref()?.trim().parse::<f64>().ok();
    Point::new(degrees(&network.latitude)?, degrees(&network.longitude)?).ok()
}

fn from_network(network: &Network) -> Option<Origin> {
    let point = network_point(network)?;
    let accuracy_m = if network.has_city { CITY_ACCURACY_M } else { COUNTRY_ACCURACY_M };
    Some(Origin::Network { point, accuracy_m })
}

fn is_amenity_id(id: &str) -> bool {
    let fits = id.len() <= MAX_AMENITY_BYTES && id.contains('.');
    fits && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}
