//! A question in, a reply out, over any source of pages.
mod source;
mod speculate;
pub use source::{PageSource, run};
pub use speculate::{GUESSES, likely_regions};
