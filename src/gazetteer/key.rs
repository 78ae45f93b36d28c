//! What a name or a code is found by.

use crate::words::fold;

/// A key has so many characters at most; what is longer is cut, in places and questions alike.
const MAX_LETTERS: usize = 48;

/// A text, folded: one space for all that is between its words, none where there is a digit in
/// it, since codes are written with and without. Apostrophes are passed over.
///
/// ```
/// use nigh::gazetteer::key;
/// assert_eq!(key("São Tomé"), "sao tome");
/// assert_eq!(key("L'Haÿ-les-Roses"), "lhay les roses");
/// assert_eq!(key("sw1a 1AA"), "sw1a1aa");
/// ```
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let (mut letters, mut is_gap) = (0, false);
    for c in text.chars() {
        fold(c, &mut |c| {
            if matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{2bb}' | '\u{2bc}' | '`') {
                return;
            }
            if !c.is_alphanumeric() {
                is_gap = true;
            } else if letters < MAX_LETTERS {
                if is_gap && !key.is_empty() {
                    key.push(' ');
                    letters += 1;
                }
                is_gap = false;
                letters += 1;
                key.push(c);
            }
        });
    }
    if has_digit(&key) {
        key.retain(|c| c != ' ');
    }
    key
}

/// Whether a key may be a code: typos in it are another code.
pub(super) fn has_digit(key: &str) -> bool {
    key.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for (text, expected) in [
            ("München", "munchen"),
            ("  Saint-Denis  ", "saint denis"),
            ("’s-Hertogenbosch", "s hertogenbosch"),
            ("Frankfurt (Oder)", "frankfurt oder"),
            ("МОСКВА", "москва"),
            ("東京", "東京"),
            ("490-1401", "4901401"),
            ("k1a 0b1", "k1a0b1"),
            ("6th of October City", "6thofoctobercity"),
            ("…", ""),
        ] {
            assert_eq!(key(text), expected, "{text}");
            assert_eq!(key(&key(text)), expected, "{text} twice");
        }
        assert!(key(&"x".repeat(100)).len() <= MAX_LETTERS);
    }
}
