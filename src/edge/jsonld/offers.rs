//! What a store has, as schema.org's `Offer`.

use super::type_name;
use crate::item::Availability;
use crate::query::reply::{ItemShown, Reply, StockShown, StoreResult};
#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;
use serde::Serialize;

/// schema.org's `Offer`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(super) struct Offer<'a> {
    #[serde(rename = "@type")]
    kind: OfferType,
    /// What one costs now.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<&'a str>,
    /// ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_currency: Option<&'a str>,
    /// When a sale is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    price_valid_until: Option<&'a str>,
    /// One of schema.org's `ItemAvailability`.
    availability: &'static str,
    /// When an order that is given now is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    availability_starts: Option<&'a str>,
    /// What it is.
    item_offered: Product<'a>,
}

/// schema.org's `Product`.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
struct Product<'a> {
    #[serde(rename = "@type")]
    kind: ProductType,
    /// The retailer's id.
    sku: &'a str,
    /// What it is called.
    name: &'a str,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    /// Its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
}

type_name! {
    OfferType = Offer,
    ProductType = Product,
}

/// What a store of a reply has.
pub(super) fn of<'a>(result: &'a StoreResult<'a>, reply: &'a Reply<'a>) -> Vec<Offer<'a>> {
    let items = reply.items.as_deref().unwrap_or_default();
    let offer = |stock: &'a StockShown<'a>| {
        let item = items.iter().find(|item| item.id == stock.item)?;
        let price = stock.sale_price.as_ref().or(stock.price.as_ref());
        Some(Offer {
            kind: OfferType::Offer,
            price: price.map(|price| price.amount.as_str()),
            price_currency: price.map(|price| price.currency.as_str()),
            price_valid_until: stock.sale_until.as_deref(),
            availability: availability(stock.availability),
            availability_starts: stock.pickup.as_ref().and_then(|p| p.ready_at.as_deref()),
            item_offered: product(item),
        })
    };
    result.stock.iter().filter_map(offer).collect()
}

fn product<'a>(item: &'a ItemShown<'a>) -> Product<'a> {
    let known = |text: &'a str| (!text.is_empty()).then_some(text);
    Product {
        kind: ProductType::Product,
        sku: item.id,
        name: item.title,
        url: known(item.link),
        image: known(item.image),
    }
}

const fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::InStock => "https://schema.org/InStock",
        Availability::Limited => "https://schema.org/LimitedAvailability",
        Availability::OnDisplayToOrder => "https://schema.org/BackOrder",
        Availability::OutOfStock => "https://schema.org/OutOfStock",
    }
}
