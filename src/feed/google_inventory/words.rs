//! The words of the feed, in every spelling: `In stock`, `in_stock`, `IN-STOCK`.

use super::super::text::plain;
use crate::item::{Availability, LeadTime, PickupMethod};

/// What stands under `availability`.
pub(super) fn availability(text: &str) -> Option<Availability> {
    // https://schema.org/InStock
    let word = text.rsplit('/').next().unwrap_or_default();
    Some(match plain(word).as_str() {
        "instock" => Availability::InStock,
        "limitedavailability" | "limitedstock" | "limited" => Availability::Limited,
        "ondisplaytoorder" => Availability::OnDisplayToOrder,
        "outofstock" => Availability::OutOfStock,
        _ => return None,
    })
}

/// What stands under `pickup_method`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Known(PickupMethod),
    NotSupported,
    Unknown,
}

pub(super) fn pickup_method(text: &str) -> Method {
    match plain(text).as_str() {
        "buy" => Method::Known(PickupMethod::Buy),
        "reserve" => Method::Known(PickupMethod::Reserve),
        "shiptostore" => Method::Known(PickupMethod::ShipToStore),
        "notsupported" => Method::NotSupported,
        _ => Method::Unknown,
    }
}

/// What stands under `pickup_sla`.
pub(super) fn lead_time(text: &str) -> Option<LeadTime> {
    let word = plain(text);
    let days = word.strip_suffix("days").or(word.strip_suffix("day"));
    Some(match days.unwrap_or(&word) {
        "multiweek" => LeadTime::MultiWeek,
        _ if days.is_none() => return None,
        "same" => LeadTime::SameDay,
        "next" => LeadTime::NextDay,
        number => LeadTime::days(cardinal(number)?),
    })
}

fn cardinal(text: &str) -> Option<u8> {
    const WORDS: [&str; 8] = ["zero", "one", "two", "three", "four", "five", "six", "seven"];
    let word = WORDS.iter().position(|word| *word == text).and_then(|n| u8::try_from(n).ok());
    word.or_else(|| text.parse().ok().filter(|days| *days <= 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn availabilities() {
        use Availability::{InStock, Limited, OnDisplayToOrder, OutOfStock};
        for (availability_, spellings) in [
            (InStock, &["in stock", "in_stock", "In stock", "IN_STOCK", "instock"][..]),
            (InStock, &["http://schema.org/InStock", "https://schema.org/InStock"]),
            (Limited, &["limited availability", "limited_availability", "Limited Availability"]),
            (Limited, &["limited_stock", "Limited stock", "limited"]),
            (
                OnDisplayToOrder,
                &["on display to order", "on_display_to_order", "On Display to Order"],
            ),
            (OutOfStock, &["out of stock", "out_of_stock", "Out of stock", "OUT-OF-STOCK"]),
        ] {
            for text in spellings {
                assert_eq!(availability(text), Some(availability_), "{text}");
            }
        }
        for text in ["", "yes", "preorder", "backorder", "auf Lager", "in stock!?no"] {
            assert_eq!(availability(text), None, "{text}");
        }
    }

    #[test]
    fn pickup_methods() {
        for (method, spellings) in [
            (Method::Known(PickupMethod::Buy), &["buy", "Buy", "BUY"][..]),
            (Method::Known(PickupMethod::Reserve), &["reserve", "Reserve"]),
            (
                Method::Known(PickupMethod::ShipToStore),
                &["ship to store", "ship_to_store", "shipToStore"],
            ),
            (Method::NotSupported, &["not supported", "not_supported", "notSupported"]),
            (Method::Unknown, &["", "carrier pigeon"]),
        ] {
            for text in spellings {
                assert_eq!(pickup_method(text), method, "{text}");
            }
        }
    }

    #[test]
    fn lead_times() {
        for (lead, spellings) in [
            (LeadTime::SameDay, &["same day", "same_day", "Same-day", "SAME_DAY", "0-day"][..]),
            (LeadTime::NextDay, &["next day", "next_day", "Next day", "one day", "1-day"]),
            (
                LeadTime::Days(2),
                &["2-day", "two day", "2 day", "2_day", "TWO_DAY", "2 days", "two-day"],
            ),
            (LeadTime::Days(3), &["3-day", "three_day"]),
            (LeadTime::Days(6), &["6-day", "six-day"]),
            (LeadTime::MultiWeek, &["multi-week", "multi_week", "Multi week", "MULTI_WEEK"]),
        ] {
            for text in spellings {
                assert_eq!(lead_time(text), Some(lead), "{text}");
            }
        }
        for text in ["", "day", "soon", "2 hours", "2-week", "400-day", "-1 day ago", "two"] {
            assert_eq!(lead_time(text), None, "{text}");
        }
    }
}
