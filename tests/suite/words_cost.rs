//! What words cost: pages, rounds, time, instructions.
//!
//! Sizes and rounds are asserted over the real titles. With `NIGH_HEAVY=1` and, better,
//! `--profile tool`, 50,000 and 100,000 items are made of them, searches are timed, and where
//! there is `valgrind` their instructions counted. Times are printed, not asserted.

use crate::rng::Rng;
use crate::valgrind;
use crate::words_world::{Cost, Library, more_items, real_items};
use nigh::item::Item;
use nigh::words::{Page, Query, Reach, Search};
use std::ffi::OsStr;
use std::time::Instant;

/// No page takes more of KV, packed and sealed.
const READ_BYTES: usize = 64 * 1024;
const QUESTIONS: usize = 2_000;

/// Words as people type them: two to five of a title that begin it or nearly so, one in three with
/// a typo, one in four cut short.
fn questions(items: &[Item], count: usize) -> Vec<Query> {
    let mut rng = Rng::new(61);
    let mut queries = Vec::new();
    while queries.len() < count {
        let title = rng.pick(items).title.replace("&#xAE;", "");
        let words = title.split_whitespace().filter(|word| *word != "-");
        let mut words: Vec<String> =
            words.skip(rng.below(2)).take(2 + rng.below(4)).map(str::to_owned).collect();
        if rng.percent(33) {
            words
                .iter_mut()
                .max_by_key(|word| word.len())
                .into_iter()
                .for_each(|word| mistype(&mut rng, word));
        }
        if rng.percent(25) {
            words
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|word| *word = word.chars().take(3).collect());
        }
        queries.extend(Query::new(&words.join(" ")));
    }
    queries
}

fn mistype(rng: &mut Rng, word: &mut String) {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + rng.below(letters.len().max(2) - 1);
    if at >= letters.len() {
        return;
    }
    match rng.below(4) {
        0 => letters.swap(at - 1, at),
        1 => letters.insert(at, *rng.pick(&['a', 'e', 'i', 'n', 'r', 's'])),
        2 => letters[at] = *rng.pick(&['a', 'e', 'i', 'n', 'r', 's']),
        _ => drop(letters.remove(at)),
    }
    *word = letters.into_iter().collect();
}

/// The share of the smallest that so many of a thousand are.
fn share(numbers: &[usize], permille: usize) -> usize {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted[(sorted.len() - 1) * permille / 1_000]
}

fn sizes(library: &Library, items: usize) {
    let layout = &library.index.layout;
    let packed = |bytes: &Vec<u8>| 10 + lz4_flex::block::compress_prepend_size(bytes).len();
    let sizes: Vec<usize> = library.index.pages.iter().map(packed).collect();
    let named = serde_json::to_string(layout).expect("a layout").len() + 16 * sizes.len();
    let lexicons = library.pages.iter().filter(|page| matches!(page, Page::Lexicon(_))).count();
    println!(
        "{items} items: {lexicons} lexicon pages of {} bytes, {} shelves of {} bytes, \
         {named} bytes of the manifest, {} bytes decoded",
        sizes[..lexicons].iter().sum::<usize>(),
        sizes.len() - lexicons,
        sizes[lexicons..].iter().sum::<usize>(),
        library.pages.iter().map(Page::weight).sum::<usize>(),
    );
    assert!(sizes.iter().all(|size| *size <= READ_BYTES), "{sizes:?}");
}

/// What is read, cold: for what is spelled right; until a tier has items; for all tiers.
struct Costs([Vec<Cost>; 3]);

impl Costs {
    fn of(library: &Library, queries: &[Query]) -> Self {
        let mut costs = [const { Vec::new() }; 3];
        for query in queries {
            let mut search = Search::new(query, &library.index.layout, Reach::Prefix);
            let (mut found, mut cost) = library.read(&mut search);
            costs[0].push(cost);
            let mut first = None;
            for reach in [Reach::Prefix, Reach::OneTypo, Reach::TwoTypos] {
                search.go_on(reach);
                let more;
                (found, more) = library.read(&mut search);
                cost = Cost { rounds: cost.rounds + more.rounds, pages: cost.pages + more.pages };
                first = first.or_else(|| (!found.tiers.is_empty()).then_some(cost));
            }
            assert!(found.complete);
            costs[1].push(first.unwrap_or(cost));
            costs[2].push(cost);
        }
        let names = ["as it is spelled", "until a tier has items", "all tiers"];
        for (name, costs) in names.into_iter().zip(&costs) {
            println!("  {name}: rounds {}; pages {}", shares(costs, ROUNDS), shares(costs, PAGES));
        }
        Self(costs)
    }

    fn share(&self, of: usize, permille: usize) -> usize {
        share(&self.0[of].iter().map(ROUNDS).collect::<Vec<_>>(), permille)
    }
}

const ROUNDS: fn(&Cost) -> usize = |cost| cost.rounds;
const PAGES: fn(&Cost) -> usize = |cost| cost.pages;

fn shares(costs: &[Cost], of: fn(&Cost) -> usize) -> String {
    let numbers: Vec<usize> = costs.iter().map(of).collect();
    let [half, nine, most] = [500, 900, 990].map(|permille| share(&numbers, permille));
    let (sum, count) = (numbers.iter().sum::<usize>(), numbers.len());
    let (whole, hundredths) = (sum / count, sum * 100 / count % 100);
    format!("{whole}.{hundredths:02} on average, {half} for half, {nine} for 90 %, {most} for 99 %")
}

#[test]
fn what_is_spelled_right_takes_one_round() {
    let Some(items) = real_items() else { return };
    let library = Library::of(&items);
    sizes(&library, items.len());
    let costs = Costs::of(&library, &questions(&items, QUESTIONS));
    assert_eq!((costs.share(0, 900), costs.share(0, 990)), (1, 2), "as it is spelled");
    assert!(costs.share(1, 500) == 1 && costs.share(1, 990) <= 3, "until a tier has items");
    assert!(costs.share(2, 500) <= 2 && costs.share(2, 990) <= 4, "all tiers");
}

#[test]
fn a_hundred_thousand_items() {
    if std::env::var_os("NIGH_HEAVY").is_none() {
        println!("skipped: 100,000 items (NIGH_HEAVY=1 asks for them)");
        return;
    }
    let Some(real) = real_items() else { return };
    for count in [real.len(), 50_000, 100_000] {
        let items = more_items(&real, count);
        let start = Instant::now();
        let library = Library::of(&items);
        println!("{count} items: built and decoded in {:.1?}", start.elapsed());
        sizes(&library, count);
        let queries = questions(&items, QUESTIONS);
        Costs::of(&library, &queries);
        let mut times: Vec<u128> =
            queries.iter().map(|query| nanoseconds(&library, query)).collect();
        times.sort_unstable();
        let [half, most] = [500, 990].map(|permille| times[times.len() * permille / 1_000]);
        println!(
            "  warm: {} µs for half, {} µs for 99 %, {} µs at most",
            half / 1_000,
            most / 1_000,
            times[times.len() - 1] / 1_000
        );
        decoding(&library);
        if let Some(instructions) = instructions(count) {
            println!("  warm: {instructions} instructions on average");
        }
    }
}

/// The best of three.
fn nanoseconds(library: &Library, query: &Query) -> u128 {
    let time = |_| {
        let start = Instant::now();
        assert!(library.find(query).complete);
        start.elapsed().as_nanos()
    };
    (0..3).map(time).min().expect("three")
}

fn decoding(library: &Library) {
    let start = Instant::now();
    for bytes in &library.index.pages {
        Page::decode(bytes).expect("a page");
    }
    let pages = u32::try_from(library.pages.len()).expect("a few");
    println!("  decoding: {:.0?} a page", start.elapsed() / pages);
}

/// Tells `a_warm_isolate` how many items there are, and how often to ask.
const ITEMS: &str = "NIGH_WORDS_ITEMS";
const TIMES: &str = "NIGH_WORDS_TIMES";
const WARM_QUESTIONS: usize = 200;

/// Instructions of a search whose pages are in memory: those of two rounds over the same queries
/// less those of one. `None` without valgrind.
fn instructions(items: usize) -> Option<u64> {
    let all = valgrind::instructions(
        "words_cost::a_warm_isolate",
        TIMES,
        (ITEMS, OsStr::new(&items.to_string())),
    )?;
    Some(all / u64::try_from(WARM_QUESTIONS).expect("a few"))
}

/// What `instructions` counts; nothing on its own.
#[test]
fn a_warm_isolate() {
    let number = |name| std::env::var(name).ok()?.parse::<usize>().ok();
    let (Some(items), Some(times)) = (number(ITEMS), number(TIMES)) else { return };
    let items = more_items(&real_items().expect("the data folder"), items);
    let library = Library::of(&items);
    let queries = questions(&items, WARM_QUESTIONS);
    for query in std::iter::repeat_n(&queries, times).flatten() {
        assert!(library.find(query).complete);
    }
}
