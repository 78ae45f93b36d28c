//! Numbers that stand for ids where rows name them, and what begins with the same bits.
//!
//! A number is the fingerprint of the id, or one of the next if that is taken. Who reads them
//! needs no table: an id tells where its number is to be looked for. They do not shift when other
//! ids come or go, but for those few whose fingerprints collide.

use super::ids::fingerprint;
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// So many leading bits of an id's number are those of its fingerprint: what is cut by no more of
/// them can be chosen before the number is known.
pub const SHARED_BITS: u8 = 12;
/// The bits that may differ.
const OWN_BITS: u32 = u32::MAX >> SHARED_BITS;

/// The numbers of ids that are given in ascending order: an earlier id goes before a later one.
pub fn codes<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<u32> {
    let mut taken = HashSet::new();
    let code = |id| {
        let print = fingerprint(id);
        // A million ids share their first bits only where there are billions.
        probe(print).find(|code| taken.insert(*code)).unwrap_or(print)
    };
    ids.into_iter().map(code).collect()
}

/// The numbers that an id may have, in the order in which they are tried: it has the first that no
/// earlier id has.
pub fn probe(fingerprint: u32) -> impl Iterator<Item = u32> {
    let shared = fingerprint & !OWN_BITS;
    (0..=OWN_BITS).map(move |step| shared | (fingerprint.wrapping_add(step) & OWN_BITS))
}

/// Leading bits of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix {
    bits: u8,
    path: u32,
}

impl Prefix {
    /// No bit: what all numbers begin with.
    pub const ALL: Self = Self { bits: 0, path: 0 };

    /// The first bits of a number, or of a fingerprint; at most [`SHARED_BITS`].
    pub fn of(code: u32, bits: u8) -> Self {
        let bits = bits.min(SHARED_BITS);
        Self { bits, path: code.checked_shr(32 - u32::from(bits)).unwrap_or(0) }
    }

    /// One of so many bits, by its place among them.
    pub fn nth(place: usize, bits: u8) -> Option<Self> {
        let path = u32::try_from(place).ok()?;
        (bits <= SHARED_BITS && path < 1 << bits).then_some(Self { bits, path })
    }

    /// All of so many bits, in order.
    pub fn all(bits: u8) -> impl Iterator<Item = Self> {
        let bits = bits.min(SHARED_BITS);
        (0..1 << bits).map(move |path| Self { bits, path })
    }

    /// How many bits.
    pub const fn bits(self) -> u8 {
        self.bits
    }

    /// Its place among all of so many bits.
    pub fn place(self) -> usize {
        usize::try_from(self.path).unwrap_or(usize::MAX)
    }

    /// Whether a number begins with it.
    pub fn begins(self, code: u32) -> bool {
        Self::of(code, self.bits) == self
    }

    /// The numbers that begin with it.
    pub fn range(self) -> RangeInclusive<u32> {
        let rest = u32::MAX.checked_shr(self.bits.into()).unwrap_or_default();
        let first = self.path.checked_shl(32 - u32::from(self.bits)).unwrap_or_default();
        first..=first | rest
    }

    /// Those of so many bits that begin with it; where it has more bits, the one that begins it.
    pub fn with_bits(self, bits: u8) -> impl Iterator<Item = Self> {
        let bits = bits.min(SHARED_BITS);
        let first = match bits.checked_sub(self.bits) {
            Some(more) => self.path << more,
            None => self.path >> (self.bits - bits),
        };
        let count = 1 << bits.saturating_sub(self.bits);
        (first..first + count).map(move |path| Self { bits, path })
    }
}

/// In hexadecimal, after a first 1, as tiles are: `1` is none, `2` and `3` are one bit.
impl std::fmt::Display for Prefix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}", 1 << self.bits | self.path)
    }
}

impl std::str::FromStr for Prefix {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = u32::from_str_radix(text, 16).map_err(|_| ())?;
        let bits = number.checked_ilog2().and_then(|bits| u8::try_from(bits).ok()).ok_or(())?;
        let prefix = Self { bits, path: number ^ 1 << bits };
        // One text a prefix: no sign, no leading zero, no capitals.
        (bits <= SHARED_BITS && prefix.to_string() == text).then_some(prefix).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two ids with one fingerprint, found by trying: 71,000 ids have one in two chances each.
    fn colliding() -> [String; 2] {
        let mut known = std::collections::HashMap::new();
        (0..)
            .map(|n: u32| n.to_string())
            .find_map(|id| Some([known.insert(fingerprint(&id), id.clone())?, id]))
            .unwrap()
    }

    #[test]
    fn an_id_has_its_fingerprint_or_the_next_number() {
        let [a, b] = colliding();
        let (first, second) = if a < b { (a, b) } else { (b, a) };
        let print = fingerprint(&first);
        let next = probe(print).nth(1).unwrap();
        assert_eq!(codes([first.as_str(), &second]), [print, next]);
        assert_eq!(codes([second.as_str()]), [print], "alone");
        assert_eq!(Prefix::of(print, SHARED_BITS), Prefix::of(next, SHARED_BITS));
    }

    #[test]
    fn numbers_are_tried_within_the_shared_bits() {
        let last = 0x7ff_fffff;
        let tried: Vec<u32> = probe(last).take(3).collect();
        assert_eq!(tried, [0x7ff_fffff, 0x7ff_00000, 0x7ff_00001]);
        assert_eq!(probe(last).count(), 1 << 20);
    }

    #[test]
    fn prefixes() {
        for (code, bits, text, place) in [
            (0xffff_ffff, 0, "1", 0),
            (0x7fff_ffff, 1, "2", 0),
            (0x8000_0000, 1, "3", 1),
            (0xabcd_ef01, 8, "1ab", 0xab),
            (0xabcd_ef01, 12, "1abc", 0xabc),
            (0xabcd_ef01, 13, "1abc", 0xabc),
        ] {
            let prefix = Prefix::of(code, bits);
            assert_eq!((prefix.to_string().as_str(), prefix.place()), (text, place));
            assert_eq!(
                (text.parse(), Prefix::nth(place, prefix.bits())),
                (Ok(prefix), Some(prefix))
            );
            assert!(prefix.begins(code) && prefix.begins(code ^ 1));
            let (first, last) = (*prefix.range().start(), *prefix.range().end());
            assert!(prefix.begins(first) && prefix.begins(last) && prefix.range().contains(&code));
            assert!(first == 0 || !prefix.begins(first - 1));
            assert!(last == u32::MAX || !prefix.begins(last + 1));
        }
        for text in ["", "0", "01", "+1", "A", "x", "1abcd", "fffffffff"] {
            assert_eq!(text.parse::<Prefix>(), Err(()), "{text}");
        }
        assert_eq!(Prefix::nth(2, 1), None);
        assert_eq!(Prefix::nth(0, SHARED_BITS + 1), None);
    }

    #[test]
    fn prefixes_of_more_and_of_fewer_bits() {
        let texts = |text: &str, bits| -> Vec<String> {
            let prefix: Prefix = text.parse().unwrap();
            prefix.with_bits(bits).map(|prefix| prefix.to_string()).collect()
        };
        assert_eq!(texts("3", 3), ["c", "d", "e", "f"]);
        assert_eq!(texts("d", 1), ["3"]);
        assert_eq!(texts("d", 3), ["d"]);
        assert_eq!(texts("1", 1), ["2", "3"]);
        assert_eq!(
            Prefix::all(2).collect::<Vec<_>>(),
            Prefix::ALL.with_bits(2).collect::<Vec<_>>()
        );
    }
}
