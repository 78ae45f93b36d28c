//! Cutting what is in the order of numbers into pages, by their first bits.

use crate::snapshot::codes::Prefix;

/// The pages of all prefixes of so many bits, in order.
pub(super) struct Packed {
    pub bits: u8,
    pub pages: Vec<Vec<u8>>,
}

/// Cuts by the fewest bits at which no page has more than `page_bytes`. It is left at fewer where
/// there would be too many pages, or where they would hardly be smaller.
pub(super) fn pack(
    most_bits: u8,
    page_bytes: usize,
    encode: &mut dyn FnMut(Prefix) -> Vec<u8>,
) -> Packed {
    let mut pages_of = |bits| Prefix::all(bits).map(&mut *encode).collect::<Vec<_>>();
    let largest = |pages: &[Vec<u8>]| pages.iter().map(Vec::len).max().unwrap_or_default();
    let mut packed = Packed { bits: 0, pages: pages_of(0) };
    loop {
        let size = largest(&packed.pages);
        if size <= page_bytes || packed.bits >= most_bits {
            return packed;
        }
        // Half as many numbers take at least half the bytes.
        let halvings = size.div_ceil(page_bytes.max(1)).next_power_of_two().ilog2();
        let bits = packed.bits.saturating_add(u8::try_from(halvings).unwrap_or(u8::MAX));
        let bits = bits.min(most_bits);
        let pages = pages_of(bits);
        if largest(&pages) * 4 > size * 3 {
            return packed;
        }
        packed = Packed { bits, pages };
    }
}

/// The run of those that begin with `prefix`, of a slice in the order of their numbers.
pub(super) fn run<T>(sorted: &[T], prefix: Prefix, code: impl Fn(&T) -> u32) -> &[T] {
    let start = sorted.partition_point(|item| Prefix::of(code(item), prefix.bits()) < prefix);
    let rest = sorted.get(start..).unwrap_or_default();
    let end = rest.partition_point(|item| prefix.begins(code(item)));
    rest.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of so many bytes a number, and so many for itself.
    fn packed(numbers: &[u32], each: usize, fixed: usize) -> (u8, Vec<usize>) {
        let page = |prefix| vec![0; fixed + each * run(numbers, prefix, |n| *n).len()];
        let packed = pack(4, 1_000, &mut { page });
        (packed.bits, packed.pages.iter().map(Vec::len).collect())
    }

    #[test]
    fn pages_are_cut_until_they_are_small() {
        let numbers: Vec<u32> = (0..64).map(|n| n << 26).collect();
        assert_eq!(packed(&numbers, 15, 0), (0, vec![960]));
        assert_eq!(packed(&numbers, 60, 0), (2, vec![960; 4]));
        assert_eq!(packed(&numbers, 1_000, 0), (4, vec![4_000; 16]), "no more than it may");
        assert_eq!(packed(&numbers, 20, 900), (2, vec![1_220; 4]), "what stays is not cut");
        assert_eq!(packed(&[], 60, 0), (0, vec![0]));
    }

    #[test]
    fn one_number_is_not_cut() {
        assert_eq!(packed(&[7; 50], 60, 0), (0, vec![3_000]));
    }
}
