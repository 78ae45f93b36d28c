//! Questions of one who wants to go, as URLs, and their replies held against the slow truth.

use crate::oracle::{Expected, Oracle};
use nigh::nearest::{OpenFilter, Rank, Terms};
use nigh::place::Mode;
use nigh::query::MAX_RADIUS_M;
use nigh::time::UtcSeconds;
use serde_json::Value;

/// The question as a URL can put it.
pub fn within_reach(terms: Terms) -> Terms {
    let radius_m = terms.radius_m.min(MAX_RADIUS_M);
    Terms {
        radius_m,
        min_radius_m: terms.min_radius_m.min(radius_m),
        open_for_min: if terms.open == OpenFilter::Any { 0 } else { terms.open_for_min },
        ..terms
    }
}

/// The URL of a question.
pub fn url(terms: &Terms) -> String {
    let (lat, lng) = (terms.origin.lat_deg(), terms.origin.lng_deg());
    let mut url = format!(
        "/v1/go?lat={lat}&lng={lng}&at={}&radius={}&min_radius={}&limit={}",
        terms.at.to_rfc3339(),
        terms.radius_m,
        terms.min_radius_m,
        terms.limit
    );
    let mut add = |name: &str, value: &str| url.extend(["&", name, "=", value]);
    match terms.open {
        OpenFilter::Any => {}
        OpenFilter::At => add("open", "at"),
        OpenFilter::Arrival => add("open", "arrival"),
    }
    if terms.open_for_min > 0 {
        add("open_for", &terms.open_for_min.to_string());
    }
    terms.amenities.iter().for_each(|id| add("amenity", id));
    if terms.rank == Rank::Distance {
        add("rank", "distance");
    }
    match terms.mode {
        Mode::Walk => add("mode", "walk"),
        Mode::Bike => add("mode", "bike"),
        Mode::Drive => {}
    }
    url
}

/// How a reply differs from what a scan of every store gives.
pub fn compare(oracle: &Oracle, terms: &Terms, reply: &Value) -> Result<(), String> {
    let (lat, lng) = (terms.origin.lat_deg(), terms.origin.lng_deg());
    let right = oracle.answer(terms, &oracle.around(lat, lng, terms.radius_m));
    let wanted = &right[..terms.limit.min(right.len())];
    let got = reply["results"].as_array().ok_or("no results")?;
    if wanted.len() != got.len() {
        return Err(format!("{} of {} stores", got.len(), wanted.len()));
    }
    if right.len() > terms.limit && !reply["next_cursor"].is_string() {
        return Err("no cursor".to_owned());
    }
    for (place, (wanted, got)) in wanted.iter().zip(got).enumerate() {
        same(wanted, got).map_err(|difference| format!("at {place}: {difference}"))?;
    }
    let outside = reply["nearest_outside"]["location"]["id"].as_str();
    let wanted = if right.is_empty() { nearest_outside(oracle, terms) } else { None };
    let is_same = wanted.as_deref() == outside;
    if is_same { Ok(()) } else { Err(format!("outside: {outside:?}, wanted {wanted:?}")) }
}

fn same(wanted: &Expected<'_>, got: &Value) -> Result<(), String> {
    let id = got["location"]["id"].as_str();
    let distance_m = got["distance_m"].as_f64().unwrap_or(f64::NAN);
    let served_at = got["open"]["served_at"].as_str().and_then(UtcSeconds::parse).map(|t| t.0);
    let is_near = (distance_m - wanted.distance_m).abs() <= 1e-3 + 1e-9 * wanted.distance_m;
    let is_then = wanted.served_at.is_none() || wanted.served_at == served_at;
    if id == Some(wanted.id) && is_near && is_then {
        return Ok(());
    }
    Err(format!("{id:?}, {distance_m} m, {served_at:?}; wanted {wanted:?}"))
}

/// The nearest store of those that fit, however far it is.
fn nearest_outside(oracle: &Oracle, terms: &Terms) -> Option<String> {
    let (lat, lng) = (terms.origin.lat_deg(), terms.origin.lng_deg());
    let wide = Terms {
        radius_m: MAX_RADIUS_M,
        min_radius_m: terms.radius_m,
        rank: Rank::Distance,
        ..terms.clone()
    };
    let all = oracle.answer(&wide, &oracle.around(lat, lng, MAX_RADIUS_M));
    all.first().map(|first| first.id.to_owned())
}
