//! Points on the Earth, and how far apart they are.
//!
//! Distances are geodesics on the WGS 84 ellipsoid, in metres, unrounded. Where only a bound is
//! needed, the *Gauss sphere* gives one at the price of a dot product: send every point to the
//! direction of its vertical (its geodetic latitude and longitude as a unit vector). The
//! ellipsoid's radii of curvature lie between [`MIN_RADIUS_M`] and [`MAX_RADIUS_M`], so a geodesic
//! is at least the one and at most the other times the angle between the two directions. Both
//! bounds hold at the poles and across the antimeridian, because vectors know neither.

use geo::{Distance, Geodesic};
use serde::{Deserialize, Serialize};

/// Smallest radius of curvature of WGS 84, b²/a (along the meridian, at the equator), rounded down.
pub const MIN_RADIUS_M: f64 = 6_335_439.0;
/// Largest radius of curvature of WGS 84, a²/b (at the poles), rounded up.
pub const MAX_RADIUS_M: f64 = 6_399_594.0;
/// No two points of the Earth are farther apart than this.
pub const HALF_MERIDIAN_M: f64 = 20_003_932.0;

/// A point on WGS 84. A value that exists has a latitude in −90…90 and a longitude in −180…180.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    lat_deg: f64,
    lng_deg: f64,
}

/// A coordinate that is not on the Earth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OffEarth {
    /// Which one, and by how much: `latitude` or `longitude`.
    pub axis: &'static str,
    /// The value as given, in degrees.
    pub degrees: f64,
}

impl std::fmt::Display for OffEarth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let limit = if self.axis == "latitude" { 90 } else { 180 };
        write!(f, "{} {} is not between -{limit} and {limit}", self.axis, self.degrees)
    }
}

impl Point {
    /// Degrees; refuses what is not on the Earth, and what is not a number.
    pub fn new(lat_deg: f64, lng_deg: f64) -> Result<Self, OffEarth> {
        if !(-90.0..=90.0).contains(&lat_deg) {
            return Err(OffEarth { axis: "latitude", degrees: lat_deg });
        }
        if !(-180.0..=180.0).contains(&lng_deg) {
            return Err(OffEarth { axis: "longitude", degrees: lng_deg });
        }
        Ok(Self { lat_deg, lng_deg })
    }

    /// From ten-millionths of a degree (11 mm), which is how a snapshot keeps a store.
    pub fn from_e7(lat_e7: i32, lng_e7: i32) -> Result<Self, OffEarth> {
        Self::new(f64::from(lat_e7) / 1e7, f64::from(lng_e7) / 1e7)
    }

    /// Nearest ten-millionths of a degree: `(latitude, longitude)`.
    #[expect(clippy::cast_possible_truncation, reason = "180e7 fits in 31 bits")]
    pub fn to_e7(self) -> (i32, i32) {
        ((self.lat_deg * 1e7).round() as i32, (self.lng_deg * 1e7).round() as i32)
    }

    /// Degrees north.
    pub fn lat_deg(self) -> f64 {
        self.lat_deg
    }

    /// Degrees east.
    pub fn lng_deg(self) -> f64 {
        self.lng_deg
    }

    /// Length of the geodesic to `other`, in metres.
    pub fn distance_m(self, other: Self) -> f64 {
        Geodesic.distance(self.planar(), other.planar())
    }

    /// The direction of the vertical here.
    pub fn direction(self) -> Direction {
        Direction::of(Angle::of_degrees(self.lat_deg), Angle::of_degrees(self.lng_deg))
    }

    fn planar(self) -> geo::Point {
        geo::Point::new(self.lng_deg, self.lat_deg)
    }
}

/// An angle, as it is reckoned with.
#[derive(Clone, Copy, Debug)]
pub struct Angle {
    /// Its sine.
    pub sin: f64,
    /// Its cosine.
    pub cos: f64,
}

impl Angle {
    /// Of so many degrees.
    pub fn of_degrees(degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self { sin, cos }
    }
}

/// A unit vector: the direction of the vertical at a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Direction {
    x: f64,
    y: f64,
    z: f64,
}

/// Slack for the rounding of a dozen floating-point operations on unit vectors, in radians
/// (a tenth of a millimetre on the ground): bounds give way by this much, never the truth.
const SLACK_RAD: f64 = 2e-11;

impl Direction {
    /// Infinitely far from all others.
    pub const NOWHERE: Self = Self { x: f64::INFINITY, y: f64::INFINITY, z: f64::INFINITY };

    /// At a latitude and a longitude.
    pub fn of(lat: Angle, lng: Angle) -> Self {
        Self { x: lat.cos * lng.cos, y: lat.cos * lng.sin, z: lat.sin }
    }

    /// At the antipode.
    #[must_use]
    pub fn opposite(self) -> Self {
        Self { x: -self.x, y: -self.y, z: -self.z }
    }

    /// Along each axis.
    pub const fn axes(self) -> [f64; 3] {
        [self.x, self.y, self.z]
    }

    /// Angle to `other`, in radians, 0…π, well conditioned at both ends.
    pub fn angle_rad(self, other: Self) -> f64 {
        arc_rad(self.chord2(other))
    }

    /// Square of the chord to `other`, 0…4: grows with the angle, and costs no root.
    pub fn chord2(self, other: Self) -> f64 {
        let (dx, dy, dz) = (self.x - other.x, self.y - other.y, self.z - other.z);
        dx * dx + dy * dy + dz * dz
    }
}

/// The angle of a chord, given by its square.
pub fn arc_rad(chord2: f64) -> f64 {
    2.0 * (chord2.sqrt() / 2.0).min(1.0).asin()
}

/// The square of a chord beyond which a point is certainly farther away than `metres`.
pub fn chord2_beyond_m(metres: f64) -> f64 {
    let angle = metres / MIN_RADIUS_M + SLACK_RAD;
    if angle >= std::f64::consts::PI {
        return f64::INFINITY;
    }
    let chord = 2.0 * (angle / 2.0).sin();
    chord * chord * (1.0 + 1e-12)
}

/// A lower bound on the geodesic distance of points whose directions are `angle_rad` apart.
pub fn at_least_m(angle_rad: f64) -> f64 {
    (angle_rad - SLACK_RAD).max(0.0) * MIN_RADIUS_M
}

/// An upper bound on the geodesic distance of points whose directions are `angle_rad` apart.
pub fn at_most_m(angle_rad: f64) -> f64 {
    ((angle_rad + SLACK_RAD) * MAX_RADIUS_M).min(HALF_MERIDIAN_M)
}

/// How a person travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// On foot.
    Walk,
    /// By bicycle.
    Bike,
    /// By car.
    #[default]
    Drive,
}

/// Steps of the travel estimate: up to so many metres, metres per minute, beginning with the
/// minutes that every trip costs. Speeds are those of a straight line on the map, so they already
/// count detours: a walk of 5 km/h on paths 1.25 times as long is 67 m a minute.
struct Pace {
    start_min: u32,
    legs: &'static [(f64, f64)],
}

const WALK: Pace = Pace { start_min: 0, legs: &[(f64::INFINITY, 67.0)] };
const BIKE: Pace = Pace { start_min: 1, legs: &[(f64::INFINITY, 200.0)] };
/// Town streets, then main roads, then motorways.
const DRIVE: Pace =
    Pace { start_min: 2, legs: &[(5_000.0, 500.0), (25_000.0, 900.0), (f64::INFINITY, 1_300.0)] };

impl Mode {
    /// Estimated minutes to travel `distance_m` metres: whole, rounded up, never less for more.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 20,004 km"
    )]
    pub fn minutes(self, distance_m: f64) -> u32 {
        let pace = match self {
            Self::Walk => WALK,
            Self::Bike => BIKE,
            Self::Drive => DRIVE,
        };
        let (mut minutes, mut from) = (0.0, 0.0);
        for &(until, metres_per_minute) in pace.legs {
            let leg = distance_m.min(until) - from;
            minutes += leg / metres_per_minute;
            from = until;
            if distance_m <= until {
                break;
            }
        }
        pace.start_min + minutes.ceil() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A spiral over the globe, with the places where formulas fail.
    fn points() -> Vec<Point> {
        let spiral = (0..150).map(|i| {
            let turn = f64::from(i) * 137.507_764;
            ((f64::from(i) / 75.0 - 1.0).asin().to_degrees(), turn.rem_euclid(360.0) - 180.0)
        });
        let odd =
            [(90.0, 0.0), (90.0, 77.0), (-90.0, 0.0), (0.0, 180.0), (0.0, -180.0), (0.0, 0.0)];
        let near = [(45.0, 7.0), (45.000_000_1, 7.0), (45.0, 7.000_000_1), (-45.0, -173.0)];
        let all = spiral.chain(odd).chain(near);
        all.map(|(lat, lng)| Point::new(lat, lng).unwrap()).collect()
    }

    #[test]
    fn the_gauss_sphere_bounds_every_distance() {
        for a in points() {
            for b in points() {
                let (metres, angle) = (a.distance_m(b), a.direction().angle_rad(b.direction()));
                assert!(at_least_m(angle) <= metres && metres <= at_most_m(angle), "{a:?} {b:?}");
                let chord2 = a.direction().chord2(b.direction());
                assert!(chord2 <= chord2_beyond_m(metres), "inclusive: {a:?} {b:?}");
                assert!((chord2.sqrt() * MIN_RADIUS_M) - 1e-3 <= metres, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn farther_never_takes_less() {
        for mode in [Mode::Walk, Mode::Bike, Mode::Drive] {
            let mut last = 0;
            for metres in (0..40_000).map(f64::from).chain((0..2_000).map(|i| f64::from(i) * 1e4)) {
                if metres == 0.0 {
                    last = 0;
                }
                for step in [metres.next_down().max(0.0), metres, metres.next_up()] {
                    let minutes = mode.minutes(step);
                    assert!(minutes >= last, "{mode:?}: {step} m");
                    last = minutes;
                }
            }
        }
    }

    #[test]
    fn minutes_are_whole_and_rounded_up() {
        let cases = [
            (Mode::Walk, 0.0, 0),
            (Mode::Walk, 0.1, 1),
            (Mode::Walk, 67.0, 1),
            (Mode::Walk, 67.1, 2),
            (Mode::Walk, 5_000.0, 75),
            (Mode::Bike, 0.0, 1),
            (Mode::Bike, 3_000.0, 16),
            (Mode::Drive, 0.0, 2),
            (Mode::Drive, 5_000.0, 12),
            (Mode::Drive, 5_001.0, 13),
            (Mode::Drive, 23_000.0, 32),
            (Mode::Drive, 50_000.0, 54),
        ];
        for (mode, metres, minutes) in cases {
            assert_eq!(mode.minutes(metres), minutes, "{mode:?} {metres} m");
        }
    }
}
