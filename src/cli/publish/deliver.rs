//! Carrying out a plan: one order of writes for all transports.

use super::error::PublishError;
use super::kv::{Entry, Kv, together};
use super::plan::Plan;
use super::state::{PAUSES_S, State};
use super::target::Target;
use crate::cli::progress::count;
use std::time::Duration;

/// Values looked at together when they are read back, and their bytes: in JSON they may take three
/// times as many, and the API gives 25 MB.
const SKIMMED_TOGETHER: (usize, usize) = (100, 8 << 20);
/// Values read back byte by byte, of all that were written. Reading as text finds what is absent,
/// old, cut short or changed in any letter; what it cannot tell (one byte that is not UTF-8 from
/// another) a transport damages always or never, so a few are enough. And a reader would know a
/// damaged page by its hash.
const EXACT_SAMPLE: usize = 4;

/// Writes everything, the head last.
pub fn deliver(
    kv: &mut impl Kv,
    target: &Target,
    state: &mut State,
    plan: Plan,
    say: &mut dyn FnMut(String),
) -> Result<(), PublishError> {
    if let Some(intent) = plan.intent {
        say("announcing the snapshot in the ledger".to_owned());
        state.write_head(kv, intent)?;
    }
    let manifest = plan.manifest.then(|| target.manifest_entry());
    let parents = plan.parents.iter().map(|page| target.page_entry(*page));
    let found_through: Vec<Entry<'_>> = manifest.into_iter().chain(parents).collect();
    let pages: Vec<Entry<'_>> = plan.pages.iter().map(|page| target.page_entry(*page)).collect();
    let names: Vec<Entry<'_>> =
        plan.names.iter().map(|(name, page)| target.name_entry(name, *page)).collect();
    if state.head.is_none() {
        // Nobody reads yet, and no ledger depends on an order: all at once, which is quicker.
        write_and_read_back(kv, &[&[found_through, pages, names].concat()], say)?;
    } else {
        write_and_read_back(kv, &[&found_through, &pages], say)?;
        write_names(kv, &names, say)?;
    }
    say("writing the head".to_owned());
    state.write_head(kv, plan.head)
}

fn write_and_read_back(
    kv: &mut impl Kv,
    parts: &[&[Entry<'_>]],
    say: &mut dyn FnMut(String),
) -> Result<(), PublishError> {
    let entries = parts.concat();
    if entries.is_empty() {
        return Ok(());
    }
    say(format!("writing {}", count(entries.len(), "value")));
    for part in parts.iter().filter(|part| !part.is_empty()) {
        kv.put(part)?;
    }
    say("reading them back".to_owned());
    read_back(kv, &entries)
}

fn read_back(kv: &mut impl Kv, entries: &[Entry<'_>]) -> Result<(), PublishError> {
    see_all(kv, entries)?;
    let step = entries.len().div_ceil(EXACT_SAMPLE).max(1);
    let sample: Vec<Entry<'_>> = entries.iter().step_by(step).cloned().collect();
    match not_exactly(kv, &sample)?.first() {
        None => Ok(()),
        Some((key, _)) => Err(PublishError::NotSeen { key: key.clone(), count: 1 }),
    }
}

/// A name is a guess that readers check: one that is stale costs them a read, and no more.
fn write_names(
    kv: &mut impl Kv,
    names: &[Entry<'_>],
    say: &mut dyn FnMut(String),
) -> Result<(), PublishError> {
    if names.is_empty() {
        return Ok(());
    }
    say(format!("writing {}", count(names.len(), "name")));
    kv.put(names)?;
    match see_all(kv, names) {
        Err(PublishError::NotSeen { count: missing, .. }) => {
            say(format!("{} cannot be read back yet: go on", count(missing, "name")));
            Ok(())
        }
        seen => seen,
    }
}

/// Reads every page and name of a snapshot that is served, and its manifest, and writes again what
/// is not there or is another: how many of them, and of how many.
pub fn repair(kv: &mut impl Kv, target: &Target) -> Result<(usize, usize), PublishError> {
    let pages = target.pages().map(|page| target.page_entry(page));
    let names: Vec<_> = target.manifest.names().collect();
    let names = names.iter().map(|(name, page)| target.name_entry(name, *page));
    let entries: Vec<Entry<'_>> =
        std::iter::once(target.manifest_entry()).chain(pages).chain(names).collect();
    let mut mended = Vec::new();
    for some in together(&entries, SKIMMED_TOGETHER) {
        mended.extend(not_exactly(kv, some)?);
    }
    if !mended.is_empty() {
        kv.put(&mended)?;
        see_all(kv, &mended)?;
    }
    Ok((mended.len(), entries.len()))
}

/// Reads all values back as text; what is not there, or is another, is written again.
fn see_all(kv: &mut impl Kv, entries: &[Entry<'_>]) -> Result<(), PublishError> {
    let mut missing: Vec<Entry<'_>> = entries.to_vec();
    for pause in PAUSES_S {
        if pause > 0 {
            kv.put(&missing)?;
            kv.wait(Duration::from_secs(pause));
        }
        missing = not_seen(kv, &missing)?;
        if missing.is_empty() {
            return Ok(());
        }
    }
    let key = missing.first().map(|(key, _)| key.clone()).unwrap_or_default();
    Err(PublishError::NotSeen { key, count: missing.len() })
}

fn not_seen<'a>(kv: &mut impl Kv, entries: &[Entry<'a>]) -> Result<Vec<Entry<'a>>, PublishError> {
    let mut missing = Vec::new();
    for some in together(entries, SKIMMED_TOGETHER) {
        let mut doubtful = Vec::new();
        for (entry, text) in some.iter().zip(kv.skim(&keys(some))?) {
            match text {
                None => missing.push(entry.clone()),
                Some(text) if text == String::from_utf8_lossy(entry.1) => {}
                // Another value, or another way to write what is not UTF-8.
                Some(_) => doubtful.push(entry.clone()),
            }
        }
        missing.extend(not_exactly(kv, &doubtful)?);
    }
    Ok(missing)
}

/// Those of `entries` whose value is another, or none, byte by byte.
fn not_exactly<'a>(
    kv: &mut impl Kv,
    entries: &[Entry<'a>],
) -> Result<Vec<Entry<'a>>, PublishError> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let values = kv.get(&keys(entries))?;
    let differs =
        |(entry, value): &(&Entry<'_>, Option<Vec<u8>>)| value.as_deref() != Some(entry.1);
    Ok(entries.iter().zip(values).filter(differs).map(|(entry, _)| entry.clone()).collect())
}

fn keys(entries: &[Entry<'_>]) -> Vec<String> {
    entries.iter().map(|(key, _)| key.clone()).collect()
}
