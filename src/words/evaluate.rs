//! From the items of each word to the items of all words, in tiers.

use super::Reach;
use super::shelf::Items;
use super::weight::worth;
use crate::order::sorted_by_key;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Most items of a tier.
pub const TIER_HITS: usize = 200;

/// An item that has all words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hit {
    /// The number that the snapshot gives it.
    pub code: u32,
    /// The more, the better; to be compared within a tier.
    pub score: u32,
}

/// Items whose farthest word is as far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// How far.
    pub reach: Reach,
    /// The best [`TIER_HITS`], by score, then by number.
    pub hits: Vec<Hit>,
    /// How many items there are in all.
    pub total: usize,
}

/// Items of what matches a word of the query, in the order of their numbers.
#[derive(Clone, Debug)]
pub(super) struct Run<'a> {
    pub codes: Cow<'a, [u32]>,
    pub weights: Cow<'a, [u8]>,
    pub reach: Reach,
    pub closeness: u8,
}

/// A match as a number: the smaller, the better. First by its reach, then by what it is worth.
type Rank = u16;
const NO_MATCH: Rank = Rank::MAX;

fn rank(reach: Reach, worth: u8) -> Rank {
    Rank::from_be_bytes([reach as u8, u8::MAX - worth])
}

impl<'a> Run<'a> {
    /// Items as they are on a shelf.
    pub(super) fn new(items: Items<'a>, reach: Reach, closeness: u8) -> Self {
        let (codes, weights) = (Cow::Borrowed(items.codes), Cow::Borrowed(items.weights));
        Self { codes, weights, reach, closeness }
    }

    /// Items that have both of two words, of each of which all items are given; it weighs in them
    /// what the lighter does.
    pub(super) fn of_both<'b>(
        words: [impl Iterator<Item = Items<'b>>; 2],
        reach: Reach,
        closeness: u8,
    ) -> Self {
        let [before, mut after] = words.map(by_code);
        let shared = before
            .into_iter()
            .filter_map(|(code, weight)| Some((code, weight.min(after.remove(&code)?))));
        let (codes, weights): (Vec<u32>, Vec<u8>) = shared.unzip();
        Self { codes: Cow::Owned(codes), weights: Cow::Owned(weights), reach, closeness }
    }

    fn ranked(&self) -> impl Iterator<Item = (u32, Rank)> {
        let items = self.codes.iter().zip(self.weights.iter());
        items.map(|(code, weight)| (*code, rank(self.reach, worth(*weight, self.closeness))))
    }
}

fn by_code<'a>(runs: impl Iterator<Item = Items<'a>>) -> BTreeMap<u32, u8> {
    let items = runs.flat_map(|items| items.codes.iter().zip(items.weights));
    items.map(|(code, weight)| (*code, *weight)).collect()
}

/// An item that has the words so far.
#[derive(Clone, Copy)]
struct Candidate {
    code: u32,
    /// Its best match of the word that is looked at.
    best: Rank,
    /// The farthest of the words before.
    reach: u8,
    score: u32,
}

impl Candidate {
    fn take(&mut self, rank: Rank) {
        self.best = self.best.min(rank);
    }

    /// Counts the best match; `false`: there is none.
    fn settle(&mut self) -> bool {
        let [reach, lost] = self.best.to_be_bytes();
        let has_word = self.best != NO_MATCH;
        self.reach = self.reach.max(reach);
        self.score += u32::from(u8::MAX - lost);
        self.best = NO_MATCH;
        has_word
    }
}

/// The tiers of a query, by the runs of each of its words: each item where its best matches put
/// it, tiers without any left out.
pub(super) fn tiers(words: Vec<Vec<Run<'_>>>) -> Vec<Tier> {
    // The rarest word first: the others are asked only for its items.
    let items = |runs: &Vec<Run<'_>>| runs.iter().map(|run| run.codes.len()).sum::<usize>();
    let words = sorted_by_key(words, items);
    let mut words = words.iter();
    let mut candidates = words.next().map_or_else(Vec::new, |runs| all(runs));
    for runs in words {
        for run in runs {
            meet(&mut candidates, run);
        }
        candidates.retain_mut(Candidate::settle);
    }
    Reach::ALL.into_iter().filter_map(|reach| tier(reach, &candidates)).collect()
}

/// All items of a word, in the order of their numbers.
fn all(runs: &[Run<'_>]) -> Vec<Candidate> {
    let ranked = runs.iter().flat_map(Run::ranked);
    let mut keys: Vec<u64> =
        ranked.map(|(code, rank)| u64::from(code) << 16 | u64::from(rank)).collect();
    keys.sort_unstable();
    keys.dedup_by_key(|key| *key >> 16);
    let candidate = |key: &u64| {
        let [_, _, a, b, c, d, high, low] = key.to_be_bytes();
        let best = Rank::from_be_bytes([high, low]);
        let mut candidate =
            Candidate { code: u32::from_be_bytes([a, b, c, d]), best, reach: 0, score: 0 };
        candidate.settle();
        candidate
    };
    keys.iter().map(candidate).collect()
}

/// Once one side is so many times longer, the other's items are looked up in it.
const LOPSIDED: usize = 8;

/// Tells the candidates which of them a run has. Both are in the order of their numbers.
fn meet(candidates: &mut [Candidate], run: &Run<'_>) {
    let (codes, weights) = (run.codes.as_ref(), run.weights.as_ref());
    if codes.len() > candidates.len().saturating_mul(LOPSIDED) {
        for candidate in candidates {
            let weight = codes.binary_search(&candidate.code).ok().and_then(|at| weights.get(at));
            if let Some(weight) = weight {
                candidate.take(rank(run.reach, worth(*weight, run.closeness)));
            }
        }
    } else if candidates.len() > codes.len().saturating_mul(LOPSIDED) {
        for (code, rank) in run.ranked() {
            let found = candidates.binary_search_by_key(&code, |candidate| candidate.code);
            if let Some(candidate) = found.ok().and_then(|at| candidates.get_mut(at)) {
                candidate.take(rank);
            }
        }
    } else {
        let mut ranked = run.ranked().peekable();
        for candidate in candidates {
            while ranked.next_if(|(code, _)| *code < candidate.code).is_some() {}
            if let Some((_, rank)) = ranked.next_if(|(code, _)| *code == candidate.code) {
                candidate.take(rank);
            }
        }
    }
}

fn tier(reach: Reach, candidates: &[Candidate]) -> Option<Tier> {
    let here = candidates.iter().filter(|candidate| candidate.reach == reach as u8);
    let mut total = 0;
    let mut best: BinaryHeap<(Reverse<u32>, u32)> = BinaryHeap::new();
    for candidate in here {
        total += 1;
        best.push((Reverse(candidate.score), candidate.code));
        if total > TIER_HITS {
            best.pop();
        }
    }
    let best = best.into_sorted_vec();
    let hits = best.into_iter().map(|(Reverse(score), code)| Hit { code, score }).collect();
    (total > 0).then_some(Tier { reach, hits, total })
}
