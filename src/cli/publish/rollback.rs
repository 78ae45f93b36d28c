//! Going back to an earlier snapshot: one write of the head.

use super::error::PublishError;
use super::kv::Kv;
use super::plan::step_down;
use super::state::State;
use crate::nearest::PageKey;
use crate::snapshot::{Head, LedgerEntry, manifest_key};
use crate::time::UtcSeconds;

/// The snapshots that can be gone back to, the latest first.
pub fn earlier(state: &State) -> impl Iterator<Item = LedgerEntry> {
    let ledger = state.head.iter().flat_map(|head| &head.ledger);
    ledger.filter(|entry| entry.whole && state.manifests.contains_key(&entry.id)).copied()
}

/// The one snapshot whose id begins with `wanted`; the latest, where nothing is wanted.
pub fn choose(state: &State, wanted: &str) -> Result<PageKey, PublishError> {
    let mut found = earlier(state).map(|e| e.id).filter(|id| id.to_string().starts_with(wanted));
    match (found.next(), found.next()) {
        (Some(id), None) => Ok(id),
        (Some(id), Some(_)) if wanted.is_empty() => Ok(id),
        _ => Err(PublishError::NoSuchSnapshot(wanted.to_owned())),
    }
}

/// Serves an earlier snapshot. Names stay as they are, and the head remembers whose they are.
pub fn roll_back(
    kv: &mut impl Kv,
    state: &mut State,
    id: PageKey,
    now: UtcSeconds,
) -> Result<(), PublishError> {
    let value = kv.get(&[manifest_key(id)])?.pop().flatten();
    let manifest = value.ok_or(PublishError::Unknown(id))?;
    let head = state.head.as_ref().ok_or_else(|| PublishError::NoSuchSnapshot(id.to_string()))?;
    let ledger = step_down(head, id, now);
    let back = Head { named: head.named.clone(), ..Head::new(manifest, ledger) };
    back.open_manifest().map_err(|error| PublishError::Head(error.to_string()))?;
    state.write_head(kv, back)
}
