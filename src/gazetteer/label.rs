//! What a place is called so that nothing else is.

use super::key::key;
use super::locality::{Country, Region};
use super::sought::Within;

/// How much a label says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precision {
    /// `Paris, FR`.
    Country,
    /// `Paris, TX, US`.
    Region,
    /// `San José, Jalisco, MX (20.5123 -103.2001)`.
    Point,
}

impl Precision {
    pub(super) const ALL: [Self; 3] = [Self::Country, Self::Region, Self::Point];
}

/// Degrees of a place, in ten-thousandths.
pub(super) type E4 = (i32, i32);

/// A label.
pub(super) fn label(
    name: &str,
    region: &Region,
    country: &str,
    (lat_e4, lng_e4): E4,
    precision: Precision,
) -> String {
    let within = match (precision, region.label()) {
        (Precision::Country, _) | (_, "") => String::new(),
        (_, region) => format!(", {region}"),
    };
    let at = match precision {
        Precision::Point => format!(" ({} {})", degrees(lat_e4), degrees(lng_e4)),
        _ => String::new(),
    };
    format!("{name}{within}, {country}{at}")
}

fn degrees(e4: i32) -> f64 {
    f64::from(e4) / 1e4
}

/// The point at the end of a label, in ten-thousandths of a degree, and what is before it.
pub(super) fn split_point(text: &str) -> (&str, Option<E4>) {
    let split = || {
        let (before, inside) = text.trim_end().strip_suffix(')')?.rsplit_once('(')?;
        let (lat, lng) = inside.split_once(' ')?;
        Some((before, (e4(lat)?, e4(lng)?)))
    };
    split().map_or((text, None), |(before, at)| (before, Some(at)))
}

#[expect(clippy::cast_possible_truncation, reason = "bounded before")]
fn e4(text: &str) -> Option<i32> {
    let degrees: f64 = text.trim().parse().ok()?;
    (degrees.abs() <= 180.0).then(|| (degrees * 1e4).round() as i32)
}

/// Whether a place is in what is said after its name: its country or its region, by code or name.
/// With `begins`, a name may be typed in part.
pub(super) fn is_within(said: &Within, region: &Region, country: &Country, begins: bool) -> bool {
    said.keys().any(|word| is_called(word, region, country, begins))
}

fn is_called(word: &str, region: &Region, country: &Country, begins: bool) -> bool {
    let named = |name: &String| {
        let name = key(name);
        if begins { name.starts_with(word) } else { name == word }
    };
    let coded = |code: &String| !code.is_empty() && key(code) == word;
    coded(&country.code)
        || coded(&region.code)
        || country.names.iter().any(named)
        || (!region.name.is_empty() && named(&region.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        let texas = Region { code: "TX".into(), name: "Texas".into() };
        let jalisco = Region { code: String::new(), name: "Jalisco".into() };
        let us = Country { code: "US".into(), names: vec!["United States".into()] };
        for (region, precision, expected) in [
            (&texas, Precision::Country, "Paris, US"),
            (&texas, Precision::Region, "Paris, TX, US"),
            (&jalisco, Precision::Point, "Paris, Jalisco, US (33.6609 -95.5555)"),
            (&Region::default(), Precision::Region, "Paris, US"),
        ] {
            assert_eq!(label("Paris", region, "US", (336_609, -955_555), precision), expected);
        }
        let (name, point) = split_point("Paris, Jalisco, US (33.6609 -95.5555)");
        assert_eq!((name, point), ("Paris, Jalisco, US ", Some((336_609, -955_555))));
        for text in ["Frankfurt (Oder)", "a (1)", "a (1 999)", "a (1 nan)", "(", ")"] {
            assert_eq!(split_point(text), (text, None));
        }
        for (word, begins, within) in [
            ("tx", false, true),
            ("texas", false, true),
            ("tex", false, false),
            ("tex", true, true),
            ("us", false, true),
            ("u", true, true),
            ("t", true, true),
            ("x", true, false),
            ("united states", false, true),
        ] {
            assert_eq!(is_called(word, &texas, &us, begins), within, "{word}");
        }
        assert!(!is_called("", &Region::default(), &us, false));
    }
}
