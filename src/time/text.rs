//! Instants as text.

use super::{DAY_S, Day, UtcSeconds};
use arrayvec::ArrayString;

/// RFC 3339, or nothing; in place, since a reply has dozens of them.
pub type Rfc3339 = ArrayString<25>;

/// How long such a text is before its offset.
const LABEL: usize = 19;

impl UtcSeconds {
    /// RFC 3339 in UTC: `2026-11-21T17:40:00Z`; empty outside the years 0…9999.
    pub fn to_rfc3339(self) -> Rfc3339 {
        let Some(mut text) = self.label(0) else { return Rfc3339::new() };
        text[LABEL] = b'Z';
        as_text(&text, LABEL + 1)
    }

    /// RFC 3339 with a local offset: `2026-11-21T11:40:00-06:00`; empty outside the years 0…9999.
    /// An offset has no seconds: they are cut off, and the clock shows what it says.
    pub fn to_rfc3339_at(self, offset_s: i32) -> Rfc3339 {
        let minutes = i64::from(offset_s.abs() / 60);
        let sign = if offset_s < 0 { -1 } else { 1 };
        let Some(mut text) = self.label(sign * minutes * 60) else { return Rfc3339::new() };
        if sign < 0 {
            text[LABEL] = b'-';
        }
        put_two(&mut text, LABEL + 1, minutes / 60);
        put_two(&mut text, LABEL + 4, minutes % 60);
        as_text(&text, text.len())
    }

    /// `2026-11-21T17:40:00` by a clock that is `offset_s` ahead of UTC, and no offset yet; `None`
    /// outside the years 0…9999.
    fn label(self, offset_s: i64) -> Option<[u8; 25]> {
        let label = self.0.saturating_add(offset_s);
        let second = label.rem_euclid(DAY_S);
        let (year, month, date) = Day(i32::try_from(label.div_euclid(DAY_S)).ok()?).civil();
        if !(0..=9_999).contains(&year) {
            return None;
        }
        let mut text = *b"0000-00-00T00:00:00+00:00";
        let parts = [
            (0, year / 100),
            (2, year % 100),
            (5, month),
            (8, date),
            (11, second / 3_600),
            (14, second / 60 % 60),
            (17, second % 60),
        ];
        for (place, number) in parts {
            put_two(&mut text, place, number);
        }
        Some(text)
    }
}

/// The last digit of a number that is not negative.
fn digit(number: i64) -> u8 {
    b'0' + u8::try_from(number % 10).unwrap_or(0)
}

/// Writes a number below a hundred as two digits; others lose what is above.
fn put_two(text: &mut [u8], place: usize, number: i64) {
    if let Some([tens, ones]) = text.get_mut(place..place + 2) {
        (*tens, *ones) = (digit(number / 10), digit(number));
    }
}

/// The first bytes, which are ASCII.
fn as_text(text: &[u8; 25], length: usize) -> Rfc3339 {
    let text = text.get(..length).and_then(|text| std::str::from_utf8(text).ok());
    text.and_then(|text| Rfc3339::from(text).ok()).unwrap_or_default()
}

/// Appends a number that is not negative as so many decimal digits, zeros before it; higher ones
/// are cut off.
pub fn push_digits(text: &mut String, number: i64, digits: u32) {
    if digits > 2 {
        push_digits(text, number / 100, digits - 2);
    }
    if digits > 1 {
        text.push(char::from(digit(number / 10)));
    }
    text.push(char::from(digit(number)));
}
