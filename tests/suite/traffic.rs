//! What people ask, mixed: where to go, what to buy, one store; in each form of the reply.

use crate::bazaar::titles;
use crate::buy_asker;
use crate::buy_exact;
use crate::buy_terms::Ask;
use crate::exact;
use crate::go_asks;
use crate::nights::{Night, Nights};
use crate::rng::Rng;
use nigh::nearest::Terms;
use serde_json::Value;

/// A question, and what the slow truth needs to answer it.
#[derive(Clone)]
pub struct Asked {
    pub target: String,
    pub truth: Truth,
}

#[derive(Clone)]
pub enum Truth {
    Go(Terms),
    Buy(Ask),
    /// Only the answer over sound values is known.
    Unknown,
}

impl Truth {
    /// How a complete reply differs from a scan of every store and row; `None` where that is not
    /// known.
    pub fn check(&self, night: &Night, reply: &Value) -> Option<Result<(), String>> {
        let oracle = &night.bazaar.oracle;
        match self {
            Self::Go(terms) => Some(go_asks::compare(&oracle.stores, terms, reply)),
            Self::Buy(ask) => Some(buy_exact::compare(oracle, ask, &oracle.answer(ask), reply)),
            Self::Unknown => None,
        }
    }
}

/// Asks as people of some night would.
pub struct Traffic<'a> {
    rng: Rng,
    go: exact::Asker,
    buy: buy_asker::Asker<'a>,
    ids: Vec<&'a str>,
}

impl<'a> Traffic<'a> {
    pub fn new(night: &'a Night, nights: &'a Nights) -> Self {
        let (world, seed) = (&night.bazaar.world, 31);
        let listings = nights.nights.iter().flat_map(|n| &n.bazaar.world.listings);
        Self {
            go: exact::Asker::new(world, seed),
            buy: buy_asker::Asker::new(&night.bazaar.oracle, world.horizon.instants(), seed),
            ids: listings.map(|listing| listing.store.id.as_str()).chain(["nobody"]).collect(),
            rng: Rng::new(seed),
        }
    }

    pub fn next(&mut self) -> Asked {
        let unknown = |target| Asked { target, truth: Truth::Unknown };
        match self.rng.below(20) {
            0..8 => {
                let terms = self.terms();
                Asked { target: go_asks::url(&terms), truth: Truth::Go(terms) }
            }
            8 => unknown(self.in_another_form(|own| go_asks::url(&own.terms()))),
            9..14 => {
                let ask = self.buy.ask();
                Asked { target: buy_exact::url(&ask), truth: Truth::Buy(ask) }
            }
            14 => unknown(self.in_another_form(|own| buy_exact::url(&own.buy.ask()))),
            15 | 16 => unknown(self.words()),
            17 => unknown(self.now()),
            _ => unknown(self.one_store()),
        }
    }

    fn terms(&mut self) -> Terms {
        let origin = self.go.origin();
        let widest = self.go.radius();
        go_asks::within_reach(self.go.terms(origin, widest))
    }

    fn in_another_form(&mut self, url: impl Fn(&mut Self) -> String) -> String {
        let form = *self.rng.pick(&["geojson", "jsonld"]);
        format!("{}&format={form}", url(self))
    }

    /// Words of titles, and words that nothing has.
    fn words(&mut self) -> String {
        let terms = self.terms();
        let (lat, lng) = (terms.origin.lat_deg(), terms.origin.lng_deg());
        let titles: Vec<String> = titles().collect();
        let title = self.rng.pick(&titles).to_lowercase();
        let words = match self.rng.below(6) {
            0 => title.split(' ').next_back().unwrap().to_owned(),
            1 => title.chars().enumerate().filter(|(i, _)| *i != 2).map(|(_, c)| c).collect(),
            2 => "submarine".to_owned(),
            _ => title,
        };
        let (at, words) = (terms.at.to_rfc3339(), words.replace(' ', "+"));
        format!("/v1/buy?lat={lat}&lng={lng}&at={at}&q={words}&limit={}", terms.limit)
    }

    /// Without an instant: now.
    fn now(&mut self) -> String {
        let terms = self.terms();
        let (lat, lng) = (terms.origin.lat_deg(), terms.origin.lng_deg());
        format!("/v1/go?lat={lat}&lng={lng}&radius={}", terms.radius_m)
    }

    fn one_store(&mut self) -> String {
        let at = self.terms().at.to_rfc3339();
        let form = self.rng.pick(&["json", "json", "geojson", "jsonld"]);
        format!("/v1/stores/{}?at={at}&format={form}", self.rng.pick(&self.ids))
    }
}
