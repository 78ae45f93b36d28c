//! From what a link says to the one place that it means.

use super::complete::complete;
use super::sought::{Reading, Sought};
use super::{Listed, Page};
use std::cmp::Reverse;

/// A label's point and its place's are no farther apart, in ten-thousandths of a degree: a
/// compilation later it may have been corrected by as much.
const SAME_E4: u32 = 200;

/// The place that is meant: of those that are called so and are where it is said, the one that
/// weighs most. `page` is the leaf of [`Sought::key`]. The same to every caller.
pub fn resolve<'a>(page: &'a Page, sought: &Sought) -> Option<Listed<'a>> {
    sought.readings.iter().find_map(|reading| heaviest(page, reading, sought))
}

fn heaviest<'a>(page: &'a Page, reading: &Reading, sought: &Sought) -> Option<Listed<'a>> {
    let leads = page.beginning(&reading.key).map_while(|n| page.lead(n));
    let called_so = leads.take_while(|lead| lead.key == reading.key);
    let listed = called_so.filter_map(|lead| Some((page.listed(lead.place)?, lead.is_first)));
    let within = listed.filter(|(place, _)| place.is_within(&reading.within, false));
    let weighed = within.map(|(place, is_first)| (place.weight(is_first), is_first, place));
    let Some(at) = sought.at else {
        let best = weighed.min_by_key(|(weight, _, place)| (Reverse(*weight), order(place)));
        return best.map(|(.., place)| place);
    };
    // What is said with its point is a label: of two on one point the one that is called so first.
    weighed
        .map(|(weight, is_first, place)| (apart(place.at, at), !is_first, Reverse(weight), place))
        .filter(|(apart, ..)| *apart <= SAME_E4)
        .min_by_key(|(apart, is_other, weight, place)| (*apart, *is_other, *weight, order(place)))
        .map(|(.., place)| place)
}

/// How far two points are apart at most, in latitude or longitude, in ten-thousandths of a degree.
pub(super) fn apart(a: (i32, i32), b: (i32, i32)) -> u32 {
    a.0.abs_diff(b.0).max(a.1.abs_diff(b.1))
}

/// Between places of one weight: as the alphabet has it, and from south to north.
fn order<'a>(place: &Listed<'a>) -> (&'a str, &'a str, (i32, i32)) {
    (&place.country.code, &place.region.name, place.at)
}

/// The labels of those places that what was typed may have been meant for.
pub fn spellings(page: &Page, sought: &Sought, limit: usize) -> Vec<String> {
    complete(page, sought, None, limit).iter().map(Listed::label).collect()
}
