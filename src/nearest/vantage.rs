//! Where a question is asked, and how far rectangles are from there.

use super::Bounds;
use crate::place::{Angle, Direction, MIN_RADIUS_M, Point};
use std::f64::consts::{FRAC_PI_2, PI};

/// Ten-millionths of a degree around the Earth.
const TURN_E7: i64 = 3_600_000_000;
const TURN_DEG: f64 = 360.0;

/// Where a question is asked, to the last bit, ready to be compared with many rectangles.
#[derive(Clone, Copy, Debug)]
pub struct Vantage {
    /// The direction of its vertical.
    pub direction: Direction,
    lat_deg: f64,
    lng_deg: f64,
}

impl Vantage {
    /// At a point.
    pub fn new(point: Point) -> Self {
        let (lat_deg, lng_deg) = (point.lat_deg(), point.lng_deg());
        Self { direction: point.direction(), lat_deg, lng_deg }
    }

    fn antipode(&self) -> Self {
        let half_turn = (TURN_DEG / 2.0).copysign(-self.lng_deg);
        Self {
            direction: self.direction.opposite(),
            lat_deg: -self.lat_deg,
            lng_deg: self.lng_deg + half_turn,
        }
    }

    /// What may be within an angle.
    pub fn window(&self, reach_rad: f64) -> Window {
        // A centimetre more pays for the rounding.
        let reach_rad = reach_rad + 2e-9;
        let (lat_rad, lat_deg) = (self.lat_deg.to_radians(), reach_rad.to_degrees());
        let has_pole = lat_rad.abs() + reach_rad >= FRAC_PI_2;
        let lng_deg = if has_pole {
            TURN_DEG
        } else {
            (reach_rad.sin() / lat_rad.cos()).min(1.0).asin().to_degrees()
        };
        Window {
            south_e7: below(self.lat_deg - lat_deg),
            north_e7: -below(-self.lat_deg - lat_deg),
            west_e7: below(self.lng_deg - lng_deg),
            east_e7: -below(-self.lng_deg - lng_deg),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an angle of some turns at most")]
fn below(degrees: f64) -> i64 {
    (degrees * 1e7).floor() as i64
}

/// A rectangle, and the sines of its edges: ready to be compared with many vantages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    bounds: Bounds,
    south: Angle,
    west: Angle,
    north: Angle,
    east: Angle,
}

impl Frame {
    pub(super) fn new(bounds: Bounds) -> Self {
        let [south, west, north, east] = bounds.degrees().map(Angle::of_degrees);
        Self { bounds, south, west, north, east }
    }

    /// An angle that no point inside is nearer to `from` than, but for rounding.
    pub(super) fn least_rad(&self, from: &Vantage) -> f64 {
        let [south, west, north, east] = self.bounds.degrees();
        let (east_of_west, west_of_east) = (from.lng_deg - west, east - from.lng_deg);
        if east_of_west >= 0.0 && west_of_east >= 0.0 {
            // Along the meridian.
            return (south - from.lat_deg).max(from.lat_deg - north).max(0.0).to_radians();
        }
        // Nowhere nearer than on the nearer of the two outer meridians.
        let around = |deg: f64| if deg < 0.0 { deg + TURN_DEG } else { deg };
        let is_west = around(-east_of_west) <= around(-west_of_east);
        self.meridian_rad(if is_west { self.west } else { self.east }, from.direction)
    }

    /// The angle to the nearest point of its stretch of a meridian.
    fn meridian_rad(&self, meridian: Angle, from: Direction) -> f64 {
        let Self { south, north, .. } = self;
        let [x, y, up] = from.axes();
        let along = x * meridian.cos + y * meridian.sin;
        // The foot of the perpendicular is on this side of the Earth, and between the parallels.
        let has_foot = along > 0.0
            && up * south.cos >= along * south.sin
            && up * north.cos <= along * north.sin;
        if has_foot {
            let across = x * meridian.sin - y * meridian.cos;
            return across.abs().atan2((along * along + up * up).sqrt());
        }
        let to_end = |end: &Angle| from.angle_rad(Direction::of(*end, meridian));
        to_end(south).min(to_end(north))
    }

    /// An angle that no point inside is farther from `from` than.
    pub(super) fn most_rad(&self, from: &Vantage) -> f64 {
        // The farthest point is the one nearest to the antipode. An arc of nearly a half turn is
        // known no better than this.
        (PI - self.least_rad(&from.antipode()) + 1e-7).min(PI)
    }

    /// Square metres, roughly; a square metre for a point.
    pub(super) fn area_m2(&self) -> f64 {
        let [_, west, _, east] = self.bounds.degrees();
        let (width, height) = ((east - west).to_radians(), self.north.sin - self.south.sin);
        (MIN_RADIUS_M * MIN_RADIUS_M * width * height).max(1.0)
    }
}

/// A rectangle around a circle: it may reach over a pole or the antimeridian.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_field_names, reason = "the unit")]
pub struct Window {
    south_e7: i64,
    north_e7: i64,
    west_e7: i64,
    east_e7: i64,
}

impl Window {
    /// Whether they have a point in common.
    pub fn touches(self, bounds: Bounds) -> bool {
        let (south, north) = (i64::from(bounds.south_e7), i64::from(bounds.north_e7));
        let (west, east) = (i64::from(bounds.west_e7), i64::from(bounds.east_e7));
        south <= self.north_e7
            && north >= self.south_e7
            && [0, TURN_E7, -TURN_E7]
                .into_iter()
                .any(|turn| west + turn <= self.east_e7 && east + turn >= self.west_e7)
    }
}

#[cfg(test)]
mod tests {
    use super::super::bounds::tests::{bounds, cases, inside};
    use super::*;

    /// Points as a question gives them: between the ten-millionths that stores are kept to.
    fn between(bounds: Bounds) -> impl Iterator<Item = Point> {
        inside(bounds).map(|point| {
            let lat = (point.lat_deg() + 0.49e-7).min(90.0);
            Point::new(lat, (point.lng_deg() - 0.49e-7).max(-180.0)).unwrap()
        })
    }

    #[test]
    fn an_origin_is_not_rounded_towards_the_store() {
        // Eleven kilometres off, five millimetres nearer: inside a radius that ends there.
        let store = Point::new(0.05, 0.0).unwrap();
        let origin = Point::new(-0.049_999_950_01, 0.0).unwrap();
        let bounds = Bounds::around([store]).unwrap();
        let least_m = crate::place::at_least_m(bounds.least_rad(&Vantage::new(origin)));
        assert!(least_m <= origin.distance_m(store), "{least_m} m");
    }

    #[test]
    fn a_step_away_is_not_beyond_the_most() {
        // An arc of nearly a half turn lost 27 cm.
        let store = Point::new(-30.094_838_3, 43.971_272_0).unwrap();
        let origin = Point::new(-30.094_839_384_876, 43.971_269_527_363).unwrap();
        let bounds = Bounds::around([store]).unwrap();
        let most_m = crate::place::at_most_m(Frame::new(bounds).most_rad(&Vantage::new(origin)));
        assert!(origin.distance_m(store) <= most_m, "{most_m} m");
    }

    #[test]
    fn angles_bound_what_is_inside_and_are_reached() {
        for (name, bounds) in cases() {
            for origin in cases().into_iter().flat_map(|(_, other)| between(other).step_by(5)) {
                let from = Vantage::new(origin);
                let (least, most) = (bounds.least_rad(&from), Frame::new(bounds).most_rad(&from));
                for point in inside(bounds) {
                    // What is known of an arc of nearly a half turn, and of any other.
                    let angle = from.direction.angle_rad(point.direction());
                    let rounding = if angle > 3.0 { 1e-7 } else { 1e-14 };
                    assert!(least <= angle + rounding, "{name}: {origin:?} {point:?}");
                    assert!(angle <= most, "{name}: {origin:?} {point:?}");
                }
                assert!(least <= 2e-9 || !bounds.contains(origin), "{name}: {origin:?}");
            }
        }
    }

    #[test]
    fn the_least_angle_is_that_of_the_nearest_point() {
        let from = |lat, lng| Vantage::new(Point::new(lat, lng).unwrap());
        let cases = [
            ("north of it", bounds(0.0, 0.0, 1.0, 1.0), from(3.0, 0.5), 2.0),
            ("east of it, at the equator", bounds(-1.0, 0.0, 1.0, 1.0), from(0.0, 4.0), 3.0),
            ("across the antimeridian", bounds(-1.0, 179.0, 1.0, 180.0), from(0.0, -179.0), 1.0),
            ("across the pole", bounds(80.0, 0.0, 89.0, 0.0), from(89.0, 180.0), 2.0),
            ("the foot is nearer than an end", bounds(50.0, 0.0, 60.0, 0.0), from(54.9, 10.0), 5.7),
        ];
        for (name, bounds, from, degrees) in cases {
            let least = bounds.least_rad(&from).to_degrees();
            assert!((least - degrees).abs() < 0.05, "{name}: {least}°");
        }
    }

    #[test]
    fn a_window_touches_whatever_is_within_its_angle() {
        for (name, bounds) in cases() {
            for origin in cases().into_iter().flat_map(|(_, other)| inside(other).step_by(3)) {
                let from = Vantage::new(origin);
                for reach in [0.0, 1e-4, 0.01, 0.3, 2.0] {
                    let is_near = bounds.least_rad(&from) <= reach;
                    assert!(!is_near || from.window(reach).touches(bounds), "{name}: {origin:?}");
                }
            }
        }
        let town = Vantage::new(Point::new(51.5, 0.0).unwrap());
        assert!(!town.window(0.01).touches(bounds(51.0, 1.0, 52.0, 2.0)));
    }
}
