//! Words: the text index of items, and the search for them by what people type.
//!
//! ```text
//!            ┌▶ lexicon pages: every word of every item, in order       (all are read)
//! layout ────┤
//!            └▶ shelf pages: who has those words, cut by ranges of them (those asked for)
//! ```
//!
//! A shelf's first word is in the [`Layout`], which a manifest carries: where a word *as it is
//! spelled* lies is known before anything is read, so what spells right takes one round. The
//! lexicon, read in the same round, says which other words are a typo away; those that lie on
//! shelves not read yet take a second. Items are named by the numbers that the snapshot gives
//! them, so no table stands between a shelf and the answer.
//!
//! A word is a run of letters or of digits: `32GB` is `32` and `gb`. Case, accents and widths are
//! folded ([`fold`]), a plural is its singular, and what hyphens or `&` link counts as one word
//! too: `Wi-Fi` is `wi`, `fi` and `wifi`. All words of a [`Query`] must match. How far each is
//! from a word of the item is its [`Reach`], and the farthest says in which [`Tier`] the item is.

mod bits;
mod build;
mod distance;
mod evaluate;
mod fold;
mod layout;
mod lexicon;
mod matches;
mod page;
mod plural;
mod query;
mod references;
mod search;
mod shelf;
mod tokens;
mod weight;

pub use build::Index;
pub use distance::Pattern;
pub use evaluate::{Hit, TIER_HITS, Tier};
pub use fold::{fold, folded};
pub use layout::Layout;
pub use page::{Page, PageError};
pub use query::{MAX_WORDS, Query, QueryError};
pub use search::{Found, READS_PER_ROUND, Search};

use serde::{Deserialize, Serialize};

/// How far a word of a query is from a word of an item, from the nearest to the farthest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The same, or its plural.
    Exact,
    /// The query's last word begins it.
    Prefix,
    /// A letter too many, too few, another, or two swapped; or a space too many.
    OneTypo,
    /// Two of those.
    TwoTypos,
}

impl Reach {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Prefix, Self::OneTypo, Self::TwoTypos];
}
