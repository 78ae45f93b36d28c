//! Words: the tiers of the text index, each answered as a scan of every store and row answers it;
//! the first that has anything inside the radius is the answer.

use crate::buy_asker::Asker;
use crate::buy_exact::{compare, horizon};
use crate::buy_oracle::BuyOracle;
use crate::buy_shops::{Shop, shops};
use crate::buy_terms::{Answer, Ask, Need, Order};
use crate::rng::Rng;
use crate::words_world::Library;
use nigh::item::Item;
use nigh::nearest::OpenFilter;
use nigh::words::Query;
use std::collections::HashMap;

const QUESTIONS: usize = 500;

/// Words of a title, one in three with a letter lost.
fn words(rng: &mut Rng, item: &Item) -> String {
    let plain = item.title.replace("&#xAE;", "");
    let words = plain.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    let mut words: Vec<String> =
        words.skip(rng.below(2)).take(1 + rng.below(4)).map(str::to_owned).collect();
    if rng.percent(33)
        && let Some(word) = words.iter_mut().max_by_key(|word| word.chars().count())
        && word.is_ascii()
        && word.len() > 4
    {
        word.remove(1 + rng.below(word.len() - 1));
    }
    words.join(" ")
}

/// A question that words ask; the items that they may mean take the place of `needs`, tier by tier.
fn url(ask: &Ask, text: &str) -> String {
    let words: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let at = nigh::time::UtcSeconds(ask.at).to_rfc3339();
    let rank = match ask.order {
        Order::Soonest => "soonest",
        Order::Distance => "distance",
        Order::Price => "price",
    };
    let open = if ask.open == OpenFilter::At { "at" } else { "any" };
    format!(
        "/v1/buy?lat={}&lng={}&at={at}&radius={}&limit={}&rank={rank}&open={open}&q={words}",
        ask.lat, ask.lng, ask.radius_m, ask.limit
    )
}

/// The right answer: that of the first tier that has one inside, else of the first that has one
/// outside.
fn expected(
    oracle: &BuyOracle,
    library: &Library,
    ids: &HashMap<u32, &str>,
    ask: &Ask,
    text: &str,
) -> (Ask, Answer) {
    let mut outside = None;
    let found = library.find(&Query::new(text).expect("words"));
    for tier in &found.tiers {
        let among: Vec<&str> = tier.hits.iter().map(|hit| ids[&hit.code]).collect();
        // A single one is an id of its own.
        let needs = vec![Need { text: among.join("|") + "|", pieces: 1 }];
        let ask = Ask { needs, ..ask.clone() };
        let answer = oracle.answer(&ask);
        if !answer.whole.is_empty() {
            return (ask, answer);
        }
        if outside.is_none() && answer.outside.is_some() {
            outside = Some((ask, answer));
        }
    }
    outside.unwrap_or_else(|| (ask.clone(), Answer::default()))
}

fn differences(shop: &Shop, seed: u64) -> (Vec<String>, [usize; 2]) {
    let items = shop.shelves.stocked.items();
    let library = Library::of(items);
    let ids: HashMap<u32, &str> =
        items.iter().map(|item| (crate::words_world::code(item), item.id.as_str())).collect();
    let mut asker = Asker::new(&shop.oracle, horizon().instants(), seed);
    let (mut rng, mut differing, mut counts) = (Rng::new(seed), Vec::new(), [0; 2]);
    for _ in 0..QUESTIONS {
        let plain = Ask {
            split: false,
            min_radius_m: 0.0,
            open_for_min: 0,
            amenities: Vec::new(),
            any_stock: false,
            max_cents: None,
            currency: None,
            mode: nigh::place::Mode::Drive,
            ..asker.ask()
        };
        let open = if plain.open == OpenFilter::At { OpenFilter::At } else { OpenFilter::Any };
        let plain = Ask { open, ..plain };
        // Something that is asked for by its id, in words.
        let Some(item) = items.iter().find(|item| item.id.as_str() == plain.needs[0].text) else {
            continue;
        };
        let text = words(&mut rng, item);
        if Query::new(&text).is_err() {
            continue;
        }
        let (ask, answer) = expected(&shop.oracle, &library, &ids, &plain, &text);
        let response = shop.town.get(&url(&ask, &text));
        let reply: serde_json::Value = serde_json::from_slice(&response.body).expect("JSON");
        counts[0] += 1;
        counts[1] += usize::from(!answer.whole.is_empty());
        let compared = match response.status {
            200 => compare(&shop.oracle, &ask, &answer, &reply),
            status => Err(format!("{status}: {reply}")),
        };
        if let Err(difference) = compared {
            differing.push(format!("{difference}\n  {}", url(&ask, &text)));
        }
    }
    (differing, counts)
}

#[test]
fn words_are_answered_tier_by_tier() {
    let Some(shops) = shops() else { return };
    for (seed, shop) in (90..).zip(shops.as_flattened()) {
        let (mut differing, [asked, found]) = differences(shop, seed);
        let count = differing.len();
        differing.truncate(3);
        assert!(count == 0, "{}: {count} of {asked} differ:\n{}", shop.name, differing.join("\n"));
        println!("{}: {asked} questions in words, {found} with stores, 0 differences", shop.name);
        assert!(asked > QUESTIONS / 4 && found > 20);
    }
}
