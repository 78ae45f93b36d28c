//! When a store is open: (schedule, zone, instant) → state and next change.
//!
//! The policy, in the words of the field:
//!
//! * An interval is half open: open at `opens`, no longer at `closes`.
//! * `closes` runs to 48:00: past 24:00 the interval continues into the next local date, whatever
//!   that date has of its own.
//! * A dated exception replaces the week on its date and cuts, at local midnight, what the day
//!   before carried in.
//! * Labels are those of the clock on the wall: a label inside a daylight-saving gap matches no
//!   instant, and one inside a fold matches both.
//! * Where the close is unknown (`18:00+`), the store is open to the end of its local date, and
//!   no minimum stay is promised.
//!
//! A schedule covers the dates of its horizon; nobody should ask it about others.

mod build;
mod evaluate;
mod hours;
mod ready;

pub use build::{Draft, ScheduleError, Season};
pub use evaluate::{Phase, Span};
pub use hours::{Hours, TIMELINE_BYTES, Timeline};

use crate::time::{DAY_MIN, Day};
use serde::{Deserialize, Serialize};

/// How much is known of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Somebody may be there ("by appointment").
    Unknown,
    /// Open, and when it closes is not known.
    OpenEnd,
    /// Open, and it closes when it says.
    Open,
}

/// A stretch that begins on a local date: minutes by the clock on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Interval {
    opens: u16,
    closes: u16,
    kind: Kind,
}

impl Interval {
    /// The whole local date.
    pub const ALL_DAY: Self = Self { opens: 0, closes: DAY_MIN, kind: Kind::Open };

    /// `opens` < 24:00, `opens` < `closes` ≤ 48:00; `None` for anything else.
    pub fn new(opens: u16, closes: u16, kind: Kind) -> Option<Self> {
        (opens < DAY_MIN && opens < closes && closes <= 2 * DAY_MIN).then_some(Self {
            opens,
            closes,
            kind,
        })
    }

    /// From two labels of one day, as feeds write them: a `closes` at or before `opens` belongs to
    /// the next date, 24:00 is midnight, and 00:00–23:59 is the whole date. Equal labels are
    /// refused: they may mean never or always.
    pub fn between(opens: u16, closes: u16, kind: Kind) -> Option<Self> {
        match (opens, closes) {
            (0, 1_439) => Self::new(0, DAY_MIN, kind),
            (o, c) if o == c => None,
            (o, c) if c < o => Self::new(o, c.checked_add(DAY_MIN)?, kind),
            (o, c) => Self::new(o, c, kind),
        }
    }

    /// Minutes after midnight, below 1,440.
    pub const fn opens(self) -> u16 {
        self.opens
    }

    /// Minutes after the same midnight, up to 2,880.
    pub const fn closes(self) -> u16 {
        self.closes
    }

    /// How much is known.
    pub const fn kind(self) -> Kind {
        self.kind
    }
}

/// The intervals that begin on one date, in order.
pub type DayPlan = Vec<Interval>;

/// Hours over a horizon: weeks that follow one another, and dated exceptions.
///
/// Distinct days are kept once, in `plans`; weeks and exceptions name them by their place there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Schedule {
    plans: Vec<DayPlan>,
    /// In order of `from`; the first also rules the dates before it. Never empty.
    seasons: Vec<IndexedWeek>,
    /// In order of their dates, each date once.
    exceptions: Vec<(Day, u16)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct IndexedWeek {
    from: Day,
    /// Monday first.
    days: [u16; 7],
}

impl Schedule {
    /// What begins on `day`, and whether a dated exception says so.
    pub fn plan(&self, day: Day) -> (&[Interval], bool) {
        if let Ok(found) = self.exceptions.binary_search_by_key(&day, |e| e.0) {
            let index = self.exceptions.get(found).map_or(u16::MAX, |e| e.1);
            return (self.plan_at(index), true);
        }
        let after = self.seasons.partition_point(|s| s.from <= day);
        let season = self.seasons.get(after.saturating_sub(1));
        let index = season.and_then(|s| s.days.get(day.weekday())).copied().unwrap_or(u16::MAX);
        (self.plan_at(index), false)
    }

    /// The weeks, each with its first date, Monday first.
    pub fn weeks(&self) -> impl Iterator<Item = (Day, [&[Interval]; 7])> {
        self.seasons.iter().map(|s| (s.from, s.days.map(|index| self.plan_at(index))))
    }

    /// The dated exceptions, in order.
    pub fn exceptions(&self) -> impl Iterator<Item = (Day, &[Interval])> {
        self.exceptions.iter().map(|&(day, index)| (day, self.plan_at(index)))
    }

    fn plan_at(&self, index: u16) -> &[Interval] {
        self.plans.get(usize::from(index)).map_or(&[], Vec::as_slice)
    }
}

impl Schedule {
    /// Bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        let intervals: usize = self.plans.iter().map(|plan| 24 + 6 * plan.len()).sum();
        intervals + 18 * self.seasons.len() + 8 * self.exceptions.len()
    }

    /// Whether every index names a day, and weeks and exceptions are in order: what a decoder
    /// must check before it trusts a schedule that somebody else wrote.
    pub fn is_sound(&self) -> bool {
        let known = |index: &u16| usize::from(*index) < self.plans.len();
        !self.seasons.is_empty()
            && self.seasons.iter().all(|s| s.days.iter().all(known))
            && self.seasons.is_sorted_by(|a, b| a.from < b.from)
            && self.exceptions.iter().all(|(_, index)| known(index))
            && self.exceptions.is_sorted_by(|a, b| a.0 < b.0)
            && self
                .plans
                .iter()
                .flatten()
                .all(|i| Interval::new(i.opens, i.closes, i.kind).is_some())
    }
}

impl Schedule {
    /// Whether any interval is of this kind.
    pub fn has_kind(&self, kind: Kind) -> bool {
        self.plans.iter().flatten().any(|interval| interval.kind == kind)
    }
}

impl Schedule {
    /// Whether it depends on the date and not only on the day of the week.
    pub fn changes_by_date(&self) -> bool {
        !self.exceptions.is_empty() || self.seasons.len() > 1
    }
}
