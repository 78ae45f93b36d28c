//! Items by what people type: tier by tier, until stores have some.

use super::{Need, Shop, Try};
use crate::nearest::PageKey;
use crate::query::source::PageSource;
use crate::query::wish::Words;
use crate::snapshot::{ItemRecord, Page};
use crate::words::{Found, Query, Reach, Search, Tier, folded};

impl<S: PageSource> Shop<'_, S> {
    /// What was looked for, the last of it with success if any was; and whether more items match
    /// than are looked at.
    pub(super) async fn by_words(&mut self, words: &Words) -> (Vec<Try>, bool) {
        let Ok(query) = Query::new(&words.text) else { return (Vec::new(), false) };
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
                let truncated = tier.total > tier.hits.len();
                tries.push(self.look_for(words, &tier, tries.is_empty()).await);
                if tries.last().is_some_and(Try::has_any) {
                    return (tries, truncated);
                }
            }
        }
        (tries, false)
    }

    async fn look_for(&mut self, words: &Words, tier: &Tier, is_first: bool) -> Try {
        let codes: Vec<u32> = tier.hits.iter().map(|hit| hit.code).collect();
        let codes = self.narrowed(words, codes).await;
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
    async fn narrowed(&mut self, words: &Words, codes: Vec<u32>) -> Vec<u32> {
        if words.category.is_none() && words.brand.is_none() {
            return codes;
        }
        let catalogue = &self.manifest.catalogue;
        let keys: Vec<PageKey> =
            codes.iter().filter_map(|code| catalogue.item_page(*code)).collect();
        self.fetch(&keys, &[]).await;
        let fits = |code: &u32| {
            let page = self.item_page(*code);
            page.as_ref().and_then(|page| page.item(*code)).is_some_and(|item| fits(words, &item))
        };
        codes.into_iter().filter(fits).collect()
    }
}

/// So few items are read before it is known which of them stores have.
const FEW_ITEMS: usize = 12;

/// Whether an item is of the category and the brand asked for, however they are written.
fn fits(words: &Words, item: &ItemRecord<'_>) -> bool {
    let same = |a: &str, b: &str| folded(a) == folded(b);
    let is_of = |wanted: &str| {
        [item.category, item.product_type]
            .iter()
            .any(|path| same(path, wanted) || path.split('>').any(|step| same(step, wanted)))
    };
    words.brand.as_ref().is_none_or(|brand| same(item.brand, brand))
        && words.category.as_ref().is_none_or(|category| is_of(category))
}
