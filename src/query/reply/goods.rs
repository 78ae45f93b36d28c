//! What a reply says of items, and of what stores have of them.

use crate::item::{AmountText, Availability, CurrencyText, Money, PickupMethod};
use crate::time::Rfc3339;
#[cfg(not(target_arch = "wasm32"))]
use schemars::JsonSchema;
use serde::Serialize;

/// An item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct ItemShown<'a> {
    /// The retailer's id.
    pub id: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// Who makes it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub brand: &'a str,
    /// Its picture.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub image: &'a str,
    /// Its page.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub link: &'a str,
}

/// What a store has of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct StockShown<'a> {
    /// The retailer's id of it.
    pub item: &'a str,
    /// Whether it can be had.
    pub availability: Availability,
    /// How many, as far as is told: the largest number that is told stands for more, too.
    pub quantity: Option<u32>,
    /// What one costs without a sale; null where nobody knows.
    pub price: Option<MoneyShown>,
    /// What one costs now; null without a sale.
    pub sale_price: Option<MoneyShown>,
    /// When the sale is over, in the store's offset; null without one, or if it has no end.
    pub sale_until: Option<Rfc3339>,
    /// How it is picked up; null where that is not offered.
    pub pickup: Option<PickupShown>,
    /// Where in the store it lies.
    pub aisle: Option<&'a str>,
    /// When the feed was made that says so.
    pub as_of: Rfc3339,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct MoneyShown {
    /// Decimal, with as many digits after the point as the currency has.
    pub amount: AmountText,
    /// ISO 4217.
    pub currency: CurrencyText,
}

/// How an item is picked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(JsonSchema))]
pub struct PickupShown {
    /// How; null where the feed does not say.
    pub method: Option<PickupMethod>,
    /// When an order that is given now is ready, in the store's offset; null where nobody knows.
    pub ready_at: Option<Rfc3339>,
}

impl From<Money> for MoneyShown {
    fn from(money: Money) -> Self {
        Self { amount: money.amount(), currency: money.currency.text() }
    }
}
