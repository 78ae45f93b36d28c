//! Fuzzers of every parser of nigh: what runs in them, and what memory it may take.

pub mod memory;
pub mod targets;

/// A fuzzer of a function of [`targets`], which may hold so many KiB of memory at a time, and so
/// many bytes more for each byte of input, unpacked.
#[macro_export]
macro_rules! fuzz {
    ($run:path, $kib:literal, $bytes_per_byte:literal) => {
        libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            $crate::memory::run_bounded($run, [$kib * 1_024, $bytes_per_byte], data);
        });
    };
}
