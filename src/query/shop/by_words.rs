//! Items by what people type: tier by tier, until stores have some.

use super::Shop;
use super::look::Try;
use crate::nearest::PageKey;
use crate::query::source::PageSource;
use crate::query::wares::Need;
use crate::query::wish::Words;
use crate::snapshot::{ItemRecord, Page};
use crate::words::{Found, Query, QueryError, Reach, Search, Tier, folded};
use std::collections::HashSet;

impl<S: PageSource> Shop<'_, S> {
    /// What was looked for, the last of it with success if any was.
    pub(super) async fn by_words(&mut self, words: &Words) -> Vec<Try> {
        let Ok(query) = query(words) else { return Vec::new() };
        let layout = &self.manifest.catalogue.words.layout;
        let mut search = Search::new(&query, layout, Reach::Prefix);
        let mut tries = Vec::new();
        let mut looked_at: Vec<Reach> = Vec::new();
        for reach in [Reach::Prefix, Reach::OneTypo, Reach::TwoTypos] {
            search.go_on(reach);
            for tier in self.read_words(&mut search).await.tiers {
                if looked_at.contains(&tier.reach) {
                    continue;
                }
                looked_at.push(tier.reach);
                tries.push(self.look_for(words, &tier, tries.is_empty()).await);
                if tries.last().is_some_and(Try::has_any) {
                    return tries;
                }
            }
        }
        tries
    }

    /// What stores have of the items of a tier.
    async fn look_for(&mut self, words: &Words, tier: &Tier, is_first: bool) -> Try {
        let all: Vec<u32> = tier.hits.iter().map(|hit| hit.code).collect();
        let narrowed = self.narrowed(words, all).await;
        let stock = |code| self.stock_keys(&[code], self.question.radius_m);
        let codes = on_few_pages(&narrowed, stock);
        let is_cut = tier.total > tier.hits.len() || codes.len() < narrowed.len();
        self.noted.truncated |= is_cut;
        if is_first {
            self.read_with_stores(&codes).await;
        }
        self.look(vec![Need { pieces: 1, codes }]).await
    }

    /// Reads the stock of a first tier together with the stores that are likely to be wanted, and
    /// with the items where they are few.
    async fn read_with_stores(&mut self, codes: &[u32]) {
        let mut keys = self.stock_keys(codes, self.question.radius_m);
        let likely = self.likely_stores(keys.len());
        if codes.len() <= FEW_ITEMS {
            keys = self.keys_of(codes, self.question.radius_m);
        }
        self.fetch(&keys, &likely).await;
    }

    async fn read_words(&mut self, search: &mut Search<'_>) -> Found {
        loop {
            let wanted = search.wanted();
            if wanted.is_empty() {
                return search.done();
            }
            let index = &self.manifest.catalogue.words;
            let keys: Vec<PageKey> = wanted.iter().filter_map(|n| index.page(*n)).collect();
            self.fetch(&keys, &[]).await;
            for number in wanted {
                match index.page(number).and_then(|key| self.page(key)) {
                    Some(Page::Words(page)) => search.offer(number, Some(&page)),
                    _ => search.offer(number, None),
                }
            }
        }
    }

    /// Those items that are of the category and the brand asked for.
    async fn narrowed(&mut self, words: &Words, all: Vec<u32>) -> Vec<u32> {
        if words.category.is_none() && words.brand.is_none() {
            return all;
        }
        let catalogue = &self.manifest.catalogue;
        let codes = on_few_pages(&all, |code| catalogue.item_page(code));
        self.noted.truncated |= codes.len() < all.len();
        self.fetch_items(&codes).await;
        let fits = |code: &u32| {
            let page = self.item_page(*code);
            page.as_ref().and_then(|page| page.item(*code)).is_some_and(|item| fits(words, &item))
        };
        codes.into_iter().filter(fits).collect()
    }
}

/// So few items are read before it is known which of them stores have.
const FEW_ITEMS: usize = 12;
/// Pages of one kind that a tier may take: a Worker may read some fifty values for a request, or a
/// thousand, and six at once.
const FEW_PAGES: usize = 24;

/// What a person types. Who makes it is among the words of an item, which leaves few others.
fn query(words: &Words) -> Result<Query, QueryError> {
    let with_brand = words.brand.iter().map(|brand| Query::new(&format!("{brand} {}", words.text)));
    with_brand.flatten().next().map_or_else(|| Query::new(&words.text), Ok)
}

/// Items, the best first, without those that would take more pages than few.
fn on_few_pages<P: IntoIterator<Item = PageKey>>(
    codes: &[u32],
    pages_of: impl Fn(u32) -> P,
) -> Vec<u32> {
    let mut pages = HashSet::new();
    let mut is_near = |code: &u32| {
        let new: Vec<PageKey> =
            pages_of(*code).into_iter().filter(|p| !pages.contains(p)).collect();
        let fits = pages.len() + new.len() <= FEW_PAGES;
        pages.extend(new.into_iter().filter(|_| fits));
        fits
    };
    codes.iter().copied().filter(|code| is_near(code)).collect()
}

/// Whether an item is of the category and the brand asked for, however they are written.
fn fits(words: &Words, item: &ItemRecord<'_>) -> bool {
    let plain =
        |text: &str| -> String { folded(text).chars().filter(|c| c.is_alphanumeric()).collect() };
    let same = |a: &str, b: &str| plain(a) == plain(b);
    let is_of = |wanted: &str| {
        [item.category, item.product_type]
            .iter()
            .any(|path| same(path, wanted) || path.split('>').any(|step| same(step.trim(), wanted)))
    };
    words.brand.as_ref().is_none_or(|brand| same(item.brand, brand))
        && words.category.as_ref().is_none_or(|category| is_of(category))
}
