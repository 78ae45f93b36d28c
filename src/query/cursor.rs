//! Where an answer goes on: opaque to callers, bound to the question and the snapshot.
//!
//! It carries no position: only a hash of the question, which the next request repeats.

use super::Question;
use crate::nearest::{After, Class, Key, PageKey, hex};
use crate::snapshot::hash;
use crate::time::UtcSeconds;
use serde::{Deserialize, Serialize};

/// Most questions, and most cursors, take fewer bytes.
const PART_BYTES: usize = 128;

/// A cursor, decoded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    /// The manifest that the answer began with.
    pub snapshot: PageKey,
    /// The instant that was resolved when the answer began.
    pub at: UtcSeconds,
    /// A hash of the question and of all else here: what was damaged on its way fits no question.
    seal: u64,
    price: u64,
    class: Class,
    served_at: UtcSeconds,
    distance_m: f64,
    id: String,
    seen: u32,
}

impl Cursor {
    /// After the last store of an answer to `question`.
    pub fn new(question: &Question, snapshot: PageKey, after: &After) -> Self {
        let mut cursor = Self {
            snapshot,
            at: question.at,
            seal: 0,
            price: after.key.price,
            class: after.key.class,
            served_at: after.key.served_at,
            distance_m: after.key.distance_m,
            id: after.id.clone(),
            seen: u32::try_from(after.seen).unwrap_or(u32::MAX),
        };
        cursor.seal = cursor.seal_for(question);
        cursor
    }

    /// From the text that a reply gave out.
    pub fn parse(text: &str) -> Option<Self> {
        // Twice the longest store id, and room for the rest.
        if text.len() > 1_024 || !text.is_ascii() {
            return None;
        }
        let digits: Option<Vec<u8>> =
            text.bytes().map(|c| u8::try_from(char::from(c).to_digit(16)?).ok()).collect();
        let bytes: Vec<u8> = digits?
            .chunks(2)
            .map(|pair| match pair {
                [high, low] => Some(high << 4 | low),
                _ => None,
            })
            .collect::<Option<_>>()?;
        match postcard::take_from_bytes(&bytes) {
            Ok((cursor, [])) => Some(cursor),
            _ => None,
        }
    }

    /// As text for a URL.
    pub fn to_text(&self) -> String {
        hex(&postcard::to_extend(self, Vec::with_capacity(PART_BYTES)).unwrap_or_default())
    }

    /// Whether it goes on with an answer to this question.
    pub fn fits(&self, question: &Question) -> bool {
        self.seal == self.seal_for(question)
    }

    fn seal_for(&self, question: &Question) -> u64 {
        let Self { snapshot, at, seal: _, price, class, served_at, distance_m, id, seen } = self;
        let place = (price, class, served_at, distance_m.to_bits(), id, seen);
        let parts = (fingerprint(question), snapshot, at, place);
        let PageKey(hash) = hash_of(&parts);
        hash.first_chunk().copied().map_or(0, u64::from_le_bytes)
    }

    /// Where the search goes on.
    pub fn after(&self) -> After {
        After {
            key: Key {
                price: self.price,
                class: self.class,
                served_at: self.served_at,
                distance_m: self.distance_m,
            },
            id: self.id.clone(),
            seen: usize::try_from(self.seen).unwrap_or(usize::MAX),
        }
    }
}

/// Of what decides which stores come in which order; not of how they are shown.
fn fingerprint(question: &Question) -> PageKey {
    let origin = question.origin.point();
    let parts = (
        (origin.lat_deg().to_bits(), origin.lng_deg().to_bits(), question.at.0),
        (question.radius_m.to_bits(), question.min_radius_m.to_bits()),
        (question.open, question.open_for_min, question.rank, question.mode),
        (&question.amenities, &question.written),
        &question.wish,
        question.demands.mark(),
    );
    hash_of(&parts)
}

fn hash_of(parts: &impl Serialize) -> PageKey {
    hash(&postcard::to_extend(parts, Vec::with_capacity(PART_BYTES)).unwrap_or_default())
}
