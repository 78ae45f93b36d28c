//! Why a snapshot was not published, and what to do.

use super::kv::KvError;
use crate::nearest::PageKey;
use miette::Diagnostic;

/// Why a snapshot was not published. In every case readers are served as before.
#[derive(Clone, Debug, PartialEq, Eq, Diagnostic)]
pub enum PublishError {
    /// An operation failed.
    #[diagnostic(help(
        "the snapshot that was served still is; run the same command again, and it goes on from \
         here"
    ))]
    Kv(KvError),
    /// The folder does not hold a whole snapshot.
    #[diagnostic(help("compile it again; nigh verify --snapshot DIR lists all that is wrong"))]
    Damaged {
        /// The KV key.
        key: String,
        /// What is wrong with it.
        why: String,
    },
    /// The value of `head` in KV cannot be read.
    #[diagnostic(help(
        "use the nigh that wrote it; or delete the key (wrangler kv key delete head) and publish \
         again: pages that are there now then stay for ever, since no ledger names them"
    ))]
    Head(String),
    /// Somebody else wrote `head` meanwhile.
    #[diagnostic(help(
        "one publisher at a time: see that the other one has ended, then run this again"
    ))]
    Overtaken,
    /// Values that were written cannot be read back.
    #[diagnostic(help(
        "the snapshot that was served still is; wait a minute and run the same command again"
    ))]
    NotSeen {
        /// One of them.
        key: String,
        /// How many.
        count: usize,
    },
    /// A manifest that the ledger vouches for is gone.
    #[diagnostic(help(
        "something other than nigh deleted it: go on without it (no --prune, no --rollback to it)"
    ))]
    Unknown(PageKey),
    /// A page of a snapshot that stays cannot be read, so what it leads to is not known.
    #[diagnostic(help(
        "nothing was deleted; publish the snapshot that is served again with --repair, or wait \
         until the earlier one has expired"
    ))]
    Unread(PageKey),
    /// There is nothing to go back to.
    #[diagnostic(help("nigh publish --rollback --dry-run lists the snapshots of the ledger"))]
    NoSuchSnapshot(String),
}

impl std::fmt::Display for PublishError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Kv(error) => error.fmt(f),
            Self::Damaged { key, why } => write!(f, "the snapshot is not whole: {key}: {why}"),
            Self::Head(why) => write!(f, "the head in KV cannot be read: {why}"),
            Self::Overtaken => f.write_str("the head in KV was written by somebody else meanwhile"),
            Self::NotSeen { key, count } => {
                write!(f, "{count} of the values written cannot be read back, {key} among them")
            }
            Self::Unknown(id) => write!(f, "the manifest {id} is in the ledger, but not in KV"),
            Self::Unread(page) => {
                write!(
                    f,
                    "the page {page} of a snapshot that stays cannot be read: nothing is pruned"
                )
            }
            Self::NoSuchSnapshot(wanted) if wanted.is_empty() => {
                f.write_str("the ledger has no earlier snapshot")
            }
            Self::NoSuchSnapshot(wanted) => {
                write!(f, "the ledger has no one snapshot that is called {wanted}")
            }
        }
    }
}

impl std::error::Error for PublishError {}

impl From<KvError> for PublishError {
    fn from(error: KvError) -> Self {
        Self::Kv(error)
    }
}
