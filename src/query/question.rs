//! What a person asks, checked: a value that exists can be answered.

use super::reply::Geo;
use super::written::StoreWords;
use super::{Demands, Wish};
use crate::nearest::{OpenFilter, Rank, Terms};
use crate::place::{Mode, Point};
use crate::time::UtcSeconds;
use h3o::CellIndex;
use serde::Serialize;

/// Metres within which stores are looked for, unless the question says otherwise.
pub const DEFAULT_RADIUS_M: f64 = 50_000.0;
/// The largest radius that may be asked for, and how far a nearest store outside is looked for.
pub const MAX_RADIUS_M: f64 = 500_000.0;
/// The largest radius within which the price may rank.
pub const MAX_PRICE_RADIUS_M: f64 = 50_000.0;
/// Stores in a reply, unless the question says otherwise.
pub const DEFAULT_LIMIT: usize = 10;
/// The most stores in a reply.
pub const MAX_LIMIT: usize = 100;

/// Where the origin comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// The caller's device.
    Device {
        /// Where it is.
        point: Point,
        /// Its uncertainty in metres, if it told.
        accuracy_m: Option<f64>,
    },
    /// A cell in place of coordinates.
    Cell {
        /// The cell.
        index: CellIndex,
        /// Its centre.
        centre: Point,
        /// No point of the cell is farther from the centre, in metres.
        reach_m: f64,
    },
    /// A place that the caller named.
    Place {
        /// Where it is.
        point: Point,
    },
    /// The network's idea of where the caller is.
    Network {
        /// Where that is.
        point: Point,
        /// Its uncertainty in metres.
        accuracy_m: f64,
    },
}

impl Origin {
    /// The origin of distances.
    pub const fn point(&self) -> Point {
        match self {
            Self::Device { point, .. } | Self::Network { point, .. } | Self::Place { point } => {
                *point
            }
            Self::Cell { centre, .. } => *centre,
        }
    }

    /// The corners of a cell, counterclockwise, to the centimetre; none of anything else.
    pub fn corners(&self) -> Vec<Geo> {
        let Self::Cell { index, .. } = self else { return Vec::new() };
        let short = |degrees: f64| (degrees * 1e7).round() / 1e7;
        let shown = |c: &h3o::LatLng| Geo { latitude: short(c.lat()), longitude: short(c.lng()) };
        index.boundary().iter().map(shown).collect()
    }

    /// A cell of resolution 4–9 in place of coordinates, by its H3 index in hex.
    pub fn cell(text: &str) -> Option<Self> {
        let index: CellIndex = text.parse().ok()?;
        if !(4..=9).contains(&u8::from(index.resolution())) {
            return None;
        }
        let centre = h3o::LatLng::from(index);
        let centre = Point::new(centre.lat(), centre.lng()).ok()?;
        let corner_m = |corner: &h3o::LatLng| {
            Point::new(corner.lat(), corner.lng()).map_or(0.0, |corner| centre.distance_m(corner))
        };
        let farthest_m = index.boundary().iter().map(corner_m).fold(0.0, f64::max);
        // Edges bulge a little beyond the chord of their corners on the ellipsoid.
        Some(Self::Cell { index, centre, reach_m: farthest_m * 1.001 + 1.0 })
    }
}

/// How much is said of each store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Id, name, place and state.
    Pin,
    /// And address, services, and the hours of today and the next seven days.
    #[default]
    Brief,
    /// And all that is known.
    Full,
    /// What the Universal Commerce Protocol has words for, and no more: all hours, not where it
    /// delivers.
    Protocol,
}

/// The words of distances in the headline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Units {
    /// Kilometres.
    Metric,
    /// Miles.
    Imperial,
}

/// A question: I want to go, or I want to buy.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What to buy; `None` for who only wants to go.
    pub wish: Option<Wish>,
    /// Where from.
    pub origin: Origin,
    /// What the place is called that it is from, if it is one.
    pub label: Option<String>,
    /// The instant to answer for.
    pub at: UtcSeconds,
    /// Metres, inclusive.
    pub radius_m: f64,
    /// Metres, inclusive.
    pub min_radius_m: f64,
    /// Which stores count, by their hours.
    pub open: OpenFilter,
    /// Minutes that a store must stay open after that.
    pub open_for_min: u32,
    /// Ids of amenities, every one required; sorted, each once.
    pub amenities: Vec<String>,
    /// Words that must be written of a store.
    pub written: Option<String>,
    /// The order.
    pub rank: Rank,
    /// How the person travels.
    pub mode: Mode,
    /// How many stores.
    pub limit: usize,
    /// How much of each.
    pub detail: Detail,
    /// The headline's words; `None` is by the store's country.
    pub units: Option<Units>,
    /// Whether to say why.
    pub explain: bool,
    /// What agents ask beyond that.
    pub demands: Demands,
}

impl Question {
    /// A question with every default, from one point at one instant.
    pub fn new(origin: Origin, at: UtcSeconds) -> Self {
        Self {
            wish: None,
            origin,
            label: None,
            at,
            radius_m: DEFAULT_RADIUS_M,
            min_radius_m: 0.0,
            open: OpenFilter::Any,
            open_for_min: 0,
            amenities: Vec::new(),
            written: None,
            rank: Rank::Soonest,
            mode: Mode::Drive,
            limit: DEFAULT_LIMIT,
            detail: Detail::Brief,
            units: None,
            explain: false,
            demands: Demands::default(),
        }
    }

    /// The words that must be written of a store, ready to be looked for.
    pub(super) fn words(&self) -> Option<StoreWords> {
        self.written.as_deref().and_then(StoreWords::new)
    }

    /// In the search's own terms.
    pub fn terms(&self, horizon_end: UtcSeconds) -> Terms {
        Terms {
            origin: self.origin.point(),
            at: self.at,
            horizon_end,
            mode: self.mode,
            radius_m: self.radius_m,
            min_radius_m: self.min_radius_m,
            open: self.open,
            open_for_min: self.open_for_min,
            amenities: self.amenities.clone(),
            rank: self.rank,
            limit: self.limit,
            after: None,
        }
    }

    /// In the search's own terms: the nearest store beyond the radius.
    pub fn outside(&self, horizon_end: UtcSeconds) -> Terms {
        Terms {
            min_radius_m: self.radius_m,
            radius_m: MAX_RADIUS_M,
            rank: Rank::Distance,
            limit: 1,
            ..self.terms(horizon_end)
        }
    }
}
