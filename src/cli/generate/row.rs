//! One synthetic store.

use super::cities::{CITIES, City};
use super::random::Random;

/// A store in the words of the plain CSV.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// `S0000001`, and so on.
    pub id: String,
    /// A chain's name and the town's.
    pub name: String,
    /// Degrees north.
    pub lat_deg: f64,
    /// Degrees east.
    pub lng_deg: f64,
    /// Street and number.
    pub street_address: String,
    /// Town.
    pub locality: &'static str,
    /// Postcode.
    pub postal_code: String,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// In international form.
    pub phone: String,
    /// Its page.
    pub url: String,
    /// What kind of store.
    pub category: &'static str,
    /// OSM syntax; empty where unknown.
    pub opening_hours: String,
    /// IANA name.
    pub timezone: &'static str,
    /// Labels, with semicolons between.
    pub amenities: String,
}

const STREETS: [&str; 16] = [
    "Main Street",
    "Station Road",
    "High Street",
    "Market Square",
    "Church Lane",
    "Park Avenue",
    "River Road",
    "Mill Lane",
    "King Street",
    "Queen Street",
    "Harbour Road",
    "Garden Way",
    "Bridge Street",
    "Hill Road",
    "School Lane",
    "Ring Road",
];
const CATEGORIES: [&str; 4] = ["supermarket", "chemist", "electronics", "bicycle_shop"];
const AMENITIES: [&str; 12] = [
    "Parking",
    "Wi-Fi",
    "Curbside pickup",
    "Wheelchair access",
    "Bike repair",
    "Photo prints",
    "Gift cards",
    "ATM",
    "Coffee",
    "Toilets",
    "Click and collect",
    "Recycling",
];
/// Kilometres of a degree of latitude.
const KM_PER_DEGREE: f64 = 111.2;

impl Row {
    /// The `number`-th store of a chain: stores of one seed are the same in a chain of any size.
    pub(super) fn new(number: u64, seed: u64, weights: &Weights) -> Self {
        let mut random = Random::new(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
        let city = weights.pick(&mut random);
        let (lat_deg, lng_deg) = scatter(city, &mut random);
        let id = Id(number).to_string();
        let street = random.pick(&STREETS).copied().unwrap_or_default();
        Self {
            name: format!("Alder & Ash {}", city.name),
            lat_deg,
            lng_deg,
            street_address: format!("{} {street}", 1 + random.below(240)),
            locality: city.name,
            postal_code: format!("{:05}", random.below(100_000)),
            country: city.country,
            phone: format!("+1 555 {:07}", random.below(10_000_000)),
            url: format!("https://alder.example/{}", id.to_lowercase()),
            category: random.pick(&CATEGORIES).copied().unwrap_or_default(),
            opening_hours: opening_hours(&mut random),
            timezone: city.zone,
            amenities: amenities(&mut random),
            id,
        }
    }
}

/// The number of a store, as feeds write it.
pub(super) struct Id(pub(super) u64);

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "S{:07}", self.0)
    }
}

/// Cities by their people.
pub(super) struct Weights {
    /// Thousands of people of the first so many cities.
    sums: Vec<u64>,
}

impl Weights {
    pub(super) fn new() -> Self {
        let mut total = 0;
        let sums = CITIES.iter().map(|city| {
            total += u64::from(city.thousands);
            total
        });
        Self { sums: sums.collect() }
    }

    fn pick(&self, random: &mut Random) -> &'static City {
        let total = self.sums.last().copied().unwrap_or(1);
        let at = random.next() % total;
        let index = self.sums.partition_point(|&sum| sum <= at);
        CITIES.get(index).unwrap_or(&CITIES[0])
    }
}

/// Most stores are in or near the city (half of them within 8 km), one in six far out.
fn scatter(city: &City, random: &mut Random) -> (f64, f64) {
    let (median_km, spread) = if random.chance(16) { (90.0, 0.7) } else { (8.0, 0.8) };
    let km = f64::min(median_km * (spread * random.normal()).exp(), 600.0);
    let bearing = std::f64::consts::TAU * random.unit();
    let lat = (city.lat_deg + km * bearing.cos() / KM_PER_DEGREE).clamp(-85.0, 85.0);
    let narrow = lat.to_radians().cos().max(0.05);
    let lng = city.lng_deg + km * bearing.sin() / (KM_PER_DEGREE * narrow);
    (round_e6(lat), round_e6((lng + 180.0).rem_euclid(360.0) - 180.0))
}

fn round_e6(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

/// A few hundred timetables, some much more frequent than others; one store in twenty says nothing.
fn opening_hours(random: &mut Random) -> String {
    let opens = 6 + random.below(5).min(random.below(5));
    let closes = 17 + random.below(6);
    let half = if random.chance(40) { "30" } else { "00" };
    let saturday = closes - random.below(4);
    match random.below(20) {
        0 => String::new(),
        1 => "24/7".to_owned(),
        2 => format!("Mo-Su {opens:02}:00-{:02}:00", random.below(3) + 1),
        3..=5 => format!("Mo-Su {opens:02}:{half}-{closes}:00"),
        6 => format!("Mo-Fr {opens:02}:00-12:{half},14:00-{closes}:00; Sa {opens:02}:00-13:00"),
        7 => format!("Mo-Sa {opens:02}:{half}-{closes}:00; PH off"),
        8..=11 => format!(
            "Mo-Fr {opens:02}:00-{closes}:{half}; Sa {opens:02}:00-{saturday}:00; Dec 25 off"
        ),
        _ => format!(
            "Mo-Fr {opens:02}:{half}-{closes}:00; Sa {:02}:00-{saturday}:00; Su 11:00-17:00",
            opens + 1
        ),
    }
}

fn amenities(random: &mut Random) -> String {
    let labels: Vec<&str> = AMENITIES.into_iter().filter(|_| random.chance(30)).collect();
    labels.join("; ")
}
