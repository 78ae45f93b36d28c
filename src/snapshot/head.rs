//! The one value that changes: which manifest is current, and which came before.

use super::manifest::{Manifest, ManifestError};
use super::seal::{FormatError, Kind, hash, open, seal};
use crate::nearest::PageKey;
use crate::time::UtcSeconds;
use serde::{Deserialize, Serialize};

/// The bytes of the current manifest, and the ledger: what a publisher must know to say which
/// pages exist without asking KV for a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The hash of `manifest`: damage to the head is told from truth.
    pub id: PageKey,
    /// The bytes of the current manifest; they are also stored under their hash.
    pub manifest: Vec<u8>,
    /// Earlier manifests, and those whose publishing was begun, the latest first.
    pub ledger: Vec<LedgerEntry>,
    /// The manifests whose names (`n/…`) may stand: the one that wrote them all last, and those
    /// that may have written some since. A roll-back leaves them as they are.
    pub named: Vec<PageKey>,
}

/// A manifest whose pages may exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// Its hash.
    pub id: PageKey,
    /// When it was last the head; for one that is being published, when that began.
    pub last_served: UtcSeconds,
    /// Whether all its pages are there. If not, any of them may be: its publishing was begun, or
    /// its pruning.
    pub whole: bool,
}

impl Head {
    /// With the bytes of a manifest, whose names stand.
    pub fn new(manifest: Vec<u8>, ledger: Vec<LedgerEntry>) -> Self {
        let id = hash(&manifest);
        Self { id, manifest, ledger, named: vec![id] }
    }

    /// Decodes the value of `head`, and checks the hash of what it holds.
    pub fn decode(bytes: &[u8]) -> Result<Self, FormatError> {
        let head: Self = open(Kind::Head, bytes)?;
        if hash(&head.manifest) == head.id {
            Ok(head)
        } else {
            Err(FormatError::Body("its manifest has another hash"))
        }
    }

    /// The value of `head`.
    pub fn encode(&self) -> Vec<u8> {
        seal(Kind::Head, self)
    }

    /// The current manifest.
    pub fn open_manifest(&self) -> Result<Manifest, ManifestError> {
        Manifest::decode(self.id, &self.manifest)
    }
}
