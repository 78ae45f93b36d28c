//! One integration binary.

mod data;
mod hours_gold;
mod hours_oracle;
mod hours_policy;
mod laws;
