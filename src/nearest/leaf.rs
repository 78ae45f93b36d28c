//! A page of stores, ready to be searched.

use super::{Almanac, AmenityBits, Directions};
use crate::place::Point;
use crate::schedule::Hours;
use crate::store::Amenity;
use std::ops::Range;
use std::rc::Rc;

/// What the search needs to know of one store.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    /// Where it is; `None` is never near anything.
    pub place: Option<Point>,
    /// Which of the leaf's sets of amenities.
    pub amenities: u16,
}

/// Stores of one page: columns by row, and what the rows share.
#[derive(Clone, Debug, Default)]
pub struct Leaf {
    /// One a row.
    pub pins: Vec<Pin>,
    /// Where the pins are.
    pub directions: Rc<Directions>,
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
    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = u16> {
        (0_u16..).zip(self.pins.iter()).map(|(row, _)| row)
    }

    /// The id of a row.
    pub fn id(&self, row: u16) -> &str {
        slice(&self.id_ends, row).and_then(|range| self.ids.get(range)).unwrap_or_default()
    }

    /// Where a row's store is.
    pub fn place(&self, row: u16) -> Option<Point> {
        self.pins.get(usize::from(row))?.place
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

    /// The row of a store.
    pub fn find(&self, id: &str) -> Option<u16> {
        self.rows().find(|&row| self.id(row) == id)
    }

    /// All amenities of the leaf, folded.
    pub fn amenity_bits(&self) -> AmenityBits {
        self.amenities
            .iter()
            .fold(AmenityBits::default(), |bits, a| bits.with(AmenityBits::of(&a.id)))
    }

    /// Bytes that this takes in memory, roughly: what a cache counts.
    pub fn weight(&self) -> usize {
        let words: usize =
            self.amenities.iter().map(|a| 48 + a.id.len() + a.description.len()).sum();
        let sets: usize = self.amenity_sets.iter().map(|set| 24 + 2 * set.len()).sum();
        self.pins.len() * size_of::<Pin>()
            + self.directions.weight()
            + (self.id_ends.len() + self.record_ends.len()) * 4
            + self.ids.len()
            + self.records.len()
            + self.almanac.weight()
            + words
            + self.words.iter().map(|word| 24 + word.len()).sum::<usize>()
            + sets
    }
}

fn slice(ends: &[u32], row: u16) -> Option<Range<usize>> {
    let row = usize::from(row);
    let start = match row.checked_sub(1) {
        Some(before) => *ends.get(before)?,
        None => 0,
    };
    Some(usize::try_from(start).ok()?..usize::try_from(*ends.get(row)?).ok()?)
}
