//! Branches side by side, and the few of them that a question comes near.

use super::Branch;
use crate::place::Direction;
use std::f64::consts::PI;
use std::ops::Range;

/// Branches that lie side by side in the tree, with what it takes to pass most of them by.
#[derive(Clone, Debug, Default)]
pub struct Forest {
    branches: Vec<Stand>,
    groups: Vec<Group>,
}

/// A branch, with the cap of its stores unpacked.
#[derive(Clone, Debug)]
pub(super) struct Stand {
    pub branch: Branch,
    pub centre: Direction,
    pub radius_rad: f64,
}

/// Neighbours in the order of the tree, and a cap around them all.
#[derive(Clone, Debug)]
struct Group {
    stands: Range<usize>,
    centre: Direction,
    radius_rad: f64,
}

/// Branches to a group: at 1,500 regions, some forty groups of forty.
const GROUP: usize = 40;

impl Forest {
    /// Branches without a place are left out: they are never near anything.
    pub fn new(branches: &[Branch]) -> Self {
        let stand = |branch: &Branch| {
            let cap = branch.summary.cap?;
            Some(Stand { branch: *branch, centre: cap.centre(), radius_rad: cap.radius_rad() })
        };
        let branches: Vec<Stand> = branches.iter().filter_map(stand).collect();
        let groups = (0..branches.len()).step_by(GROUP).filter_map(|start| {
            let stands = start..(start + GROUP).min(branches.len());
            let members = branches.get(stands.clone())?;
            let centre = Direction::mean(members.iter().map(|m| m.centre))?;
            let reach = |m: &Stand| centre.angle_rad(m.centre) + m.radius_rad;
            let radius_rad = members.iter().map(reach).fold(0.0, f64::max);
            Some(Group { stands, centre, radius_rad })
        });
        let groups: Vec<Group> = groups.collect();
        let grouped: usize = groups.iter().map(|g| g.stands.len()).sum();
        // Centres that cancel out have no mean: then one group that is everywhere.
        let everywhere =
            Group { stands: 0..branches.len(), centre: Direction::EQUATOR, radius_rad: PI };
        let groups = if grouped == branches.len() { groups } else { vec![everywhere] };
        Self { branches, groups }
    }

    /// Bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        self.branches.len() * size_of::<Stand>() + self.groups.len() * size_of::<Group>()
    }

    /// The branches whose caps come within an angle of `origin`; a few more may be among them.
    pub(super) fn within(&self, origin: Direction, reach_rad: f64) -> impl Iterator<Item = &Stand> {
        // A chord is shorter than its arc.
        let touches = move |centre: Direction, radius_rad: f64| {
            centre.chord2(origin) <= (reach_rad + radius_rad) * (reach_rad + radius_rad)
        };
        self.groups
            .iter()
            .filter(move |group| touches(group.centre, group.radius_rad))
            .flat_map(|group| self.branches.get(group.stands.clone()).unwrap_or_default())
            .filter(move |stand| touches(stand.centre, stand.radius_rad))
    }
}
