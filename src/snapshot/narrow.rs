//! Columns of numbers in memory, as narrow as their largest number allows: rows of stock have many
//! columns, most of them of small numbers, some of one number alone.

/// A column, by the bytes that a number takes.
#[derive(Clone, Debug)]
pub(super) enum Narrow {
    /// None: all are the same.
    Same(u32),
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl Default for Narrow {
    fn default() -> Self {
        Self::Same(0)
    }
}

impl Narrow {
    /// A column of these numbers.
    pub(super) fn new<N: Copy + Into<u32>>(numbers: &[N]) -> Self {
        let numbers = || numbers.iter().map(|number| -> u32 { (*number).into() });
        let (least, most) =
            (numbers().min().unwrap_or_default(), numbers().max().unwrap_or_default());
        if least == most {
            return Self::Same(most);
        }
        // None is capped: all are at most the largest.
        match most {
            0..=0xff => Self::One(numbers().map(|n| n.try_into().unwrap_or(u8::MAX)).collect()),
            0x100..=0xffff => {
                Self::Two(numbers().map(|n| n.try_into().unwrap_or(u16::MAX)).collect())
            }
            _ => Self::Four(numbers().collect()),
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
            let column = Narrow::new(numbers);
            assert_eq!(column.weight(), weight, "{numbers:?}");
            assert!((0..numbers.len()).map(|row| column.get(row)).eq(numbers.iter().copied()));
        }
    }
}
