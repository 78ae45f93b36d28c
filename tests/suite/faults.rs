//! Mixed traffic over a KV that fails at every rate, in isolates that live long or not at all,
//! while snapshots are published and pruned: no reply that says that it is complete is wrong, no
//! status is one that is not documented, and nothing takes longer than a question may.

use crate::effort;
use crate::faulty::{Fault, Kv};
use crate::nights::{Nights, start};
use crate::rng::Rng;
use crate::town::request;
use crate::traffic::{Asked, Traffic, Truth};
use futures_util::future::join_all;
use nigh::edge::http::{Request, Response};
use nigh::edge::memory::{Memory, PAGE_BYTES};
use nigh::edge::{Clock, Patient, QUESTION_MS, handle, refresh};
use nigh::time::UtcSeconds;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// Of a hundred reads so many fail.
const RATES: [usize; 14] = [0, 1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
const KINDS: [(&str, &[Fault]); 11] = [
    ("lost", &[Fault::Absent]),
    ("unreadable", &[Fault::Unreadable]),
    ("late", &[Fault::Late]),
    ("never", &[Fault::Never]),
    ("truncated", &[Fault::Truncated]),
    ("bit-flipped", &[Fault::Flipped]),
    ("swapped", &[Fault::Swapped]),
    ("empty", &[Fault::Empty]),
    ("old", &[Fault::Old]),
    ("early", &[Fault::Early]),
    (
        "mixed",
        &[
            Fault::Absent,
            Fault::Unreadable,
            Fault::Late,
            Fault::Never,
            Fault::Truncated,
            Fault::Flipped,
            Fault::Swapped,
            Fault::Empty,
            Fault::Old,
            Fault::Early,
        ],
    ),
];
/// Of so many replies that are complete one is held against a scan of every store and row.
const SCANNED: usize = 3;
/// The most pages of one answer that are asked for.
const MOST_PAGES: usize = 60;

/// What became of questions.
#[derive(Clone, Default)]
struct Tally {
    questions: usize,
    outcomes: BTreeMap<&'static str, usize>,
    scanned: usize,
    cursors: usize,
    wrong: Vec<String>,
    worst_ms: u64,
}

impl Tally {
    fn of(&self, outcome: &str) -> usize {
        self.outcomes.get(outcome).copied().unwrap_or(0)
    }

    fn add(&mut self, other: &Self) {
        self.questions += other.questions;
        self.scanned += other.scanned;
        self.cursors += other.cursors;
        self.worst_ms = self.worst_ms.max(other.worst_ms);
        self.wrong.extend(other.wrong.iter().cloned());
        for (outcome, count) in &other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |outcome| self.of(outcome);
        write!(f, "{:>9} {:>9} {:>10}", self.questions, of("complete"), of("incomplete"))?;
        write!(f, " {:>7} {:>7} {:>7}", of("unavailable"), of("absent"), of("gone"))?;
        write!(f, " {:>7} {:>6} {:>8}", self.scanned, self.wrong.len(), self.worst_ms)
    }
}

const COLUMNS: &str =
    "questions  complete incomplete     503     404     409 scanned  wrong worst ms";

/// One kind of fault at one rate.
struct Weather<'a> {
    nights: &'a Nights,
    kv: Kv,
    rng: Rng,
    isolates: Vec<Memory>,
    /// Further pages of answers, and which page each is.
    to_come: Vec<(Asked, usize)>,
    /// Such as are asked for only when their snapshot is pruned.
    too_late: Vec<(Asked, usize)>,
    tally: Tally,
}

/// A question that was answered.
struct Answered {
    asked: Asked,
    page: usize,
    now: UtcSeconds,
    took_ms: u64,
    response: Response,
}

impl<'a> Weather<'a> {
    fn new(nights: &'a Nights, faults: &[Fault], percent: usize, seed: usize) -> Self {
        let mut kv = nights.kv();
        (kv.faults, kv.percent, kv.delay_ms) = (faults.to_vec(), percent, 40);
        let seed = u64::try_from(seed).unwrap();
        kv.rng.replace(Rng::new(seed));
        let isolates = (0..3).map(|_| Memory::default()).collect();
        let (to_come, too_late, tally) = (Vec::new(), Vec::new(), Tally::default());
        Self { nights, kv, rng: Rng::new(seed + 1), isolates, to_come, too_late, tally }
    }

    fn ask(mut self, questions: usize, traffic: &mut Traffic<'_>) -> Tally {
        let mut night = 0;
        while self.tally.questions < questions {
            let due = 3 * self.tally.questions / questions;
            if due > night {
                night = due;
                self.nights.publish(&self.kv, night);
            }
            if night == 2 {
                self.to_come.append(&mut self.too_late);
            }
            self.kv.clock.advance(*self.rng.pick(&[0, 500, 2_000, 50_000, 50_000, 400_000]));
            if self.rng.percent(20) {
                let bytes = *self.rng.pick(&[0, 30_000, 300_000, PAGE_BYTES]);
                let isolate = self.rng.below(self.isolates.len());
                self.isolates[isolate] = Memory::with_page_bytes(bytes);
            }
            let at_once = *self.rng.pick(&[1, 1, 2, 5]);
            let batch: Vec<_> = (0..at_once).map(|_| self.next(traffic)).collect();
            let isolate = self.rng.below(self.isolates.len());
            for answered in self.answers(isolate, batch) {
                self.see(answered, night);
            }
        }
        self.tally
    }

    fn next(&mut self, traffic: &mut Traffic<'_>) -> (Asked, usize, u64) {
        let after_ms = u64::try_from(self.rng.below(300)).unwrap();
        let (asked, page) = self.to_come.pop().unwrap_or_else(|| (traffic.next(), 0));
        (asked, page, after_ms)
    }

    /// Asks an isolate several questions, one a little after the other.
    fn answers(&self, isolate: usize, batch: Vec<(Asked, usize, u64)>) -> Vec<Answered> {
        let (clock, memory) = (&self.kv.clock, &self.isolates[isolate]);
        let one = async |(asked, page, after_ms): (Asked, usize, u64)| {
            clock.wait_ms(after_ms).await;
            let began_ms = clock.now_ms();
            let now = start().plus(i64::try_from(began_ms / 1_000).unwrap());
            let values = Patient::new(&self.kv, clock);
            let request = Request { now, ..request(&asked.target) };
            let response = handle(&request, memory, &values).await;
            let took_ms = clock.now_ms() - began_ms;
            values.renew();
            refresh(memory, &values, now).await;
            Answered { asked, page, now, took_ms, response }
        };
        clock.run(join_all(batch.into_iter().map(one)))
    }

    fn see(&mut self, answered: Answered, night: usize) {
        let Answered { asked, page, now, took_ms, response } = answered;
        self.tally.questions += 1;
        self.tally.cursors += usize::from(page > 0);
        self.tally.worst_ms = self.tally.worst_ms.max(took_ms);
        let outcome = match self.nights.judge.outcome(&asked.target, now, &response) {
            Ok(outcome) => outcome,
            Err(fault) => return self.tally.wrong.push(fault),
        };
        *self.tally.outcomes.entry(outcome).or_default() += 1;
        let may_be_gone =
            night == 2 || self.kv.faults.iter().any(|f| matches!(f, Fault::Absent | Fault::Early));
        if outcome == "gone" && !may_be_gone {
            self.tally.wrong.push(format!("409: {}", asked.target));
        }
        if outcome == "complete" {
            self.see_complete(&asked, page, &response);
        }
    }

    /// Some of them are scanned, some asked for more.
    fn see_complete(&mut self, asked: &Asked, page: usize, response: &Response) {
        let reply: Value = serde_json::from_slice(&response.body).unwrap();
        let night = reply["snapshot"]["id"].as_str().and_then(|id| self.nights.of(id));
        if let Some(night) = night
            && page == 0
            && self.tally.of("complete").is_multiple_of(SCANNED)
            && let Some(checked) = asked.truth.check(night, &reply)
        {
            self.tally.scanned += 1;
            let target = &asked.target;
            self.tally.wrong.extend(checked.err().map(|fault| format!("{fault}: {target}")));
        }
        let cursor = reply["next_cursor"].as_str().filter(|_| page < MOST_PAGES);
        if let Some(cursor) = cursor
            && (page > 0 || self.rng.percent(10))
        {
            let question = asked.target.split("&cursor=").next().unwrap();
            let target = format!("{question}&cursor={cursor}");
            let next = (Asked { target, truth: Truth::Unknown }, page + 1);
            let is_for_later = self.rng.percent(10);
            if is_for_later { self.too_late.push(next) } else { self.to_come.push(next) }
        }
    }
}

#[test]
fn faults_never_make_a_complete_reply_wrong() {
    let nights = Nights::new();
    let each = effort::count(6_000, 100_000).div_ceil(RATES.len() * KINDS.len());
    let mut crowds = [0, 1, 2].map(|night| Traffic::new(&nights.nights[night], &nights));
    let mut by_kind: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut by_rate, mut seed) = (Vec::new(), 0);
    for percent in RATES {
        let mut of_rate = Tally::default();
        for (kind, faults) in KINDS {
            seed += 1;
            let traffic = &mut crowds[seed % 3];
            let tally = Weather::new(&nights, faults, percent, seed).ask(each, traffic);
            of_rate.add(&tally);
            by_kind.entry(kind).or_default().add(&tally);
        }
        by_rate.push((percent, of_rate));
    }
    println!("reads that fail    {COLUMNS}");
    let mut all = Tally::default();
    for (percent, tally) in &by_rate {
        println!("{percent:>13} %    {tally}");
        all.add(tally);
    }
    println!("how                {COLUMNS}");
    for (kind, tally) in &by_kind {
        println!("{kind:<15}    {tally}");
    }
    println!("all                {all}, {} by cursor", all.cursors);
    assert_sound(&all, &by_rate);
}

fn assert_sound(all: &Tally, by_rate: &[(usize, Tally)]) {
    let shown = all.wrong.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(all.wrong.is_empty(), "{} are wrong:\n{shown}", all.wrong.len());
    assert!(all.worst_ms <= QUESTION_MS, "{} ms", all.worst_ms);
    let (_, sound) = &by_rate[0];
    assert_eq!(sound.of("incomplete") + sound.of("unavailable"), 0, "nothing failed");
    // What never happens is not tried.
    assert!(all.of("complete") > all.questions / 2, "complete");
    assert!(all.of("incomplete") > all.questions / 50, "incomplete");
    assert!(all.of("unavailable") > all.questions / 50, "unavailable");
    assert!(all.of("absent") > 0 && all.of("gone") > 0, "absent, gone");
    assert!(all.scanned > all.questions / 20, "scanned");
    assert!(all.cursors > all.questions / 50, "cursors");
    assert!(all.worst_ms > QUESTION_MS / 2, "slow");
}
