//! Tiles of regions in the order of the manifest: none first, then by their paths.

use super::seal::FormatError;
use crate::nearest::Tile;
use std::cmp::Ordering;

/// Which comes first; of two of which one contains the other, the larger.
pub(super) fn order(a: Option<Tile>, b: Option<Tile>) -> Ordering {
    let (Some(a), Some(b)) = (a, b) else { return a.is_some().cmp(&b.is_some()) };
    let depth = a.depth().min(b.depth());
    a.parent(depth).cmp(&b.parent(depth)).then(a.depth().cmp(&b.depth()))
}

/// Whether tiles ascend and none contains another.
pub(super) fn are_apart(tiles: impl Iterator<Item = Option<Tile>>) -> bool {
    let mut before: Option<Option<Tile>> = None;
    tiles.into_iter().all(|tile| {
        let is_apart = match before.replace(tile) {
            None => true,
            Some(None) => tile.is_some(),
            Some(Some(a)) => tile.is_some_and(|b| {
                let depth = a.depth().min(b.depth());
                a.parent(depth) < b.parent(depth)
            }),
        };
        is_apart && tile.is_none_or(is_tile)
    })
}

/// Whether a tile that was decoded as a number is one.
fn is_tile(tile: Tile) -> bool {
    Tile::from_after(tile.depth(), tile.after(None), None) == Some(tile)
}

/// Depths, and [differences](Tile::after), of tiles; none of what is none.
pub(super) fn differences(tiles: &[Option<Tile>]) -> (Vec<u8>, Vec<u64>) {
    let mut before = None;
    let difference = |tile: &Tile| (tile.depth(), tile.after(before.replace(*tile)));
    tiles.iter().flatten().map(difference).unzip()
}

/// The inverse of [`differences`], of so many tiles, which must ascend; at most the first is none.
pub(super) fn from_differences(
    count: usize,
    depths: &[u8],
    differences: &[u64],
) -> Result<Vec<Option<Tile>>, FormatError> {
    let error = FormatError::Body("tiles that are none");
    let without = count.checked_sub(depths.len()).filter(|without| *without <= 1);
    let without = without.filter(|_| depths.len() == differences.len());
    let mut tiles = vec![None; without.ok_or_else(|| error.clone())?];
    let mut before = None;
    for (depth, after) in depths.iter().zip(differences) {
        before = Tile::from_after(*depth, *after, before);
        tiles.push(Some(before.ok_or_else(|| error.clone())?));
    }
    let ascend = tiles.is_sorted_by(|a, b| order(*a, *b) == Ordering::Less);
    if ascend { Ok(tiles) } else { Err(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Point;

    #[test]
    fn differences_lead_back() {
        let tile = |lng: f64, depth| Some(Tile::at(Point::new(45.0, lng).unwrap(), depth));
        for tiles in [
            vec![],
            vec![None],
            vec![None, tile(-93.0, 0)],
            vec![None, tile(-93.0, 5), tile(-30.0, 12), tile(20.0, 2)],
            vec![tile(-93.0, 3), tile(93.0, 56)],
        ] {
            assert!(are_apart(tiles.iter().copied()), "{tiles:?}");
            let (depths, after) = differences(&tiles);
            assert_eq!(from_differences(tiles.len(), &depths, &after), Ok(tiles));
        }
        let west = tile(-93.0, 5);
        assert!(!are_apart([tile(-93.0, 1), west].into_iter()), "one contains the other");
        assert!(!are_apart([tile(93.0, 5), west].into_iter()), "out of order");
        assert!(!are_apart([None, None].into_iter()));
        for (count, depths, after) in
            [(2, &[][..], &[][..]), (0, &[3], &[1]), (1, &[3], &[8]), (2, &[3, 3], &[1, 0])]
        {
            assert!(from_differences(count, depths, after).is_err(), "{depths:?} {after:?}");
        }
    }
}
