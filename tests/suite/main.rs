//! One integration binary.

mod data;
mod exact;
mod feeds;
mod golden;
mod hours_gold;
mod hours_oracle;
mod hours_policy;
mod laws;
mod oracle;
mod rng;
mod shown;
mod town;
mod wire;
mod worlds;
