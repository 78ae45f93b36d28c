//! Rows of a page in the order of their distance.

use crate::place::MIN_RADIUS_M;

/// A row, or a block of them, and its squared chord in one number that sorts by the chord, whose
/// last bits make room for which it is: it is rounded down, by less than a part in ten thousand
/// million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near(u64);

impl Near {
    /// Floats that are not negative sort as their bits do.
    pub fn new(chord2: f64, index: u16) -> Self {
        Self(chord2.to_bits() & !0xffff | u64::from(index))
    }

    fn chord2(self) -> f64 {
        f64::from_bits(self.0 & !0xffff)
    }

    /// Metres that it is away at least: a chord is shorter than its arc; a millimetre pays for the
    /// rounding.
    pub fn lower_m(self) -> f64 {
        (self.chord2().sqrt() * MIN_RADIUS_M - 1e-3).max(0.0)
    }

    /// Which row or block it is.
    #[expect(clippy::cast_possible_truncation, reason = "the last sixteen bits")]
    pub fn index(self) -> u16 {
        self.0 as u16
    }
}

/// Takes out those that are no farther than another, nearest first.
pub(super) fn taken_until(rows: &mut Vec<Near>, other: Option<Near>) -> Vec<Near> {
    let until = other.map_or(f64::INFINITY, Near::chord2);
    let mut near: Vec<Near> = rows.extract_if(.., |row| row.chord2() <= until).collect();
    near.sort_unstable();
    near
}
