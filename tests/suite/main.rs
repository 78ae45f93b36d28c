//! One integration binary.

mod data;
mod hours_gold;
mod hours_oracle;
mod hours_policy;
mod laws;
mod exact;
mod oracle;
mod rng;
mod worlds;
