//! What agents ask of stores beyond what people do.

use super::hours::shown;
use super::serves::Target;
use super::written::{StoreWords, parts};
use crate::nearest::{Leaf, Sieve};
use crate::schedule::{Hours, Phase};
use crate::snapshot::Record;
use crate::time::{Horizon, UtcSeconds};

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
}

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

/// The words of a text that say more than that somebody looks for a store, folded; `None` where there
/// are none.
pub fn telling_words(text: &str) -> Option<String> {
    let telling: Vec<String> = parts(text).filter(|word| !IDLE.contains(&word.as_str())).collect();
    (!telling.is_empty()).then(|| telling.join(" "))
}

impl Demands {
    /// What tells them from others; nothing where nothing is asked.
    pub(super) fn mark(&self) -> Option<(bool, i64, String)> {
        let at = self.surely_open.map_or(i64::MIN, |at| at.0);
        let target = self.serves.as_ref().map(Target::mark).unwrap_or_default();
        let is_asked = self.anywhere || !self.are_idle();
        is_asked.then_some((self.anywhere, at, target))
    }

    /// Whether every store meets them.
    pub(super) fn are_idle(&self) -> bool {
        self.surely_open.is_none() && self.serves.is_none()
    }

    /// How many of them there are.
    pub(super) fn count(&self) -> u32 {
        u32::from(self.surely_open.is_some()) + u32::from(self.serves.is_some())
    }
}

/// Demands, and words that must be written, as a condition on stores.
pub(super) struct Demanded<'a> {
    pub demands: &'a Demands,
    pub words: Option<StoreWords>,
    /// When hours are told, and of which dates.
    pub now: UtcSeconds,
    pub horizon: Horizon,
}

impl Demanded<'_> {
    /// Whether every store meets it.
    pub(super) fn is_idle(&self) -> bool {
        self.words.is_none() && self.demands.are_idle()
    }

    fn is_sure(&self, hours: Hours<'_>, at: UtcSeconds) -> bool {
        let (today, through) = (hours.zone.local(self.now).day, self.horizon.through);
        hours.phase(at) == Phase::Open
            && hours.zone.local(at).day <= through
            && shown(hours.schedule, today, through).is_some()
    }
}

impl Sieve for Demanded<'_> {
    fn marks(&self, leaf: &Leaf) -> Vec<u32> {
        self.words.as_ref().map_or_else(Vec::new, |words| words.marks(leaf))
    }

    fn passes(&self, leaf: &Leaf, marks: &[u32], row: u16) -> bool {
        let Demands { surely_open, serves, .. } = self.demands;
        let is_sure = |at| leaf.hours(row).is_some_and(|hours| self.is_sure(hours, at));
        let is_served = |target: &Target| {
            let from = leaf.place(row);
            Record::of(leaf, row).is_ok_and(|record| target.is_served(&record.delivery, from))
        };
        let is_written = |words: &StoreWords| {
            let services = leaf.amenities(row).map(|amenity| amenity.description.as_str());
            words.are_in(leaf, marks, row, services)
        };
        surely_open.is_none_or(is_sure)
            && self.words.as_ref().is_none_or(is_written)
            && serves.as_ref().is_none_or(is_served)
    }
}

#[cfg(test)]
mod tests {
    use super::telling_words;

    #[test]
    fn words_that_say_something() {
        for (text, expected) in [
            ("Lowe's near me", Some("lowes")),
            ("L\u{2019}Atelier, Paris", Some("latelier paris")),
            ("the nearest store", None),
            ("", None),
        ] {
            assert_eq!(telling_words(text).as_deref(), expected, "{text}");
        }
    }
}
