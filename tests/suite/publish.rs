//! `nigh publish` against a store that fails, forgets and lags.

use crate::chain;
use crate::shelves::Shelves;
use nigh::cli::publish::error::PublishError;
use nigh::cli::publish::kv::{Entry, Kv, KvError};
use nigh::cli::publish::memory::MemoryKv;
use nigh::cli::publish::state::State;
use nigh::cli::publish::target::Target;
use nigh::cli::publish::{Order, publish, rollback};
use nigh::nearest::PageKey;
use nigh::place::Point;
use nigh::snapshot::{HEAD, Head, Manifest, Page, Snapshot, manifest_key, page_key};
use nigh::store::{Listing, StoreId};
use nigh::time::UtcSeconds;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const SMALL_PAGE: usize = 4_096;
const NIGHT_S: i64 = 86_400;
const KEEP_S: i64 = 48 * 3_600;

fn night(number: i64) -> UtcSeconds {
    chain::BUILT_AT.plus(number * NIGHT_S)
}

pub fn target(snapshot: &Snapshot) -> Target {
    Target::load(snapshot.manifest.clone(), &|key| snapshot.values.get(key).cloned()).unwrap()
}

fn try_publish(kv: &mut impl Kv, target: &Target, now: UtcSeconds) -> Result<(), PublishError> {
    publish(kv, target, Order { now, dry_run: false, keep_s: None, repair: false }, &mut |_| {})
}

fn try_prune(kv: &mut impl Kv, target: &Target, now: UtcSeconds) -> Result<(), PublishError> {
    publish(
        kv,
        target,
        Order { now, dry_run: false, keep_s: Some(KEEP_S), repair: false },
        &mut |_| {},
    )
}

/// A store in which `snapshot` was published on night 0.
fn kv_with(snapshot: &Snapshot) -> MemoryKv {
    let mut kv = MemoryKv::default();
    try_publish(&mut kv, &target(snapshot), night(0)).unwrap();
    kv.recovered()
}

/// The keys written when `after` follows `before`.
fn changes(before: &[Listing], after: &[Listing], page_bytes: usize) -> BTreeSet<String> {
    keys_between(&chain::compile(before, page_bytes), &chain::compile(after, page_bytes))
}

/// The same of snapshots.
pub fn keys_between(before: &Snapshot, after: &Snapshot) -> BTreeSet<String> {
    let mut kv = kv_with(before);
    try_publish(&mut kv, &target(after), night(1)).unwrap();
    assert_eq!(served(&kv), after.id);
    assert_names_fresh(&kv);
    kv.distinct_changes().into_iter().map(str::to_owned).collect()
}

/// What a reader is served, who reads every page of it.
fn served(kv: &MemoryKv) -> PageKey {
    let head = Head::decode(&kv.values[HEAD]).unwrap();
    read_whole(kv, &head.open_manifest().unwrap());
    head.id
}

/// Reads every page of a manifest, as a reader who pinned it would.
fn read_whole(kv: &MemoryKv, manifest: &Manifest) {
    let read = |page: PageKey| Page::decode(page, &kv.values[&page_key(page)]).unwrap();
    for region in &manifest.regions {
        if let Page::Region(region) = read(region.page) {
            region.leaves.iter().for_each(|leaf| drop(read(leaf.page)));
        }
    }
    manifest.ids.iter().for_each(|page| drop(read(*page)));
    manifest.pages().for_each(|page| drop(read(page)));
}

/// Nothing is there but `snapshot`, and every name is fresh.
fn assert_only(kv: &MemoryKv, snapshot: &Snapshot, why: &str) {
    let mut expected = snapshot.values.clone();
    expected.insert(manifest_key(snapshot.id), snapshot.manifest.clone());
    let mut found = kv.values.clone();
    let head = Head::decode(&found.remove(HEAD).unwrap()).unwrap();
    assert_eq!((head.id, head.ledger), (snapshot.id, vec![]), "{why}");
    let keys = |values: &BTreeMap<String, Vec<u8>>| values.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(&found), keys(&expected), "{why}");
    assert!(found == expected, "{why}: a value differs");
}

fn assert_names_fresh(kv: &MemoryKv) {
    let manifest = Head::decode(&kv.values[HEAD]).unwrap().open_manifest().unwrap();
    for (name, page) in manifest.names() {
        assert!(kv.values.get(&name) == kv.values.get(&page_key(page)), "{name} is stale");
    }
}

fn rename(stores: &mut [Listing], index: usize) {
    "+1 555 changed".clone_into(&mut stores[index].store.phone);
}

fn another(stores: &[Listing], like: usize) -> Listing {
    let mut store = stores[like].clone();
    store.store.id = StoreId::new(&format!("new-{like}")).unwrap();
    store
}

/// Three nights of a chain with crowded towns, and of what it has: an edit, an opening, a closing
/// and a move; goods come and go.
fn nights() -> [Snapshot; 3] {
    let first = chain::crowded(120);
    let mut second = first.clone();
    rename(&mut second, 0);
    second.push(another(&first, 40));
    let mut third = second.clone();
    third.remove(30);
    third[60].store.point = Point::from_e7(484_000_000, 25_000_000).ok();
    let goods = [(first, 60, 20), (second, 61, 21), (third, 60, 21)];
    let snapshots = goods.map(|(stores, items, percent)| {
        Shelves::invented(stores, items, percent).compile(SMALL_PAGE)
    });
    for snapshot in &snapshots {
        let has = |kind| snapshot.values.values().any(|bytes| bytes[4] == kind);
        assert!(has(b'R') && has(b'S'), "crowded regions and stock are part of the test");
    }
    snapshots
}

#[test]
fn the_first_publication_writes_everything_and_the_second_nothing() {
    let snapshot = chain::compile(&chain::crowded(300), SMALL_PAGE);
    let mut kv = kv_with(&snapshot);
    assert_only(&kv, &snapshot, "first");
    try_publish(&mut kv, &target(&snapshot), night(1)).unwrap();
    assert_eq!(kv.changed, [""; 0]);
}

#[test]
fn another_build_time_writes_the_manifest_and_the_head() {
    let stores = chain::crowded(300);
    let mut kv = kv_with(&chain::compile(&stores, SMALL_PAGE));
    let later = chain::compile_at(&stores, SMALL_PAGE, night(1));
    try_publish(&mut kv, &target(&later), night(1)).unwrap();
    let manifest = manifest_key(later.id);
    assert_eq!(kv.distinct_changes(), BTreeSet::from([HEAD, manifest.as_str()]));
}

/// How many keys there are beside names, of which there are few: a region that is the Earth has
/// four.
fn beside_names(keys: &BTreeSet<String>) -> usize {
    let names = keys.iter().filter(|key| key.starts_with("n/")).count();
    assert!(names <= 6, "{keys:?}");
    keys.len() - names
}

#[test]
fn small_changes_write_few_keys() {
    for (stores, page_bytes) in [(chain::stores(1_500), 65_536), (chain::crowded(750), 16_384)] {
        for index in (0..stores.len()).step_by(250) {
            let mut changed = stores.clone();
            rename(&mut changed, index);
            let keys = changes(&stores, &changed, page_bytes);
            assert!(beside_names(&keys) <= 4, "an attribute: {keys:?}");

            let mut opened = stores.clone();
            opened.push(another(&stores, index));
            let keys = changes(&stores, &opened, page_bytes);
            assert!(beside_names(&keys) <= 9, "opened: {keys:?}");

            let mut closed = stores.clone();
            closed.remove(index);
            let keys = changes(&stores, &closed, page_bytes);
            assert!(beside_names(&keys) <= 9, "closed: {keys:?}");

            let mut moved = stores.clone();
            moved[index].store.point = stores[(index + 700) % stores.len()].store.point;
            let keys = changes(&stores, &moved, page_bytes);
            assert!(beside_names(&keys) <= 9, "moved: {keys:?}");
        }
    }
}

#[test]
fn a_publication_killed_anywhere_leaves_the_old_snapshot_or_the_new_one() {
    let [first, second, third] = nights();
    let (new, newer) = (target(&second), target(&third));
    let kv = kv_with(&first);
    for operations in 0.. {
        let mut kv = kv.clone();
        kv.fails_after = Some(operations);
        let outcome = try_publish(&mut kv, &new, night(1));
        let after = served(&kv);
        assert!(after == first.id || after == second.id, "after {operations}");
        let mut kv = kv.recovered();

        let mut resumed = kv.clone();
        try_publish(&mut resumed, &new, night(1)).unwrap();
        assert_eq!(served(&resumed), second.id);
        assert_names_fresh(&resumed);

        try_prune(&mut kv, &newer, night(2)).unwrap();
        assert_eq!(served(&kv), third.id);
        assert_names_fresh(&kv);
        try_prune(&mut kv, &newer, night(5)).unwrap();
        assert_only(&kv, &third, &format!("killed after {operations}"));
        if outcome.is_ok() {
            assert!(operations > 15, "{operations} operations are too few to prove anything");
            return;
        }
    }
}

#[test]
fn a_pruning_killed_anywhere_is_ended_by_the_next() {
    let [first, second, third] = nights();
    let (old, new, newer) = (target(&first), target(&second), target(&third));
    let mut kv = kv_with(&first);
    try_publish(&mut kv, &new, night(1)).unwrap();
    try_publish(&mut kv, &newer, night(2)).unwrap();
    let kv = kv.recovered();
    for operations in 0.. {
        let mut kv = kv.clone();
        kv.fails_after = Some(operations);
        let outcome = try_prune(&mut kv, &newer, night(5));
        assert_eq!(served(&kv), third.id);
        let mut kv = kv.recovered();

        let mut back = kv.clone();
        try_publish(&mut back, &old, night(5)).unwrap();
        assert_eq!(served(&back), first.id, "pages half pruned are not taken for granted");
        assert_names_fresh(&back);

        try_prune(&mut kv, &newer, night(5)).unwrap();
        assert_only(&kv, &third, &format!("killed after {operations}"));
        if outcome.is_ok() {
            assert!(operations > 10, "{operations} operations are too few to prove anything");
            return;
        }
    }
}

#[test]
fn a_write_that_is_lost_is_written_again() {
    let [first, second, _] = nights();
    let kv = kv_with(&first);
    let mut whole = kv.clone();
    try_publish(&mut whole, &target(&second), night(1)).unwrap();
    for lost in 0..whole.changed.len() {
        let mut kv = kv.clone();
        kv.lost.insert(lost);
        try_publish(&mut kv, &target(&second), night(1)).unwrap();
        assert_eq!(served(&kv), second.id, "without change {lost}");
        assert_names_fresh(&kv);
    }
}

#[test]
fn a_store_that_shows_nothing_is_not_given_a_head() {
    let [first, second, _] = nights();
    let mut kv = kv_with(&first);
    kv.lost = (1..1_000).collect();
    let error = try_publish(&mut kv, &target(&second), night(1)).unwrap_err();
    assert!(matches!(error, PublishError::NotSeen { .. }), "{error}");
    assert_eq!(served(&kv), first.id);
}

#[test]
fn writes_that_are_seen_late_are_waited_for() {
    let [first, second, _] = nights();
    for delay in 1..=3 {
        let mut kv = kv_with(&first);
        kv.delay = delay;
        try_publish(&mut kv, &target(&second), night(1)).unwrap();
        assert_eq!(served(&kv.recovered()), second.id, "{delay}");
    }
}

#[test]
fn a_dry_run_writes_nothing() {
    let [first, second, third] = nights();
    let mut kv = kv_with(&first);
    try_publish(&mut kv, &target(&second), night(1)).unwrap();
    let mut kv = kv.recovered();
    let order = Order { now: night(9), dry_run: true, keep_s: Some(KEEP_S), repair: false };
    let mut said = Vec::new();
    publish(&mut kv, &target(&third), order, &mut |line| said.push(line)).unwrap();
    assert_eq!(kv.changed, [""; 0]);
    assert!(said.iter().any(|line| line.contains("to write")), "{said:?}");
    assert!(said.iter().any(|line| line.contains("pruning")), "{said:?}");
}

/// Another publisher, who writes a head of its own after so many reads of it.
struct Meddled {
    kv: MemoryKv,
    head_reads_left: usize,
    head: Vec<u8>,
}

impl Kv for Meddled {
    fn get(&mut self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, KvError> {
        let values = self.kv.get(keys);
        if keys == [HEAD] {
            match self.head_reads_left.checked_sub(1) {
                Some(left) => self.head_reads_left = left,
                None => drop(self.kv.values.insert(HEAD.to_owned(), self.head.clone())),
            }
        }
        values
    }

    fn skim(&mut self, keys: &[String]) -> Result<Vec<Option<String>>, KvError> {
        self.kv.skim(keys)
    }

    fn put(&mut self, entries: &[Entry<'_>]) -> Result<(), KvError> {
        self.kv.put(entries)
    }

    fn delete(&mut self, keys: &[String]) -> Result<(), KvError> {
        self.kv.delete(keys)
    }

    fn wait(&mut self, pause: Duration) {
        self.kv.wait(pause);
    }
}

#[test]
fn a_second_publisher_is_noticed() {
    let [first, second, third] = nights();
    // The first read of the head, and the one after the intent was written.
    for head_reads_left in [0, 2] {
        let mut kv = kv_with(&first);
        let mut theirs = kv.clone();
        try_publish(&mut theirs, &target(&third), night(1)).unwrap();
        kv.values.extend(theirs.values.clone().into_iter().filter(|(key, _)| key != HEAD));
        let head = theirs.values[HEAD].clone();
        let mut kv = Meddled { kv, head_reads_left, head };
        let error = try_publish(&mut kv, &target(&second), night(1)).unwrap_err();
        assert_eq!(error, PublishError::Overtaken, "{head_reads_left}");
        assert_eq!(served(&kv.kv), third.id, "the other one's head stays");
    }
}

#[test]
fn rolling_back_is_one_write() {
    let [first, second, third] = nights();
    let mut kv = kv_with(&first);
    try_publish(&mut kv, &target(&second), night(1)).unwrap();
    let mut kv = kv.recovered();
    let mut state = State::read(&mut kv).unwrap();
    let id = rollback::choose(&state, "").unwrap();
    rollback::roll_back(&mut kv, &mut state, id, night(2)).unwrap();
    assert_eq!(kv.changed, [HEAD]);
    assert_eq!(served(&kv), first.id);

    // What was rolled back can be served again, and the next night goes on as ever.
    let mut again = kv.clone();
    try_publish(&mut again, &target(&second), night(2)).unwrap();
    assert_eq!(served(&again), second.id);
    assert_names_fresh(&again);
    assert_eq!(again.distinct_changes(), BTreeSet::from([HEAD]), "its pages and names are there");

    try_publish(&mut kv, &target(&third), night(3)).unwrap();
    assert_eq!(served(&kv), third.id);
    assert_names_fresh(&kv);
    try_prune(&mut kv, &target(&third), night(9)).unwrap();
    assert_only(&kv, &third, "after a roll-back");
}

#[test]
fn only_a_whole_snapshot_of_the_ledger_can_be_gone_back_to() {
    let [first, second, _] = nights();
    let mut kv = kv_with(&first);
    kv.fails_after = Some(8);
    try_publish(&mut kv, &target(&second), night(1)).unwrap_err();
    let mut kv = kv.recovered();
    let state = State::read(&mut kv).unwrap();
    for wanted in ["", &second.id.to_string(), &first.id.to_string(), "zz"] {
        let error = rollback::choose(&state, wanted).unwrap_err();
        assert_eq!(error, PublishError::NoSuchSnapshot(wanted.to_owned()));
    }
}

#[test]
fn pruning_keeps_what_a_reader_of_the_last_two_days_may_hold() {
    let [first, second, third] = nights();
    let mut kv = kv_with(&first);
    try_prune(&mut kv, &target(&second), night(1)).unwrap();
    try_prune(&mut kv, &target(&third), night(2)).unwrap();
    let pinned = [&first, &second, &third]
        .map(|snapshot| Manifest::decode(snapshot.id, &snapshot.manifest).unwrap());
    for manifest in &pinned {
        read_whole(&kv, manifest);
    }

    // The first was last served on night 1, the second on night 2.
    try_prune(&mut kv, &target(&third), night(3).plus(1)).unwrap();
    read_whole(&kv, &pinned[1]);
    assert!(!kv.values.contains_key(&manifest_key(first.id)));
    try_prune(&mut kv, &target(&third), night(4).plus(1)).unwrap();
    assert_only(&kv, &third, "after two more days");
}

#[test]
fn a_damaged_folder_is_not_published() {
    let [first, ..] = nights();
    let page = first.values.keys().find(|key| key.starts_with("p/")).unwrap();
    let read = |key: &str| first.values.get(key).filter(|_| key != page).cloned();
    let error = Target::load(first.manifest.clone(), &read).unwrap_err();
    assert!(matches!(&error, PublishError::Damaged { key, .. } if key == page), "{error}");
}

#[test]
fn a_head_of_an_older_version_is_as_good_as_none() {
    let [first, second, _] = nights();
    let mut kv = kv_with(&first);
    kv.values.get_mut(HEAD).unwrap()[5] -= 1;
    try_publish(&mut kv, &target(&second), night(1)).unwrap();
    assert_eq!(Head::decode(&kv.values[HEAD]).unwrap().id, second.id);
    assert_whole(&kv, &second);
}

#[test]
fn values_that_are_damaged_or_gone_are_mended() {
    let [first, ..] = nights();
    let mut kv = kv_with(&first);
    let pages: Vec<String> =
        kv.values.keys().filter(|key| key.starts_with("p/")).take(2).cloned().collect();
    kv.values.remove(&pages[0]);
    kv.values.get_mut(&pages[1]).unwrap()[20] ^= 1;
    let name = kv.values.keys().find(|key| key.starts_with("n/")).unwrap().clone();
    kv.values.insert(name.clone(), b"another".to_vec());
    kv.changed.clear();
    let order = Order { now: night(1), dry_run: false, keep_s: None, repair: true };
    publish(&mut kv, &target(&first), order, &mut |_| {}).unwrap();
    let mut changed = kv.changed.clone();
    changed.sort();
    assert_eq!(changed, [name, pages[0].clone(), pages[1].clone()]);
    assert_whole(&kv, &first);
}

/// Every value of a snapshot is there, byte by byte.
fn assert_whole(kv: &MemoryKv, snapshot: &Snapshot) {
    for (key, value) in &snapshot.values {
        assert_eq!(kv.values.get(key), Some(value), "{key}");
    }
}

#[test]
fn a_head_of_another_version_is_not_overwritten() {
    let [first, second, _] = nights();
    let mut kv = kv_with(&first);
    kv.values.get_mut(HEAD).unwrap()[5] += 1;
    let error = try_publish(&mut kv, &target(&second), night(1)).unwrap_err();
    assert!(matches!(error, PublishError::Head(_)), "{error}");
    assert_eq!(kv.changed, [""; 0]);
}
