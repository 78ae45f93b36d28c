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

/// Cuts a run, whose stores are in the order of their prints, by ever more leading bits of those
/// until every part fits or is one store: the last resort for more stores on one point, or without
/// a place, than a page holds. A store that comes or goes changes its own part, and no other.
pub fn part(
    print: &dyn Fn(usize) -> u32,
    stores: Range<usize>,
    fits: &dyn Fn(Range<usize>) -> bool,
) -> Vec<Range<usize>> {
    part_from(print, stores, u32::BITS, fits)
}

fn part_from(
    print: &dyn Fn(usize) -> u32,
    stores: Range<usize>,
    bits: u32,
    fits: &dyn Fn(Range<usize>) -> bool,
) -> Vec<Range<usize>> {
    if stores.len() <= 1 || fits(stores.clone()) {
        return vec![stores];
    }
    let below = bits.saturating_sub(1);
    let first = match bits {
        // The same prints: by order.
        0 => stores.len() / 2,
        _ => stores.clone().take_while(|&store| print(store) >> below & 1 == 0).count(),
    };
    let middle = stores.start + first;
    let halves = [stores.start..middle, middle..stores.end].into_iter();
    halves
        .filter(|half| !half.is_empty())
        .flat_map(|half| part_from(print, half, below, fits))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(prints: &[u32], most: usize) -> Vec<Vec<u32>> {
        let ranges = part(&|i| prints[i], 0..prints.len(), &|run| run.len() <= most);
        ranges.into_iter().map(|range| prints[range].to_vec()).collect()
    }

    #[test]
    fn a_store_that_comes_changes_its_own_part() {
        let mut prints: Vec<u32> = (0..2_000_u32).map(|i| i.wrapping_mul(0x9e37_79b9)).collect();
        prints.sort_unstable();
        let before = parts(&prints, 30);
        assert_eq!(before.concat(), prints);
        assert!(before.iter().all(|part| (1..=30).contains(&part.len())));
        prints.insert(prints.partition_point(|print| *print < 0x5555_5555), 0x5555_5555);
        let after = parts(&prints, 30);
        let changed = after.iter().filter(|part| !before.contains(part)).count();
        assert!(changed <= 2, "{changed} parts changed");
    }

    #[test]
    fn prints_that_are_the_same_are_parted_by_order() {
        assert_eq!(parts(&[7; 10], 3).concat(), [7; 10]);
        assert!(parts(&[7; 10], 3).iter().all(|part| part.len() <= 3));
    }
}
