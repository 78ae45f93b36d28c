//! One integration binary.

mod chain;
mod verify;
