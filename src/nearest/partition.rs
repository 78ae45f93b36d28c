//! Cutting sorted stores into pages along the H3 hierarchy, finer only where it is crowded.

use super::Cell;
use std::ops::Range;

/// A run of stores that shares a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The cell whose path begins the path of every store of the run.
    pub cell: Cell,
    /// Which of the sorted stores.
    pub stores: Range<usize>,
    /// Whether the run fits in one page.
    pub fits: bool,
}

/// Cuts stores, given by their finest cells in ascending order, into runs that share a cell of
/// `resolutions` and fit in a page. A run that still does not fit in a cell of the finest of them
/// is left whole, and says so. Membership is by path, so it is a true partition whatever the
/// geometry of the cells.
pub fn cut(
    cells: &[Cell],
    resolutions: Range<u8>,
    fits: &dyn Fn(Range<usize>) -> bool,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    descend(cells, 0..cells.len(), resolutions, fits, &mut pieces);
    pieces
}

fn descend(
    cells: &[Cell],
    stores: Range<usize>,
    resolutions: Range<u8>,
    fits: &dyn Fn(Range<usize>) -> bool,
    pieces: &mut Vec<Piece>,
) {
    let here = resolutions.start;
    let mut start = stores.start;
    while let Some(cell) = cells.get(start).filter(|_| start < stores.end).map(|c| c.parent(here)) {
        let inside = cells.get(start..stores.end).unwrap_or_default();
        let end = start + inside.partition_point(|c| c.parent(here) == cell);
        let run = start..end;
        let fits_here = fits(run.clone());
        if fits_here || here + 1 >= resolutions.end {
            pieces.push(Piece { cell, stores: run, fits: fits_here });
        } else {
            descend(cells, run, here + 1..resolutions.end, fits, pieces);
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
