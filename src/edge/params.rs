//! From the query of a URL to a [`Question`]: every parameter at fault is named, at once.

use super::accept::Format;
use super::http::{Network, Request};
use super::problem::{FieldError, Problem};
use crate::nearest::{OpenFilter, Rank};
use crate::place::{Mode, Point};
use crate::query::{
    Cursor, DEFAULT_LIMIT, DEFAULT_RADIUS_M, Detail, MAX_LIMIT, MAX_RADIUS_M, Origin, Question,
    Units,
};
use crate::time::UtcSeconds;
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Uncertainty of the network's position where it knows a city, in metres.
const CITY_ACCURACY_M: f64 = 25_000.0;
/// Uncertainty of the network's position where it knows no city, in metres.
const COUNTRY_ACCURACY_M: f64 = 100_000.0;
/// The longest stay that may be asked for: a day.
pub(super) const MAX_STAY_MIN: f64 = 1_440.0;
/// No device is less sure of where it is than half the Earth's girth.
pub(super) const MAX_ACCURACY_M: f64 = 20_004_000.0;
/// More services than this in one question are a mistake.
pub(super) const MAX_AMENITIES: usize = 20;
/// The longest id of a service, in bytes.
pub(super) const MAX_AMENITY_BYTES: usize = 200;
/// The longest query, in bytes: URLs beyond this do not travel well.
const MAX_QUERY_BYTES: usize = 8_192;

/// The parameters of `/v1/go`.
pub const GO: [&str; 19] = [
    "lat",
    "lng",
    "accuracy",
    "cell",
    "place",
    "at",
    "radius",
    "min_radius",
    "open",
    "open_for",
    "amenity",
    "rank",
    "mode",
    "limit",
    "cursor",
    "detail",
    "units",
    "explain",
    "format",
];
/// The parameters of `/v1/stores/{id}`.
pub const STORE: [&str; 2] = ["at", "format"];
/// Parameters of advertisements, which come along with links.
const IGNORED: [&str; 2] = ["gclid", "fbclid"];

/// A request for stores, checked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The question.
    pub question: Question,
    /// Where an earlier answer stopped.
    pub cursor: Option<Cursor>,
    /// Whether the instant is the caller's, and not the clock's.
    pub at_given: bool,
    /// The form of the reply.
    pub format: Format,
}

/// Reads the parameters of `/v1/go`.
pub fn go(request: &Request<'_>) -> Result<Asked, Problem> {
    let mut fields = Fields::new(request.query, &GO)?;
    let at = fields.instant("at");
    let cursor = fields.cursor("cursor");
    let origin = fields.origin(request.network.as_ref());
    let radius_m = fields.number("radius", 0.0..=MAX_RADIUS_M).unwrap_or(DEFAULT_RADIUS_M);
    let min_radius_m = fields.number("min_radius", 0.0..=MAX_RADIUS_M).unwrap_or(0.0);
    if min_radius_m > radius_m {
        fields.fault("min_radius", format!("{min_radius_m} is more than radius, {radius_m}"));
    }
    let open = fields.choice("open", &OPEN);
    let open_for = fields.whole("open_for", 0.0..=MAX_STAY_MIN);
    if open_for.is_some_and(|stay| stay > 0) && matches!(open, None | Some(OpenFilter::Any)) {
        fields.fault("open_for", "needs open=at or open=arrival");
    }
    let (rank, mode) = (fields.choice("rank", &RANK), fields.choice("mode", &MODE));
    #[expect(clippy::cast_precision_loss, reason = "a hundred")]
    let limit = fields.whole("limit", 1.0..=MAX_LIMIT as f64);
    let (detail, units) = (fields.choice("detail", &DETAIL), fields.choice("units", &UNITS));
    let explain = fields.choice("explain", &FLAG).unwrap_or(false);
    let amenities = fields.amenities();
    let format = fields.format(request.accept);
    let (Some(origin), true) = (origin, fields.errors.is_empty()) else {
        return Err(Problem::parameters(fields.errors));
    };
    let now = cursor.as_ref().map_or_else(|| request.now.floor_minute(), |cursor| cursor.at);
    let question = Question {
        origin,
        at: at.unwrap_or(now),
        radius_m,
        min_radius_m,
        open: open.unwrap_or_default(),
        open_for_min: open_for.unwrap_or(0),
        amenities,
        rank: rank.unwrap_or_default(),
        mode: mode.unwrap_or_default(),
        limit: limit.map_or(DEFAULT_LIMIT, |limit| usize::try_from(limit).unwrap_or(MAX_LIMIT)),
        detail: detail.unwrap_or_default(),
        units,
        explain,
    };
    Ok(Asked { question, cursor, at_given: at.is_some(), format: format? })
}

/// Reads the parameters of `/v1/stores/{id}`: the instant, if given, and the form of the reply.
pub fn store(request: &Request<'_>) -> Result<(Option<UtcSeconds>, Format), Problem> {
    let mut fields = Fields::new(request.query, &STORE)?;
    let at = fields.instant("at");
    let format = fields.format(request.accept);
    if fields.errors.is_empty() {
        Ok((at, format?))
    } else {
        Err(Problem::parameters(fields.errors))
    }
}

/// Refuses any parameter, for paths that take none.
pub fn none(request: &Request<'_>) -> Result<(), Problem> {
    let fields = Fields::new(request.query, &[])?;
    if fields.errors.is_empty() { Ok(()) } else { Err(Problem::parameters(fields.errors)) }
}

const OPEN: [(&str, OpenFilter); 3] =
    [("any", OpenFilter::Any), ("at", OpenFilter::At), ("arrival", OpenFilter::Arrival)];
const RANK: [(&str, Rank); 2] = [("soonest", Rank::Soonest), ("distance", Rank::Distance)];
const MODE: [(&str, Mode); 3] =
    [("walk", Mode::Walk), ("bike", Mode::Bike), ("drive", Mode::Drive)];
const DETAIL: [(&str, Detail); 3] =
    [("pin", Detail::Pin), ("brief", Detail::Brief), ("full", Detail::Full)];
const UNITS: [(&str, Units); 2] = [("metric", Units::Metric), ("imperial", Units::Imperial)];
const FLAG: [(&str, bool); 2] = [("0", false), ("1", true)];

/// The pairs of a query, and what is wrong with them.
struct Fields<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    errors: Vec<FieldError>,
}

impl<'a> Fields<'a> {
    /// Keeps the pairs that have a value; faults those that are not known.
    fn new(query: &'a str, known: &[&str]) -> Result<Self, Problem> {
        if query.len() > MAX_QUERY_BYTES {
            let detail = format!("the query is longer than {MAX_QUERY_BYTES} bytes");
            return Err(Problem::parameter("", detail));
        }
        let mut fields = Self { pairs: Vec::new(), errors: Vec::new() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name.starts_with("utm_") || IGNORED.contains(&name.as_ref()) {
                continue;
            }
            if !known.contains(&name.as_ref()) {
                let shown: String = name.chars().take(60).collect();
                fields.fault(&shown, format!("not a parameter of this path; {}", listed(known)));
            } else if !value.trim().is_empty() {
                fields.pairs.push((name, value));
            }
        }
        Ok(fields)
    }

    fn fault(&mut self, parameter: &str, detail: impl Into<String>) {
        self.errors.push(FieldError { parameter: parameter.to_owned(), detail: detail.into() });
    }

    /// The only value of a parameter, trimmed.
    fn one(&mut self, name: &str) -> Option<String> {
        let mut values = self.pairs.iter().filter(|(known, _)| known == name);
        let first = values.next().map(|(_, value)| value.trim().to_owned());
        if values.next().is_some() {
            self.fault(name, "given twice; send it once");
            return None;
        }
        first
    }

    fn number(&mut self, name: &str, range: RangeInclusive<f64>) -> Option<f64> {
        let text = self.one(name)?;
        let number = text.parse().ok().filter(|n: &f64| range.contains(n));
        if number.is_none() {
            let (least, most) = range.into_inner();
            self.fault(name, format!("{} is not a number from {least} to {most}", quoted(&text)));
        }
        number
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, in range")]
    fn whole(&mut self, name: &str, range: RangeInclusive<f64>) -> Option<u32> {
        let number = self.number(name, range)?;
        if number.fract() != 0.0 {
            self.fault(name, format!("{number} is not a whole number"));
            return None;
        }
        Some(number as u32)
    }

    fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.one(name)?;
        let chosen = choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if chosen.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.fault(name, format!("{} is none of {}", quoted(&text), words.join(", ")));
        }
        chosen
    }

    fn instant(&mut self, name: &str) -> Option<UtcSeconds> {
        let text = self.one(name)?;
        // A plus sign that was not escaped arrives as a space.
        let instant = UtcSeconds::parse(&text.replace(' ', "+"));
        if instant.is_none() {
            let example = "2026-11-21T17:40:00Z or 2026-11-21T11:40:00-06:00";
            self.fault(name, format!("{} is not an instant such as {example}", quoted(&text)));
        }
        instant
    }

    fn cursor(&mut self, name: &str) -> Option<Cursor> {
        let text = self.one(name)?;
        let cursor = Cursor::parse(&text);
        if cursor.is_none() {
            self.fault(name, "not a cursor that a reply gave out; ask again without it");
        }
        cursor
    }

    fn amenities(&mut self) -> Vec<String> {
        let named = self.pairs.iter().filter(|(name, _)| name == "amenity");
        let mut ids: Vec<String> = named.map(|(_, value)| value.trim().to_owned()).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > MAX_AMENITIES {
            self.fault("amenity", format!("{} of them; at most {MAX_AMENITIES}", ids.len()));
        }
        if let Some(bad) = ids.iter().find(|id| !is_amenity_id(id)).cloned() {
            let detail =
                format!("{} is not an id such as com.example.amenity.parking", quoted(&bad));
            self.fault("amenity", detail);
        }
        ids
    }

    fn format(&mut self, accept: Option<&str>) -> Result<Format, Problem> {
        match self.one("format") {
            Some(name) => Ok(Format::named(&name).unwrap_or_else(|| {
                self.fault("format", format!("{} is none of json, geojson, jsonld", quoted(&name)));
                Format::Json
            })),
            None => accept.map_or(Ok(Format::Json), |header| {
                Format::accepted(header).ok_or_else(Problem::not_acceptable)
            }),
        }
    }

    /// Where from: exactly one way, or the network's.
    fn origin(&mut self, network: Option<&Network>) -> Option<Origin> {
        let before = self.errors.len();
        let lat_deg = self.number("lat", -90.0..=90.0);
        let lng_deg = self.number("lng", -180.0..=180.0);
        let accuracy_m = self.number("accuracy", 0.0..=MAX_ACCURACY_M);
        let (cell, place) = (self.one("cell"), self.one("place"));
        if place.is_some() {
            self.fault("place", "places by name are not answered yet; send lat and lng, or cell");
        }
        if cell.is_some() && (lat_deg.is_some() || lng_deg.is_some()) {
            self.fault("cell", "a position in two ways; send either cell, or lat and lng");
        }
        if accuracy_m.is_some() && lat_deg.is_none() {
            self.fault("accuracy", "belongs to lat and lng, which are not given");
        }
        if lat_deg.is_some() != lng_deg.is_some() && self.errors.len() == before {
            let missing = if lat_deg.is_some() { "lng" } else { "lat" };
            self.fault(missing, "lat and lng go together");
        }
        if self.errors.len() > before {
            return None;
        }
        if let (Some(lat_deg), Some(lng_deg)) = (lat_deg, lng_deg) {
            let point = Point::new(lat_deg, lng_deg).ok()?;
            return Some(Origin::Device { point, accuracy_m });
        }
        let found = match cell {
            Some(text) => {
                let origin = Origin::cell(&text);
                if origin.is_none() {
                    let what = "is not an H3 index in hex, of resolution 4 to 9";
                    self.fault("cell", format!("{} {what}", quoted(&text)));
                }
                return origin;
            }
            None => network.and_then(from_network),
        };
        if found.is_none() {
            self.fault("lat", "the network gave no position: send lat and lng, or cell");
        }
        found
    }
}

fn from_network(network: &Network) -> Option<Origin> {
    let degrees = |text: &Option<String>| text.as_ref()?.trim().parse::<f64>().ok();
    let point = Point::new(degrees(&network.latitude)?, degrees(&network.longitude)?).ok()?;
    let accuracy_m = if network.has_city { CITY_ACCURACY_M } else { COUNTRY_ACCURACY_M };
    Some(Origin::Network { point, accuracy_m })
}

fn is_amenity_id(id: &str) -> bool {
    let fits = id.len() <= MAX_AMENITY_BYTES && id.contains('.');
    fits && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

/// A caller's text, short enough to be shown.
fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(60).collect();
    format!("{shown:?}")
}

fn listed(known: &[&str]) -> String {
    match known {
        [] => "it takes none".to_owned(),
        _ => format!("it takes {}", known.join(", ")),
    }
}

/// A segment of a path, decoded; `None` if it is not UTF-8.
pub fn decoded(segment: &str) -> Option<String> {
    // A plus sign is itself in a path.
    let escaped = segment.replace('+', "%2B");
    let (name, _) = form_urlencoded::parse(escaped.as_bytes()).next()?;
    (!name.contains(char::REPLACEMENT_CHARACTER)).then(|| name.into_owned())
}
