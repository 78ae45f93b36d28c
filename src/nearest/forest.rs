//! Branches side by side, and the few of them that a question comes near.

use super::{Bounds, Branch, Window};
use std::ops::Range;

/// Branches that lie side by side in the tree, with what it takes to pass most of them by.
#[derive(Clone, Debug, Default)]
pub struct Forest {
    branches: Vec<Stand>,
    groups: Vec<Group>,
}

/// A branch that has a place.
#[derive(Clone, Debug)]
pub(super) struct Stand {
    pub branch: Branch,
    pub bounds: Bounds,
}

/// Neighbours in the order of the tree, and what bounds them all.
#[derive(Clone, Debug)]
struct Group {
    stands: Range<usize>,
    bounds: Bounds,
}

/// Branches to a group: at 2,000 regions, some forty groups of fifty.
const GROUP: usize = 50;

impl Forest {
    /// Branches without a place are left out: they are never near anything.
    pub fn new(branches: &[Branch]) -> Self {
        let stand =
            |branch: &Branch| Some(Stand { branch: *branch, bounds: branch.summary.bounds? });
        let branches: Vec<Stand> = branches.iter().filter_map(stand).collect();
        let group = |(index, stands): (usize, &[Stand])| {
            let start = index * GROUP;
            let bounds = stands.iter().map(|stand| stand.bounds).reduce(Bounds::with)?;
            Some(Group { stands: start..start + stands.len(), bounds })
        };
        let groups = branches.chunks(GROUP).enumerate().filter_map(group).collect();
        Self { branches, groups }
    }

    /// Bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        self.branches.len() * size_of::<Stand>() + self.groups.len() * size_of::<Group>()
    }

    /// The branches that a window touches.
    pub(super) fn within(&self, window: Window) -> impl Iterator<Item = &Stand> {
        self.groups
            .iter()
            .filter(move |group| window.touches(group.bounds))
            .flat_map(|group| self.branches.get(group.stands.clone()).unwrap_or_default())
            .filter(move |stand| window.touches(stand.bounds))
    }
}
