//! `src/words/folds.txt` against a library for all of Unicode, which also writes it.

use crate::golden;
use nigh::words::fold;
use std::fmt::Write;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Letters that Unicode takes for letters of their own, and people for those they look like.
const LIKE: [(char, &str); 13] = [
    ('ß', "ss"),
    ('æ', "ae"),
    ('ð', "d"),
    ('ø', "o"),
    ('þ', "th"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ł', "l"),
    ('ŋ', "n"),
    ('œ', "oe"),
    ('ŧ', "t"),
    ('ς', "σ"),
];

/// Characters that are not there: soft hyphens, joiners, marks of order, selectors of variants.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// What a text is when case, accents and widths do not count.
pub fn folded(text: &str) -> String {
    let mut text = text.to_owned();
    loop {
        let seen = text.nfkd().filter(|c| canonical_combining_class(*c) == 0 && !is_unseen(*c));
        let lower: String = seen.flat_map(char::to_lowercase).collect();
        let like = lower.chars().map(|c| {
            let like = LIKE.iter().find(|(letter, _)| *letter == c);
            like.map_or_else(|| c.to_string(), |(_, like)| (*like).to_owned())
        });
        let next: String = like.collect();
        if next == text {
            return next;
        }
        text = next;
    }
}

/// A character of a word becomes what it is folded to; a sign such as ™ stays one.
fn folded_char(c: char) -> String {
    let folded = folded(c.encode_utf8(&mut [0; 4]));
    if folded.is_empty() || c.is_alphanumeric() { folded } else { c.to_string() }
}

/// Blocks whose characters have cases, accents, widths or ligatures. Left out: those of Arabic and
/// Chinese that stand for others only to satisfy older codes; Hangul, which is worked out.
fn is_listed(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{2e7f}' | '\u{3040}'..='\u{30ff}' | '\u{a640}'..='\u{abff}'
        | '\u{fb00}'..='\u{fb06}' | '\u{fe00}'..='\u{fe2f}' | '\u{fe70}'..='\u{ffef}')
}

fn by_the_table(text: &str) -> String {
    let mut folded = String::new();
    text.chars().for_each(|c| fold(c, &mut |c| folded.push(c)));
    folded
}

#[test]
fn the_table_is_unicodes() {
    let mut table = String::new();
    for c in ('\u{80}'..=char::MAX).filter(|c| is_listed(*c)) {
        let folded = folded_char(c);
        if folded != c.to_lowercase().to_string() {
            writeln!(table, "{c}{folded}").expect("a text");
        }
    }
    golden::assert_same("src/words/folds.txt", &table);
    println!("{} characters, {} bytes", table.lines().count(), table.len());
}

#[test]
fn every_character_folds_as_unicode_says() {
    let hangul = '가'..='힣';
    for c in ('\0'..=char::MAX).filter(|c| c.is_ascii() || is_listed(*c) || hangul.contains(c)) {
        let text = c.to_string();
        let expected = if c.is_ascii() { folded(&text) } else { folded_char(c) };
        assert_eq!(by_the_table(&text), expected, "{c:?}");
    }
}

#[test]
fn composed_and_decomposed_fold_alike() {
    for text in
        ["Crème brûlée", "Ǻngström", "Đặng Việt", "Ёлка й", "Ελλάδα ΐ", "가방 한글", "ガード"]
    {
        let (composed, decomposed): (String, String) = (text.nfc().collect(), text.nfd().collect());
        assert_eq!(by_the_table(&composed), by_the_table(&decomposed), "{text}");
    }
}
