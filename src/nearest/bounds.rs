//! Rectangles of latitude and longitude, and how far away they are.

use crate::place::{Direction, MIN_RADIUS_M, Point};
use std::f64::consts::{FRAC_PI_2, PI};

/// Ten-millionths of a degree around the Earth.
const TURN_E7: i64 = 3_600_000_000;
const TURN_DEG: f64 = 360.0;

/// What lies between two parallels and two meridians, edges included, in ten-millionths of a
/// degree. None crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Least latitude.
    pub south_e7: i32,
    /// Least longitude.
    pub west_e7: i32,
    /// Greatest latitude.
    pub north_e7: i32,
    /// Greatest longitude.
    pub east_e7: i32,
}

impl Bounds {
    /// All there is.
    pub const EARTH: Self = Self {
        south_e7: -900_000_000,
        west_e7: -1_800_000_000,
        north_e7: 900_000_000,
        east_e7: 1_800_000_000,
    };

    /// The least that holds all `points`; `None` without any.
    pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        let one = |point: Point| {
            let (lat, lng) = point.to_e7();
            Self { south_e7: lat, west_e7: lng, north_e7: lat, east_e7: lng }
        };
        points.into_iter().map(one).reduce(Self::with)
    }

    /// The least that holds both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            south_e7: self.south_e7.min(other.south_e7),
            west_e7: self.west_e7.min(other.west_e7),
            north_e7: self.north_e7.max(other.north_e7),
            east_e7: self.east_e7.max(other.east_e7),
        }
    }

    /// How far this stays away from each edge of `around`, in 255ths of its height or width,
    /// rounded down: south, west, north, east.
    pub fn margins(self, around: Self) -> [u8; 4] {
        let share = |gap: i64, length: i64| {
            let steps = gap.clamp(0, length) * i64::from(u8::MAX) / length.max(1);
            u8::try_from(steps).unwrap_or(0)
        };
        let (height, width) = around.size();
        let gap = |from: i32, to: i32| i64::from(to) - i64::from(from);
        [
            share(gap(around.south_e7, self.south_e7), height),
            share(gap(around.west_e7, self.west_e7), width),
            share(gap(self.north_e7, around.north_e7), height),
            share(gap(self.east_e7, around.east_e7), width),
        ]
    }

    /// What is left of this within margins.
    #[must_use]
    pub fn inset(self, [south, west, north, east]: [u8; 4]) -> Self {
        let (height, width) = self.size();
        let part = |steps: u8, length: i64| i64::from(steps) * length / i64::from(u8::MAX);
        let moved = |edge: i32, by: i64| i32::try_from(i64::from(edge) + by).unwrap_or(edge);
        Self {
            south_e7: moved(self.south_e7, part(south, height)),
            west_e7: moved(self.west_e7, part(west, width)),
            north_e7: moved(self.north_e7, -part(north, height)),
            east_e7: moved(self.east_e7, -part(east, width)),
        }
    }

    /// Height and width.
    pub fn size(self) -> (i64, i64) {
        let length = |from: i32, to: i32| i64::from(to) - i64::from(from);
        (length(self.south_e7, self.north_e7), length(self.west_e7, self.east_e7))
    }

    /// Whether a point is inside.
    pub fn contains(self, point: Point) -> bool {
        let (lat, lng) = point.to_e7();
        (self.south_e7..=self.north_e7).contains(&lat)
            && (self.west_e7..=self.east_e7).contains(&lng)
    }

    /// An angle that no point inside is nearer to `from` than, but for rounding.
    pub fn least_rad(self, from: &Vantage) -> f64 {
        let (south, north) = (degrees(self.south_e7), degrees(self.north_e7));
        let east_of_west = from.lng_deg - degrees(self.west_e7);
        let west_of_east = degrees(self.east_e7) - from.lng_deg;
        if east_of_west >= 0.0 && west_of_east >= 0.0 {
            // Along the meridian.
            return (south - from.lat_deg).max(from.lat_deg - north).max(0.0).to_radians();
        }
        // Nowhere nearer than on the nearer of the two outer meridians.
        let off = (-east_of_west).rem_euclid(TURN_DEG).min((-west_of_east).rem_euclid(TURN_DEG));
        from.meridian_rad(off.to_radians(), south.to_radians(), north.to_radians())
    }

    /// An angle that no point inside is farther from `from` than.
    pub fn most_rad(self, from: &Vantage) -> f64 {
        // The farthest point is the one nearest to the antipode. An arc of nearly a half turn is
        // known no better than this.
        (PI - self.least_rad(&from.antipode()) + 2e-8).min(PI)
    }

    /// Square metres, roughly; a square metre for a point.
    pub fn area_m2(self) -> f64 {
        let [south, north, west, east] = [self.south_e7, self.north_e7, self.west_e7, self.east_e7]
            .map(|e7| degrees(e7).to_radians());
        let (south, north, width) = (south.sin(), north.sin(), east - west);
        (MIN_RADIUS_M * MIN_RADIUS_M * width * (north - south)).max(1.0)
    }
}

fn degrees(e7: i32) -> f64 {
    f64::from(e7) / 1e7
}

/// Where a question is asked, to the last bit, ready to be compared with many rectangles.
#[derive(Clone, Copy, Debug)]
pub struct Vantage {
    /// The direction of its vertical.
    pub direction: Direction,
    lat_deg: f64,
    lng_deg: f64,
    lat_rad: f64,
}

impl Vantage {
    /// At a point.
    pub fn new(point: Point) -> Self {
        let (lat_deg, lng_deg) = (point.lat_deg(), point.lng_deg());
        Self { direction: point.direction(), lat_deg, lng_deg, lat_rad: lat_deg.to_radians() }
    }

    fn antipode(&self) -> Self {
        let half_turn = (TURN_DEG / 2.0).copysign(-self.lng_deg);
        let lng_deg = self.lng_deg + half_turn;
        Self { lat_deg: -self.lat_deg, lng_deg, lat_rad: -self.lat_rad, ..*self }
    }

    /// The angle to the nearest point of a stretch of a meridian, `off_rad` away in longitude.
    fn meridian_rad(&self, off_rad: f64, south_rad: f64, north_rad: f64) -> f64 {
        let (sin_lat, cos_lat) = self.lat_rad.sin_cos();
        let (sin_off, cos_off) = off_rad.sin_cos();
        // The foot of the perpendicular.
        let foot_rad = sin_lat.atan2(cos_lat * cos_off);
        if (south_rad..=north_rad).contains(&foot_rad) {
            return (cos_lat * sin_off).min(1.0).asin();
        }
        let half_off = (off_rad / 2.0).sin();
        let to_end = |end_rad: f64| {
            let half_lat = ((self.lat_rad - end_rad) / 2.0).sin();
            let haversine = half_lat * half_lat + cos_lat * end_rad.cos() * half_off * half_off;
            2.0 * haversine.sqrt().min(1.0).asin()
        };
        to_end(south_rad).min(to_end(north_rad))
    }

    /// What may be within an angle.
    pub fn window(&self, reach_rad: f64) -> Window {
        // A centimetre more pays for the rounding.
        let reach_rad = reach_rad + 2e-9;
        let lat_deg = reach_rad.to_degrees();
        let has_pole = self.lat_rad.abs() + reach_rad >= FRAC_PI_2;
        let lng_deg = if has_pole {
            TURN_DEG
        } else {
            (reach_rad.sin() / self.lat_rad.cos()).min(1.0).asin().to_degrees()
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
    use super::*;

    fn bounds(south: f64, west: f64, north: f64, east: f64) -> Bounds {
        let corners = [(south, west), (north, east)];
        Bounds::around(corners.map(|(lat, lng)| Point::new(lat, lng).unwrap())).unwrap()
    }

    fn cases() -> Vec<(&'static str, Bounds)> {
        vec![
            ("a town", bounds(51.4, -0.2, 51.6, 0.1)),
            ("one point", bounds(51.5, -0.1, 51.5, -0.1)),
            ("west of the antimeridian", bounds(-18.0, 179.0, -16.0, 180.0)),
            ("east of the antimeridian", bounds(-18.0, -180.0, -16.0, -179.5)),
            ("around the north pole", bounds(89.0, -180.0, 90.0, 180.0)),
            ("a slice at the south pole", bounds(-90.0, 10.0, -80.0, 40.0)),
            ("a band around the equator", bounds(-1.0, -180.0, 1.0, 180.0)),
            ("half the Earth", bounds(-90.0, -180.0, 90.0, 0.0)),
            ("a wide strip of the north", bounds(60.0, -100.0, 61.0, 100.0)),
            ("a street from west to east", bounds(48.0, 2.0, 48.0, 2.1)),
            ("all", Bounds::EARTH),
        ]
    }

    fn inside(bounds: Bounds) -> impl Iterator<Item = Point> {
        let (height, width) = bounds.size();
        (0..=12).flat_map(move |i| (0..=12).map(move |j| (i, j))).map(move |(i, j)| {
            let lat = i32::try_from(i64::from(bounds.south_e7) + height * i / 12).unwrap();
            let lng = i32::try_from(i64::from(bounds.west_e7) + width * j / 12).unwrap();
            Point::from_e7(lat, lng).unwrap()
        })
    }

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
    fn angles_bound_what_is_inside_and_are_reached() {
        for (name, bounds) in cases() {
            for origin in cases().into_iter().flat_map(|(_, other)| between(other).step_by(5)) {
                let from = Vantage::new(origin);
                let (least, most) = (bounds.least_rad(&from), bounds.most_rad(&from));
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
    fn margins_leave_nothing_out() {
        for (name, around) in cases() {
            for (_, inner) in cases().into_iter().filter(|(_, inner)| around.with(*inner) == around)
            {
                let kept = around.inset(inner.margins(around));
                assert_eq!((kept.with(inner), around.with(kept)), (kept, around), "{name}");
                let (height, width) = around.size();
                let ((kept_height, kept_width), (high, wide)) = (kept.size(), inner.size());
                assert!((kept_height - high) * 127 <= height + 254, "{name}: {inner:?}");
                assert!((kept_width - wide) * 127 <= width + 254, "{name}: {inner:?}");
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
