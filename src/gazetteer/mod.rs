//! The gazetteer: towns and postcodes by what people type.
//!
//! Every name and code of a place, in every script, is folded to a [`key()`]. All keys in their
//! order are cut into *leaves* as a trie is: whole sets of keys that begin alike. Where more keys
//! begin alike than a page holds, a *head* has the most populous of them. So one page answers
//! whatever is typed: a head for a few letters, a leaf for more, a leaf for a whole name.
//!
//! ```text
//! layout ──▶ heads   the most populous whose key begins with  "", "s", "sa", "san", …
//!        └─▶ leaves  all whose key is within  "sana" … "sand"
//! ```
//!
//! A typo leads to another leaf than was meant. So pages also have *elders*: the most populous
//! places of the Earth, and of those that begin with the same one or two letters.
//!
//! Places come in the order of their weight: the population, four times that for who is called so
//! and not by another name, and four times as much where what was typed is the whole name. A
//! postcode weighs what the towns of its country do together. Where the caller is known, a weight
//! is divided by `x · √x`, of `x = 1 + kilometres / 25`. Fewer typos go before any of that.

mod build;
mod complete;
mod cut;
mod key;
mod label;
mod layout;
mod locality;
mod page;
mod resolve;
mod sought;

pub use build::Index;
pub use complete::complete;
pub use key::key;
pub use layout::Layout;
pub use locality::{Country, Kind, Locality, Region};
pub use page::{Listed, Page, Wire};
pub use resolve::{resolve, spellings};
pub use sought::Sought;

/// The most completions that may be asked for.
pub const MAX_COMPLETIONS: usize = 20;
