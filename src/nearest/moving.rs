//! Stores of an answer that are served the later, the later a person leaves.

use crate::time::UtcSeconds;

/// Open when reached, or when what is made ready first is ready.
pub(super) struct Moving(pub Vec<Mover>);

/// One of them.
#[derive(Clone, Copy)]
pub(super) struct Mover {
    /// Among the stores of the answer.
    pub place: usize,
    pub served: UtcSeconds,
    /// Whoever is farther never comes before it.
    pub distance_m: f64,
    /// Whether whoever is served at the same instant may come before it.
    pub yields: bool,
}

impl Moving {
    /// Those that come before a place of the answer.
    pub fn ahead_of(&self, place: usize) -> Self {
        Self(self.0.iter().filter(|mover| mover.place < place).copied().collect())
    }

    /// Seconds until the first of them that is farther than `distance_m` is served no earlier than
    /// whoever is served at `instant`.
    pub fn lead_s(&self, instant: UtcSeconds, distance_m: f64) -> Option<i64> {
        let before = |mover: &&Mover| {
            let is_before = mover.served < instant || mover.yields && mover.served == instant;
            is_before && mover.distance_m > distance_m
        };
        self.0.iter().filter(before).map(|mover| instant.0 - mover.served.0).min()
    }

    /// When the first is served that is farther than `distance_m`.
    pub fn first_beyond(&self, distance_m: f64) -> Option<UtcSeconds> {
        let farther = self.0.iter().filter(|mover| mover.distance_m > distance_m);
        farther.map(|mover| mover.served).min()
    }

    pub fn last(&self) -> UtcSeconds {
        self.0.iter().map(|mover| mover.served).max().unwrap_or(UtcSeconds(0))
    }
}
