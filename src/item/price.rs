//! What an item costs, and until when.

use super::Money;
use crate::time::UtcSeconds;
use serde::{Deserialize, Serialize};

/// A span of time, from one instant on and until before another; either side may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    from: Option<UtcSeconds>,
    until: Option<UtcSeconds>,
}

impl Window {
    /// Open on both sides.
    pub const ALWAYS: Self = Self { from: None, until: None };

    /// `None` where it would end before it has begun, or as it begins.
    pub fn new(from: Option<UtcSeconds>, until: Option<UtcSeconds>) -> Option<Self> {
        let is_empty = from.zip(until).is_some_and(|(from, until)| until <= from);
        (!is_empty).then_some(Self { from, until })
    }

    /// When it begins; `None`: it always has.
    pub const fn from(self) -> Option<UtcSeconds> {
        self.from
    }

    /// When it is over; `None`: never.
    pub const fn until(self) -> Option<UtcSeconds> {
        self.until
    }

    /// Whether `at` is inside.
    pub fn contains(self, at: UtcSeconds) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    /// The next instant after `at` at which [`Window::contains`] changes.
    pub fn next_edge(self, at: UtcSeconds) -> Option<UtcSeconds> {
        self.from.filter(|from| at < *from).or(self.until).filter(|edge| at < *edge)
    }
}

/// A lower price for a time, in the currency of the price that it is below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sale {
    /// In the currency's smallest unit.
    pub minor: u64,
    /// When it is in force.
    pub window: Window,
}

/// A price, and a sale where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Price {
    regular: Money,
    sale: Option<Sale>,
}

/// Why a price cannot have a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaleError {
    /// It is in another currency.
    OtherCurrency,
    /// It is more than the price.
    AbovePrice,
}

impl Price {
    /// Without a sale.
    pub const fn new(regular: Money) -> Self {
        Self { regular, sale: None }
    }

    /// The same price with a sale.
    pub fn with_sale(self, sale: Money, window: Window) -> Result<Self, SaleError> {
        if sale.currency != self.regular.currency {
            Err(SaleError::OtherCurrency)
        } else if sale.minor > self.regular.minor {
            Err(SaleError::AbovePrice)
        } else {
            Ok(Self { regular: self.regular, sale: Some(Sale { minor: sale.minor, window }) })
        }
    }

    /// What it costs without the sale.
    pub const fn regular(self) -> Money {
        self.regular
    }

    /// The sale, in force or not.
    pub const fn sale(self) -> Option<Sale> {
        self.sale
    }

    /// The sale that is in force at `at`.
    pub fn sale_at(self, at: UtcSeconds) -> Option<Sale> {
        self.sale.filter(|sale| sale.window.contains(at))
    }

    /// What it costs at `at`.
    pub fn at(self, at: UtcSeconds) -> Money {
        let minor = self.sale_at(at).map_or(self.regular.minor, |sale| sale.minor);
        Money { minor, ..self.regular }
    }

    /// The least that it costs at any time.
    pub fn lowest(self) -> Money {
        let minor = self.sale.map_or(self.regular.minor, |sale| sale.minor);
        Money { minor, ..self.regular }
    }

    /// Whether it is as [`Price::new`] and [`Price::with_sale`] make it: bytes may say anything.
    pub fn is_sound(self) -> bool {
        let is_window =
            |window: Window| Window::new(window.from, window.until).is_some_and(|w| w == window);
        let is_sale = |sale: Sale| sale.minor <= self.regular.minor && is_window(sale.window);
        self.regular.minor <= Money::MAX_MINOR && self.sale.is_none_or(is_sale)
    }

    /// The next instant after `at` at which what it costs changes.
    pub fn next_edge(self, at: UtcSeconds) -> Option<UtcSeconds> {
        self.sale.filter(|sale| sale.minor < self.regular.minor)?.window.next_edge(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Currency;

    fn usd(minor: u64) -> Money {
        Money { minor, currency: Currency::new("USD").unwrap() }
    }

    fn window(from: Option<i64>, until: Option<i64>) -> Option<Window> {
        Window::new(from.map(UtcSeconds), until.map(UtcSeconds))
    }

    #[test]
    fn windows_hold_their_first_instant_and_not_their_last() {
        for (from, until, at, inside, edge) in [
            (Some(10), Some(20), 9, false, Some(10)),
            (Some(10), Some(20), 10, true, Some(20)),
            (Some(10), Some(20), 19, true, Some(20)),
            (Some(10), Some(20), 20, false, None),
            (None, Some(20), 0, true, Some(20)),
            (None, Some(20), 20, false, None),
            (Some(10), None, 9, false, Some(10)),
            (Some(10), None, 99, true, None),
            (None, None, 0, true, None),
        ] {
            let window = window(from, until).unwrap();
            let at = UtcSeconds(at);
            let found = (window.contains(at), window.next_edge(at));
            assert_eq!(found, (inside, edge.map(UtcSeconds)), "{window:?} at {at:?}");
        }
        assert_eq!(window(Some(10), Some(10)), None);
        assert_eq!(window(Some(10), Some(9)), None);
    }

    #[test]
    fn a_sale_holds_within_its_window() {
        let price = Price::new(usd(500)).with_sale(usd(400), window(Some(10), Some(20)).unwrap());
        let price = price.unwrap();
        let at = |s| (price.at(UtcSeconds(s)).minor, price.next_edge(UtcSeconds(s)).map(|e| e.0));
        assert_eq!([9, 10, 20].map(at), [(500, Some(10)), (400, Some(20)), (500, None)]);
        assert_eq!((price.lowest(), price.regular()), (usd(400), usd(500)));
        assert_eq!(price.sale_at(UtcSeconds(20)), None);
    }

    #[test]
    fn a_sale_is_below_its_price_and_in_its_currency() {
        let price = Price::new(usd(500));
        let always = Window::ALWAYS;
        assert_eq!(price.with_sale(usd(501), always), Err(SaleError::AbovePrice));
        let euro = Money { minor: 1, currency: Currency::new("EUR").unwrap() };
        assert_eq!(price.with_sale(euro, always), Err(SaleError::OtherCurrency));
        let same = price.with_sale(usd(500), window(Some(10), None).unwrap()).unwrap();
        assert_eq!(same.next_edge(UtcSeconds(0)), None, "nothing changes");
        assert!(price.is_sound() && same.is_sound());
        let forged = |minor, window| Price { sale: Some(Sale { minor, window }), ..price };
        let never = Window { from: Some(UtcSeconds(10)), until: Some(UtcSeconds(10)) };
        assert!(!forged(501, always).is_sound() && !forged(500, never).is_sound());
        assert!(!Price::new(usd(Money::MAX_MINOR + 1)).is_sound());
    }
}
