//! Money in integer minor units.

use arrayvec::ArrayString;
use serde::{Deserialize, Serialize};

/// An amount as text, in place.
pub type AmountText = ArrayString<AMOUNT_BYTES>;
/// A currency's code as text, in place.
pub type CurrencyText = ArrayString<3>;

const AMOUNT_BYTES: usize = 24;

/// An ISO 4217 code: three upper-case letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Currency([u8; 3]);

/// Minor digits where they are not two: ISO 4217, list one. Codes without minor units (gold,
/// special drawing rights, testing) have none.
const EXPONENTS: [(&[u8; 3], u8); 39] = [
    (b"BHD", 3),
    (b"BIF", 0),
    (b"CLF", 4),
    (b"CLP", 0),
    (b"DJF", 0),
    (b"GNF", 0),
    (b"IQD", 3),
    (b"ISK", 0),
    (b"JOD", 3),
    (b"JPY", 0),
    (b"KMF", 0),
    (b"KRW", 0),
    (b"KWD", 3),
    (b"LYD", 3),
    (b"OMR", 3),
    (b"PYG", 0),
    (b"RWF", 0),
    (b"TND", 3),
    (b"UGX", 0),
    (b"UYI", 0),
    (b"UYW", 4),
    (b"VND", 0),
    (b"VUV", 0),
    (b"XAF", 0),
    (b"XAG", 0),
    (b"XAU", 0),
    (b"XBA", 0),
    (b"XBB", 0),
    (b"XBC", 0),
    (b"XBD", 0),
    (b"XDR", 0),
    (b"XOF", 0),
    (b"XPD", 0),
    (b"XPF", 0),
    (b"XPT", 0),
    (b"XSU", 0),
    (b"XTS", 0),
    (b"XUA", 0),
    (b"XXX", 0),
];

impl Currency {
    /// From three letters, in any case. That they are a currency is for the feed to know.
    pub fn new(text: &str) -> Option<Self> {
        let code: [u8; 3] = text.as_bytes().try_into().ok()?;
        code.iter().all(u8::is_ascii_alphabetic).then(|| Self(code.map(|b| b.to_ascii_uppercase())))
    }

    /// `USD`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The same, to be kept.
    pub fn text(&self) -> CurrencyText {
        CurrencyText::from(self.as_str()).unwrap_or_default()
    }

    /// Digits after the point: 2 for dollars, 0 for yen, 3 for dinars.
    pub fn exponent(self) -> u8 {
        let place = EXPONENTS.binary_search_by(|(code, _)| (*code).cmp(&self.0)).ok();
        place.and_then(|place| EXPONENTS.get(place)).map_or(2, |(_, exponent)| *exponent)
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount that is not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// In the currency's smallest unit: cents, yen, fils.
    pub minor: u64,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// No amount is larger: sums of millions of them stay within 64 bits.
    pub const MAX_MINOR: u64 = 1_000_000_000_000_000;

    /// From `179.99`: digits, and a point where there are more than whole units. Digits beyond
    /// the currency's exponent must be zeros.
    pub fn parse(amount: &str, currency: Currency) -> Option<Self> {
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let exponent = usize::from(currency.exponent());
        let (kept, beyond) = fraction.split_at_checked(exponent).unwrap_or((fraction, ""));
        if beyond.bytes().any(|b| b != b'0') {
            return None;
        }
        let minor: u64 = format!("{whole}{kept:0<exponent$}").parse().ok()?;
        (minor <= Self::MAX_MINOR).then_some(Self { minor, currency })
    }

    /// `179.99`; yen without a point.
    pub fn amount(self) -> AmountText {
        let exponent = usize::from(self.currency.exponent());
        let (mut text, mut rest, mut digits) = ([0; AMOUNT_BYTES], self.minor, 0);
        // From the last digit to the first: at most twenty, and a point.
        let mut places = text.iter_mut().rev();
        while rest > 0 || digits <= exponent {
            if digits == exponent && exponent > 0 {
                places.next().into_iter().for_each(|place| *place = b'.');
            }
            let digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            places.next().into_iter().for_each(|place| *place = digit);
            (rest, digits) = (rest / 10, digits + 1);
        }
        let start = places.len();
        let written = text.get(start..).and_then(|text| std::str::from_utf8(text).ok());
        written.and_then(|text| AmountText::from(text).ok()).unwrap_or_default()
    }
}

impl std::fmt::Display for Money {
    /// `179.99 USD`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: &str, code: &str) -> Option<Money> {
        Money::parse(amount, Currency::new(code).unwrap())
    }

    #[test]
    fn amounts_are_read_and_written_by_the_currencys_exponent() {
        for (amount, code, minor, written) in [
            ("179.99", "USD", 17_999, "179.99"),
            ("179.9", "EUR", 17_990, "179.90"),
            ("179", "usd", 17_900, "179.00"),
            ("179.", "USD", 17_900, "179.00"),
            ("0.05", "USD", 5, "0.05"),
            ("0", "USD", 0, "0.00"),
            ("007", "USD", 700, "7.00"),
            ("179.9900", "USD", 17_999, "179.99"),
            ("1500", "JPY", 1_500, "1500"),
            ("1500.00", "JPY", 1_500, "1500"),
            ("4.125", "KWD", 4_125, "4.125"),
            ("0.001", "BHD", 1, "0.001"),
            ("1.2345", "CLF", 12_345, "1.2345"),
            ("10000000000000", "USD", 1_000_000_000_000_000, "10000000000000.00"),
            ("0", "JPY", 0, "0"),
        ] {
            let read = money(amount, code).unwrap_or_else(|| panic!("{amount} {code}"));
            assert_eq!((read.minor, &*read.amount()), (minor, written), "{amount} {code}");
        }
    }

    #[test]
    fn what_is_no_amount() {
        for (amount, code) in [
            ("", "USD"),
            (".5", "USD"),
            ("-1", "USD"),
            ("+1", "USD"),
            ("1,5", "USD"),
            ("1e3", "USD"),
            ("1.2.3", "USD"),
            ("٣", "USD"),
            ("1.005", "USD"),
            ("1500.5", "JPY"),
            ("10000000000000.01", "USD"),
            ("99999999999999999999999", "USD"),
        ] {
            assert_eq!(money(amount, code), None, "{amount}");
        }
    }

    #[test]
    fn codes() {
        assert_eq!(Currency::new("usd").unwrap().as_str(), "USD");
        for text in ["", "US", "USDT", "U$D", "€", "ab1"] {
            assert_eq!(Currency::new(text), None, "{text}");
        }
        assert!(EXPONENTS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
