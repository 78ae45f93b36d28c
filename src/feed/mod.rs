//! Retailers' formats → records, one file a format. Native only.
//!
//! A row that cannot be used is reported, and the rest goes on: every row in is a row out, used,
//! repaired or refused.

pub mod osm_hours;
pub mod zones;

pub use crate::store::Listing;
