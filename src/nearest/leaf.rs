//! A page of stores, ready to be searched.

use super::AmenityBits;
use crate::place::{Direction, Point};
use crate::schedule::{Hours, Schedule, TIMELINE_BYTES, Timeline};
use crate::store::Amenity;
use crate::time::{DAY_S, UtcSeconds, Zone};
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

/// What the search needs to know of one store.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// Where it is; `None` is never near anything.
    pub place: Option<(Point, Direction)>,
    /// Which of the leaf's sets of amenities.
    pub amenities: u16,
}

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
    /// What opens next.
    pub openings: Openings,
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

    /// The timetables that open after `at` and before `limit`, and perhaps others.
    pub fn opening(&self, at: UtcSeconds, limit: UtcSeconds) -> Vec<u16> {
        let mut known = self.openings.0.borrow_mut();
        if !known.holds(at, limit) {
            *known = Opening::of(self, at, limit.max(at.plus(2 * DAY_S)));
        }
        known.before(limit)
    }
}

/// When the timetables of a page open next, as it was last asked: most questions are of about the
/// same hour.
#[derive(Clone, Debug, Default)]
pub struct Openings(RefCell<Opening>);

#[derive(Clone, Debug, Default)]
struct Opening {
    /// The instant asked about, up to the first opening after it, or the end of what is known.
    within: Range<UtcSeconds>,
    /// No opening later than this is known.
    limit: UtcSeconds,
    /// Openings in order, each with its timetable.
    next: Vec<(UtcSeconds, u16)>,
}

impl Opening {
    fn of(almanac: &Almanac, at: UtcSeconds, limit: UtcSeconds) -> Self {
        let opening = |timetable: u16| {
            let hours = almanac.timetable(timetable)?;
            Some((hours.next_opening(at, limit)?, timetable))
        };
        let timetables = (0_u16..).take(almanac.timetables.len());
        let mut next: Vec<_> = timetables.filter_map(opening).collect();
        next.sort_unstable();
        let first = next.first().map_or(limit, |(first, _)| *first);
        Self { within: at..first, limit, next }
    }

    fn holds(&self, at: UtcSeconds, limit: UtcSeconds) -> bool {
        self.within.contains(&at) && limit <= self.limit
    }

    fn before(&self, limit: UtcSeconds) -> Vec<u16> {
        let sooner = self.next.iter().take_while(|(opening, _)| *opening < limit);
        sooner.map(|(_, timetable)| *timetable).collect()
    }
}

/// Stores of one page: columns by row, and what the rows share.
#[derive(Clone, Debug, Default)]
pub struct Leaf {
    /// One a row.
    pub pins: Vec<Pin>,
    /// The ids of all rows, one after the other.
    pub ids: String,
    /// Where each row's id ends in `ids`.
    pub id_ends: Vec<u32>,
    /// When they are open.
    pub almanac: Rc<Almanac>,
    /// Distinct amenities.
    pub amenities: Vec<Amenity>,
    /// Distinct sets of amenities, as places in `amenities`.
    pub amenity_sets: Vec<Vec<u16>>,
    /// Words that details share.
    pub words: Vec<String>,
    /// The details of all rows, one after the other, in the snapshot's form.
    pub records: Vec<u8>,
    /// Where each row's details end in `records`.
    pub record_ends: Vec<u32>,
}

impl Leaf {
    /// The id of a row.
    pub fn id(&self, row: u16) -> &str {
        slice(&self.id_ends, row).and_then(|range| self.ids.get(range)).unwrap_or_default()
    }

    /// The details of a row, encoded.
    pub fn record(&self, row: u16) -> &[u8] {
        slice(&self.record_ends, row).and_then(|range| self.records.get(range)).unwrap_or_default()
    }

    /// The schedule and zone of a row; `None` is unknown hours.
    pub fn hours(&self, row: u16) -> Option<Hours<'_>> {
        self.almanac.timetable(self.almanac.of_row(row)?)
    }

    /// The amenities of a row.
    pub fn amenities(&self, row: u16) -> impl Iterator<Item = &Amenity> {
        let set = self.pins.get(usize::from(row)).map(|pin| usize::from(pin.amenities));
        let indexes = set.and_then(|set| self.amenity_sets.get(set)).map_or(&[][..], Vec::as_slice);
        indexes.iter().filter_map(|&index| self.amenities.get(usize::from(index)))
    }

    /// The squared chords from a direction to all rows; infinite without a place.
    pub fn chords2(&self, origin: Direction) -> Vec<f64> {
        let chord2 = |pin: &Pin| pin.place.map_or(f64::INFINITY, |(_, to)| to.chord2(origin));
        self.pins.iter().map(chord2).collect()
    }

    /// The row of a store.
    pub fn find(&self, id: &str) -> Option<u16> {
        (0..self.pins.len())
            .filter_map(|row| u16::try_from(row).ok())
            .find(|&row| self.id(row) == id)
    }

    /// All amenities of the leaf, folded.
    pub fn amenity_bits(&self) -> AmenityBits {
        self.amenities
            .iter()
            .fold(AmenityBits::default(), |bits, a| bits.with(AmenityBits::of(&a.id)))
    }

    /// Bytes that this takes in memory, roughly: what a cache counts.
    pub fn weight(&self) -> usize {
        let schedules: usize =
            self.almanac.timetables.iter().map(|t| 80 + TIMELINE_BYTES + t.schedule.weight()).sum();
        let words: usize =
            self.amenities.iter().map(|a| 48 + a.id.len() + a.description.len()).sum();
        let sets: usize = self.amenity_sets.iter().map(|set| 24 + 2 * set.len()).sum();
        self.pins.len() * (size_of::<Pin>() + 4)
            + (self.id_ends.len() + self.record_ends.len()) * 4
            + self.ids.len()
            + self.records.len()
            + schedules
            + words
            + self.words.iter().map(|word| 24 + word.len()).sum::<usize>()
            + sets
    }
}

fn slice(ends: &[u32], row: u16) -> Option<std::ops::Range<usize>> {
    let row = usize::from(row);
    let start = match row.checked_sub(1) {
        Some(before) => *ends.get(before)?,
        None => 0,
    };
    Some(usize::try_from(start).ok()?..usize::try_from(*ends.get(row)?).ok()?)
}
