//! Delivery areas: a radius, polygons, postcodes, regions.
//!
//! A polygon is GeoJSON: a `Polygon`, a `MultiPolygon`, or a `Feature` of one, with its rings in
//! degrees. Postcodes and regions are lists, with commas or semicolons between; they are those of
//! the store's country, and are left out where that is not known.

use super::text::list;
use crate::place::Point;
use crate::store::DeliveryArea;

/// Farthest that a radius reaches: half of a meridian, in metres.
const MAX_RADIUS_M: f64 = crate::place::HALF_MERIDIAN_M;

/// Metres, from 0 up to half of a meridian.
pub(super) fn radius(text: &str) -> Result<DeliveryArea, &'static str> {
    let metres: f64 = text.parse().map_err(|_| "it is not a number of metres")?;
    let is_radius = metres > 0.0 && metres <= MAX_RADIUS_M;
    is_radius
        .then_some(DeliveryArea::RadiusM(metres))
        .ok_or("a radius is above 0 and below 20,004 km")
}

/// Upper case, without spaces; the country is filled in later.
pub(super) fn postcodes(text: &str) -> DeliveryArea {
    let plain = |code: &str| code.split_whitespace().collect::<String>().to_uppercase();
    let mut codes: Vec<String> = list(text).map(plain).collect();
    codes.sort_unstable();
    codes.dedup();
    DeliveryArea::Postcodes { country: String::new(), codes }
}

/// As the feed names them; the country is filled in later.
pub(super) fn regions(text: &str) -> DeliveryArea {
    let mut regions: Vec<String> = list(text).map(str::to_owned).collect();
    regions.sort_unstable();
    regions.dedup();
    DeliveryArea::Regions { country: String::new(), regions }
}

/// GeoJSON as text.
pub(super) fn area(text: &str) -> Result<DeliveryArea, &'static str> {
    use geojson::{GeoJson, GeometryValue as Value};
    let geometry = match text.parse().map_err(|_| "it is not GeoJSON")? {
        GeoJson::Geometry(geometry) => Some(geometry),
        GeoJson::Feature(feature) => feature.geometry,
        GeoJson::FeatureCollection(_) => None,
    };
    let polygons = match geometry.map(|g| g.value) {
        Some(Value::Polygon { coordinates }) => vec![coordinates],
        Some(Value::MultiPolygon { coordinates }) => coordinates,
        _ => return Err("it is neither a Polygon nor a MultiPolygon"),
    };
    if polygons.is_empty() {
        return Err("it has no polygon");
    }
    let rings = |polygon: Vec<Vec<_>>| polygon.iter().map(|r| ring(r)).collect();
    polygons.into_iter().map(rings).collect::<Result<_, _>>().map(DeliveryArea::Polygons)
}

fn ring(positions: &[geojson::Position]) -> Result<Vec<(f64, f64)>, &'static str> {
    let pair = |position: &geojson::Position| match position.as_slice() {
        [lng, lat, ..] => Point::new(*lat, *lng).map(|_| (*lng, *lat)).map_err(|_| "off the Earth"),
        _ => Err("a position has two numbers"),
    };
    let ring = positions.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
    match ring.as_slice() {
        [first, _, _, .., last] if first == last => Ok(ring),
        _ => Err("a ring has four positions or more, and ends where it begins"),
    }
}

/// Fills in the store's country. `false`: this area needs one, and it is not known.
pub(super) fn fill_country(area: &mut DeliveryArea, of_store: &str) -> bool {
    match area {
        DeliveryArea::Postcodes { country, .. } | DeliveryArea::Regions { country, .. } => {
            if country.is_empty() {
                of_store.clone_into(country);
            }
            !country.is_empty()
        }
        DeliveryArea::RadiusM(_) | DeliveryArea::Polygons(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_radius_is_a_length() {
        assert_eq!(radius("5000"), Ok(DeliveryArea::RadiusM(5000.0)));
        for bad in ["0", "-1", "NaN", "inf", "far", "30000000"] {
            assert!(radius(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lists_are_plain_and_sorted() {
        let DeliveryArea::Postcodes { codes, .. } = postcodes("sw1a 1aa; 55402,55401, 55402")
        else {
            panic!("postcodes")
        };
        assert_eq!(codes, ["55401", "55402", "SW1A1AA"]);
    }

    #[test]
    fn an_area_is_polygons_with_closed_rings() {
        let square = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#;
        assert!(matches!(area(square), Ok(DeliveryArea::Polygons(p)) if p[0][0].len() == 4));
        let feature = format!(r#"{{"type":"Feature","properties":null,"geometry":{square}}}"#);
        assert!(area(&feature).is_ok());
        for bad in [
            "here",
            "{}",
            r#"{"type":"Point","coordinates":[0,0]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,95],[0,0]]]}"#,
            r#"{"type":"MultiPolygon","coordinates":[]}"#,
        ] {
            assert!(area(bad).is_err(), "{bad}");
        }
    }
}
