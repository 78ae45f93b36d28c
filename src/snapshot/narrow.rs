//! Columns of numbers, as narrow as their largest number allows: rows of stock have many columns,
//! most of them of small numbers, some of one number alone. They are encoded as they are in memory,
//! so that reading one copies it: a page has more rows than a question looks at.

use super::seal::FormatError;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A column, by the bytes that a number takes.
#[derive(Clone, Debug)]
pub(super) enum Narrow {
    /// None: all are the same.
    Same(u32),
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

/// Its encoded form, little-endian.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Packed<'a> {
    Same(u32),
    One(#[serde(borrow)] Cow<'a, [u8]>),
    Two(#[serde(borrow)] Cow<'a, [u8]>),
    Four(#[serde(borrow)] Cow<'a, [u8]>),
}

impl Default for Narrow {
    fn default() -> Self {
        Self::Same(0)
    }
}

impl Default for Packed<'_> {
    fn default() -> Self {
        Self::Same(0)
    }
}

impl Packed<'_> {
    /// Of so many numbers as the page says elsewhere.
    pub(super) fn new(numbers: &[u32]) -> Self {
        match numbers {
            [first, rest @ ..] if rest.iter().all(|number| number == first) => Self::Same(*first),
            [] => Self::Same(0),
            _ => Self::counted(numbers),
        }
    }

    /// Of as many numbers as it says itself.
    pub(super) fn counted(numbers: &[u32]) -> Self {
        let bytes = |width: usize| {
            numbers.iter().flat_map(|number| number.to_le_bytes().into_iter().take(width)).collect()
        };
        match numbers.iter().max() {
            None | Some(0..=0xff) => Self::One(bytes(1)),
            Some(0x100..=0xffff) => Self::Two(bytes(2)),
            Some(_) => Self::Four(bytes(4)),
        }
    }

    /// The column, of so many rows.
    pub(super) fn unpack(&self, rows: usize) -> Result<Narrow, FormatError> {
        let (column, found) = match self {
            Self::Same(number) => (Narrow::Same(*number), rows),
            Self::One(bytes) => (Narrow::One(bytes.to_vec()), bytes.len()),
            Self::Two(bytes) => {
                let numbers: Vec<u16> = parts(bytes)?.map(u16::from_le_bytes).collect();
                let found = numbers.len();
                (Narrow::Two(numbers), found)
            }
            Self::Four(_) => {
                let numbers = self.numbers()?;
                let found = numbers.len();
                (Narrow::Four(numbers), found)
            }
        };
        if found == rows {
            Ok(column)
        } else {
            Err(FormatError::Body("columns of different lengths"))
        }
    }

    /// The numbers of a column that says how many it has.
    pub(super) fn numbers(&self) -> Result<Vec<u32>, FormatError> {
        match self {
            Self::Same(_) => Err(FormatError::Body("a column of any length")),
            Self::One(bytes) => Ok(bytes.iter().map(|byte| u32::from(*byte)).collect()),
            Self::Two(bytes) => {
                Ok(parts(bytes)?.map(|bytes| u32::from(u16::from_le_bytes(bytes))).collect())
            }
            Self::Four(bytes) => Ok(parts(bytes)?.map(u32::from_le_bytes).collect()),
        }
    }
}

fn parts<const N: usize>(bytes: &[u8]) -> Result<impl Iterator<Item = [u8; N]>, FormatError> {
    match bytes.as_chunks() {
        (parts, []) => Ok(parts.iter().copied()),
        _ => Err(FormatError::Body("a part of a number")),
    }
}

impl Narrow {
    /// The largest number; 0 where there is none.
    pub(super) fn most(&self) -> u32 {
        match self {
            Self::Same(number) => *number,
            Self::One(numbers) => numbers.iter().max().copied().unwrap_or_default().into(),
            Self::Two(numbers) => numbers.iter().max().copied().unwrap_or_default().into(),
            Self::Four(numbers) => numbers.iter().max().copied().unwrap_or_default(),
        }
    }

    /// The number of a row that is there.
    pub(super) fn get(&self, row: usize) -> u32 {
        match self {
            Self::Same(number) => *number,
            Self::One(numbers) => numbers.get(row).copied().unwrap_or_default().into(),
            Self::Two(numbers) => numbers.get(row).copied().unwrap_or_default().into(),
            Self::Four(numbers) => numbers.get(row).copied().unwrap_or_default(),
        }
    }

    /// Bytes that its numbers take in memory.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Same(_) => 0,
            Self::One(numbers) => numbers.len(),
            Self::Two(numbers) => 2 * numbers.len(),
            Self::Four(numbers) => 4 * numbers.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_they_were_and_take_what_the_largest_takes() {
        for (numbers, weight) in [
            (&[][..], 0),
            (&[7], 0),
            (&[u32::MAX; 3], 0),
            (&[0, 255], 2),
            (&[256, 0, 1], 6),
            (&[0xffff, 0], 4),
            (&[0x1_0000, 0], 8),
            (&[u32::MAX, 1, 0], 12),
        ] {
            let column = Packed::new(numbers).unpack(numbers.len()).unwrap();
            assert_eq!(column.weight(), weight, "{numbers:?}");
            assert_eq!(column.most(), numbers.iter().copied().max().unwrap_or_default());
            assert!((0..numbers.len()).map(|row| column.get(row)).eq(numbers.iter().copied()));
            assert_eq!(Packed::counted(numbers).numbers().unwrap(), numbers);
        }
    }

    #[test]
    fn what_a_column_is_on_a_page() {
        for (numbers, bytes) in [
            (&[7, 7][..], &[0, 7][..]),
            (&[], &[0, 0]),
            (&[1, 255], &[1, 2, 1, 255]),
            (&[1, 256], &[2, 4, 1, 0, 0, 1]),
            (&[1, 0x1234_5678], &[3, 8, 1, 0, 0, 0, 0x78, 0x56, 0x34, 0x12]),
        ] {
            assert_eq!(postcard::to_allocvec(&Packed::new(numbers)).unwrap(), bytes);
        }
        assert_eq!(postcard::to_allocvec(&Packed::counted(&[7, 7])).unwrap(), [1, 2, 7, 7]);
    }

    #[test]
    fn what_is_no_column() {
        let bytes = |length| Cow::Owned(vec![0; length]);
        for (packed, rows) in [
            (Packed::One(bytes(3)), 2),
            (Packed::Two(bytes(3)), 1),
            (Packed::Two(bytes(4)), 3),
            (Packed::Four(bytes(5)), 1),
            (Packed::Four(bytes(4)), 0),
        ] {
            assert!(packed.unpack(rows).is_err(), "{packed:?} of {rows}");
        }
        assert!(Packed::Same(1).numbers().is_err(), "memory for as many as anybody announces");
        assert!(
            Packed::Two(bytes(1)).numbers().is_err() && Packed::Four(bytes(2)).numbers().is_err()
        );
    }
}
