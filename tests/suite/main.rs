//! One integration binary.

mod shown;
