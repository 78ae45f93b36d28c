//! Order where there are few items. Each type sorted by the standard library's slices weighs some
//! 3 kB in the Worker, gzipped; by its heap, a tenth. What is sorted for every store keeps `sort`.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Items in order.
pub fn sorted<T: Ord>(items: Vec<T>) -> Vec<T> {
    if items.len() < 2 {
        return items;
    }
    BinaryHeap::from(items).into_sorted_vec()
}

/// Items in order, each once.
pub fn each_once<T: Ord>(items: Vec<T>) -> Vec<T> {
    let mut items = sorted(items);
    items.dedup();
    items
}

/// Items in the order of their keys; those of one key stay in the order they had.
pub fn sorted_by_key<T, K: Ord>(items: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    if items.len() < 2 {
        return items;
    }
    let keyed = |(place, item)| Keyed { key: (key(&item), place), item };
    let keyed = items.into_iter().enumerate().map(keyed).collect();
    sorted(keyed).into_iter().map(|keyed| keyed.item).collect()
}

/// Items in order, one at a time: whoever takes a few does not wait for the rest.
pub fn in_order<T: Ord>(items: Vec<T>) -> impl Iterator<Item = T> {
    let mut heap: BinaryHeap<Reverse<T>> = items.into_iter().map(Reverse).collect();
    std::iter::from_fn(move || heap.pop().map(|Reverse(item)| item))
}

/// An item, and what it is held by.
struct Keyed<K, T> {
    key: K,
    item: T,
}

impl<K: Ord, T> Ord for Keyed<K, T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl<K: Ord, T> PartialOrd for Keyed<K, T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord, T> PartialEq for Keyed<K, T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<K: Ord, T> Eq for Keyed<K, T> {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that repeat, in no order.
    fn numbers(count: u32) -> Vec<u32> {
        (0..count).map(|n| n.wrapping_mul(2_654_435_761) % (count / 2 + 1)).collect()
    }

    #[test]
    fn as_slices_are_sorted() {
        for count in 0..70 {
            let mut expected = numbers(count);
            expected.sort_unstable();
            assert_eq!(sorted(numbers(count)), expected);
            assert_eq!(in_order(numbers(count)).collect::<Vec<u32>>(), expected);
            expected.dedup();
            assert_eq!(each_once(numbers(count)), expected);
        }
    }

    #[test]
    fn equal_keys_keep_their_order() {
        for count in 0..70 {
            let mut expected: Vec<(u32, usize)> = numbers(count).into_iter().zip(0..).collect();
            let items = expected.clone();
            expected.sort_by_key(|(key, _)| *key);
            assert_eq!(sorted_by_key(items, |(key, _)| *key), expected);
        }
    }
}
