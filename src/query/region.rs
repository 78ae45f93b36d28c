//! What the stores of one region have of what is wished for.

use super::wares::{Meeting, Need, Wares};
use crate::nearest::{Offer, RegionStock, Tile};
use crate::snapshot::{StockCounter, StockPage, fingerprint};
use std::rc::Rc;

/// An item is rare in a region where no more than one of so many stores has it: of others marks
/// would tell too few apart to pay for themselves.
const RARE: usize = 4;

/// Where the rows of a region are, by need.
#[derive(Clone, Debug)]
pub(super) struct OpenRegion {
    tile: Option<Tile>,
    meeting: Meeting,
    counters: Vec<Vec<Counted>>,
    /// Of those who may have it; `None` where most may.
    marks: Option<Marks>,
}

/// The number of an item, and where the region's rows of it are.
#[derive(Clone, Debug)]
struct Counted {
    code: u32,
    page: Rc<StockPage>,
    counter: StockCounter,
}

impl OpenRegion {
    pub(super) fn new(wares: &Wares, tile: Option<Tile>) -> Self {
        let counted = |code: &u32| {
            let page = wares.page(tile, *code)?;
            let counter = page.counter(*code, tile)?;
            Some(Counted { code: *code, page: Rc::clone(page), counter })
        };
        let of_need = |need: &Need| need.codes.iter().filter_map(counted).collect();
        let counters: Vec<Vec<Counted>> = wares.needs.iter().map(of_need).collect();
        let of_all = counters.iter().map(|of_need| any(of_need.iter().map(Counted::marks)));
        let marks = match wares.meeting {
            Meeting::Whole => of_all.flatten().reduce(Marks::and),
            Meeting::Part => any(of_all),
        };
        Self { tile, meeting: wares.meeting, counters, marks }
    }

    /// Whether this is what another asking would find.
    pub(super) fn is_of(&self, wares: &Wares, tile: Option<Tile>) -> bool {
        self.tile == tile && self.meeting == wares.meeting
    }
}

impl Counted {
    /// Of the stores that have it; `None` where it is not rare.
    fn marks(&self) -> Option<Marks> {
        let Self { page, counter, .. } = self;
        if counter.len() * RARE > counter.stores() {
            return None;
        }
        let marks = page.carriers(counter).fold(Marks::default(), Marks::with);
        // An id tells no displaced number.
        let displaced = page.displaced().iter().map(|(id, _)| fingerprint(id));
        Some(displaced.fold(marks, Marks::with))
    }
}

/// Of the stores that are marked in any; `None` if one is not known.
fn any(mut marks: impl Iterator<Item = Option<Marks>>) -> Option<Marks> {
    marks.try_fold(Marks::default(), |all, marks| Some(all.or(marks?)))
}

/// The last bits of some numbers: a number that is not marked is none of them.
#[derive(Clone, Copy, Debug, Default)]
struct Marks([u64; 32]);

impl Marks {
    fn with(mut self, number: u32) -> Self {
        let (word, bit) = Self::place(number);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
        self
    }

    fn has(&self, number: u32) -> bool {
        let (word, bit) = Self::place(number);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    fn and(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word &= other);
        self
    }

    fn or(mut self, other: Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word |= other);
        self
    }

    /// Which word, and which bit of it.
    const fn place(number: u32) -> (usize, u64) {
        ((number >> 6 & 31) as usize, 1 << (number & 63))
    }
}

/// What stores have, against the terms of what is wished for.
pub(super) struct InRegion<'a> {
    pub wares: &'a Wares,
    pub open: Rc<OpenRegion>,
}

impl RegionStock for InRegion<'_> {
    fn is_rare(&self) -> bool {
        self.open.marks.is_some()
    }

    fn may_have(&self, store: &str) -> bool {
        self.open.marks.as_ref().is_none_or(|marks| marks.has(fingerprint(store)))
    }

    fn offers(&self, store: &str) -> Vec<Vec<Offer>> {
        let of_need = |(place, counters): (usize, &Vec<Counted>)| {
            let offer = |Counted { code, page, counter }: &Counted| {
                let row = page.row_at(counter, page.store_code(store))?;
                self.wares.offer(place, *code, &row)
            };
            counters.iter().filter_map(offer).collect::<Vec<Offer>>()
        };
        let offers = self.open.counters.iter().enumerate().map(of_need);
        match self.wares.meeting {
            Meeting::Whole => {
                let all = offers.map(|of_need| Some(of_need).filter(|of_need| !of_need.is_empty()));
                all.collect::<Option<_>>().unwrap_or_default()
            }
            Meeting::Part => {
                let any: Vec<Offer> = offers.flatten().collect();
                if any.is_empty() { Vec::new() } else { vec![any] }
            }
        }
    }
}
