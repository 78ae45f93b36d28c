//! Where a store is: coordinates as feeds write them, countries, and time zones.
//!
//! | given | point | |
//! |---|---|---|
//! | both empty | none | not a fault |
//! | one empty, not a number, off the Earth | none | repaired |
//! | (0, 0) | none | repaired: it stands for "missing" |
//! | a latitude off the Earth, a swap inside the known country, or else inside any | swapped | repaired |
//! | a pair outside the known country, a swap inside | swapped | repaired |
//! | `44,98` | read as 44.98 | repaired |
//!
//! Zones come from the boundaries of `tzf-rs` (timezone-boundary-builder, simplified to 111 m),
//! countries from those of `country-boundaries`; both are OpenStreetMap's, bundled in the command.

use super::report::Kind;
use crate::place::Point;
use country_boundaries::{BOUNDARIES_ODBL_360X180, CountryBoundaries, LatLon};
use std::borrow::Cow;
use std::sync::LazyLock;
use tzf_rs::EmbeddedFinder;

static ZONES: LazyLock<EmbeddedFinder> = LazyLock::new(EmbeddedFinder::new);
static COUNTRIES: LazyLock<Option<CountryBoundaries>> =
    LazyLock::new(|| CountryBoundaries::from_reader(BOUNDARIES_ODBL_360X180).ok());

/// What came of a pair of coordinates.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Located {
    /// Where the store is, if anywhere.
    pub point: Option<Point>,
    /// What was changed.
    pub repairs: Vec<Repair>,
}

/// A change to a coordinate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Repair {
    /// What kind.
    pub kind: Kind,
    /// Whether it is the longitude.
    pub is_lng: bool,
    /// As given.
    pub value: String,
    /// Why.
    pub why: Cow<'static, str>,
}

/// The point of two cells; `country` is ISO 3166-1 alpha-2, or empty.
pub(super) fn locate(lat: &str, lng: &str, country: &str) -> Located {
    let mut located = Located::default();
    if lat.is_empty() && lng.is_empty() {
        return located;
    }
    let lat_deg = degrees(lat, false, &mut located.repairs);
    let lng_deg = degrees(lng, true, &mut located.repairs);
    if let (Some(lat_deg), Some(lng_deg)) = (lat_deg, lng_deg) {
        located.place(lat_deg, lng_deg, country);
    }
    located
}

/// The point of two numbers, in degrees.
pub(super) fn locate_degrees(lat_deg: f64, lng_deg: f64, country: &str) -> Located {
    let mut located = Located::default();
    located.place(lat_deg, lng_deg, country);
    located
}

impl Located {
    fn place(&mut self, lat_deg: f64, lng_deg: f64, country: &str) {
        if lat_deg == 0.0 && lng_deg == 0.0 {
            self.repair(Kind::NullIsland, false, "0, 0".into(), "(0, 0) stands for \"missing\"");
            return;
        }
        let pair = format!("{lat_deg}, {lng_deg}");
        let (given, swapped) = (Point::new(lat_deg, lng_deg), Point::new(lng_deg, lat_deg));
        self.point = match (given, swapped) {
            (Ok(given), Ok(swapped)) if is_swapped(given, swapped, country) => {
                let why = format!("the pair is not in {country}, and swapped it is");
                self.repair(Kind::SwappedCoordinates, false, pair, why);
                Some(swapped)
            }
            (Ok(given), _) => Some(given),
            (Err(off), Ok(swapped)) if off.axis == "latitude" && is_plausible(swapped, country) => {
                self.repair(Kind::SwappedCoordinates, false, pair, off.to_string());
                Some(swapped)
            }
            (Err(off), _) => {
                let is_lng = off.axis == "longitude";
                let value = off.degrees.to_string();
                self.repair(Kind::InvalidCoordinate, is_lng, value, off.to_string());
                None
            }
        };
    }

    fn repair(
        &mut self,
        kind: Kind,
        is_lng: bool,
        value: String,
        why: impl Into<Cow<'static, str>>,
    ) {
        self.repairs.push(Repair { kind, is_lng, value, why: why.into() });
    }
}

fn is_swapped(given: Point, swapped: Point, country: &str) -> bool {
    is_in(given, country) == Some(false) && is_in(swapped, country) == Some(true)
}

/// In the known country; where none is known, in any: no store is at sea.
fn is_plausible(point: Point, country: &str) -> bool {
    is_in(point, country).unwrap_or_else(|| country_at(point).is_some())
}

fn degrees(text: &str, is_lng: bool, repairs: &mut Vec<Repair>) -> Option<f64> {
    let note = |kind, why| Repair { kind, is_lng, value: text.to_owned(), why };
    if text.is_empty() {
        repairs.push(note(Kind::InvalidCoordinate, "one of the pair is empty".into()));
        return None;
    }
    if let Some(number) = finite(text) {
        return Some(number);
    }
    let dotted = (text.matches(',').count() == 1).then(|| text.replace(',', "."));
    if let Some(number) = dotted.as_deref().and_then(finite) {
        repairs.push(note(Kind::DecimalComma, "it has a decimal comma".into()));
        return Some(number);
    }
    repairs.push(note(Kind::InvalidCoordinate, "it is not a number of degrees".into()));
    None
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether a point is in a country; `None` where that cannot be told.
fn is_in(point: Point, country: &str) -> Option<bool> {
    let position = LatLon::new(point.lat_deg(), point.lng_deg()).ok()?;
    (!country.is_empty()).then_some(COUNTRIES.as_ref()?.is_in(position, country))
}

/// ISO 3166-1 alpha-2 of the country at a point.
pub(super) fn country_at(point: Point) -> Option<&'static str> {
    let position = LatLon::new(point.lat_deg(), point.lng_deg()).ok()?;
    // Parts of countries come with them: `US-TX` before `US`.
    COUNTRIES.as_ref()?.ids(position).into_iter().find(|id| id.len() == 2)
}

/// The IANA name of the zone at a point.
pub(super) fn zone_at(point: Point) -> Option<&'static str> {
    let name = ZONES.get_tz_name(point.lng_deg(), point.lat_deg());
    (!name.is_empty()).then_some(name)
}

/// ISO 3166-1 alpha-2 of a code (two letters, three letters or digits) or an English name.
pub(super) fn country_code(text: &str) -> Option<&'static str> {
    let name: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if name.eq_ignore_ascii_case("uk") {
        return Some("GB");
    }
    let found = name.parse::<celes::Country>().or_else(|_| celes::Country::from_alias(&name));
    found.ok().map(|country| country.alpha2)
}

#[cfg(test)]
mod tests {
    use super::Kind::{DecimalComma, InvalidCoordinate, NullIsland, SwappedCoordinates};
    use super::*;

    type Outcome = (Option<(f64, f64)>, Vec<(Kind, bool)>);

    fn outcome(lat: &str, lng: &str, country: &str) -> Outcome {
        let located = locate(lat, lng, country);
        let point = located.point.map(|p| (p.lat_deg(), p.lng_deg()));
        (point, located.repairs.iter().map(|r| (r.kind, r.is_lng)).collect())
    }

    #[test]
    fn every_defect_has_its_outcome() {
        let good = |lat, lng| Some((lat, lng));
        for (lat, lng, country, point, repairs) in [
            ("44.98", "-93.27", "", good(44.98, -93.27), vec![]),
            ("44.98", "-93.27", "US", good(44.98, -93.27), vec![]),
            ("-90", "180", "", good(-90.0, 180.0), vec![]),
            ("", "", "", None, vec![]),
            ("44.98", "", "", None, vec![(InvalidCoordinate, true)]),
            ("", "-93.27", "", None, vec![(InvalidCoordinate, false)]),
            ("0", "0.0", "", None, vec![(NullIsland, false)]),
            ("95", "-93.27", "", None, vec![(InvalidCoordinate, false)]),
            ("95", "-93.27", "US", None, vec![(InvalidCoordinate, false)]),
            ("95", "13.4", "", None, vec![(InvalidCoordinate, false)]),
            ("95", "13.4", "DE", None, vec![(InvalidCoordinate, false)]),
            ("44.98", "-193.27", "", None, vec![(InvalidCoordinate, true)]),
            ("NaN", "-93.27", "", None, vec![(InvalidCoordinate, false)]),
            ("inf", "1e999", "", None, vec![(InvalidCoordinate, false), (InvalidCoordinate, true)]),
            ("44°58'", "-93.27", "", None, vec![(InvalidCoordinate, false)]),
            ("-93.27", "44.98", "", good(44.98, -93.27), vec![(SwappedCoordinates, false)]),
            ("-93.27", "44.98", "US", good(44.98, -93.27), vec![(SwappedCoordinates, false)]),
            ("13.4", "52.5", "DE", good(52.5, 13.4), vec![(SwappedCoordinates, false)]),
            ("13.4", "52.5", "", good(13.4, 52.5), vec![]),
            ("13.4", "52.5", "FR", good(13.4, 52.5), vec![]),
            (
                "44,98",
                "-93,27",
                "US",
                good(44.98, -93.27),
                vec![(DecimalComma, false), (DecimalComma, true)],
            ),
        ] {
            assert_eq!(outcome(lat, lng, country), (point, repairs), "{lat} {lng} {country}");
        }
    }

    #[test]
    fn countries_have_codes_and_names() {
        for (text, code) in [
            ("US", "US"),
            ("us", "US"),
            ("USA", "US"),
            ("United States", "US"),
            ("DE", "DE"),
            ("Germany", "DE"),
            ("UK", "GB"),
            ("United Kingdom", "GB"),
            ("Fiji", "FJ"),
            ("JPN", "JP"),
        ] {
            assert_eq!(country_code(text), Some(code), "{text}");
        }
        assert_eq!(country_code("Ruritania"), None);
        assert_eq!(country_code(""), None);
    }

    #[test]
    fn every_zone_of_the_boundaries_is_in_the_database() {
        let day = crate::time::Day(20_454);
        let horizon = crate::time::Horizon { from: day, through: day };
        for name in ZONES.timezonenames() {
            assert!(crate::feed::zones::zone(name, horizon).is_some(), "{name}");
        }
    }

    #[test]
    fn zones_hold_around_the_globe() {
        for (lat, lng, name) in [
            (44.98, -93.27, "America/Chicago"),
            (52.52, 13.405, "Europe/Berlin"),
            (35.68, 139.69, "Asia/Tokyo"),
            (-18.14, 178.44, "Pacific/Fiji"),
            (-16.8, -179.98, "Pacific/Fiji"),
            (64.15, -21.94, "Atlantic/Reykjavik"),
            (-0.18, -78.47, "America/Guayaquil"),
            (90.0, 0.0, "Etc/GMT"),
            (-90.0, 0.0, "Antarctica/McMurdo"),
            (0.0, 180.0, "Etc/GMT-12"),
        ] {
            assert_eq!(zone_at(Point::new(lat, lng).unwrap()), Some(name), "{lat} {lng}");
        }
    }
}
