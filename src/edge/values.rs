//! Where values come from: KV, a folder, memory.

use std::future::Future;

/// Seconds that an edge may keep a value that never changes.
pub const TTL_PAGE_S: u64 = 30 * 86_400;
/// Seconds that an edge may keep a name: stale names cost a read, and never an answer.
pub const TTL_NAME_S: u64 = 300;
/// Seconds that an edge may keep the head: the least that KV takes.
pub const TTL_HEAD_S: u64 = 30;

/// A store of values by key.
pub trait Values {
    /// The value of a key, from a cache that may be `ttl_s` seconds old; `None` if there is none.
    /// An error says why it could not be read, or not in time.
    fn get(&self, key: &str, ttl_s: u64) -> impl Future<Output = Result<Option<Vec<u8>>, String>>;
}

impl<V: Values> Values for &V {
    async fn get(&self, key: &str, ttl_s: u64) -> Result<Option<Vec<u8>>, String> {
        (*self).get(key, ttl_s).await
    }
}
