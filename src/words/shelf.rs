//! A shelf page: who has which words, for a range of words.
//!
//! ```text
//! ┌─────┬───────────┬───────┬──────────────────────────────────────────────────────────┐
//! │ 'S' │ first u32 │ n u32 │ n × (same word as before? 1 bit, 4 × a run by field)      │
//! └─────┴───────────┴───────┴──────────────────────────────────────────────────────────┘
//! run: count γ; one item: its number in 32 bits; more: 5 bits of how the gaps are cut (Rice), gaps
//! title runs: then the weights; one item: 5 bits; more: the least 5 bits, their bits 3 bits, the rest
//! ```
//!
//! Words are named by their numbers in the lexicon, of which `first` is the first. A word that
//! too many items have is continued, on the next shelf if need be.

use super::bits::{BitReader, BitWriter};
use super::page::{HEADER_BYTES, PAGE_BYTES, PageError, SHELF, header, numbers};
use super::weight::Field;

/// Items of a word in one entry: with 38 bits each at most, shelves are filled to 10 KB.
pub(super) const ENTRY_ITEMS: usize = 2_048;
/// Bits of how the gaps of a run are cut.
const RICE_BITS: u32 = 5;
/// Bits of a weight, and of how many bits weights take.
const WEIGHT_BITS: u32 = 5;
const WIDTH_BITS: u32 = 3;

/// An item that has a word, by its number, and the word's weight in it.
pub(super) type Posting = (u32, u8);

/// Words of a range, and the items that have them.
#[derive(Debug, Default)]
pub struct Shelf {
    runs: Vec<Run>,
    codes: Vec<u32>,
    weights: Vec<u8>,
}

/// Items of one word, in the order of their numbers.
#[derive(Clone, Copy, Debug)]
struct Run {
    word: u32,
    end: u32,
}

/// Items that have a word in one field, in ascending order, with the word's weight in each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Items<'a> {
    pub codes: &'a [u32],
    pub weights: &'a [u8],
}

impl Shelf {
    /// The items of a word: a run for each field that any of them has it in; none twice.
    pub(super) fn items(&self, word: u32) -> impl Iterator<Item = Items<'_>> {
        let first = self.runs.partition_point(|run| run.word < word);
        let runs = self.runs.get(first..).unwrap_or_default();
        let places = first..first + runs.iter().take_while(|run| run.word == word).count();
        places.filter_map(|place| self.run(place))
    }

    fn run(&self, place: usize) -> Option<Items<'_>> {
        let before = place.checked_sub(1).and_then(|before| self.runs.get(before));
        let start = usize::try_from(before.map_or(0, |run| run.end)).ok()?;
        let end = usize::try_from(self.runs.get(place)?.end).ok()?;
        Some(Items { codes: self.codes.get(start..end)?, weights: self.weights.get(start..end)? })
    }

    /// Bytes that this takes in memory, roughly.
    pub(super) fn weight(&self) -> usize {
        self.runs.len() * size_of::<Run>() + self.codes.len() * (size_of::<u32>() + 1)
    }

    /// Decodes what [`ShelfWriter`] has written, after the letter of its kind.
    pub(super) fn decode(body: &[u8]) -> Result<Self, PageError> {
        let ([first, count], entries) = numbers(body)?;
        let mut reader = BitReader::new(entries);
        let mut shelf = Self::default();
        let mut next = first;
        for _ in 0..count {
            shelf.read_entry(&mut reader, &mut next).ok_or(PageError::Damaged("an entry"))?;
        }
        Ok(shelf)
    }

    fn read_entry(&mut self, reader: &mut BitReader<'_>, next: &mut u32) -> Option<()> {
        let is_same = reader.bits(1)? == 1;
        let word = if is_same { next.checked_sub(1)? } else { *next };
        *next = word.checked_add(1)?;
        for field in Field::ALL {
            let count = usize::try_from(reader.gamma()?).ok()?;
            if count > reader.left() {
                return None;
            }
            if count > 0 {
                self.read_codes(reader, count)?;
                self.read_weights(reader, field, count)?;
                self.runs.push(Run { word, end: u32::try_from(self.codes.len()).ok()? });
            }
        }
        Some(())
    }

    fn read_codes(&mut self, reader: &mut BitReader<'_>, count: usize) -> Option<()> {
        if count == 1 {
            self.codes.push(reader.bits(32)?);
            return Some(());
        }
        let low = reader.bits(RICE_BITS)?;
        let mut next = 0_u32;
        for _ in 0..count {
            let code = next.checked_add(reader.rice(low)?)?;
            self.codes.push(code);
            // After the last number there is none: whoever needs one finds it too small.
            next = code.saturating_add(1);
        }
        Some(())
    }

    fn read_weights(
        &mut self,
        reader: &mut BitReader<'_>,
        field: Field,
        count: usize,
    ) -> Option<()> {
        let (least, width) = match field {
            Field::Title if count == 1 => (reader.bits(WEIGHT_BITS)?, 0),
            Field::Title => (reader.bits(WEIGHT_BITS)?, reader.bits(WIDTH_BITS)?.min(WEIGHT_BITS)),
            other => (u32::from(other.weight()), 0),
        };
        for _ in 0..count {
            self.weights.push(u8::try_from(least + reader.bits(width)?).ok()?);
        }
        Some(())
    }
}

/// Writes shelf pages.
pub(super) struct ShelfWriter {
    first: u32,
    next: u32,
    count: u32,
    bits: BitWriter,
}

impl ShelfWriter {
    /// A page whose first word has this number.
    pub(super) fn new(first: u32) -> Self {
        Self { first, next: first, count: 0, bits: BitWriter::default() }
    }

    /// Whether one more entry surely fits.
    pub(super) fn has_room(&self) -> bool {
        // An item takes at most 33 bits, a weight 5, and what stands before a run 80.
        let most = (ENTRY_ITEMS * 38 + Field::ALL.len() * 80).div_ceil(8);
        HEADER_BYTES + self.bits.len().div_ceil(8) + most <= PAGE_BYTES
    }

    /// Adds items of a word: of the last one, or of the one after it. Of each field its items in
    /// ascending order; at most [`ENTRY_ITEMS`] in all.
    pub(super) fn push(&mut self, word: u32, fields: &[&[Posting]; Field::ALL.len()]) {
        self.bits.bits(u32::from(word < self.next), 1);
        self.next = word + 1;
        self.count += 1;
        for (field, items) in Field::ALL.into_iter().zip(fields) {
            self.bits.gamma(u32::try_from(items.len()).unwrap_or(u32::MAX));
            if !items.is_empty() {
                self.codes(items);
                if field == Field::Title {
                    self.weights(items);
                }
            }
        }
    }

    fn codes(&mut self, items: &[Posting]) {
        if let [(code, _)] = items {
            self.bits.bits(*code, 32);
            return;
        }
        let low = best_cut(items);
        self.bits.bits(low, RICE_BITS);
        gaps(items).for_each(|gap| self.bits.rice(gap, low));
    }

    fn weights(&mut self, items: &[Posting]) {
        let weights = || items.iter().map(|(_, weight)| u32::from(*weight));
        let least = weights().min().unwrap_or(0);
        self.bits.bits(least, WEIGHT_BITS);
        if items.len() > 1 {
            let spread = weights().max().unwrap_or(0) - least;
            let width = spread.checked_ilog2().map_or(0, |log| log + 1);
            self.bits.bits(width, WIDTH_BITS);
            weights().for_each(|weight| self.bits.bits(weight - least, width));
        }
    }

    /// The page.
    pub(super) fn finish(self) -> Vec<u8> {
        header(SHELF, [self.first, self.count], self.bits.finish())
    }
}

/// What is between numbers: how many lie before the first, and between one and the next.
fn gaps(items: &[Posting]) -> impl Iterator<Item = u32> {
    let mut next = 0;
    items.iter().map(move |(code, _)| {
        let gap = code - next;
        next = code.saturating_add(1);
        gap
    })
}

/// How many low bits of gaps to leave as they are, so that all take the least.
fn best_cut(items: &[Posting]) -> u32 {
    let cost = |low: &u32| -> u64 {
        gaps(items).map(|gap| u64::from(gap >> low) + 1 + u64::from(*low)).sum()
    };
    (0..1 << RICE_BITS).min_by_key(cost).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(entries: &[(u32, [&[Posting]; 4])]) -> Shelf {
        let mut writer = ShelfWriter::new(entries[0].0);
        for (word, fields) in entries {
            writer.push(*word, fields);
        }
        Shelf::decode(&writer.finish()[1..]).unwrap()
    }

    fn items(shelf: &Shelf, word: u32) -> Vec<Posting> {
        let runs = shelf.items(word);
        runs.flat_map(|run| run.codes.iter().copied().zip(run.weights.iter().copied())).collect()
    }

    #[test]
    fn items_come_back() {
        let many: Vec<Posting> = (0..2_000).map(|n: u32| (n * 2_000_000 + n % 7, 9)).collect();
        let edge: &[Posting] = &[(0, 3), (1, 15), (u32::MAX - 1, 7), (u32::MAX, 4)];
        let shelf = round_trip(&[
            (5, [edge, &[], &[], &[]]),
            (6, [&[], &[(u32::MAX, 2)], &[(3, 1), (9, 1)], &[(4, 0)]]),
            (7, [&many, &[], &[], &[]]),
            (7, [&[(u32::MAX, 15)], &[], &[], &[]]),
        ]);
        assert_eq!(items(&shelf, 5), edge);
        assert_eq!(items(&shelf, 6), [(u32::MAX, 2), (3, 1), (9, 1), (4, 0)]);
        assert_eq!(items(&shelf, 7), [many.as_slice(), &[(u32::MAX, 15)]].concat());
        assert_eq!(items(&shelf, 4), []);
        assert_eq!(items(&shelf, 8), []);
    }

    #[test]
    fn the_largest_entry_has_room() {
        let worst: Vec<Posting> = (0..)
            .zip(0..)
            .map(|(n, w): (u32, u32)| (n * 2_097_151, u8::try_from(w % 16).unwrap_or(0)))
            .take(ENTRY_ITEMS)
            .collect();
        let mut writer = ShelfWriter::new(0);
        for word in 0.. {
            if !writer.has_room() {
                break;
            }
            writer.push(word, &[&worst, &[], &[], &[]]);
        }
        let page = writer.finish();
        assert!((PAGE_BYTES - 20_000..=PAGE_BYTES).contains(&page.len()), "{}", page.len());
    }

    #[test]
    fn damage_is_told() {
        assert!(Shelf::decode(&[]).is_err());
        let continues = [0, 0, 0, 0, 1, 0, 0, 0, 0b1];
        assert!(Shelf::decode(&continues).is_err(), "nothing to continue");
        let cut = [0, 0, 0, 0, 9, 0, 0, 0, 0];
        assert!(Shelf::decode(&cut).is_err());
        let greedy = [0, 0, 0, 0, 1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff];
        assert!(Shelf::decode(&greedy).is_err());
    }
}
