//! From a wish to what was found: items, what the stores have of them, and the search over both.
//!
//! What an id alone decides is read in one round: the page of the item, its stock around, and the
//! stores that are likely to be near. Trade item numbers and words take a round before that.

mod by_words;
mod look;

use super::Question;
use super::source::{PageSource, Pages};
use super::wares::{Need, Shelf, Wares};
use super::wish::{Wanted, What, Wish};
use crate::item::Gtin;
use crate::nearest::{
    After, Found, OpenFilter, PageKey, READS_PER_ROUND, Search, Terms, Tile, Vantage,
};
use crate::order::sorted;
use crate::place::at_least_m;
use crate::snapshot::{District, ItemPage, ItemRecord, Manifest, Page, fingerprint};
use crate::time::UtcSeconds;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Items that may stand for one of a basket.
const MAX_ALTERNATIVES: usize = 8;
/// So many stores are looked for, to one that is wanted, before it is known who has anything.
const AMPLE: usize = 4;
/// Most pages of stock that an answer without a search reads.
const MAX_STOCK_PAGES: usize = 128;

/// What the stores of an answer have.
#[derive(Debug)]
pub struct Goods {
    /// What they have.
    pub wares: Wares,
    /// What is asked for, or found by words.
    pub items: Vec<Item>,
    /// Whether more would have done than was looked at.
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

/// The numbers of what is wanted, if it is wanted by its id.
fn prints(wanted: &[Wanted]) -> Vec<u32> {
    wanted.iter().map(|wanted| fingerprint(&wanted.name)).collect()
}

/// A visit to the shelves, for one question.
pub(super) struct Shop<'a, S> {
    question: &'a Question,
    wish: &'a Wish,
    after: Option<After>,
    manifest: &'a Manifest,
    pages: &'a Pages<'a, S>,
    /// Pages of items, stock and words; `None` for those that were lost.
    read: FxHashMap<PageKey, Option<Page>>,
    /// What holds of all searches that the answer rests on.
    noted: Noted,
}

/// What holds of all searches that an answer rests on, those that found nothing too.
struct Noted {
    /// Whether they read every page that they wanted.
    complete: bool,
    /// Until when they would find the same.
    valid_until: UtcSeconds,
    /// Whether something was left out that would have done as well.
    truncated: bool,
}

impl<'a, S: PageSource> Shop<'a, S> {
    pub(super) fn new(
        question: &'a Question,
        wish: &'a Wish,
        after: Option<After>,
        manifest: &'a Manifest,
        pages: &'a Pages<'a, S>,
    ) -> Self {
        let valid_until = manifest.horizon.instants().end;
        let noted = Noted { complete: true, valid_until, truncated: false };
        Self { question, wish, after, manifest, pages, read: FxHashMap::default(), noted }
    }

    /// The stores inside the radius; without any, the search beyond it; and what they have.
    pub(super) async fn buy(mut self) -> (Found, Option<Found>, Goods) {
        let tries = match &self.wish.what {
            What::Basket(wanted) => {
                let needs = self.basket(wanted).await;
                vec![self.look(needs).await]
            }
            What::Words(words) => self.by_words(words).await,
        };
        self.conclude(tries).await
    }

    /// What the stores have of each item of a basket, one piece of it at least, without a search; and
    /// whether every page of it could be read. `None` if they are on more pages than an answer may read.
    pub(super) async fn on_shelves(mut self) -> Option<(Wares, bool)> {
        let radius_m = self.question.radius_m;
        let pages = |wanted: &[Wanted]| self.stock_keys(&prints(wanted), radius_m).len();
        let mut needs = match &self.wish.what {
            What::Basket(wanted) if pages(wanted) > MAX_STOCK_PAGES => return None,
            What::Basket(wanted) => self.basket(wanted).await,
            What::Words(_) => Vec::new(),
        };
        for need in &mut needs {
            need.pieces = 1;
        }
        let Question { at, rank, .. } = *self.question;
        let mut wares = Wares::new(needs, self.wish, at, rank);
        self.load(&mut wares, radius_m).await;
        Some((wares, self.read.values().all(Option::is_some)))
    }

    /// What each item of a basket is: an id before a trade item number.
    async fn basket(&mut self, wanted: &[Wanted]) -> Vec<Need> {
        let prints = prints(wanted);
        let catalogue = &self.manifest.catalogue;
        // What is an id need not be looked up as a number: often that is known at once.
        let items = prints.iter().filter_map(|print| catalogue.item_page(*print));
        let at_hand: Vec<PageKey> = items.filter(|page| self.pages.is_at_hand(*page)).collect();
        self.fetch(&at_hand, &[]).await;
        let mut keys = self.keys_of(&prints, self.question.radius_m);
        let unknown = wanted.iter().filter(|wanted| self.by_id(&wanted.name).is_none());
        let gtins = unknown.filter_map(|wanted| Gtin::new(&wanted.name).ok());
        keys.extend(gtins.filter_map(|gtin| catalogue.gtin_page(gtin)));
        let is_warm = keys.iter().all(|key| self.pages.is_at_hand(*key));
        let likely = if is_warm { Vec::new() } else { self.likely_stores(keys.len()) };
        self.fetch(&keys, &likely).await;
        let mut needs = Vec::new();
        for Wanted { name, pieces } in wanted {
            let codes = match (self.by_id(name), Gtin::new(name)) {
                (Some(code), _) => vec![code],
                // Without its page nobody knows that it is no id.
                (None, Ok(gtin)) if !self.is_lost(name) => self.of_gtin(gtin).await,
                (None, _) => Vec::new(),
            };
            add(&mut needs, Need { pieces: *pieces, codes });
        }
        needs
    }

    /// The number of the item with an id, as far as its page has been read.
    fn by_id(&self, id: &str) -> Option<u32> {
        self.item_page(fingerprint(id))?.find(id).map(|item| item.code)
    }

    /// Whether the page was lost on which an item would be.
    fn is_lost(&self, id: &str) -> bool {
        let page = self.manifest.catalogue.item_page(fingerprint(id));
        page.is_some_and(|page| self.page(page).is_none())
    }

    /// The items of a trade item number, by their ids.
    async fn of_gtin(&mut self, gtin: Gtin) -> Vec<u32> {
        let page = self.manifest.catalogue.gtin_page(gtin).and_then(|key| self.page(key));
        let Some(Page::Gtins(page)) = page else { return Vec::new() };
        let codes: Vec<u32> = page.codes(gtin).take(MAX_ALTERNATIVES).collect();
        self.noted.truncated |= page.codes(gtin).count() > codes.len();
        let keys = self.keys_of(&codes, self.question.radius_m);
        self.fetch(&keys, &[]).await;
        let mut by_id: Vec<(String, u32)> = Vec::new();
        for code in codes {
            let page = self.item_page(code);
            let id = page.as_ref().and_then(|page| page.item(code)).map(|item| item.id.to_owned());
            by_id.extend(id.map(|id| (id, code)));
        }
        sorted(by_id).into_iter().map(|(_, code)| code).collect()
    }

    fn terms(&self) -> Terms {
        self.question.terms(self.manifest.horizon.instants().end)
    }

    /// Takes from the shelves what the stores have that may be within a radius.
    async fn load(&mut self, wares: &mut Wares, radius_m: f64) {
        let codes: Vec<u32> = wares.needs.iter().flat_map(|need| &need.codes).copied().collect();
        let is_new = |of: &&District| wares.shelves.iter().all(|known| known.tile != of.tile);
        let keyed = |of: &'a District| -> (Option<Tile>, Vec<(u32, PageKey)>) {
            (of.tile, codes.iter().filter_map(|code| Some((*code, of.page_of(*code)?))).collect())
        };
        let new: Vec<_> = self.districts(radius_m).filter(is_new).map(keyed).collect();
        let keys: Vec<PageKey> = new.iter().flat_map(|(_, pages)| pages).map(|p| p.1).collect();
        self.fetch(&keys, &[]).await;
        for (tile, pages) in new {
            let stock = |(code, key)| match self.page(key)? {
                Page::Stock(page) => Some((code, page)),
                _ => None,
            };
            let pages = pages.into_iter().filter_map(stock).collect();
            wares.stock_up(Shelf { tile, pages });
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

    /// Reads the pages of items.
    async fn fetch_items(&mut self, codes: &[u32]) {
        let catalogue = &self.manifest.catalogue;
        let keys: Vec<PageKey> =
            codes.iter().filter_map(|code| catalogue.item_page(*code)).collect();
        self.fetch(&keys, &[]).await;
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
        let anywhere = self.question.demands.anywhere;
        let is_near = move |tile: Tile| at_least_m(tile.bounds().least_rad(&from)) <= radius_m;
        let districts = self.manifest.catalogue.districts.iter();
        districts.filter(move |district| anywhere || district.tile.is_some_and(is_near))
    }

    /// Pages of stores that are likely to be wanted: what is left of a round, two at least, and at
    /// most three, since nobody there may have anything.
    fn likely_stores(&self, others: usize) -> Vec<PageKey> {
        if self.question.demands.anywhere {
            return Vec::new();
        }
        let mut terms = self.terms();
        terms.open = OpenFilter::Any;
        terms.limit = terms.limit.saturating_mul(AMPLE);
        let mut likely = Search::new(terms, &self.manifest.top, None).wanted();
        likely.truncate(READS_PER_ROUND.saturating_sub(others).clamp(2, 3));
        likely.retain(|page| !self.pages.is_at_hand(*page));
        likely
    }
}

/// Adds a need, or to one that is met by the same items: one item may have two names.
fn add(needs: &mut Vec<Need>, more: Need) {
    let same = |need: &&mut Need| need.codes == more.codes && !more.codes.is_empty();
    match needs.iter_mut().find(same) {
        Some(known) => known.pieces = known.pieces.saturating_add(more.pieces),
        None => needs.push(more),
    }
}
