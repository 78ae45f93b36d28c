//! Questions to buyers' stores: mostly such as have an answer, at the instants and distances at
//! which answers change.

use crate::buy_oracle::BuyOracle;
use crate::buy_rows::Row;
use crate::buy_terms::{Ask, FARTHEST_M, Need, Order};
use crate::data;
use crate::rng::Rng;
use crate::worlds;
use jiff::Timestamp;
use nigh::nearest::OpenFilter;
use nigh::place::Mode;
use nigh::time::UtcSeconds;
use std::collections::BTreeSet;

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;

/// Invents questions.
pub struct Asker<'a> {
    rng: Rng,
    oracle: &'a BuyOracle,
    /// Places where people live.
    rural: Vec<(f64, f64)>,
    /// Stores that have anything.
    stocked: Vec<usize>,
    instants: std::ops::Range<i64>,
}

impl<'a> Asker<'a> {
    pub fn new(oracle: &'a BuyOracle, instants: std::ops::Range<UtcSeconds>, seed: u64) -> Self {
        let rural = data::path("queries-us.csv").map(|path| {
            let degrees = |text: &String| text.parse::<f64>().unwrap();
            let point = |row: std::collections::HashMap<String, String>| {
                (degrees(&row["lat"]), degrees(&row["lon"]))
            };
            worlds::rows(&path).step_by(17).map(point).collect()
        });
        let all = 0..oracle.stores.stores.len();
        Self {
            rng: Rng::new(seed),
            oracle,
            rural: rural.unwrap_or_default(),
            stocked: all.filter(|i| !oracle.goods.of_store[*i].is_empty()).collect(),
            instants: instants.start.0..instants.end.0,
        }
    }

    pub fn ask(&mut self) -> Ask {
        let (lat, lng) = self.origin();
        let place = self.store_near(lat, lng, 100_000.0);
        let rows = self.rows(place);
        let needs = self.needs(&rows);
        let order =
            *self.rng.pick(&[Order::Soonest, Order::Soonest, Order::Distance, Order::Price]);
        let at = self.at(rows[0]);
        let split = needs.len() > 1 && self.rng.percent(70);
        let most_m = if order == Order::Price { 50_000.0 } else { FARTHEST_M };
        let is_wide = split && self.rng.percent(50);
        let radius_m = if is_wide { most_m } else { self.radius(most_m, lat, lng, rows[0].item) };
        let rng = &mut self.rng;
        let open = match rng.below(6) {
            0 => OpenFilter::At,
            1 => OpenFilter::Arrival,
            _ => OpenFilter::Any,
        };
        let stays: &[u32] = if open == OpenFilter::Any { &[0] } else { &[0, 0, 15, 60, 240] };
        Ask {
            lat,
            lng,
            at,
            split,
            radius_m,
            min_radius_m: if rng.percent(6) { rng.between(0.0, radius_m) } else { 0.0 },
            open,
            open_for_min: *rng.pick(stays),
            amenities: self.amenities(place),
            any_stock: self.rng.percent(10),
            max_cents: self.max_cents(rows[0], at),
            currency: match self.rng.below(40) {
                0 => Some("CAD"),
                1..5 => Some("USD"),
                _ => None,
            },
            order,
            mode: *self.rng.pick(&[Mode::Walk, Mode::Bike, Mode::Drive, Mode::Drive]),
            // The stores of a split are of no use without one another.
            limit: *self.rng.pick(if split { &[10, 100] } else { &[1, 5, 10, 10, 100] }),
            needs,
        }
    }

    fn origin(&mut self) -> (f64, f64) {
        let rng = &mut self.rng;
        let stores = &self.oracle.stores.stores;
        let any = &stores[rng.below(stores.len())];
        let stocked = &stores[rng.pick(&self.oracle.goods.rows).store];
        let metres = *rng.pick(&[200.0, 5_000.0, 20_000.0, 50_000.0, 200_000.0]);
        match rng.below(20) {
            0 if rng.percent(30) => worlds::anywhere(rng),
            1 if !self.rural.is_empty() => *rng.pick(&self.rural),
            2 => worlds::scatter(rng, any.lat, any.lng, metres),
            3..6 => (stocked.lat, stocked.lng),
            _ => worlds::scatter(rng, stocked.lat, stocked.lng, metres),
        }
    }

    /// A store that has something, often one that has much; so near if there is one.
    fn store_near(&mut self, lat: f64, lng: f64, reach_m: f64) -> usize {
        let (stores, stocked) = (&self.oracle.stores, &self.stocked);
        let within = |reach_m| -> Vec<usize> {
            let is_near = |i: &usize| stores.distance_m(lat, lng, *i, reach_m).is_some();
            stocked.iter().copied().filter(is_near).collect()
        };
        let near = [reach_m, FARTHEST_M].into_iter().map(within).find(|near| !near.is_empty());
        let near = near.as_ref().unwrap_or(stocked);
        let times = *self.rng.pick(&[1, 4, 8]);
        let drawn = (0..times).map(|_| *self.rng.pick(near));
        drawn.max_by_key(|i| self.oracle.goods.of_store[*i].len()).unwrap()
    }

    /// What is asked for: rows of one store, at times of two.
    fn rows(&mut self, place: usize) -> Vec<&'a Row> {
        let oracle = self.oracle;
        let mut places = vec![place];
        if self.rng.percent(60) {
            let store = &oracle.stores.stores[place];
            let reach_m = *self.rng.pick(&[20_000.0, 100_000.0, FARTHEST_M]);
            places.push(self.store_near(store.lat, store.lng, reach_m));
        }
        let count =
            if self.rng.percent(50) { 1 } else { *self.rng.pick(&[2, 2, 2, 3, 3, 4, 6, 8]) };
        let mut rows: Vec<&'a Row> = vec![self.row(place)];
        for turn in 1..4 * count {
            let row = self.row(places[turn % places.len()]);
            let is_new = rows.iter().all(|known| known.item != row.item);
            if is_new && rows.len() < count {
                rows.push(row);
            }
        }
        rows
    }

    /// A row of a store: of several the one that is there, and whose item most stores have.
    fn row(&mut self, place: usize) -> &'a Row {
        let goods = &self.oracle.goods;
        let times = *self.rng.pick(&[2, 8, 40]);
        let (on_sale, there) = (self.rng.percent(20), self.rng.percent(90));
        let drawn = (0..times).map(|_| &goods.rows[*self.rng.pick(&goods.of_store[place])]);
        let wish = |row: &&Row| (there && row.is_available(1), on_sale && row.sale.is_some());
        drawn.max_by_key(|row| (wish(row), goods.of_item[row.item].len())).unwrap()
    }

    /// No two needs could be met by the same item.
    fn needs(&mut self, rows: &[&Row]) -> Vec<Need> {
        let (mut needs, mut known) = (Vec::new(), BTreeSet::new());
        for row in rows {
            let need = Need { text: self.spelled(row.item), pieces: self.pieces(row, rows.len()) };
            let meant = self.oracle.goods.meant(&need.text);
            if meant.iter().all(|item| !known.contains(item)) {
                known.extend(meant);
                needs.push(need);
            }
        }
        if self.rng.percent(3) {
            let text = *self.rng.pick(&["no-such-item", "99999999", "4006381333931"]);
            let unknown = Need { text: text.to_owned(), pieces: 1 };
            if self.rng.percent(50) && needs.len() < 8 {
                needs.push(unknown);
            } else {
                needs[0] = unknown;
            }
        }
        needs
    }

    /// An item by its id, or by a number that may stand for others too.
    fn spelled(&mut self, item: usize) -> String {
        let item = &self.oracle.goods.items[item];
        let is_number = !item.gtin.is_empty();
        match self.rng.below(10) {
            0..2 if is_number => item.gtin.clone(),
            2..4 if is_number => format!("{:0>14}", item.gtin),
            4 if is_number => format!("000{}", item.gtin),
            _ => item.id.clone(),
        }
    }

    fn pieces(&mut self, row: &Row, needs: usize) -> u32 {
        let often = if needs == 1 { 70 } else { 85 };
        if self.rng.percent(often) {
            return 1;
        }
        let most = if self.rng.percent(85) { row.quantity.unwrap_or(1).max(1) } else { 5 };
        1 + u32::try_from(self.rng.below(usize::try_from(most).unwrap())).unwrap()
    }

    /// The first row's price, a cent around it, or far from it.
    fn max_cents(&mut self, row: &Row, at: i64) -> Option<u64> {
        let cents = row.cents_at(at).or(row.cents).filter(|_| self.rng.percent(12))?;
        Some(*self.rng.pick(&[cents, cents, cents.saturating_sub(1), cents + 1, cents * 3, 499]))
    }

    fn amenities(&mut self, place: usize) -> Vec<String> {
        let is_id = |id: &&String| {
            id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        };
        let all: Vec<&String> =
            self.oracle.stores.stores[place].amenities.iter().filter(is_id).collect();
        if all.is_empty() || !self.rng.percent(6) {
            return Vec::new();
        }
        vec![(*self.rng.pick(&all)).clone()]
    }

    fn radius(&mut self, most_m: f64, lat: f64, lng: f64, item: usize) -> f64 {
        let goods = &self.oracle.goods;
        let rng = &mut self.rng;
        if rng.percent(12) {
            // As far as to some store that has it, exactly: the radius is inclusive.
            let store = goods.rows[*rng.pick(&goods.of_item[item])].store;
            if let Some(exactly) = self.oracle.stores.distance_m(lat, lng, store, most_m) {
                return exactly;
            }
        }
        if rng.percent(10) {
            return *rng.pick(&[0.0, 3_000.0]);
        }
        rng.pick(&[20_000.0, 50_000.0, 50_000.0, 250_000.0, FARTHEST_M, FARTHEST_M]).min(most_m)
    }

    /// Any instant; mostly one around which something changes for a row.
    fn at(&mut self, row: &Row) -> i64 {
        let minutes = |rng: &mut Rng, least: i64, most: i64| {
            (least + i64::try_from(rng.below(usize::try_from(most - least + 1).unwrap())).unwrap())
                * MINUTE
        };
        let days = (self.instants.end - self.instants.start) / DAY;
        let any = self.instants.start + minutes(&mut self.rng, 0, days * 1_440 - 1);
        let at = match self.rng.below(20) {
            0..4 => self.sale_edge(row).unwrap_or(any) + minutes(&mut self.rng, -3, 3),
            4..6 => instant("2026-11-19T00:00:00Z") + minutes(&mut self.rng, 0, 12 * 1_440),
            6..10 => self.hours_edge(row, any) + minutes(&mut self.rng, -150, 150),
            10..13 => self.midnight(row, any) + minutes(&mut self.rng, -5, 5),
            13..15 => {
                let night = *self.rng.pick(&["2026-11-01T00:00:00Z", "2027-03-14T00:00:00Z"]);
                instant(night) + minutes(&mut self.rng, 0, 1_440)
            }
            15 => self.instants.end - MINUTE + minutes(&mut self.rng, -4_000, 0),
            _ => any,
        };
        let odd_s = if self.rng.percent(15) { *self.rng.pick(&[-1, 1, 29]) } else { 0 };
        (at + odd_s).clamp(self.instants.start, self.instants.end - 1)
    }

    fn sale_edge(&mut self, row: &Row) -> Option<i64> {
        let sale = row.sale?;
        let edges: Vec<i64> = sale.from.into_iter().chain(sale.until).collect();
        (!edges.is_empty()).then(|| *self.rng.pick(&edges))
    }

    /// An opening or a closing time of the store.
    fn hours_edge(&mut self, row: &Row, near: i64) -> i64 {
        let open = self.oracle.stores.timetable(row.store).and_then(|t| t.open_from(near).nth(1));
        open.map_or(near, |(from, to)| *self.rng.pick(&[from, to]))
    }

    /// The midnight of the store's clock before an instant.
    fn midnight(&self, row: &Row, before: i64) -> i64 {
        let Some(zone) = &self.oracle.zones[row.store] else { return before };
        let local = Timestamp::from_second(before).unwrap().to_zoned(zone.clone());
        local.start_of_day().unwrap().timestamp().as_second()
    }
}

fn instant(text: &str) -> i64 {
    UtcSeconds::parse(text).unwrap().0
}
