//! What of an item a store has, and how it is had.

use super::Price;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Whether an item can be had in a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// There.
    InStock,
    /// There, few of them.
    Limited,
    /// To be seen there, and to be ordered.
    OnDisplayToOrder,
    /// Not there.
    OutOfStock,
}

impl Availability {
    /// Whether one who goes there can take it home.
    pub const fn is_available(self) -> bool {
        matches!(self, Self::InStock | Self::Limited)
    }
}

/// How an item is picked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PickupMethod {
    /// Paid online.
    Buy,
    /// Reserved online, paid in the store.
    Reserve,
    /// Paid online, sent to the store.
    ShipToStore,
}

/// When an order is ready, from the soonest to the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadTime {
    /// After two open hours.
    SameDay,
    /// At the opening of the next date on which the store opens.
    NextDay,
    /// At the opening of the so manieth such date; two or more.
    Days(u8),
    /// In a week or more: nobody knows when.
    MultiWeek,
}

impl LeadTime {
    /// By the number of days.
    pub const fn days(days: u8) -> Self {
        match days {
            0 => Self::SameDay,
            1 => Self::NextDay,
            _ => Self::Days(days),
        }
    }

    /// The number of the date on which it is ready, 0 for the same; `None` where nobody knows.
    pub const fn in_days(self) -> Option<u8> {
        match self {
            Self::SameDay => Some(0),
            Self::NextDay => Some(1),
            Self::Days(days) => Some(days),
            Self::MultiWeek => None,
        }
    }
}

/// That an item can be ordered and picked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pickup {
    /// How; `None` where the feed does not say.
    pub method: Option<PickupMethod>,
    /// When it is ready.
    pub lead: LeadTime,
}

/// What a store has of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    /// Whether it can be had.
    pub availability: Availability,
    /// How many; `None` where the feed does not say.
    pub quantity: Option<u32>,
    /// What it costs there; `None` where nobody knows.
    pub price: Option<Price>,
    /// How it can be picked up; `None` where that is not offered.
    pub pickup: Option<Pickup>,
    /// Where in the store it lies.
    pub aisle: Option<Arc<str>>,
}

/// How exactly a snapshot says how many a store has: a number is of use to who wants it, and of
/// more use to a competitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantities {
    /// At most so many, which then stand for any number above.
    UpTo(u32),
    /// As the feed does.
    Exact,
    /// Not at all.
    Hidden,
}

impl Default for Quantities {
    fn default() -> Self {
        Self::UpTo(5)
    }
}

impl Quantities {
    /// What is said of so many.
    pub fn shown(self, quantity: Option<u32>) -> Option<u32> {
        match self {
            Self::UpTo(most) => quantity.map(|quantity| quantity.min(most)),
            Self::Exact => quantity,
            Self::Hidden => None,
        }
    }
}

impl std::str::FromStr for Quantities {
    type Err = String;

    /// `cap:5`, `exact`, `hide`.
    fn from_str(text: &str) -> Result<Self, String> {
        let most = text.strip_prefix("cap:").and_then(|most| most.parse().ok());
        match (text, most) {
            ("exact", _) => Ok(Self::Exact),
            ("hide", _) => Ok(Self::Hidden),
            (_, Some(most)) if most > 0 => Ok(Self::UpTo(most)),
            _ => Err(format!("{text:?} is none: use cap:5 (or more, or fewer), exact or hide")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_told_as_asked_for() {
        for (text, told) in [
            ("cap:5", [Some(0), Some(5), Some(5), None]),
            ("cap:1", [Some(0), Some(1), Some(1), None]),
            ("exact", [Some(0), Some(5), Some(900), None]),
            ("hide", [None; 4]),
        ] {
            let quantities: Quantities = text.parse().unwrap();
            assert_eq!([Some(0), Some(5), Some(900), None].map(|q| quantities.shown(q)), told);
        }
        for text in ["", "cap:", "cap:0", "cap:-1", "cap:many", "5", "Exact"] {
            assert!(text.parse::<Quantities>().is_err(), "{text}");
        }
        assert_eq!("cap:5".parse(), Ok(Quantities::default()));
    }

    #[test]
    fn lead_times_are_in_order() {
        let times = [0, 1, 2, 6, 250].map(LeadTime::days);
        assert!(times.is_sorted() && times.iter().all(|t| *t < LeadTime::MultiWeek));
        assert_eq!(times.map(LeadTime::in_days), [0, 1, 2, 6, 250].map(Some));
        assert_eq!(LeadTime::MultiWeek.in_days(), None);
    }

    #[test]
    fn available_is_what_can_be_taken_home() {
        use Availability::{InStock, Limited, OnDisplayToOrder, OutOfStock};
        let all = [InStock, Limited, OnDisplayToOrder, OutOfStock];
        assert_eq!(all.map(Availability::is_available), [true, true, false, false]);
    }
}
