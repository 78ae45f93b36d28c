//! One integration binary.

mod golden;
mod shown;
mod town;
mod wire;
