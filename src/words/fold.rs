//! One letter for all its cases, accents and widths.
//!
//! What Unicode calls NFKD, less the marks, in lower case; and `ß` is `ss`, `ø` is `o`. Scripts
//! that are written with any of that are in `folds.txt`, a line a character and what it becomes,
//! in order: 7 kB of the Worker, where a library for all of Unicode takes 58. A test writes the
//! file by such a library.

use std::cmp::Ordering;

const FOLDS: &str = include_str!("folds.txt");

/// Syllables of Hangul in their letters: the first syllable, the first letters of a syllable's
/// beginning, middle and end, and how many middles and ends there are.
const SYLLABLE: u32 = 0xac00;
const LETTERS: [u32; 3] = [0x1100, 0x1161, 0x11a7];
const MIDDLES: u32 = 21;
const ENDS: u32 = 28;

/// Gives the characters that one becomes: none for a mark, several for a ligature.
///
/// ```
/// let mut folded = String::new();
/// "Straße ﬁne Ǻ".chars().for_each(|c| nigh::words::fold(c, &mut |c| folded.push(c)));
/// assert_eq!(folded, "strasse fine a");
/// ```
pub fn fold(c: char, give: &mut impl FnMut(char)) {
    if c.is_ascii() {
        give(c.to_ascii_lowercase());
    } else if ('가'..='힣').contains(&c) {
        syllable(u32::from(c) - SYLLABLE, give);
    } else if let Some(folded) = listed(c) {
        folded.chars().for_each(give);
    } else {
        c.to_lowercase().for_each(give);
    }
}

/// A text, folded.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    text.chars().for_each(|c| fold(c, &mut |c| folded.push(c)));
    folded
}

fn syllable(number: u32, give: &mut impl FnMut(char)) {
    let [beginning, middle, end] = LETTERS;
    give(letter(beginning + number / (MIDDLES * ENDS)));
    give(letter(middle + number / ENDS % MIDDLES));
    if !number.is_multiple_of(ENDS) {
        give(letter(end + number % ENDS));
    }
}

fn letter(code: u32) -> char {
    char::from_u32(code).unwrap_or_default()
}

/// Finds a line by halves: it is among those before the middle one, or those after it.
fn listed(c: char) -> Option<&'static str> {
    let mut lines = FOLDS;
    while !lines.is_empty() {
        let middle = lines.floor_char_boundary(lines.len() / 2);
        let begin = lines.get(..middle)?.rfind('\n').map_or(0, |end| end + 1);
        let (before, from) = lines.split_at_checked(begin)?;
        let (line, after) = from.split_once('\n')?;
        let mut chars = line.chars();
        match chars.next()?.cmp(&c) {
            Ordering::Equal => return Some(chars.as_str()),
            Ordering::Greater => lines = before,
            Ordering::Less => lines = after,
        }
    }
    None
}
