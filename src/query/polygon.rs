//! Points in polygons, exactly.
//!
//! As RFC 7946 has it: between two positions an edge is straight in longitude and latitude, not a
//! geodesic, and a polygon that crosses the antimeridian is written in two parts (feeds refuse an
//! edge that goes farther than half around without going all around). Decided here: a boundary
//! belongs to its polygon, that of a hole, too; the antimeridian is asked about as 180° and as
//! −180°; a pole is asked about at the longitude given.

use crate::place::Point;
use geo::Coord;
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};

/// Rings of (longitude, latitude) in degrees, the outer first, each ending where it begins.
type Rings = [Vec<(f64, f64)>];

/// Whether a point is inside a polygon or on its boundary.
pub(super) fn holds(polygon: &Rings, point: Point) -> bool {
    let (lng, lat) = (point.lng_deg(), point.lat_deg());
    let is_antimeridian = lng.abs() >= 180.0;
    holds_at(polygon, lng, lat) || is_antimeridian && holds_at(polygon, -lng, lat)
}

fn holds_at(polygon: &Rings, lng: f64, lat: f64) -> bool {
    let Some((outer, holes)) = polygon.split_first() else { return false };
    let at = Coord { x: lng, y: lat };
    match side(outer, at) {
        Side::Outside => false,
        Side::Boundary => true,
        Side::Inside => holes.iter().all(|hole| side(hole, at) != Side::Inside),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Outside,
    Boundary,
    Inside,
}

/// On which side of a ring a point is: it is inside if a ray to the east crosses an odd number of
/// edges. An edge has its lower end and not its upper one, so that a corner is crossed once.
fn side(ring: &[(f64, f64)], at: Coord) -> Side {
    let mut inside = false;
    for pair in ring.windows(2) {
        let [(x1, y1), (x2, y2)] = *pair else { continue };
        let (a, b) = (Coord { x: x1, y: y1 }, Coord { x: x2, y: y2 });
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        if at.y < low.y || at.y > high.y {
            continue;
        }
        let turn = RobustKernel::orient2d(low, high, at);
        let is_between = a.x.min(b.x) <= at.x && at.x <= a.x.max(b.x);
        if turn == Orientation::Collinear && is_between {
            return Side::Boundary;
        }
        if low.y <= at.y && at.y < high.y && turn == Orientation::CounterClockwise {
            inside = !inside;
        }
    }
    if inside { Side::Inside } else { Side::Outside }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds_of(polygon: &Rings, lat: f64, lng: f64) -> bool {
        holds(polygon, Point::new(lat, lng).unwrap())
    }

    fn ring(corners: &[(f64, f64)]) -> Vec<(f64, f64)> {
        corners.iter().chain(corners.first()).copied().collect()
    }

    fn square(west: f64, south: f64, east: f64, north: f64) -> Vec<(f64, f64)> {
        ring(&[(west, south), (east, south), (east, north), (west, north)])
    }

    #[test]
    fn boundaries_belong_to_it_and_holes_do_not() {
        let ring_of_land = [square(0.0, 0.0, 10.0, 10.0), square(4.0, 4.0, 6.0, 6.0)];
        for (lat, lng, expected) in [
            (1.0, 1.0, true),
            (5.0, 5.0, false),
            (5.0, 4.0, true),
            (4.0, 5.0, true),
            (0.0, 0.0, true),
            (10.0, 10.0, true),
            (10.0, 5.0, true),
            (5.0, 10.0_f64.next_up(), false),
            (5.0, 10.0_f64.next_down(), true),
            ((-0.0_f64).next_down(), 5.0, false),
            (11.0, 5.0, false),
        ] {
            assert_eq!(holds_of(&ring_of_land, lat, lng), expected, "{lat} {lng}");
        }
    }

    #[test]
    fn a_ray_through_corners_counts_them_once() {
        let star =
            [ring(&[(0.0, 0.0), (2.0, 2.0), (4.0, 0.0), (4.0, 4.0), (2.0, 3.0), (0.0, 4.0)])];
        for (lat, lng, expected) in [
            (2.0, 1.0, true),
            (2.0, -1.0, false),
            (2.0, 5.0, false),
            (3.0, 1.0, true),
            (3.0, 3.5, true),
            (0.0, 2.0, false),
            (4.0, 2.0, false),
            (4.0, -3.0, false),
        ] {
            assert_eq!(holds_of(&star, lat, lng), expected, "{lat} {lng}");
        }
    }

    #[test]
    fn the_antimeridian_is_on_both_sides() {
        let fiji = [[square(177.0, -19.0, 180.0, -16.0)], [square(-180.0, -19.0, -178.0, -16.0)]];
        for lng in [180.0, -180.0, 179.0, -179.0] {
            assert!(fiji.iter().any(|part| holds_of(part, -17.0, lng)), "{lng}");
        }
        assert!(holds_of(&fiji[0], -17.0, -180.0) && holds_of(&fiji[1], -17.0, 180.0));
        assert!(!fiji.iter().any(|part| holds_of(part, -17.0, 0.0)));
        let world = [square(-180.0, -90.0, 180.0, 90.0)];
        for (lat, lng) in [(90.0, 33.0), (-90.0, -180.0), (0.0, 180.0)] {
            assert!(holds_of(&world, lat, lng), "{lat} {lng}");
        }
    }

    #[test]
    fn a_slanted_edge_is_exact() {
        // 0.1 and 0.3 have no binary form: what is on the line is only what rounds onto it.
        let triangle = [ring(&[(0.0, 0.0), (3.0, 1.0), (0.0, 1.0)])];
        assert!(holds_of(&triangle, 0.5, 1.5));
        assert!(!holds_of(&triangle, 0.5_f64.next_down(), 1.5));
        assert!(holds_of(&triangle, 0.5_f64.next_up(), 1.5));
    }
}
