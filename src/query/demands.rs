//! What agents ask of stores beyond what people do.

use super::hours::shown;
use super::serves::Target;
use crate::nearest::{Leaf, Sieve};
use crate::schedule::{Hours, Phase};
use crate::snapshot::Record;
use crate::time::{Horizon, UtcSeconds};
use crate::words::folded;

/// What agents ask of stores beyond what people do; nothing, unless said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demands {
    /// Stores count wherever they are, those without a place, too: the question's origin and radius
    /// say nothing.
    pub anywhere: bool,
    /// At this instant they must be open beyond doubt, by hours that can be told: an open end is
    /// none, and what cannot be told cannot be held against the answer.
    pub surely_open: Option<UtcSeconds>,
    /// Whom they must serve.
    pub serves: Option<Target>,
    /// What must stand in their names, addresses, kinds or services, each word or its beginning.
    pub words: Words,
}

/// Words of a text, folded; those that only say that somebody looks for a store are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

/// Words that only say that somebody looks for a store.
const IDLE: [&str; 30] = [
    "a",
    "all",
    "an",
    "and",
    "any",
    "at",
    "by",
    "closest",
    "find",
    "for",
    "here",
    "in",
    "is",
    "location",
    "locations",
    "me",
    "my",
    "near",
    "nearby",
    "nearest",
    "now",
    "of",
    "on",
    "open",
    "shop",
    "shops",
    "store",
    "stores",
    "the",
    "with",
];

/// So many words of a text are looked at.
const MAX_WORDS: usize = 16;

impl Words {
    /// Of a text that somebody typed.
    pub fn new(text: &str) -> Self {
        let text = folded(text);
        let words = split(&text).filter(|word| !IDLE.contains(word)).take(MAX_WORDS);
        Self(words.map(str::to_owned).collect())
    }

    /// Whether there are none.
    pub const fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether each of them begins a word of any of these texts.
    fn are_in<'a>(&self, texts: impl Iterator<Item = &'a str>) -> bool {
        let texts: Vec<String> = texts.map(folded).collect();
        let begins = |wanted: &String| {
            texts.iter().any(|text| split(text).any(|word| word.starts_with(wanted.as_str())))
        };
        self.0.iter().all(begins)
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

impl Demands {
    /// What tells them from others; nothing where nothing is asked.
    pub(super) fn mark(&self) -> Option<(bool, i64, String, String)> {
        let at = self.surely_open.map_or(i64::MIN, |at| at.0);
        let target = self.serves.as_ref().map(Target::mark).unwrap_or_default();
        let is_asked = self.anywhere || !self.are_idle();
        is_asked.then(|| (self.anywhere, at, target, self.words.0.join(" ")))
    }

    /// Whether every store meets them.
    pub(super) fn are_idle(&self) -> bool {
        self.surely_open.is_none() && self.serves.is_none() && self.words.is_none()
    }

    /// How many of them there are.
    pub(super) fn count(&self) -> u32 {
        u32::from(self.surely_open.is_some())
            + u32::from(self.serves.is_some())
            + u32::from(!self.words.is_none())
    }
}

/// Demands as a condition on stores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demanded<'a> {
    pub demands: &'a Demands,
    /// When hours are told, and of which dates.
    pub now: UtcSeconds,
    pub horizon: Horizon,
}

impl Demanded<'_> {
    fn is_sure(&self, hours: Hours<'_>, at: UtcSeconds) -> bool {
        let (today, through) = (hours.zone.local(self.now).day, self.horizon.through);
        hours.phase(at) == Phase::Open
            && hours.zone.local(at).day <= through
            && shown(hours.schedule, today, through).is_some()
    }
}

impl Sieve for Demanded<'_> {
    fn passes(&self, leaf: &Leaf, row: u16) -> bool {
        let Demands { surely_open, serves, words, .. } = self.demands;
        let is_sure = |at| leaf.hours(row).is_some_and(|hours| self.is_sure(hours, at));
        if !surely_open.is_none_or(is_sure) {
            return false;
        }
        if serves.is_none() && words.is_none() {
            return true;
        }
        let Ok(record) = Record::of(leaf, row) else { return false };
        let place = leaf.pins.get(usize::from(row)).and_then(|pin| pin.place);
        let from = place.map(|(point, _)| point);
        let services = leaf.amenities(row).map(|amenity| amenity.description.as_str());
        let texts = [
            record.name,
            record.street_address,
            record.extended_address,
            record.address_locality,
            record.address_region,
            record.address_country,
            record.postal_code,
            record.category,
        ];
        serves.as_ref().is_none_or(|target| target.is_served(&record.delivery, from))
            && words.are_in(texts.into_iter().chain(services))
    }
}
