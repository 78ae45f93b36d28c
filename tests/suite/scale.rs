//! A hundred times the stores: what a question costs then.
//!
//! Both are regions of one page each, so a question takes one round. With a million, stores lie
//! around whoever asks wherever they stand, and whoever stands near an edge reads two pages; of
//! ten thousand, most towns lie in one page. So the mean grows from 1.1 to 1.6 by day, where 1.3 is
//! the least that any cut into pages of so many stores could do.
//!
//! The million is asked for with `NIGH_HEAVY=1` and, better, `--profile tool`. Instructions are
//! counted where there is `valgrind`.

use crate::pages::{Costs, by_the_sun, plain};
use crate::rng::Rng;
use crate::valgrind;
use crate::worlds::Memory;
use futures_util::FutureExt;
use nigh::cli::{folder::Folder, generate};
use nigh::feed::osm_hours::{self, HolidayPlace};
use nigh::feed::zones;
use nigh::nearest::{OpenFilter, PageKey, Rank, Terms};
use nigh::place::Point;
use nigh::query::PageSource;
use nigh::schedule::Schedule;
use nigh::snapshot::{Head, Limits, MANIFEST_BYTES, Page, PageError, Snapshot, build, page_key};
use nigh::store::{Address, Amenity, Listing, Store, StoreId};
use nigh::time::{Horizon, UtcSeconds, Zone};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

const SEED: u64 = 1;

/// A compiled chain and the questions of people who live where its stores are.
struct Chain {
    snapshot: Snapshot,
    memory: Memory,
    people: Vec<Point>,
}

impl Chain {
    fn of(stores: u64) -> Self {
        Self::within(stores, Limits::default())
    }

    fn within(stores: u64, limits: Limits) -> Self {
        let start = Instant::now();
        let built_at = UtcSeconds::parse("2026-11-18T00:00:00Z").unwrap();
        let horizon = Horizon::around(built_at, 400).unwrap();
        let mut reader = Reader { horizon, hours: HashMap::new(), zones: BTreeMap::new() };
        let listings: Vec<Listing> =
            generate::rows(stores, SEED).map(|row| reader.listing(&row)).collect();
        let read = start.elapsed();
        let start = Instant::now();
        let snapshot = build(&listings, &reader.zones, built_at, horizon, limits, None).unwrap();
        let (built, size) = (start.elapsed(), snapshot.manifest.len());
        let memory = Memory::new(&snapshot);
        let pages = memory.manifest.regions.iter().map(|region| memory.bytes(region.page));
        let sizes: Vec<usize> = pages.map(|bytes| bytes.unwrap().len()).collect();
        let bytes: usize = snapshot.values.values().map(Vec::len).sum();
        println!(
            "{stores} stores: read {read:.1?}, built {built:.1?}, {} values, {bytes} bytes, \
             manifest {size} bytes, {} regions of mean {} bytes",
            snapshot.values.len(),
            memory.manifest.regions.len(),
            sizes.iter().sum::<usize>() / sizes.len(),
        );
        assert!(size <= MANIFEST_BYTES, "the manifest takes {size} bytes");
        Self { snapshot, memory, people: people() }
    }

    fn costs(&self, question: &dyn Fn(Point) -> Terms) -> Costs {
        Costs::of(&self.memory, self.people.iter().map(|p| question(*p)))
    }
}

/// People live where stores of another chain, by the same cities, would be.
fn people() -> Vec<Point> {
    let mut rng = Rng::new(37);
    let near = |row: generate::Row| {
        let (lat, lng) = (row.lat_deg + 0.02 * rng.normal(), row.lng_deg + 0.02 * rng.normal());
        Point::new(lat.clamp(-90.0, 90.0), lng.clamp(-180.0, 180.0)).unwrap()
    };
    generate::rows(2_000, SEED + 1).map(near).collect()
}

/// Rows to listings; the same hours in one zone are shared.
struct Reader {
    horizon: Horizon,
    hours: HashMap<(String, &'static str, &'static str), Option<Arc<Schedule>>>,
    zones: BTreeMap<String, Zone>,
}

impl Reader {
    fn listing(&mut self, row: &generate::Row) -> Listing {
        let zone = row.timezone;
        let offsets = self
            .zones
            .entry(zone.to_owned())
            .or_insert_with(|| zones::zone(zone, self.horizon).unwrap());
        let key = (row.opening_hours.clone(), row.country, zone);
        let hours = self.hours.entry(key).or_insert_with(|| {
            let place = HolidayPlace::new(row.country, None, Some(offsets.clone()));
            let read = osm_hours::compile(&row.opening_hours, &place, self.horizon).ok()?;
            read.schedule().map(Arc::new)
        });
        let labels = row.amenities.split("; ").filter(|label| !label.is_empty());
        let mut amenities: Vec<Amenity> = labels
            .map(|label| Amenity {
                id: format!("com.example.amenity.{}", label.to_lowercase().replace(' ', "_")),
                description: label.to_owned(),
            })
            .collect();
        amenities.sort();
        let store = Store {
            id: StoreId::new(&row.id).unwrap(),
            name: row.name.clone(),
            point: Some(Point::new(row.lat_deg, row.lng_deg).unwrap()),
            address: Address {
                street_address: row.street_address.clone(),
                address_locality: row.locality.to_owned(),
                address_country: row.country.to_owned(),
                postal_code: row.postal_code.clone(),
                ..Address::default()
            },
            phone: row.phone.clone(),
            url: row.url.clone(),
            category: row.category.to_owned(),
            amenities,
            timezone: Some(zone.to_owned()),
            delivery: Vec::new(),
        };
        Listing { store, hours: hours.clone() }
    }
}

/// What it is called, what is asked, and what 99 of 100 questions may take: rounds, and pages more
/// than of ten thousand stores.
type Class<'a> = (&'a str, &'a dyn Fn(Point) -> Terms, usize, usize);

fn by_day(p: Point) -> Terms {
    plain(p, by_the_sun(p, "2026-11-18", 14), Rank::Soonest)
}

#[test]
fn the_manifest_is_small_at_any_size() {
    // As many pages as some millions of stores make of the usual size.
    let chain = Chain::within(7_500, Limits { page_bytes: 160, ..Limits::default() });
    let crowded = chain.memory.manifest.regions.iter().filter(|region| {
        let page = chain.memory.read(region.page).now_or_never().unwrap();
        matches!(page, Ok(Page::Region(_)))
    });
    assert!(crowded.count() > 10, "regions list leaves");
}

#[test]
fn a_million_stores() {
    if std::env::var_os("NIGH_HEAVY").is_none() {
        println!("skipped: a million stores (NIGH_HEAVY=1 asks for them)");
        return;
    }
    let (small, large) = (Chain::of(10_000), Chain::of(1_000_000));
    let at_night = |p: Point| plain(p, by_the_sun(p, "2026-11-18", 3), Rank::Soonest);
    let classes: [Class<'_>; 4] = [
        ("soonest, by day", &by_day, 1, 2),
        ("soonest, at 03:00", &at_night, 2, 5),
        ("distance", &|p| Terms { rank: Rank::Distance, ..by_day(p) }, 1, 2),
        ("open at 03:00", &|p| Terms { open: OpenFilter::At, ..at_night(p) }, 2, 4),
    ];
    for (name, question, rounds, more_pages) in classes {
        let (few, many) = (small.costs(question), large.costs(question));
        println!("{name}, 10,000:{few}\n{name}, 1,000,000:{many}");
        assert!(Costs::share(&many.rounds, 990) <= rounds, "{name}: rounds");
        let [least, most] = [&few, &many].map(|costs| Costs::share(&costs.pages, 990));
        assert!(most <= least + more_pages, "{name}: pages");
    }
    let [few, many] = [&small, &large].map(|chain| chain.costs(&by_day));
    let median = |costs: &Costs| Costs::share(&costs.pages, 500);
    assert!(median(&many) <= median(&few), "pages, median");
    let ratio = Costs::mean(&many.bytes) / Costs::mean(&few.bytes);
    assert!(ratio <= 1.5, "{ratio:.2} times the bytes");
    let [few, many] = [&small, &large].map(instructions);
    if let (Some(few), Some(many)) = (few, many) {
        println!("instructions, warm: 10,000: {few}, 1,000,000: {many}");
        assert!(many <= few * 3 / 2, "{many} instructions, {few} of ten thousand stores");
    }
}

/// What `nigh compile` may take of memory for a million stores.
const COMPILE_BYTES: u64 = 2_000_000_000;

#[test]
fn a_million_stores_compile_in_two_gigabytes() {
    if std::env::var_os("NIGH_HEAVY").is_none() {
        println!("skipped: a million stores (NIGH_HEAVY=1 asks for them)");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (feed, out) = (dir.path().join("million.csv"), dir.path().join("out"));
    let nigh = || Command::new(env!("CARGO_BIN_EXE_nigh"));
    let generated = nigh().args(["generate", "--stores", "1000000", "--out"]).arg(&feed).status();
    assert!(generated.unwrap().success());
    let start = Instant::now();
    let mut compile = nigh();
    compile.arg("compile").arg("--stores").arg(&feed).arg("--out").arg(&out);
    let mut compiling = compile.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", compiling.id());
    let mut peak = 0;
    let exit = loop {
        peak = peak.max(peak_bytes(&status).unwrap_or(0));
        if let Some(exit) = compiling.try_wait().unwrap() {
            break exit;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    println!("a million stores compiled in {:.0?}, {} MB", start.elapsed(), peak / 1_000_000);
    assert!(exit.success() && peak <= COMPILE_BYTES, "{exit}, {peak} bytes");
}

/// The most memory that a process has held so far, where the system tells.
fn peak_bytes(status: &str) -> Option<u64> {
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
}

/// Tells `a_warm_isolate` what to ask, and how often.
const FOLDER: &str = "NIGH_SCALE_FOLDER";
const TIMES: &str = "NIGH_SCALE_TIMES";
const WARM_QUESTIONS: usize = 200;

/// Instructions of a question whose pages are in memory: those of two rounds over the same
/// questions less those of one. `None` without valgrind.
fn instructions(chain: &Chain) -> Option<u64> {
    let folder = tempfile::tempdir().unwrap();
    Folder::new(folder.path()).write(&chain.snapshot, &mut || ()).unwrap();
    let all = valgrind::instructions(
        "scale::a_warm_isolate",
        TIMES,
        (FOLDER, folder.path().as_os_str()),
    )?;
    Some(all / u64::try_from(WARM_QUESTIONS).unwrap())
}

/// What `instructions` counts; nothing on its own.
#[test]
fn a_warm_isolate() {
    let (Some(folder), Ok(times)) = (std::env::var_os(FOLDER), std::env::var(TIMES)) else {
        return;
    };
    let pages = Remembering {
        folder: Folder::new(std::path::Path::new(&folder)),
        pages: RefCell::default(),
    };
    let manifest = Head::decode(&pages.folder.head().unwrap()).unwrap().open_manifest().unwrap();
    for _ in 0..times.parse::<usize>().unwrap() {
        for person in people().into_iter().take(WARM_QUESTIONS) {
            let found = nigh::query::run(by_day(person), &manifest.top, &pages).now_or_never();
            assert!(found.unwrap().complete);
        }
    }
}

/// A folder whose pages are kept, as an isolate keeps them.
struct Remembering {
    folder: Folder,
    pages: RefCell<HashMap<PageKey, Page>>,
}

impl PageSource for Remembering {
    async fn read(&self, key: PageKey) -> Result<Page, PageError> {
        if let Some(page) = self.pages.borrow().get(&key) {
            return Ok(page.clone());
        }
        let bytes = self.folder.get(&page_key(key)).unwrap().ok_or(PageError::Missing)?;
        let page = Page::decode(key, &bytes)?;
        self.pages.borrow_mut().insert(key, page.clone());
        Ok(page)
    }
}
