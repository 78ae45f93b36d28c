//! One leaf: its rows, and whether what is said of it holds for each of them.

use super::Findings;
use crate::nearest::{AmenityBits, Branch, Envelope, Leaf, Tile};
use crate::schedule::Schedule;
use crate::snapshot::{Record, page_key};
use crate::time::{Horizon, Zone};
use std::collections::HashMap;

/// Each store is inside the tile, and all that its row refers to is there.
pub(super) fn check_rows(branch: &Branch, key: &str, leaf: &Leaf, findings: &mut Findings) {
    for (row, pin) in (0_u16..).zip(leaf.pins.iter()) {
        let id = leaf.id(row);
        let inside = branch.may_hold(pin.place.map(Tile::finest));
        findings.expect(inside, key, format!("the store {id:?} is not in the page's tile"));
        let has_hours = leaf.almanac.of_row(row).is_none() || leaf.hours(row).is_some();
        findings.expect(has_hours, key, format!("the hours of {id:?} are not there"));
        let set = leaf.amenity_sets.get(usize::from(pin.amenities));
        let known = |index: &u16| usize::from(*index) < leaf.amenities.len();
        let has_set = set.is_some_and(|set| set.iter().all(known));
        findings.expect(has_set, key, format!("the amenities of {id:?} are not there"));
        if let Err(error) = Record::of(leaf, row) {
            findings.add(key, format!("the details of {id:?}: {error}"));
        }
    }
}

/// What the pages of a snapshot are measured by, worked out once for each distinct timetable.
pub(super) struct Measures {
    horizon: Horizon,
    known: HashMap<(Schedule, Zone), Envelope>,
}

impl Measures {
    pub(super) fn new(horizon: Horizon) -> Self {
        Self { horizon, known: HashMap::new() }
    }

    /// The bounds, the hours and the amenities of a branch bound every store of a leaf below it.
    pub(super) fn check(&mut self, branch: &Branch, leaf: &Leaf, findings: &mut Findings) {
        let key = page_key(branch.page);
        let summary = &branch.summary;
        findings.expect(within_bounds(branch, leaf), &key, "a store is outside its bounds");
        let bounded = summary.hours.with(self.hours(leaf)) == summary.hours;
        findings.expect(bounded, &key, "a store is open when its summary says nobody is");
        let bounded = summary.amenities.may_have(amenities(leaf));
        findings.expect(bounded, &key, "a store has an amenity that its summary lacks");
    }

    fn hours(&mut self, leaf: &Leaf) -> Envelope {
        let known =
            (0_u16..).take(leaf.almanac.timetables.len()).filter_map(|i| leaf.almanac.timetable(i));
        let open = known.fold(Envelope::default(), |open, hours| {
            open.with(self.envelope(hours.schedule, hours.zone))
        });
        let has_unknown = leaf.almanac.of_rows.contains(&None);
        if has_unknown { open.with(Envelope::HOURS_UNKNOWN) } else { open }
    }

    fn envelope(&mut self, schedule: &Schedule, zone: &Zone) -> Envelope {
        let dates = self.horizon.dates();
        let worked_out = || Envelope::of(schedule, zone, dates);
        *self.known.entry((schedule.clone(), zone.clone())).or_insert_with(worked_out)
    }
}

fn within_bounds(branch: &Branch, leaf: &Leaf) -> bool {
    let mut places = leaf.pins.iter().filter_map(|pin| pin.place);
    match branch.summary.bounds {
        None => places.next().is_none(),
        Some(bounds) => places.all(|point| bounds.contains(point)),
    }
}

fn amenities(leaf: &Leaf) -> AmenityBits {
    (0_u16..)
        .zip(leaf.pins.iter())
        .flat_map(|(row, _)| leaf.amenities(row))
        .fold(AmenityBits::default(), |bits, amenity| bits.with(AmenityBits::of(&amenity.id)))
}
