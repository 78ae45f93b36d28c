//! One integration binary.

mod chain;
mod command_line;
mod data;
mod edge_bad_input;
mod edge_faults;
mod edge_http;
mod edge_random;
mod exact;
mod feeds;
mod golden;
mod hours_gold;
mod hours_oracle;
mod hours_policy;
mod laws;
mod openapi;
mod oracle;
mod pages;
mod publish;
mod rng;
mod scale;
mod schema;
mod shown;
mod town;
mod verify;
mod wire;
mod worlds;
