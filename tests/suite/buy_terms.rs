//! A question of one who wants to buy, and its right answer.

use nigh::nearest::{Class, OpenFilter};
use nigh::place::Mode;
use std::collections::BTreeMap;

/// How far away a nearest store is looked for.
pub const FARTHEST_M: f64 = 500_000.0;
/// A question.
#[derive(Clone, Debug)]
pub struct Ask {
    pub lat: f64,
    pub lng: f64,
    pub at: i64,
    pub needs: Vec<Need>,
    pub split: bool,
    pub radius_m: f64,
    pub min_radius_m: f64,
    pub open: OpenFilter,
    pub open_for_min: u32,
    pub amenities: Vec<String>,
    pub any_stock: bool,
    pub max_cents: Option<u64>,
    pub currency: Option<&'static str>,
    pub order: Order,
    pub mode: Mode,
    pub limit: usize,
}

/// One `item` of it.
#[derive(Clone, Debug)]
pub struct Need {
    pub text: String,
    pub pieces: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    Soonest,
    Distance,
    Price,
}

/// The right answer.
#[derive(Default)]
pub struct Answer {
    /// All stores that have everything, in order.
    pub whole: Vec<Found>,
    /// Where no store has everything, and several may.
    pub split: Option<Split>,
    /// Where nothing is found, the nearest store farther away.
    pub outside: Option<String>,
}

/// A store of it.
#[derive(Debug)]
pub struct Found {
    pub id: String,
    pub distance_m: f64,
    pub served: Served,
    /// For all pieces.
    pub cents: Option<u64>,
    pub stock: Vec<Line>,
}

/// The fewest stores that together have everything.
pub struct Split {
    /// When the last of them serves.
    pub last: Served,
    /// Their ids in order, and what each would show for each of the needs.
    pub stores: BTreeMap<String, Vec<Vec<Line>>>,
}

/// An entry of `stock`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub item: String,
    pub availability: String,
    pub quantity: Option<u64>,
    /// `33.59 USD`.
    pub price: Option<String>,
    pub sale_price: Option<String>,
    pub sale_until: Option<i64>,
    pub ready_at: Option<i64>,
    pub aisle: Option<String>,
}

/// When a person is served; the instant is there where the class is known.
pub type Served = (Class, Option<i64>);
