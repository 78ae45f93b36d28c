//! Three nights of one chain: between them stores are renamed, moved, closed and opened, their
//! hours and their stock change. And the KV of a Worker that lives through them.

use crate::bazaar::Bazaar;
use crate::buy_shops::compiled;
use crate::faulty::{Kv, head, keyed};
use crate::judge::Judge;
use crate::rng::Rng;
use crate::worlds::{self, Fill};
use nigh::place::Point;
use nigh::snapshot::{Limits, Snapshot};
use nigh::store::{Listing, StoreId};
use nigh::time::UtcSeconds;
use std::collections::{BTreeMap, BTreeSet};

/// Stores around each town.
const PER_TOWN: usize = 90;
const TOWNS: [(f64, f64, &str); 6] = [
    (44.98, -93.27, "America/Chicago"),
    (40.73, -74.00, "America/New_York"),
    (52.52, 13.40, "Europe/Berlin"),
    (27.71, 85.32, "Asia/Kathmandu"),
    (-31.55, 159.08, "Australia/Lord_Howe"),
    (-17.80, 179.95, "Pacific/Fiji"),
];
/// Small pages, so that an answer needs several; and few regions, so that they have leaves.
const LIMITS: Limits = Limits { page_bytes: 4_096, regions: 12 };

/// A night: its stores and goods, and what is published of them.
pub struct Night {
    pub bazaar: Bazaar,
    pub snapshot: Snapshot,
}

pub struct Nights {
    pub nights: Vec<Night>,
    pub judge: Judge,
}

impl Nights {
    pub fn new() -> Self {
        let horizon = worlds::half_year();
        let (mut fill, mut stores) = (Fill::new(8, horizon), Vec::new());
        for (town, (lat, lng, zone)) in TOWNS.iter().enumerate() {
            for place in 0..PER_TOWN {
                let metres = [2_000.0, 30_000.0, 200_000.0][place % 3];
                let (lat, lng) = worlds::scatter(&mut fill.rng, *lat, *lng, metres);
                let id = format!("s{town}-{place}");
                stores.push(fill.listing(&id, lat, lng, Some(*zone).filter(|_| place % 30 != 7)));
            }
        }
        let mut nights = Vec::new();
        for (built_at, night) in [-9_i64, -5, -1].into_iter().zip(0..) {
            if night > 0 {
                change(&mut stores, &mut fill, night);
            }
            let bazaar = Bazaar::new("night", stores.clone(), horizon, night);
            let built_at = start().plus(built_at * 3_600);
            let snapshot = compiled(&bazaar.world, &bazaar.shelves, built_at, LIMITS);
            nights.push(Night { bazaar, snapshot });
        }
        let judge = Judge::of(&nights.iter().map(|night| &night.snapshot).collect::<Vec<_>>());
        Self { nights, judge }
    }

    /// A KV that knows nothing but the first night.
    pub fn kv(&self) -> Kv {
        let kv = Kv::of(&self.nights.iter().map(|night| &night.snapshot).collect::<Vec<_>>());
        self.publish(&kv, 0);
        kv
    }

    /// What KV is after a night: the night before it is still there, what is older is pruned.
    pub fn publish(&self, kv: &Kv, night: usize) {
        let of = |night: usize| keyed(&self.nights[night].snapshot);
        let (now, before) = (of(night), if night > 0 { of(night - 1) } else { BTreeMap::new() });
        let is_name = |key: &&String| !key.starts_with("p/") && !key.starts_with("m/");
        let names = |values: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
            values
                .iter()
                .filter(|(key, _)| is_name(key))
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect()
        };
        let is_there = |key: &&String| now.contains_key(*key) || before.contains_key(*key);
        let hidden: BTreeSet<String> = kv.values.keys().filter(|k| !is_there(k)).cloned().collect();
        kv.new.replace(now.keys().filter(|key| !before.contains_key(*key)).cloned().collect());
        kv.names.replace(names(&now));
        kv.old_names.replace(names(&before));
        kv.hidden.replace(hidden);
        kv.old_heads.replace(self.nights[..night].iter().map(|n| head(&n.snapshot)).collect());
        kv.next_head.replace(self.nights.get(night + 1).map(|n| head(&n.snapshot)));
        kv.publish(&self.nights[night].snapshot);
    }

    /// The night of a snapshot.
    pub fn of(&self, snapshot: &str) -> Option<&Night> {
        self.nights.iter().find(|night| night.snapshot.id.to_string() == snapshot)
    }
}

/// When the first question is asked.
pub fn start() -> UtcSeconds {
    UtcSeconds::parse("2026-11-20T12:00:00Z").unwrap()
}

fn change(stores: &mut Vec<Listing>, fill: &mut Fill, night: u32) {
    let mut rng = Rng::new(u64::from(night));
    let mut newcomers = Vec::new();
    stores.retain(|_| !rng.percent(4));
    for listing in stores.iter_mut() {
        let Some(point) = listing.store.point else { continue };
        let (lat, lng) = worlds::scatter(&mut rng, point.lat_deg(), point.lng_deg(), 3_000.0);
        let zone = listing.store.timezone.clone();
        let other = fill.listing("other", lat, lng, zone.as_deref());
        match rng.below(20) {
            0 => listing.store.name = format!("{} {night}", listing.store.id),
            1 => listing.store.point = Point::new(lat, lng).ok(),
            2 => listing.hours = other.hours,
            3 => {
                let mut newcomer = other;
                let id = format!("{}-{night}", listing.store.id);
                newcomer.store.id = StoreId::new(&id).unwrap();
                newcomers.push(newcomer);
            }
            _ => {}
        }
    }
    stores.extend(newcomers);
}
