//! What a manifest says of towns and postcodes; none of it where no gazetteer was compiled.

use super::seal::{Kind, seal};
use crate::gazetteer::{Layout, Wire};
use crate::nearest::PageKey;
use serde::{Deserialize, Serialize};

/// A gazetteer: what is known of it before any of its pages is read, and where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// Which page has which keys.
    pub layout: Layout,
    /// The pages, by their numbers.
    pub pages: Vec<PageKey>,
}

impl Places {
    /// The page on which a key is; `None` where there is no gazetteer.
    pub fn leaf(&self, key: &str) -> Option<PageKey> {
        self.pages.get(self.layout.leaf(key)?).copied()
    }

    /// The page that completes what has been typed.
    pub fn completing(&self, typed: &str) -> Option<PageKey> {
        self.pages.get(self.layout.completing(typed)?).copied()
    }

    pub(super) fn is_sound(&self) -> bool {
        self.layout.is_sound() && self.layout.pages() == self.pages.len()
    }
}

/// Encodes a page of places.
pub fn encode_places(page: &Wire) -> Vec<u8> {
    seal(Kind::Places, page)
}
