//! OpenStreetMap's tags as text, and those that are amenities.

use super::super::amenity::{self, CURBSIDE_PICKUP, IN_STORE_PICKUP, PARKING, WI_FI};
use crate::store::Amenity;
use std::collections::BTreeMap;

/// The properties that say something, as text.
pub(super) struct Tags(BTreeMap<String, String>);

impl Tags {
    pub(super) fn new(properties: BTreeMap<String, serde_json::Value>) -> Self {
        let tags = properties.into_iter().filter_map(|(key, value)| {
            let text = match key.as_str() {
                "delivery_area" | "delivery_postcodes" | "delivery_regions" => whole(&value),
                _ => text_of(&value),
            };
            Some((key, text?))
        });
        Self(tags.filter(|(_, text)| !text.is_empty()).collect())
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    pub(super) fn first(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| self.get(key))
    }
}

/// Text, trimmed; a number or a truth value as JSON writes it; the first of a list.
pub(super) fn text_of(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("yes".into()),
        Value::Bool(false) => Some("no".into()),
        Value::Array(list) => list.iter().find_map(text_of),
        Value::Null | Value::Object(_) => None,
    }
}

/// As [`text_of`], but all of a list, with semicolons between, and an object as JSON writes it.
fn whole(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::Array(list) => Some(list.iter().filter_map(text_of).collect::<Vec<_>>().join(";")),
        Value::Object(_) => Some(value.to_string()),
        _ => text_of(value),
    }
}

/// The amenities that the tags tell of.
pub(super) fn amenities(tags: &Tags) -> Vec<Amenity> {
    AMENITIES.iter().filter_map(|known| known.of(tags)).collect()
}

/// A tag that is an amenity where it has one of these values.
struct Known {
    key: &'static str,
    values: &'static [&'static str],
    /// A well-known id; else it is made of the key.
    id: Option<&'static str>,
    description: Option<&'static str>,
}

const YES: &[&str] = &["yes", "only", "designated"];

const fn known(key: &'static str) -> Known {
    Known { key, values: YES, id: None, description: None }
}

const fn shared(
    key: &'static str,
    values: &'static [&'static str],
    id: &'static str,
    description: &'static str,
) -> Known {
    Known { key, values, id: Some(id), description: Some(description) }
}

const AMENITIES: [Known; 36] = [
    shared("internet_access", &["wlan", "wifi"], WI_FI, "Wi-Fi"),
    shared("wifi", &["yes", "free"], WI_FI, "Wi-Fi"),
    shared("parking", &["yes", "surface", "underground", "multi-storey"], PARKING, "Parking"),
    shared("curbside_pickup", YES, CURBSIDE_PICKUP, "Curbside pickup"),
    shared("in_store_pickup", YES, IN_STORE_PICKUP, "In-store pickup"),
    shared("click_and_collect", YES, IN_STORE_PICKUP, "In-store pickup"),
    known("air_conditioning"),
    known("atm"),
    known("bicycle_parking"),
    known("bottle_return"),
    known("breakfast"),
    known("car_wash"),
    known("changing_table"),
    known("compressed_air"),
    known("covered"),
    known("delivery"),
    known("diet:gluten_free"),
    known("diet:halal"),
    known("diet:kosher"),
    known("diet:vegan"),
    known("diet:vegetarian"),
    known("dispensing"),
    known("drinking_water:refill"),
    known("drive_in"),
    known("drive_through"),
    known("indoor_seating"),
    known("kids_area"),
    known("organic"),
    known("outdoor_seating"),
    known("reservation"),
    known("second_hand"),
    known("self_checkout"),
    known("takeaway"),
    known("toilets"),
    known("toilets:wheelchair"),
    known("wheelchair"),
];

impl Known {
    fn of(&self, tags: &Tags) -> Option<Amenity> {
        let value = tags.get(self.key)?;
        let slug = amenity::slug(self.key)?;
        let id = || format!("org.openstreetmap.amenity.{slug}");
        self.values.contains(&value).then(|| Amenity {
            id: self.id.map_or_else(id, str::to_owned),
            description: self.description.map_or_else(|| amenity::words(&slug), str::to_owned),
        })
    }
}
