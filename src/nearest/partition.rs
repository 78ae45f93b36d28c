//! Cutting sorted stores into pages along the hierarchy of tiles, finer only where it is crowded.

use super::Tile;
use std::ops::Range;

/// A run of stores that shares a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The tile whose path begins the path of every store of the run.
    pub tile: Tile,
    /// Which of the sorted stores.
    pub stores: Range<usize>,
    /// Whether the run fits in one page.
    pub fits: bool,
}

/// Cuts stores, given by their finest tiles in ascending order, into runs that share a tile of
/// `depths` and fit in a page. A run that still does not fit in a tile of the finest of them
/// is left whole, and says so. Membership is by path, so it is a true partition whatever the
/// geometry of the tiles.
pub fn cut(tiles: &[Tile], depths: Range<u8>, fits: &dyn Fn(Range<usize>) -> bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    descend(tiles, 0..tiles.len(), depths, fits, &mut pieces);
    pieces
}

fn descend(
    tiles: &[Tile],
    stores: Range<usize>,
    depths: Range<u8>,
    fits: &dyn Fn(Range<usize>) -> bool,
    pieces: &mut Vec<Piece>,
) {
    let here = depths.start;
    let mut start = stores.start;
    while let Some(tile) = tiles.get(start).filter(|_| start < stores.end).map(|c| c.parent(here)) {
        let inside = tiles.get(start..stores.end).unwrap_or_default();
        let end = start + inside.partition_point(|c| c.parent(here) == tile);
        let run = start..end;
        let fits_here = fits(run.clone());
        if fits_here || here + 1 >= depths.end {
            pieces.push(Piece { tile, stores: run, fits: fits_here });
        } else {
            descend(tiles, run, here + 1..depths.end, fits, pieces);
        }
        start = end;
    }
}

/// Cuts a run by order, in halves, until every part fits or is a single store: the last resort
/// for more stores on one point than a page holds.
pub fn halve(stores: Range<usize>, fits: &dyn Fn(Range<usize>) -> bool) -> Vec<Range<usize>> {
    if stores.len() <= 1 || fits(stores.clone()) {
        return vec![stores];
    }
    let middle = stores.start + stores.len() / 2;
    let mut parts = halve(stores.start..middle, fits);
    parts.extend(halve(middle..stores.end, fits));
    parts
}
