//! Branches side by side, and the few of them that a question comes near.

use super::vantage::Frame;
use super::{Bounds, Branch, Window};
use std::cell::OnceCell;
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
    bounds: Bounds,
    frame: OnceCell<Frame>,
}

impl Stand {
    fn new(branch: Branch) -> Option<Self> {
        Some(Self { branch, bounds: branch.summary.bounds?, frame: OnceCell::new() })
    }

    /// Its bounds, ready to be measured: most branches never are.
    pub fn frame(&self) -> &Frame {
        self.frame.get_or_init(|| Frame::new(self.bounds))
    }
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
        let branches: Vec<Stand> = branches.iter().copied().filter_map(Stand::new).collect();
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
