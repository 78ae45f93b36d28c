//! What hours say at the instant of a question, once for all stores that keep them.

use super::{Leaf, Served, Terms};
use crate::schedule::{Kind, Span};
use crate::time::UtcSeconds;

/// What a timetable says at the instant of the question, worked out once for all stores that
/// share it: for most of them the answer at arrival follows without another look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlook {
    /// The phase at the instant.
    now: Span,
    /// The first instant at which it serves, from now on.
    first: Option<UtcSeconds>,
    /// Whether some of its intervals are unknown.
    has_unknown: bool,
}

impl Outlook {
    /// Of a timetable; `None` where the leaf has no such.
    pub(super) fn of(leaf: &Leaf, timetable: u16, terms: &Terms) -> Option<Self> {
        let hours = leaf.almanac.timetable(timetable)?;
        let (at, end) = (terms.at, terms.horizon_end);
        Some(Self {
            now: hours.span(at, end),
            first: hours.next_open_for(at, terms.open_for_min, end),
            has_unknown: hours.has_kind(Kind::Unknown),
        })
    }

    /// When a person who arrives then is served.
    pub(super) fn served(
        self,
        leaf: &Leaf,
        timetable: u16,
        terms: &Terms,
        arrival: UtcSeconds,
    ) -> Served {
        let Some(first) = self.first else { return self.never() };
        if arrival <= first {
            return Served::At(first);
        }
        let leaves = arrival.plus(i64::from(terms.open_for_min) * 60);
        if first == terms.at
            && self.now.until.is_some_and(|until| leaves <= until && arrival < until)
        {
            return Served::At(arrival);
        }
        let Some(hours) = leaf.almanac.timetable(timetable) else {
            return Served::Unknown;
        };
        hours
            .next_open_for(arrival, terms.open_for_min, terms.horizon_end)
            .map_or_else(|| self.never(), Served::At)
    }

    /// Where it never serves again, as far as is known.
    pub(super) const fn never(self) -> Served {
        if self.has_unknown { Served::Unknown } else { Served::Never }
    }

    /// Whether it is open at the instant, and for as long as required.
    pub(super) fn open_now(self, terms: &Terms) -> bool {
        self.first == Some(terms.at)
    }
}
