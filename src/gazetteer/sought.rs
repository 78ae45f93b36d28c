//! What is typed, and what it may mean.

use super::key::{has_digit, key};
use super::label::{E4, split_point};

/// Words at the end that may say where a place is.
const MAX_TRAILING: usize = 3;

/// A text, and the ways of reading it, the likeliest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    pub(super) readings: Vec<Reading>,
    /// What decides between places that are called the same.
    pub(super) at: Option<E4>,
    /// Whether a comma says where the name ends.
    pub(super) is_whole: bool,
}

/// A name, and where the place is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// Of the name.
    pub key: String,
    /// Countries and regions, every one required.
    pub within: Vec<Within>,
    /// Whether the name may go on.
    pub begins: bool,
}

/// A country or a region, by the keys that it may have: as it is said, or without a code behind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Within(Vec<String>);

impl Within {
    /// `ca 94103` → `ca94103` or `ca`; `None` where there is no letter and no digit.
    pub fn new(text: &str) -> Option<Self> {
        let named: Vec<&str> = text.split_whitespace().filter(|word| !has_digit(word)).collect();
        let mut keys = vec![key(text), key(&named.join(" "))];
        keys.dedup();
        keys.retain(|key| !key.is_empty());
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// The keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl Sought {
    /// `None` where there is no letter and no digit.
    pub fn new(text: &str) -> Option<Self> {
        let (text, at) = split_point(text);
        let mut parts = text.split(',');
        let name = parts.next().unwrap_or_default();
        let within: Vec<Within> = parts.filter_map(Within::new).collect();
        let is_whole = text.contains(',');
        let whole = key(name);
        if whole.is_empty() {
            return None;
        }
        let mut readings =
            vec![Reading { key: whole.clone(), within: within.clone(), begins: true }];
        for mut reading in trailing(name) {
            reading.within.extend(within.iter().cloned());
            readings.push(reading);
        }
        let others = outward(name, &whole).or_else(|| after_code(name));
        readings.extend(others.map(|key| Reading { key, within: within.clone(), begins: false }));
        Some(Self { readings, at, is_whole })
    }

    /// The key by which its page is found.
    pub fn key(&self) -> &str {
        self.keys().next().unwrap_or_default()
    }

    /// The keys of all that it may be read as, the likeliest first.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.readings.iter().map(|reading| &*reading.key)
    }

    /// Whether it is a name to its end, and not the beginning of one.
    pub const fn is_whole(&self) -> bool {
        self.is_whole
    }
}

/// `paris tx`, `springfield il us`, `portland new south wales`: the last words say where.
fn trailing(name: &str) -> Vec<Reading> {
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).map(key).filter(|w| !w.is_empty()).collect();
    let mut readings = Vec::new();
    let mut read = |named: &[String], within: &[String]| {
        let key = key(&named.join(" "));
        let within = within.iter().filter_map(|said| Within::new(said)).collect();
        readings.push(Reading { key, within, begins: false });
    };
    for count in 1..=MAX_TRAILING.min(words.len().saturating_sub(1)) {
        let (named, last) = words.split_at(words.len() - count);
        read(named, &[last.join(" ")]);
        if last.len() == 2 {
            read(named, last);
        }
    }
    readings
}

/// `75001 Paris`: where the code is none of a region that is called so, the town is meant.
fn after_code(name: &str) -> Option<String> {
    let (code, town) = name.trim().split_once(' ')?;
    let is_town = has_digit(code) && !has_digit(town);
    Some(key(town)).filter(|town| is_town && !town.is_empty())
}

/// What gazetteers have of codes that have more: the first part of British, Canadian, Irish and
/// Dutch ones and of ZIP+4, as far as they are typed; and what stands before a space, if all that
/// follows has digits.
fn outward(name: &str, whole: &str) -> Option<String> {
    if !has_digit(whole) {
        return None;
    }
    let shape: String = whole.chars().map(shape).collect();
    let cut = match shape.as_str() {
        "a0a0aa" | "a00aa" | "a000aa" | "aa00aa" | "aa000aa" | "aa0a0aa" | "a0a0a0" => 3,
        "a00aa00" | "a00a000" | "a00aaaa" | "a00a0aa" | "a00aa0a" | "a000aaa" => 4,
        "0000aa" | "a0a0a" | "aa0a0a" => 2,
        "a0a0" | "aa0a0" => 1,
        "000000" | "0000000" | "00000000" | "000000000" if name.contains('-') => whole.len() - 5,
        _ => {
            let mut words = name.split_whitespace();
            let first = key(words.next()?);
            let is_code = first != whole && has_digit(&first) && words.all(has_digit);
            return is_code.then_some(first);
        }
    };
    whole.get(..whole.len() - cut).map(str::to_owned)
}

const fn shape(c: char) -> char {
    match c {
        'a'..='z' => 'a',
        '0'..='9' => '0',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let sought = Sought::new(text).unwrap();
        let reading = |r: &Reading| {
            let within = r.within.iter().map(|within| within.0.join(" or "));
            std::iter::once(r.key.clone()).chain(within).collect::<Vec<_>>().join("|")
        };
        sought.readings.iter().map(reading).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn readings() {
        for (text, expected) in [
            ("Paris", "paris"),
            ("Paris, TX", "paris|tx"),
            ("Paris, Texas, US", "paris|texas|us"),
            ("paris tx", "paris tx / paris|tx"),
            (
                "springfield il us",
                "springfield il us / springfield il|us / springfield|il us / springfield|il|us",
            ),
            ("94103", "94103"),
            ("94103-1234", "941031234 / 94103|1234 / 94103"),
            ("94103-1", "941031 / 94103|1 / 94103"),
            ("10115 Berlin", "10115berlin / 10115|berlin / berlin"),
            (
                "San Francisco, CA 94103",
                "san francisco|ca94103 or ca / san|francisco|ca94103 or ca",
            ),
            ("paris tx, us", "paris tx|us / paris|tx|us"),
            ("SW1A 1AA", "sw1a1aa / sw1a|1aa / sw1a"),
            ("K1A0B1", "k1a0b1 / k1a"),
            ("k1a0b", "k1a0b / k1a"),
            ("k1a0", "k1a0 / k1a"),
            ("sw1a1", "sw1a1 / sw1a"),
            ("n1 0aa, gb", "n10aa|gb / n1|0aa|gb / n1|gb"),
            ("1012 AB", "1012ab / 1012|ab / 1012"),
            ("K1A 0", "k1a0 / k1a|0 / k1a"),
            ("Paris,", "paris"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(Sought::new(" , US"), None);
        assert_eq!(Sought::new("…"), None);
        let sought = Sought::new("San José, Jalisco, MX (20.5 -103.25)").unwrap();
        assert_eq!(sought.at, Some((205_000, -1_032_500)));
    }
}
