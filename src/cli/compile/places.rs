//! Gazetteers: towns and postcodes, so that nobody needs coordinates.

use super::Args;
use crate::cli::progress::{Progress, count};
use crate::feed::places::{self, Gazetteer};
use crate::feed::{Report, Source};
use crate::gazetteer::Index;
use miette::{Context as _, IntoDiagnostic as _};
use std::path::{Path, PathBuf};

/// What files of a folder are called that may be gazetteers; others lie beside them.
const NAMES: [&str; 4] = ["txt", "tsv", "json", "jsonl"];

/// Reads the gazetteers, if there are any to be read, and goes on with the report.
pub(super) fn read(args: &Args, report: Report) -> miette::Result<(Gazetteer, Report)> {
    let mut files = Vec::new();
    for path in &args.places {
        for path in files_of(path)? {
            let label = path.display().to_string();
            let bytes = std::fs::read(&path).into_diagnostic();
            files.push((label.clone(), bytes.wrap_err_with(|| format!("cannot read {label}"))?));
        }
    }
    if files.is_empty() {
        return Ok((Gazetteer::default(), report));
    }
    let sources = files.iter().map(|(label, bytes)| Source { label, bytes });
    let sources: Vec<Source<'_>> = sources.collect();
    let bytes = sources.iter().map(|source| source.bytes.len()).sum();
    let what = format!("reading {} of places", count(sources.len(), "file"));
    let progress = Progress::bytes(&what, bytes);
    Ok(places::read(&sources, report, &mut |done| progress.reach(done)))
}

/// A file, or those of a folder in the order of their names.
fn files_of(path: &Path) -> miette::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let cannot = || format!("cannot read {}", path.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).into_diagnostic().wrap_err_with(cannot)? {
        let file = entry.into_diagnostic().wrap_err_with(cannot)?.path();
        let ends = file.extension().and_then(|ends| ends.to_str()).unwrap_or_default();
        if file.is_file() && NAMES.contains(&ends) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// The pages of a gazetteer.
pub(super) fn index(args: &Args, gazetteer: &Gazetteer) -> Index {
    let page_bytes = usize::try_from(args.page_bytes).unwrap_or(usize::MAX);
    Index::build(&gazetteer.localities, &gazetteer.countries, page_bytes)
}
