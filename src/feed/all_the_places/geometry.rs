//! Where a feature is.

use super::super::intake::{Draft, Intake};
use super::super::locate::{Located, locate, locate_degrees};
use super::super::report::Kind;
use geo::{Centroid, InteriorPoint};
use geojson::{Geometry, GeometryValue, Position};
use serde::Deserialize;
use std::borrow::Cow;

/// The point of a geometry, by the rules of `locate`.
pub(super) fn place(geometry: &str, draft: &mut Draft, intake: &mut Intake<'_>) {
    let at = draft.origin;
    let country = draft.store.address.address_country.clone();
    let located = match located(geometry, &country) {
        Some((located, None)) => located,
        Some((located, Some((kind, why)))) => {
            intake.report.repair(at, kind, "geometry", geometry, why);
            located
        }
        None => {
            let why = "it is not a geometry with a place";
            intake.report.repair(at, Kind::InvalidCoordinate, "geometry", geometry, why);
            return;
        }
    };
    intake.place(draft, located, ["geometry".into(), "geometry".into()]);
}

/// Where a geometry is, and what is unusual about it; `None` if it is nowhere. Positions off the
/// Earth are `locate`'s business.
fn located(geometry: &str, country: &str) -> Option<(Located, Option<(Kind, &'static str)>)> {
    if let Ok(TextPoint { coordinates: [lng, lat] }) = serde_json::from_str(geometry) {
        let unusual = (Kind::TextCoordinates, "its coordinates are in quotes");
        return Some((locate(lat.trim(), lng.trim(), country), Some(unusual)));
    }
    let geometry: Geometry = serde_json::from_str(geometry).ok()?;
    if !is_sound(&geometry) {
        return None;
    }
    let geometry: geo::Geometry = geometry.try_into().ok()?;
    let (point, unusual) = match geometry {
        geo::Geometry::Point(point) => (point, None),
        other => {
            let inside = other.interior_point().or_else(|| other.centroid())?;
            (inside, Some((Kind::NotAPoint, "it is not a Point")))
        }
    };
    Some((locate_degrees(point.y(), point.x(), country), unusual))
}

/// Whether each of its positions has two numbers: what has fewer cannot be converted.
fn is_sound(geometry: &Geometry) -> bool {
    let position = |position: &Position| position.as_slice().len() >= 2;
    let line = |line: &Vec<Position>| line.iter().all(position);
    let polygon = |polygon: &Vec<Vec<Position>>| polygon.iter().all(line);
    match &geometry.value {
        GeometryValue::Point { coordinates } => position(coordinates),
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => {
            line(coordinates)
        }
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            polygon(coordinates)
        }
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().all(polygon),
        GeometryValue::GeometryCollection { geometries } => geometries.iter().all(is_sound),
    }
}

/// A point whose coordinates are texts.
#[derive(Deserialize)]
struct TextPoint<'a> {
    #[serde(borrow)]
    coordinates: [Cow<'a, str>; 2],
}
