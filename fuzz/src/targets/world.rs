//! The example chain: its feeds, and its snapshot, compiled once.

use super::feeds::{self, NOW};
use nigh::edge::Values;
use nigh::item::Quantities;
use nigh::nearest::PageKey;
use nigh::snapshot::{Goods, HEAD, Head, manifest_key};
use nigh::store::Listing;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Store lists of the fixtures.
pub const STORES: [&[u8]; 2] = [
    include_bytes!("../../../fixtures/feeds/markets.geojson"),
    include_bytes!("../../../fixtures/feeds/stores.csv"),
];
/// What is sold.
pub const PRODUCTS: &[u8] = include_bytes!("../../../fixtures/feeds/products.tsv");
/// What the stores have.
pub const INVENTORY: &[u8] = include_bytes!("../../../fixtures/feeds/inventory.tsv");

/// KV values by their keys.
#[derive(Debug, Default)]
pub struct Kv(pub BTreeMap<String, Vec<u8>>);

impl Values for Kv {
    async fn get(&self, key: &str, _ttl_s: u64) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(key).cloned())
    }
}

/// The example chain.
pub struct World {
    pub listings: Vec<Listing>,
    /// Of its snapshot.
    pub id: PageKey,
    /// Everything, the head and the manifest too.
    pub kv: Kv,
}

/// The example chain, compiled.
pub fn example() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let (listings, _) = feeds::read(&STORES, None);
        let (stocked, _) = feeds::read_goods(&[PRODUCTS], &[INVENTORY], &listings);
        let goods = Goods { stocked: &stocked, as_of: &[NOW], quantities: Quantities::default() };
        let snapshot = feeds::build(&listings, Some(goods));
        let mut values = snapshot.values;
        values.insert(manifest_key(snapshot.id), snapshot.manifest.clone());
        values.insert(HEAD.to_owned(), Head::new(snapshot.manifest, Vec::new()).encode());
        World { listings, id: snapshot.id, kv: Kv(values) }
    })
}
