//! Which way the stores of a page lie. A question is compared with blocks of them first, and then
//! with the stores of the few blocks that are near.

use crate::place::{Direction, Point};

/// Rows of a block. Rows come in the order of their tiles, so those of a block are neighbours.
const ROWS: usize = 32;

/// The directions of all rows of a page, in blocks.
#[derive(Debug, Default)]
pub struct Directions {
    /// One a row; nowhere without a place.
    all: Vec<Direction>,
    blocks: Vec<Block>,
}

impl Directions {
    /// One a row.
    pub fn new(places: impl Iterator<Item = Option<Point>>) -> Self {
        let direction = |place: Option<Point>| place.map_or(Direction::NOWHERE, Point::direction);
        let all: Vec<Direction> = places.map(direction).collect();
        let blocks = all.chunks(ROWS).map(Block::around).collect();
        Self { all, blocks }
    }

    /// The squared chord to a row; infinite without a place.
    pub fn chord2(&self, row: u16, origin: Direction) -> f64 {
        self.all.get(usize::from(row)).map_or(f64::INFINITY, |to| to.chord2(origin))
    }

    /// The blocks where a row has a place: their number, a squared chord that none of their rows is
    /// nearer than, and how many of these have a place.
    pub(super) fn blocks(&self, origin: Direction) -> impl Iterator<Item = (u16, f64, u32)> {
        (0_u16..)
            .zip(&self.blocks)
            .filter(|(_, block)| block.placed > 0)
            .map(move |(number, block)| (number, block.least_chord2(origin), block.placed))
    }

    /// The rows of a block that have a place, and their squared chords.
    pub(super) fn rows(&self, block: u16, origin: Direction) -> impl Iterator<Item = (u16, f64)> {
        let start = usize::from(block) * ROWS;
        let rows = self.all.iter().skip(start).take(ROWS).zip(start..);
        rows.map(move |(to, row)| (to.chord2(origin), row))
            .filter(|(chord2, _)| chord2.is_finite())
            .filter_map(|(chord2, row)| Some((u16::try_from(row).ok()?, chord2)))
    }

    /// Bytes that this takes in memory, roughly.
    pub(super) fn weight(&self) -> usize {
        self.all.len() * size_of::<Direction>() + self.blocks.len() * size_of::<Block>()
    }
}

/// The cuboid around some directions.
#[derive(Debug)]
struct Block {
    least: [f64; 3],
    most: [f64; 3],
    /// Rows that have a place.
    placed: u32,
}

impl Block {
    fn around(rows: &[Direction]) -> Self {
        let nothing = Self { least: [f64::INFINITY; 3], most: [-f64::INFINITY; 3], placed: 0 };
        rows.iter().filter(|to| **to != Direction::NOWHERE).fold(nothing, |block, to| Self {
            least: zipped(block.least, to.axes(), f64::min),
            most: zipped(block.most, to.axes(), f64::max),
            placed: block.placed + 1,
        })
    }

    /// Rounding keeps the order of what is rounded, so that this is no more than any
    /// [`Direction::chord2`] of a row, to the last bit.
    fn least_chord2(&self, origin: Direction) -> f64 {
        let from = origin.axes();
        let (below, beyond) = (
            zipped(self.least, from, |least, at| least - at),
            zipped(from, self.most, |at, most| at - most),
        );
        let [dx, dy, dz] = zipped(below, beyond, |below, beyond| below.max(beyond).max(0.0));
        dx * dx + dy * dy + dz * dz
    }
}

fn zipped(of: [f64; 3], others: [f64; 3], with: impl Fn(f64, f64) -> f64) -> [f64; 3] {
    let ([x, y, z], [other_x, other_y, other_z]) = (of, others);
    [with(x, other_x), with(y, other_y), with(z, other_z)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stores around the Earth, in streets and alone, and some without a place.
    fn places() -> Vec<Option<Point>> {
        let place = |n: u32| {
            let (street, house) = (f64::from(n / 20), f64::from(n % 20));
            let lat_deg = (street * 0.618).fract() * 180.0 - 90.0;
            let lng_deg = (street * 0.414).fract() * 360.0 - 180.0;
            let nowhere = n % 17 == 3 || (320..420).contains(&n);
            (!nowhere).then(|| Point::new(lat_deg, (lng_deg + house / 1e4).min(180.0)).unwrap())
        };
        (0..1_000).map(place).collect()
    }

    #[test]
    fn no_row_is_nearer_than_its_block() {
        let places = places();
        let directions = Directions::new(places.iter().copied());
        for origin in places.iter().flatten().step_by(7).map(|at| at.direction()) {
            let mut rows = Vec::new();
            for (block, least, placed) in directions.blocks(origin) {
                let of_block: Vec<(u16, f64)> = directions.rows(block, origin).collect();
                assert!(of_block.iter().all(|(_, chord2)| *chord2 >= least), "{block}: {least}");
                assert!(placed > 0, "nobody is infinitely far away");
                assert_eq!(of_block.len(), usize::try_from(placed).unwrap());
                rows.extend(of_block);
            }
            let all = (0_u16..).zip(&places).filter(|(_, place)| place.is_some());
            let all = all.map(|(row, _)| (row, directions.chord2(row, origin)));
            assert_eq!(rows, all.collect::<Vec<_>>(), "every row with a place, once");
        }
    }
}
