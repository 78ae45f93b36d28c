//! What a person does next: links that a phone understands.

use super::reply::{Action, Geo};
use crate::place::Mode;
use crate::snapshot::Record;

/// E.164 has no longer numbers.
const MAX_DIGITS: usize = 15;

/// Directions, a call, the store's page: those that there are.
pub fn actions(geo: Option<Geo>, record: &Record<'_>, mode: Mode) -> Vec<Action> {
    let links = [
        ("directions", geo.map(|geo| directions(geo, mode))),
        ("call", tel(record.phone)),
        ("website", is_web(record.url).then(|| record.url.to_owned())),
    ];
    links.into_iter().filter_map(|(rel, href)| Some(Action { rel, href: href? })).collect()
}

/// Whether a browser can go there.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn directions(Geo { latitude, longitude }: Geo, mode: Mode) -> String {
    let mode = match mode {
        Mode::Walk => "walking",
        Mode::Bike => "bicycling",
        Mode::Drive => "driving",
    };
    format!(
        "https://www.google.com/maps/dir/?api=1&destination={latitude},{longitude}&travelmode={mode}"
    )
}

/// The first number of what a feed calls a phone; `None` where it is not surely one.
fn tel(phone: &str) -> Option<String> {
    let first = phone.split([';', ',']).next()?;
    // What follows a word is an extension; a word after few digits is part of the number.
    let number = first.split(char::is_alphabetic).next()?;
    let least = if number.len() < first.len() { 7 } else { 3 };
    let start = |c: char| c.is_ascii_digit() || c == '+';
    let number = number.get(number.find(start)?..)?;
    let (plus, number) = match number.strip_prefix('+') {
        Some(number) => ("+", number.replace("(0)", "")),
        None => ("", number.to_owned()),
    };
    let number = number.split('+').next()?;
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (least..=MAX_DIGITS).contains(&digits.len()).then(|| format!("tel:{plus}{digits}"))
}

#[cfg(test)]
mod tests {
    use super::tel;

    #[test]
    fn what_feeds_call_a_phone() {
        for (phone, link) in [
            ("+1 612-555-0100", Some("tel:+16125550100")),
            ("(612) 555 0100", Some("tel:6125550100")),
            ("030/901820", Some("tel:030901820")),
            ("(+49) 30 901820", Some("tel:+4930901820")),
            ("+44 (0)20 7946 0018", Some("tel:+442079460018")),
            ("\u{202d}+44 20 7946 0018\u{202c}", Some("tel:+442079460018")),
            // Two numbers are not one long one.
            ("+49 30 901820; +49 30 901821", Some("tel:+4930901820")),
            ("+49 30 901820, +49 30 901821", Some("tel:+4930901820")),
            ("+49 30 901820 +49 30 901821", Some("tel:+4930901820")),
            ("030 9018 2000 / 0171 234 5678", None),
            // An extension is not part of the number.
            ("+1 612-555-0100 ext. 12", Some("tel:+16125550100")),
            ("612 555 0100 x7", Some("tel:6125550100")),
            // A word may be.
            ("1-800-FLOWERS", None),
            ("N/A", None),
            ("https://example.com/9012345678", None),
            ("112", Some("tel:112")),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(tel(phone).as_deref(), link, "{phone:?}");
        }
    }
}
