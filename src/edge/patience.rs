//! How long is waited for values: for each, and for all of a question together.

use super::values::Values;
use futures_util::future::{Either, select};
use std::cell::Cell;
use std::future::Future;
use std::pin::pin;

/// A read that takes longer than this is given up, in milliseconds: far from a region of KV, one
/// takes 0.5 s at the 99th percentile.
pub const READ_MS: u64 = 4_000;
/// From its first read on, a question waits so long for all of them: for two that never come, one
/// after the other, and half as long for those of the snapshot before.
pub const QUESTION_MS: u64 = 10_000;

/// Something to wait by.
pub trait Clock {
    /// Milliseconds since whenever.
    fn now_ms(&self) -> u64;
    /// Is ready so many milliseconds later.
    fn wait_ms(&self, ms: u64) -> impl Future<Output = ()>;
}

/// Values that are not waited for without end. What has run out of time fails at once.
#[derive(Debug)]
pub struct Patient<V, C> {
    values: V,
    clock: C,
    /// When the first read began.
    since_ms: Cell<Option<u64>>,
}

impl<V, C> Patient<V, C> {
    /// For one question.
    pub const fn new(values: V, clock: C) -> Self {
        Self { values, clock, since_ms: Cell::new(None) }
    }

    /// Begins anew: for what is read behind a response.
    pub fn renew(&self) {
        self.since_ms.set(None);
    }
}

impl<V: Values, C: Clock> Values for Patient<V, C> {
    async fn get(&self, key: &str, ttl_s: u64) -> Result<Option<Vec<u8>>, String> {
        let late = || Err("no answer in time".to_owned());
        let now_ms = self.clock.now_ms();
        let since_ms = self.since_ms.get().unwrap_or(now_ms);
        self.since_ms.set(Some(since_ms));
        let left_ms = QUESTION_MS.saturating_sub(now_ms.saturating_sub(since_ms));
        if left_ms == 0 {
            return late();
        }
        let read = pin!(self.values.get(key, ttl_s));
        let deadline = pin!(self.clock.wait_ms(left_ms.min(READ_MS)));
        match select(read, deadline).await {
            Either::Left((value, _)) => value,
            Either::Right(_) => late(),
        }
    }
}
