//! What the fuzzers have kept, replayed without them, and some thousand mutations of it.
//!
//! `fuzz/corpus/<target>/` are inputs that reach different code; `fuzz/found/<target>/` are those
//! that once broke something, named for what went wrong.

#[path = "../../fuzz/src/targets/mod.rs"]
mod targets;

use crate::rng::Rng;
use std::path::{Path, PathBuf};
use targets::{TARGETS, Target};

/// Mutations of the inputs of one target.
const MUTATIONS: usize = 1_000;

fn inputs(kind: &str, target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind).join(target.name);
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).expect("a readable input");
        (path, bytes)
    };
    paths.into_iter().map(read).collect()
}

/// Runs a target, and names the input that it panics at.
fn run(target: &Target, name: &str, data: &[u8]) {
    struct Named<'a>(&'a Target, &'a str, &'a [u8]);
    impl Drop for Named<'_> {
        fn drop(&mut self) {
            if std::thread::panicking() {
                eprintln!("{}: {}: {}", self.0.name, self.1, self.2.escape_ascii());
            }
        }
    }
    let _named = Named(target, name, data);
    (target.run)(data);
}

#[test]
fn what_was_found_stays_mended() {
    for target in &TARGETS {
        for (path, data) in inputs("found", target) {
            run(target, &path.display().to_string(), &data);
        }
    }
}

#[test]
fn what_was_kept_is_read() {
    for target in &TARGETS {
        let kept = inputs("corpus", target);
        assert!(!kept.is_empty(), "{} has no corpus", target.name);
        for (path, data) in kept {
            run(target, &path.display().to_string(), &data);
        }
    }
}

#[test]
fn mutations_of_it_are_read() {
    for (seed, target) in (1..).zip(&TARGETS) {
        let kept = inputs("corpus", target);
        let mut rng = Rng::new(seed);
        for number in 0..MUTATIONS {
            let mutated = mutate(&mut rng, &kept);
            run(target, &format!("mutation {number}"), &mutated);
        }
    }
}

/// One input, a few places of which are changed, cut out, doubled, or taken from another.
fn mutate(rng: &mut Rng, kept: &[(PathBuf, Vec<u8>)]) -> Vec<u8> {
    let (_, data) = rng.pick(kept);
    let (_, other) = rng.pick(kept);
    let mut data = data.clone();
    for _ in 0..=rng.below(4) {
        let at = rng.below(data.len() + 1);
        let end = (at + rng.below(9)).min(data.len());
        let [random, ..] = rng.next().to_le_bytes();
        match rng.below(6) {
            0 => data.insert(at, random),
            1 if at < data.len() => data[at] = random,
            2 if at < data.len() => data[at] ^= 1 << (random % 8),
            3 => drop(data.drain(at..end)),
            4 => {
                let copy = data[at..end].to_vec();
                data.splice(at..at, copy);
            }
            _ => {
                let from = rng.below(other.len() + 1);
                let to = (from + rng.below(17)).min(other.len());
                data.splice(at..end, other[from..to].iter().copied());
            }
        }
    }
    data
}
