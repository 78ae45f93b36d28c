//! Other ways to find the nearest points: each gives candidates by their chords, in order, until the
//! caller has seen enough of them.

use kiddo::{ImmutableKdTree, SquaredEuclidean};
use rstar::RTree;
use rstar::primitives::GeomWithData;

/// A unit vector.
pub type Vector = [f64; 3];

/// From degrees on the ellipsoid: the vertical, whose angles bound geodesics.
pub fn vector(lat_deg: f64, lng_deg: f64) -> Vector {
    let (lat, lng) = (lat_deg.to_radians(), lng_deg.to_radians());
    [lat.cos() * lng.cos(), lat.cos() * lng.sin(), lat.sin()]
}

/// An index of points by their places in a list.
pub trait Index {
    /// The `count` points with the shortest chords.
    fn nearest(&self, from: Vector, count: usize) -> Vec<usize>;
}

/// No index: every chord is computed.
pub struct Scan(pub Vec<Vector>);

impl Index for Scan {
    fn nearest(&self, from: Vector, count: usize) -> Vec<usize> {
        let chord2 = |to: &Vector| (0..3).map(|i| (to[i] - from[i]).powi(2)).sum::<f64>();
        let mut all: Vec<(f64, usize)> =
            self.0.iter().enumerate().map(|(place, to)| (chord2(to), place)).collect();
        let count = count.min(all.len());
        all.select_nth_unstable_by(count - 1, |a, b| a.0.total_cmp(&b.0));
        all.truncate(count);
        all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        all.into_iter().map(|(_, place)| place).collect()
    }
}

/// kiddo's k-d tree.
pub struct KdTree(ImmutableKdTree<f64, 3>);

impl KdTree {
    pub fn new(points: &[Vector]) -> Self {
        Self(ImmutableKdTree::new_from_slice(points))
    }
}

impl Index for KdTree {
    fn nearest(&self, from: Vector, count: usize) -> Vec<usize> {
        let found = self.0.nearest_n::<SquaredEuclidean>(&from, count);
        found.into_iter().map(|near| usize::try_from(near.item).expect("a place")).collect()
    }
}

/// rstar's R*-tree.
pub struct RStar(RTree<GeomWithData<Vector, usize>>);

impl RStar {
    pub fn new(points: &[Vector]) -> Self {
        let points = points.iter().enumerate().map(|(place, at)| GeomWithData::new(*at, place));
        Self(RTree::bulk_load(points.collect()))
    }
}

impl Index for RStar {
    fn nearest(&self, from: Vector, count: usize) -> Vec<usize> {
        self.0.nearest_neighbor_iter(&from).take(count).map(|near| near.data).collect()
    }
}
