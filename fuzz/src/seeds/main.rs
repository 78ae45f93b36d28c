//! `seeds`: writes to `corpus/<target>/` what fuzzers begin with, made of the project's fixtures.

mod pages;
mod requests;
mod texts;

use std::collections::BTreeMap;
use std::path::Path;

// Links what counts coverage, which all that is fuzzed refers to.
libfuzzer_sys::fuzz_target!(|_data: &[u8]| {});

/// By target.
type Seeds = BTreeMap<&'static str, Vec<Vec<u8>>>;

fn main() {
    let mut seeds = Seeds::new();
    pages::add(&mut seeds);
    requests::add(&mut seeds);
    texts::add(&mut seeds);
    for target in &nigh_fuzz::targets::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name);
        std::fs::create_dir_all(&folder).expect("a folder for seeds");
        let inputs = seeds.get(target.name).expect("seeds for every target");
        for (number, input) in inputs.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number:03}")), input).expect("a seed");
        }
        println!("{} {}", target.name, inputs.len());
    }
}
