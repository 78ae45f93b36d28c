//! Stores wherever they are: page by page, by id on each page.
//!
//! Pages come in the order of the tree, or, where somebody must be served at a point, the nearest
//! first; stores without a place come last. Where a walk stops is a place in that order, so it goes
//! on in the same snapshot without having read what came before.

use super::locate::Standard;
use super::serves::Target;
use super::source::{PageSource, Pages};
use crate::nearest::{
    After, AmenityBits, Branch, Class, Found, Hit, Key, Leaf, OpenFilter, PageKey, READS_PER_ROUND,
    Served, Sieve as _, Stock as _, Tally, Tile, Vantage,
};
use crate::order::sorted;
use crate::place::at_least_m;
use crate::snapshot::{Manifest, Page};
use crate::time::UtcSeconds;
use std::collections::VecDeque;
use std::rc::Rc;

/// Most pages that one walk reads: four rounds.
const MAX_PAGES: usize = 4 * READS_PER_ROUND;

/// One store in so many is taken to meet a condition.
const MET: usize = 4;

/// A page to look at, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Stop {
    /// How far its region comes in the order of the walk.
    far: f64,
    /// Which of the manifest's regions.
    region: u32,
    /// Of the leaf in a crowded region.
    leaf: u32,
    branch: Branch,
    tile: Option<Tile>,
}

impl Stop {
    /// Its place in the walk, as cursors have it: the region in place of a price, the leaf in place
    /// of an instant.
    fn key(&self) -> Key {
        Key {
            price: self.region.into(),
            class: Class::Known,
            served_at: UtcSeconds(self.leaf.into()),
            distance_m: self.far,
        }
    }

    fn start(&self) -> After {
        After { key: self.key(), id: String::new(), seen: 0 }
    }

    /// Whether its region comes after that of a key.
    fn is_beyond(&self, key: &Key) -> bool {
        (self.far, u64::from(self.region)) > (key.distance_m, key.price)
    }
}

/// The stores that meet a question, from a place on, and where the rest begins.
pub(super) async fn walk(
    standard: &Standard<'_>,
    after: Option<After>,
    manifest: &Manifest,
    pages: &Pages<'_, impl PageSource>,
) -> (Found, Option<After>) {
    let mut walk = Walk::new(standard, after, manifest);
    let next = loop {
        if walk.hits.len() >= standard.question.limit {
            break walk.next().map(|stop| stop.start());
        }
        let batch = walk.batch();
        let Some(first) = batch.first() else { break None };
        if walk.read + batch.len() > MAX_PAGES {
            break Some(first.start());
        }
        walk.read += batch.len();
        let keys: Vec<PageKey> = batch.iter().map(|stop| stop.branch.page).collect();
        let read = pages.read(&keys).await.into_iter().map(Result::ok);
        if let Some(place) = walk.take(batch.into_iter().zip(read)) {
            break Some(place);
        }
    };
    let valid_until = manifest.horizon.instants().end;
    let tally = Tally::default();
    let (complete, more) = (!walk.lost, next.is_some());
    (Found { hits: walk.hits, more, complete, tally, valid_until }, next)
}

struct Walk<'a> {
    standard: &'a Standard<'a>,
    after: Option<After>,
    /// Regions that may hold somebody, in no order.
    regions: Vec<Stop>,
    /// Pages that come before them, in order.
    queue: VecDeque<Stop>,
    hits: Vec<Hit>,
    read: usize,
    lost: bool,
}

impl<'a> Walk<'a> {
    fn new(standard: &'a Standard<'a>, after: Option<After>, manifest: &Manifest) -> Self {
        let target = match standard.question.demands.serves {
            Some(Target::Point(point)) => Some(Vantage::new(point)),
            _ => None,
        };
        let far = |branch: &Branch| match (&target, branch.summary.bounds) {
            (_, None) => f64::INFINITY,
            (None, Some(_)) => 0.0,
            (Some(from), Some(bounds)) => at_least_m(bounds.least_rad(from)),
        };
        let stop = |(region, branch): (u32, &Branch)| Stop {
            far: far(branch),
            region,
            leaf: 0,
            branch: *branch,
            tile: branch.tile,
        };
        let stops = (0..).zip(&manifest.regions).map(stop);
        let is_left = |stop: &Stop| {
            let after = after.as_ref().map(|after| &after.key);
            let is_ahead =
                after.is_none_or(|key| stop.is_beyond(key) || u64::from(stop.region) == key.price);
            is_ahead && may_hold(standard, stop)
        };
        let regions = stops.filter(is_left).collect();
        Self {
            standard,
            after,
            regions,
            queue: VecDeque::new(),
            hits: Vec::new(),
            read: 0,
            lost: false,
        }
    }

    /// The page that comes next.
    fn next(&mut self) -> Option<Stop> {
        if let Some(stop) = self.queue.pop_front() {
            return Some(stop);
        }
        let mut first: Option<(usize, &Stop)> = None;
        for (place, stop) in self.regions.iter().enumerate() {
            if first.is_none_or(|(_, known)| known.is_beyond(&stop.key())) {
                first = Some((place, stop));
            }
        }
        let (place, _) = first?;
        Some(self.regions.swap_remove(place))
    }

    /// The pages to read next: as many as probably hold the stores that are missing.
    fn batch(&mut self) -> Vec<Stop> {
        let question = self.standard.question;
        let conditions = question.demands.count()
            + u32::from(question.written.is_some())
            + u32::from(question.open != OpenFilter::Any)
            + u32::from(self.standard.wares.is_some())
            + u32::try_from(question.amenities.len()).unwrap_or(u32::MAX);
        let missing = question.limit.saturating_sub(self.hits.len());
        let mut wanted = missing.saturating_add(1).saturating_mul(MET.pow(conditions.min(4)));
        let mut batch = Vec::new();
        while wanted > 0 && batch.len() < READS_PER_ROUND {
            let Some(stop) = self.next() else { break };
            let stores = usize::try_from(stop.branch.summary.stores).unwrap_or(usize::MAX);
            wanted = wanted.saturating_sub(stores);
            batch.push(stop);
        }
        batch
    }

    /// Takes pages that were read; gives where the rest begins once there are enough stores.
    fn take(&mut self, read: impl Iterator<Item = (Stop, Option<Page>)>) -> Option<After> {
        let mut rest = read;
        while let Some((stop, page)) = rest.next() {
            match page {
                Some(Page::Leaf(leaf)) => {
                    if let Some(place) = self.look(&stop, &leaf) {
                        return Some(place);
                    }
                }
                Some(Page::Region(region)) => {
                    // Its leaves come before what was read behind it, which is at hand when its
                    // turn comes.
                    rest.map(|(stop, _)| stop)
                        .collect::<Vec<_>>()
                        .into_iter()
                        .rev()
                        .for_each(|stop| self.queue.push_front(stop));
                    self.enter(&stop, &region.leaves);
                    return None;
                }
                _ => self.lost = true,
            }
        }
        None
    }

    fn enter(&mut self, of: &Stop, leaves: &[Branch]) {
        let begins = match &self.after {
            Some(after) if after.key.price == u64::from(of.region) => after.key.served_at.0,
            _ => 0,
        };
        let stops = (0..).zip(leaves).map(|(leaf, branch)| Stop { leaf, branch: *branch, ..*of });
        let ahead: Vec<Stop> = stops
            .filter(|stop| i64::from(stop.leaf) >= begins && may_hold(self.standard, stop))
            .collect();
        ahead.into_iter().rev().for_each(|stop| self.queue.push_front(stop));
    }

    /// Looks at the stores of a page by their ids; gives where the rest begins once there are
    /// enough.
    fn look(&mut self, stop: &Stop, leaf: &Rc<Leaf>) -> Option<After> {
        let begins = self.after.as_ref().filter(|after| after.key == stop.key());
        let begins = begins.map_or("", |after| after.id.as_str());
        let rows = 0..u16::try_from(leaf.pins.len()).unwrap_or(u16::MAX);
        let rows: Vec<(String, u32)> = rows
            .filter(|row| leaf.id(*row) > begins)
            .map(|row| (leaf.id(row).to_owned(), row.into()))
            .collect();
        let marks = self.standard.demanded.marks(leaf);
        for (_, row) in sorted(rows) {
            let row = u16::try_from(row).unwrap_or(u16::MAX);
            if !self.standard.is_met(leaf, &marks, row, stop.tile) {
                continue;
            }
            if self.hits.len() == self.standard.question.limit {
                let last = self.hits.last()?;
                return Some(After { key: last.key, id: last.id().to_owned(), seen: 0 });
            }
            self.hits.push(Hit {
                key: stop.key(),
                page: stop.branch.page,
                region: stop.tile,
                leaf: Rc::clone(leaf),
                row,
                distance_m: 0.0,
                served: Served::Unknown,
                taken: Vec::new(),
            });
        }
        None
    }
}

/// Whether a page may hold somebody who meets the question.
fn may_hold(standard: &Standard<'_>, stop: &Stop) -> bool {
    let (question, summary) = (standard.question, &stop.branch.summary);
    let has = |id: &String| summary.amenities.may_have(AmenityBits::of(id));
    question.amenities.iter().all(has)
        && (question.open == OpenFilter::Any || summary.hours.may_be_open(question.at))
        && standard.wares.is_none_or(|wares| wares.promise(stop.tile).stores > 0)
}
