//! What KV holds at the top: the head, and the manifests that it and its ledger name.

use super::error::PublishError;
use super::kv::Kv;
use crate::nearest::PageKey;
use crate::snapshot::{FormatError, HEAD, Head, Manifest, VERSION, manifest_key};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Pauses before a value that is not seen yet is looked for again, in seconds: a write to KV may
/// take a while to be seen where it is read.
pub(super) const PAUSES_S: [u64; 4] = [0, 2, 8, 20];

/// The head, and the manifests that it leads to.
#[derive(Clone, Debug)]
pub struct State {
    /// `None` before the first publication in this format.
    pub head: Option<Head>,
    /// Whether there is a head of an older format, which is as good as none.
    pub is_outdated: bool,
    /// Manifests by id: the current one, those of the ledger, and those whose names may stand. One
    /// that is not there has no pages either: a manifest is written before its pages and deleted
    /// after them.
    pub manifests: BTreeMap<PageKey, Manifest>,
    /// Every value of `head` that was read or written here.
    seen: Vec<Option<Vec<u8>>>,
}

impl State {
    /// Reads the head and its manifests.
    pub fn read(kv: &mut impl Kv) -> Result<Self, PublishError> {
        let value = get_one(kv, HEAD)?;
        let manifests = BTreeMap::new();
        let seen = vec![value.clone()];
        let mut state = Self { head: None, is_outdated: false, manifests, seen };
        let Some(value) = value else { return Ok(state) };
        let head = match Head::decode(&value) {
            Err(FormatError::Version { found }) if found < VERSION => {
                state.is_outdated = true;
                return Ok(state);
            }
            head => head.map_err(|error| PublishError::Head(error.to_string()))?,
        };
        let current = head.open_manifest().map_err(|e| PublishError::Head(e.to_string()))?;
        state.manifests.insert(head.id, current);
        let named = head.named.iter().copied();
        let mut ids: BTreeSet<PageKey> = head.ledger.iter().map(|e| e.id).chain(named).collect();
        ids.remove(&head.id);
        let keys: Vec<String> = ids.iter().map(|id| manifest_key(*id)).collect();
        let values = if keys.is_empty() { Vec::new() } else { kv.get(&keys)? };
        for (id, value) in ids.into_iter().zip(values) {
            if let Some(manifest) = value.and_then(|value| Manifest::decode(id, &value).ok()) {
                state.manifests.insert(id, manifest);
            }
        }
        state.head = Some(head);
        Ok(state)
    }

    /// The manifest that is served.
    pub fn current(&self) -> Option<&Manifest> {
        self.manifests.get(&self.head.as_ref()?.id)
    }

    /// The manifest that is served, and those whose names may stand.
    pub fn current_and_named(&self) -> impl Iterator<Item = &Manifest> {
        let ids = self.head.iter().flat_map(|head| head.named.iter().chain([&head.id]));
        ids.filter_map(|id| self.manifests.get(id))
    }

    /// Writes a new head, unless somebody else has written one since this state was read, and
    /// waits until it is seen. Two publishers that look in the same second are not told apart: KV
    /// has no compare-and-set.
    pub(super) fn write_head(&mut self, kv: &mut impl Kv, head: Head) -> Result<(), PublishError> {
        let value = head.encode();
        self.refuse_strangers(get_one(kv, HEAD)?.as_deref(), &value)?;
        for pause in PAUSES_S {
            kv.put(&[(HEAD.to_owned(), &value)])?;
            kv.wait(Duration::from_secs(pause));
            let found = get_one(kv, HEAD)?;
            self.refuse_strangers(found.as_deref(), &value)?;
            if found.as_ref() == Some(&value) {
                self.seen.push(Some(value));
                self.head = Some(head);
                return Ok(());
            }
        }
        Err(PublishError::NotSeen { key: HEAD.to_owned(), count: 1 })
    }

    /// An old value may well be read for a while; one never seen is somebody else's.
    fn refuse_strangers(&self, found: Option<&[u8]>, own: &[u8]) -> Result<(), PublishError> {
        let is_known = found == Some(own) || self.seen.iter().any(|seen| seen.as_deref() == found);
        if is_known { Ok(()) } else { Err(PublishError::Overtaken) }
    }
}

fn get_one(kv: &mut impl Kv, key: &str) -> Result<Option<Vec<u8>>, PublishError> {
    Ok(kv.get(&[key.to_owned()])?.pop().flatten())
}
