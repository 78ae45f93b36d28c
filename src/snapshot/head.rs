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
    /// Earlier manifests, and one that is being published, the latest first.
    pub ledger: Vec<LedgerEntry>,
}

/// A manifest whose pages may exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// Its hash.
    pub id: PageKey,
    /// When it was last the head; for one that is being published, when that began.
    pub last_served: UtcSeconds,
}

impl Head {
    /// With the bytes of a manifest.
    pub fn new(manifest: Vec<u8>, ledger: Vec<LedgerEntry>) -> Self {
        Self { id: hash(&manifest), manifest, ledger }
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
