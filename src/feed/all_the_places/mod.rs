//! AllThePlaces' GeoJSON: a `FeatureCollection`, or a feature a line, with OpenStreetMap's tags.
//!
//! | member | what it becomes |
//! |---|---|
//! | `ref`, else the feature's `id` | the id; `spider:ref` where two spiders use one ref |
//! | `name`, else `brand`, `operator` | the name |
//! | `addr:street_address`, else `addr:housenumber` and `addr:street`, else `addr:full` | the street address |
//! | `addr:unit`, `addr:floor`, `located_in` | the extended address |
//! | `addr:city`, `addr:state` or `addr:province`, `addr:postcode`, `addr:country` | the rest |
//! | `phone`, `website`, or `contact:…` | the phone, the page |
//! | `shop`, else `amenity`, `category`, `tourism`, `leisure`, `craft`, `office`, `cuisine` | the category |
//! | `opening_hours` | the hours, in OSM's syntax; `Mo-Su closed` never opens: temporarily closed |
//! | `timezone` | the zone |
//! | `end_date` up to the day of the build, or `yes` | closed for good: refused |
//! | `delivery_radius_m`, `delivery_postcodes`, `delivery_regions`, `delivery_area` | where it delivers: nigh's own, as in the plain CSV; lists and the area may be JSON |
//! | a feature of the list below that says `yes` | an amenity |
//! | geometry | the point; null or missing: none; a line or an area: a point inside it |
//!
//! Ids of amenities are those of the Universal Commerce Protocol where it has one (`wi_fi`,
//! `parking`, `curbside_pickup`, `in_store_pickup`), else `org.openstreetmap.amenity.<key>`: the
//! vocabulary is OpenStreetMap's, not the retailer's.
//!
//! A file that ends early is not read at all: half a list would close the other half.

mod geometry;
mod tags;

use super::delivery::Words as Delivery;
use super::intake::{Draft, Intake};
use super::report::{Kind, Origin};
use super::text::{Lines, joined};
use crate::time::{DAY_S, Day};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use tags::{Tags, text_of};

/// A file: a collection, or one feature among many lines.
#[derive(Deserialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    features: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(default)]
    id: serde_json::Value,
    #[serde(default)]
    properties: Option<BTreeMap<String, serde_json::Value>>,
    #[serde(borrow, default)]
    geometry: Option<&'a RawValue>,
}

pub(super) fn read(bytes: &[u8], intake: &mut Intake<'_>) {
    let features = match features(bytes) {
        Ok(features) => features,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
            intake.remark(line, Kind::InvalidJson, "", "", error.to_string());
            return;
        }
    };
    let Some(features) = features else {
        let why = "it is JSON, but neither a FeatureCollection nor features";
        intake.remark(1, Kind::UnknownFormat, "type", "", why);
        return;
    };
    let mut lines = Lines::new(bytes);
    let mut spiders = BTreeMap::new();
    for feature in features {
        let offset = feature.get().as_ptr() as usize - bytes.as_ptr() as usize;
        let at = intake.report.row(intake.file(), lines.of(offset));
        if let Some(draft) = read_feature(feature, at, &mut spiders, intake) {
            intake.add(draft);
        }
        intake.tick(offset as u64);
    }
}

/// The features of a whole document, each as its bytes; `None` if it is of another kind.
fn features(bytes: &[u8]) -> serde_json::Result<Option<Vec<&RawValue>>> {
    let mut features = Vec::new();
    for value in serde_json::Deserializer::from_slice(bytes).into_iter::<&RawValue>() {
        let value = value?;
        let Ok(document) = serde_json::from_str::<Document<'_>>(value.get()) else {
            return Ok(None);
        };
        match &*document.kind {
            "FeatureCollection" => features.extend(document.features),
            "Feature" => features.push(value),
            _ => return Ok(None),
        }
    }
    Ok(Some(features))
}

fn read_feature(
    raw: &RawValue,
    at: Origin,
    spiders: &mut BTreeMap<String, Arc<str>>,
    intake: &mut Intake<'_>,
) -> Option<Draft> {
    let feature: Feature<'_> = match serde_json::from_str(raw.get()) {
        Ok(feature) => feature,
        Err(error) => {
            let error = error.to_string();
            // Its line and column are those of the feature, not of the file.
            let error = error.split(" at line ").next().unwrap_or_default();
            let why = format!("it is not a feature: {error}");
            intake.report.refuse(at, Kind::InvalidFeature, "", raw.get(), why);
            return None;
        }
    };
    let tags = Tags::new(feature.properties.unwrap_or_default());
    let own_id = text_of(&feature.id).unwrap_or_default();
    let id = intake.id(at, "ref".into(), tags.first(&["ref"]).unwrap_or(&own_id))?;
    let mut draft = Draft::new(id, at);
    if is_over(&tags, at, intake) {
        return None;
    }
    draft.spider = tags
        .get("@spider")
        .map(|name| Arc::clone(spiders.entry(name.to_owned()).or_insert_with(|| Arc::from(name))));
    take(&tags, &mut draft, intake);
    if let Some(geometry) = feature.geometry {
        geometry::place(geometry.get(), &mut draft, intake);
    }
    Some(draft)
}

fn take(tags: &Tags, draft: &mut Draft, intake: &mut Intake<'_>) {
    let at = draft.origin;
    let own = |keys: &[&str]| tags.first(keys).unwrap_or_default().to_owned();
    let country = tags.get("addr:country").unwrap_or_default();
    let url = tags.first(&["website", "contact:website"]).unwrap_or_default();
    let store = &mut draft.store;
    store.name = own(&["name", "brand", "operator"]);
    store.phone = own(&["phone", "contact:phone"]);
    store.category = own(&CATEGORIES);
    store.address.address_country = intake.country(at, "addr:country".into(), country);
    store.address.street_address = street(tags, &store.address.address_country);
    store.address.extended_address =
        joined(["addr:unit", "addr:floor", "located_in"].into_iter().filter_map(|k| tags.get(k)));
    store.address.address_locality = own(&["addr:city"]);
    store.address.address_region = own(&["addr:state", "addr:province"]);
    store.address.postal_code = own(&["addr:postcode"]);
    store.url = intake.url(at, "website".into(), url);
    store.timezone = intake.zone(at, "timezone".into(), tags.get("timezone").unwrap_or_default());
    store.amenities = tags::amenities(tags);
    let hours = tags.get("opening_hours").unwrap_or_default();
    draft.hours = intake.osm_hours(at, "opening_hours", hours);
    for (words, key) in Delivery::ALL {
        let Some(text) = tags.get(key) else { continue };
        match words.read(text) {
            Ok(area) => draft.store.delivery.push(area),
            Err(why) => {
                intake.report.repair(at, Kind::InvalidDeliveryArea, key, text, why);
            }
        }
    }
}

const CATEGORIES: [&str; 8] =
    ["shop", "amenity", "category", "tourism", "leisure", "craft", "office", "cuisine"];

/// Where the number of a house stands before its street.
const NUMBER_FIRST: [&str; 14] =
    ["AU", "CA", "FR", "GB", "IE", "IN", "LU", "MY", "NZ", "PH", "SG", "TH", "US", "ZA"];

fn street(tags: &Tags, country: &str) -> String {
    if let Some(whole) = tags.get("addr:street_address") {
        return whole.to_owned();
    }
    match (tags.get("addr:street"), tags.get("addr:housenumber")) {
        (Some(street), Some(number)) if NUMBER_FIRST.contains(&country) => {
            format!("{number} {street}")
        }
        (Some(street), Some(number)) => format!("{street} {number}"),
        (Some(street), None) => street.to_owned(),
        (None, _) => tags.get("addr:full").unwrap_or_default().to_owned(),
    }
}

/// Whether the place is closed for good: then its row is refused.
fn is_over(tags: &Tags, at: Origin, intake: &mut Intake<'_>) -> bool {
    let Some(text) = tags.get("end_date") else { return false };
    let today = intake.options.built_at.0.div_euclid(DAY_S);
    let end = last_day(text);
    if end.is_none() && !matches!(text, "yes" | "no") {
        let why = "it is not a date";
        intake.report.repair(at, Kind::UnreadableDate, "end_date", text, why);
    }
    let is_over = text == "yes" || end.is_some_and(|day| i64::from(day.0) <= today);
    if is_over {
        let why = "the place ended before the build";
        intake.report.refuse(at, Kind::ClosedForGood, "end_date", text, why);
    }
    is_over
}

/// The last day of a date, a month or a year.
fn last_day(text: &str) -> Option<Day> {
    let first_after = |year: i16, month: i8| match month {
        12 => jiff::civil::Date::new(year.checked_add(1)?, 1, 1).ok(),
        _ => jiff::civil::Date::new(year, month.checked_add(1)?, 1).ok(),
    };
    let parts: Vec<&str> = text.split('-').collect();
    let after = match parts.as_slice() {
        [year] if year.len() == 4 => first_after(year.parse().ok()?, 12)?,
        [year, month] if year.len() == 4 => first_after(year.parse().ok()?, month.parse().ok()?)?,
        _ => return Day::parse(text),
    };
    Some(Day::of(after).plus(-1))
}
