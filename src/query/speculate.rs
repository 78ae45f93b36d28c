//! What a cold isolate asks for before it has seen a manifest: the names of the regions that the
//! question's position makes likely.
//!
//! Regions are tiles of whatever depth their crowd asks for, which only the manifest knows. So the
//! guesses are the tiles at the position at the likeliest depths: a chain of some hundreds of stores
//! is one page, the Earth, and one of some thousands is cut into eighths to thirty-seconds. A wrong guess costs a read in the same round, a missed one the
//! round that every question had anyway.

use crate::nearest::Tile;
use crate::place::Point;

/// Guesses beside the head itself: together they fill one round.
pub const GUESSES: usize = crate::nearest::READS_PER_ROUND - 1;

/// Depths at which regions are likely. Hemispheres are cut again: a page holds a continent's chain.
const DEPTHS: [u8; GUESSES] = [0, 2, 3, 4, 5];

/// The tiles of likely regions around `origin`.
pub fn likely_regions(origin: Point) -> Vec<Tile> {
    DEPTHS.map(|depth| Tile::at(origin, depth)).to_vec()
}
