//! Reads each distinct OSM text once for each place that it depends on.

use super::osm_hours::{self, HolidayPlace};
use super::zones;
use crate::schedule::Schedule;
use crate::store::Store;
use crate::time::Horizon;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

type Read = Result<Option<Arc<Schedule>>, Arc<str>>;

#[derive(Debug)]
pub(super) struct OsmCache {
    horizon: Horizon,
    /// By text, and by country where the text has holidays.
    known: HashMap<(Arc<str>, String), Read>,
    texts: HashSet<Arc<str>>,
}

impl OsmCache {
    pub(super) fn new(horizon: Horizon) -> Self {
        Self { horizon, known: HashMap::new(), texts: HashSet::new() }
    }

    /// One copy of each text.
    pub(super) fn intern(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = Arc::from(text);
        self.texts.insert(Arc::clone(&text));
        text
    }

    /// The hours of `text` at `store`; `None` is unknown.
    pub(super) fn read(&mut self, text: &Arc<str>, store: &Store) -> Read {
        if names_the_sun(text) {
            return compile(text, store, self.horizon);
        }
        let country = if names_holidays(text) { &*store.address.address_country } else { "" };
        let horizon = self.horizon;
        let read = self.known.entry((Arc::clone(text), country.to_owned()));
        read.or_insert_with(|| compile(text, store, horizon)).clone()
    }
}

/// Only a text that names the sun needs more than the country.
fn compile(text: &str, store: &Store, horizon: Horizon) -> Read {
    let sun = names_the_sun(text).then_some(store);
    let point = sun.and_then(|store| store.point);
    let zone = sun.and_then(|store| zones::zone(store.timezone.as_deref()?, horizon));
    let place = HolidayPlace::new(&store.address.address_country, point, zone);
    match osm_hours::compile(text, &place, horizon) {
        Ok(outcome) => Ok(outcome.schedule().map(Arc::new)),
        Err(error) => Err(Arc::from(error.reason)),
    }
}

fn names_the_sun(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["sunrise", "sunset", "dawn", "dusk"].iter().any(|word| text.contains(word))
}

fn names_holidays(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    text.contains("PH") || text.contains("SH") || text.contains("HOLIDAY")
}
