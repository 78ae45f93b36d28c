//! One integration binary.

mod data;
mod hours_gold;
