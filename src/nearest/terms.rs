//! What a question asks of the search, and the order of its answer.

use super::AmenityBits;
use crate::place::{Mode, Point};
use crate::time::UtcSeconds;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// The order of the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rank {
    /// By the instant at which a person who leaves now could be served.
    #[default]
    Soonest,
    /// By distance.
    Distance,
    /// By what it costs.
    Price,
}

/// Which stores count, by their hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenFilter {
    /// All.
    #[default]
    Any,
    /// Those that are open at the instant.
    At,
    /// Those that are open when reached.
    Arrival,
}

/// A question in the search's own terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// Where the person is.
    pub origin: Point,
    /// When the person leaves.
    pub at: UtcSeconds,
    /// No further than what the snapshot knows the hours of.
    pub horizon_end: UtcSeconds,
    /// How the person travels.
    pub mode: Mode,
    /// Metres, inclusive.
    pub radius_m: f64,
    /// Metres, inclusive.
    pub min_radius_m: f64,
    /// Which stores count, by their hours.
    pub open: OpenFilter,
    /// Minutes that a store must stay open after that.
    pub open_for_min: u32,
    /// Ids of amenities, every one required.
    pub amenities: Vec<String>,
    /// The order.
    pub rank: Rank,
    /// How many stores.
    pub limit: usize,
    /// Only stores after this one.
    pub after: Option<After>,
}

impl Terms {
    /// The required amenities, folded.
    pub fn amenity_bits(&self) -> AmenityBits {
        self.amenities
            .iter()
            .fold(AmenityBits::default(), |bits, id| bits.with(AmenityBits::of(id)))
    }

    /// When a person who leaves now arrives, `distance_m` away.
    pub fn arrival(&self, distance_m: f64) -> UtcSeconds {
        self.at.plus(i64::from(self.mode.minutes(distance_m)) * 60)
    }
}

/// Where an answer stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct After {
    /// The key of the last store.
    pub key: Key,
    /// Its id.
    pub id: String,
    /// How many stores came up to it.
    pub seen: usize,
}

/// Whether it is known when a store serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// It serves at a known instant.
    Known,
    /// Nobody can say.
    Unknown,
    /// It is closed throughout the horizon.
    Never,
}

/// The place of a store in the order, but for its id, which breaks ties.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Key {
    /// What it costs; the same for all stores where price does not rank.
    pub price: u64,
    /// Known before unknown before never; the same for all stores where distance ranks.
    pub class: Class,
    /// When a person could be served; the same for all stores where it is unknown or does not rank.
    pub served_at: UtcSeconds,
    /// Metres.
    pub distance_m: f64,
}

impl Key {
    /// The last of all.
    pub const LAST: Self = Self {
        price: u64::MAX,
        class: Class::Never,
        served_at: NO_INSTANT,
        distance_m: f64::INFINITY,
    };

    /// What the order compares, of a store that serves at `served` at the earliest.
    pub const fn new(rank: Rank, served: Served, distance_m: f64) -> Self {
        let (class, served_at) = match (rank, served) {
            (Rank::Distance, _) => (Class::Known, NO_INSTANT),
            (_, Served::At(served_at)) => (Class::Known, served_at),
            (_, Served::Unknown) => (Class::Unknown, NO_INSTANT),
            (_, Served::Never) => (Class::Never, NO_INSTANT),
        };
        Self { price: 0, class, served_at, distance_m }
    }

    /// The same of a store where it costs so much, or nobody knows how much: that comes last.
    #[must_use]
    pub fn costing(self, rank: Rank, price: Option<u64>) -> Self {
        match rank {
            Rank::Price => Self { price: price.unwrap_or(u64::MAX), ..self },
            Rank::Soonest | Rank::Distance => self,
        }
    }
}

/// Stands where no instant is compared.
const NO_INSTANT: UtcSeconds = UtcSeconds(0);

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.price
            .cmp(&other.price)
            .then(self.class.cmp(&other.class))
            .then(self.served_at.cmp(&other.served_at))
            .then(self.distance_m.total_cmp(&other.distance_m))
    }
}

/// When a store can serve, from the soonest to the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Served {
    /// At this instant.
    At(UtcSeconds),
    /// Nobody can say.
    Unknown,
    /// Not within the horizon.
    Never,
}
