//! Distances, by a formula that is not the library's: Vincenty's inverse, on WGS 84.

use crate::rng::Rng;
use crate::worlds;
use nigh::place::Point;

const A_M: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;

/// Metres between two points in degrees; `None` near antipodes, where the iteration does not end.
pub fn vincenty_m((lat1, lng1): (f64, f64), (lat2, lng2): (f64, f64)) -> Option<f64> {
    let reduced = |lat: f64| ((1.0 - FLATTENING) * lat.to_radians().tan()).atan();
    let ((sin_u1, cos_u1), (sin_u2, cos_u2)) = (reduced(lat1).sin_cos(), reduced(lat2).sin_cos());
    let gap = (lng2 - lng1).to_radians();
    let mut lambda = gap;
    for _ in 0..100 {
        let (sin_lambda, cos_lambda) = lambda.sin_cos();
        let across = cos_u2 * sin_lambda;
        let along = cos_u1 * sin_u2 - sin_u1 * cos_u2 * cos_lambda;
        let sin_sigma = across.hypot(along);
        if sin_sigma == 0.0 {
            return Some(0.0);
        }
        let cos_sigma = sin_u1 * sin_u2 + cos_u1 * cos_u2 * cos_lambda;
        let sigma = sin_sigma.atan2(cos_sigma);
        let sin_alpha = cos_u1 * cos_u2 * sin_lambda / sin_sigma;
        let cos2_alpha = 1.0 - sin_alpha * sin_alpha;
        let middle =
            if cos2_alpha == 0.0 { 0.0 } else { cos_sigma - 2.0 * sin_u1 * sin_u2 / cos2_alpha };
        let c = FLATTENING / 16.0 * cos2_alpha * (4.0 + FLATTENING * (4.0 - 3.0 * cos2_alpha));
        let twist = middle + c * cos_sigma * (2.0 * middle * middle - 1.0);
        let next = gap + (1.0 - c) * FLATTENING * sin_alpha * (sigma + c * sin_sigma * twist);
        if (next - lambda).abs() > 1e-13 {
            lambda = next;
            continue;
        }
        let b_m = A_M * (1.0 - FLATTENING);
        let u2 = cos2_alpha * (A_M * A_M - b_m * b_m) / (b_m * b_m);
        let a = 1.0 + u2 / 16_384.0 * (4_096.0 + u2 * (-768.0 + u2 * (320.0 - 175.0 * u2)));
        let b = u2 / 1_024.0 * (256.0 + u2 * (-128.0 + u2 * (74.0 - 47.0 * u2)));
        let squares = 2.0 * middle * middle - 1.0;
        let cubes =
            b / 6.0 * middle * (4.0 * sin_sigma * sin_sigma - 3.0) * (4.0 * middle * middle - 3.0);
        let less = b * sin_sigma * (middle + b / 4.0 * (cos_sigma * squares - cubes));
        return Some(b_m * a * (sigma - less));
    }
    None
}

#[test]
fn distances_are_those_of_another_formula() {
    let mut rng = Rng::new(41);
    let (mut compared, mut worst_m) = (0, 0.0_f64);
    for i in 0..20_000 {
        let from = worlds::anywhere(&mut rng);
        let to = match i % 4 {
            0 => worlds::anywhere(&mut rng),
            1 => worlds::scatter(&mut rng, from.0, from.1, 1_000.0),
            2 => worlds::scatter(&mut rng, from.0, from.1, 500_000.0),
            _ => (from.0, 180.0),
        };
        let [here, there] = [from, to].map(|(lat, lng)| Point::new(lat, lng).unwrap());
        if let Some(metres) = vincenty_m(from, to) {
            worst_m = worst_m.max((here.distance_m(there) - metres).abs());
            compared += 1;
        }
    }
    println!("{compared} distances, at most {worst_m:e} m apart");
    // The formula's own error, from its series, is a tenth of a millimetre.
    assert!(compared > 19_900 && worst_m < 2e-4, "{compared} distances, {worst_m:e} m");
}
