//! One integration binary.

mod data;
mod exact;
mod oracle;
mod rng;
mod worlds;
