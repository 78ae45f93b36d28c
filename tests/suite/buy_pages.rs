//! What a question to buy costs, in rounds and pages: cold, with names and without, and warm.

use crate::buy_rows::table;
use crate::chain;
use crate::clocked::{Clocked, Cost};
use crate::data;
use crate::pages::{Costs, by_the_sun};
use crate::rng::Rng;
use crate::shelves::{self, Shelves};
use crate::town::published;
use crate::worlds::{self, World};
use nigh::edge::memory::Memory;
use nigh::item::Quantities;
use nigh::place::Point;
use nigh::query::GUESSES;
use nigh::snapshot::{Limits, build};
use std::collections::{BTreeMap, HashMap};

const QUESTIONS: usize = 400;

/// A chain, its stock, and what people ask who live near a store that has it.
struct Shop {
    values: BTreeMap<String, Vec<u8>>,
    places: HashMap<String, Point>,
    /// Stores, and items that they have.
    rows: Vec<(String, String)>,
}

impl Shop {
    fn best_buy() -> Option<Self> {
        let World { zones, .. } = worlds::bestbuy()?;
        let (night, delta) =
            (data::text("inventory-bestbuy.tsv")?, data::text("inventory-bestbuy-delta.tsv")?);
        let products = data::text("products-bestbuy.tsv")?;
        let shelves =
            Shelves::read(&data::text("stores-bestbuy.csv")?, &products, &[&night, &delta]);
        let horizon = nigh::time::Horizon::around(chain::BUILT_AT, 400).unwrap();
        let zones: BTreeMap<_, _> =
            zones.keys().map(|name| (name.clone(), worlds::zone(name, horizon))).collect();
        let goods = Some(shelves.goods(Quantities::default()));
        let limits = Limits::default();
        let snapshot =
            build(&shelves.listings, &zones, chain::BUILT_AT, horizon, limits, goods).unwrap();
        let place = |l: &nigh::store::Listing| Some((l.store.id.to_string(), l.store.point?));
        let in_stock = |row: &HashMap<&str, &str>| row["availability"] == "in_stock";
        let row = |row: HashMap<&str, &str>| (row["store_code"].to_owned(), row["id"].to_owned());
        Some(Self {
            values: published(snapshot),
            places: shelves.listings.iter().filter_map(place).collect(),
            rows: table(&delta).filter(in_stock).map(row).collect(),
        })
    }

    /// Somebody who lives near a store asks for something that it has.
    fn ask(&self, rng: &mut Rng, what: impl Fn(&mut Rng, &str, &str) -> String) -> String {
        let (store, item) = rng.pick(&self.rows);
        let home = self.places[store];
        let away = 10_f64.powf(rng.between(2.0, 4.5));
        let (lat, lng) = worlds::scatter(rng, home.lat_deg(), home.lng_deg(), away);
        let hour = *rng.pick(&[3, 10, 14, 18]);
        let at = by_the_sun(Point::new(lat, lng).unwrap(), "2026-11-18", hour).to_rfc3339();
        let what = what(rng, store, item);
        format!("/v1/buy?lat={lat}&lng={lng}&at={at}&limit=5&{what}")
    }
}

/// What questions cost in isolates that know nothing, and that the same cost nothing a second time.
fn costs(shop: &Shop, questions: &[String], has_names: bool) -> (Costs, Vec<Cost>) {
    let mut all = Vec::new();
    for question in questions {
        let (memory, kv) = (Memory::default(), Clocked::new(&shop.values, has_names));
        let (first, cost) = kv.get(question, &memory);
        assert_eq!(first.status, 200, "{question}");
        let (again, warm) = kv.get(question, &memory);
        assert_eq!((warm.keys, &again.body), (0, &first.body), "{question}");
        all.push(cost);
    }
    let sorted = |of: fn(&Cost) -> usize| {
        let mut column: Vec<usize> = all.iter().map(of).collect();
        column.sort_unstable();
        column
    };
    let costs = Costs {
        rounds: sorted(|c| c.rounds),
        pages: sorted(|c| c.pages),
        bytes: sorted(|c| c.bytes),
    };
    (costs, all)
}

/// Asks in isolates that find no names: the manifest is a round of its own.
fn after_the_manifest(name: &str, shop: &Shop, questions: &[String], rounds: [usize; 2]) -> Costs {
    let (costs, _) = costs(shop, questions, false);
    println!("{name}:{costs}");
    let [median, most] = [500, 990].map(|share| Costs::share(&costs.rounds, share) - 1);
    assert!(median <= rounds[0] && most <= rounds[1], "{name}: {median} and {most} rounds");
    costs
}

fn questions(shop: &Shop, what: impl Fn(&mut Rng, &str, &str) -> String) -> Vec<String> {
    let mut rng = Rng::new(43);
    (0..QUESTIONS).map(|_| shop.ask(&mut rng, &what)).collect()
}

#[test]
fn an_item_by_its_id() {
    let Some(shop) = Shop::best_buy() else { return };
    for order in ["soonest", "distance", "price"] {
        let by_id = questions(&shop, |_, _, item| format!("item={item}&rank={order}"));
        let costs = after_the_manifest(&format!("by id, {order}"), &shop, &by_id, [1, 2]);
        assert!(Costs::share(&costs.pages, 990) <= 6, "{costs}");
    }
    let by_id = questions(&shop, |_, _, item| format!("item={item}"));
    let (named, all) = costs(&shop, &by_id, true);
    println!("by id, with names:{named}");
    let single = all.iter().filter(|cost| cost.rounds == 1).count();
    println!("{single} of {} in one single round", all.len());
    assert!(single * 4 >= all.len() * 3, "{single} of {} in one single round", all.len());
    let in_one = all.iter().filter(|cost| cost.rounds == 1);
    assert!(
        in_one.clone().all(|cost| cost.keys <= GUESSES + 1),
        "one round, and nothing beside it"
    );
}

#[test]
fn a_round_more() {
    let Some(shop) = Shop::best_buy() else { return };
    let by_number = questions(&shop, |_, _, item| format!("item=0{item}"));
    after_the_manifest("by trade item number", &shop, &by_number, [2, 3]);
    let of_store: HashMap<&str, Vec<&str>> =
        shop.rows.iter().fold(HashMap::new(), |mut all, (store, item)| {
            all.entry(store.as_str()).or_default().push(item.as_str());
            all
        });
    let stores: Vec<&str> = of_store.keys().copied().collect();
    let basket = |rng: &mut Rng, store: &str, item: &str| {
        let other = *rng.pick(&of_store[store]);
        let another = *rng.pick(&stores);
        let elsewhere = *rng.pick(&of_store[another]);
        let other = if rng.percent(50) { other } else { elsewhere };
        if other == item {
            format!("item={item}&split=1")
        } else {
            format!("item={item}&item={other}&split=1")
        }
    };
    after_the_manifest("split", &shop, &questions(&shop, basket), [2, 3]);
    let Some(products) = data::text("products-bestbuy.tsv") else { return };
    let titles: HashMap<&str, &str> =
        table(&products).map(|row| (row["id"], row["title"])).collect();
    let words = |_: &mut Rng, _: &str, item: &str| {
        let title = titles[item].replace("&#xAE;", "");
        let words: Vec<&str> =
            title.split_whitespace().filter(|word| *word != "-").take(4).collect();
        let words: String = form_urlencoded::byte_serialize(words.join(" ").as_bytes()).collect();
        format!("q={words}")
    };
    after_the_manifest("words", &shop, &questions(&shop, words), [2, 3]);
}

#[test]
fn a_rare_item() {
    let stores = chain::stores(6_000);
    let items = 40;
    let mut inventory = shelves::INVENTORY.to_owned();
    // Every store has item 1, one in 1,500 item 0: one leaf in a hundred.
    for (place, listing) in stores.iter().enumerate() {
        let id = listing.store.id.as_str();
        shelves::row(&mut inventory, id, 1, 1);
        if place % 1_500 == 7 {
            shelves::row(&mut inventory, id, 0, 1);
        }
    }
    let shelves = Shelves::of(stores, &shelves::products(items), &[&inventory]);
    let limits = Limits { page_bytes: 3_000, ..Limits::default() };
    let snapshot = shelves.compile_within(limits, Quantities::default());
    let leaves = nigh::snapshot::Manifest::decode(snapshot.id, &snapshot.manifest).unwrap().regions;
    println!("{} regions", leaves.len());
    assert!(leaves.len() > 300, "{}", leaves.len());
    let shop = Shop { values: published(snapshot), places: HashMap::new(), rows: Vec::new() };
    let mut rng = Rng::new(3);
    let questions: Vec<String> = (0..QUESTIONS)
        .map(|_| {
            let store = &rng.pick(&shelves.listings).store;
            let (lat, lng) = (store.point.unwrap().lat_deg(), store.point.unwrap().lng_deg());
            format!("/v1/buy?lat={lat}&lng={lng}&at=2026-11-18T12:00:00Z&limit=5&radius=500000&item=item-00000")
        })
        .collect();
    let (costs, all) = costs(&shop, &questions, false);
    println!("a rare item:{costs}");
    let most = all.iter().map(|cost| cost.pages).max().unwrap();
    assert!(most <= 8, "{most} pages");
}

/// Asked for with `NIGH_HEAVY=1` and, better, `--profile tool`.
#[test]
fn ten_million_rows_take_no_more_pages() {
    if std::env::var_os("NIGH_HEAVY").is_none() {
        println!("skipped: ten million rows (NIGH_HEAVY=1 asks for them)");
        return;
    }
    let mut few: Option<Costs> = None;
    for (items, percent) in [(1_000, 2), (10_000, 2), (10_000, 20)] {
        let shelves = Shelves::invented(chain::stores(5_000), items, percent);
        let snapshot = shelves.compile_within(Limits::default(), Quantities::default());
        let (rows, manifest) = (shelves.stocked.len(), snapshot.manifest.len());
        let shop = Shop { values: published(snapshot), places: HashMap::new(), rows: Vec::new() };
        let questions = around(&shelves, items, percent);
        let (costs, _) = costs(&shop, &questions, false);
        // One isolate that is asked for all of them.
        let (memory, kv) = (Memory::default(), Clocked::new(&shop.values, false));
        for question in &questions {
            kv.get(question, &memory);
            assert!(
                memory.page_bytes() <= nigh::edge::memory::PAGE_BYTES,
                "{}",
                memory.page_bytes()
            );
        }
        println!("{rows} rows, manifest {manifest} bytes:{costs}");
        println!("  an isolate keeps {} bytes of pages", memory.page_bytes());
        assert!(manifest <= nigh::snapshot::MANIFEST_BYTES);
        if let Some(few) = &few {
            assert!(Costs::mean(&costs.pages) <= Costs::mean(&few.pages) + 0.1, "{costs}");
            assert!(Costs::share(&costs.pages, 990) <= Costs::share(&few.pages, 990), "{costs}");
        }
        few = few.or(Some(costs));
    }
}

/// Somebody near a store asks for something that it has.
fn around(shelves: &Shelves, items: u32, percent: u32) -> Vec<String> {
    let mut rng = Rng::new(7);
    let question = |_| {
        let store = &rng.pick(&shelves.listings).store;
        let point = store.point.unwrap();
        let first = u32::try_from(rng.below(usize::try_from(items).unwrap())).unwrap();
        let mut tried = (0..items).map(|step| (first + step) % items);
        let has = |item: &u32| shelves::mix(store.id.as_str(), *item) % 100 < percent;
        let item = tried.find(has).map(shelves::item_id).unwrap();
        let (lat, lng) = worlds::scatter(&mut rng, point.lat_deg(), point.lng_deg(), 3_000.0);
        format!("/v1/buy?lat={lat}&lng={lng}&at=2026-11-18T12:00:00Z&limit=5&item={item}")
    };
    (0..QUESTIONS).map(question).collect()
}
