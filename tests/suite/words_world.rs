//! The index over real and made-up titles, and a reader that counts what it reads.

use crate::data;
use crate::rng::Rng;
use nigh::item::{Item, ItemId};
use nigh::snapshot::fingerprint;
use nigh::words::{Found, Index, Page, Query, READS_PER_ROUND, Reach, Search};

/// An item that has nothing but words.
pub fn item(id: &str, title: &str, brand: &str, product_type: &str, category: &str) -> Item {
    Item {
        id: ItemId::new(id).expect("an id"),
        title: title.to_owned(),
        description: String::new(),
        link: String::new(),
        image: String::new(),
        brand: brand.to_owned(),
        gtin: None,
        category: category.to_owned(),
        product_type: product_type.to_owned(),
        price: None,
    }
}

/// The items of the data folder; `None` where it is missing.
pub fn real_items() -> Option<Vec<Item>> {
    let text = data::text("products-bestbuy.tsv")?;
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next()?;
    let column = |name| header.iter().position(|known| *known == name).expect("a column");
    let columns = ["id", "title", "brand", "product_type", "google_product_category"].map(column);
    let item = |row: Vec<&str>| {
        let [id, title, brand, product_type, category] = columns.map(|column| row[column]);
        item(id, title, brand, product_type, category)
    };
    Some(lines.map(item).collect())
}

/// So many items: the real ones, then some made of halves of two titles and, one in three, of a
/// word or a number that no other has.
pub fn more_items(real: &[Item], count: usize) -> Vec<Item> {
    let mut rng = Rng::new(5);
    let mut items = real.to_vec();
    items.truncate(count);
    while items.len() < count {
        let (a, b) = (rng.pick(real).clone(), rng.pick(real));
        let halves = |title: &str, first: bool| -> String {
            let words: Vec<&str> = title.split(' ').collect();
            let half = words.len().div_ceil(2);
            if first { words[..half].join(" ") } else { words[half..].join(" ") }
        };
        let new = match rng.below(6) {
            0 => made_up(&mut rng),
            1 => rng.below(10_000).to_string(),
            _ => String::new(),
        };
        let title = format!("{} {new} {}", halves(&a.title, true), halves(&b.title, false));
        let id = ItemId::new(&format!("made-{}", items.len())).expect("an id");
        items.push(Item { id, title, ..a });
    }
    items
}

fn made_up(rng: &mut Rng) -> String {
    let syllables = ["ba", "cor", "de", "fin", "go", "lu", "ma", "nex", "pro", "ri", "sto", "ve"];
    (0..=rng.below(3) + 1).map(|_| *rng.pick(&syllables)).collect()
}

/// The number of an item: a hash of its id.
pub fn code(item: &Item) -> u32 {
    fingerprint(item.id.as_str())
}

/// An index, decoded.
pub struct Library {
    pub index: Index,
    pub pages: Vec<Page>,
}

/// What an answer took, cold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    pub rounds: usize,
    pub pages: usize,
}

impl Library {
    pub fn of(items: &[Item]) -> Self {
        let index = Index::build(items.iter().map(|item| (code(item), item)));
        let pages = index.pages.iter().map(|bytes| Page::decode(bytes).expect("a page"));
        Self { pages: pages.collect(), index }
    }

    /// The answer, all of it.
    pub fn find(&self, query: &Query) -> Found {
        self.read(&mut Search::new(query, &self.index.layout, Reach::TwoTypos)).0
    }

    /// Reads until nothing more is wanted: what is found, and what it took.
    pub fn read(&self, search: &mut Search<'_>) -> (Found, Cost) {
        let mut cost = Cost::default();
        loop {
            let wanted = search.wanted();
            if wanted.is_empty() {
                return (search.done(), cost);
            }
            assert!(wanted.len() <= READS_PER_ROUND);
            cost.rounds += 1;
            cost.pages += wanted.len();
            for page in wanted {
                search.offer(page, Some(&self.pages[usize::try_from(page).expect("a number")]));
            }
        }
    }
}
