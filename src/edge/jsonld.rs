//! Replies as `application/ld+json`: schema.org's words, as search engines read them.
//!
//! A store's `@id` is the path that it can be looked up at, since many share one `url`.

mod hours;
mod offers;

use super::route::StoreReply;
use crate::query::reply::{AddressShown, Amenities, Geo, Location, Reply, StoreResult};
use hours::OpeningHours;
use offers::Offer;
#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;
use serde::Serialize;

/// An answer, as a list of stores.
pub fn render(reply: &Reply<'_>) -> Vec<u8> {
    serde_json::to_vec(&Document::of_reply(reply)).unwrap_or_default()
}

/// One store.
pub fn render_store(reply: &StoreReply<'_>) -> Vec<u8> {
    serde_json::to_vec(&Document::of(Store::of(&reply.location))).unwrap_or_default()
}

const CONTEXT: &str = "https://schema.org";
/// A thing of schema.org on its own.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema), schemars(rename = "{T}Document"))]
pub(super) struct Document<T> {
    /// `https://schema.org`.
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(flatten)]
    thing: T,
}

/// An answer as schema.org's `ItemList`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub(super) struct ItemList<'a> {
    #[serde(rename = "@type")]
    kind: ItemListType,
    /// How many stores.
    #[serde(rename = "numberOfItems")]
    count: usize,
    /// The best first.
    #[serde(rename = "itemListOrder")]
    order: &'static str,
    /// The stores.
    #[serde(rename = "itemListElement")]
    elements: Vec<ListItem<'a>>,
}

/// A place of the list.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
struct ListItem<'a> {
    #[serde(rename = "@type")]
    kind: ListItemType,
    /// From 1 on.
    position: usize,
    /// In English: how far, and until when it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    /// The store.
    item: Store<'a>,
}

/// schema.org's `Store`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(super) struct Store<'a> {
    #[serde(rename = "@type")]
    kind: StoreType,
    /// Where it can be looked up.
    #[serde(rename = "@id")]
    iri: String,
    /// The retailer's code.
    identifier: &'a str,
    /// What it is called.
    name: &'a str,
    /// Where it is, for the post.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<PostalAddress<'a>>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    geo: Option<GeoCoordinates>,
    /// As the feed writes it.
    #[serde(skip_serializing_if = "str::is_empty")]
    telephone: &'a str,
    /// Its page.
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
    /// The week that rules today, and dates that differ from it; absent where hours are unknown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opening_hours_specification: Vec<OpeningHours<'a>>,
    /// What it offers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amenity_feature: Vec<AmenityFeature<'a>>,
    /// What it has of what is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    makes_offer: Vec<Offer<'a>>,
}

/// schema.org's `PostalAddress`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
struct PostalAddress<'a> {
    #[serde(rename = "@type")]
    kind: PostalAddressType,
    /// Street and number.
    #[serde(skip_serializing_if = "str::is_empty")]
    street_address: &'a str,
    /// Floor, suite, building.
    #[serde(skip_serializing_if = "str::is_empty")]
    extended_address: &'a str,
    /// Town.
    #[serde(skip_serializing_if = "str::is_empty")]
    address_locality: &'a str,
    /// State or province.
    #[serde(skip_serializing_if = "str::is_empty")]
    address_region: &'a str,
    /// Postcode.
    #[serde(skip_serializing_if = "str::is_empty")]
    postal_code: &'a str,
    /// ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "str::is_empty")]
    address_country: &'a str,
}

/// schema.org's `GeoCoordinates`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
struct GeoCoordinates {
    #[serde(rename = "@type")]
    kind: GeoCoordinatesType,
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
}

/// schema.org's `LocationFeatureSpecification`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
struct AmenityFeature<'a> {
    #[serde(rename = "@type")]
    kind: AmenityFeatureType,
    /// Its reverse-DNS id.
    #[serde(rename = "propertyID")]
    property_id: &'a str,
    /// For people.
    name: &'a str,
    /// Always true: it has it.
    value: bool,
}

/// The one word that `@type` says.
macro_rules! type_name {
    ($($name:ident = $word:ident),+ $(,)?) => {$(
        #[derive(Serialize)]
        #[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema), schemars(inline))]
        enum $name {
            $word,
        }
    )+};
}

type_name! {
    ItemListType = ItemList,
    ListItemType = ListItem,
    StoreType = Store,
    PostalAddressType = PostalAddress,
    GeoCoordinatesType = GeoCoordinates,
    AmenityFeatureType = LocationFeatureSpecification,
}
pub(super) use type_name;

impl<T> Document<T> {
    const fn of(thing: T) -> Self {
        Self { context: CONTEXT, thing }
    }
}

impl<'a> Document<ItemList<'a>> {
    fn of_reply(reply: &'a Reply<'a>) -> Self {
        let item = |(position, result): (usize, &'a StoreResult<'a>)| ListItem {
            kind: ListItemType::ListItem,
            position,
            description: result.headline.as_deref(),
            item: Store { makes_offer: offers::of(result, reply), ..Store::of(&result.location) },
        };
        Self::of(ItemList {
            kind: ItemListType::ItemList,
            count: reply.results.len(),
            order: "https://schema.org/ItemListOrderAscending",
            elements: (1..).zip(&reply.results).map(item).collect(),
        })
    }
}

impl<'a> Store<'a> {
    fn of(location: &'a Location<'a>) -> Self {
        Self {
            kind: StoreType::Store,
            iri: format!("/v1/stores/{}", percent_encoded(location.id)),
            identifier: location.id,
            name: location.name,
            address: location.address.as_ref().map(postal_address),
            geo: location.geo.map(coordinates),
            telephone: location.phone,
            url: location.url,
            opening_hours_specification: hours::specification(location),
            amenity_feature: location.amenities.as_ref().map(features).unwrap_or_default(),
            makes_offer: Vec::new(),
        }
    }
}

const fn postal_address<'a>(address: &AddressShown<'a>) -> PostalAddress<'a> {
    PostalAddress {
        kind: PostalAddressType::PostalAddress,
        street_address: address.street_address,
        extended_address: address.extended_address,
        address_locality: address.address_locality,
        address_region: address.address_region,
        postal_code: address.postal_code,
        address_country: address.address_country,
    }
}

const fn coordinates(Geo { latitude, longitude }: Geo) -> GeoCoordinates {
    GeoCoordinates { kind: GeoCoordinatesType::GeoCoordinates, latitude, longitude }
}

fn features<'a>(amenities: &Amenities<'a>) -> Vec<AmenityFeature<'a>> {
    let feature = |amenity: &&'a crate::store::Amenity| AmenityFeature {
        kind: AmenityFeatureType::LocationFeatureSpecification,
        property_id: &amenity.id,
        name: &amenity.description,
        value: true,
    };
    amenities.0.iter().map(feature).collect()
}

/// As one segment of a path.
fn percent_encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut path, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                path.push(char::from(byte));
            }
            _ => {
                let _ = write!(path, "%{byte:02X}");
            }
        }
        path
    })
}
