//! The search as a plain state machine: [`Search::wanted`], [`Search::offer`], [`Search::done`].

use super::best::{Best, Hit};
use super::forest::{Forest, Stand};
use super::scan::Scan;
use super::{Key, Leaf, OpenFilter, PageKey, Rank, Served, Terms};
use crate::place::{Direction, MIN_RADIUS_M, at_least_m, at_most_m};
use crate::time::UtcSeconds;
use std::f64::consts::PI;
use std::rc::Rc;

/// A runtime reads about six values at once; more only queue.
pub const READS_PER_ROUND: usize = 6;

/// How many times more stores than are wanted should be within the first reach: stores crowd
/// here and there, and a second round costs more than a page.
const AMPLE: f64 = 3.0;

/// A page as it was read.
pub enum Content {
    /// Stores.
    Leaf(Rc<Leaf>),
    /// The pages of a crowded region.
    Forest(Rc<Forest>),
    /// It could not be read.
    Lost,
}

/// What was looked at, and what was left out by which rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rounds of reads.
    pub rounds: u32,
    /// Pages offered, lost ones too.
    pub pages: u32,
    /// Leaves searched.
    pub leaves: u32,
    /// Branches passed by for their amenities.
    pub branches_without_amenity: u32,
    /// Branches passed by because nobody there is open.
    pub branches_not_open: u32,
    /// Stores farther than the radius or nearer than the least.
    pub outside_radius: u32,
    /// Stores without a required amenity.
    pub without_amenity: u32,
    /// Stores that are not open when they should be.
    pub not_open: u32,
    /// Stores that an earlier page of the answer has.
    pub on_earlier_pages: u32,
}

/// A branch within reach, not read yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unread {
    pub page: PageKey,
    pub bound: Key,
    pub lower_m: f64,
    upper_m: f64,
    radius_m: f64,
    stores: u32,
}

/// The answer of a search.
#[derive(Debug)]
pub struct Found {
    /// In order.
    pub hits: Vec<Hit>,
    /// Whether there are, or may be, more after them.
    pub more: bool,
    /// Whether every page that was wanted could be read.
    pub complete: bool,
    /// What was looked at.
    pub tally: Tally,
    /// Until when the same stores come in the same order and state, arrival times apart.
    pub valid_until: UtcSeconds,
}

/// A search under way.
#[derive(Debug)]
pub struct Search {
    pub(super) terms: Terms,
    pub(super) origin: Direction,
    pub(super) unread: Vec<Unread>,
    pub(super) leaves: Vec<Rc<Leaf>>,
    /// When a branch that was passed by because nobody is open there may matter.
    pub(super) next_opening: Option<UtcSeconds>,
    best: Best,
    lost: bool,
    tally: Tally,
}

impl Search {
    /// Begins at the top of the tree.
    pub fn new(terms: Terms, top: &Forest) -> Self {
        let origin = terms.origin.direction();
        let best = Best::new(terms.limit);
        let mut search = Self {
            terms,
            origin,
            unread: Vec::new(),
            leaves: Vec::new(),
            next_opening: None,
            best,
            lost: false,
            tally: Tally::default(),
        };
        search.enter(top);
        search
    }

    /// The pages to read next, together; none when the search is done.
    pub fn wanted(&mut self) -> Vec<PageKey> {
        let worst = self.best.worst();
        let may_enter = |unread: &&Unread| worst.is_none_or(|worst| unread.bound <= worst);
        let mut near: Vec<Unread> = self.unread.iter().filter(may_enter).copied().collect();
        near.sort_by(|a, b| a.bound.cmp(&b.bound).then(a.page.cmp(&b.page)));
        // Once there are enough, whatever may still enter is read.
        let reach = worst.unwrap_or_else(|| self.reach(&near));
        let pages: Vec<PageKey> = near
            .iter()
            .enumerate()
            .take_while(|(i, unread)| *i == 0 || unread.bound <= reach)
            .take(READS_PER_ROUND)
            .map(|(_, unread)| unread.page)
            .collect();
        self.tally.rounds += u32::from(!pages.is_empty());
        pages
    }

    /// Takes a page that was wanted.
    pub fn offer(&mut self, page: PageKey, content: &Content) {
        let Some(place) = self.unread.iter().position(|u| u.page == page) else { return };
        self.unread.swap_remove(place);
        self.tally.pages += 1;
        match content {
            Content::Lost => self.lost = true,
            Content::Forest(forest) => self.enter(forest),
            Content::Leaf(leaf) => {
                self.tally.leaves += 1;
                let scan = Scan::new(&self.terms, page, leaf);
                scan.run(self.origin, &mut self.best, &mut self.tally);
                self.leaves.push(Rc::clone(leaf));
            }
        }
    }

    /// The answer, once nothing is wanted.
    pub fn done(self) -> Found {
        let valid_until = self.valid_until(self.best.hits());
        Found {
            more: self.best.dropped || !self.unread.is_empty(),
            hits: self.best.into_hits(),
            complete: !self.lost,
            tally: self.tally,
            valid_until,
        }
    }

    /// Looks at branches without reading them.
    fn enter(&mut self, forest: &Forest) {
        // An angle beyond which nothing is inside the radius.
        let reach_rad = self.terms.radius_m / MIN_RADIUS_M + 1e-9;
        for stand in forest.within(self.origin, reach_rad) {
            self.consider(stand);
        }
    }

    fn consider(&mut self, stand: &Stand) {
        let angle = self.origin.angle_rad(stand.centre);
        let lower_m = at_least_m(angle - stand.radius_rad);
        let upper_m = at_most_m(angle + stand.radius_rad);
        if lower_m > self.terms.radius_m || upper_m < self.terms.min_radius_m {
            return;
        }
        let summary = &stand.branch.summary;
        if !summary.amenities.may_have(self.terms.amenity_bits()) {
            self.tally.branches_without_amenity += 1;
            return;
        }
        if !self.may_pass_hours(stand, lower_m, upper_m) {
            self.tally.branches_not_open += 1;
            return;
        }
        let hours = summary.hours;
        let served = match hours.first_open(self.terms.arrival(lower_m)) {
            Some(first) => Served::At(first),
            None if hours.has_unknown() => Served::Unknown,
            None => Served::Never,
        };
        let bound = Key::new(self.terms.rank, served, lower_m);
        let (page, stores) = (stand.branch.page, summary.stores);
        let radius_m = at_most_m(stand.radius_rad);
        self.unread.push(Unread { page, bound, lower_m, upper_m, radius_m, stores });
    }

    /// Whether anybody in the branch may be open when the terms ask for it; if not, remembers
    /// when that may change.
    fn may_pass_hours(&mut self, stand: &Stand, lower_m: f64, upper_m: f64) -> bool {
        let hours = stand.branch.summary.hours;
        let (from, to) = match self.terms.open {
            OpenFilter::Any => return true,
            OpenFilter::At => (self.terms.at, self.terms.at),
            OpenFilter::Arrival => (self.terms.arrival(lower_m), self.terms.arrival(upper_m)),
        };
        if hours.may_open_within(from, to) {
            return true;
        }
        if let Some(opening) = hours.first_open(from) {
            let lead_s = opening.0 - to.0;
            let matters = self.terms.at.plus(lead_s);
            self.next_opening = Some(self.next_opening.map_or(matters, |known| known.min(matters)));
        }
        false
    }

    /// The key within which the answer certainly or probably lies: the smallest distance whose
    /// wholly contained branches hold enough stores, reached on foot, by bike or by car, and no
    /// earlier than the first branch can serve.
    fn reach(&self, near: &[Unread]) -> Key {
        let seen = self.terms.after.as_ref().map_or(0, |after| after.seen);
        let whole = self.terms.limit.saturating_add(seen);
        let mut missing = whole.saturating_sub(self.best.hits().len());
        let mut by_upper: Vec<&Unread> = near.iter().collect();
        by_upper.sort_by(|a, b| a.upper_m.total_cmp(&b.upper_m));
        let mut reach_m = f64::INFINITY;
        for unread in by_upper {
            missing = missing.saturating_sub(usize::try_from(unread.stores).unwrap_or(usize::MAX));
            if missing == 0 {
                reach_m = unread.upper_m;
                break;
            }
        }
        let reach_m = reach_m.min(self.terms.radius_m).min(self.probable_m(near));
        let nearest = near.iter().min_by(|a, b| a.lower_m.total_cmp(&b.lower_m));
        let served = self.terms.arrival(reach_m);
        let first = nearest.map_or(served, |u| u.bound.served_at.max(served));
        let served = if self.terms.rank == Rank::Soonest { first } else { served };
        Key::new(self.terms.rank, Served::At(served), reach_m)
    }

    /// The distance within which the answer probably lies, where stores crowd: they are taken to
    /// be spread evenly over the caps that the origin is in. Where the terms pass stores by,
    /// nothing is probable.
    fn probable_m(&self, near: &[Unread]) -> f64 {
        let terms = &self.terms;
        let all_count = terms.open == OpenFilter::Any
            && terms.amenities.is_empty()
            && terms.after.is_none()
            && terms.min_radius_m <= 0.0;
        if !all_count {
            return f64::INFINITY;
        }
        let around = near.iter().filter(|unread| unread.lower_m <= 0.0);
        let per_m2: f64 =
            around.map(|u| f64::from(u.stores) / (PI * u.radius_m * u.radius_m)).sum();
        let missing = terms.limit.saturating_sub(self.best.hits().len());
        let wanted = AMPLE * u32::try_from(missing).map_or(f64::INFINITY, f64::from);
        (wanted / (PI * per_m2)).sqrt()
    }
}
