//! What the stores of one region have of what is wished for.

use super::wares::{Meeting, Need, Wares};
use crate::nearest::{Offer, RegionStock, Tile};
use crate::snapshot::{StockCounter, StockPage, fingerprint};
use std::cell::OnceCell;
use std::rc::Rc;

/// What no more than one of so many stores has is rare: of others marks would tell too few apart to
/// pay for themselves.
const RARE: usize = 4;

/// Where the rows of a region are, by need.
#[derive(Clone, Debug)]
pub(super) struct OpenRegion {
    tile: Option<Tile>,
    meeting: Meeting,
    counters: Vec<Vec<Counted>>,
    /// Of those who may have it, once somebody asks.
    marks: OnceCell<Marks>,
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
        let counters = wares.needs.iter().map(of_need).collect();
        Self { tile, meeting: wares.meeting, counters, marks: OnceCell::new() }
    }

    /// Whether this is what another asking would find.
    pub(super) fn is_of(&self, wares: &Wares, tile: Option<Tile>) -> bool {
        self.tile == tile && self.meeting == wares.meeting
    }

    /// How many stores may have it, at most.
    fn carriers(&self) -> usize {
        let rows =
            |of_need: &Vec<Counted>| of_need.iter().map(|of| of.counter.len()).sum::<usize>();
        let of_all = self.counters.iter().map(rows);
        match self.meeting {
            Meeting::Whole => of_all.min().unwrap_or_default(),
            Meeting::Part => of_all.sum(),
        }
    }

    fn marks(&self) -> &Marks {
        self.marks.get_or_init(|| {
            let of_need = |of_need: &Vec<Counted>| {
                of_need.iter().map(Counted::marks).fold(Marks::default(), Marks::or)
            };
            let of_all = self.counters.iter().map(of_need);
            let all = match self.meeting {
                Meeting::Whole => of_all.reduce(Marks::and),
                Meeting::Part => of_all.reduce(Marks::or),
            };
            all.unwrap_or_default()
        })
    }
}

impl Counted {
    /// Of the stores that have it.
    fn marks(&self) -> Marks {
        let mut marks = Marks::default();
        self.page.carriers(&self.counter).for_each(|number| marks.add(number));
        // An id tells no displaced number.
        let displaced = self.page.displaced().iter().map(|(id, _)| fingerprint(id));
        displaced.for_each(|number| marks.add(number));
        marks
    }
}

/// The last bits of some numbers: a number that is not marked is none of them.
#[derive(Clone, Copy, Debug, Default)]
struct Marks([u64; 32]);

impl Marks {
    fn add(&mut self, number: u32) {
        let (word, bit) = Self::place(number);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
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
    fn is_rare(&self, stores: usize) -> bool {
        self.open.carriers() * RARE <= stores
    }

    fn may_have(&self, store: &str) -> bool {
        self.open.marks().has(fingerprint(store))
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
