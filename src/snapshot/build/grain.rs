//! How finely stores are cut into regions: as finely as the manifest can list.

use super::Limits;
use std::ops::Range;

/// Regions are tiles of these depths: at the finest some hundreds of metres wide.
const REGION_DEPTHS: Range<u8> = 0..33;
/// Crowded regions are tiles of so many halvings, or of a multiple: each step has four times as many.
const CROWDED_STEP: usize = 2;

/// How finely stores are cut into regions.
pub(super) struct Grain {
    /// Bytes of a region's page.
    pub page_bytes: usize,
    pub depths: Range<u8>,
}

/// From the finest to the coarsest: with the first at which the manifest is small, a snapshot is
/// made. First pages grow, to twice the size wished for. Beyond that regions are left crowded and
/// list leaves, in ever larger tiles: one larger page costs less than two in a row, but some
/// millions of stores in regions of a page each would take pages of a quarter of a megabyte.
pub(super) fn grains(limits: Limits) -> impl Iterator<Item = Grain> {
    let grown = (8..=16).map(move |eighths| Grain {
        page_bytes: limits.page_bytes * eighths / 8,
        depths: REGION_DEPTHS,
    });
    let coarser = (0..REGION_DEPTHS.end - 1)
        .step_by(CROWDED_STEP)
        .rev()
        .map(move |finest| Grain { page_bytes: limits.page_bytes, depths: 0..finest + 1 });
    grown.chain(coarser)
}
