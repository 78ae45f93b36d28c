//! The words of a text.

use super::fold::fold;
use super::plural::singular;
use super::references::resolve;
use std::ops::Range;

/// A word keeps so many letters; what is longer is cut, in items and queries alike.
pub(super) const MAX_LETTERS: usize = 32;
/// So many words make one at most.
const MAX_LINKED: usize = 6;

/// A word as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Folded, not yet its singular.
    pub raw: String,
    /// Whether it is of letters.
    pub is_letters: bool,
    /// How it is tied to the word before it.
    pub link: Link,
}

/// How two words are tied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Not at all.
    None,
    /// Words of letters, by nothing but a hyphen or an `&`.
    Hyphen,
    /// Words of letters, or numbers, by nothing but a point or a comma.
    Point,
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
    /// Between words of letters that count as one, too.
    Hyphen,
    /// Between numbers, or initials, that count as one, too.
    Point,
    Gap,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' => Self::Letter,
            '0'..='9' => Self::Digit,
            '\'' | '\u{2019}' | '\u{2bc}' => Self::Apostrophe,
            '-' | '&' | '\u{2010}' | '\u{2011}' => Self::Hyphen,
            ',' | '.' => Self::Point,
            '\u{3041}'..='\u{309f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => {
                Self::Sign
            }
            _ if c.is_numeric() => Self::Digit,
            _ if c.is_alphabetic() => Self::Letter,
            _ => Self::Gap,
        }
    }
}

/// The words of a text, in order. An `&` that stands alone is `and`.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader { tokens: Vec::new(), last: Kind::Gap, between: Some(Kind::Gap) };
    for part in resolve(text).split_whitespace() {
        if part == "&" {
            reader.and();
        }
        part.chars().for_each(|c| fold(c, &mut |c| reader.read(c)));
        reader.read(' ');
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
    fn and(&mut self) {
        self.tokens.push(Token { raw: "and".to_owned(), is_letters: true, link: Link::None });
        self.last = Kind::Letter;
    }

    fn read(&mut self, c: char) {
        use Kind::{Apostrophe, Digit, Gap, Hyphen, Letter, Point, Sign};
        let kind = Kind::of(c);
        if matches!(kind, Apostrophe | Hyphen | Point | Gap) {
            self.between = Some(self.between.map_or(kind, |_| Gap));
            return;
        }
        let around = (self.last, self.between, kind);
        let goes_on = match around {
            (_, None, Sign) => false,
            (last, None, kind) => last == kind,
            _ => around == (Letter, Some(Apostrophe), Letter),
        };
        let link = match around {
            (Letter, Some(Hyphen), Letter) => Link::Hyphen,
            (Letter, Some(Point), Letter) | (Digit, Some(Point), Digit) => Link::Point,
            _ => Link::None,
        };
        (self.last, self.between) = (kind, None);
        match self.tokens.last_mut().filter(|_| goes_on) {
            Some(token) if token.raw.chars().count() >= MAX_LETTERS => {}
            Some(token) => token.raw.push(c),
            None => {
                let is_letters = kind == Letter;
                self.tokens.push(Token { raw: c.to_string(), is_letters, link });
            }
        }
    }
}

impl Token {
    /// What it is in the index.
    pub(super) fn term(&self) -> String {
        if self.is_letters { singular(&self.raw) } else { self.raw.clone() }
    }

    /// Whether it is one with the word before it: a hyphen's, or the thousands of `1,600`, or the
    /// initials of `R.E.M.`; not the `2` of `14.2`.
    pub(super) fn goes_on(&self, before: &Self) -> bool {
        let letters = |token: &Self| token.raw.chars().count();
        match self.link {
            Link::None => false,
            Link::Hyphen => true,
            Link::Point if self.is_letters => letters(self) == 1 && letters(before) == 1,
            Link::Point => letters(self) == 3,
        }
    }
}

/// Words that are one, each time all that are: `all-in-one` is one range of three.
pub(super) fn linked(tokens: &[Token]) -> impl Iterator<Item = Range<usize>> {
    let groups = tokens.chunk_by(|before, token| token.goes_on(before));
    let ranges = groups.scan(0, |end, group| {
        let start = *end;
        *end += group.len();
        Some(start..*end)
    });
    ranges.filter(|range| (2..=MAX_LINKED).contains(&range.len()))
}

/// One word of several; `None` where that is longer than a word.
pub(super) fn joined(tokens: &[Token]) -> Option<String> {
    let raw: String = tokens.iter().map(|token| token.raw.as_str()).collect();
    let token = Token { is_letters: tokens.first()?.is_letters, link: Link::None, raw };
    (token.raw.chars().count() <= MAX_LETTERS).then(|| token.term())
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
            ("AT&T R&amp;B Tom & Jerry", "at t r b tom and jerry att rb"),
            (
                "1,600 Points 12.000 14.2 3,5 1,2345 1,234,567",
                "1 600 point 12 000 14 2 3 5 1 2345 1 234 567 1600 12000 1234567",
            ),
            ("R.E.M. B.C. Rich U.S.of Dr.Dre", "r e m b c rich u s of dr dre rem bc us"),
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
        assert_eq!(terms("a-b-c-d-e-f-g"), "a b c d e f g");
        assert_eq!(joined(&[long[0].clone(), long[0].clone()]), None);
    }
}
