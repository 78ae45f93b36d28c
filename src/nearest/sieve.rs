//! What else a store must be, beyond what terms and stock say.

use super::Leaf;

/// A condition on single stores, of which no summary tells.
pub trait Sieve {
    /// What the texts that the stores of a page share are worth to it, in their order.
    fn marks(&self, leaf: &Leaf) -> Vec<u32>;

    /// Whether the store of a row meets it, by these.
    fn passes(&self, leaf: &Leaf, marks: &[u32], row: u16) -> bool;
}
