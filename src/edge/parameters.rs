//! The parameters of every path, as data: what `/openapi.json` says of them. That the parser in
//! [`super::params`] agrees, name by name and bound by bound, is a test.

use super::params::{MAX_ACCURACY_M, MAX_AMENITIES, MAX_AMENITY_BYTES, MAX_STAY_MIN};
use crate::query::{DEFAULT_LIMIT, DEFAULT_RADIUS_M, MAX_LIMIT, MAX_RADIUS_M};

/// What a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A number, bounds included.
    Number(f64, f64),
    /// A whole number, bounds included.
    Whole(f64, f64),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// RFC 3339 with an offset.
    Instant,
    /// A text of this pattern.
    Text(&'static str),
    /// Ids of services, the parameter once for each: so many at most, each of so many bytes.
    Amenities(usize, usize),
}

/// What holds where a parameter is not given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Otherwise {
    /// Nothing, or what the description says.
    None,
    /// A number.
    Number(f64),
    /// A word.
    Word(&'static str),
}

/// A parameter of the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What holds without it.
    pub default: Otherwise,
    /// A value.
    pub example: &'static str,
    /// What it means.
    pub description: &'static str,
}

const fn given(
    name: &'static str,
    kind: Kind,
    example: &'static str,
    description: &'static str,
) -> Parameter {
    Parameter { name, kind, default: Otherwise::None, example, description }
}

const fn choice(
    name: &'static str,
    words: &'static [&'static str],
    default: &'static str,
    description: &'static str,
) -> Parameter {
    let kind = Kind::Choice(words);
    Parameter { name, kind, default: Otherwise::Word(default), example: default, description }
}

#[expect(clippy::cast_precision_loss, reason = "at most some hundreds")]
const fn count(count: usize) -> f64 {
    count as f64
}

const AT: Parameter = given(
    "at",
    Kind::Instant,
    "2026-11-21T17:40:00Z",
    "The instant to answer for, within the dates that the snapshot knows. Default: now, floored \
     to the minute.",
);
const FORMAT: Parameter = choice(
    "format",
    &["json", "geojson", "jsonld"],
    "json",
    "The form of the reply; goes before the header Accept.",
);

/// Of `/v1/stores/{id}`.
pub const STORE: &[Parameter] = &[AT, FORMAT];

/// Of `/v1/go`. A position is given in one way; without any it is the network's.
pub const GO: &[Parameter] = &[
    given(
        "lat",
        Kind::Number(-90.0, 90.0),
        "44.98",
        "Degrees north, on WGS 84; together with lng. Without lat and lng, or cell: the network's \
         position, marked as such.",
    ),
    given("lng", Kind::Number(-180.0, 180.0), "-93.27", "Degrees east, on WGS 84."),
    given(
        "accuracy",
        Kind::Number(0.0, MAX_ACCURACY_M),
        "20",
        "Uncertainty of lat and lng, in metres.",
    ),
    given(
        "cell",
        Kind::Text("^[0-9a-fA-F]{15,16}$"),
        "872624caeffffff",
        "An H3 index in hex, of resolution 4 to 9, in place of coordinates: distances are from \
         its centre, and come with bounds over the cell.",
    ),
    given(
        "place",
        Kind::Text("^.+$"),
        "Minneapolis, US",
        "A postcode or a town, optionally with a country. Not answered yet: a 400 says so.",
    ),
    AT,
    Parameter {
        name: "radius",
        kind: Kind::Number(0.0, MAX_RADIUS_M),
        default: Otherwise::Number(DEFAULT_RADIUS_M),
        example: "10000",
        description: "Metres, inclusive.",
    },
    Parameter {
        name: "min_radius",
        kind: Kind::Number(0.0, MAX_RADIUS_M),
        default: Otherwise::Number(0.0),
        example: "100",
        description: "Metres, inclusive; at most radius.",
    },
    choice(
        "open",
        &["any", "at", "arrival"],
        "any",
        "Which stores count: all, those open at the instant, or those open when reached.",
    ),
    Parameter {
        name: "open_for",
        kind: Kind::Whole(0.0, MAX_STAY_MIN),
        default: Otherwise::Number(0.0),
        example: "30",
        description: "Minutes that a store must stay open after that; needs open=at or \
                      open=arrival.",
    },
    given(
        "amenity",
        Kind::Amenities(MAX_AMENITIES, MAX_AMENITY_BYTES),
        "com.example.amenity.parking",
        "The id of a service; repeatable, and every one is required.",
    ),
    choice(
        "rank",
        &["soonest", "distance"],
        "soonest",
        "The order: by the instant at which a person who leaves now could be served, or by \
         distance.",
    ),
    choice(
        "mode",
        &["walk", "bike", "drive"],
        "drive",
        "How the person travels, for the estimate.",
    ),
    Parameter {
        name: "limit",
        kind: Kind::Whole(1.0, count(MAX_LIMIT)),
        default: Otherwise::Number(count(DEFAULT_LIMIT)),
        example: "3",
        description: "Stores in a reply.",
    },
    given(
        "cursor",
        Kind::Text("^([0-9a-fA-F]{2}){1,512}$"),
        "00",
        "Where an earlier answer stopped: its next_cursor, with the same parameters.",
    ),
    choice(
        "detail",
        &["pin", "brief", "full"],
        "brief",
        "How much of each store: id, name, place and state; with the hours of today and the next \
         seven days; or all.",
    ),
    given(
        "units",
        Kind::Choice(&["metric", "imperial"]),
        "metric",
        "The headline's words. Default: by the store's country.",
    ),
    choice(
        "explain",
        &["0", "1"],
        "0",
        "1 adds why: what was read, and what was left out by which rule.",
    ),
    FORMAT,
];
