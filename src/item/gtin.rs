//! Global trade item numbers: UPC, EAN, ISBN-13, ITF-14.

use serde::{Deserialize, Serialize};

/// A trade item number, of 8 to 14 digits with its check digit, kept without leading zeros: the
/// same article has one number, however many zeros a feed writes before it or a sheet has lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Gtin(u64);

/// Why a text is no trade item number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GtinError {
    /// Something else than digits, spaces and hyphens; or nothing but zeros.
    NotDigits,
    /// More than 14 digits that count.
    TooLong,
    /// The last digit does not follow from the others.
    WrongCheckDigit {
        /// The one that would.
        expected: u8,
    },
}

impl std::fmt::Display for GtinError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotDigits => f.write_str("it is not a number of 8 to 14 digits"),
            Self::TooLong => f.write_str("it has more than 14 digits"),
            Self::WrongCheckDigit { expected } => {
                write!(f, "its check digit is wrong: the others ask for {expected}")
            }
        }
    }
}

impl std::error::Error for GtinError {}

impl Gtin {
    /// From digits, with spaces and hyphens between them where people put them.
    pub fn new(text: &str) -> Result<Self, GtinError> {
        let mut number: u64 = 0;
        for c in text.trim().chars().filter(|c| !matches!(c, ' ' | '-')) {
            let digit = c.to_digit(10).ok_or(GtinError::NotDigits)?;
            number = number
                .checked_mul(10)
                .and_then(|n| n.checked_add(u64::from(digit)))
                .ok_or(GtinError::TooLong)?;
        }
        Self::from_number(number)
    }

    /// From its number.
    pub fn from_number(number: u64) -> Result<Self, GtinError> {
        match number {
            0 => Err(GtinError::NotDigits),
            100_000_000_000_000.. => Err(GtinError::TooLong),
            _ => match check_digit(number / 10) {
                expected if u64::from(expected) == number % 10 => Ok(Self(number)),
                expected => Err(GtinError::WrongCheckDigit { expected }),
            },
        }
    }

    /// Its number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

/// The digits from the right weigh 3, 1, 3, 1 …; the check digit fills up to a ten. Leading zeros
/// weigh nothing, so that one rule does for all lengths.
fn check_digit(mut digits: u64) -> u8 {
    let (mut sum, mut weight) = (0, 3);
    while digits > 0 {
        sum += digits % 10 * weight;
        digits /= 10;
        weight = 4 - weight;
    }
    u8::try_from((10 - sum % 10) % 10).unwrap_or_default()
}

impl std::fmt::Display for Gtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_and_spelling() {
        for (what, text, number) in [
            ("UPC-A", "036000291452", 36_000_291_452),
            ("UPC-A as EAN-13", "0036000291452", 36_000_291_452),
            ("UPC-A as GTIN-14", "00036000291452", 36_000_291_452),
            ("UPC-A that a sheet has shortened", "36000291452", 36_000_291_452),
            ("EAN-13", "4006381333931", 4_006_381_333_931),
            ("EAN-8", "73513537", 73_513_537),
            ("ISBN-13 with hyphens", "978-0-306-40615-7", 9_780_306_406_157),
            ("GTIN-14 of a case", "10614141000415", 10_614_141_000_415),
            ("spaces", " 4006381 333931 ", 4_006_381_333_931),
            ("a check digit of zero", "4000000000020", 4_000_000_000_020),
        ] {
            assert_eq!(Gtin::new(text).map(Gtin::number), Ok(number), "{what}");
        }
    }

    #[test]
    fn what_is_none() {
        for (what, text, error) in [
            ("empty", "", GtinError::NotDigits),
            ("zeros", "0000000000000", GtinError::NotDigits),
            ("a word", "none", GtinError::NotDigits),
            ("ISBN-10 with X", "080442957X", GtinError::NotDigits),
            ("a sheet's power of ten", "4.00638E+12", GtinError::NotDigits),
            ("fifteen digits", "123456789012345", GtinError::TooLong),
            ("as long as a word", "99999999999999999999999", GtinError::TooLong),
            ("a digit off", "4006381333932", GtinError::WrongCheckDigit { expected: 1 }),
            (
                "digits in each other's place",
                "036000294152",
                GtinError::WrongCheckDigit { expected: 6 },
            ),
        ] {
            assert_eq!(Gtin::new(text), Err(error), "{what}");
        }
    }
}
