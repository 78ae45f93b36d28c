//! Whom a store serves: a target against the areas that it delivers to.
//!
//! A target is served where one area surely covers all of it, never where it may. So a postcode is
//! served by a list with that postcode, or by its region or country as a whole; a region by a list
//! with that region, or by its country as a whole; a point by a radius or polygon around it. Points
//! are not looked for in lists, nor addresses in polygons: that would take a geocoder.

use super::polygon;
use crate::place::Point;
use crate::store::{DeliveryArea, DeliveryWords};
use crate::words::folded;

/// Who is to be served.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Somebody at a point.
    Point(Point),
    /// Somebody in a locality.
    Locality(Locality),
}

/// A locality, as coarse as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locality {
    /// ISO 3166-1 alpha-2, upper case.
    country: String,
    /// Folded; without the country before it.
    region: Option<String>,
    /// Upper case, without spaces.
    postal_code: Option<String>,
}

/// Why nobody can say whom a target is served by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unjudged {
    /// No store says by a radius or a polygon where it delivers.
    Point,
    /// A locality without a country, or with one that is not of two letters.
    Country,
    /// No store lists anything of the country.
    Unlisted,
    /// Its regions are listed.
    Region,
    /// Its postcodes are listed.
    PostalCode,
}

impl Unjudged {
    /// What to do about it.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Point => {
                "no store gives its delivery area as a shape, so a point cannot be judged: send \
                 serves.address, or leave out serves"
            }
            Self::Country => {
                "an address can be judged only within a country: send address_country as two \
                 letters of ISO 3166-1"
            }
            Self::Unlisted => {
                "no store lists its delivery areas in this country, so an address there cannot be \
                 judged: send serves.point, or leave out serves"
            }
            Self::Region => {
                "delivery areas of this country are listed by region: send address_region"
            }
            Self::PostalCode => {
                "delivery areas of this country are listed by postal code: send postal_code"
            }
        }
    }
}

impl Locality {
    /// From texts, which may be empty.
    pub fn new(country: &str, region: &str, postal_code: &str) -> Result<Self, Unjudged> {
        let country = country.trim().to_ascii_uppercase();
        if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(Unjudged::Country);
        }
        let region = plain_region(region, &country);
        // The four digits behind a ZIP code are a part of what it names.
        let postal_code = match postal_code.split_once('-') {
            Some((zip, _)) if country == "US" => zip,
            _ => postal_code,
        };
        let postal_code: String = postal_code.split_ascii_whitespace().collect();
        Ok(Self {
            region: (!region.is_empty()).then_some(region),
            postal_code: (!postal_code.is_empty()).then(|| postal_code.to_ascii_uppercase()),
            country,
        })
    }

    fn is_within(&self, area: &DeliveryArea) -> bool {
        match area {
            DeliveryArea::RadiusM(_) | DeliveryArea::Polygons(_) => false,
            DeliveryArea::Postcodes { country, codes } => {
                *country == self.country
                    && self.postal_code.as_ref().is_some_and(|code| codes.contains(code))
            }
            DeliveryArea::Regions { country, regions } => {
                let is_listed = |wanted: &String| {
                    regions.iter().any(|region| plain_region(region, country) == *wanted)
                };
                *country == self.country
                    && (regions.is_empty() || self.region.as_ref().is_some_and(is_listed))
            }
        }
    }

    fn judged_by(&self, words: &DeliveryWords) -> Result<(), Unjudged> {
        let in_list = |countries: &[String]| countries.contains(&self.country);
        let (regions, postcodes) = (in_list(&words.regions), in_list(&words.postcodes));
        let is_told = in_list(&words.countries)
            || regions && self.region.is_some()
            || postcodes && self.postal_code.is_some();
        match (is_told, postcodes, regions) {
            (true, ..) => Ok(()),
            (_, true, _) => Err(Unjudged::PostalCode),
            (_, _, true) => Err(Unjudged::Region),
            _ => Err(Unjudged::Unlisted),
        }
    }
}

/// `US-NY`, ` ny` → `ny`.
fn plain_region(region: &str, country: &str) -> String {
    let region = region.trim();
    let prefix = region.get(..3).filter(|prefix| {
        prefix.ends_with('-') && prefix.get(..2).is_some_and(|c| c.eq_ignore_ascii_case(country))
    });
    folded(region.get(prefix.map_or(0, str::len)..).unwrap_or_default())
}

impl Target {
    /// What tells it from others.
    pub(super) fn mark(&self) -> String {
        match self {
            Self::Point(point) => {
                let [lat, lng] = [point.lat_deg(), point.lng_deg()].map(f64::to_bits);
                format!("{lat} {lng}")
            }
            Self::Locality(Locality { country, region, postal_code }) => {
                let [region, code] =
                    [region, postal_code].map(|part| part.as_deref().unwrap_or(""));
                [country, region, code].join("\n")
            }
        }
    }

    /// Whether it can be judged by the words in which the stores of a snapshot say where they
    /// deliver.
    pub fn judged_by(&self, words: &DeliveryWords) -> Result<(), Unjudged> {
        match self {
            Self::Point(_) if words.shapes => Ok(()),
            Self::Point(_) => Err(Unjudged::Point),
            Self::Locality(locality) => locality.judged_by(words),
        }
    }

    /// Whether a store that is at `from` and delivers to `areas` surely serves it.
    pub fn is_served(&self, areas: &[DeliveryArea], from: Option<Point>) -> bool {
        areas.iter().any(|area| match self {
            Self::Locality(locality) => locality.is_within(area),
            Self::Point(point) => match area {
                DeliveryArea::RadiusM(metres) => {
                    from.is_some_and(|from| from.distance_m(*point) <= *metres)
                }
                DeliveryArea::Polygons(polygons) => {
                    polygons.iter().any(|rings| polygon::holds(rings, *point))
                }
                DeliveryArea::Postcodes { .. } | DeliveryArea::Regions { .. } => false,
            },
        })
    }
}
