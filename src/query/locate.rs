//! From an agent's question to the stores that meet all of it: by distance from a point, wherever
//! they are, or by their ids.

use super::answer::{Answer, after_hit, find_store};
use super::demands::Demanded;
use super::serves::{Target, Unjudged};
use super::shop::Shop;
use super::source::{PageSource, Pages};
use super::walk::walk;
use super::wares::Wares;
use super::{Cursor, Place, Question};
use crate::nearest::{
    Found, Leaf, OpenFilter, PageKey, Search, Sieve as _, Stock as _, Tally, Terms, Tile,
};
use crate::snapshot::{Manifest, Page, bucket_of, fingerprint};
use crate::time::UtcSeconds;
use futures_util::future::join_all;

/// Why an agent's question cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocateError {
    /// The cursor belongs to another question.
    ForeignCursor,
    /// Whom stores serve cannot be judged.
    Unjudged(Unjudged),
    /// The stock of its items is on more pages than one answer may read.
    TooMuchStock,
}

/// Finds stores by an agent's question: within its radius, the nearest first; or, where stores count
/// [anywhere](super::Demands), page by page in the order of the tree, by id on each page, and those
/// around whom they must serve first. It says so where there may be more, though it found none: a
/// walk reads a few pages and no more. Hours are those that are told `now`.
pub async fn locate(
    question: Question,
    cursor: Option<&Cursor>,
    now: UtcSeconds,
    manifest: &Manifest,
    source: &impl PageSource,
) -> Result<Answer, LocateError> {
    if cursor.is_some_and(|cursor| !cursor.fits(&question)) {
        return Err(LocateError::ForeignCursor);
    }
    judge(&question, manifest)?;
    let pages = Pages::new(source);
    let after = cursor.map(Cursor::after);
    let (wares, whole) = stocked(&question, manifest, &pages).await?;
    let standard = Standard::new(&question, wares.as_ref(), now, manifest);
    let (mut found, next) = if is_beyond_knowledge(&question, manifest) {
        (nothing(manifest), None)
    } else if question.demands.anywhere {
        walk(&standard, after, manifest, &pages).await
    } else {
        let seen = after.as_ref().map_or(0, |after| after.seen);
        let terms = Terms { after, ..question.terms(manifest.horizon.instants().end) };
        let stock = wares.as_ref().map(|wares| wares as _);
        let sieve = (!standard.demanded.is_idle()).then_some(&standard.demanded as _);
        let found = pages.finish(Search::new(terms, &manifest.top, stock).sifted(sieve)).await;
        let last = found.hits.last().filter(|_| found.more);
        let next = last.map(|last| after_hit(last, seen.saturating_add(found.hits.len())));
        (found, next)
    };
    found.complete &= whole;
    let next = next.map(|after| Cursor::new(&question, manifest.id, &after));
    let (snapshot, built_at, counts) = (manifest.id, manifest.built_at, pages.counts());
    let (outside, goods) = (None, None);
    Ok(Answer { question, snapshot, built_at, found, outside, goods, counts, next })
}

/// What became of one id.
#[derive(Clone, Debug)]
pub enum Looked {
    /// A store that meets the question.
    Found(Place),
    /// A store that does not.
    LeftOut,
    /// There is no such store.
    Unknown,
    /// A page on the way could not be read.
    Lost,
}

/// Looks stores up by their ids, each of which is given once, and holds them against a question.
pub async fn look_up(
    ids: &[&str],
    question: &Question,
    now: UtcSeconds,
    manifest: &Manifest,
    source: &impl PageSource,
) -> Result<Vec<Looked>, LocateError> {
    judge(question, manifest)?;
    let pages = Pages::new(source);
    let (wares, whole) = stocked(question, manifest, &pages).await?;
    let standard = Standard::new(question, wares.as_ref(), now, manifest);
    warm(ids, manifest, source).await;
    let mut looked = Vec::with_capacity(ids.len());
    for id in ids {
        let place = match find_store(id, manifest, source).await {
            Ok(Some(place)) => place,
            Ok(None) => {
                looked.push(Looked::Unknown);
                continue;
            }
            Err(_) => {
                looked.push(Looked::Lost);
                continue;
            }
        };
        let at = place.leaf.place(place.row);
        let tile = at.map(Tile::finest);
        let region = manifest.region_of(tile).and_then(|region| region.tile);
        let knows = !is_beyond_knowledge(question, manifest);
        let marks = standard.demanded.marks(&place.leaf);
        looked.push(match knows && standard.is_met(&place.leaf, &marks, place.row, region) {
            true => Looked::Found(place),
            false if whole => Looked::LeftOut,
            false => Looked::Lost,
        });
    }
    Ok(looked)
}

/// Reads what many ids need together: their buckets, then their regions.
async fn warm(ids: &[&str], manifest: &Manifest, source: &impl PageSource) {
    let prints: Vec<u32> = ids.iter().map(|id| fingerprint(id)).collect();
    let bucket = |print: &u32| manifest.ids.get(bucket_of(*print, manifest.ids.len()));
    let keys = each_once(prints.iter().filter_map(bucket).copied());
    let buckets = join_all(keys.iter().map(|key| source.read(*key))).await;
    let mut regions = Vec::new();
    for page in buckets.into_iter().flatten() {
        let Page::Ids(bucket) = page else { continue };
        let tiles = prints.iter().flat_map(|print| bucket.tiles(*print));
        regions.extend(tiles.filter_map(|tile| Some(manifest.region_of(tile)?.page)));
    }
    let regions = each_once(regions.into_iter());
    // What is read is remembered by the source, and asked for again one by one.
    let _ = join_all(regions.iter().map(|key| source.read(*key))).await;
}

fn each_once(keys: impl Iterator<Item = PageKey>) -> Vec<PageKey> {
    let mut all = Vec::new();
    for key in keys {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    all
}

fn judge(question: &Question, manifest: &Manifest) -> Result<(), LocateError> {
    let judged = |target: &Target| target.judged_by(&manifest.delivery);
    let judged = question.demands.serves.as_ref().map_or(Ok(()), judged);
    judged.map_err(LocateError::Unjudged)
}

/// Whether nobody is known to be open at the instant, because the snapshot does not reach it.
fn is_beyond_knowledge(question: &Question, manifest: &Manifest) -> bool {
    question.open != OpenFilter::Any && !manifest.horizon.instants().contains(&question.at)
}

fn nothing(manifest: &Manifest) -> Found {
    let valid_until = manifest.horizon.instants().end;
    let tally = Tally::default();
    Found { hits: Vec::new(), more: false, complete: true, tally, valid_until }
}

/// What the stores have of what is asked for, and whether every page of it could be read.
async fn stocked(
    question: &Question,
    manifest: &Manifest,
    pages: &Pages<'_, impl PageSource>,
) -> Result<(Option<Wares>, bool), LocateError> {
    let Some(wish) = &question.wish else { return Ok((None, true)) };
    let shop = Shop::new(question, wish, None, manifest, pages);
    let (wares, whole) = shop.on_shelves().await.ok_or(LocateError::TooMuchStock)?;
    Ok((Some(wares), whole))
}

/// A question that single stores are held against.
pub(super) struct Standard<'a> {
    pub question: &'a Question,
    pub wares: Option<&'a Wares>,
    pub demanded: Demanded<'a>,
}

impl<'a> Standard<'a> {
    fn new(
        question: &'a Question,
        wares: Option<&'a Wares>,
        now: UtcSeconds,
        manifest: &Manifest,
    ) -> Self {
        let (demands, words) = (&question.demands, question.words());
        let demanded = Demanded { demands, words, now, horizon: manifest.horizon };
        Self { question, wares, demanded }
    }

    /// Whether a store meets all of it, by the marks of its page; its hours are known at the instant
    /// asked about.
    pub fn is_met(&self, leaf: &Leaf, marks: &[u32], row: u16, region: Option<Tile>) -> bool {
        let Self { question, wares, demanded } = self;
        let has = |id: &String| leaf.amenities(row).any(|amenity| amenity.id == *id);
        let is_open = || leaf.hours(row).is_some_and(|hours| hours.phase(question.at).is_open());
        self.is_near(leaf, row)
            && question.amenities.iter().all(has)
            && (question.open == OpenFilter::Any || is_open())
            && wares.is_none_or(|wares| !wares.of_region(region).offers(leaf.id(row)).is_empty())
            && demanded.passes(leaf, marks, row)
    }

    fn is_near(&self, leaf: &Leaf, row: u16) -> bool {
        let Question { origin, radius_m, demands, .. } = self.question;
        let place = leaf.place(row);
        demands.anywhere || place.is_some_and(|point| origin.point().distance_m(point) <= *radius_m)
    }
}
