//! What a cold isolate asks for before it has seen a manifest: the names of the regions that the
//! question's position makes likely.
//!
//! Regions are tiles of whatever depth their crowd asks for, which only the manifest knows. So the
//! guesses are the tiles at the position that a chain of up to some ten thousands of stores is cut
//! into; a region that is larger is named by the tiles of the first of these depths inside it. A
//! wrong guess costs a read in the same round, a missed one the round that every question had
//! anyway.

use crate::nearest::Tile;
use crate::place::Point;

/// Guesses beside the head itself: together they fill one round.
pub const GUESSES: usize = crate::nearest::READS_PER_ROUND - 1;

/// Depths at which regions are likely, from the least by which they are named.
const DEPTHS: [u8; GUESSES] = [2, 3, 4, 5, 6];

/// The tiles of likely regions around `origin`.
pub fn likely_regions(origin: Point) -> Vec<Tile> {
    DEPTHS.map(|depth| Tile::at(origin, depth)).to_vec()
}
