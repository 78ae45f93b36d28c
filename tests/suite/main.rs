//! One integration binary.

mod chain;
mod publish;
mod verify;
