//! What a person wants to buy, checked.

use crate::item::Currency;
use serde::Serialize;

/// Most items of a basket.
pub const MAX_ITEMS: usize = 8;
/// Most pieces of one of them.
pub const MAX_PIECES: u32 = 99;

/// What is wished for, and on what terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wish {
    /// What.
    pub what: What,
    /// Whether several stores may have it between them, where no one store has it all.
    pub split: bool,
    /// Whether a store counts that has run out of it.
    pub any_stock: bool,
    /// What one piece may cost.
    pub max_price: Option<Amount>,
    /// The currency that is compared; `None` is that of the nearest candidate.
    pub currency: Option<Currency>,
}

/// What is wished for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum What {
    /// Every one of these.
    Basket(Vec<Wanted>),
    /// Something that words say.
    Words(Words),
}

/// An item of a basket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wanted {
    /// The retailer's id, or a trade item number.
    pub name: String,
    /// How many.
    pub pieces: u32,
}

/// Words, and what narrows them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Words {
    /// As a person types them.
    pub text: String,
    /// A step of the item's place in a taxonomy, or all of it.
    pub category: Option<String>,
    /// Who makes it.
    pub brand: Option<String>,
}

impl Wish {
    /// For a basket, with every default.
    pub const fn basket(items: Vec<Wanted>) -> Self {
        Self {
            what: What::Basket(items),
            split: false,
            any_stock: false,
            max_price: None,
            currency: None,
        }
    }
}

/// An amount of no currency yet: so many units of a decimal place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Amount {
    units: u64,
    decimals: u32,
}

impl Amount {
    /// More than anything costs.
    pub const MOST: Self = Self { units: u64::MAX, decimals: 0 };

    /// `199`, `199.99`: at most 15 digits, of which four after the point.
    pub fn new(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{part}");
        let is_number = digits.bytes().all(|b| b.is_ascii_digit()) && !whole.is_empty();
        if !is_number || digits.len() > 15 || part.len() > 4 || text.ends_with('.') {
            return None;
        }
        Some(Self { units: digits.parse().ok()?, decimals: u32::try_from(part.len()).ok()? })
    }

    /// As many of the smallest units of a currency as it pays for.
    pub fn minor(self, currency: Currency) -> u64 {
        let exponent = u32::from(currency.exponent());
        match exponent.checked_sub(self.decimals) {
            Some(more) => self.units.saturating_mul(10_u64.saturating_pow(more)),
            None => self.units / 10_u64.saturating_pow(self.decimals - exponent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        let minor =
            |text: &str, currency| Some(Amount::new(text)?.minor(Currency::new(currency).unwrap()));
        for (text, currency, expected) in [
            ("199", "USD", Some(19_900)),
            ("199.9", "USD", Some(19_990)),
            ("0.99", "USD", Some(99)),
            ("0.999", "USD", Some(99)),
            ("199.99", "JPY", Some(199)),
            ("1.5", "KWD", Some(1_500)),
            ("0", "USD", Some(0)),
            ("", "USD", None),
            ("-1", "USD", None),
            (".5", "USD", None),
            ("5.", "USD", None),
            ("1e3", "USD", None),
            ("1,5", "USD", None),
            ("1.23456", "USD", None),
            ("9999999999999999", "USD", None),
        ] {
            assert_eq!(minor(text, currency), expected, "{text}");
        }
    }
}
