//! The catalogue's words: what a store is, apart from when it is open.

use crate::place::Point;
use crate::schedule::Schedule;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The retailer's own code for a store: not empty, at most 200 bytes, no control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoreId(String);

impl StoreId {
    /// Most bytes of an id.
    pub const MAX_BYTES: usize = 200;

    /// Trims; `None` if nothing is left, if it is too long, or if it has control characters.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= Self::MAX_BYTES;
        (fits && !text.chars().any(char::is_control)).then(|| Self(text.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for StoreId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something a store offers: a reverse-DNS id, and the words of the feed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Amenity {
    /// `com.example.amenity.hablamos_espanol`: the identity.
    pub id: String,
    /// `Hablamos Español`: for people.
    pub description: String,
}

/// A postal address, in the Universal Commerce Protocol's names; empty where unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    pub street_address: String,
    /// Floor, suite, building.
    pub extended_address: String,
    /// Town.
    pub address_locality: String,
    /// State or province.
    pub address_region: String,
    /// ISO 3166-1 alpha-2, upper case.
    pub address_country: String,
    /// Postcode.
    pub postal_code: String,
}

/// Where a store delivers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryArea {
    /// Within so many metres of the store, inclusive.
    RadiusM(f64),
    /// Inside any of these polygons: rings of (longitude, latitude) in degrees, the outer first.
    Polygons(Vec<Vec<Vec<(f64, f64)>>>),
    /// To these postcodes of a country.
    Postcodes {
        /// ISO 3166-1 alpha-2.
        country: String,
        /// Upper case, without spaces.
        codes: Vec<String>,
    },
    /// To these regions of a country; none means the whole country.
    Regions {
        /// ISO 3166-1 alpha-2.
        country: String,
        /// As the feed names them.
        regions: Vec<String>,
    },
}

/// In which words the stores of a snapshot say where they deliver: what decides whether a target
/// can be judged at all. Countries are ISO 3166-1 alpha-2, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryWords {
    /// Whether any says it by a radius or by polygons.
    pub shapes: bool,
    /// Countries of which whole ones are listed.
    pub countries: Vec<String>,
    /// Countries of which regions are listed.
    pub regions: Vec<String>,
    /// Countries of which postcodes are listed.
    pub postcodes: Vec<String>,
}

impl DeliveryWords {
    /// Of all areas of some stores.
    pub fn of<'a>(areas: impl Iterator<Item = &'a DeliveryArea>) -> Self {
        let mut words = Self::default();
        for area in areas {
            let (countries, country) = match area {
                DeliveryArea::RadiusM(_) | DeliveryArea::Polygons(_) => {
                    words.shapes = true;
                    continue;
                }
                DeliveryArea::Postcodes { country, .. } => (&mut words.postcodes, country),
                DeliveryArea::Regions { country, regions } if regions.is_empty() => {
                    (&mut words.countries, country)
                }
                DeliveryArea::Regions { country, .. } => (&mut words.regions, country),
            };
            if let Err(place) = countries.binary_search(country) {
                countries.insert(place, country.clone());
            }
        }
        words
    }
}

/// A store as a feed describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// The retailer's code.
    pub id: StoreId,
    /// What it is called.
    pub name: String,
    /// Where it is; `None` is kept for look-up by id, and is never near anything.
    pub point: Option<Point>,
    /// Postal address.
    pub address: Address,
    /// As the feed writes it; empty where unknown.
    pub phone: String,
    /// Its page; empty where unknown.
    pub url: String,
    /// What kind of store; empty where unknown.
    pub category: String,
    /// Sorted by id, each once.
    pub amenities: Vec<Amenity>,
    /// IANA name; `None` where neither the feed nor the coordinates tell.
    pub timezone: Option<String>,
    /// Where it delivers; empty where the feed does not say.
    pub delivery: Vec<DeliveryArea>,
}

/// A store and its hours, as the compiler takes them.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// What it is.
    pub store: Store,
    /// When it is open; `None` is unknown, never closed. Stores with the same hours share them.
    pub hours: Option<Arc<Schedule>>,
}
