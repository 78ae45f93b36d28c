//! The slow truth of buying: every store and every row, one after the other.
//!
//! Nothing of the search is used here, nor of the pages of stock. Hours and distances are those of
//! [`crate::oracle`], rows those of [`crate::buy_rows`].

use crate::buy_rows::{Goods, Lead, Row};
use crate::buy_terms::{Answer, Ask, FARTHEST_M, Found, Line, Order, Served, Split};
use crate::oracle::Oracle;
use crate::worlds::World;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use nigh::nearest::{Class, OpenFilter};
use nigh::time::Day;
use std::collections::BTreeMap;

/// How many items a store shows for the only need; of each of several, one.
const SHOWN: usize = 3;
/// Open time after which an order is ready on the same day.
const SAME_DAY_S: i64 = 7_200;

/// When an order is ready, from the soonest to the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ready {
    /// Nothing is ordered: it is there.
    WalkIn,
    At(i64),
    /// Not within the horizon.
    Beyond,
}

pub struct BuyOracle {
    pub stores: Oracle,
    pub goods: Goods,
    /// The clocks of the stores.
    pub zones: Vec<Option<TimeZone>>,
}

/// A row that meets a need.
struct Choice<'a> {
    row: &'a Row,
    cents: Option<u64>,
    ready: Ready,
    served: Served,
}

/// A store that passes every filter, with its choices for each need, the best first.
struct Candidate<'a> {
    store: usize,
    distance_m: f64,
    arrival: i64,
    choices: Vec<Vec<Choice<'a>>>,
}

impl BuyOracle {
    pub fn new(world: &World, products: &str, inventories: &[&str]) -> Self {
        let placed = world.listings.iter().filter(|listing| listing.store.point.is_some());
        let clock = |name: &String| TimeZone::get(name).unwrap();
        let codes: Vec<(String, Option<TimeZone>)> = placed
            .map(|l| (l.store.id.to_string(), l.store.timezone.as_ref().map(clock)))
            .collect();
        let goods = Goods::read(products, inventories, &codes);
        let zones = codes.into_iter().map(|(_, zone)| zone).collect();
        Self { stores: Oracle::new(world), goods, zones }
    }

    pub fn answer(&self, ask: &Ask) -> Answer {
        let mut inside = self.candidates(ask);
        let outside = inside.extract_if(.., |c| c.distance_m > ask.radius_m);
        let outside = outside.filter(Candidate::has_all).min_by(|a, b| self.nearer(a, b));
        let outside = outside.map(|c| self.id(&c).to_owned());
        let whole = inside.iter().filter(|c| c.has_all());
        let mut whole: Vec<Found> = whole.map(|c| self.found(ask, c)).collect();
        whole.sort_by(|a, b| order(ask.order, a, b));
        if !whole.is_empty() {
            return Answer { whole, ..Answer::default() };
        }
        let split = if ask.split { self.fewest(ask, &inside) } else { None };
        let outside = outside.filter(|_| split.is_none());
        Answer { whole, split, outside }
    }

    /// Stores that meet at least one need, at any distance.
    fn candidates<'a>(&'a self, ask: &Ask) -> Vec<Candidate<'a>> {
        let mut rows: BTreeMap<usize, Vec<Vec<&Row>>> = BTreeMap::new();
        for (place, need) in ask.needs.iter().enumerate() {
            for item in self.goods.meant(&need.text) {
                for row in self.goods.of_item[item].iter().map(|i| &self.goods.rows[*i]) {
                    if counts(ask, row, need.pieces) {
                        let by_need = rows.entry(row.store);
                        by_need.or_insert_with(|| vec![vec![]; ask.needs.len()])[place].push(row);
                    }
                }
            }
        }
        rows.into_iter().filter_map(|(store, rows)| self.candidate(ask, store, &rows)).collect()
    }

    fn candidate<'a>(
        &'a self,
        ask: &Ask,
        store: usize,
        rows: &[Vec<&'a Row>],
    ) -> Option<Candidate<'a>> {
        let distance_m = self.stores.distance_m(ask.lat, ask.lng, store, FARTHEST_M)?;
        let arrival = ask.at + i64::from(ask.mode.minutes(distance_m)) * 60;
        let amenities = &self.stores.stores[store].amenities;
        let passes = distance_m >= ask.min_radius_m
            && ask.amenities.iter().all(|wanted| amenities.contains(wanted))
            && self.is_open(ask, store, arrival);
        let choices = |rows: &Vec<&'a Row>| {
            let mut choices: Vec<Choice<'a>> =
                rows.iter().map(|row| self.choice(ask, store, arrival, row)).collect();
            // They come the more relevant first, and stay so where they are as good.
            choices.sort_by_key(|choice| choice.key(ask.order));
            choices
        };
        passes.then(|| Candidate {
            store,
            distance_m,
            arrival,
            choices: rows.iter().map(choices).collect(),
        })
    }

    fn is_open(&self, ask: &Ask, store: usize, arrival: i64) -> bool {
        let serves = |t| self.served(ask, store, t, Ready::WalkIn) == (Class::Known, Some(t));
        match ask.open {
            OpenFilter::Any => true,
            OpenFilter::At => serves(ask.at),
            OpenFilter::Arrival => serves(arrival),
        }
    }

    fn choice<'a>(&self, ask: &Ask, store: usize, arrival: i64, row: &'a Row) -> Choice<'a> {
        let ready = self.ready(row, ask.at);
        let served = self.served(ask, store, arrival, ready);
        Choice { row, cents: row.cents_at(ask.at), ready, served }
    }

    /// When an order of `at` is ready.
    pub fn ready(&self, row: &Row, at: i64) -> Ready {
        let timetable = self.stores.timetable(row.store);
        let ready = match row.lead {
            None | Some(Lead::Weeks) => return Ready::WalkIn,
            Some(Lead::Days(0)) => timetable.and_then(|timetable| {
                let mut left_s = SAME_DAY_S;
                timetable.open_from(at).find_map(|(from, to)| {
                    left_s -= to - from;
                    (left_s <= 0).then_some(to + left_s)
                })
            }),
            Some(Lead::Days(n)) => timetable.and_then(|timetable| {
                let today = self.date(row.store, at);
                let later = timetable.openings.iter().filter(|(date, _)| *date > today);
                later.map(|(_, from)| *from).nth(n - 1)
            }),
        };
        ready.filter(|t| *t < self.stores.end_s).map_or(Ready::Beyond, Ready::At)
    }

    /// The date by the clock of a store.
    fn date(&self, store: usize, at: i64) -> Day {
        let zone = self.zones[store].clone().unwrap();
        Day::of(Timestamp::from_second(at).unwrap().to_zoned(zone).date())
    }

    fn served(&self, ask: &Ask, store: usize, arrival: i64, ready: Ready) -> Served {
        let from = match ready {
            Ready::WalkIn => Some(arrival),
            Ready::At(t) => Some(t.max(arrival)),
            Ready::Beyond => None,
        };
        let Some(timetable) = self.stores.timetable(store) else { return (Class::Unknown, None) };
        let stay_s = i64::from(ask.open_for_min) * 60;
        match from.and_then(|from| timetable.serves(from, stay_s, self.stores.end_s)) {
            Some(t) => (Class::Known, Some(t)),
            None if timetable.has_unknown => (Class::Unknown, None),
            None => (Class::Never, None),
        }
    }

    fn found(&self, ask: &Ask, candidate: &Candidate<'_>) -> Found {
        let best = || candidate.choices.iter().map(|choices| &choices[0]);
        let ready = best().map(|choice| choice.ready).max().unwrap();
        let pieces = ask.needs.iter().map(|need| u64::from(need.pieces));
        Found {
            id: self.id(candidate).to_owned(),
            distance_m: candidate.distance_m,
            served: self.served(ask, candidate.store, candidate.arrival, ready),
            cents: best().zip(pieces).map(|(best, n)| best.cents.map(|cents| cents * n)).sum(),
            stock: self.lines(ask, candidate).concat(),
        }
    }

    /// What a store shows for each need.
    fn lines(&self, ask: &Ask, candidate: &Candidate<'_>) -> Vec<Vec<Line>> {
        let line = |choice: &Choice<'_>| self.line(ask.at, choice.row, choice.ready);
        let shown = if ask.needs.len() > 1 { 1 } else { SHOWN };
        candidate.choices.iter().map(|of| of.iter().take(shown).map(line).collect()).collect()
    }

    fn line(&self, at: i64, row: &Row, ready: Ready) -> Line {
        let dollars = |cents: u64| format!("{}.{:02} USD", cents / 100, cents % 100);
        let sale = row.sale_at(at);
        Line {
            item: self.goods.items[row.item].id.clone(),
            availability: row.availability.to_owned(),
            quantity: row.quantity.map(u64::from),
            price: row.cents.map(dollars),
            sale_price: sale.map(|sale| dollars(sale.cents)),
            sale_until: sale.and_then(|sale| sale.until),
            ready_at: match ready {
                Ready::At(t) => Some(t),
                Ready::WalkIn | Ready::Beyond => None,
            },
            aisle: row.aisle.clone(),
        }
    }

    fn id(&self, candidate: &Candidate<'_>) -> &str {
        &self.stores.stores[candidate.store].id
    }

    fn nearer(&self, a: &Candidate<'_>, b: &Candidate<'_>) -> std::cmp::Ordering {
        a.distance_m.total_cmp(&b.distance_m).then_with(|| self.id(a).cmp(self.id(b)))
    }

    /// Of all sets of so few stores the one that serves soonest, then the first by its ids.
    fn fewest(&self, ask: &Ask, inside: &[Candidate<'_>]) -> Option<Split> {
        if inside.is_empty() {
            return None;
        }
        let sets = (2..=ask.needs.len()).map(|count| {
            let mut sets = Vec::new();
            covers(inside, count, &mut Vec::new(), &mut sets);
            sets
        });
        let sets = sets.into_iter().find(|sets| !sets.is_empty())?;
        let judged = sets.into_iter().map(|set| {
            let mut stores: Vec<&Candidate<'_>> = set.iter().map(|i| &inside[*i]).collect();
            stores.sort_by_key(|c| self.id(c));
            let ids: Vec<&str> = stores.iter().map(|c| self.id(c)).collect();
            (last(&stores), ids, stores)
        });
        let (last, _, stores) = judged.min_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)))?;
        let shown = stores.into_iter().map(|c| (self.id(c).to_owned(), self.lines(ask, c)));
        Some(Split { last, stores: shown.collect() })
    }
}

/// Whether a row meets a need for so many pieces.
fn counts(ask: &Ask, row: &Row, pieces: u32) -> bool {
    let cents = row.cents_at(ask.at);
    (ask.any_stock || row.is_available(pieces))
        && ask.max_cents.is_none_or(|max| cents.is_some_and(|cents| cents <= max))
        && (cents.is_none() || ask.currency.is_none_or(|currency| currency == "USD"))
}

fn order(order: Order, a: &Found, b: &Found) -> std::cmp::Ordering {
    let nearer = || a.distance_m.total_cmp(&b.distance_m).then_with(|| a.id.cmp(&b.id));
    let cents = |found: &Found| (found.cents.is_none(), found.cents);
    match order {
        Order::Soonest => a.served.cmp(&b.served).then_with(nearer),
        Order::Distance => nearer(),
        Order::Price => cents(a).cmp(&cents(b)).then(a.served.cmp(&b.served)).then_with(nearer),
    }
}

impl Choice<'_> {
    /// The least is the best.
    fn key(&self, order: Order) -> (bool, Option<u64>, Option<Served>) {
        match order {
            Order::Soonest => (false, None, Some(self.served)),
            Order::Distance => (false, None, None),
            Order::Price => (self.cents.is_none(), self.cents, Some(self.served)),
        }
    }
}

impl Candidate<'_> {
    fn has_all(&self) -> bool {
        self.choices.iter().all(|choices| !choices.is_empty())
    }
}

/// Every set of `count` stores that together meet each need: one store after another that meets
/// the first need which those before it do not.
fn covers(
    inside: &[Candidate<'_>],
    count: usize,
    chosen: &mut Vec<usize>,
    found: &mut Vec<Vec<usize>>,
) {
    let has = |i: usize, need: usize| !inside[i].choices[need].is_empty();
    let needs = inside[0].choices.len();
    let missing = (0..needs).find(|need| !chosen.iter().any(|i| has(*i, *need)));
    let Some(missing) = missing else {
        found.push(chosen.clone());
        return;
    };
    if chosen.len() == count {
        return;
    }
    for next in (0..inside.len()).filter(|i| has(*i, missing)) {
        chosen.push(next);
        covers(inside, count, chosen, found);
        chosen.pop();
    }
}

/// When the last need is met, each where it is met soonest.
fn last(stores: &[&Candidate<'_>]) -> Served {
    let needs = 0..stores[0].choices.len();
    let soonest = |need: usize| {
        stores.iter().filter_map(|c| c.choices[need].first().map(|best| best.served)).min()
    };
    needs.filter_map(soonest).max().unwrap()
}
