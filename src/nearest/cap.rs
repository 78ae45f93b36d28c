//! A circle on the Gauss sphere that certainly holds a page's stores.

use crate::place::{Direction, Point, at_least_m, at_most_m};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// Steps of a quantised angle of 180°: one step is 1/32,767 of it, 610 m on the ground.
const STEPS: f64 = 32_767.0;

/// Centre and angular radius, six bytes: the radius is rounded up after the centre is rounded, so
/// that the stores stay inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    #[serde(with = "postcard::fixint::le")]
    lat: i16,
    #[serde(with = "postcard::fixint::le")]
    lng: i16,
    #[serde(with = "postcard::fixint::le")]
    radius: u16,
}

impl Cap {
    /// A cap around `points`, hardly larger than the smallest one; `None` without points.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "scaled to the type"
    )]
    pub fn around(points: &[Point]) -> Option<Self> {
        let directions: Vec<Direction> = points.iter().map(|p| p.direction()).collect();
        let centre = middle(&directions)?.point();
        let mut cap = Self {
            lat: (centre.lat_deg() / 90.0 * STEPS).round() as i16,
            lng: (centre.lng_deg() / 180.0 * STEPS).round() as i16,
            radius: 0,
        };
        let centre = cap.centre();
        let widest = directions.iter().map(|d| centre.angle_rad(*d)).fold(0.0, f64::max);
        cap.radius = ((widest + 1e-9) / PI * f64::from(u16::MAX)).ceil() as u16;
        Some(cap)
    }

    /// The direction of the centre.
    pub fn centre(self) -> Direction {
        let lat = f64::from(self.lat.max(-32_767)) / STEPS * 90.0;
        let lng = f64::from(self.lng.max(-32_767)) / STEPS * 180.0;
        // Both are in range by construction; the equator stands for what cannot happen.
        Point::new(lat, lng).map_or(Direction::EQUATOR, Point::direction)
    }

    /// The angular radius, in radians.
    pub fn radius_rad(self) -> f64 {
        f64::from(self.radius) / f64::from(u16::MAX) * PI
    }

    /// Metres from `origin` to the nearest and to the farthest store there may be.
    pub fn distance_bounds_m(self, origin: Direction) -> (f64, f64) {
        let (angle, radius) = (origin.angle_rad(self.centre()), self.radius_rad());
        (at_least_m(angle - radius), at_most_m(angle + radius))
    }
}

/// Steps towards the farthest point: after so many the radius is within some percent of the least.
const STEPS_TO_MIDDLE: u32 = 60;

/// Near the middle of the smallest cap: from the mean, ever smaller steps towards whichever point
/// is farthest (Bădoiu and Clarkson). The mean alone sits where stores crowd, not in their midst.
fn middle(directions: &[Direction]) -> Option<Direction> {
    let mean = Direction::mean(directions.iter().copied());
    let farthest = |from: Direction| {
        let by_chord =
            |a: &&Direction, b: &&Direction| from.chord2(**a).total_cmp(&from.chord2(**b));
        directions.iter().max_by(by_chord).copied()
    };
    let mut middle = mean.or_else(|| directions.first().copied())?;
    let mut best = (f64::INFINITY, middle);
    for step in 1..=STEPS_TO_MIDDLE {
        let far = farthest(middle)?;
        let radius = middle.chord2(far);
        if radius < best.0 {
            best = (radius, middle);
        }
        // Two antipodes have no middle: any centre serves a cap that is the whole globe.
        let Some(next) = middle.towards(far, 1.0 / f64::from(step + 1)) else { break };
        middle = next;
    }
    Some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(degrees: &[(f64, f64)]) -> Vec<Point> {
        degrees.iter().map(|&(lat, lng)| Point::new(lat, lng).unwrap()).collect()
    }

    fn cases() -> Vec<(&'static str, Vec<Point>)> {
        let crowd = (0..500).map(|i| (48.0 + f64::from(i) * 1e-4, 2.0));
        let ring = (0..36).map(|i| f64::from(i) * 10.0 - 180.0);
        vec![
            ("one point", points(&[(51.5, -0.1)])),
            ("the same point twice", points(&[(51.5, -0.1); 2])),
            ("a crowd and a hermit", points(&crowd.chain([(40.0, 2.0)]).collect::<Vec<_>>())),
            ("the antimeridian", points(&[(-17.0, 179.9), (-17.0, -179.9), (-17.0, 180.0)])),
            ("around the north pole", points(&ring.clone().map(|l| (89.5, l)).collect::<Vec<_>>())),
            ("the south pole itself", points(&[(-90.0, 0.0), (-90.0, 180.0), (-89.9, 90.0)])),
            ("around the equator", points(&ring.map(|l| (0.0, l)).collect::<Vec<_>>())),
            ("two antipodes", points(&[(0.0, 0.0), (0.0, 180.0)])),
            ("both poles", points(&[(90.0, 0.0), (-90.0, 0.0)])),
        ]
    }

    #[test]
    fn every_store_is_inside() {
        for (name, points) in cases() {
            let cap = Cap::around(&points).unwrap();
            for point in &points {
                let angle = cap.centre().angle_rad(point.direction());
                assert!(angle <= cap.radius_rad(), "{name}: {point:?}");
            }
        }
    }

    #[test]
    fn bounds_hold_from_anywhere() {
        for (name, points) in cases() {
            let cap = Cap::around(&points).unwrap();
            for origin in cases().into_iter().flat_map(|(_, origins)| origins) {
                let (least, most) = cap.distance_bounds_m(origin.direction());
                for point in &points {
                    let metres = origin.distance_m(*point);
                    assert!((least..=most).contains(&metres), "{name}: {origin:?} to {point:?}");
                }
            }
        }
    }

    #[test]
    fn a_crowd_does_not_draw_the_centre() {
        let (_, points) = cases().swap_remove(2);
        let radius = Cap::around(&points).unwrap().radius_rad().to_degrees();
        // 40° N to 48.05° N: half of it, and what quantising and a last step leave.
        assert!(radius < 4.15, "{radius}°");
    }
}
