//! What a cold isolate asks for before it has seen a manifest: the names of the regions that the
//! question's position makes likely.
//!
//! Regions are cells of whatever resolution their crowd asks for, which only the manifest knows.
//! So the guesses are the cells around the position at the resolutions that chains of up to some
//! thousands of stores are cut at, and the neighbours whose border is close by. A wrong
//! guess costs a read in the same round, a missed one the round that every question had anyway.

use crate::nearest::Cell;
use crate::place::Point;

/// Guesses beside the head itself: together they fill one round.
pub const GUESSES: usize = crate::nearest::READS_PER_ROUND - 1;

/// The cells of likely regions around `origin`, the likeliest first, each once.
pub fn likely_regions(origin: Point) -> Vec<Cell> {
    let around = |reach_m: f64| ring(origin, reach_m);
    let mut cells: Vec<Cell> = Vec::with_capacity(GUESSES);
    for (resolution, reach_m) in GUESS_ORDER {
        for point in around(reach_m) {
            let Some(cell) = Cell::at(point, resolution) else { continue };
            if !cells.contains(&cell) && cells.len() < GUESSES {
                cells.push(cell);
            }
        }
    }
    cells
}

/// Resolution, and how far from the position to look, in metres: the position itself first.
///
/// A chain of some thousand stores is cut at base cells in most places, 1,100 km wide; its regions
/// overlap their neighbours by the reach of a question and what a round cap adds to a cell.
const GUESS_ORDER: [(u8, f64); 6] =
    [(0, 0.0), (1, 0.0), (2, 0.0), (0, 200_000.0), (1, 100_000.0), (0, 400_000.0)];

/// The point itself, or six points around it.
fn ring(origin: Point, reach_m: f64) -> Vec<Point> {
    if reach_m <= 0.0 {
        return vec![origin];
    }
    let degrees = reach_m / 111_000.0;
    let shrink = origin.lat_deg().to_radians().cos().max(0.05);
    let step = |(north, east): (f64, f64)| {
        let lat = (origin.lat_deg() + north * degrees).clamp(-90.0, 90.0);
        let lng = origin.lng_deg() + east * degrees / shrink;
        let lng = if lng > 180.0 {
            lng - 360.0
        } else if lng < -180.0 {
            lng + 360.0
        } else {
            lng
        };
        Point::new(lat, lng).ok()
    };
    [(1.0, 0.0), (0.5, 0.87), (-0.5, 0.87), (-1.0, 0.0), (-0.5, -0.87), (0.5, -0.87)]
        .into_iter()
        .filter_map(step)
        .collect()
}
