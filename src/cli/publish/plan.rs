//! What to write, and in which order: decided before anything is written.

use super::state::State;
use super::target::Target;
use super::tree::Tree;
use crate::nearest::PageKey;
use crate::snapshot::{Head, LedgerEntry};
use crate::time::UtcSeconds;
use std::collections::BTreeSet;

/// Everything that is to be written, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The head as it is, but for a ledger that names what is about to come: if publishing is cut
    /// short, pruning finds its pages. `None` where the ledger says so already, or before the
    /// first publication, which has no head to keep a ledger in.
    pub intent: Option<Head>,
    /// Whether the manifest is to be written: before its pages, which are found through it.
    pub manifest: bool,
    /// Crowded regions: before their leaves, which are found through them.
    pub parents: Vec<PageKey>,
    /// All other pages.
    pub pages: Vec<PageKey>,
    /// Names that have other bytes, and the pages that they stand for. Before the head: a name
    /// counts only where its hash is reached from the reader's manifest, so it does no harm there,
    /// and is fresh when the head comes; and a head that is there proves that its names are.
    pub names: Vec<(String, PageKey)>,
    /// The head.
    pub head: Head,
}

/// What publishing `target` takes; `None` if it is what is served. Pages are known to be there
/// from the manifest that is served, which `tree` has explored, as those whose names may stand, and
/// from the ledger's.
pub fn plan(target: &Target, state: &State, tree: &Tree, now: UtcSeconds) -> Option<Plan> {
    let served = state.head.as_ref();
    if served.is_some_and(|head| head.id == target.id()) {
        return None;
    }
    let there = pages_there(state, tree);
    let missing = target.pages().filter(|page| !there.contains(page));
    let (parents, pages): (Vec<_>, Vec<_>) = missing.partition(|page| target.is_parent(*page));
    let manifest = !served.is_some_and(|head| vouches(head, target.id()));
    let names = stale_names(target, state);
    let writes_more = manifest || !parents.is_empty() || !pages.is_empty() || !names.is_empty();
    Some(Plan {
        intent: served.filter(|_| writes_more).and_then(|h| announce(h, target.id(), now)),
        manifest,
        parents,
        pages,
        names,
        head: succeed(served, target, now),
    })
}

impl Plan {
    /// Distinct keys that it writes.
    pub fn keys(&self) -> usize {
        1 + usize::from(self.manifest) + self.parents.len() + self.pages.len() + self.names.len()
    }
}

/// Whether all pages of a manifest are there.
fn vouches(head: &Head, id: PageKey) -> bool {
    head.ledger.iter().any(|entry| entry.id == id && entry.whole)
}

fn pages_there(state: &State, tree: &Tree) -> BTreeSet<PageKey> {
    let Some(head) = &state.head else { return BTreeSet::new() };
    let whole = head.ledger.iter().filter(|entry| entry.whole).map(|entry| entry.id);
    let manifests = whole.chain([head.id]).filter_map(|id| state.manifests.get(&id));
    manifests.flat_map(|manifest| tree.pages(manifest)).collect()
}

/// Names that do not certainly hold their page already.
fn stale_names(target: &Target, state: &State) -> Vec<(String, PageKey)> {
    let named = state.head.iter().flat_map(|head| &head.named);
    let named: Option<Vec<BTreeSet<(String, PageKey)>>> =
        named.map(|id| Some(state.manifests.get(id)?.names().collect())).collect();
    // Whose names stand is not known where nobody wrote any, or a manifest is gone.
    let named = named.unwrap_or_default();
    let is_fresh =
        |name: &(String, PageKey)| !named.is_empty() && named.iter().all(|n| n.contains(name));
    let all: BTreeSet<(String, PageKey)> = target.manifest.names().collect();
    all.into_iter().filter(|name| !is_fresh(name)).collect()
}

/// The head that announces `id`; `None` if it does so already.
fn announce(head: &Head, id: PageKey, now: UtcSeconds) -> Option<Head> {
    let mut announced = head.clone();
    if !head.ledger.iter().any(|entry| entry.id == id) {
        announced.ledger.insert(0, LedgerEntry { id, last_served: now, whole: false });
    }
    if !head.named.contains(&id) {
        announced.named.push(id);
    }
    (announced != *head).then_some(announced)
}

/// The head that serves `target`, after `served`.
fn succeed(served: Option<&Head>, target: &Target, now: UtcSeconds) -> Head {
    let ledger = served.map(|head| step_down(head, target.id(), now)).unwrap_or_default();
    Head::new(target.manifest_bytes().to_vec(), ledger)
}

/// The ledger when `successor` takes the place of what `head` serves.
pub(super) fn step_down(head: &Head, successor: PageKey, now: UtcSeconds) -> Vec<LedgerEntry> {
    let served = LedgerEntry { id: head.id, last_served: now, whole: true };
    let earlier = head.ledger.iter().copied().filter(|e| e.id != successor && e.id != head.id);
    std::iter::once(served).chain(earlier).collect()
}
