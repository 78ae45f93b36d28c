//! Real data that is not part of the project: where it is missing, a test says so and passes.

use std::path::PathBuf;

/// A file of the data folder: `NIGH_DATA`, else `../shared/data` beside the project. Prints
/// `skipped: …` and gives `None` where the file is missing.
pub fn path(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("NIGH_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let path = folder.join(file);
    if path.is_file() {
        return Some(path);
    }
    println!("skipped: {} is missing (NIGH_DATA names the data folder)", path.display());
    None
}

/// The text of a file of the data folder; see [`path`].
pub fn text(file: &str) -> Option<String> {
    let path = path(file)?;
    Some(std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}
