//! `nigh verify`: reads everything, believes nothing.

mod goods;
mod leaf;
mod places;
#[cfg(test)]
mod tests;
mod tree;
mod words;

use super::folder::Folder;
use super::progress::{Progress, count};
use super::{Exit, Outcome};
use crate::nearest::PageKey;
use crate::snapshot::{
    HEAD, Head, MANIFEST_BYTES, Manifest, Page, PageError, manifest_key, page_key,
};
use clap::Args as ClapArgs;
use goods::Goods;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::PathBuf;
use tree::Walk;

/// Reads every page of a snapshot, and says what is wrong with it
///
/// Checks every hash; that each store is on exactly one page, the one whose tile contains it; that
/// the bounds which let a search pass a page by (where they lie, hours and amenities) really hold for
/// every store on it; that each id leads to its store; that items, trade item numbers and districts
/// lead to exactly the rows of stock that there are, and rows to items and stores; that the label of
/// every place means it; that names equal their pages; that the manifest is small enough; and that there is no file which nothing leads to.
///
/// Example: nigh verify --snapshot build/snapshot
///
/// Exit codes: 0 sound, 1 could not be read, 3 defects found (one line each, on standard output).
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The folder that `nigh compile` wrote.
    #[arg(long, value_name = "DIR")]
    snapshot: PathBuf,
}

/// What is wrong, and under which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The KV key.
    pub key: String,
    /// What is wrong with it.
    pub what: String,
}

/// Runs the subcommand.
pub fn run(args: &Args) -> Outcome {
    let verdict = verify(&Folder::new(&args.snapshot))?;
    for Defect { key, what } in &verdict.defects {
        println!("{key}: {what}");
    }
    let mut found = vec![count(verdict.stores, "store")];
    if verdict.items > 0 {
        found.push(count(verdict.items, "item"));
        found.push(count(verdict.rows, "row") + " of stock");
    }
    if verdict.places > 0 {
        found.push(count(verdict.places, "place"));
    }
    found.push(count(verdict.values, "value"));
    let found = found.join(", ");
    if verdict.defects.is_empty() {
        println!("sound: {found}");
        return Ok(Exit::Done);
    }
    println!("{} in {found}", count(verdict.defects.len(), "defect"));
    Ok(Exit::Defects)
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Everything that is wrong.
    pub defects: Vec<Defect>,
    /// Stores found on pages.
    pub stores: usize,
    /// Items found on pages.
    pub items: usize,
    /// Rows of stock found on pages.
    pub rows: usize,
    /// Towns and postcodes found on pages.
    pub places: usize,
    /// Values found in the folder.
    pub values: usize,
}

/// Examines a folder. Fails only where there is no snapshot or no file can be read.
pub fn verify(folder: &Folder) -> miette::Result<Verdict> {
    let head = folder.head()?;
    let keys = folder.keys()?;
    let mut findings = Findings::default();
    findings.reached.insert(HEAD.to_owned());
    let (mut stores, mut items, mut rows, mut places) = (0, 0, 0, 0);
    if let Some(manifest) = open(&head, folder, &mut findings)? {
        let progress = Progress::begin("verifying", manifest.regions.len());
        let stores_of = Walk::new(folder, &manifest, &mut findings).run(&progress)?;
        stores = stores_of.iter().map(Vec::len).sum();
        (items, rows) = Goods::new(folder, &manifest, &mut findings).run(&stores_of)?;
        places = places::check(folder, &manifest, &mut findings)?;
        check_names(folder, &manifest, &mut findings)?;
    }
    for key in keys.difference(&findings.reached.clone()) {
        findings.add(key, "nothing leads to it: compile again, which removes it");
    }
    Ok(Verdict { defects: findings.defects, stores, items, rows, places, values: keys.len() })
}

fn open(head: &[u8], folder: &Folder, findings: &mut Findings) -> miette::Result<Option<Manifest>> {
    let opened = Head::decode(head).map_err(|error| error.to_string());
    let opened = opened.and_then(|head| match head.open_manifest() {
        Ok(manifest) => Ok((head, manifest)),
        Err(error) => Err(error.to_string()),
    });
    let (head, manifest) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            findings.add(HEAD, error);
            return Ok(None);
        }
    };
    let key = manifest_key(head.id);
    findings.reached.insert(key.clone());
    match folder.get(&key)? {
        None => findings.add(&key, "missing"),
        Some(bytes) if bytes != head.manifest => findings.add(&key, "not the manifest of the head"),
        Some(_) => {}
    }
    if head.manifest.len() > MANIFEST_BYTES {
        findings.add(&key, format!("{} bytes are more than {MANIFEST_BYTES}", head.manifest.len()));
    }
    Ok(Some(manifest))
}

/// Each name holds the bytes of its page; which names there are follows from the manifest.
fn check_names(
    folder: &Folder,
    manifest: &Manifest,
    findings: &mut Findings,
) -> miette::Result<()> {
    for (name, page) in manifest.names() {
        let equal = folder.get(&name)? == folder.get(&page_key(page))?;
        findings.expect(equal, &name, "not the bytes of its page");
        findings.reached.insert(name);
    }
    Ok(())
}

/// Reads a page; one that is not there or not sound is a defect.
fn read(folder: &Folder, page: PageKey, findings: &mut Findings) -> miette::Result<Option<Page>> {
    let key = page_key(page);
    let decoded = match folder.get(&key)? {
        Some(bytes) => Page::decode(page, &bytes),
        None => Err(PageError::Missing),
    };
    findings.reached.insert(key.clone());
    Ok(decoded.map_err(|error| findings.add(&key, error)).ok())
}

/// What has been found so far.
#[derive(Debug, Default)]
struct Findings {
    defects: Vec<Defect>,
    /// Keys that something leads to.
    reached: BTreeSet<String>,
}

impl Findings {
    fn add(&mut self, key: &str, what: impl Display) {
        self.defects.push(Defect { key: key.to_owned(), what: what.to_string() });
    }

    /// Adds a defect unless `holds`.
    fn expect(&mut self, holds: bool, key: &str, what: impl Display) {
        if !holds {
            self.add(key, what);
        }
    }
}
