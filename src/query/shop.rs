//! From a wish to what was found: items, what the stores have of them, and the search over both.
//!
//! What an id alone decides is read in one round: the page of the item, its stock around, and the
//! stores that are likely to be near. Trade item numbers and words take a round before that.

mod by_words;

use super::source::{PageSource, Pages};
use super::split::split;
use super::wares::{Meeting, Need, Shelf, Wares};
use super::wish::{Wanted, What, Wish};
use super::{MAX_RADIUS_M, Question};
use crate::item::{Currency, Gtin};
use crate::nearest::{
    After, Found, Hit, OpenFilter, PageKey, READS_PER_ROUND, Rank, Search, Terms, Vantage,
};
use crate::place::at_least_m;
use crate::snapshot::{District, ItemPage, ItemRecord, Manifest, Page, fingerprint};
use std::collections::HashMap;
use std::rc::Rc;

/// Items that may stand for one of a basket.
const MAX_ALTERNATIVES: usize = 8;
/// So many stores are looked for, to one that is wanted, before it is known who has anything.
const AMPLE: usize = 4;

/// What was found of what is wished for.
#[derive(Debug)]
pub struct Bought {
    /// The stores inside the radius.
    pub found: Found,
    /// Without any: the search up to [`MAX_RADIUS_M`].
    pub outside: Option<Found>,
    /// What they have.
    pub wares: Wares,
    /// What is asked for, or found by words.
    pub items: Vec<Item>,
    /// Whether more items match the words than are looked at.
    pub truncated: bool,
    /// Whether every page of items, stock and words could be read.
    pub complete: bool,
}

/// An item, on its page.
#[derive(Clone, Debug)]
pub struct Item {
    /// The number that the snapshot gives it.
    pub code: u32,
    page: Rc<ItemPage>,
}

impl Item {
    /// What is shown of it.
    pub fn record(&self) -> Option<ItemRecord<'_>> {
        self.page.item(self.code)
    }
}

/// A visit to the shelves, for one question.
pub(super) struct Shop<'a, S> {
    question: &'a Question,
    wish: &'a Wish,
    after: Option<After>,
    manifest: &'a Manifest,
    pages: &'a Pages<'a, S>,
    /// Pages of items, stock and words; `None` for those that were lost.
    read: HashMap<PageKey, Option<Page>>,
}

/// Needs that were looked for, and what was found.
struct Try {
    wares: Wares,
    found: Found,
}

impl Try {
    /// Whether these are the needs that are answered: on a later page of an answer, too.
    fn has_any(&self) -> bool {
        !self.found.hits.is_empty() || self.found.tally.on_earlier_pages > 0
    }
}

impl<'a, S: PageSource> Shop<'a, S> {
    pub(super) fn new(
        question: &'a Question,
        wish: &'a Wish,
        after: Option<After>,
        manifest: &'a Manifest,
        pages: &'a Pages<'a, S>,
    ) -> Self {
        Self { question, wish, after, manifest, pages, read: HashMap::new() }
    }

    /// Everything.
    pub(super) async fn buy(mut self) -> Bought {
        let (tries, truncated) = match &self.wish.what {
            What::Basket(wanted) => {
                let needs = self.basket(wanted).await;
                (vec![self.look(needs).await], false)
            }
            What::Words(words) => self.by_words(words).await,
        };
        self.conclude(tries, truncated).await
    }

    /// What each item of a basket is: an id before a trade item number.
    async fn basket(&mut self, wanted: &[Wanted]) -> Vec<Need> {
        let prints: Vec<u32> = wanted.iter().map(|wanted| fingerprint(&wanted.name)).collect();
        let catalogue = &self.manifest.catalogue;
        // What is an id need not be looked up as a number: often that is known at once.
        let items = prints.iter().filter_map(|print| catalogue.item_page(*print));
        let at_hand: Vec<PageKey> = items.filter(|page| self.pages.is_at_hand(*page)).collect();
        self.fetch(&at_hand, &[]).await;
        let mut keys = self.keys_of(&prints, self.question.radius_m);
        let unknown = wanted.iter().filter(|wanted| self.by_id(&wanted.name).is_none());
        let gtins = unknown.filter_map(|wanted| Gtin::new(&wanted.name).ok());
        keys.extend(gtins.filter_map(|gtin| catalogue.gtin_page(gtin)));
        let likely = self.likely_stores(keys.len());
        self.fetch(&keys, &likely).await;
        let mut needs = Vec::new();
        for Wanted { name, pieces } in wanted {
            let codes = match (self.by_id(name), Gtin::new(name)) {
                (Some(code), _) => vec![code],
                (None, Ok(gtin)) => self.of_gtin(gtin).await,
                (None, Err(_)) => Vec::new(),
            };
            needs.push(Need { pieces: *pieces, codes });
        }
        needs
    }

    /// The number of the item with an id, as far as its page has been read.
    fn by_id(&self, id: &str) -> Option<u32> {
        self.item_page(fingerprint(id))?.find(id).map(|item| item.code)
    }

    /// The items of a trade item number, by their ids.
    async fn of_gtin(&mut self, gtin: Gtin) -> Vec<u32> {
        let page = self.manifest.catalogue.gtin_page(gtin).and_then(|key| self.page(key));
        let Some(Page::Gtins(page)) = page else { return Vec::new() };
        let codes: Vec<u32> = page.codes(gtin).take(MAX_ALTERNATIVES).collect();
        let keys = self.keys_of(&codes, self.question.radius_m);
        self.fetch(&keys, &[]).await;
        let mut by_id: Vec<(String, u32)> = Vec::new();
        for code in codes {
            let page = self.item_page(code);
            let id = page.as_ref().and_then(|page| page.item(code)).map(|item| item.id.to_owned());
            by_id.extend(id.map(|id| (id, code)));
        }
        by_id.sort_unstable();
        by_id.into_iter().map(|(_, code)| code).collect()
    }

    /// Looks for needs inside the radius.
    async fn look(&mut self, needs: Vec<Need>) -> Try {
        let question = self.question;
        let mut wares = Wares::new(needs, self.wish, question.at, question.rank);
        self.load(&mut wares, question.radius_m).await;
        if wares.compares_prices && wares.currency.is_none() {
            wares.currency = self.currency(&wares).await;
        }
        let terms = Terms { after: self.after.clone(), ..self.terms() };
        let found = self.search(terms, &wares).await;
        let may_split = self.wish.split && self.after.is_none() && wares.needs.len() > 1;
        if !may_split || !found.hits.is_empty() {
            return Try { wares, found };
        }
        let parts = Wares { meeting: Meeting::Part, ..wares };
        let all = self.search(Terms { limit: usize::MAX, ..self.terms() }, &parts).await;
        match split(parts.needs.len(), question.rank, all) {
            Some(found) => Try { wares: parts, found },
            None => Try { wares: Wares { meeting: Meeting::Whole, ..parts }, found },
        }
    }

    /// The currency in which the nearest store sells it that would do at any price.
    async fn currency(&self, wares: &Wares) -> Option<Currency> {
        if let [only] = self.manifest.catalogue.currencies.as_slice() {
            return Some(*only);
        }
        let terms = Terms { rank: Rank::Distance, limit: 1, ..self.terms() };
        let found = self.search(terms, &wares.priced()).await;
        let had = wares.had(found.hits.first()?);
        had.iter().find_map(|had| Some(had.row.price?.regular().currency))
    }

    /// Looks for the nearest store outside where there is none inside, and gathers the items.
    async fn conclude(mut self, mut tries: Vec<Try>, truncated: bool) -> Bought {
        let won = tries.iter().position(Try::has_any);
        let (chosen, outside) = match won {
            Some(won) => (won, None),
            None if self.after.is_some() => (0, None),
            None => self.outside(&mut tries).await,
        };
        let all_found = tries.iter().all(|tried| tried.found.complete);
        let Try { wares, found } = if chosen < tries.len() {
            tries.swap_remove(chosen)
        } else {
            let wares = Wares::new(Vec::new(), self.wish, self.question.at, self.question.rank);
            let found = self.search(self.terms(), &wares).await;
            Try { wares, found }
        };
        let hits = found.hits.iter().chain(outside.iter().flat_map(|found: &Found| &found.hits));
        let codes = self.shown(&wares, hits);
        let items = self.items(codes).await;
        let complete = all_found && self.read.values().all(Option::is_some);
        Bought { found, outside, wares, items, truncated, complete }
    }

    /// The nearest store beyond the radius, for the first needs that one has.
    async fn outside(&mut self, tries: &mut [Try]) -> (usize, Option<Found>) {
        let mut first = (0, None);
        for (place, tried) in tries.iter_mut().enumerate() {
            self.load(&mut tried.wares, MAX_RADIUS_M).await;
            let terms = self.question.outside(self.manifest.horizon.instants().end);
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
        let mut known = std::collections::HashSet::new();
        codes.retain(|code| known.insert(*code));
        codes
    }

    async fn items(&mut self, codes: Vec<u32>) -> Vec<Item> {
        let catalogue = &self.manifest.catalogue;
        let keys: Vec<PageKey> =
            codes.iter().filter_map(|code| catalogue.item_page(*code)).collect();
        self.fetch(&keys, &[]).await;
        codes
            .into_iter()
            .filter_map(|code| Some(Item { code, page: self.item_page(code)? }))
            .collect()
    }

    fn terms(&self) -> Terms {
        self.question.terms(self.manifest.horizon.instants().end)
    }

    async fn search(&self, terms: Terms, wares: &Wares) -> Found {
        self.pages.search(terms, &self.manifest.top, Some(wares)).await
    }

    /// Takes from the shelves what the stores have that may be within a radius.
    async fn load(&mut self, wares: &mut Wares, radius_m: f64) {
        let codes: Vec<u32> = wares.needs.iter().flat_map(|need| &need.codes).copied().collect();
        let keys = self.stock_keys(&codes, radius_m);
        self.fetch(&keys, &[]).await;
        for district in self.districts(radius_m) {
            if wares.shelves.iter().any(|known| known.tile == district.tile) {
                continue;
            }
            let stock = |code: &u32| match self.page(district.page_of(*code)?)? {
                Page::Stock(page) => Some((*code, page)),
                _ => None,
            };
            let pages = codes.iter().filter_map(stock).collect();
            wares.shelves.push(Shelf { tile: district.tile, pages });
        }
    }

    /// Reads pages of goods that are not read yet, and others that the search will ask for.
    async fn fetch(&mut self, goods: &[PageKey], others: &[PageKey]) {
        let goods: Vec<PageKey> =
            goods.iter().filter(|key| !self.read.contains_key(key)).copied().collect();
        let all: Vec<PageKey> = goods.iter().chain(others).copied().collect();
        self.pages.read_ahead(&all).await;
        for key in goods {
            if let Some(page) = self.pages.take(key) {
                self.read.insert(key, page.ok());
            }
        }
    }

    /// A page of goods that has been read.
    fn page(&self, key: PageKey) -> Option<Page> {
        self.read.get(&key).cloned().flatten()
    }

    fn item_page(&self, code: u32) -> Option<Rc<ItemPage>> {
        match self.page(self.manifest.catalogue.item_page(code)?)? {
            Page::Items(page) => Some(page),
            _ => None,
        }
    }

    /// Pages of items, and of their stock within a radius.
    fn keys_of(&self, codes: &[u32], radius_m: f64) -> Vec<PageKey> {
        let catalogue = &self.manifest.catalogue;
        let items = codes.iter().filter_map(|code| catalogue.item_page(*code));
        items.chain(self.stock_keys(codes, radius_m)).collect()
    }

    /// Pages of the stock of items that may be within a radius.
    fn stock_keys(&self, codes: &[u32], radius_m: f64) -> Vec<PageKey> {
        let keys = |district: &'a District| codes.iter().filter_map(|code| district.page_of(*code));
        self.districts(radius_m).flat_map(keys).collect()
    }

    /// Districts that a radius may reach.
    fn districts(&self, radius_m: f64) -> impl Iterator<Item = &'a District> + use<'a, S> {
        let from = Vantage::new(self.question.origin.point());
        let is_near = move |tile: crate::nearest::Tile| {
            at_least_m(tile.bounds().least_rad(&from)) <= radius_m
        };
        self.manifest.catalogue.districts.iter().filter(move |d| d.tile.is_some_and(is_near))
    }

    /// Pages of stores that are likely to be wanted: what is left of a round, two at least, and at
    /// most three, since nobody there may have anything.
    fn likely_stores(&self, others: usize) -> Vec<PageKey> {
        let mut terms = self.terms();
        terms.open = OpenFilter::Any;
        terms.limit = terms.limit.saturating_mul(AMPLE);
        let mut likely = Search::new(terms, &self.manifest.top, None).wanted();
        likely.truncate(READS_PER_ROUND.saturating_sub(others).clamp(2, 3));
        likely
    }
}
