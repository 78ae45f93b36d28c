//! **nigh**: what is near me, open, and in stock, now?
//!
//! The modules in reading order; each imports only from those above it.
//!
//! | module | what it knows |
//! |---|---|
//! | [`order`] | sorting where there are few |
//! | [`place`] | points, geodesic distance, the travel estimate |
//! | [`time`] | instants, local dates, zones as offset transitions |
//! | [`schedule`] | when a store is open |
//! | [`store`] | the catalogue's words |
//! | [`item`] | what is sold, its price, what of it a store has |
//! | [`words`] | the text index: items by what people type |
//! | [`gazetteer`] | towns and postcodes: what a name means |
//! | [`nearest`] | the partition, its bounds, the exact search |
//! | [`snapshot`] | the format: keys, manifest, pages |
//! | [`query`] | a question in, a reply out |
//! | [`feed`] | retailers' formats → records (native only) |
//! | [`edge`] | HTTP, and the Worker |
//! | [`cli`] | one subcommand a file (native only) |

pub mod edge;
pub mod gazetteer;
pub mod item;
pub mod nearest;
pub mod order;
pub mod place;
pub mod query;
pub mod schedule;
pub mod snapshot;
pub mod store;
pub mod time;
pub mod words;

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(not(target_arch = "wasm32"))]
pub mod feed;
