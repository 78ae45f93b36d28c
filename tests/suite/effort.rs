//! How much is tried: a bounded part with every run of the tests, all of it with `NIGH_BREAK=1`.

/// So many of something.
pub fn count(bounded: usize, whole: usize) -> usize {
    if is_whole() { whole } else { bounded }
}

/// Whether all of it is tried.
pub fn is_whole() -> bool {
    std::env::var("NIGH_BREAK").is_ok_and(|value| value == "1")
}
