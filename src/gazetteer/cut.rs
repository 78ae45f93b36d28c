//! Which keys go on which page.

use super::Layout;
use super::MAX_COMPLETIONS;
use super::build::{Material, index, number};
use super::key::has_digit;
use super::locality::Kind;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// The most populous places of the Earth that every page of names has.
const ELDERS: usize = 400;
/// Those of all that begin with the same letter, and with the same two.
const ELDERS_BEGINNING: [usize; 2] = [300, 150];
/// Keys of names that a head has.
const HEAD: usize = 1_000;
/// Of each country a head has so many postcodes.
const HEAD_CODES: usize = MAX_COMPLETIONS;
/// Bytes of a place on a page, beside its name.
const PLACE_BYTES: usize = 14;
/// Bytes of a key on a page, beside what it does not share with the one before.
const KEY_BYTES: usize = 4;
/// Packed, a page is so much smaller, in thirds: found by measuring real ones.
const PACKED_THIRDS: usize = 4;

/// The entries of each page, in order, and which keys those are.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub layout: Layout,
    pub pages: Vec<Vec<u32>>,
}

pub(super) struct Cutter<'a> {
    material: &'a Material<'a>,
    /// The most that keys of a leaf may take.
    most: usize,
    /// By what their keys begin with.
    elders: BTreeMap<String, Vec<u32>>,
    cut: Cut,
    /// The entries of heads, by what their keys begin with.
    heads: BTreeMap<String, Vec<u32>>,
}

/// Consecutive entries that begin alike.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(material: &'a Material<'a>, page_bytes: usize) -> Self {
        let most = page_bytes / 3 * PACKED_THIRDS;
        let elders = elders(material);
        Self { material, most, elders, cut: Cut::default(), heads: BTreeMap::new() }
    }

    pub(super) fn cut(mut self) -> Cut {
        let all = Run { start: 0, end: self.material.entries.len() };
        if all.end > 0 {
            if self.bytes(all) <= self.most {
                self.leaf("", String::new(), all);
            } else {
                self.part(all, 0);
            }
        }
        // Heads of the same keys are one page.
        let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
        for (prefix, entries) in std::mem::take(&mut self.heads) {
            let pages = &mut self.cut.pages;
            let page = *known.entry(entries).or_insert_with_key(|entries| {
                pages.push(entries.clone());
                number(pages.len() - 1)
            });
            self.cut.layout.heads.push(prefix);
            self.cut.layout.head_pages.push(page);
        }
        self.cut
    }

    fn key(&self, entry: usize) -> &'a str {
        self.material.entries.get(entry).map_or("", |entry| &entry.key)
    }

    /// Parts a run that is too large, whose keys share so many bytes: as many of its parts as fit
    /// go on a leaf, and one that is too large is parted again.
    fn part(&mut self, run: Run, depth: usize) {
        let prefix = self.key(run.start).get(..depth).unwrap_or_default();
        let head = self.head(run, prefix);
        self.heads.insert(prefix.to_owned(), head);
        let mut open: Option<(Run, usize)> = None;
        for child in self.children(run, depth) {
            let bytes = self.bytes(child);
            let next = self.key(child.start).get(depth..).and_then(|rest| rest.chars().next());
            if bytes > self.most
                && let Some(next) = next
            {
                self.close(prefix, depth, open.take());
                self.part(child, depth + next.len_utf8());
                continue;
            }
            open = match open {
                Some((run, before)) if before + bytes <= self.most => {
                    Some((Run { start: run.start, end: child.end }, before + bytes))
                }
                full => {
                    self.close(prefix, depth, full);
                    Some((child, bytes))
                }
            };
        }
        self.close(prefix, depth, open);
    }

    /// Parts by the next letter; what ends here comes first.
    fn children(&self, run: Run, depth: usize) -> Vec<Run> {
        let next = |entry: usize| self.key(entry).get(depth..).and_then(|rest| rest.chars().next());
        let mut children: Vec<Run> = Vec::new();
        for entry in run.start..run.end {
            match children.last_mut().filter(|last| next(last.start) == next(entry)) {
                Some(last) => last.end = entry + 1,
                None => children.push(Run { start: entry, end: entry + 1 }),
            }
        }
        children
    }

    fn close(&mut self, prefix: &str, depth: usize, run: Option<(Run, usize)>) {
        let Some((run, _)) = run else { return };
        let key = self.key(run.start);
        let next = key.get(depth..).and_then(|rest| rest.chars().next());
        let end = depth + next.map_or(0, char::len_utf8);
        let first = key.get(..end).unwrap_or_default().to_owned();
        self.leaf(prefix, first, run);
    }

    fn leaf(&mut self, prefix: &str, first: String, run: Run) {
        let first = if self.cut.pages.is_empty() { String::new() } else { first };
        let own = (run.start..run.end).map(number);
        let entries = self.with_elders(prefix, own);
        self.cut.layout.leaves.push(first);
        self.cut.pages.push(entries);
    }

    /// The heaviest of a run; those that end here; of each country the first postcodes.
    fn head(&self, run: Run, prefix: &str) -> Vec<u32> {
        let entries = self.material.entries.get(run.start..run.end).unwrap_or_default();
        let mut codes: HashMap<&str, usize> = HashMap::new();
        let (mut own, mut names) = (Vec::new(), Vec::new());
        for (n, entry) in (number(run.start)..).zip(entries) {
            let Some(place) = self.material.places.get(index(entry.place)) else { continue };
            if entry.key == prefix {
                own.push(n);
            }
            if place.locality.kind == Kind::Town {
                names.push((Reverse(self.material.weight(entry)), n));
                continue;
            }
            let count = codes.entry(&place.locality.country).or_default();
            *count += 1;
            if *count <= HEAD_CODES {
                own.push(n);
            }
        }
        names.sort_unstable();
        own.extend(names.into_iter().take(HEAD).map(|(_, n)| n));
        self.with_elders(prefix, own.into_iter())
    }

    /// With those that a typo may have been meant for, in order.
    fn with_elders(&self, prefix: &str, own: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut entries: Vec<u32> = own.collect();
        let is_name = |n: &u32| !has_digit(self.key(index(*n)));
        if entries.iter().any(is_name) {
            let ends = prefix.char_indices().map(|(at, c)| at + c.len_utf8());
            for end in std::iter::once(0).chain(ends).take(1 + ELDERS_BEGINNING.len()) {
                let elders = prefix.get(..end).and_then(|prefix| self.elders.get(prefix));
                entries.extend(elders.into_iter().flatten());
            }
        }
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    /// Bytes that a run takes on a page, roughly.
    fn bytes(&self, run: Run) -> usize {
        let entries = self.material.entries.get(run.start..run.end).unwrap_or_default();
        let mut bytes = 0;
        let mut before = "";
        let mut last = None;
        for entry in entries {
            let shared = before.bytes().zip(entry.key.bytes()).take_while(|(a, b)| a == b).count();
            bytes += entry.key.len() - shared + KEY_BYTES;
            if last != Some(entry.place) {
                let place = self.material.places.get(index(entry.place));
                bytes += PLACE_BYTES + place.map_or(0, |place| place.name.len());
            }
            (before, last) = (&entry.key, Some(entry.place));
        }
        bytes
    }
}

/// The most populous, under the names that they are called first of all.
fn elders(material: &Material<'_>) -> BTreeMap<String, Vec<u32>> {
    let mut towns: Vec<(Reverse<u64>, u32)> = Vec::new();
    for (n, entry) in (0..).zip(&material.entries) {
        let place = material.places.get(index(entry.place));
        let is_town = place.is_some_and(|place| place.locality.kind == Kind::Town);
        if is_town && !entry.is_other {
            towns.push((Reverse(material.weight(entry)), n));
        }
    }
    towns.sort_unstable();
    let mut elders: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (_, n) in towns {
        let key = material.entries.get(index(n)).map_or("", |entry| &entry.key);
        let mut most = std::iter::once(ELDERS).chain(ELDERS_BEGINNING);
        let ends = key.char_indices().map(|(at, c)| at + c.len_utf8());
        for (end, most) in std::iter::once(0).chain(ends).zip(&mut most) {
            let known = elders.entry(key.get(..end).unwrap_or_default().to_owned()).or_default();
            if known.len() < most {
                known.push(n);
            }
        }
    }
    elders
}
