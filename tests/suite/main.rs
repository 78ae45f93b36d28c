//! One integration binary.

mod data;
mod feeds;
mod hours_gold;
