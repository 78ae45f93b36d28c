//! The search for needs: by one store, by several, and beyond the radius.

use super::{Goods, Item, Shop};
use crate::item::Currency;
use crate::nearest::{Found, Hit, Rank, Terms};
use crate::query::MAX_RADIUS_M;
use crate::query::source::PageSource;
use crate::query::split::split;
use crate::query::wares::{Meeting, Need, Wares};
use crate::query::wish::What;
use std::collections::HashSet;

/// A basket is parted among so many stores at most, those that come first: who has to choose from
/// more would find one that has it all.
const SPLIT_STORES: usize = 500;

/// Needs that were looked for, and what was found.
pub(super) struct Try {
    wares: Wares,
    found: Found,
}

impl Try {
    /// Whether these are the needs that are answered: on a later page of an answer, too.
    pub(super) fn has_any(&self) -> bool {
        !self.found.hits.is_empty() || self.found.tally.on_earlier_pages > 0
    }
}

impl<S: PageSource> Shop<'_, S> {
    /// Looks for needs inside the radius.
    pub(super) async fn look(&mut self, needs: Vec<Need>) -> Try {
        let question = self.question;
        let mut wares = Wares::new(needs, self.wish, question.at, question.rank);
        self.load(&mut wares, question.radius_m).await;
        self.settle_currency(&mut wares, self.terms()).await;
        let terms = Terms { after: self.after.clone(), ..self.terms() };
        let found = self.search(terms, &wares).await;
        let may_split = self.wish.split && self.after.is_none() && wares.needs.len() > 1;
        if may_split && found.hits.is_empty() && wares.has_rows_for_all() {
            return self.part(wares, found).await;
        }
        Try { wares, found }
    }

    /// Looks for several stores that have everything between them.
    async fn part(&mut self, wares: Wares, nothing: Found) -> Try {
        let mut parts = Wares { meeting: Meeting::Part, ..wares };
        self.settle_currency(&mut parts, self.terms()).await;
        let any = self.search(Terms { limit: SPLIT_STORES, ..self.terms() }, &parts).await;
        self.noted.truncated |= any.more;
        match split(parts.needs.len(), self.question.rank, any) {
            Some(found) => Try { wares: parts, found },
            None => Try { wares: Wares { meeting: Meeting::Whole, ..parts }, found: nothing },
        }
    }

    /// Where prices are compared and no currency is asked for: that of the nearest store that would
    /// do at any price.
    async fn settle_currency(&mut self, wares: &mut Wares, terms: Terms) {
        if wares.compares_prices && wares.currency.is_none() {
            wares.currency = self.currency(wares, terms).await;
        }
    }

    async fn currency(&mut self, wares: &Wares, terms: Terms) -> Option<Currency> {
        if let [only] = self.manifest.catalogue.currencies.as_slice() {
            return Some(*only);
        }
        let nearest = Terms { rank: Rank::Distance, limit: 1, ..terms };
        let found = self.search(nearest, &wares.priced()).await;
        let had = wares.had(found.hits.first()?);
        had.iter().find_map(|had| Some(had.row.price?.regular().currency))
    }

    /// Looks for the nearest store outside where there is none inside, and gathers the items.
    pub(super) async fn conclude(mut self, mut tries: Vec<Try>) -> (Found, Option<Found>, Goods) {
        if tries.is_empty() {
            tries.push(self.look(Vec::new()).await);
        }
        let won = tries.iter().position(Try::has_any);
        let (chosen, outside) = match won {
            Some(won) => (won, None),
            None if self.after.is_some() => (0, None),
            None => self.outside(&mut tries).await,
        };
        let Try { wares, mut found } = tries.swap_remove(chosen);
        let hits = found.hits.iter().chain(outside.iter().flat_map(|found: &Found| &found.hits));
        let codes = self.shown(&wares, hits);
        let items = self.items(codes).await;
        let complete = self.noted.complete && self.read.values().all(Option::is_some);
        found.valid_until = found.valid_until.min(self.noted.valid_until);
        let goods = Goods { wares, items, truncated: self.noted.truncated, complete };
        (found, outside, goods)
    }

    /// The nearest store beyond the radius, for the first needs that one has.
    async fn outside(&mut self, tries: &mut [Try]) -> (usize, Option<Found>) {
        let mut first = (0, None);
        for (place, tried) in tries.iter_mut().enumerate() {
            self.load(&mut tried.wares, MAX_RADIUS_M).await;
            let terms = self.question.outside(self.manifest.horizon.instants().end);
            self.settle_currency(&mut tried.wares, terms.clone()).await;
            let found = self.search(terms, &tried.wares).await;
            if !found.hits.is_empty() {
                return (place, Some(found));
            }
            first.1.get_or_insert(found);
        }
        first
    }

    /// The items to show: those asked for, and those that stores have.
    fn shown<'h>(&self, wares: &Wares, hits: impl Iterator<Item = &'h Hit>) -> Vec<u32> {
        let mut codes: Vec<u32> = match self.wish.what {
            What::Basket(_) => wares.needs.iter().flat_map(|need| &need.codes).copied().collect(),
            What::Words(_) => Vec::new(),
        };
        codes.extend(hits.flat_map(|hit| wares.had(hit)).map(|had| had.code));
        let mut known = HashSet::new();
        codes.retain(|code| known.insert(*code));
        codes
    }

    async fn items(&mut self, codes: Vec<u32>) -> Vec<Item> {
        self.fetch_items(&codes).await;
        let item = |code| Some(Item { code, page: self.item_page(code)? });
        codes.into_iter().filter_map(item).collect()
    }

    /// Searches, and notes what the answer rests on.
    async fn search(&mut self, terms: Terms, wares: &Wares) -> Found {
        let found = self.pages.search(terms, &self.manifest.top, Some(wares)).await;
        self.noted.complete &= found.complete;
        self.noted.valid_until = self.noted.valid_until.min(found.valid_until);
        found
    }
}
