//! One integration binary.

mod chain;
mod data;
mod exact;
mod golden;
mod hours_gold;
mod hours_oracle;
mod hours_policy;
mod laws;
mod oracle;
mod publish;
mod rng;
mod shown;
mod town;
mod verify;
mod wire;
mod worlds;
