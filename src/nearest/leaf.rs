//! A page of stores, ready to be searched.

use super::AmenityBits;
use crate::place::{Direction, Point};
use crate::schedule::Schedule;
use crate::store::Amenity;
use crate::time::Zone;
use std::rc::Rc;

/// What the search needs to know of one store.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// Where it is; `None` is never near anything.
    pub place: Option<(Point, Direction)>,
    /// Which of the leaf's timetables; `None` is unknown hours.
    pub timetable: Option<u16>,
    /// Which of the leaf's sets of amenities.
    pub amenities: u16,
}

/// A schedule in a zone: what stores of one leaf share.
#[derive(Clone, Debug, PartialEq)]
pub struct Timetable {
    /// The hours, by the clock on the wall.
    pub schedule: Schedule,
    /// Which of the leaf's zones.
    pub zone: u16,
}

/// When the stores of one page are open: what outlives the page in a question's hands.
#[derive(Clone, Debug, Default)]
pub struct Almanac {
    /// Distinct timetables.
    pub timetables: Vec<Timetable>,
    /// Distinct zones.
    pub zones: Vec<Zone>,
}

impl Almanac {
    /// A timetable with its zone.
    pub fn timetable(&self, index: u16) -> Option<(&Schedule, &Zone)> {
        let timetable = self.timetables.get(usize::from(index))?;
        Some((&timetable.schedule, self.zones.get(usize::from(timetable.zone))?))
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
    pub fn hours(&self, row: u16) -> Option<(&Schedule, &Zone)> {
        self.almanac.timetable(self.pins.get(usize::from(row))?.timetable?)
    }

    /// The amenities of a row.
    pub fn amenities(&self, row: u16) -> impl Iterator<Item = &Amenity> {
        let set = self.pins.get(usize::from(row)).map(|pin| usize::from(pin.amenities));
        let indexes = set.and_then(|set| self.amenity_sets.get(set)).map_or(&[][..], Vec::as_slice);
        indexes.iter().filter_map(|&index| self.amenities.get(usize::from(index)))
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
            self.almanac.timetables.iter().map(|t| 64 + t.schedule.weight()).sum();
        let words: usize =
            self.amenities.iter().map(|a| 48 + a.id.len() + a.description.len()).sum();
        let sets: usize = self.amenity_sets.iter().map(|set| 24 + 2 * set.len()).sum();
        self.pins.len() * size_of::<Pin>()
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
