//! The words of every item against the words of every query, one by one: an index that is none.
//!
//! It shares no code with the one it judges: it folds by a library for all of Unicode, cuts words
//! by looking at whole texts, and fills the matrix of edit distances.

use crate::rng::Rng;
use crate::words_fold::folded;
use crate::words_world::{Library, code, item, more_items, real_items};
use nigh::item::Item;
use nigh::words::{Query, Reach, TIER_HITS};
use std::collections::{BTreeMap, HashMap};

/// A tier as the oracle knows it: items by number and score, and how many there are.
type Known = (Reach, Vec<(u32, u32)>, usize);

/// A word of a text: its letters, and whether a hyphen or an `&`, or what parts thousands or initials,
/// ties it to the word before.
#[derive(Clone, Debug)]
struct Word {
    raw: String,
    tied: bool,
}

impl Word {
    fn is_of_letters(&self) -> bool {
        self.raw.chars().all(char::is_alphabetic) && !self.raw.chars().any(is_sign)
    }

    fn term(&self) -> String {
        if self.is_of_letters() { singular(&self.raw) } else { self.raw.clone() }
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

fn singular(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let count = letters.len();
    let ends = |end: &str| word.ends_with(end);
    let vowels = "aeiouy";
    let keeps_s = !ends("s")
        || ends("ss")
        || ends("us")
        || ends("is")
        || count < 3
        || count == 3 && letters.iter().any(|c| vowels.contains(*c));
    let cut = if keeps_s {
        0
    } else if ends("xes") || ends("ches") || ends("shes") || ends("sses") || ends("zzes") {
        2
    } else {
        1
    };
    let mut stem: String = letters[..count - cut].iter().collect();
    if stem.chars().count() >= 5 && stem.ends_with("ie") {
        stem.truncate(stem.len() - 2);
        stem.push('y');
    }
    stem
}

/// `&#xFC;` and its like, by replacing one after the other.
fn unreferenced(text: &str) -> String {
    let mut text = text.to_owned();
    let mut from = 0;
    while let Some(start) = text[from..].find('&').map(|at| at + from) {
        from = start + 1;
        let Some(end) = text[start..].find(';').map(|at| at + start) else { break };
        let name = &text[start + 1..end];
        let code = match name.strip_prefix("#x") {
            Some(hex) if hex.len() <= 7 => u32::from_str_radix(hex, 16).ok(),
            _ => name.strip_prefix('#').and_then(|decimal| decimal.parse().ok()),
        };
        let named = match name {
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "nbsp" => Some(' '),
            "reg" | "copy" | "trade" | "deg" => Some('®'),
            _ => code.and_then(char::from_u32),
        };
        if let Some(c) = named {
            text.replace_range(start..=end, &c.to_string());
            from = start + c.len_utf8();
        }
    }
    text
}

/// The words of a text: every character marked with what it is, cut where the marks change.
fn words(text: &str) -> Vec<Word> {
    let text: Vec<String> = unreferenced(text)
        .split(char::is_whitespace)
        .map(|part| if part == "&" { "and".to_owned() } else { part.to_owned() })
        .collect();
    let text = text.join(" ");
    let signs_kept = text.chars().map(|c| {
        let folded = folded(&c.to_string());
        if folded.is_empty() || c.is_alphanumeric() || c.is_ascii() {
            folded
        } else {
            c.to_string()
        }
    });
    let chars: Vec<char> = signs_kept.collect::<String>().chars().collect();
    let mark = |c: char| match c {
        '\'' | '\u{2019}' | '\u{2bc}' => '\'',
        _ if is_sign(c) => 's',
        _ if c.is_numeric() => 'd',
        _ if c.is_alphabetic() => 'l',
        '-' | '&' | '\u{2010}' | '\u{2011}' => '-',
        ',' | '.' => ',',
        _ => ' ',
    };
    // An apostrophe between letters is not there.
    let marks: Vec<char> = chars.iter().map(|c| mark(*c)).collect();
    let at = |place: usize| marks.get(place).copied().unwrap_or(' ');
    let kept = (0..chars.len()).filter(|place| {
        !(at(*place) == '\'' && *place > 0 && at(place - 1) == 'l' && at(place + 1) == 'l')
    });
    let kept: Vec<(char, char)> = kept.map(|place| (chars[place], at(place))).collect();
    let mut words: Vec<Word> = Vec::new();
    for group in kept.chunk_by(|(_, a), (_, b)| a == b && *a != 's') {
        if matches!(group[0].1, 'l' | 'd' | 's') {
            let raw: String = group.iter().map(|(c, _)| *c).take(32).collect();
            words.push(Word { raw, tied: false });
        }
    }
    tie(&mut words, &kept);
    words
}

/// Two words of letters with one hyphen between them are tied, and thousands with a comma or a
/// point, and initials.
fn tie(words: &mut [Word], kept: &[(char, char)]) {
    let mut word = 0;
    let groups: Vec<&[(char, char)]> =
        kept.chunk_by(|(_, a), (_, b)| a == b && *a != 's').collect();
    for (place, group) in groups.iter().enumerate() {
        if !matches!(group[0].1, 'l' | 'd' | 's') {
            continue;
        }
        let before =
            |back: usize| place.checked_sub(back).map(|at| (groups[at][0].1, groups[at].len()));
        let around = (before(2).map(|(mark, _)| mark), before(1), group[0].1);
        words[word].tied = around == (Some('l'), Some(('-', 1)), 'l')
            || around == (Some('d'), Some((',', 1)), 'd') && group.len() == 3
            || around == (Some('l'), Some((',', 1)), 'l')
                && group.len() == 1
                && before(2).is_some_and(|(_, length)| length == 1);
        word += 1;
    }
}

/// Words that are tied together, two to six of them.
fn ties(words: &[Word]) -> Vec<(usize, usize)> {
    let mut ties = Vec::new();
    for start in 0..words.len() {
        let end = (start + 1..words.len()).find(|at| !words[*at].tied).unwrap_or(words.len());
        if !words[start].tied && (2..=6).contains(&(end - start)) {
            ties.push((start, end));
        }
    }
    ties
}

fn glued(words: &[Word]) -> Option<String> {
    let raw: String = words.iter().map(|word| word.raw.as_str()).collect();
    let is_number = raw.chars().all(char::is_numeric);
    let fits = raw.chars().count() <= 32;
    fits.then(|| if is_number { raw } else { singular(&raw) })
}

/// Edit distance with swaps of neighbours, by the whole matrix.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut cells = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            cells[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = cells[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut least = changed.min(cells[i - 1][j] + 1).min(cells[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(cells[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    cells[a.len()][b.len()]
}

/// The words that a word of a query may be, and pairs of words that it may be together.
type Matching = (HashMap<usize, (Reach, u32)>, Vec<[usize; 2]>);

/// Every item with the weight of each of its words, by the words' places among all.
struct Oracle {
    terms: Vec<String>,
    items: Vec<(u32, Vec<(usize, u32)>)>,
}

impl Oracle {
    fn of(items: &[Item]) -> Self {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut terms: Vec<String> = Vec::new();
        let mut of_item = |item: &Item| {
            let weights = weights(item).into_iter().map(|(term, weight)| {
                let place = *places.entry(term.clone()).or_insert_with(|| {
                    terms.push(term);
                    terms.len() - 1
                });
                (place, weight)
            });
            (code(item), weights.collect())
        };
        let items = items.iter().map(&mut of_item).collect();
        Self { terms, items }
    }

    /// What is expected of a query.
    fn find(&self, text: &str) -> Vec<Known> {
        let query = words(text);
        let mut terms: Vec<String> = query.iter().map(Word::term).collect();
        let all = terms.clone();
        let mut seen = Vec::new();
        terms.retain(|term| {
            !seen.contains(term) && {
                seen.push(term.clone());
                true
            }
        });
        let last = query.len() - 1;
        let reaches = terms.iter().map(|term| {
            let place = all.iter().position(|known| known == term).expect("a word");
            self.reaches(&query, &all, term, place, place == last)
        });
        let reaches: Vec<Matching> = reaches.collect();
        let mut tiers: BTreeMap<Reach, Vec<(u32, u32)>> = BTreeMap::new();
        for (code, words) in &self.items {
            if let Some((reach, score)) = judge(words, &reaches) {
                tiers.entry(reach).or_default().push((*code, score));
            }
        }
        let tier = |(reach, mut hits): (Reach, Vec<(u32, u32)>)| {
            let total = hits.len();
            hits.sort_by_key(|(code, score)| (u32::MAX - score, *code));
            hits.truncate(TIER_HITS);
            (reach, hits, total)
        };
        tiers.into_iter().map(tier).collect()
    }

    /// How far a word is from every word that it may be, and how close among those as far.
    fn reaches(
        &self,
        query: &[Word],
        all: &[String],
        term: &str,
        place: usize,
        is_last: bool,
    ) -> Matching {
        let word = &query[place];
        let letters = word.raw.chars().count();
        let typos = match letters {
            _ if !word.is_of_letters() => 0,
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        };
        let mut prefixes = vec![word.raw.clone()];
        prefixes.extend(word.raw.strip_suffix('i').map(|start| format!("{start}y")));
        let wholes = wholes(query, all, term);
        let reach = |known: &String| {
            let mut reach = (known == term).then_some(Reach::Exact);
            let mut better =
                |other: Reach| reach = Some(reach.map_or(other, |known| known.min(other)));
            if is_last && letters >= 2 && prefixes.iter().any(|prefix| known.starts_with(prefix)) {
                better(Reach::Prefix);
            }
            let far = known.chars().count().abs_diff(term.chars().count());
            if typos > 0 && far <= typos {
                match distance(term, known) {
                    0 => better(Reach::Exact),
                    1 => better(Reach::OneTypo),
                    2 if typos == 2 => better(Reach::TwoTypos),
                    _ => {}
                }
            }
            let whole =
                wholes.iter().filter(|(whole, _)| whole == known).map(|(_, reach)| *reach).min();
            match (reach, whole) {
                (Some(reach), Some(whole)) if whole < reach => Some((whole, 3)),
                (None, Some(whole)) => Some((whole, 3)),
                (None, None) => None,
                (Some(Reach::Exact), _) => Some((Reach::Exact, 3)),
                (Some(Reach::Prefix), _) => Some((Reach::Prefix, 0)),
                (Some(reach), _) => {
                    let start = term.chars().next() == known.chars().next();
                    Some((reach, if start { 2 } else { 0 } + u32::from(far == 0)))
                }
            }
        };
        let known = self.terms.iter().enumerate();
        let reaches: HashMap<usize, (Reach, u32)> =
            known.filter_map(|(place, known)| Some((place, reach(known)?))).collect();
        let is_known = reaches.values().any(|(reach, _)| *reach == Reach::Exact);
        let halves = if is_known { Vec::new() } else { self.halves(word) };
        (reaches, halves)
    }

    /// Pairs of known words that a word is when it is cut in two.
    fn halves(&self, word: &Word) -> Vec<[usize; 2]> {
        let letters: Vec<char> = word.raw.chars().collect();
        let known = |part: &[char]| {
            let part = singular(&part.iter().collect::<String>());
            self.terms.iter().position(|term| *term == part)
        };
        let cuts = 3..(letters.len().max(2) - 2);
        let cuts = cuts.filter(|_| word.is_of_letters());
        cuts.filter_map(|cut| Some([known(&letters[..cut])?, known(&letters[cut..])?])).collect()
    }
}

/// Words that stand for several of a query, one of which is `term`.
fn wholes(query: &[Word], all: &[String], term: &str) -> Vec<(String, Reach)> {
    let has = |start: usize, end: usize| all[start..end].iter().any(|known| known == term);
    let tied = ties(query).into_iter().filter(|(start, end)| has(*start, *end));
    let tied = tied.filter_map(|(start, end)| Some((glued(&query[start..end])?, Reach::Exact)));
    let pairs = (1..query.len()).filter(|at| {
        let letters = query[at - 1].is_of_letters() && query[*at].is_of_letters();
        letters && !query[*at].tied && has(at - 1, at + 1)
    });
    let pairs = pairs.filter_map(|at| Some((glued(&query[at - 1..=at])?, Reach::OneTypo)));
    tied.chain(pairs).collect()
}

/// The farthest of the words' best matches, and the sum of what they are worth.
fn judge(words: &[(usize, u32)], reaches: &[Matching]) -> Option<(Reach, u32)> {
    let (mut farthest, mut score) = (Reach::Exact, 0);
    for (reaches, halves) in reaches {
        let matches = words.iter().filter_map(|(word, weight)| {
            let (reach, close) = reaches.get(word)?;
            Some((*reach, weight * 4 + close))
        });
        let weight = |half| words.iter().find(|(word, _)| *word == half).map(|(_, weight)| *weight);
        let both = halves.iter().filter_map(|[a, b]| Some(weight(*a)?.min(weight(*b)?)));
        let matches = matches.chain(both.map(|weight| (Reach::OneTypo, weight * 4 + 3)));
        let (reach, worth) = matches.min_by_key(|(reach, worth)| (*reach, u32::MAX - worth))?;
        farthest = farthest.max(reach);
        score += worth;
    }
    Some((farthest, score))
}

/// The words of an item: a title's by place and length, a brand's 2, a product type's 1, a
/// category's 0; the first field that has a word counts.
fn weights(item: &Item) -> HashMap<String, u32> {
    let mut weights = HashMap::new();
    let step = |path: &str| -> String {
        let last = path.split('>').next_back().unwrap_or_default().trim().to_owned();
        if last.parse::<u64>().is_ok() { String::new() } else { last }
    };
    let others =
        [(item.brand.clone(), 2), (step(&item.product_type), 1), (step(&item.category), 0)];
    let title = words(&item.title);
    // By place and by length, each from 0 on; the last number goes on.
    let late = [0, 2, 4, 6, 7, 8, 9, 10];
    let long = [0, 0, 0, 2, 4, 6, 8, 10, 11, 12, 12, 13, 13, 14];
    for (place, term) in terms(&title).into_iter().rev() {
        let lost = late[place.min(late.len() - 1)] + long[title.len().min(long.len() - 1)];
        weights.insert(term, 31 - lost);
    }
    for (text, weight) in others {
        for (_, term) in terms(&words(&text)) {
            weights.entry(term).or_insert(weight);
        }
    }
    weights
}

/// Words and what is tied, each with its place, in the order of places.
fn terms(words: &[Word]) -> Vec<(usize, String)> {
    let single = words.iter().map(Word::term).enumerate();
    let tied = ties(words).into_iter().filter_map(|(a, b)| Some((a, glued(&words[a..b])?)));
    let mut terms: Vec<(usize, String)> = single.chain(tied).collect();
    terms.sort();
    terms
}

/// Asks both, and tells where they differ.
fn assert_same(oracle: &Oracle, library: &Library, text: &str) -> usize {
    let Ok(query) = Query::new(text) else {
        assert!(words(text).is_empty(), "{text:?} has words");
        return 0;
    };
    let found = library.find(&query);
    assert!(found.complete);
    let found: Vec<Known> = found
        .tiers
        .into_iter()
        .map(|tier| {
            let hits = tier.hits.iter().map(|hit| (hit.code, hit.score));
            (tier.reach, hits.collect(), tier.total)
        })
        .collect();
    let expected = oracle.find(text);
    assert!(found == expected, "{text:?}\nfound    {found:?}\nexpected {expected:?}");
    expected.iter().map(|(_, _, total)| total).sum()
}

/// Words as people type them: some of a title, in any order, one or two of them wrong.
fn question(rng: &mut Rng, items: &[Item]) -> String {
    let title = &rng.pick(items).title;
    let mut words: Vec<String> = title.split_whitespace().map(str::to_owned).collect();
    while words.len() > 1 + rng.below(4) {
        words.remove(rng.below(words.len()));
    }
    for _ in 0..rng.below(3) {
        let place = rng.below(words.len());
        if !words[place].is_empty() {
            words[place] = distorted(rng, &words[place]);
        }
    }
    if rng.percent(30) {
        let at = rng.below(words.len());
        words[..=at].rotate_right(1);
    }
    let between = *rng.pick(&[" ", " ", " ", " ", " ", "-", ""]);
    words.join(between)
}

fn distorted(rng: &mut Rng, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = rng.below(letters.len());
    let letter = *rng.pick(&['a', 'e', 'i', 's', 't', 'r', 'é', '3', 'x']);
    match rng.below(7) {
        0 => letters.insert(at, letter),
        1 => letters[at] = letter,
        2 if at > 0 => letters.swap(at - 1, at),
        3 => letters.truncate(at + 1),
        4 => letters.push('s'),
        5 if at > 0 => letters.insert(at, ' '),
        _ => {
            letters.remove(at);
        }
    }
    letters.into_iter().collect()
}

#[test]
fn real_titles_and_random_questions() {
    let Some(items) = real_items() else { return };
    let questions = if std::env::var_os("NIGH_HEAVY").is_some() { 3_000 } else { 150 };
    let (oracle, library) = (Oracle::of(&items), Library::of(&items));
    let mut rng = Rng::new(41);
    let (mut found, mut nothing) = (0, 0);
    for _ in 0..questions {
        let total = assert_same(&oracle, &library, &question(&mut rng, &items));
        found += total;
        nothing += usize::from(total == 0);
    }
    println!(
        "{questions} questions, {found} items, {nothing} questions without any: 0 differences"
    );
    for text in ["dvd", "cd the", "st", "s", "wi-fi", "32gb", "&", "blue tooth", "3", "batteri"] {
        assert_same(&oracle, &library, text);
    }
}

/// Titles of all scripts, with everything that words are cut at.
fn odd_items() -> Vec<Item> {
    let titles = [
        "Straße der Lieder – Größe XL",
        "Crème Brûlée Brenner, Ø 12 cm",
        "ＳＯＮＹ　ワイヤレス ﾍｯﾄﾞﾎﾝ 東京 限定",
        "Ёлка искусственная 1,5 м",
        "Ελλάδα Οδηγός ταξιδιού ΣΊΣΥΦΟΣ",
        "가방 노트북 15.6인치",
        "L'Oréal Men's Expert Hydra-Energetic 50 ml",
        "AT&T R&amp;B Greatest-Hits-of-the-80's",
        "n&#xFC;vi&#174; 1350LMT &amp;amp; Case",
        "Wi-Fi WiFi Wi Fi wifi",
        "-dash- --double-- 'quoted' ‘curly’ don't",
        "½ x² ① Ⅷ 10⁶",
        "naïve e\u{301}cole soft\u{ad}ware zero\u{200b}width",
        "a-b-c-d-e-f a-b-c-d-e-f-g & 1,600 Points 12.000 1,2345 14.2 & more&",
        "R.E.M. B.C. Rich U.S.of Dr.Dre toy story",
        "ﬁne ﬂow Ǆ ŉ ſs",
        "日本語のカメラ",
        "bad &#; &#x; &#xD800; & ; &verylongname;",
        "हिन्दी किताब ไทย สินค้า עברית العربية",
    ];
    let odd = titles.iter().enumerate();
    odd.map(|(n, title)| item(&format!("odd-{n}"), title, "Ünïcode™", "Töys > Gämes", "412"))
        .collect()
}

#[test]
fn titles_of_all_scripts() {
    let items = odd_items();
    let (oracle, library) = (Oracle::of(&items), Library::of(&items));
    let mut rng = Rng::new(43);
    for item in &items {
        let text = &item.title;
        assert!(assert_same(&oracle, &library, text) > 0, "{text} finds itself");
        if !text.contains('&') {
            let capitals = text.to_uppercase();
            assert!(assert_same(&oracle, &library, &capitals) > 0, "{text} in capitals");
        }
    }
    for _ in 0..2_000 {
        assert_same(&oracle, &library, &question(&mut rng, &items));
    }
    for text in [
        "unicode",
        "game",
        "toy",
        "412",
        "sony",
        "ヘッドホン",
        "ΣΊΣΥΦΟΣ",
        "σίσυφος",
        "елка",
        "oreal",
    ] {
        assert_same(&oracle, &library, text);
    }
}

/// A word that fills shelves, and more words than a lexicon page holds.
#[test]
fn more_than_a_page() {
    let Some(real) = real_items() else { return };
    let mut items = more_items(&real, 40_000);
    for (place, item) in items.iter_mut().enumerate() {
        item.title.push_str(" everywhere");
        item.brand = format!(
            "brand{}",
            "abcdefghij".chars().cycle().skip(place % 10).take(place % 28).collect::<String>()
        );
    }
    let library = Library::of(&items);
    let layout = &library.index.layout;
    println!("{} pages", layout.pages());
    let oracle = Oracle::of(&items);
    let mut rng = Rng::new(47);
    for text in ["everywhere", "everywere dvd", "sony everywhere"] {
        assert!(assert_same(&oracle, &library, text) > 0);
    }
    for _ in 0..20 {
        assert_same(&oracle, &library, &question(&mut rng, &items));
    }
}
