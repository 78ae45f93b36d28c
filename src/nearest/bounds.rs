//! Rectangles of latitude and longitude.

use super::vantage::{Frame, Vantage};
use crate::place::Point;

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

    /// Its edges in degrees: south, west, north, east.
    pub(super) fn degrees(self) -> [f64; 4] {
        [self.south_e7, self.west_e7, self.north_e7, self.east_e7].map(|e7| f64::from(e7) / 1e7)
    }

    /// Whether a point is inside.
    pub fn contains(self, point: Point) -> bool {
        let (lat, lng) = point.to_e7();
        (self.south_e7..=self.north_e7).contains(&lat)
            && (self.west_e7..=self.east_e7).contains(&lng)
    }

    /// An angle that no point inside is nearer to `from` than, but for rounding.
    pub fn least_rad(self, from: &Vantage) -> f64 {
        Frame::new(self).least_rad(from)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::nearest) fn bounds(south: f64, west: f64, north: f64, east: f64) -> Bounds {
        let corners = [(south, west), (north, east)];
        Bounds::around(corners.map(|(lat, lng)| Point::new(lat, lng).unwrap())).unwrap()
    }

    pub(in crate::nearest) fn cases() -> Vec<(&'static str, Bounds)> {
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

    pub(in crate::nearest) fn inside(bounds: Bounds) -> impl Iterator<Item = Point> {
        let (height, width) = bounds.size();
        (0..=12).flat_map(move |i| (0..=12).map(move |j| (i, j))).map(move |(i, j)| {
            let lat = i32::try_from(i64::from(bounds.south_e7) + height * i / 12).unwrap();
            let lng = i32::try_from(i64::from(bounds.west_e7) + width * j / 12).unwrap();
            Point::from_e7(lat, lng).unwrap()
        })
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
}
