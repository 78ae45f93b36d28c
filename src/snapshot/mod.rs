//! The format of a snapshot: an immutable tree of content-addressed pages.
//!
//! ```text
//! head ──▶ manifest ──▶ region ──▶ leaf          stores, by place
//!             ├───────▶ ids                      stores, by id
//!             ├───────▶ items                    items, by id
//!             ├───────▶ gtins                    items, by trade item number
//!             ├───────▶ stock                    who has an item, and on what terms
//!             └───────▶ places                   towns and postcodes, by what people type
//! ```
//!
//! A region whose stores fit in one page *is* a leaf, which is the rule; only a crowded one lists
//! leaves. A page's KV key is the hash of its bytes, so what was read is either what was meant or
//! is known to be damaged. Regions, items and stock also have *names*: guesses at what to read
//! before the manifest is known, which count only if their hash is the one the manifest gives.
//!
//! Rows name items and stores by [numbers](codes()) that follow from their ids. Stock is cut by
//! [district](District), a tile that is as large as can be, usually the Earth; then by the first
//! bits of items' numbers. So a price is in one page, and a rare item is found however far.
//!
//! | KV key | value |
//! |---|---|
//! | `head` | [`Head`]: the bytes of the current manifest, and the ledger of earlier ones |
//! | `m/<hash>` | a [`Manifest`] |
//! | `p/<hash>` | a [`Page`] |
//! | `n/<tile>` | the page of the region of that tile, or of the larger one around it |
//! | `i/<prefix>` | the page of items whose number begins so |
//! | `s/<prefix>` | the page of stock of such items, in all stores that have a place |

mod branches;
mod build;
mod catalogue;
mod codes;
mod columns;
mod district;
mod gtins;
mod head;
mod ids;
mod items;
mod leaf;
mod manifest;
mod names;
mod narrow;
mod page;
mod places;
mod record;
mod seal;
mod stock;
mod stock_rows;
mod tiles;

pub use build::{BuildError, Goods, Limits, Snapshot, build, build_with_places};
pub use catalogue::{Catalogue, WordIndex};
pub use codes::{Prefix, SHARED_BITS, codes, probe};
pub use district::District;
pub use gtins::{GtinPage, gtin_print};
pub use head::{Head, LedgerEntry};
pub use ids::{IdBucket, bucket_of, fingerprint};
pub use items::{ItemPage, ItemRecord};
pub use leaf::encode_leaf;
pub use manifest::{MANIFEST_BYTES, Manifest, ManifestError};
pub use names::{
    HEAD, NAMED_DEPTHS, item_guesses, item_name, item_names, manifest_key, page_key, region_name,
    region_names, region_tiles, stock_guesses, stock_name, stock_names,
};
pub use page::{Page, PageError, Region, encode_words};
pub use places::{Places, encode_places};
pub use record::{Record, Written};
pub use seal::{FormatError, VERSION, hash};
pub use stock::{StockCounter, StockPage, StockRow};
