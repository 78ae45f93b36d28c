//! Prices as feeds write them.
//!
//! | text | read as |
//! |---|---|
//! | `179.99 USD`, `USD 179.99`, `179.99usd` | 179.99 USD |
//! | `1,299.00 USD`, `1 299.00 USD`, `1'299.00 CHF`, `1,299 USD` | thousands are grouped |
//! | `15,00 EUR`, `1.299,00 EUR` | a decimal comma, which the report names |
//! | `1.299 EUR`, `1,299 KWD` | nobody knows which: not read |

use super::records::Record;
use super::report::{Kind, Report};
use crate::item::{Currency, Money};

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Said<T> {
    Nothing,
    Unreadable,
    This(T),
}

impl<T> Said<T> {
    /// What it says, if that can be read.
    pub(super) fn this(self) -> Option<T> {
        match self {
            Self::This(this) => Some(this),
            Self::Nothing | Self::Unreadable => None,
        }
    }
}

/// The price in a cell; one that cannot be read is reported as `kind`.
pub(super) fn cell(record: &Record, field: usize, kind: Kind, report: &mut Report) -> Said<Money> {
    let (at, text) = (record.origin(), record.cell(field));
    if text.is_empty() {
        return Said::Nothing;
    }
    match read(text) {
        Ok(Read { money, has_comma }) => {
            if has_comma {
                let (kind, why) = (Kind::DecimalComma, "it has a decimal comma");
                report.repair(at, kind, record.name(field), text, why);
            }
            Said::This(money)
        }
        Err(why) => {
            report.repair(at, kind, record.name(field), text, why);
            Said::Unreadable
        }
    }
}

/// A price that could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Read {
    money: Money,
    /// Whether a comma stood for the decimal point.
    has_comma: bool,
}

/// Reads a price.
fn read(text: &str) -> Result<Read, &'static str> {
    let text = text.trim();
    let is_letter = |c: char| c.is_alphabetic();
    let (code, amount) = if text.starts_with(is_letter) {
        text.split_at(text.find(|c| !is_letter(c)).unwrap_or(text.len()))
    } else {
        let (amount, code) = text.split_at(text.trim_end_matches(is_letter).len());
        (code, amount)
    };
    if code.is_empty() {
        return Err("it names no currency by its three letters");
    }
    let currency = currency(code).ok_or("ISO 4217 has no such currency")?;
    let (amount, has_comma) = plain_amount(amount.trim(), currency.exponent())?;
    let money = Money::parse(&amount, currency)
        .ok_or("it has more digits than its currency, or than any price")?;
    Ok(Read { money, has_comma })
}

/// A code that ISO 4217 has.
fn currency(code: &str) -> Option<Currency> {
    let currency = Currency::new(code)?;
    iso_currency::Currency::from_code(currency.as_str()).map(|_| currency)
}

/// Digits and at most one point; whether that was a comma.
fn plain_amount(text: &str, exponent: u8) -> Result<(String, bool), &'static str> {
    let is_gap = |c: char| c == '\'' || c == '’' || c.is_whitespace();
    let amount: String = text.chars().filter(|c| !is_gap(*c)).collect();
    if amount.starts_with('-') {
        return Err("it is negative");
    }
    if !amount.starts_with(|c: char| c.is_ascii_digit())
        || amount.contains(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
    {
        return Err("it is not an amount");
    }
    let Some((at, mark)) = decimal_mark(&amount, exponent)? else {
        return Ok((whole(&amount, &[',', '.'])?, false));
    };
    let (before, after) = (amount.get(..at).unwrap_or_default(), amount.get(at + 1..));
    let other = if mark == ',' { '.' } else { ',' };
    let whole = whole(before, &[other])?;
    Ok((format!("{whole}.{}", after.unwrap_or_default()), mark == ','))
}

/// The comma or point that parts whole units from smaller ones, if one does.
fn decimal_mark(amount: &str, exponent: u8) -> Result<Option<(usize, char)>, &'static str> {
    let marks: Vec<(usize, char)> =
        amount.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    let Some(&(at, mark)) = marks.last() else { return Ok(None) };
    if marks.iter().any(|(_, other)| *other != mark) {
        return Ok(Some((at, mark)));
    }
    if marks.len() > 1 {
        return Ok(None);
    }
    let may_group = amount.len() - at == 4 && at <= 3 && !amount.starts_with('0');
    match (may_group, mark, exponent) {
        (true, '.', 3) | (false, _, _) => Ok(Some((at, mark))),
        (true, ',', 0 | 2) => Ok(None),
        (true, _, _) => Err("it may have thousands or decimals: write a point and all decimals"),
    }
}

/// Digits without the marks between thousands.
fn whole(text: &str, marks: &[char]) -> Result<String, &'static str> {
    let mut groups = text.split(marks);
    let first = groups.next().unwrap_or_default();
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return Err("its thousands are not in groups of three");
        }
        digits.push_str(group);
    }
    let is_digits = digits.bytes().all(|b| b.is_ascii_digit());
    is_digits.then_some(digits).ok_or("it is not an amount")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_are_read() {
        for (what, text, money, has_comma) in [
            ("Google's", "179.99 USD", "179.99 USD", false),
            ("the code first", "USD 179.99", "179.99 USD", false),
            ("lower case, no space", "179.99usd", "179.99 USD", false),
            ("no decimals", "15 EUR", "15.00 EUR", false),
            ("one decimal", "15.5 EUR", "15.50 EUR", false),
            ("four decimals", "179.9900 USD", "179.99 USD", false),
            ("yen", "1500 JPY", "1500 JPY", false),
            ("yen with decimals", "1500.00 JPY", "1500 JPY", false),
            ("grouped yen", "1,500 JPY", "1500 JPY", false),
            ("dinars", "4.125 KWD", "4.125 KWD", false),
            ("thousands by a comma", "1,299.00 USD", "1299.00 USD", false),
            ("thousands only", "1,299 USD", "1299.00 USD", false),
            ("millions", "1,299,000 USD", "1299000.00 USD", false),
            ("millions by points", "1.299.000 EUR", "1299000.00 EUR", false),
            ("thousands by a space", "1 299.00 USD", "1299.00 USD", false),
            ("by a no-break space", "1\u{a0}299,00 EUR", "1299.00 EUR", true),
            ("by an apostrophe", "1'299.00 CHF", "1299.00 CHF", false),
            ("a decimal comma", "15,00 EUR", "15.00 EUR", true),
            ("one decimal after a comma", "15,5 EUR", "15.50 EUR", true),
            ("a decimal comma after thousands", "1.299,00 EUR", "1299.00 EUR", true),
            ("less than one", "0.500 USD", "0.50 USD", false),
            ("less than one, with a comma", "0,99 EUR", "0.99 EUR", true),
            ("nothing to pay", "0 USD", "0.00 USD", false),
        ] {
            let read = read(text).unwrap_or_else(|why| panic!("{what}: {why}"));
            assert_eq!((&*read.money.to_string(), read.has_comma), (money, has_comma), "{what}");
        }
    }

    #[test]
    fn spellings_that_are_not() {
        for (what, text) in [
            ("no currency", "179.99"),
            ("a sign", "$179.99"),
            ("no such currency", "179.99 UDS"),
            ("a word", "free USD"),
            ("only a currency", "USD"),
            ("negative", "-5.00 USD"),
            ("thousands or decimals", "1.299 EUR"),
            ("thousands or decimals of a dinar", "1,299 KWD"),
            ("half a cent", "1.2345 USD"),
            ("half a yen", "15.5 JPY"),
            ("groups of two", "12,34,567.00 USD"),
            ("two decimal points", "1.2.3 USD"),
            ("a range", "5.00 - 6.00 USD"),
            ("more than any price", "99999999999999999999 USD"),
            ("empty", ""),
        ] {
            assert!(read(text).is_err(), "{what}: {:?}", read(text));
        }
    }

    /// Against another table of ISO 4217.
    #[test]
    fn exponents_are_isos() {
        let mut codes = 0;
        for code in 0..26_u32.pow(3) {
            let letter = |place: u32| {
                char::from(b'A' + u8::try_from(code / 26_u32.pow(place) % 26).unwrap())
            };
            let code: String = [2, 1, 0].map(letter).iter().collect();
            let Some(known) = iso_currency::Currency::from_code(&code) else { continue };
            codes += 1;
            let exponent = Currency::new(&code).unwrap().exponent();
            assert_eq!(u16::from(exponent), known.exponent().unwrap_or(0), "{code}");
        }
        assert!(codes > 150, "{codes}");
    }
}
