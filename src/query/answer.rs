//! From a question to what was found.

use super::source::{PageSource, run};
use super::{Cursor, MAX_RADIUS_M, Question};
use crate::nearest::{After, Found, Hit, Leaf, PageKey, READS_PER_ROUND, Rank};
use crate::snapshot::{Manifest, Page, bucket_of, fingerprint};
use crate::time::{Horizon, UtcSeconds};
use futures_util::future::join_all;
use std::rc::Rc;

/// What was found, and what it was asked of.
#[derive(Debug)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// The snapshot's id.
    pub snapshot: PageKey,
    /// When the snapshot was compiled.
    pub built_at: UtcSeconds,
    /// The stores inside the radius.
    pub found: Found,
    /// Without any: the search up to [`MAX_RADIUS_M`].
    pub outside: Option<Found>,
    /// Where the answer goes on.
    pub next: Option<Cursor>,
}

/// Why a question cannot be answered from this snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// The instant is not within the horizon.
    OutsideHorizon(Horizon),
    /// The cursor belongs to another question.
    ForeignCursor,
}

/// Answers a question wholly from one snapshot.
pub async fn answer(
    question: Question,
    cursor: Option<&Cursor>,
    manifest: &Manifest,
    source: &impl PageSource,
) -> Result<Answer, AnswerError> {
    let instants = manifest.horizon.instants();
    if !instants.contains(&question.at) {
        return Err(AnswerError::OutsideHorizon(manifest.horizon));
    }
    if cursor.is_some_and(|cursor| !cursor.fits(&question)) {
        return Err(AnswerError::ForeignCursor);
    }
    let mut terms = question.terms(instants.end);
    terms.after = cursor.map(Cursor::after);
    let seen = terms.after.as_ref().map_or(0, |after| after.seen);
    let found = run(terms, &manifest.top, source).await;
    let outside = if found.hits.is_empty() && cursor.is_none() {
        Some(nearest_outside(&question, instants.end, manifest, source).await)
    } else {
        None
    };
    let next = found.hits.last().filter(|_| found.more).map(|last| {
        let after = after(last, seen.saturating_add(found.hits.len()));
        Cursor::new(&question, manifest.id, &after)
    });
    let (snapshot, built_at) = (manifest.id, manifest.built_at);
    Ok(Answer { question, snapshot, built_at, found, outside, next })
}

impl Answer {
    /// Whether every page that was wanted could be read.
    pub fn complete(&self) -> bool {
        self.found.complete && self.outside.as_ref().is_none_or(|outside| outside.complete)
    }
}

async fn nearest_outside(
    question: &Question,
    horizon_end: UtcSeconds,
    manifest: &Manifest,
    source: &impl PageSource,
) -> Found {
    let mut terms = question.terms(horizon_end);
    terms.min_radius_m = question.radius_m;
    terms.radius_m = MAX_RADIUS_M;
    terms.rank = Rank::Distance;
    terms.limit = 1;
    run(terms, &manifest.top, source).await
}

fn after(last: &Hit, seen: usize) -> After {
    After { key: last.key, id: last.id().to_owned(), seen }
}

/// A store found by its id.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its leaf.
    pub leaf: Rc<Leaf>,
    /// Its row there.
    pub row: u16,
}

/// A page on the way to a store could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageLost;

/// Finds a store by its id: a bucket of ids, a region, and in a crowded one a leaf.
pub async fn find_store(
    id: &str,
    manifest: &Manifest,
    source: &impl PageSource,
) -> Result<Option<Place>, PageLost> {
    let print = fingerprint(id);
    let Some(bucket) = manifest.ids.get(bucket_of(print, manifest.ids.len())) else {
        return Ok(None);
    };
    let Ok(Page::Ids(bucket)) = source.read(*bucket).await else { return Err(PageLost) };
    for tile in bucket.tiles(print) {
        let Some(region) = manifest.region_of(tile) else { continue };
        let leaves = match source.read(region.page).await {
            Ok(Page::Leaf(leaf)) => vec![leaf],
            Ok(Page::Region(region)) => {
                let keys = region.leaves.iter().filter(|b| b.may_hold(tile)).map(|b| b.page);
                read_leaves(keys.collect(), id, source).await?
            }
            _ => return Err(PageLost),
        };
        let found =
            leaves.into_iter().find_map(|leaf| leaf.find(id).map(|row| Place { leaf, row }));
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Reads leaves, a round at a time, until one has the store; gives those of the last round. Only
/// stores without a place, or many on one point, are parted over more than a few.
async fn read_leaves(
    keys: Vec<PageKey>,
    id: &str,
    source: &impl PageSource,
) -> Result<Vec<Rc<Leaf>>, PageLost> {
    let mut leaves = Vec::new();
    for round in keys.chunks(READS_PER_ROUND) {
        leaves.clear();
        for page in join_all(round.iter().map(|key| source.read(*key))).await {
            let Ok(Page::Leaf(leaf)) = page else { return Err(PageLost) };
            leaves.push(leaf);
        }
        if leaves.iter().any(|leaf| leaf.find(id).is_some()) {
            break;
        }
    }
    Ok(leaves)
}
