//! Removing what nobody can be reading any more.

use super::error::PublishError;
use super::kv::Kv;
use super::state::State;
use super::tree::Tree;
use crate::nearest::PageKey;
use crate::snapshot::{Head, LedgerEntry, Manifest, manifest_key, page_key};
use crate::time::UtcSeconds;
use std::collections::BTreeSet;

/// Everything that is to be deleted, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pruning {
    /// The head as it is, but vouching no longer for the manifests that are to go: if pruning is
    /// cut short, nobody takes their pages for granted.
    pub warning: Head,
    /// Pages that lead to no other, and names.
    pub leaves: Vec<String>,
    /// Pages that lead to others: after those, which are found through them.
    pub parents: Vec<String>,
    /// Manifests: after their pages, which are found through them.
    pub manifests: Vec<String>,
    /// The head without them in its ledger.
    pub head: Head,
}

impl Pruning {
    /// Values that it deletes.
    pub fn values(&self) -> usize {
        self.leaves.len() + self.parents.len() + self.manifests.len()
    }
}

/// What may go: all that manifests last served before `expiry` name, and neither the current one
/// nor a younger one of the ledger. `None` where there is no such manifest. Every manifest must
/// have been explored.
pub fn prunable(
    state: &State,
    tree: &Tree,
    expiry: UtcSeconds,
) -> Result<Option<Pruning>, PublishError> {
    let Some(head) = &state.head else { return Ok(None) };
    let (expired, kept): (Vec<LedgerEntry>, Vec<LedgerEntry>) =
        head.ledger.iter().partition(|entry| entry.last_served < expiry);
    if expired.is_empty() {
        return Ok(None);
    }
    let mut staying = kept_manifests(state, &kept)?;
    staying.extend(state.current());
    if let Some(page) = staying.iter().find_map(|manifest| tree.unread(manifest)) {
        return Err(PublishError::Unread(page));
    }
    // One that is gone already took its pages with it.
    let going: Vec<&Manifest> =
        expired.iter().filter_map(|entry| state.manifests.get(&entry.id)).collect();
    let removed = &pages(tree, &going) - &pages(tree, &staying);
    let unnamed = &names(&going) - &names(&staying);
    let (parents, leaves): (Vec<PageKey>, Vec<PageKey>) =
        removed.into_iter().partition(|page| tree.is_parent(*page));
    let leaves = leaves.into_iter().map(page_key);
    Ok(Some(Pruning {
        warning: Head { ledger: doubted(&head.ledger, expiry), ..head.clone() },
        leaves: leaves.chain(unnamed).collect(),
        parents: parents.into_iter().map(page_key).collect(),
        manifests: expired.iter().map(|entry| manifest_key(entry.id)).collect(),
        head: Head { ledger: kept, ..head.clone() },
    }))
}

/// The manifests of entries that are kept. One whose publishing was only announced has none.
fn kept_manifests<'a>(
    state: &'a State,
    entries: &[LedgerEntry],
) -> Result<Vec<&'a Manifest>, PublishError> {
    let mut found = Vec::new();
    for entry in entries {
        match state.manifests.get(&entry.id) {
            Some(manifest) => found.push(manifest),
            None if entry.whole => return Err(PublishError::Unknown(entry.id)),
            None => {}
        }
    }
    Ok(found)
}

fn pages(tree: &Tree, manifests: &[&Manifest]) -> BTreeSet<PageKey> {
    manifests.iter().flat_map(|manifest| tree.pages(manifest)).collect()
}

fn names(manifests: &[&Manifest]) -> BTreeSet<String> {
    manifests.iter().flat_map(|manifest| manifest.names()).map(|(name, _)| name).collect()
}

fn doubted(ledger: &[LedgerEntry], expiry: UtcSeconds) -> Vec<LedgerEntry> {
    let doubt = |entry: &LedgerEntry| {
        let whole = entry.whole && entry.last_served >= expiry;
        LedgerEntry { whole, ..*entry }
    };
    ledger.iter().map(doubt).collect()
}

/// Deletes it all.
pub fn prune(kv: &mut impl Kv, state: &mut State, pruning: Pruning) -> Result<(), PublishError> {
    if state.head.as_ref() != Some(&pruning.warning) {
        state.write_head(kv, pruning.warning)?;
    }
    for keys in [pruning.leaves, pruning.parents, pruning.manifests] {
        if !keys.is_empty() {
            kv.delete(&keys)?;
        }
    }
    state.write_head(kv, pruning.head)
}
