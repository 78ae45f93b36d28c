//! Retailers' formats → records, one file a format. Native only.
//!
//! A row that cannot be used is reported, and the rest goes on: every row in is a row out, used,
//! repaired or refused.

pub mod osm_hours;
pub mod zones;

use crate::schedule::Schedule;
use crate::store::Store;

/// A store and its hours, as the compiler takes them.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// What it is.
    pub store: Store,
    /// When it is open; `None` is unknown, never closed.
    pub hours: Option<Schedule>,
}
