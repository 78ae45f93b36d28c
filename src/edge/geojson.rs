//! Replies as `application/geo+json` (RFC 7946): stores are features, the rest foreign members.
//! Members are taken apart by name, so that a new one cannot be forgotten. A store's id is a
//! property as well as the feature's `id`, which map libraries drop when it is no number.

use super::route::StoreReply;
use crate::query::reply::{
    Action, AddressShown, Amenities, Explain, Geo, Intent, ItemShown, Location, OpenShown,
    OriginShown, Reply, SnapshotShown, StockShown, StoreResult, Travel,
};
use crate::query::{DailyHours, ExceptionHours};
use crate::store::DeliveryArea;
#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;
use serde::Serialize;

/// An answer, as a collection of stores.
pub fn render(reply: &Reply<'_>) -> Vec<u8> {
    serde_json::to_vec(&FeatureCollection::of(reply)).unwrap_or_default()
}

/// One store, as a feature.
pub fn render_store(reply: &StoreReply<'_>) -> Vec<u8> {
    serde_json::to_vec(&StoreFeature::of(reply)).unwrap_or_default()
}

/// An answer as a `FeatureCollection` (RFC 7946); what is no feature is a foreign member.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub(super) struct FeatureCollection<'a> {
    #[serde(rename = "type")]
    kind: CollectionType,
    /// The stores, the best first.
    features: Vec<Feature<'a, ResultProperties<'a>>>,
    /// What the person wants to do.
    intent: Intent,
    /// The instant that it answers for.
    at: &'a str,
    /// Where from.
    origin: &'a OriginShown,
    /// What is asked for, or found by words; only for who wants to buy.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<&'a [ItemShown<'a>]>,
    /// Whether more items match the words than were looked at; only if so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
    /// With no store inside the radius, the nearest that meets every filter, by distance alone.
    nearest_outside: Option<Feature<'a, ResultProperties<'a>>>,
    /// How far a nearest store outside was looked for; only without results.
    #[serde(skip_serializing_if = "Option::is_none")]
    searched_m: Option<f64>,
    /// What to send as `cursor` for the stores after these; null after the last.
    next_cursor: Option<&'a str>,
    /// Whether no store could be better than these: false only if a page could not be read.
    complete: bool,
    /// What it was answered from.
    snapshot: &'a SnapshotShown,
    /// Until when stores, order and states hold, arrival times apart.
    valid_until: &'a str,
    /// Why; only with `explain=1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<&'a Explain>,
}

/// One store as a `Feature` (RFC 7946); what is not of the store is a foreign member.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub(super) struct StoreFeature<'a> {
    #[serde(flatten)]
    feature: Feature<'a, StoreProperties<'a>>,
    /// The instant that it answers for.
    at: &'a str,
    /// What it was answered from.
    snapshot: &'a SnapshotShown,
}

/// A store as a `Feature`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema), schemars(rename = "Feature_{P}"))]
struct Feature<'a, P> {
    #[serde(rename = "type")]
    kind: FeatureType,
    /// The retailer's code.
    id: &'a str,
    /// Where it is; null where that is not known.
    geometry: Option<PointGeometry>,
    /// What is known of it.
    properties: P,
}

/// A `Point`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
struct PointGeometry {
    #[serde(rename = "type")]
    kind: PointType,
    /// Longitude, then latitude, in degrees.
    coordinates: [f64; 2],
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema), schemars(inline))]
enum CollectionType {
    FeatureCollection,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema), schemars(inline))]
enum FeatureType {
    Feature,
}

#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema), schemars(inline))]
enum PointType {
    Point,
}

/// What is known of a store of an answer.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
struct ResultProperties<'a> {
    #[serde(flatten)]
    location: LocationProperties<'a>,
    /// Metres from the origin, along the geodesic.
    distance_m: f64,
    /// With `cell`: no point of the cell is nearer than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_min_m: Option<f64>,
    /// With `cell`: no point of the cell is farther than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_max_m: Option<f64>,
    /// How long it takes.
    travel: &'a Travel,
    /// When it is open.
    open: &'a OpenShown,
    /// What it has of what is asked for; only for who wants to buy.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    stock: &'a [StockShown<'a>],
    /// In English, for people who read JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    /// What to do next.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    actions: &'a [Action],
}

/// What is known of a store looked up by its id.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
struct StoreProperties<'a> {
    #[serde(flatten)]
    location: LocationProperties<'a>,
    /// When it is open.
    open: &'a OpenShown,
}

/// A location, but for its place, which is the feature's geometry.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
struct LocationProperties<'a> {
    /// The retailer's code.
    id: &'a str,
    /// What it is called.
    name: &'a str,
    /// Postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a AddressShown<'a>>,
    /// IANA name of its time zone.
    #[serde(skip_serializing_if = "str::is_empty")]
    timezone: &'a str,
    /// The week that rules today; absent where hours are unknown, or beyond these words.
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<&'a [DailyHours]>,
    /// Dates that differ from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    exception_hours: Option<&'a [ExceptionHours]>,
    /// What it offers: reverse-DNS id to description.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        not(target_arch = "wasm32"),
        schemars(
            with = "Option<std::collections::BTreeMap<String, crate::query::reply::AmenityShown>>"
        )
    )]
    amenities: Option<&'a Amenities<'a>>,
    /// Its page.
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
    /// As the feed writes it.
    #[serde(skip_serializing_if = "str::is_empty")]
    phone: &'a str,
    /// What kind of store.
    #[serde(skip_serializing_if = "str::is_empty")]
    category: &'a str,
    /// Where it delivers; with `detail=full`.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    delivery: &'a [DeliveryArea],
}

impl<'a> FeatureCollection<'a> {
    fn of(reply: &'a Reply<'a>) -> Self {
        let Reply {
            intent,
            at,
            origin,
            items,
            truncated,
            results,
            nearest_outside,
            searched_m,
            next_cursor,
            complete,
            snapshot,
            valid_until,
            explain,
        } = reply;
        Self {
            kind: CollectionType::FeatureCollection,
            features: results.iter().map(Feature::of_result).collect(),
            intent: *intent,
            at,
            origin,
            items: items.as_deref(),
            truncated: *truncated,
            nearest_outside: nearest_outside.as_deref().map(Feature::of_result),
            searched_m: *searched_m,
            next_cursor: next_cursor.as_deref(),
            complete: *complete,
            snapshot,
            valid_until,
            explain: explain.as_ref(),
        }
    }
}

impl<'a> StoreFeature<'a> {
    fn of(reply: &'a StoreReply<'a>) -> Self {
        let StoreReply { at, location, open, snapshot } = reply;
        let properties = StoreProperties { location: LocationProperties::of(location), open };
        Self { feature: Feature::of(location, properties), at, snapshot }
    }
}

impl<'a, P> Feature<'a, P> {
    fn of(location: &Location<'a>, properties: P) -> Self {
        let point = |Geo { latitude, longitude }| {
            let coordinates = [longitude, latitude];
            PointGeometry { kind: PointType::Point, coordinates }
        };
        let geometry = location.geo.map(point);
        Self { kind: FeatureType::Feature, id: location.id, geometry, properties }
    }
}

impl<'a> Feature<'a, ResultProperties<'a>> {
    fn of_result(result: &'a StoreResult<'a>) -> Self {
        let StoreResult {
            location,
            distance_m,
            distance_min_m,
            distance_max_m,
            travel,
            open,
            stock,
            headline,
            actions,
        } = result;
        let properties = ResultProperties {
            location: LocationProperties::of(location),
            distance_m: *distance_m,
            distance_min_m: *distance_min_m,
            distance_max_m: *distance_max_m,
            travel,
            open,
            stock,
            headline: headline.as_deref(),
            actions,
        };
        Self::of(location, properties)
    }
}

impl<'a> LocationProperties<'a> {
    fn of(location: &'a Location<'a>) -> Self {
        let Location {
            id,
            name,
            address,
            geo: _,
            timezone,
            hours,
            exception_hours,
            amenities,
            url,
            phone,
            category,
            delivery,
        } = location;
        Self {
            id,
            name,
            address: address.as_ref(),
            timezone,
            hours: hours.as_deref(),
            exception_hours: exception_hours.as_deref(),
            amenities: amenities.as_ref(),
            url,
            phone,
            category,
            delivery,
        }
    }
}
