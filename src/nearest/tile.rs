//! The Earth cut in halves, again and again: where a store belongs.

use super::Bounds;
use crate::place::Point;
use serde::{Deserialize, Serialize};

/// Bits of the depth.
const DEPTH_BITS: u32 = 6;

/// A rectangle of latitude and longitude: the Earth, or a half of another tile, cut across its
/// longer side. A path of halves, one bit each: south or west is 0.
///
/// Tiles of one depth are disjoint, and one contains exactly those that its path begins. Halves
/// make fuller pages than the sevenths of a hexagonal grid, and rectangles have true bounds that
/// do not overlap, so that whoever stands in one need not read its neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tile(u64);

impl Tile {
    /// Halvings to the finest tiles, of some fifteen centimetres.
    pub const FINEST: u8 = 56;

    /// The finest tile at `point`.
    pub fn finest(point: Point) -> Self {
        Self::at(point, Self::FINEST)
    }

    /// The tile at `point`, so many halvings below the Earth.
    pub fn at(point: Point, depth: u8) -> Self {
        let (lat, lng) = point.to_e7();
        let depth = depth.min(Self::FINEST);
        let mut bounds = Bounds::EARTH;
        let mut path = 0;
        for _ in 0..depth {
            let halves = halves(bounds);
            let [_, second] = halves;
            let bit = lat >= second.south_e7 && lng >= second.west_e7;
            bounds = half(halves, bit);
            path = path << 1 | u64::from(bit);
        }
        Self::new(path, depth)
    }

    fn new(path: u64, depth: u8) -> Self {
        Self(path << DEPTH_BITS | u64::from(depth))
    }

    fn path(self) -> u64 {
        self.0 >> DEPTH_BITS
    }

    /// Halvings below the Earth.
    pub const fn depth(self) -> u8 {
        (self.0 & 63) as u8
    }

    /// What contains this, so many halvings below the Earth; itself where that is no higher.
    #[must_use]
    pub fn parent(self, depth: u8) -> Self {
        let up = u32::from(self.depth().saturating_sub(depth));
        Self::new(self.path() >> up, depth.min(self.depth()))
    }

    /// Whether `other` is this or inside it.
    pub fn contains(self, other: Self) -> bool {
        self.depth() <= other.depth() && other.parent(self.depth()) == self
    }

    /// The same where no tile stands for stores without a place, which are apart from all others.
    pub fn holds(of: Option<Self>, other: Option<Self>) -> bool {
        match (of, other) {
            (Some(of), Some(other)) => of.contains(other),
            (of, other) => of == other,
        }
    }

    /// What lies inside.
    pub fn bounds(self) -> Bounds {
        let bits = (0..self.depth()).rev().map(|up| self.path() >> up & 1 == 1);
        bits.fold(Bounds::EARTH, |bounds, bit| half(halves(bounds), bit))
    }

    /// As a number that is small where this follows closely on `before`: how snapshots keep the
    /// tiles of neighbours.
    pub fn after(self, before: Option<Self>) -> u64 {
        self.path().wrapping_sub(before.map_or(0, |before| before.aligned(self.depth())))
    }

    /// The inverse of [`Tile::after`]; `None` where there is no such tile.
    pub fn from_after(depth: u8, after: u64, before: Option<Self>) -> Option<Self> {
        if depth > Self::FINEST {
            return None;
        }
        let path = before.map_or(0, |before| before.aligned(depth)).wrapping_add(after);
        (path >> depth == 0).then(|| Self::new(path, depth))
    }

    /// The path at another depth, of the first tile there.
    fn aligned(self, depth: u8) -> u64 {
        self.parent(depth).path() << depth.saturating_sub(self.depth())
    }
}

/// Both halves of a rectangle, the one to the south or west first.
fn halves(bounds: Bounds) -> [Bounds; 2] {
    let (height, width) = bounds.size();
    let (mut first, mut second) = (bounds, bounds);
    if is_wide(bounds, width, height) {
        second.west_e7 = middle(bounds.west_e7, width);
        first.east_e7 = second.west_e7 - 1;
    } else {
        second.south_e7 = middle(bounds.south_e7, height);
        first.north_e7 = second.south_e7 - 1;
    }
    [first, second]
}

fn half([first, second]: [Bounds; 2], bit: bool) -> Bounds {
    if bit { second } else { first }
}

fn middle(from: i32, length: i64) -> i32 {
    i32::try_from(i64::from(from) + length / 2 + 1).unwrap_or(from)
}

/// Whether a rectangle is at least as wide as high, on the ground. By Bhāskara's cosine of the
/// middle latitude, a quotient: paths must be the same on every machine, and libraries do not
/// agree on the last bit of a cosine.
#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn is_wide(bounds: Bounds, width: i64, height: i64) -> bool {
    let middle = (f64::from(bounds.south_e7) + f64::from(bounds.north_e7)) / 2e7;
    let square = middle * middle;
    let cosine = (32_400.0 - 4.0 * square) / (32_400.0 + square);
    height <= 1 || (width > 1 && width as f64 * cosine >= height as f64)
}

/// The path in hexadecimal, after a first 1: `1` is the Earth, `2` and `3` its halves.
impl std::fmt::Display for Tile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}", 1 << self.depth().min(Self::FINEST) | self.path())
    }
}

impl std::str::FromStr for Tile {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = u64::from_str_radix(text, 16).map_err(|_| ())?;
        let depth = number.checked_ilog2().and_then(|bits| u8::try_from(bits).ok()).ok_or(())?;
        let tile = Self::new(number ^ 1 << depth, depth);
        // One text a tile: no sign, no leading zero, no capitals.
        (depth <= Self::FINEST && tile.to_string() == text).then_some(tile).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points over the whole globe, its poles and its edges.
    fn points() -> impl Iterator<Item = Point> {
        let spiral = (0..3_000).map(|i| {
            let turn = f64::from(i) * 137.507_764;
            ((f64::from(i) / 1_500.0 - 1.0).asin().to_degrees(), turn.rem_euclid(360.0) - 180.0)
        });
        let edges = [(90.0, 0.0), (-90.0, 180.0), (0.0, -180.0), (0.0, 180.0), (0.0, 0.0)];
        spiral.chain(edges).map(|(lat, lng)| Point::new(lat, lng).unwrap())
    }

    #[test]
    fn each_tile_is_inside_the_one_before() {
        for point in points() {
            let finest = Tile::finest(point);
            let mut around = Bounds::EARTH;
            for depth in 0..=Tile::FINEST {
                let tile = Tile::at(point, depth);
                assert_eq!((tile.depth(), finest.parent(depth)), (depth, tile));
                assert!(tile.contains(finest) && tile.contains(tile));
                assert!(depth == Tile::FINEST || !finest.contains(tile));
                let bounds = tile.bounds();
                assert!(bounds.contains(point) && around.with(bounds) == around, "{tile}");
                assert_eq!(tile.to_string().parse(), Ok(tile));
                around = bounds;
            }
        }
    }

    #[test]
    fn halves_are_disjoint_and_leave_nothing_out() {
        for tile in
            points().zip((0..Tile::FINEST).cycle()).map(|(point, depth)| Tile::at(point, depth))
        {
            let bounds = tile.bounds();
            let [first, second] = halves(bounds);
            assert_eq!(first.with(second), bounds);
            let apart = first.east_e7 < second.west_e7 || first.north_e7 < second.south_e7;
            assert!(apart, "{first:?} {second:?}");
            let gap = (second.west_e7 - first.east_e7).min(second.south_e7 - first.north_e7);
            assert!(gap <= 1, "{first:?} {second:?}");
        }
    }

    #[test]
    fn tiles_are_nearly_square_on_the_ground() {
        for point in points().filter(|point| point.lat_deg().abs() < 80.0) {
            let bounds = Tile::at(point, 20).bounds();
            let height = f64::from(bounds.north_e7 - bounds.south_e7);
            let width = f64::from(bounds.east_e7 - bounds.west_e7);
            let ratio = width * point.lat_deg().to_radians().cos() / height;
            assert!((0.45..=2.2).contains(&ratio), "{point:?}: {ratio}");
        }
    }

    #[test]
    fn neighbours_in_order_are_small_numbers_apart() {
        let mut finest: Vec<Tile> = points().map(Tile::finest).collect();
        finest.sort_unstable();
        let mut before = None;
        for tile in finest.iter().zip((0..9).cycle()).map(|(tile, depth)| tile.parent(depth)) {
            let after = tile.after(before);
            assert_eq!(Tile::from_after(tile.depth(), after, before), Some(tile));
            before = Some(tile);
        }
        let [first, second] = [6, 7].map(|path| Tile::new(path, 3));
        assert_eq!(second.after(Some(first)), 1);
    }

    #[test]
    fn other_text_and_numbers_are_no_tile() {
        for text in ["", "0", "01", "+3", "A", "x", "3ffffffffffffff", "ffffffffffffffffff"] {
            assert_eq!(text.parse::<Tile>(), Err(()), "{text}");
        }
        assert_eq!(Tile::from_after(2, 4, None), None);
        assert_eq!(Tile::from_after(2, u64::MAX, None), None);
        assert_eq!(Tile::from_after(57, 0, None), None);
    }
}
