//! Where pages come from, and the search driven over them.

use crate::nearest::{Forest, Found, PageKey, Search, Terms};
use crate::snapshot::{Page, PageError};
use futures_util::future::join_all;
use std::future::Future;

/// A place that pages can be read from: KV, a folder, memory.
pub trait PageSource {
    /// Reads and verifies one page.
    fn read(&self, page: PageKey) -> impl Future<Output = Result<Page, PageError>>;
}

/// Runs a search to its end: each round of pages is read together.
pub async fn run(terms: Terms, top: &Forest, source: &impl PageSource) -> Found {
    let mut search = Search::new(terms, top);
    loop {
        let wanted = search.wanted();
        if wanted.is_empty() {
            return search.done();
        }
        let pages = join_all(wanted.iter().map(|page| source.read(*page))).await;
        for (page, read) in wanted.into_iter().zip(pages) {
            let content = read.map_or(crate::nearest::Content::Lost, |page| page.content());
            search.offer(page, &content);
        }
    }
}
