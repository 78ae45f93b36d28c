//! `/v1/places`: completions for towns and postcodes.

use super::fields::Fields;
use super::http::{Request, Response};
use super::params::{network_point, sought};
use super::problem::Problem;
use super::reader::Reader;
use super::route::tagged;
use super::values::Values;
use crate::gazetteer::{MAX_COMPLETIONS, Sought};
use crate::place::Point;
use crate::query::{PlacesReply, completions};

/// The parameters of `/v1/places`.
pub const PLACES: [&str; 4] = ["q", "lat", "lng", "limit"];
/// Completions in a reply, unless the caller says otherwise.
pub const DEFAULT_COMPLETIONS: usize = 8;
/// Seconds that completions may be kept.
const MAX_AGE_S: u32 = 300;

struct Asked {
    sought: Sought,
    near: Option<Point>,
    limit: usize,
}

/// Answers with completions.
pub async fn places<V: Values>(
    request: &Request<'_>,
    reader: &Reader<'_, V>,
) -> Result<Response, Problem> {
    let Asked { sought, near, limit } = asked(request)?;
    let current = reader.manifest(request.now, None).await.ok_or_else(Problem::no_snapshot)?;
    if current.places.pages.is_empty() {
        return Err(Problem::no_places());
    }
    let candidates = [Some(current), reader.memory.previous()];
    let mut reply = PlacesReply { places: Vec::new(), complete: false };
    for manifest in candidates.into_iter().flatten() {
        if let Ok(places) = completions(&sought, near, limit, &manifest, reader).await {
            reply = PlacesReply { places, complete: true };
            break;
        }
    }
    let control = match (reply.complete, near) {
        (false, _) => "no-store".to_owned(),
        (true, None) => format!("public, max-age={MAX_AGE_S}"),
        (true, Some(_)) => format!("private, max-age={MAX_AGE_S}"),
    };
    Ok(tagged(serde_json::to_vec(&reply).unwrap_or_default(), "application/json", control))
}

fn asked(request: &Request<'_>) -> Result<Asked, Problem> {
    let mut fields = Fields::new(request.query, &PLACES)?;
    let sought = sought(&mut fields, "q");
    if !fields.has("q") {
        fields.fault("q", "is what has been typed so far: a letter or digit at least");
    }
    let lat_deg = fields.number("lat", -90.0..=90.0);
    let lng_deg = fields.number("lng", -180.0..=180.0);
    if fields.has("lat") != fields.has("lng") {
        let absent = if fields.has("lat") { "lng" } else { "lat" };
        fields.fault(absent, "lat and lng go together");
    }
    #[expect(clippy::cast_precision_loss, reason = "some tens")]
    let limit = fields.whole("limit", 1.0..=MAX_COMPLETIONS as f64);
    let limit = limit.map_or(DEFAULT_COMPLETIONS, |limit| usize::try_from(limit).unwrap_or(1));
    let Some(sought) = sought else { return Err(fields.refusal()) };
    fields.checked()?;
    let near = match (lat_deg, lng_deg) {
        (Some(lat_deg), Some(lng_deg)) => Point::new(lat_deg, lng_deg).ok(),
        _ => request.network.as_ref().and_then(network_point),
    };
    Ok(Asked { sought, near, limit })
}
