//! Words: queries, pages of the text index, and the search through them.

use super::input::Input;
use nigh::item::{Item, ItemId};
use nigh::snapshot::{self, encode_words, hash};
use nigh::words::{
    Found, Index, Layout, MAX_WORDS, Page, Query, QueryError, Reach, Search, folded,
};

/// A line that says which, and the rest.
///
/// ```text
/// t electric kettle     a query; then a title a line: an index is built of them
/// p electric kettle     a query; then 2 bytes: how long the lexicon is; the lexicon; a shelf
/// ```
pub fn run(data: &[u8]) {
    let mut input = Input(data);
    let line = String::from_utf8_lossy(input.line()).into_owned();
    let (kind, text) = line.split_at_checked(1).unwrap_or_default();
    let query = Query::new(text);
    match &query {
        Err(QueryError::TooManyWords { found }) => assert!(*found > MAX_WORDS),
        read => assert_eq!(*read, Query::new(text)),
    }
    let query = query.ok();
    let fold = folded(text);
    assert!(fold.len() <= 32 * text.len(), "{text:?} folds to {fold:?}");
    match kind {
        "p" => look_into_pages(&mut input, query.as_ref()),
        _ => look_into_titles(&mut input, query.as_ref()),
    }
}

fn look_into_pages(input: &mut Input<'_>, query: Option<&Query>) {
    let length = usize::from(input.u16());
    let (lexicon, shelf) = (input.take(length), input.0);
    let pages = [("T", lexicon), ("S", shelf)].map(|(letter, body)| {
        let bytes = [letter.as_bytes(), body].concat();
        let page = Page::decode(&bytes);
        let value = encode_words(&bytes);
        let read = snapshot::Page::decode(hash(&value), &value);
        assert_eq!(read.is_ok(), page.is_ok(), "in a value as by itself");
        page.inspect(|page| assert!(page.weight() <= 4_096 + bytes.len() * 8 * 64)).ok()
    });
    let Some(query) = query else { return };
    let shelves = [r#"{"lexicons":1,"shelves":["a"]}"#, r#"{"lexicons":1,"shelves":["b","m"]}"#];
    for layout in shelves {
        let layout: Layout = serde_json::from_str(layout).expect("a layout");
        let of = |page: u32| pages.get(usize::try_from(page).unwrap_or(9).min(1))?.as_ref();
        let found = find(&layout, query, of);
        assert_eq!(found, find(&layout, query, of), "the same twice");
    }
}

/// Items of at most so many titles: what is searched for is the same in each.
const TITLES: usize = 16;

fn look_into_titles(input: &mut Input<'_>, query: Option<&Query>) {
    let mut items = Vec::new();
    while !input.is_empty() && items.len() < TITLES {
        let title = String::from_utf8_lossy(input.line()).into_owned();
        let (title, brand) = title.split_once('\t').unwrap_or((&title, ""));
        items.push(item(items.len(), title, brand));
    }
    let numbered = || (1..).zip(&items).map(|(number, item)| (number * 0x0100_0001, item));
    let index = Index::build(numbered());
    let mut backwards: Vec<_> = numbered().collect();
    backwards.reverse();
    assert_eq!(index, Index::build(backwards), "in any order");
    let pages: Vec<Page> =
        index.pages.iter().map(|bytes| Page::decode(bytes).expect("a page")).collect();
    let of = |page: u32| pages.get(usize::try_from(page).ok()?);
    if let Some(query) = query {
        assert!(find(&index.layout, query, of).complete);
    }
    // Whoever types the title finds the item.
    for (number, item) in numbered().take(2) {
        let Ok(query) = Query::new(&item.title) else { continue };
        let found = find(&index.layout, &query, of);
        let mut hits = found.tiers.iter().flat_map(|tier| &tier.hits);
        assert!(hits.any(|hit| hit.code == number), "{:?} is not found", item.title);
    }
}

fn item(number: usize, title: &str, brand: &str) -> Item {
    Item {
        id: ItemId::new(&number.to_string()).expect("an id"),
        title: title.to_owned(),
        description: String::new(),
        link: String::new(),
        image: String::new(),
        brand: brand.to_owned(),
        gtin: None,
        category: String::new(),
        product_type: String::new(),
        price: None,
    }
}

fn find<'p>(layout: &Layout, query: &Query, page: impl Fn(u32) -> Option<&'p Page>) -> Found {
    let mut search = Search::new(query, layout, Reach::TwoTypos);
    loop {
        let wanted = search.wanted();
        if wanted.is_empty() {
            return search.done();
        }
        for number in wanted {
            search.offer(number, page(number));
        }
    }
}
