//! The words of a text.

use super::fold::fold;
use super::plural::singular;
use super::references::resolve;
use std::ops::Range;

/// A word keeps so many letters; what is longer is cut, in items and queries alike.
pub(super) const MAX_LETTERS: usize = 32;
/// As many words make one that hyphens link.
const MAX_LINKED: usize = 4;

/// A word as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Folded, not yet its singular.
    pub raw: String,
    /// Whether it is of letters.
    pub is_letters: bool,
    /// Whether nothing but a hyphen, or an `&`, is between it and the word of letters before it.
    pub is_linked: bool,
}

/// What a folded character is in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    /// An ideograph or a kana: a word of its own.
    Sign,
    /// Passed over within a word: `don't`.
    Apostrophe,
    /// Between two words that count as one, too.
    Link,
    Gap,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' => Self::Letter,
            '0'..='9' => Self::Digit,
            '\'' | '\u{2019}' | '\u{2bc}' => Self::Apostrophe,
            '-' | '&' | '\u{2010}' | '\u{2011}' => Self::Link,
            '\u{3041}'..='\u{309f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => {
                Self::Sign
            }
            _ if c.is_numeric() => Self::Digit,
            _ if c.is_alphabetic() => Self::Letter,
            _ => Self::Gap,
        }
    }
}

/// The words of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { tokens: Vec::new(), last: Kind::Gap, between: Some(Kind::Gap) };
    for c in resolve(text).chars() {
        fold(c, &mut |c| reader.read(c));
    }
    reader.tokens
}

struct Reader {
    tokens: Vec<Token>,
    /// What the last word is of.
    last: Kind,
    /// What came since: nothing, one character, or a gap.
    between: Option<Kind>,
}

impl Reader {
    fn read(&mut self, c: char) {
        let kind = Kind::of(c);
        if matches!(kind, Kind::Apostrophe | Kind::Link | Kind::Gap) {
            self.between = Some(self.between.map_or(kind, |_| Kind::Gap));
            return;
        }
        let goes_on = match self.between {
            None => kind == self.last && kind != Kind::Sign,
            Some(between) => {
                between == Kind::Apostrophe && kind == self.last && kind == Kind::Letter
            }
        };
        let is_linked =
            self.between == Some(Kind::Link) && kind == Kind::Letter && self.last == Kind::Letter;
        (self.last, self.between) = (kind, None);
        match self.tokens.last_mut().filter(|_| goes_on) {
            Some(token) if token.raw.chars().count() >= MAX_LETTERS => {}
            Some(token) => token.raw.push(c),
            None => {
                let is_letters = kind == Kind::Letter;
                self.tokens.push(Token { raw: c.to_string(), is_letters, is_linked });
            }
        }
    }
}

impl Token {
    /// What it is in the index.
    pub(super) fn term(&self) -> String {
        if self.is_letters { singular(&self.raw) } else { self.raw.clone() }
    }
}

/// Words that are linked, each time all that are: `all-in-one` is one range of three.
pub(super) fn linked(tokens: &[Token]) -> impl Iterator<Item = Range<usize>> {
    let begins = (0..tokens.len()).filter(|at| tokens.get(*at).is_some_and(|t| !t.is_linked));
    begins.filter_map(|begin| {
        let rest = tokens.get(begin + 1..)?;
        let links = rest.iter().take_while(|token| token.is_linked).count();
        (1..MAX_LINKED).contains(&links).then(|| begin..begin + 1 + links)
    })
}

/// One word of several; `None` where that is longer than a word.
pub(super) fn joined(tokens: &[Token]) -> Option<String> {
    let raw: String = tokens.iter().map(|token| token.raw.as_str()).collect();
    (raw.chars().count() <= MAX_LETTERS).then(|| singular(&raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> String {
        let tokens = tokens(text);
        let terms = tokens.iter().map(Token::term);
        let joined = linked(&tokens).filter_map(|range| joined(&tokens[range]));
        terms.chain(joined).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words() {
        for (text, expected) in [
            ("Apple - iPod touch 32GB MP3 Player", "apple ipod touch 32 gb mp 3 player"),
            ("32 gb", "32 gb"),
            ("ＦＵＬＬ　Ｗｉｄｔｈ ３２ＧＢ", "full width 32 gb"),
            ("Garmin - n&#xFC;vi 1350LMT", "garmin nuvi 1350 lmt"),
            ("Straße Smørrebrød Æon Łódź", "strasse smorrebrod aeon lodz"),
            ("Men's Ladies’ L'Oréal 80's", "men lady loreal 80 s"),
            ("Wi-Fi All-in-One Blu-rays", "wi fi all in one blu ray wifi allinone bluray"),
            ("AT&T R&amp;B Tom & Jerry", "at t r b tom jerry att rb"),
            ("KX-TG1000 5.1-Ch. DVD/CD", "kx tg 1000 5 1 ch dvd cd kxtg"),
            ("-Pro- a--b", "pro a b"),
            ("½ x² ①", "1 2 x 2 1"),
            ("iPod™ Sony®", "ipod sony"),
            ("東京 カメラ", "東 京 カメラ"),
            ("Ёлка Ελλάς", "елка ελλασ"),
            ("soft\u{ad}ware e\u{301}t\u{e9}", "software ete"),
            ("… ☃ !", ""),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
    }

    #[test]
    fn long_words_are_cut_and_long_links_are_not_one_word() {
        let long = tokens(&"x".repeat(100));
        assert_eq!(long[0].raw.len(), MAX_LETTERS);
        assert_eq!(terms("a-b-c-d-e"), "a b c d e");
        assert_eq!(joined(&[long[0].clone(), long[0].clone()]), None);
    }
}
