//! `/v1/buy` gives what a scan of every store and every row gives.

use crate::buy_asker::Asker;
use crate::buy_oracle::BuyOracle;
use crate::buy_rows::{Lead, Row};
use crate::buy_shops::{Shop, shops};
use crate::buy_terms::{Answer, Ask, Found, Line, Order, Served, Split};
use crate::chain::BUILT_AT;
use crate::rng::Rng;
use crate::worlds;
use nigh::item::{LeadTime, Price, Quantities, Stocking};
use nigh::nearest::{Class, OpenFilter};
use nigh::place::Mode;
use nigh::time::{Horizon, UtcSeconds};
use serde_json::Value;
use std::collections::BTreeSet;

/// Questions to each shop: 5,000 to the stock of the night, and as many with the delta on top.
const QUESTIONS: usize = 2_500;

#[test]
fn buying_is_exact() {
    let Some(shops) = shops() else { return };
    for (seed, shop) in (0..).zip(shops.as_flattened()) {
        let mut asker = Asker::new(&shop.oracle, horizon().instants(), seed);
        let (mut differing, mut tally) = (Vec::new(), Tally::default());
        for _ in 0..QUESTIONS {
            let ask = asker.ask();
            let expected = shop.oracle.answer(&ask);
            tally.see(&ask, &expected);
            if let Err(difference) =
                reply(shop, &ask).and_then(|r| compare(&shop.oracle, &ask, &expected, &r))
            {
                differing.push(format!("{difference}\n  {}", url(&ask)));
            }
        }
        let count = differing.len();
        differing.truncate(3);
        let shown = differing.join("\n");
        assert!(count == 0, "{}: {count} of {QUESTIONS} differ:\n{shown}", shop.name);
        println!("{}: {QUESTIONS} questions, 0 differences: {tally:?}", shop.name);
    }
}

/// The question as a URL.
pub fn url(ask: &Ask) -> String {
    let at = UtcSeconds(ask.at).to_rfc3339();
    let mut url = format!("/v1/buy?lat={}&lng={}&at={at}", ask.lat, ask.lng);
    let mut add = |name: &str, value: &str| url.extend(["&", name, "=", value]);
    for need in &ask.needs {
        match need.pieces {
            1 => add("item", &need.text),
            pieces => add("item", &format!("{}*{pieces}", need.text)),
        }
    }
    add("radius", &ask.radius_m.to_string());
    add("min_radius", &ask.min_radius_m.to_string());
    add("limit", &ask.limit.to_string());
    match ask.open {
        OpenFilter::Any => {}
        OpenFilter::At => add("open", "at"),
        OpenFilter::Arrival => add("open", "arrival"),
    }
    if ask.open_for_min > 0 {
        add("open_for", &ask.open_for_min.to_string());
    }
    ask.amenities.iter().for_each(|id| add("amenity", id));
    if ask.split {
        add("split", "1");
    }
    if ask.any_stock {
        add("stock", "any");
    }
    if let Some(cents) = ask.max_cents {
        add("max_price", &format!("{}.{:02}", cents / 100, cents % 100));
    }
    if let Some(currency) = ask.currency {
        add("currency", currency);
    }
    match ask.order {
        Order::Soonest => {}
        Order::Distance => add("rank", "distance"),
        Order::Price => add("rank", "price"),
    }
    match ask.mode {
        Mode::Walk => add("mode", "walk"),
        Mode::Bike => add("mode", "bike"),
        Mode::Drive => {}
    }
    url
}

/// What the edge replies.
pub fn reply(shop: &Shop, ask: &Ask) -> Result<Value, String> {
    let response = shop.town.get(&url(ask));
    let body = String::from_utf8_lossy(&response.body);
    if response.status != 200 {
        return Err(format!("{}: {body}", response.status));
    }
    serde_json::from_slice(&response.body).map_err(|error| format!("{error}: {body}"))
}

/// How a reply differs from the right answer.
pub fn compare(
    oracle: &BuyOracle,
    ask: &Ask,
    expected: &Answer,
    reply: &Value,
) -> Result<(), String> {
    same("complete", &true, &(reply["complete"] == true))?;
    let results = reply["results"].as_array().ok_or("no results")?;
    let got: Vec<Found> = results.iter().map(found).collect::<Option<_>>().ok_or("a result")?;
    if let Some(split) = &expected.split {
        compare_split(oracle, ask, split, &got)?;
    } else {
        let wanted = &expected.whole[..ask.limit.min(expected.whole.len())];
        for (place, (wanted, got)) in wanted.iter().zip(&got).enumerate() {
            compare_found(wanted, got).map_err(|difference| format!("at {place}, {difference}"))?;
        }
        same("results", &wanted.len(), &got.len())?;
        let more = expected.whole.len() > ask.limit;
        // That there may be more is said of an answer whose last page turns out to be empty, too.
        same("a cursor", &more, &(more && reply["next_cursor"].is_string()))?;
    }
    let outside = reply["nearest_outside"]["location"]["id"].as_str();
    same("nearest_outside", &expected.outside.as_deref(), &outside)
}

fn compare_found(wanted: &Found, got: &Found) -> Result<(), String> {
    same("id", &wanted.id, &got.id)?;
    if (wanted.distance_m - got.distance_m).abs() > 1e-6 * wanted.distance_m.max(1.0) {
        same("distance_m", &wanted.distance_m, &got.distance_m)?;
    }
    same("served_at", &wanted.served.1, &got.served.1)?;
    for (wanted, got) in wanted.stock.iter().zip(&got.stock) {
        same("stock", wanted, got)?;
    }
    same("entries of stock", &wanted.stock.len(), &got.stock.len())
}

/// The same stores, the last of which serves at the same instant; each need is met by one of them,
/// which shows what it has for it.
fn compare_split(
    oracle: &BuyOracle,
    ask: &Ask,
    wanted: &Split,
    got: &[Found],
) -> Result<(), String> {
    let ids: BTreeSet<&str> = got.iter().map(|found| found.id.as_str()).collect();
    same("ids", &wanted.stores.keys().map(String::as_str).collect(), &ids)?;
    same("results", &ids.len(), &got.len())?;
    let last = got.iter().map(|found| found.served).max();
    same("the last served_at", &wanted.last.1, &last.and_then(|served| served.1))?;
    let mut explained = 0;
    for (place, need) in ask.needs.iter().enumerate() {
        let meant = oracle.goods.meant(&need.text);
        let is_meant =
            |line: &&Line| meant.iter().any(|item| oracle.goods.items[*item].id == line.item);
        let takes: Vec<(&Found, Vec<&Line>)> = got
            .iter()
            .map(|found| (found, found.stock.iter().filter(is_meant).collect()))
            .filter(|(_, lines): &(_, Vec<_>)| !lines.is_empty())
            .collect();
        same(&format!("stores that meet {}", need.text), &1, &takes.len())?;
        let (found, lines) = &takes[0];
        same("stock", &wanted.stores[&found.id][place].iter().collect(), lines)?;
        explained += lines.len();
    }
    same("entries of stock", &explained, &got.iter().map(|found| found.stock.len()).sum())
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, wanted: &T, got: &T) -> Result<(), String> {
    if wanted == got { Ok(()) } else { Err(format!("{what}: wanted {wanted:?}, got {got:?}")) }
}

/// A result as it is written; `None` where a member is missing that must be there.
fn found(result: &Value) -> Option<Found> {
    let served_at = instant(&result["open"]["served_at"]);
    let served: Served = (served_at.map_or(Class::Unknown, |_| Class::Known), served_at);
    Some(Found {
        id: result["location"]["id"].as_str()?.to_owned(),
        distance_m: result["distance_m"].as_f64()?,
        served,
        cents: None,
        stock: result["stock"].as_array()?.iter().map(line).collect::<Option<_>>()?,
    })
}

fn line(entry: &Value) -> Option<Line> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let money = |value: &Value| {
        Some(format!("{} {}", value["amount"].as_str()?, value["currency"].as_str()?))
    };
    Some(Line {
        item: text(&entry["item"])?,
        availability: text(&entry["availability"])?,
        quantity: entry["quantity"].as_u64(),
        price: money(&entry["price"]),
        sale_price: money(&entry["sale_price"]),
        sale_until: instant(&entry["sale_until"]),
        ready_at: instant(&entry["pickup"]["ready_at"]),
        aisle: text(&entry["aisle"]),
    })
}

fn instant(value: &Value) -> Option<i64> {
    let text = value.as_str()?;
    Some(UtcSeconds::parse(text).unwrap_or_else(|| panic!("{text} is no instant")).0)
}

pub fn horizon() -> Horizon {
    Horizon::around(BUILT_AT, 400).unwrap()
}

/// What the questions were like.
#[derive(Debug, Default)]
struct Tally {
    results: usize,
    stores: usize,
    baskets: usize,
    whole_baskets: usize,
    splits: usize,
    outside: usize,
    nothing: usize,
    on_sale: usize,
    ordered: usize,
    alternatives: usize,
    unknown_or_never: usize,
    more: usize,
}

impl Tally {
    fn see(&mut self, ask: &Ask, answer: &Answer) {
        let is_basket = ask.needs.len() > 1;
        let any = |of: &dyn Fn(&Found) -> bool| usize::from(answer.whole.iter().any(of));
        self.results += any(&|_| true);
        self.stores += answer.whole.len();
        self.baskets += usize::from(is_basket);
        self.whole_baskets += any(&|_| is_basket);
        self.splits += usize::from(answer.split.is_some());
        self.outside += usize::from(answer.outside.is_some());
        let is_found = answer.split.is_some() || answer.outside.is_some();
        self.nothing += usize::from(answer.whole.is_empty() && !is_found);
        self.on_sale += any(&|found| found.stock.iter().any(|line| line.sale_price.is_some()));
        self.ordered += any(&|found| found.stock.iter().any(|line| line.ready_at.is_some()));
        self.alternatives += any(&|found| found.stock.len() > ask.needs.len());
        self.unknown_or_never += any(&|found| found.served.0 != Class::Known);
        self.more += usize::from(answer.whole.len() > ask.limit);
    }
}

/// Questions that find nothing would find no mistake either.
#[test]
fn questions_to_buy_have_answers() {
    let Some(shops) = shops() else { return };
    for (seed, shop) in (0..).zip(shops.as_flattened()) {
        let mut asker = Asker::new(&shop.oracle, horizon().instants(), seed);
        let mut tally = Tally::default();
        for _ in 0..QUESTIONS {
            let ask = asker.ask();
            tally.see(&ask, &shop.oracle.answer(&ask));
        }
        println!("{}: {tally:?}", shop.name);
        let Tally { results, baskets, whole_baskets, outside, on_sale, .. } = tally;
        assert!(results > QUESTIONS / 4 && baskets > QUESTIONS / 4);
        assert!([whole_baskets, outside, on_sale].iter().all(|n| *n > QUESTIONS / 40));
        assert!(tally.splits > QUESTIONS / 100);
    }
}

/// The rows of the slow truth are those that the compiler is given.
#[test]
fn rows_to_buy_are_the_compilers() {
    let Some(shops) = shops() else { return };
    for shop in shops.as_flattened() {
        let stocked = &shop.shelves.stocked;
        assert_eq!(stocked.len(), shop.oracle.goods.rows.len(), "{}", shop.name);
        // In both, by the stores' ids and then by the items'.
        let theirs = (0..stocked.stores()).flat_map(|store| stocked.at_store(store));
        for (theirs, row) in theirs.zip(&shop.oracle.goods.rows) {
            assert!(is_same(&theirs, row), "{}: {theirs:?} is not {row:?}", shop.name);
        }
    }
}

fn is_same(stocking: &Stocking, row: &Row) -> bool {
    let stock = &stocking.stock;
    let sale = row.sale.map(|sale| (sale.cents, sale.from, sale.until));
    let their_sale = stock.price.and_then(Price::sale).map(|sale| {
        (sale.minor, sale.window.from().map(|t| t.0), sale.window.until().map(|t| t.0))
    });
    let lead = stock.pickup.map(|pickup| match pickup.lead {
        LeadTime::MultiWeek => Lead::Weeks,
        days => Lead::Days(days.in_days().unwrap().into()),
    });
    usize::try_from(stocking.item) == Ok(row.item)
        && serde_json::to_value(stock.availability).unwrap() == row.availability
        && Quantities::default().shown(stock.quantity) == row.quantity
        && stock.price.map(|price| price.regular().minor) == row.cents
        && their_sale == sale
        && lead == row.lead
        && stock.aisle.as_deref() == row.aisle.as_deref()
}

/// Orders are ready when the schedule says.
#[test]
fn orders_are_ready_when_the_schedule_says() {
    use crate::buy_oracle::Ready;
    let Some([[_, shop], _]) = shops() else { return };
    let (mut rng, end) = (Rng::new(7), horizon().instants().end);
    for _ in 0..20_000 {
        let row = rng.pick(&shop.oracle.goods.rows);
        let minutes =
            rng.below(usize::try_from(end.0 - horizon().instants().start.0).unwrap() / 60);
        let at = horizon().instants().start.plus(60 * i64::try_from(minutes).unwrap());
        let listing = &shop.shelves.listings[row.store];
        let zone = worlds::zone(listing.store.timezone.as_deref().unwrap(), horizon());
        let ready = listing.hours.as_ref().and_then(|hours| match row.lead? {
            Lead::Weeks => None,
            Lead::Days(0) => hours.after_open_time(&zone, at, 7_200, end),
            Lead::Days(n) => hours.opening_of_date(&zone, at, u8::try_from(n).unwrap(), end),
        });
        let expected = match row.lead {
            None | Some(Lead::Weeks) => Ready::WalkIn,
            Some(Lead::Days(_)) => ready.map_or(Ready::Beyond, |t| Ready::At(t.0)),
        };
        let id = &listing.store.id;
        assert_eq!(shop.oracle.ready(row, at.0), expected, "{id}, {row:?}, {}", at.to_rfc3339());
    }
}
