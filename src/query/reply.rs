//! The reply, as it is written: the wire contract's names, in the wire contract's order.
//!
//! Instants are RFC 3339 with an offset, distances metres, durations minutes. Texts are borrowed
//! from the pages that the stores are on.

mod goods;

pub use goods::{ItemShown, MoneyShown, PickupShown, StockShown};

use super::hours::{DailyHours, ExceptionHours};
use crate::place::Mode;
use crate::store::{Amenity, DeliveryArea};
use crate::time::Rfc3339;
#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

// What is shown of a store whoever asks is in parts, or as the text of a `Card`.
/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema), schemars(rename = "Reply"))]
pub struct Reply<'a, L = Location<'a>, A = Action> {
    /// What the person wants to do.
    pub intent: Intent,
    /// The instant that it answers for.
    pub at: Rfc3339,
    /// Where from.
    pub origin: OriginShown,
    /// What is asked for, or found by words; only for who wants to buy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<ItemShown<'a>>>,
    /// Whether more items match the words than were looked at; only if so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// The stores, the best first.
    pub results: Vec<StoreResult<'a, L, A>>,
    /// With no store inside the radius, the nearest that meets every filter, by distance alone.
    pub nearest_outside: Option<Box<StoreResult<'a, L, A>>>,
    /// How far a nearest store outside was looked for; only without results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searched_m: Option<f64>,
    /// What to send as `cursor` for the stores after these; null after the last.
    pub next_cursor: Option<String>,
    /// Whether no store could be better than these: false only if a page could not be read.
    pub complete: bool,
    /// What it was answered from.
    pub snapshot: SnapshotShown,
    /// Until when stores, order and states hold, arrival times apart.
    pub valid_until: Rfc3339,
    /// Why; only with `explain=1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<Explain>,
}

/// What a person wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// To go there.
    Go,
    /// To buy something.
    Buy,
}

/// Where the origin comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OriginSource {
    /// Coordinates that the caller sent.
    Device,
    /// A cell that the caller sent.
    Cell,
    /// A place that the caller named.
    Place,
    /// The network's idea of where the caller is.
    Network,
}

/// Where from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct OriginShown {
    /// How it is known.
    pub source: OriginSource,
    /// The origin of distances.
    pub geo: Geo,
    /// Its uncertainty in metres, where known.
    pub accuracy_m: Option<f64>,
    /// What it is called, where known.
    pub label: Option<String>,
    /// With `cell`: its corners, counterclockwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub boundary: Vec<Geo>,
}

/// A position on WGS 84, in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Geo {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl From<crate::place::Point> for Geo {
    fn from(point: crate::place::Point) -> Self {
        Self { latitude: point.lat_deg(), longitude: point.lng_deg() }
    }
}

/// One store of an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema), schemars(rename = "StoreResult"))]
pub struct StoreResult<'a, L = Location<'a>, A = Action> {
    /// What it is.
    pub location: L,
    /// Metres from the origin, along the geodesic.
    pub distance_m: f64,
    /// With `cell`: no point of the cell is nearer than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_min_m: Option<f64>,
    /// With `cell`: no point of the cell is farther than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_max_m: Option<f64>,
    /// How long it takes.
    pub travel: Travel,
    /// When it is open.
    pub open: OpenShown,
    /// What it has of what is asked for; only for who wants to buy.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stock: Vec<StockShown<'a>>,
    /// In English, for people who read JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// What to do next.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<A>,
}

/// A store, in the words of the Universal Commerce Protocol's Location.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Location<'a> {
    /// The retailer's code.
    pub id: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// Postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<AddressShown<'a>>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geo: Option<Geo>,
    /// IANA name of its time zone.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub timezone: &'a str,
    /// The week that rules today; absent where hours are unknown, or beyond these words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<Vec<DailyHours>>,
    /// Dates that differ from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception_hours: Option<Vec<ExceptionHours>>,
    /// What it offers: reverse-DNS id to description.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        not(target_arch = "wasm32"),
        schemars(with = "Option<std::collections::BTreeMap<String, AmenityShown>>")
    )]
    pub amenities: Option<Amenities<'a>>,
    /// Its page.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub url: &'a str,
    /// As the feed writes it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub phone: &'a str,
    /// What kind of store.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub category: &'a str,
    /// Where it delivers; with `detail=full`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delivery: Vec<DeliveryArea>,
}

/// A postal address; members that are not known are absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct AddressShown<'a> {
    /// Street and number.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub street_address: &'a str,
    /// Floor, suite, building.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub extended_address: &'a str,
    /// Town.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub address_locality: &'a str,
    /// State or province.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub address_region: &'a str,
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub address_country: &'a str,
    /// Postcode.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub postal_code: &'a str,
    /// As the feed writes it; only for agents.
    #[serde(skip_serializing_if = "str::is_empty")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(skip))]
    pub phone_number: &'a str,
}

/// Services of a store, written as a map from id to description.
#[derive(Clone, Debug, PartialEq)]
pub struct Amenities<'a>(pub Vec<&'a Amenity>);

/// The words of one service.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct AmenityShown<'a> {
    /// For people.
    pub description: &'a str,
}

impl Serialize for Amenities<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for amenity in &self.0 {
            map.serialize_entry(&amenity.id, &AmenityShown { description: &amenity.description })?;
        }
        map.end()
    }
}

/// How long it takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Travel {
    /// How.
    pub mode: Mode,
    /// Whole minutes, rounded up.
    pub minutes: u32,
    /// Always true: a table by distance, not a route.
    pub estimate: bool,
}

/// Whether a store is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OpenState {
    /// It is.
    Open,
    /// It is not.
    Closed,
    /// Nobody can say.
    Unknown,
}

/// When a store is open, in its own offset.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct OpenShown {
    /// At the instant.
    pub state: OpenState,
    /// While open, when it closes; null where that is not known, or never.
    pub until: Option<Rfc3339>,
    /// While closed, when it opens next; null where that is not known, or never.
    pub next: Option<Rfc3339>,
    /// Whether it is open on arrival; null where nobody can say.
    pub on_arrival: Option<bool>,
    /// When a person who leaves now could be served.
    pub served_at: Option<Rfc3339>,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Action {
    /// `directions`, `call`, `website` or `buy`.
    pub rel: &'static str,
    /// Where that is.
    pub href: String,
}

/// What an answer comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct SnapshotShown {
    /// The hash of its manifest.
    pub id: String,
    /// When it was compiled.
    pub built_at: Rfc3339,
}

/// What was looked at, and what was left out by which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct Explain {
    /// Rounds of reads.
    pub rounds: u32,
    /// Pages read, from wherever.
    pub pages: u32,
    /// Pages of stores searched.
    pub leaves: u32,
    /// Pages passed by without reading.
    pub pages_passed_by: PassedBy,
    /// Stores looked at and left out.
    pub stores_left_out: LeftOut,
}

/// Pages passed by, by rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct PassedBy {
    /// Nobody there has the services.
    pub amenity: u32,
    /// Nobody there is open.
    pub open: u32,
    /// Nobody there has it.
    pub stock: u32,
}

/// Stores left out, by rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct LeftOut {
    /// Outside `radius`, or inside `min_radius`.
    pub radius: u32,
    /// Without a service.
    pub amenity: u32,
    /// Without the words of `q`.
    pub words: u32,
    /// Not open when it should be.
    pub open: u32,
    /// Without what is asked for, at the price and in the currency asked for.
    pub stock: u32,
    /// On an earlier page of the answer.
    pub cursor: u32,
}
