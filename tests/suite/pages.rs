//! How many rounds, pages and bytes a question costs, counted by class of question.

use crate::data;
use crate::rng::Rng;
use crate::worlds::{self, Memory, World};
use futures_util::FutureExt;
use nigh::nearest::{
    AmenityBits, Bounds, Branch, OpenFilter, PageKey, READS_PER_ROUND, Rank, Summary, Terms,
    Vantage,
};
use nigh::place::{Mode, Point};
use nigh::query::{Guess, Origin, PageSource, Question, guesses};
use nigh::snapshot::{Limits, Page};
use nigh::time::UtcSeconds;
use std::cell::{Cell as Counter, RefCell};
use std::collections::BTreeSet;

/// What questions of one class cost, in ascending order.
pub struct Costs {
    pub rounds: Vec<usize>,
    pub pages: Vec<usize>,
    pub bytes: Vec<usize>,
}

impl Costs {
    pub fn of(memory: &Memory, questions: impl Iterator<Item = Terms>) -> Self {
        let mut costs = Self { rounds: Vec::new(), pages: Vec::new(), bytes: Vec::new() };
        for terms in questions {
            let counted = Counted::new(memory);
            let found = counted.ask(&terms);
            let rounds = usize::try_from(found.tally.rounds).unwrap();
            let pages = counted.pages.borrow().len();
            assert!(pages <= rounds * READS_PER_ROUND, "{pages} pages in {rounds} rounds");
            costs.rounds.push(rounds);
            costs.pages.push(pages);
            costs.bytes.push(counted.bytes.get());
        }
        for column in [&mut costs.rounds, &mut costs.pages, &mut costs.bytes] {
            column.sort_unstable();
        }
        costs
    }

    /// The value that so many in a thousand do not exceed.
    pub fn share(column: &[usize], thousandths: usize) -> usize {
        column[(column.len() * thousandths / 1_000).min(column.len() - 1)]
    }

    #[expect(clippy::cast_precision_loss, reason = "small sums")]
    pub fn mean(column: &[usize]) -> f64 {
        column.iter().sum::<usize>() as f64 / column.len() as f64
    }
}

impl std::fmt::Display for Costs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = [("rounds", &self.rounds), ("pages", &self.pages), ("bytes", &self.bytes)];
        columns.iter().try_for_each(|(name, column)| {
            let (mean, p50, p99) =
                (Self::mean(column), Self::share(column, 500), Self::share(column, 990));
            write!(f, "  {name}: mean {mean:.2}, median {p50}, p99 {p99}")
        })
    }
}

/// Counts what is read.
struct Counted<'a> {
    memory: &'a Memory,
    bytes: Counter<usize>,
    pages: RefCell<BTreeSet<PageKey>>,
}

impl<'a> Counted<'a> {
    fn new(memory: &'a Memory) -> Self {
        Self { memory, bytes: Counter::new(0), pages: RefCell::default() }
    }

    fn ask(&self, terms: &Terms) -> nigh::nearest::Found {
        let run = nigh::query::run(terms.clone(), &self.memory.manifest.top, self);
        run.now_or_never().unwrap()
    }
}

impl PageSource for Counted<'_> {
    async fn read(&self, page: PageKey) -> Result<Page, nigh::snapshot::PageError> {
        self.bytes.set(self.bytes.get() + self.memory.bytes(page).map_or(0, <[u8]>::len));
        assert!(self.pages.borrow_mut().insert(page), "a page is read once");
        self.memory.read(page).await
    }
}

/// A plain question: ten stores within 50 km.
pub fn plain(origin: Point, at: UtcSeconds, rank: Rank) -> Terms {
    Terms {
        origin,
        at,
        horizon_end: worlds::half_year().instants().end,
        mode: Mode::Drive,
        radius_m: 50_000.0,
        min_radius_m: 0.0,
        open: OpenFilter::Any,
        open_for_min: 0,
        amenities: Vec::new(),
        rank,
        limit: 10,
        after: None,
    }
}

/// The instant at which it is so late, more or less, by the sun of a place.
#[expect(clippy::cast_possible_truncation, reason = "half a day of seconds")]
pub fn by_the_sun(origin: Point, day: &str, hour: i64) -> UtcSeconds {
    let midnight = i64::from(nigh::time::Day::parse(day).unwrap().0) * 86_400;
    UtcSeconds(midnight + hour * 3_600 - (origin.lng_deg() * 4.0) as i64 * 60)
}

/// Where people are: near stores.
fn people(world: &World, count: usize) -> Vec<Point> {
    let mut rng = Rng::new(31);
    let stores: Vec<Point> = world.listings.iter().filter_map(|l| l.store.point).collect();
    let someone = |_| {
        let store = rng.pick(&stores);
        let away = 10_f64.powf(rng.between(1.0, 4.5));
        let (lat, lng) = worlds::scatter(&mut rng, store.lat_deg(), store.lng_deg(), away);
        Point::new(lat, lng).unwrap()
    };
    (0..count).map(someone).collect()
}

#[test]
fn rounds_and_pages() {
    let Some(world) = worlds::osm() else { return };
    let memory = Memory::new(&world.compile(Limits::default()));
    let mut people = people(world, 2_000);
    people.extend(queries(100));
    for rank in [Rank::Soonest, Rank::Distance] {
        for hour in [3, 14] {
            let ask = |p: &Point| plain(*p, by_the_sun(*p, "2026-11-18", hour), rank);
            let costs = Costs::of(&memory, people.iter().map(ask));
            println!("{rank:?} at {hour}:00{costs}");
            assert_eq!(Costs::share(&costs.rounds, 500), 1, "rounds, median");
            assert!(Costs::share(&costs.rounds, 990) <= 2, "rounds, 99 %");
            assert!(Costs::share(&costs.pages, 990) <= 5, "pages, 99 %");
        }
    }
}

fn queries(step: usize) -> Vec<Point> {
    let Some(path) = data::path("queries-us.csv") else { return Vec::new() };
    let point = |row: std::collections::HashMap<String, String>| {
        Point::new(row["lat"].parse().unwrap(), row["lon"].parse().unwrap()).unwrap()
    };
    worlds::rows(&path).step_by(step).map(point).collect()
}

/// Pages whose summary does not say that nobody there fits: regions, and leaves of crowded ones.
fn not_excluded(memory: &Memory, branches: &[Branch], terms: &Terms) -> usize {
    let may_fit = |summary: &Summary| {
        let from = Vantage::new(terms.origin);
        let least = |bounds: Bounds| bounds.least_rad(&from) * nigh::place::MIN_RADIUS_M;
        let nearest_m = summary.bounds.map_or(f64::INFINITY, least);
        let wanted = terms.amenities.iter();
        nearest_m <= terms.radius_m
            && (terms.open != OpenFilter::At || summary.hours.may_be_open(terms.at))
            && wanted.clone().all(|id| summary.amenities.may_have(AmenityBits::of(id)))
    };
    let below = |branch: &Branch| match memory.read(branch.page).now_or_never().unwrap() {
        Ok(Page::Region(region)) => not_excluded(memory, &region.leaves, terms),
        _ => 0,
    };
    branches.iter().filter(|b| may_fit(&b.summary)).map(|branch| 1 + below(branch)).sum()
}

#[test]
fn selective_filters_read_only_what_may_fit() {
    let Some(world) = worlds::osm() else { return };
    let memory = Memory::new(&world.compile(Limits { page_bytes: 8 * 1024, regions: 1_600 }));
    let rare = worlds::amenity("rare").id;
    let (mut read, mut may_fit, mut in_radius) = (0, 0, 0);
    for origin in people(world, 600) {
        let base = plain(origin, by_the_sun(origin, "2026-11-18", 3), Rank::Soonest);
        let base = Terms { radius_m: 300_000.0, ..base };
        let at_night = Terms { open: OpenFilter::At, ..base.clone() };
        let with_rare = Terms { amenities: vec![rare.clone()], ..base.clone() };
        let both = Terms { open: OpenFilter::At, ..with_rare.clone() };
        for terms in [at_night, with_rare, both] {
            let counted = Counted::new(&memory);
            counted.ask(&terms);
            let (pages, fit) = (
                counted.pages.borrow().len(),
                not_excluded(&memory, &memory.manifest.regions, &terms),
            );
            assert!(pages <= fit, "{pages} pages where {fit} may fit: {terms:?}");
            read += pages;
            may_fit += fit;
            in_radius += not_excluded(&memory, &memory.manifest.regions, &base);
        }
    }
    println!("selective: {read} pages read, {may_fit} not excluded, {in_radius} within the radius");
}

#[test]
fn one_single_round_when_names_are_fresh() {
    let Some(world) = worlds::bestbuy() else { return };
    let origins = queries(5);
    if origins.is_empty() {
        return;
    }
    let memory = Memory::new(&world.compile(Limits::default()));
    let (mut single, mut asked, mut guesses, mut absent) = (0, 0, 0, 0);
    for origin in origins {
        let (read, named) = guessed(&memory, origin);
        guesses += named;
        absent += named - read.len();
        for (rank, hour) in [(Rank::Soonest, 3), (Rank::Soonest, 14), (Rank::Distance, 14)] {
            let counted = Counted::new(&memory);
            counted.ask(&plain(origin, by_the_sun(origin, "2026-11-18", hour), rank));
            asked += 1;
            single += usize::from(counted.pages.borrow().is_subset(&read));
        }
    }
    println!("{single} of {asked} in one single round; {absent} of {guesses} guesses do not exist");
    assert!(single * 100 >= asked * 90, "{single} of {asked} in one single round");
}

/// The pages that names give, and how many names were asked for.
fn guessed(memory: &Memory, origin: Point) -> (BTreeSet<PageKey>, usize) {
    let device = Origin::Device { point: origin, accuracy_m: None };
    let guesses = guesses(&Question::new(device, memory.manifest.built_at));
    assert!(guesses.len() < READS_PER_ROUND, "with the head they fit in a round");
    let page = |guess: &Guess| memory.named(&guess.name()).map(nigh::snapshot::hash);
    (guesses.iter().filter_map(page).collect(), guesses.len())
}
