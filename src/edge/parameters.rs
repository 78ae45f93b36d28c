//! The parameters of every path, as data: what `/openapi.json` says of them. That the parser in
//! [`super::params`] agrees, name by name and bound by bound, is a test.

use super::params::{MAX_ACCURACY_M, MAX_AMENITIES, MAX_AMENITY_BYTES, MAX_STAY_MIN};
use super::places::DEFAULT_COMPLETIONS;
use crate::gazetteer::MAX_COMPLETIONS;
use crate::item::ItemId;
use crate::query::{DEFAULT_LIMIT, DEFAULT_RADIUS_M, MAX_ITEMS, MAX_LIMIT, MAX_RADIUS_M};

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
    /// Texts of this pattern, the parameter once for each: so many at most, each of so many bytes.
    Texts(usize, usize, &'static str),
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
    &["json", "geojson", "jsonld", "html"],
    "json",
    "The form of the reply; goes before the header Accept, by which browsers get html.",
);
const RANK: Parameter = choice(
    "rank",
    &["soonest", "distance"],
    "soonest",
    "The order: by the instant at which a person who leaves now could be served, or by distance.",
);
const RANK_OF_BUY: Parameter = choice(
    RANK.name,
    &["soonest", "distance", "price"],
    "soonest",
    "The order: by the instant at which a person who leaves now could be served, by distance, or \
     by what it costs now; then radius is at most 50000.",
);

const WORDS_OF_BUY: Parameter = given(
    "q",
    WORDS,
    "desk lamp",
    "What to buy, in words, in place of item: at most 200 bytes and 32 words, a letter or digit \
     among them; typos are forgiven.",
);

/// Of `/v1/places`.
pub const PLACES: &[Parameter] = &[
    given(
        "q",
        WORDS,
        "minnea",
        "What has been typed so far of a town or a postcode; after a comma its region or country. \
         Typos are forgiven. Required.",
    ),
    given(
        "lat",
        Kind::Number(-90.0, 90.0),
        "44.98",
        "Degrees north of who types, together with lng: what is near comes first. Default: the \
         network's position.",
    ),
    given("lng", Kind::Number(-180.0, 180.0), "-93.27", "Degrees east of who types."),
    Parameter {
        name: "limit",
        kind: Kind::Whole(1.0, count(MAX_COMPLETIONS)),
        default: Otherwise::Number(count(DEFAULT_COMPLETIONS)),
        example: "5",
        description: "Places in a reply.",
    },
];

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
        "A town or a postcode; after a comma its region, its country, or both. Without, the most \
         populous: it means the same to everybody.",
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
        Kind::Texts(MAX_AMENITIES, MAX_AMENITY_BYTES, r"^[0-9A-Za-z_-]*\.[0-9A-Za-z._-]*$"),
        "com.example.amenity.parking",
        "The id of a service; repeatable, and every one is required.",
    ),
    given(
        "q",
        WORDS,
        "market",
        "Words in a store's name, address or category: every one must begin a word there; of five \
         letters or more, with a typo at most.",
    ),
    RANK,
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

/// Of `/v1/buy`: those of `/v1/go`, with another order, and its own.
pub fn buy() -> Vec<Parameter> {
    let shared = GO.iter().map(|parameter| match parameter.name {
        name if name == RANK.name => RANK_OF_BUY,
        name if name == WORDS_OF_BUY.name => WORDS_OF_BUY,
        _ => *parameter,
    });
    shared.chain(BUY_ALONE.iter().copied()).collect()
}

/// A word, or some; bytes are counted by the parser.
const WORDS: Kind = Kind::Text(r"^[\s\S]{1,200}$");

/// An id without control characters, or that and how many pieces.
const ITEM: &str = concat!(
    r"^[^*\x00-\x1f\x7f-\x9f]+$|",
    r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f] *\*[1-9][0-9]?$",
);

/// Of `/v1/buy` alone: `item`, or `q`.
const BUY_ALONE: &[Parameter] = &[
    given(
        "item",
        Kind::Texts(MAX_ITEMS, ItemId::MAX_BYTES + MAX_PIECES_BYTES, ITEM),
        "885370138405*2",
        "What to buy: the retailer's id, or a trade item number; ID*2 for two pieces, of 99 at most \
         and of no more than the snapshot tells. Repeatable, for a basket that one store must have \
         whole; no item twice.",
    ),
    choice(
        "split",
        &["0", "1"],
        "0",
        "1: where no one store has the whole basket, the fewest stores that have it between them. \
         Not with q.",
    ),
    given(
        "category",
        WORDS,
        "Lamps",
        "Narrows q: the item's place in a taxonomy, or a step of it.",
    ),
    given("brand", WORDS, "Nordlys", "Narrows q: who makes the item."),
    choice(
        "stock",
        &["available", "any"],
        "available",
        "Which stores count: those that have it, or those too that list it and have run out.",
    ),
    given(
        "max_price",
        Kind::Text(r"^[0-9]{1,11}(\.[0-9]{1,4})?$"),
        "199.99",
        "What one piece may cost now; what has no price is left out.",
    ),
    given(
        "currency",
        Kind::Text("^[A-Za-z]{3}$"),
        "USD",
        "ISO 4217: prices in another are left out. Default, where prices are compared: that of the \
         nearest store that has it.",
    ),
];

/// `*99`.
const MAX_PIECES_BYTES: usize = 3;
