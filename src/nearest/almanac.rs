//! When the stores of a page are open.

use crate::order::sorted;
use crate::schedule::{Hours, Schedule, TIMELINE_BYTES, Timeline};
use crate::time::{DAY_S, UtcSeconds, Zone};
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// A schedule in a zone: what stores of one leaf share.
#[derive(Clone, Debug)]
pub struct Timetable {
    /// The hours, by the clock on the wall.
    pub schedule: Schedule,
    /// Which of the leaf's zones.
    pub zone: u16,
    /// What was asked of the two.
    pub timeline: Timeline,
}

/// When the stores of one page are open: what outlives the page in a question's hands.
#[derive(Clone, Debug, Default)]
pub struct Almanac {
    /// Distinct timetables.
    pub timetables: Vec<Timetable>,
    /// Distinct zones.
    pub zones: Vec<Zone>,
    /// Which of the timetables each row of the leaf keeps; `None` is unknown hours.
    pub of_rows: Vec<Option<u16>>,
    /// When they open.
    pub openings: Openings,
    /// Who keeps them.
    pub keepers: Keepers,
}

impl Almanac {
    /// A timetable with its zone.
    pub fn timetable(&self, index: u16) -> Option<Hours<'_>> {
        let Timetable { schedule, zone, timeline } = self.timetables.get(usize::from(index))?;
        Some(Hours::new(schedule, self.zones.get(usize::from(*zone))?, timeline))
    }

    /// Which timetable a row keeps; `None` is unknown hours.
    pub fn of_row(&self, row: u16) -> Option<u16> {
        self.of_rows.get(usize::from(row)).copied().flatten()
    }

    /// The rows that keep a timetable.
    pub(super) fn rows_of(&self, timetable: u16) -> impl Iterator<Item = u16> {
        let keepers = self.keepers.0.get_or_init(|| Chains::new(self));
        let last = keepers.last.get(usize::from(timetable)).copied().flatten();
        std::iter::successors(last, |row| keepers.before.get(usize::from(*row)).copied().flatten())
    }

    /// When timetables may open around `at`, until `limit` at least.
    pub(super) fn openings(&self, at: UtcSeconds, limit: UtcSeconds) -> Rc<Window> {
        let mut known = self.openings.0.borrow_mut();
        if !known.holds(at, limit) {
            *known = Rc::new(Window::around(self, at, limit));
        }
        Rc::clone(&known)
    }

    /// Bytes that this takes in memory, roughly, with all that it comes to remember.
    pub(super) fn weight(&self) -> usize {
        let of = |t: &Timetable| 84 + TIMELINE_BYTES + OPENING_BYTES + t.schedule.weight();
        self.timetables.iter().map(of).sum::<usize>() + 8 * self.of_rows.len()
    }
}

/// The rows that keep each timetable, once somebody has asked.
#[derive(Clone, Debug, Default)]
pub struct Keepers(OnceCell<Chains>);

/// Rows of one timetable, chained from the last to the first.
#[derive(Clone, Debug)]
struct Chains {
    /// By timetable.
    last: Vec<Option<u16>>,
    /// By row.
    before: Vec<Option<u16>>,
}

impl Chains {
    fn new(almanac: &Almanac) -> Self {
        let mut last = vec![None; almanac.timetables.len()];
        let mut chain = |(row, timetable): (u16, &Option<u16>)| {
            last.get_mut(usize::from((*timetable)?))?.replace(row)
        };
        let before = (0_u16..).zip(&almanac.of_rows).map(&mut chain).collect();
        Self { last, before }
    }
}

/// When the timetables of a page open, around the day that was last asked about: most questions are
/// of today.
#[derive(Clone, Debug, Default)]
pub struct Openings(RefCell<Rc<Window>>);

/// Days before and after the one that is asked about.
const DAYS_AROUND: [i64; 2] = [1, 3];
/// What a timetable takes of a window: it opens once or twice a day.
const OPENING_BYTES: usize = 8 * size_of::<(u32, u16)>();

/// Openings within some days.
#[derive(Debug)]
pub(super) struct Window {
    within: Range<UtcSeconds>,
    /// In order: seconds after the beginning, and who may open then.
    openings: Vec<(u32, u16)>,
}

impl Default for Window {
    fn default() -> Self {
        Self { within: UtcSeconds(0)..UtcSeconds(0), openings: Vec::new() }
    }
}

impl Window {
    fn around(almanac: &Almanac, at: UtcSeconds, limit: UtcSeconds) -> Self {
        let today = UtcSeconds(at.0 - at.0.rem_euclid(DAY_S));
        let [before, after] = DAYS_AROUND;
        let end = today.plus(after * DAY_S).max(limit);
        let within = today.plus(-before * DAY_S)..end;
        let mut openings = Vec::new();
        for timetable in (0_u16..).take(almanac.timetables.len()) {
            let Some(hours) = almanac.timetable(timetable) else { continue };
            let after = |t: UtcSeconds| u32::try_from(t.0 - within.start.0).unwrap_or(u32::MAX);
            hours
                .schedule
                .may_open(hours.zone, &within, &mut |t| openings.push((after(t), timetable)));
        }
        Self { within, openings: sorted(openings) }
    }

    fn holds(&self, at: UtcSeconds, limit: UtcSeconds) -> bool {
        self.within.contains(&at) && limit <= self.within.end
    }

    /// The instants after `at` at which timetables may open, in order: every opening is among them,
    /// and perhaps others.
    pub(super) fn after(&self, at: UtcSeconds) -> impl Iterator<Item = (UtcSeconds, u16)> {
        let start = self.within.start;
        let past =
            self.openings.partition_point(|(after_s, _)| start.plus(i64::from(*after_s)) <= at);
        let left = self.openings.get(past..).unwrap_or_default();
        left.iter().map(move |(after_s, timetable)| (start.plus(i64::from(*after_s)), *timetable))
    }
}
