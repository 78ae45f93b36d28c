//! From a question to what was found.

use super::shop::{Goods, Shop};
use super::source::{PageSource, Pages};
use super::{Cursor, Question, What, Wish};
use crate::item::Quantities;
use crate::nearest::{After, Found, Hit, Leaf, PageKey, READS_PER_ROUND, Search, Sieve, Terms};
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
    /// Without any: the search up to [`super::MAX_RADIUS_M`].
    pub outside: Option<Found>,
    /// What the stores have, and what the items are; for who wants to buy.
    pub goods: Option<Goods>,
    /// Rounds of reads, and pages read.
    pub counts: (u32, u32),
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
    /// Rows say only up to how many pieces there are.
    TooManyPieces(u32),
}

/// Answers a question wholly from one snapshot.
pub async fn answer(
    question: Question,
    cursor: Option<&Cursor>,
    manifest: &Manifest,
    source: &impl PageSource,
) -> Result<Answer, AnswerError> {
    if !manifest.horizon.instants().contains(&question.at) {
        return Err(AnswerError::OutsideHorizon(manifest.horizon));
    }
    if cursor.is_some_and(|cursor| !cursor.fits(&question)) {
        return Err(AnswerError::ForeignCursor);
    }
    if let Some(most) = question.wish.as_ref().and_then(|wish| beyond(wish, manifest)) {
        return Err(AnswerError::TooManyPieces(most));
    }
    let after = cursor.map(Cursor::after);
    let seen = after.as_ref().map_or(0, |after| after.seen);
    let pages = Pages::new(source);
    let (found, outside, goods) = match &question.wish {
        None => {
            let (found, outside) = go(&question, after, manifest, &pages).await;
            (found, outside, None)
        }
        Some(wish) => {
            let shop = Shop::new(&question, wish, after, manifest, &pages);
            let (found, outside, goods) = shop.buy().await;
            (found, outside, Some(goods))
        }
    };
    let next = found.hits.last().filter(|_| found.more).map(|last| {
        let after = after_hit(last, seen.saturating_add(found.hits.len()));
        Cursor::new(&question, manifest.id, &after)
    });
    let (snapshot, built_at, counts) = (manifest.id, manifest.built_at, pages.counts());
    Ok(Answer { question, snapshot, built_at, found, outside, goods, counts, next })
}

/// The most pieces that rows can promise, if a wish is for more.
fn beyond(wish: &Wish, manifest: &Manifest) -> Option<u32> {
    let What::Basket(wanted) = &wish.what else { return None };
    let most = match manifest.catalogue.quantities {
        Quantities::UpTo(most) => most,
        Quantities::Exact => return None,
        Quantities::Hidden => 1,
    };
    wanted.iter().any(|wanted| wanted.pieces > most && !wish.any_stock).then_some(most)
}

/// The stores inside the radius; without any, the nearest beyond it.
async fn go(
    question: &Question,
    after: Option<After>,
    manifest: &Manifest,
    pages: &Pages<'_, impl PageSource>,
) -> (Found, Option<Found>) {
    let horizon_end = manifest.horizon.instants().end;
    let is_first = after.is_none();
    let terms = Terms { after, ..question.terms(horizon_end) };
    let words = question.words();
    let sieve = words.as_ref().map(|words| words as &dyn Sieve);
    let search = |terms| pages.finish(Search::new(terms, &manifest.top, None).sifted(sieve));
    let found = search(terms).await;
    if !found.hits.is_empty() || !is_first {
        return (found, None);
    }
    let outside = search(question.outside(horizon_end)).await;
    (found, Some(outside))
}

impl Answer {
    /// Whether every page that was wanted could be read.
    pub fn complete(&self) -> bool {
        let is_whole = |found: &Found| found.complete;
        is_whole(&self.found)
            && self.outside.as_ref().is_none_or(is_whole)
            && self.goods.as_ref().is_none_or(|goods| goods.complete)
    }
}

pub(super) fn after_hit(last: &Hit, seen: usize) -> After {
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
