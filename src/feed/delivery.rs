//! Delivery areas: a radius, polygons, postcodes, regions.
//!
//! A polygon is GeoJSON: a `Polygon`, a `MultiPolygon`, or a `Feature` of one, with its rings in
//! degrees; one that crosses the antimeridian is written in two parts, one on each side (RFC 7946,
//! 3.1.9). Postcodes and regions are lists, with commas or semicolons between; they are those of the
//! store's country, and are left out where that is not known. `*` in place of regions is all of it.

use super::text::list;
use crate::place::Point;
use crate::store::DeliveryArea;

/// Farthest that a radius reaches: half of a meridian, in metres.
const MAX_RADIUS_M: f64 = crate::place::HALF_MERIDIAN_M;

/// In which words a feed says where a store delivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    Radius,
    Postcodes,
    Regions,
    Area,
}

impl Words {
    /// All of them, each with the name that GeoJSON's properties have for it.
    pub(super) const ALL: [(Self, &str); 4] = [
        (Self::Radius, "delivery_radius_m"),
        (Self::Postcodes, "delivery_postcodes"),
        (Self::Regions, "delivery_regions"),
        (Self::Area, "delivery_area"),
    ];

    /// What they say.
    pub(super) fn read(self, text: &str) -> Result<DeliveryArea, &'static str> {
        match self {
            Self::Radius => radius(text),
            Self::Postcodes => postcodes(text),
            Self::Regions => regions(text),
            Self::Area => area(text),
        }
    }
}

/// Metres, from 0 up to half of a meridian.
fn radius(text: &str) -> Result<DeliveryArea, &'static str> {
    let metres: f64 = text.parse().map_err(|_| "it is not a number of metres")?;
    let is_radius = metres > 0.0 && metres <= MAX_RADIUS_M;
    is_radius
        .then_some(DeliveryArea::RadiusM(metres))
        .ok_or("a radius is above 0 and below 20,004 km")
}

/// Upper case, without spaces; the country is filled in later.
fn postcodes(text: &str) -> Result<DeliveryArea, &'static str> {
    let plain = |code: &str| code.split_whitespace().collect::<String>().to_uppercase();
    let mut codes: Vec<String> = list(text).map(plain).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() {
        return Err("it lists no postcode");
    }
    Ok(DeliveryArea::Postcodes { country: String::new(), codes })
}

/// As the feed names them; the country is filled in later.
fn regions(text: &str) -> Result<DeliveryArea, &'static str> {
    let mut regions: Vec<String> = list(text).map(str::to_owned).collect();
    regions.sort_unstable();
    regions.dedup();
    match regions.as_slice() {
        [] => return Err("it lists no region; * is the whole country"),
        [all] if all == "*" => regions.clear(),
        _ => {}
    }
    Ok(DeliveryArea::Regions { country: String::new(), regions })
}

/// GeoJSON as text.
fn area(text: &str) -> Result<DeliveryArea, &'static str> {
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
    if ring.windows(2).any(|edge| matches!(edge, [a, b] if is_over_the_antimeridian(a.0, b.0))) {
        return Err(
            "an edge goes more than half around the Earth: cut the polygon at the antimeridian",
        );
    }
    match ring.as_slice() {
        [first, _, _, .., last] if first == last => Ok(ring),
        _ => Err("a ring has four positions or more, and ends where it begins"),
    }
}

/// Whether an edge between two longitudes was meant the short way around; one that goes all around is
/// the edge of a zone.
fn is_over_the_antimeridian(from: f64, to: f64) -> bool {
    let degrees = (from - to).abs();
    180.0 < degrees && degrees < 360.0
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
        let country = String::new;
        let codes = ["55401", "55402", "SW1A1AA"].map(str::to_owned).to_vec();
        let expected = DeliveryArea::Postcodes { country: country(), codes };
        assert_eq!(postcodes("sw1a 1aa; 55402,55401, 55402"), Ok(expected));
        let of = |regions: &[&str]| {
            let regions = regions.iter().map(ToString::to_string).collect();
            Ok(DeliveryArea::Regions { country: country(), regions })
        };
        assert_eq!(regions("WI; MN"), of(&["MN", "WI"]));
        assert_eq!(regions("*"), of(&[]));
        assert!(regions(" ; ").is_err() && postcodes(",").is_err());
    }

    #[test]
    fn an_area_is_polygons_with_closed_rings() {
        let square = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#;
        assert!(matches!(area(square), Ok(DeliveryArea::Polygons(p)) if p[0][0].len() == 4));
        let feature = format!(r#"{{"type":"Feature","properties":null,"geometry":{square}}}"#);
        assert!(area(&feature).is_ok());
        let zone =
            r#"{"type":"Polygon","coordinates":[[[-180,0],[180,0],[180,1],[-180,1],[-180,0]]]}"#;
        assert!(area(zone).is_ok());
        for bad in [
            "here",
            "{}",
            r#"{"type":"Point","coordinates":[0,0]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,95],[0,0]]]}"#,
            r#"{"type":"MultiPolygon","coordinates":[]}"#,
            r#"{"type":"Polygon","coordinates":[[[179,0],[-179,0],[-179,1],[179,0]]]}"#,
        ] {
            assert!(area(bad).is_err(), "{bad}");
        }
    }
}
