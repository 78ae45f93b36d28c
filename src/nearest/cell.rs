//! Positions in the H3 hierarchy as plain numbers.

use crate::place::Point;
use h3o::{CellIndex, LatLng, Resolution};
use serde::{Deserialize, Serialize};

/// Bits of one digit of an H3 path.
const DIGIT_BITS: u32 = 3;
/// The finest resolution of H3.
const FINEST: u8 = 15;

/// A cell of H3 by its path: the base cell, then one digit (0–6) per resolution. Cells of one
/// resolution sort as their H3 indexes do, and a cell contains exactly those that its path begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cell(u64);

impl Cell {
    /// The finest cell at `point`.
    pub fn finest(point: Point) -> Option<Self> {
        Self::at(point, FINEST)
    }

    /// The cell of `resolution` (0–15) at `point`.
    pub fn at(point: Point, resolution: u8) -> Option<Self> {
        let position = LatLng::new(point.lat_deg(), point.lng_deg()).ok()?;
        let resolution = Resolution::try_from(resolution).ok()?;
        Some(Self::from(position.to_cell(resolution)))
    }

    /// 0 (base cells) to 15.
    pub const fn resolution(self) -> u8 {
        (self.0 & 15) as u8
    }

    /// The cell of `resolution` that contains this one; itself where that is no coarser.
    #[must_use]
    pub fn parent(self, resolution: u8) -> Self {
        let up = u32::from(self.resolution().saturating_sub(resolution));
        let path = (self.0 >> 4) >> (DIGIT_BITS * up);
        Self(path << 4 | u64::from(resolution.min(self.resolution())))
    }

    /// Whether `other` is this cell or inside it.
    pub fn contains(self, other: Self) -> bool {
        self.resolution() <= other.resolution() && other.parent(self.resolution()) == self
    }

    /// The H3 index, where the path is one.
    pub fn index(self) -> Option<CellIndex> {
        let resolution = u32::from(self.resolution());
        let path = self.0 >> 4;
        let base = path >> (DIGIT_BITS * resolution);
        // mode 1 (cell), resolution, base cell, then digits; unused ones are 7.
        let mut bits = 1 << 59 | u64::from(resolution) << 52 | base << 45;
        for digit in 1..=u32::from(FINEST) {
            let value = if digit <= resolution {
                path >> (DIGIT_BITS * (resolution - digit)) & 7
            } else {
                7
            };
            bits |= value << (DIGIT_BITS * (u32::from(FINEST) - digit));
        }
        CellIndex::try_from(bits).ok()
    }
}

impl From<CellIndex> for Cell {
    fn from(index: CellIndex) -> Self {
        let resolution = u8::from(index.resolution());
        let bits = u64::from(index) & ((1 << 52) - 1);
        let path = bits >> (DIGIT_BITS * u32::from(FINEST - resolution));
        Self(path << 4 | u64::from(resolution))
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.index() {
            Some(index) => index.fmt(f),
            None => write!(f, "?{:x}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points over the whole globe, and on the twelve pentagons.
    fn points() -> impl Iterator<Item = (f64, f64)> {
        let spiral = (0..2_000).map(|i| {
            let turn = f64::from(i) * 137.507_764;
            ((f64::from(i) / 1_000.0 - 1.0).asin().to_degrees(), turn.rem_euclid(360.0) - 180.0)
        });
        let pentagons = Resolution::Eight.pentagons().map(LatLng::from);
        spiral.chain(pentagons.map(|p| (p.lat(), p.lng()))).chain([(90.0, 0.0), (-90.0, 180.0)])
    }

    #[test]
    fn paths_are_those_of_h3() {
        for (lat, lng) in points() {
            let finest = LatLng::new(lat, lng).unwrap().to_cell(Resolution::Fifteen);
            let cell = Cell::finest(Point::new(lat, lng).unwrap()).unwrap();
            assert_eq!(cell, Cell::from(finest));
            for resolution in Resolution::range(Resolution::Zero, Resolution::Fifteen) {
                let parent = finest.parent(resolution).unwrap();
                let ours = cell.parent(u8::from(resolution));
                assert_eq!(ours.index(), Some(parent), "{lat} {lng} at {resolution}");
                assert_eq!(ours.resolution(), u8::from(resolution));
                assert_eq!(ours.to_string(), parent.to_string());
                assert!(ours.contains(cell) && ours.contains(ours));
                assert!(resolution == Resolution::Fifteen || !cell.contains(ours));
            }
        }
    }

    #[test]
    fn cells_sort_as_indexes_do() {
        for resolution in [Resolution::Zero, Resolution::Five, Resolution::Fifteen] {
            let mut indexes: Vec<CellIndex> = points()
                .map(|(lat, lng)| LatLng::new(lat, lng).unwrap().to_cell(resolution))
                .collect();
            indexes.sort_unstable();
            assert!(indexes.iter().map(|index| Cell::from(*index)).is_sorted());
        }
    }

    #[test]
    fn a_path_that_is_none_has_no_index() {
        // Base cell 127, resolution 0: H3 has 122.
        assert_eq!(Cell(127 << 4).index(), None);
    }
}
