//! Columns as pages keep them: running sums, ascending numbers, shared words.

use super::seal::FormatError;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

/// `Vec<u8>` as bytes and not as a sequence of numbers.
pub(super) mod bytes {
    pub(in super::super) fn serialize<S: serde::Serializer>(
        bytes: &[u8],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub(in super::super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<u8>, D::Error> {
        let bytes: &[u8] = serde::Deserialize::deserialize(from)?;
        Ok(bytes.to_vec())
    }
}

/// Running sums of lengths that must come to `total`.
pub(super) fn ends(
    lengths: impl Iterator<Item = u32>,
    total: usize,
) -> Result<Vec<u32>, FormatError> {
    let mut end = 0_u32;
    let mut ends = Vec::with_capacity(lengths.size_hint().0);
    for length in lengths {
        end = end.checked_add(length).ok_or(FormatError::Body("lengths beyond 4 GiB"))?;
        ends.push(end);
    }
    if usize::try_from(end) == Ok(total) {
        Ok(ends)
    } else {
        Err(FormatError::Body("lengths do not add up"))
    }
}

/// What lies between one end and the one before.
pub(super) fn part(ends: &[u32], place: usize) -> Option<std::ops::Range<usize>> {
    let start = match place.checked_sub(1) {
        Some(before) => *ends.get(before)?,
        None => 0,
    };
    Some(usize::try_from(start).ok()?..usize::try_from(*ends.get(place)?).ok()?)
}

/// Strictly ascending numbers as the first and the steps between them, which are small.
pub(super) fn steps(ascending: impl IntoIterator<Item = u32>) -> Vec<u32> {
    let mut before = 0;
    let step = |number: u32| {
        let step = number.wrapping_sub(before);
        before = number;
        step
    };
    ascending.into_iter().map(step).collect()
}

/// The inverse of [`steps`], in place.
pub(super) fn climb(steps: &mut [u32]) -> Result<(), FormatError> {
    let mut before: Option<u32> = None;
    for step in steps {
        let number = match before {
            Some(before) => before.checked_add(*step).filter(|number| *number > before),
            None => Some(*step),
        };
        *step = number.ok_or(FormatError::Body("numbers that do not ascend"))?;
        before = Some(*step);
    }
    Ok(())
}

/// Distinct values in the order of their first use.
pub(super) struct Interned<T> {
    pub in_order: Vec<T>,
    known: HashMap<T, usize>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self { in_order: Vec::new(), known: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Interned<T> {
    /// The place of a value.
    pub(super) fn place(&mut self, value: T) -> usize {
        if let Some(&place) = self.known.get(&value) {
            return place;
        }
        let place = self.in_order.len();
        self.known.insert(value.clone(), place);
        self.in_order.push(value);
        place
    }
}

pub(super) fn borrowed<T: ToOwned + ?Sized>(values: Vec<&T>) -> Vec<Cow<'_, T>> {
    values.into_iter().map(Cow::Borrowed).collect()
}

pub(super) fn owned<T: ToOwned + ?Sized>(
    values: Vec<Cow<'_, T>>,
) -> impl Iterator<Item = T::Owned> {
    values.into_iter().map(Cow::into_owned)
}

/// A length or a place; no page is so large that it does not fit.
pub(super) fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_back() {
        for numbers in [&[][..], &[0], &[7], &[0, 1, u32::MAX], &[5, 6, 7, 4_000_000_000]] {
            let mut steps = steps(numbers.iter().copied());
            assert_eq!(climb(&mut steps), Ok(()));
            assert_eq!(steps, numbers);
        }
        for bad in [&mut [3, 0][..], &mut [u32::MAX, 1], &mut [0, 2, u32::MAX]] {
            assert!(climb(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn ends_must_meet() {
        assert_eq!(ends([2, 0, 3].into_iter(), 5), Ok(vec![2, 2, 5]));
        assert!(ends([2, 0, 3].into_iter(), 6).is_err());
        assert!(ends([u32::MAX, 1].into_iter(), 0).is_err());
        let parts = [0, 1, 2, 3].map(|place| part(&[2, 2, 5], place));
        assert_eq!(parts, [Some(0..2), Some(2..2), Some(2..5), None]);
    }
}
