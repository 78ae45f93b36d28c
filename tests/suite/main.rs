//! One integration binary.

mod data;
mod feeds;
mod hours_gold;
mod hours_oracle;
mod hours_policy;
