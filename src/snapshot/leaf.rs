//! A leaf: the stores of one page, in columns.

use super::columns::{Interned, borrowed, bytes, ends, owned, to_u32};
use super::record;
use super::seal::{FormatError, Kind, decode, seal};
use crate::nearest::{Almanac, Directions, Leaf, Pin, Timetable};
use crate::place::Point;
use crate::schedule::{Schedule, Timeline};
use crate::store::{Amenity, Listing};
use crate::time::Zone;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// The encoded form. Coordinates are ten-millionths of a degree, as differences from the row
/// before; an optional index is one more than the index, and 0 is none.
#[derive(Default, Serialize, Deserialize)]
struct Wire<'a> {
    latitudes: Vec<i32>,
    longitudes: Vec<i32>,
    /// Rows without a place, in order; their coordinates repeat those of the row before.
    unplaced: Vec<u16>,
    timetables_of: Vec<u16>,
    amenities_of: Vec<u16>,
    ids: String,
    id_bytes: Vec<u16>,
    schedules: Vec<Cow<'a, Schedule>>,
    schedule_zones: Vec<u16>,
    zones: Vec<Cow<'a, Zone>>,
    amenities: Vec<Cow<'a, Amenity>>,
    amenity_sets: Vec<Vec<u16>>,
    words: Vec<Cow<'a, str>>,
    #[serde(with = "bytes")]
    records: Vec<u8>,
    record_bytes: Vec<u32>,
}

/// Encodes stores as a leaf, in the order given. `zone` resolves the names that the stores use.
pub fn encode_leaf<'a>(stores: &[&'a Listing], zone: &dyn Fn(&str) -> Option<&'a Zone>) -> Vec<u8> {
    let mut wire = Wire::default();
    let mut shared = Shared::default();
    let (mut last_lat, mut last_lng) = (0, 0);
    for (row, listing) in (0..).zip(stores) {
        let place = listing.store.point.map(Point::to_e7);
        if place.is_none() {
            wire.unplaced.push(row);
        }
        let (lat, lng) = place.unwrap_or((last_lat, last_lng));
        wire.latitudes.push(lat.wrapping_sub(last_lat));
        wire.longitudes.push(lng.wrapping_sub(last_lng));
        (last_lat, last_lng) = (lat, lng);
        let timetable = shared.timetable(listing, zone);
        wire.timetables_of.push(timetable);
        wire.amenities_of.push(shared.amenity_set(&listing.store.amenities));
        wire.ids.push_str(listing.store.id.as_str());
        wire.id_bytes.push(to_u16(listing.store.id.as_str().len()));
        let start = wire.records.len();
        let word = |word| to_u16(shared.words.place(word));
        record::encode(&listing.store, word, &mut wire.records);
        wire.record_bytes.push(to_u32(wire.records.len() - start));
    }
    shared.into_wire(&mut wire);
    seal(Kind::Leaf, &wire)
}

/// Decodes the body of a leaf, and checks that its columns fit together.
pub(super) fn decode_leaf(body: &[u8]) -> Result<Leaf, FormatError> {
    let wire: Wire = decode(body)?;
    let rows = wire.latitudes.len();
    let columns = [
        wire.longitudes.len(),
        wire.timetables_of.len(),
        wire.amenities_of.len(),
        wire.id_bytes.len(),
        wire.record_bytes.len(),
    ];
    if columns.iter().any(|&len| len != rows) || rows > usize::from(u16::MAX) {
        return Err(FormatError::Body("columns of different lengths"));
    }
    if wire.schedules.len() != wire.schedule_zones.len() {
        return Err(FormatError::Body("schedules without zones"));
    }
    if !wire.schedules.iter().all(|schedule| schedule.is_sound()) {
        return Err(FormatError::Body("a schedule that is not sound"));
    }
    let id_ends = ends(wire.id_bytes.iter().map(|&n| u32::from(n)), wire.ids.len())?;
    let record_ends = ends(wire.record_bytes.iter().copied(), wire.records.len())?;
    let pins = pins(&wire)?;
    let timetables = owned(wire.schedules).zip(wire.schedule_zones);
    Ok(Leaf {
        directions: Rc::new(Directions::new(pins.iter().map(|pin| pin.place))),
        pins,
        ids: wire.ids,
        id_ends,
        almanac: Rc::new(Almanac {
            timetables: timetables
                .map(|(schedule, zone)| Timetable { schedule, zone, timeline: Timeline::default() })
                .collect(),
            zones: owned(wire.zones).collect(),
            of_rows: wire.timetables_of.iter().map(|index| index.checked_sub(1)).collect(),
            ..Almanac::default()
        }),
        amenities: owned(wire.amenities).collect(),
        amenity_sets: wire.amenity_sets,
        words: owned(wire.words).collect(),
        records: wire.records,
        record_ends,
    })
}

fn pins(wire: &Wire<'_>) -> Result<Vec<Pin>, FormatError> {
    let (mut lat, mut lng) = (0_i32, 0_i32);
    let mut unplaced = wire.unplaced.iter().copied().peekable();
    let columns = wire.latitudes.iter().zip(&wire.longitudes);
    let mut pins = Vec::with_capacity(wire.latitudes.len());
    for (row, ((d_lat, d_lng), amenities)) in (0_u16..).zip(columns.zip(&wire.amenities_of)) {
        lat = lat.wrapping_add(*d_lat);
        lng = lng.wrapping_add(*d_lng);
        let place = if unplaced.next_if_eq(&row).is_some() {
            None
        } else {
            Some(Point::from_e7(lat, lng).map_err(|_| FormatError::Body("a point off Earth"))?)
        };
        pins.push(Pin { place, amenities: *amenities });
    }
    Ok(pins)
}

/// What the rows of a leaf share, while it is written.
#[derive(Default)]
struct Shared<'a> {
    timetables: Interned<(&'a Schedule, u16)>,
    /// The same by where the schedule lies and what its zone is called: stores share schedules,
    /// and hashing one costs more than all else here.
    known_timetables: HashMap<(*const Schedule, &'a str), u16>,
    zones: Interned<&'a Zone>,
    amenities: Interned<&'a Amenity>,
    amenity_sets: Interned<Vec<u16>>,
    words: Interned<&'a str>,
}

impl<'a> Shared<'a> {
    /// One more than the index; 0 where the hours or the zone are not known.
    fn timetable(&mut self, listing: &'a Listing, zone: &dyn Fn(&str) -> Option<&'a Zone>) -> u16 {
        let (Some(schedule), Some(name)) = (&listing.hours, &listing.store.timezone) else {
            return 0;
        };
        let key = (Arc::as_ptr(schedule), name.as_str());
        if let Some(&known) = self.known_timetables.get(&key) {
            return known;
        }
        let Some(zone) = zone(name) else { return 0 };
        let zone = to_u16(self.zones.place(zone));
        let timetable = to_u16(self.timetables.place((schedule, zone)) + 1);
        self.known_timetables.insert(key, timetable);
        timetable
    }

    fn amenity_set(&mut self, amenities: &'a [Amenity]) -> u16 {
        let places = amenities.iter().map(|amenity| to_u16(self.amenities.place(amenity)));
        let set = places.collect();
        to_u16(self.amenity_sets.place(set))
    }

    fn into_wire(self, wire: &mut Wire<'a>) {
        let timetables = self.timetables.in_order.into_iter();
        (wire.schedules, wire.schedule_zones) =
            timetables.map(|(schedule, zone)| (Cow::Borrowed(schedule), zone)).unzip();
        wire.zones = borrowed(self.zones.in_order);
        wire.amenities = borrowed(self.amenities.in_order);
        wire.amenity_sets = self.amenity_sets.in_order;
        wire.words = borrowed(self.words.in_order);
    }
}

/// A leaf has too few stores to exceed 16 bits.
fn to_u16(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
