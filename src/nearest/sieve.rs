//! What else a store must be, beyond what terms and stock say.

use super::Leaf;

/// A condition on single stores, of which no summary tells.
pub trait Sieve {
    /// Whether the store of a row meets it.
    fn passes(&self, leaf: &Leaf, row: u16) -> bool;
}
