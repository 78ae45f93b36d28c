//! The format of a snapshot: an immutable tree of content-addressed pages.
//!
//! ```text
//! head ──▶ manifest ──▶ region ──▶ leaf          stores, by place
//!             ├───────▶ ids                      stores, by id
//!             ├───────▶ items                    items, by id
//!             ├───────▶ gtins                    items, by trade item number
//!             └───────▶ carriers ──▶ stock       who has an item, and on what terms
//! ```
//!
//! A region whose stores fit in one page *is* a leaf, which is the rule; only a crowded one lists
//! leaves. A page's KV key is the hash of its bytes, so what was read is either what was meant or
//! is known to be damaged. Regions also have a *name*, by their tile: a guess at what to read
//! before the manifest is known, which counts only if its hash is the one the manifest gives.
//! Pages of stock have one too: who knows the manifest need not wait for the carriers.
//!
//! Rows name items and stores by [numbers](codes()) that follow from their ids.
//!
//! | KV key | value |
//! |---|---|
//! | `head` | [`Head`]: the bytes of the current manifest, and the ledger of earlier ones |
//! | `m/<hash>` | a [`Manifest`] |
//! | `p/<hash>` | a [`Page`] |
//! | `n/<tile>` | the page of the region of that tile |
//! | `s/<tile>/<prefix>` | the page of its stock of items whose number begins so |

mod branches;
mod build;
mod carriers;
mod catalogue;
mod codes;
mod columns;
mod gtins;
mod head;
mod ids;
mod items;
mod leaf;
mod manifest;
mod page;
mod record;
mod seal;
mod stock;
mod stock_rows;

pub use build::{BuildError, Goods, Limits, Snapshot, build};
pub use carriers::{Carrier, Carriers};
pub use catalogue::Catalogue;
pub use codes::{Prefix, SHARED_BITS, codes, probe};
pub use gtins::{GtinPage, gtin_print};
pub use head::{Head, LedgerEntry};
pub use ids::{IdBucket, bucket_of, fingerprint};
pub use items::{ItemPage, ItemRecord};
pub use leaf::encode_leaf;
pub use manifest::{MANIFEST_BYTES, Manifest, ManifestError};
pub use page::{Page, PageError, Region};
pub use record::Record;
pub use seal::{FormatError, VERSION, hash};
pub use stock::{StockPage, StockRow};

use crate::nearest::{PageKey, Tile};

/// The one key whose value changes.
pub const HEAD: &str = "head";

/// The KV key of a page.
pub fn page_key(page: PageKey) -> String {
    format!("p/{page}")
}

/// The KV key of a manifest.
pub fn manifest_key(manifest: PageKey) -> String {
    format!("m/{manifest}")
}

/// The KV key of a region by its tile.
pub fn region_name(tile: Tile) -> String {
    format!("n/{tile}")
}

/// The KV key of a page of stock by the tile of its region and the prefix of its items.
pub fn stock_name(tile: Tile, prefix: Prefix) -> String {
    format!("s/{tile}/{prefix}")
}
