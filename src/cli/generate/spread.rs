//! Which stores have which items: a few items are in nearly all stores, many in a handful.

use super::random::Random;

/// As popularity goes by rank: 1/11, 1/12, 1/13 … (Zipf's law, with a flat head).
const HEAD: u64 = 10;

/// How many stores have each item, and which those are.
#[derive(Debug)]
pub(super) struct Spread {
    stores: u64,
    seed: u64,
    /// Stores that have an item, the most popular item first.
    carriers: Vec<u64>,
}

impl Spread {
    /// Gives `rows` places in `stores` to `items`; none where there is no room for so many.
    pub(super) fn new(stores: u64, items: u64, rows: u64, seed: u64) -> Option<Self> {
        if rows > stores.checked_mul(items)? {
            return None;
        }
        let least = u64::from(rows >= items);
        let carried = |scale: u64, rank: u64| (scale / (rank + HEAD)).clamp(least, stores);
        let sum = |scale: u64| (0..items).map(|rank| carried(scale, rank)).sum::<u64>();
        let (mut scale, mut above) = (0, stores.checked_mul(items.checked_add(HEAD)?)? + 1);
        while above - scale > 1 {
            let middle = scale.midpoint(above);
            *(if sum(middle) > rows { &mut above } else { &mut scale }) = middle;
        }
        // What is left is less than the next scale would add: one more for some of those.
        let mut left = rows - sum(scale);
        let carriers = (0..items).map(|rank| {
            let count = carried(scale, rank);
            let more = u64::from(left > 0 && carried(scale + 1, rank) > count);
            left -= more;
            count + more
        });
        Some(Self { stores, seed, carriers: carriers.collect() })
    }

    /// The stores that have the `number`-th item, by their numbers, each once.
    pub(super) fn stores_of(&self, number: u64) -> impl Iterator<Item = u64> {
        let items = u64::try_from(self.carriers.len()).unwrap_or(u64::MAX);
        let ranks = Steps::new(items, &mut Random::new(self.seed));
        let rank = usize::try_from(ranks.nth(number)).unwrap_or(usize::MAX);
        let count = self.carriers.get(rank).copied().unwrap_or(0);
        let of_item = self.seed ^ number.wrapping_mul(0x9fb2_1c65_1e98_df25);
        let steps = Steps::new(self.stores, &mut Random::new(of_item));
        (0..count).map(move |nth| steps.nth(nth) + 1)
    }
}

/// All numbers below a bound, each once: steps around a circle that share no divisor with it.
#[derive(Clone, Copy, Debug)]
struct Steps {
    bound: u64,
    first: u64,
    step: u64,
}

impl Steps {
    fn new(bound: u64, random: &mut Random) -> Self {
        let bound = bound.max(1);
        let (first, mut step) = (random.next() % bound, random.next() % bound);
        while divisor(step, bound) != 1 {
            step = (step + 1) % bound;
        }
        Self { bound, first, step }
    }

    fn nth(self, nth: u64) -> u64 {
        let at = u128::from(nth) * u128::from(self.step) + u128::from(self.first);
        u64::try_from(at % u128::from(self.bound)).unwrap_or(0)
    }
}

/// The greatest common one.
fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_row_has_a_place_of_its_own() {
        for (stores, items, rows) in [
            (1, 1, 1),
            (1, 1, 0),
            (7, 0, 0),
            (0, 7, 0),
            (10, 10, 100),
            (10, 10, 99),
            (12, 100, 40),
            (90, 1_000, 1_000),
            (91, 1_000, 20_011),
            (200, 300, 59_999),
        ] {
            let what = format!("{stores} stores, {items} items, {rows} rows");
            let spread = Spread::new(stores, items, rows, 5).expect(&what);
            let mut places = HashSet::new();
            for item in 1..=items {
                for store in spread.stores_of(item) {
                    assert!((1..=stores).contains(&store), "{what}");
                    assert!(places.insert((item, store)), "{what}: twice");
                }
            }
            assert_eq!(places.len(), usize::try_from(rows).unwrap(), "{what}");
        }
        assert!(Spread::new(10, 10, 101, 5).is_none());
        assert!(Spread::new(u64::MAX, 2, 1, 5).is_none());
    }

    #[test]
    fn a_few_items_are_nearly_everywhere_and_many_in_a_handful() {
        let spread = Spread::new(2_000, 50_000, 1_000_000, 1).unwrap();
        let everywhere = spread.carriers.iter().filter(|&&count| count > 1_800).count();
        let handful = spread.carriers.iter().filter(|&&count| count <= 5).count();
        assert!((20..200).contains(&everywhere), "{everywhere}");
        assert!(handful > 20_000, "{handful}");
        assert!(spread.carriers.is_sorted_by(|a, b| a >= b));
        assert!(spread.carriers.iter().all(|&count| count > 0));
    }
}
