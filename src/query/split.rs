//! Several stores that have a basket between them.

use super::wish::MAX_ITEMS;
use crate::nearest::{Found, Hit, Key, Rank, Served, Taken};
use crate::order::{sorted, sorted_by_key};

/// Needs as bits.
type Set = usize;

/// Stores that meet all needs, each some of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Party {
    /// When the last of them serves.
    last: Served,
    /// Their ids, in order.
    ids: Vec<String>,
    /// What each of them takes, and its place among the hits.
    shares: Vec<(Set, usize)>,
}

/// The fewest stores that meet all needs between them; of those the ones of which the last serves
/// the earliest; of those the ones whose ids come first. `all` are the stores that meet any.
pub fn split(needs: usize, rank: Rank, mut all: Found) -> Option<Found> {
    let stores: Vec<Vec<Option<Taken>>> = all.hits.iter().map(|hit| by_need(hit, needs)).collect();
    let whole: Set = (1 << needs) - 1;
    let last = earliest_last(&stores, whole)?;
    let party = first_by_ids(&stores, &all.hits, whole, last)?;
    let mut hits: Vec<Hit> = Vec::new();
    for (share, place) in party.shares {
        let (Some(hit), Some(store)) = (all.hits.get(place), stores.get(place)) else { continue };
        let taken: Vec<Taken> =
            members(share).filter_map(|need| store.get(need).copied().flatten()).collect();
        hits.push(sharing(hit, taken, rank));
    }
    (all.hits, all.more) = (sorted_by_key(hits, |hit| (hit.key, hit.id().to_owned())), false);
    Some(all)
}

/// The best that a store has of each need.
fn by_need(hit: &Hit, needs: usize) -> Vec<Option<Taken>> {
    // The best come first.
    let is_of = |taken: &&Taken, need| usize::try_from(taken.offer.need) == Ok(need);
    let of_need = |need| hit.taken.iter().find(|taken| is_of(taken, need)).copied();
    (0..needs).map(of_need).collect()
}

fn members(set: Set) -> impl Iterator<Item = usize> {
    (0..MAX_ITEMS).filter(move |need| set >> need & 1 == 1)
}

/// When a store serves that meets some needs; `None` if it cannot meet them.
fn serves(store: &[Option<Taken>], share: Set) -> Option<Served> {
    let when = |need: usize| Some(store.get(need)?.as_ref()?.served);
    let mut last = None;
    for need in members(share) {
        last = last.max(Some(when(need)?));
    }
    last
}

/// Parts of a set that have its first member: the share of one store.
fn shares(set: Set) -> impl Iterator<Item = Set> {
    let first = set & set.wrapping_neg();
    (1..=set).filter(move |share| share & set == *share && share & first != 0)
}

/// The fewest stores that meet a set of needs between them, and when the last of them serves.
fn earliest_last(stores: &[Vec<Option<Taken>>], whole: Set) -> Option<(usize, Served)> {
    let by_one: Vec<Option<Served>> = (0..=whole)
        .map(|share| stores.iter().filter_map(|store| serves(store, share)).min())
        .collect();
    let mut best: Vec<Option<(usize, Served)>> = vec![None; whole + 1];
    for set in 1..=whole {
        let with = |share: Set| {
            let one = (*by_one.get(share)?)?;
            if share == set {
                return Some((1, one));
            }
            let (count, last) = (*best.get(set ^ share)?)?;
            Some((count + 1, one.max(last)))
        };
        let least = shares(set).filter_map(with).min();
        if let Some(slot) = best.get_mut(set) {
            *slot = least;
        }
    }
    best.pop().flatten()
}

/// Of the parties of so many stores, of which none serves later: the one whose ids come first.
fn first_by_ids(
    stores: &[Vec<Option<Taken>>],
    hits: &[Hit],
    whole: Set,
    (count, last): (usize, Served),
) -> Option<Party> {
    let by_one = |share: Set| {
        let in_time = stores
            .iter()
            .enumerate()
            .filter(|(_, store)| serves(store, share).is_some_and(|when| when <= last));
        in_time.filter_map(|(place, _)| Some((hits.get(place)?.id(), place))).min()
    };
    let by_one: Vec<_> = (0..=whole).map(by_one).collect();
    // By set, then by how many stores share it.
    let mut best: Vec<Vec<Option<Party>>> = vec![vec![None; count + 1]; whole + 1];
    for set in 1..=whole {
        for size in 1..=count {
            let with = |share: Set| {
                let (id, place) = (*by_one.get(share)?)?;
                let mut party = match (share == set, size) {
                    (true, 1) => Party { last, ids: Vec::new(), shares: Vec::new() },
                    (true, _) | (false, 1) => return None,
                    (false, _) => best.get(set ^ share)?.get(size - 1)?.clone()?,
                };
                party.shares.push((share, place));
                party.ids.push(id.to_owned());
                party.ids = sorted(party.ids);
                Some(party)
            };
            let first = shares(set).filter_map(with).min();
            if let Some(slot) = best.get_mut(set).and_then(|sizes| sizes.get_mut(size)) {
                *slot = first;
            }
        }
    }
    best.pop()?.pop().flatten()
}

/// A store that takes a share.
fn sharing(hit: &Hit, taken: Vec<Taken>, rank: Rank) -> Hit {
    let served = taken.iter().map(|taken| taken.served).max().unwrap_or(hit.served);
    let price = taken.iter().try_fold(0_u64, |sum, t| sum.checked_add(t.offer.price?));
    let key = Key::new(rank, served, hit.distance_m).costing(rank, price);
    Hit { key, served, taken, ..hit.clone() }
}
