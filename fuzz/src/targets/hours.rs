//! Opening hours as OpenStreetMap writes them.

use super::feeds::{NOW, SIX_WEEKS, is_compiled};
use nigh::feed::osm_hours::{HolidayPlace, compile, mended};
use nigh::feed::zones;
use nigh::place::Point;
use nigh::query::shown;
use nigh::time::{Day, Horizon, Zone};

/// Two years, with a leap day: for some inputs only, as they take so long.
const TWO_YEARS: Horizon = Horizon { from: Day(20_454), through: Day(21_183) };

struct Somewhere {
    place: HolidayPlace,
    zone: Zone,
}

impl Somewhere {
    fn new(country: &str, lat: f64, lng: f64, zone: &str) -> Self {
        let zone = zones::zone(zone, TWO_YEARS).expect("a zone");
        let point = Point::new(lat, lng).expect("a point");
        Self { place: HolidayPlace::new(country, Some(point), Some(zone.clone())), zone }
    }
}

thread_local! {
    static PLACES: [Somewhere; 3] = [
        Somewhere::new("US", 44.98, -93.27, "America/Chicago"),
        Somewhere::new("DE", 52.52, 13.4, "Europe/Berlin"),
        // Without a night in summer, and a day in winter.
        Somewhere::new("NO", 78.22, 15.65, "Arctic/Longyearbyen"),
    ];
    static NOWHERE: HolidayPlace = HolidayPlace::default();
}

/// A text, in a place that its length chooses.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let horizon = if is_compiled(data) { TWO_YEARS } else { SIX_WEEKS };
    if let Some(mended) = mended(&text) {
        assert_ne!(mended, text);
    }
    PLACES.with(|places| match places.get(data.len() % 4) {
        Some(Somewhere { place, zone }) => read(&text, place, zone, horizon),
        None => NOWHERE.with(|place| read(&text, place, &places[0].zone, horizon)),
    });
}

fn read(text: &str, place: &HolidayPlace, zone: &Zone, horizon: Horizon) {
    let read = compile(text, place, horizon);
    if horizon == TWO_YEARS {
        assert_eq!(read, compile(text, place, horizon), "the same twice");
    }
    let Some(schedule) = read.ok().and_then(nigh::feed::osm_hours::Outcome::schedule) else {
        return;
    };
    assert!(schedule.is_sound(), "{text}");
    let limit = horizon.instants().end;
    let span = schedule.span(zone, NOW, limit);
    assert_eq!(span.phase, schedule.phase(zone, NOW));
    let _ = shown(&schedule, horizon.from, horizon.through);
    if let Some(at) = schedule.next_open(zone, NOW, limit) {
        assert!(at >= NOW && schedule.phase(zone, at).is_open(), "{text}");
    }
}
