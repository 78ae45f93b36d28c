//! What stores have of what is wished for, as far as the search cares: when it is ready, and what
//! it costs.

use super::{Served, Tile};
use crate::item::LeadTime;
use crate::schedule::Hours;
use crate::time::UtcSeconds;

/// Open seconds after the question in which an order of the same day is made ready.
const SAME_DAY_S: i64 = 7_200;

/// What has to pass before an order is ready for pickup; nothing for who takes it from the shelf.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wait {
    /// Two open hours.
    same_day: bool,
    /// So many later dates on which the store opens.
    days: u8,
}

impl Wait {
    /// Of one item; a lead time that nobody knows is as good as no pickup.
    pub fn of(lead: Option<LeadTime>) -> Self {
        match lead.and_then(LeadTime::in_days) {
            None => Self::default(),
            Some(0) => Self { same_day: true, days: 0 },
            Some(days) => Self { same_day: false, days },
        }
    }

    /// Whether nothing has to pass.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// Whether it is over the later, the later the question, within one date.
    pub const fn moves(self) -> bool {
        self.same_day
    }

    /// When the order is ready; `None` if not before `end`.
    pub fn ready(self, hours: Hours<'_>, at: UtcSeconds, end: UtcSeconds) -> Option<UtcSeconds> {
        let mut ready = at;
        if self.same_day {
            ready = ready.max(hours.after_open_time(at, SAME_DAY_S, end)?);
        }
        if self.days > 0 {
            ready = ready.max(hours.opening_of_date(at, self.days, end)?);
        }
        Some(ready)
    }

    /// When an order is ready that is given as the store opens.
    pub(super) fn ready_from_opening(
        hours: Hours<'_>,
        opening: UtcSeconds,
        end: UtcSeconds,
    ) -> Option<UtcSeconds> {
        hours.after_open_time(opening, SAME_DAY_S, end)
    }
}

/// One way in which a store meets a need: an item that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What has to pass before it is ready.
    pub wait: Wait,
    /// What it costs, in the smallest unit of the one currency that is compared; `None` where
    /// nobody knows.
    pub price: Option<u64>,
    /// Which of the needs it meets.
    pub need: u32,
    /// The number of the item.
    pub item: u32,
    /// Where what the store has of it is kept.
    pub row: u32,
    /// When its price changes next.
    pub next_edge: Option<UtcSeconds>,
}

/// An offer of a store of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The offer.
    pub offer: Offer,
    /// When an order that is given now is ready; `None` where nothing has to pass before that, or
    /// nobody knows.
    pub ready: Option<UtcSeconds>,
    /// When it serves a person who leaves now.
    pub served: Served,
}

/// What the stores of a region have at best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Promise {
    /// How many of them may meet the wish, at most.
    pub stores: u32,
    /// What it costs at least.
    pub least_price: u64,
    /// When any of this may change; `None` where it does not matter, or never does.
    pub next_edge: Option<UtcSeconds>,
}

/// What the stores of a snapshot have of what is wished for.
pub trait Stock {
    /// What those of a region have at best.
    fn promise(&self, region: Option<Tile>) -> Promise;

    /// What those of a region have, one by one.
    fn of_region(&self, region: Option<Tile>) -> Box<dyn RegionStock + '_>;
}

/// What the stores of a region have of what is wished for.
pub trait RegionStock {
    /// Whether so few have it that of a page of so many stores it pays to ask of each whether it may.
    fn is_rare(&self, stores: usize) -> bool;

    /// Whether a store may have it: where it is rare, this quickly tells most others.
    fn may_have(&self, store: &str) -> bool;

    /// What a store has: all that must be had, and of each the offers, the most relevant first;
    /// nothing where it does not have all.
    fn offers(&self, store: &str) -> Vec<Vec<Offer>>;
}
