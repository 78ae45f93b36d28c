//! Memory: counted, and bounded by the input.

use peak_alloc::PeakAlloc;
use std::sync::atomic::{AtomicUsize, Ordering};

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// LZ4 packs at most so many bytes into one.
const LZ4_RATIO: usize = 255;

/// The largest share of its bound that an input has taken, in thousandths.
static LARGEST: AtomicUsize = AtomicUsize::new(0);

/// Runs a target over an input; panics when it holds more bytes at a time than so many, and so many
/// for each byte of input. New largest shares of that are told on a line of their own, which
/// `scripts/fuzz.mjs` reads.
pub fn run_bounded(run: fn(&[u8]), [fixed, per_byte]: [usize; 2], data: &[u8]) {
    let bound = fixed + per_byte * unpacked_bytes(data);
    let mut peak = peak(run, data);
    if peak > bound {
        // What is loaded once, on first use, does not come from the input.
        peak = self::peak(run, data);
    }
    assert!(peak <= bound, "{peak} bytes for an input of {}, of {bound} allowed", data.len());
    let share = peak * 1_000 / bound;
    if share > LARGEST.fetch_max(share, Ordering::Relaxed) {
        eprintln!("memory: {peak} bytes for an input of {}, of {bound} allowed", data.len());
    }
}

fn peak(run: fn(&[u8]), data: &[u8]) -> usize {
    ALLOCATED.reset_peak_usage();
    let before = ALLOCATED.current_usage();
    run(data);
    ALLOCATED.peak_usage().saturating_sub(before)
}

/// How many bytes an input comes to: a value announces how many its body has, and is refused where
/// it could not hold them.
fn unpacked_bytes(data: &[u8]) -> usize {
    match data {
        [b'n', b'i', b'g', b'h', _, _, a, b, c, d, block @ ..] => {
            let announced = u32::from_le_bytes([*a, *b, *c, *d]);
            let announced = usize::try_from(announced).unwrap_or(usize::MAX);
            data.len() + announced.min(block.len() * LZ4_RATIO)
        }
        _ => data.len(),
    }
}
