//! Gazetteers for tests, on pages in memory: the fixture's, and the real one where it is.

use nigh::feed::Report;
use nigh::feed::Source;
use nigh::feed::places::{self, Gazetteer};
use nigh::gazetteer::{Index, Listed, Page, Sought, complete, resolve};
use nigh::place::Point;
use std::path::{Path, PathBuf};

/// A gazetteer, and its pages.
pub struct World {
    pub gazetteer: Gazetteer,
    pub index: Index,
    pages: Vec<Page>,
}

impl World {
    pub fn of(gazetteer: Gazetteer, page_bytes: usize) -> Self {
        let index = Index::build(&gazetteer.localities, &gazetteer.countries, page_bytes);
        let pages = index.pages.iter().map(|page| page.clone().open().expect("a page")).collect();
        Self { gazetteer, index, pages }
    }

    pub fn fixture(page_bytes: usize) -> Self {
        Self::of(fixture(), page_bytes)
    }

    /// Completions, from one page.
    pub fn complete(&self, text: &str, near: Option<Point>, limit: usize) -> Vec<Listed<'_>> {
        let Some(sought) = Sought::new(text) else { return Vec::new() };
        let layout = &self.index.layout;
        let page = if sought.is_whole() {
            layout.leaf(sought.key())
        } else {
            layout.completing(sought.key())
        };
        page.map_or_else(Vec::new, |page| complete(&self.pages[page], &sought, near, limit))
    }

    /// What is meant, from one page.
    pub fn resolve(&self, text: &str) -> Option<Listed<'_>> {
        let sought = Sought::new(text)?;
        resolve(&self.pages[self.index.layout.leaf(sought.key())?], &sought)
    }
}

/// What `fixtures/places` has.
pub fn fixture() -> Gazetteer {
    let (gazetteer, report) =
        folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/places"));
    assert_eq!(report.rows(), report.used(), "{:?}", report.notes);
    gazetteer
}

/// The real one: `NIGH_PLACES`, else `.tools/places`; says that it skips where neither is.
pub fn real() -> Option<Gazetteer> {
    let folder = std::env::var_os("NIGH_PLACES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/places"), PathBuf::from);
    if !folder.is_dir() {
        println!("skipped: {} is missing (npm run places fetches it)", folder.display());
        return None;
    }
    Some(self::folder(&folder).0)
}

fn folder(folder: &Path) -> (Gazetteer, Report) {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|e| e == "txt" || e == "json" || e == "jsonl") {
            files.push((path.display().to_string(), std::fs::read(&path).expect("bytes")));
        }
    }
    files.sort();
    let sources: Vec<Source<'_>> =
        files.iter().map(|(label, bytes)| Source { label, bytes }).collect();
    places::read(&sources, Report::default(), &mut |_| {})
}
