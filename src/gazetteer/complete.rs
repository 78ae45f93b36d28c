//! From what is typed to places that begin so, the likeliest first.

use super::key::has_digit;
use super::resolve::apart;
use super::sought::{Reading, Sought};
use super::{Listed, Page};
use crate::order::sorted_by_key;
use crate::place::Point;
use crate::words::Pattern;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Metres within which nearness says little: as far as people go for shops.
const NEAR_M: f64 = 25_000.0;
/// A typo from so many letters on.
const ONE_TYPO: u32 = 4;
/// Two from so many.
const TWO_TYPOS: u32 = 8;
/// What is typed to its end weighs so much more than what goes on.
const WHOLE: f64 = 4.0;

/// How well a place fits.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Fit {
    typos: u32,
    weight: f64,
}

impl Fit {
    fn is_better(self, other: Self) -> bool {
        self.typos < other.typos || (self.typos == other.typos && self.weight > other.weight)
    }
}

/// The places of a page that fit, the likeliest first: fewer typos, then the heavier, by how near
/// they are if that is known, then by their labels. Typos are looked for where too few places
/// begin with what was typed.
pub fn complete<'a>(
    page: &'a Page,
    sought: &Sought,
    near: Option<Point>,
    limit: usize,
) -> Vec<Listed<'a>> {
    let mut fits: BTreeMap<u16, Fit> = BTreeMap::new();
    for reading in &sought.readings {
        // What is read otherwise counts where nothing is called as it stands.
        if fits.is_empty() {
            as_typed(page, reading, &mut fits);
        }
    }
    if fits.len() < limit {
        for reading in &sought.readings {
            misspelt(page, reading, &mut fits);
        }
    }
    let listed = |(number, fit): (u16, Fit)| {
        let place = page.listed(number)?;
        let weight = near.map_or(fit.weight, |near| fit.weight / farness(near, place.point));
        Some((Fit { weight, ..fit }, place))
    };
    let found: Vec<(Fit, Listed<'a>)> = fits.into_iter().filter_map(listed).collect();
    // Weights are not negative, so their bits are in their order.
    // What a label says of where it is comes before all.
    let away = |place: &Listed<'_>| sought.at.map_or(0, |at| apart(place.at, at));
    let key =
        |(fit, place): &(Fit, Listed<'_>)| (away(place), fit.typos, Reverse(fit.weight.to_bits()));
    let found = sorted_by_key(found, key);
    in_order(&found, limit)
}

/// The first of them; those that fit alike by their labels, which are written for no others.
fn in_order<'a>(found: &[(Fit, Listed<'a>)], limit: usize) -> Vec<Listed<'a>> {
    let mut places = Vec::new();
    for alike in found.chunk_by(|(a, _), (b, _)| a == b) {
        if places.len() >= limit {
            break;
        }
        let alike: Vec<Listed<'a>> = alike.iter().map(|(_, place)| *place).collect();
        places.extend(sorted_by_key(alike, Listed::label));
    }
    places.truncate(limit);
    places
}

/// What a weight is divided by.
fn farness(near: Point, point: Point) -> f64 {
    let x = 1.0 + near.distance_m(point) / NEAR_M;
    x * x.sqrt()
}

fn as_typed(page: &Page, reading: &Reading, fits: &mut BTreeMap<u16, Fit>) {
    for lead in page.beginning(&reading.key).filter_map(|n| page.lead(n)) {
        let is_exact = lead.key == reading.key;
        if is_exact || reading.begins {
            let bonus = if is_exact { WHOLE } else { 1.0 };
            offer(page, (lead.place, lead.is_first), reading, (0, bonus), fits);
        } else {
            break;
        }
    }
}

/// Names that what was typed, or its beginning, is a typo or two away from. Not codes: a typo in
/// one is another code.
fn misspelt(page: &Page, reading: &Reading, fits: &mut BTreeMap<u16, Fit>) {
    if has_digit(&reading.key) {
        return;
    }
    let Some(pattern) = Pattern::new(&reading.key) else { return };
    let most = match pattern.length() {
        ..ONE_TYPO => return,
        ONE_TYPO..TWO_TYPOS => 1,
        _ => 2,
    };
    for lead in (0..page.len()).filter_map(|n| page.lead(n)) {
        let typos = if reading.begins {
            pattern.distance_to_beginning(lead.key)
        } else {
            pattern.distance(lead.key)
        };
        if typos <= most && !has_digit(lead.key) {
            offer(page, (lead.place, lead.is_first), reading, (typos, 1.0), fits);
        }
    }
}

fn offer(
    page: &Page,
    (number, is_first): (u16, bool),
    reading: &Reading,
    (typos, bonus): (u32, f64),
    fits: &mut BTreeMap<u16, Fit>,
) {
    let Some(place) = page.listed(number) else { return };
    #[expect(clippy::cast_precision_loss, reason = "four times the people of a country")]
    let fit = Fit { typos, weight: place.weight(is_first) as f64 * bonus };
    if fits.get(&number).is_none_or(|known| fit.is_better(*known))
        && place.is_within(&reading.within, true)
    {
        fits.insert(number, fit);
    }
}
