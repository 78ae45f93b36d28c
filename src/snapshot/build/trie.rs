//! Cutting what is in the order of numbers into pages, along a binary trie: finer only where it is
//! crowded, so that a page is cut when it grows and the others stay as they are.

use super::pack::run;
use super::regions::page_cost;
use crate::snapshot::codes::{Prefix, SHARED_BITS};
use crate::snapshot::names::STOCK_BITS_MOST;

/// Pages in the order of their prefixes, which leave nothing out.
pub(super) type Leaves = Vec<(Prefix, Vec<u8>)>;

/// Why there is no trie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    /// A page stays too large however it is cut.
    Page,
    /// There would be too many pages.
    Count,
}

/// What pages there may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Of fewer bits than names have at most: what is larger is cut.
    pub page_bytes: usize,
    /// Of as many bits or more: the same.
    pub wide_bytes: usize,
    /// What cannot be cut may be as large as this.
    pub most_bytes: usize,
    pub pages: usize,
}

/// What is to be cut.
pub(super) trait Pages {
    /// The page of a prefix.
    fn encode(&self, prefix: Prefix) -> Vec<u8>;
    /// What it costs at least, and what it is taken to cost where that is more, quickly.
    fn least_cost(&self, prefix: Prefix) -> usize;
}

/// Cuts by the first bits of `numbers`, which are distinct and ascend, where a page would cost more
/// bytes than it may; one number is never cut.
pub(super) fn trie(numbers: &[u32], bounds: Bounds, pages: &impl Pages) -> Result<Leaves, Unfit> {
    let mut leaves = Vec::new();
    descend(Prefix::ALL, numbers, bounds, pages, &mut leaves)?;
    Ok(leaves)
}

fn descend(
    prefix: Prefix,
    numbers: &[u32],
    bounds: Bounds,
    pages: &impl Pages,
    leaves: &mut Leaves,
) -> Result<(), Unfit> {
    let numbers = run(numbers, prefix, |number| *number);
    let can_be_cut = prefix.bits() < SHARED_BITS && numbers.len() > 1;
    let most = match prefix.bits() {
        _ if !can_be_cut => bounds.most_bytes,
        STOCK_BITS_MOST.. => bounds.wide_bytes,
        _ => bounds.page_bytes,
    };
    let page = (pages.least_cost(prefix) <= most).then(|| pages.encode(prefix));
    let page = page.filter(|page| page_cost(page) <= most);
    if page.is_none() && can_be_cut {
        let mut halves = prefix.with_bits(prefix.bits() + 1);
        return halves.try_for_each(|half| descend(half, numbers, bounds, pages, leaves));
    }
    leaves.push((prefix, page.ok_or(Unfit::Page)?));
    if leaves.len() > bounds.pages { Err(Unfit::Count) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { page_bytes: 100, wide_bytes: 100, most_bytes: 100, pages: 64 };

    /// Pages of 60 bytes a number, of which 40 are known beforehand.
    struct Sixties<'a>(&'a [u32]);

    impl Pages for Sixties<'_> {
        fn encode(&self, prefix: Prefix) -> Vec<u8> {
            vec![0; 60 * run(self.0, prefix, |n| *n).len()]
        }

        fn least_cost(&self, prefix: Prefix) -> usize {
            40 * run(self.0, prefix, |n| *n).len()
        }
    }

    fn cut(numbers: &[u32], bounds: Bounds) -> Result<Vec<(String, usize)>, Unfit> {
        let leaves = trie(numbers, bounds, &Sixties(numbers))?;
        Ok(leaves.into_iter().map(|(prefix, page)| (prefix.to_string(), page.len())).collect())
    }

    #[test]
    fn only_what_is_crowded_is_cut() {
        let numbers = [0x1000_0000, 0x8000_0000, 0xc000_0000, 0xe000_0000];
        let expected = [("2", 60), ("6", 60), ("e", 60), ("f", 60)];
        let expected = expected.map(|(prefix, bytes)| (prefix.to_owned(), bytes));
        assert_eq!(cut(&numbers, BOUNDS), Ok(expected.to_vec()));
        assert_eq!(cut(&[], BOUNDS), Ok(vec![("1".to_owned(), 0)]));
        assert_eq!(cut(&numbers, Bounds { pages: 3, ..BOUNDS }), Err(Unfit::Count));
    }

    #[test]
    fn what_has_all_the_bits_of_a_name_may_be_larger() {
        // Their first eight bits are the same, and no more.
        let numbers = [0x0100_0000, 0x0180_0000];
        let wide = Bounds { wide_bytes: 120, ..BOUNDS };
        for (bounds, page) in [(BOUNDS, ("203", 60)), (wide, ("101", 120))] {
            let pages = cut(&numbers, bounds).unwrap();
            assert!(pages.contains(&(page.0.to_owned(), page.1)), "{pages:?}");
        }
    }

    #[test]
    fn what_cannot_be_cut_may_be_larger() {
        let small = Bounds { page_bytes: 50, most_bytes: 59, ..BOUNDS };
        assert_eq!(cut(&[7], small), Err(Unfit::Page));
        let last = Bounds { most_bytes: 60, ..small };
        assert_eq!(cut(&[7], last), Ok(vec![("1".to_owned(), 60)]));
        // Their first twelve bits are the same.
        assert_eq!(cut(&[7, 8], BOUNDS), Err(Unfit::Page));
        let leaves = cut(&[7, 8], Bounds { most_bytes: usize::MAX, ..BOUNDS }).unwrap();
        assert_eq!((leaves.len(), leaves[0].clone()), (13, ("1000".to_owned(), 120)));
    }
}
