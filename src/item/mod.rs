//! What is sold: the item, its price, and what of it a store has.

mod gtin;
mod money;
mod price;
mod stock;
mod stocked;

pub use gtin::{Gtin, GtinError};
pub use money::{AmountText, Currency, CurrencyText, Money};
pub use price::{Price, Sale, SaleError, Window};
pub use stock::{Availability, LeadTime, Pickup, PickupMethod, Quantities, Stock};
pub use stocked::{NOTHING, Shelf, Stocked, Stocking};

use serde::{Deserialize, Serialize};

/// The retailer's own id for an item: not empty, at most 200 bytes, no control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(String);

impl ItemId {
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

impl std::fmt::Display for ItemId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An item as a product feed describes it; texts are empty where unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The retailer's id.
    pub id: ItemId,
    /// What it is called.
    pub title: String,
    /// More of it in words.
    pub description: String,
    /// Its page.
    pub link: String,
    /// Its picture.
    pub image: String,
    /// Who makes it.
    pub brand: String,
    /// Its trade item number.
    pub gtin: Option<Gtin>,
    /// Its place in Google's product taxonomy: a path (`Media > Books`) or a number.
    pub category: String,
    /// Its place in the retailer's own taxonomy.
    pub product_type: String,
    /// What it costs where a store says nothing else.
    pub price: Option<Money>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_trimmed_and_checked() {
        assert_eq!(ItemId::new(" A2B4 ").map(|id| id.to_string()).as_deref(), Some("A2B4"));
        assert!(ItemId::new(&"7".repeat(200)).is_some());
        for text in ["", "  ", "a\tb", "a\u{7f}", &"7".repeat(201)] {
            assert_eq!(ItemId::new(text), None, "{text:?}");
        }
    }
}
