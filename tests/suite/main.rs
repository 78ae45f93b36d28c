//! One integration binary.

mod golden;
mod openapi;
mod schema;
mod shown;
mod town;
mod wire;
