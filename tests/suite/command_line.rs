//! The `nigh` command from outside: what it prints, and how it ends.

use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const DONE: Option<i32> = Some(0);
const FAILED: Option<i32> = Some(1);
const USAGE: Option<i32> = Some(2);
const DEFECTS: Option<i32> = Some(3);

const STORES: &str = "id,name,lat,lng,opening_hours\n\
    1,Mitte,52.52,13.40,Mo-Sa 09:00-18:00\n\
    2,Nicollet,44.97,-93.27,Mo-Su 10:00-20:00\n";
const REFUSED: &str = "id,name,lat,lng,opening_hours\n\
    1,Mitte,52.52,13.40,Mo-Sa 09:00-18:00\n\
    1,Mitte again,52.52,13.40,Mo-Sa 09:00-18:00\n";

/// A folder, and the command run in it.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn with(self, name: &str, text: &str) -> Self {
        fs::write(self.path(name), text).unwrap();
        self
    }

    /// Runs words that are separated by spaces.
    fn nigh(&self, words: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nigh"));
        command.args(words.split_whitespace()).current_dir(self.0.path()).output().unwrap()
    }
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn every_subcommand_explains_itself() {
    let desk = Desk::new();
    for command in ["compile", "publish", "verify", "inspect", "generate"] {
        let help = desk.nigh(&format!("{command} --help"));
        assert_eq!(help.status.code(), DONE, "{command}");
        for word in ["Usage: nigh", "Example", "Exit codes"] {
            assert!(out(&help).contains(word), "{command} --help lacks {word:?}");
        }
    }
    assert!(out(&desk.nigh("--help")).contains("Exit codes"));
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let desk = Desk::new().with("stores.csv", STORES);
    for words in [
        "",
        "compile",
        "compile --stores stores.csv",
        "compile --stores stores.csv --out snapshot --format excel",
        "compile --stores stores.csv --out snapshot --at yesterday",
        "compile --stores stores.csv --out snapshot --namespace Example",
        "compile --stores stores.csv --out snapshot --page-bytes 12",
        "compile --stores stores.csv --out snapshot --inventory inventory.tsv",
        "compile --stores stores.csv --out snapshot --products p.tsv --as-of 2026-11-21T06:00:00Z",
        "compile --stores stores.csv --out snapshot --products p.tsv --inventory i.tsv --as-of noon",
        "compile --stores stores.csv --out snapshot --products p.tsv --quantity some",
        "compile --stores stores.csv --out snapshot --products p.tsv --buffer -1",
        "publish --local",
        "publish --snapshot snapshot",
        "publish --snapshot snapshot --local --remote",
        "publish --snapshot snapshot --local --rollback",
        "verify",
        "inspect --snapshot snapshot --item 1 --store 1",
        "inspect --snapshot snapshot --item 1 manifest",
        "generate --stores many --out x.csv",
        "generate --stores 9 --out x.csv --items 9 --rows 9",
        "generate --stores 9 --out x.csv --products p.tsv --inventory i.tsv",
    ] {
        assert_eq!(desk.nigh(words).status.code(), USAGE, "nigh {words}");
    }
    assert!(!desk.path("snapshot").exists());
}

#[test]
fn the_example_compiles_without_a_note() {
    let desk = Desk::new();
    let example = desk.nigh("compile --example");
    let desk = desk.with("stores.csv", &out(&example));
    let compiled = desk.nigh("compile --stores stores.csv --out snapshot --strict");
    assert_eq!(compiled.status.code(), DONE, "{}", err(&compiled));
    assert!(err(&compiled).contains("4 rows: 4 used, 0 repaired, 0 refused"), "{}", err(&compiled));
    assert!(out(&compiled).contains("stores    4 (1 without a place)"), "{}", out(&compiled));
    let verified = desk.nigh("verify --snapshot snapshot");
    assert_eq!(
        (verified.status.code(), out(&verified).starts_with("sound: 4 stores")),
        (DONE, true)
    );
}

#[test]
fn the_same_stores_make_the_same_bytes() {
    let desk = Desk::new().with("stores.csv", STORES);
    let at = "--at 2026-11-21T12:00:00Z";
    for snapshot in ["one", "two"] {
        let words = format!("compile --stores stores.csv --out {snapshot} {at}");
        assert_eq!(desk.nigh(&words).status.code(), DONE);
    }
    let (one, two) = (files(&desk.path("one")), files(&desk.path("two")));
    assert_eq!(one, two);
    assert!(one.iter().any(|(name, _)| name.ends_with("head")));
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((entry.file_name().to_string_lossy().into_owned(), fs::read(path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_refused_row_is_named_and_strict_writes_nothing() {
    let desk = Desk::new().with("stores.csv", REFUSED);
    let strict = desk.nigh("compile --stores stores.csv --out snapshot --strict");
    assert_eq!(strict.status.code(), DEFECTS);
    assert!(err(&strict).contains("stores.csv:3"), "{}", err(&strict));
    assert!(!desk.path("snapshot").exists());

    let lenient = desk.nigh("compile --stores stores.csv --out snapshot --report report.json");
    assert_eq!(lenient.status.code(), DONE, "{}", err(&lenient));
    let report = fs::read_to_string(desk.path("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["files"][0]["refused"], 1);
    assert_eq!(report["notes"][0]["line"], 3);
}

#[test]
fn what_cannot_be_compiled_leaves_the_old_snapshot() {
    let desk = Desk::new().with("stores.csv", STORES).with("broken.json", "{\"type\": \"Feat");
    assert_eq!(desk.nigh("compile --stores stores.csv --out snapshot").status.code(), DONE);
    let before = files(&desk.path("snapshot"));
    for (file, word) in [("missing.csv", "missing.csv"), ("broken.json", "broken.json")] {
        let failed = desk.nigh(&format!("compile --stores stores.csv {file} --out snapshot"));
        assert_eq!(failed.status.code(), FAILED, "{file}");
        assert!(err(&failed).contains(word), "{}", err(&failed));
    }
    let desk = desk.with("empty.csv", "id,name\n");
    let failed = desk.nigh("compile --stores empty.csv --out snapshot");
    assert_eq!(failed.status.code(), FAILED);
    assert!(err(&failed).contains("no store"), "{}", err(&failed));
    assert_eq!(files(&desk.path("snapshot")), before);
}

#[test]
fn verify_ends_with_3_where_it_finds_defects() {
    let desk = Desk::new().with("stores.csv", STORES);
    assert_eq!(desk.nigh("compile --stores stores.csv --out snapshot").status.code(), DONE);
    fs::write(desk.path("snapshot/kv/p/stray"), "?").unwrap();
    let verified = desk.nigh("verify --snapshot snapshot");
    assert_eq!(verified.status.code(), DEFECTS);
    assert!(out(&verified).contains("p/stray: "), "{}", out(&verified));
    assert_eq!(desk.nigh("verify --snapshot nowhere").status.code(), FAILED);
}

#[test]
fn inspect_prints_json() {
    let desk = Desk::new().with("stores.csv", STORES);
    assert_eq!(desk.nigh("compile --stores stores.csv --out snapshot").status.code(), DONE);
    let shown = desk.nigh("inspect --snapshot snapshot --store 2");
    let shown: serde_json::Value = serde_json::from_str(&out(&shown)).unwrap();
    assert_eq!(shown["details"]["name"], "Nicollet");
    assert_eq!(shown["hours"]["zone"], "America/Chicago");
    assert_eq!(desk.nigh("inspect --snapshot snapshot --store 3").status.code(), FAILED);
}

#[test]
fn a_generated_chain_compiles_and_is_the_same_every_time() {
    let desk = Desk::new();
    for file in ["one.csv", "two.csv"] {
        let words = format!("generate --stores 500 --seed 3 --out {file}");
        assert_eq!(desk.nigh(&words).status.code(), DONE);
    }
    let read = |file: &str| fs::read(desk.path(file)).unwrap();
    assert_eq!(read("one.csv"), read("two.csv"));
    let compiled = desk.nigh("compile --stores one.csv --out snapshot --strict");
    assert_eq!(compiled.status.code(), DONE, "{}", err(&compiled));
    assert!(err(&compiled).contains("500 rows"), "{}", err(&compiled));
}

#[test]
fn what_a_generated_chain_has_compiles_and_is_the_same_every_time() {
    let desk = Desk::new();
    let goods = |name: &str, rows: u32| {
        let files = format!("--products {name}-p.tsv --inventory {name}-i.tsv");
        let words = "generate --stores 200 --seed 3 --items 300";
        desk.nigh(&format!("{words} --rows {rows} --out {name}.csv {files}"))
    };
    for name in ["one", "two"] {
        let generated = goods(name, 9_999);
        assert_eq!(generated.status.code(), DONE, "{}", err(&generated));
        assert!(out(&generated).contains("-i.tsv: 9,999 rows"), "{}", out(&generated));
    }
    let read = |file: &str| fs::read(desk.path(file)).unwrap();
    assert_eq!(read("one-p.tsv"), read("two-p.tsv"));
    assert_eq!(read("one-i.tsv"), read("two-i.tsv"));
    let compiled = desk.nigh(
        "compile --stores one.csv --products one-p.tsv --inventory one-i.tsv --out snapshot --strict",
    );
    assert_eq!(compiled.status.code(), DONE, "{}", err(&compiled));
    assert!(err(&compiled).contains("9999 rows: 9999 used, 0 repaired, 0 refused"));
    let verified = desk.nigh("verify --snapshot snapshot");
    assert_eq!(verified.status.code(), DONE, "{}", err(&verified));

    let crowded = goods("three", 60_001);
    assert_eq!(crowded.status.code(), FAILED);
    let why = err(&crowded);
    assert!(why.contains("60,001 rows do not fit in 200 stores with 300 items"), "{why}");
}

const PRODUCTS: &str = "id\ttitle\tgtin\tprice\n\
    radio\tPocket Radio 3\" Speaker\t4006381333931\t39.99 USD\n\
    lamp\tDesk Lamp\t\t24.50 USD\n";
const INVENTORY: &str = "store_code\tid\tquantity\tavailability\n\
    1\tradio\t40\tin stock\n\
    2\tradio\t3\tin stock\n\
    2\tlamp\t1\tlimited availability\n";
const DELTA: &str = "store_code\tid\tquantity\tavailability\n\
    2\tradio\t1\tin stock\n\
    3\tlamp\t9\tin stock\n";

const COMPILE_GOODS: &str = "compile --stores stores.csv --products products.tsv \
    --inventory inventory.tsv delta.tsv --out snapshot";

fn goods() -> Desk {
    let desk = Desk::new().with("stores.csv", STORES).with("products.tsv", PRODUCTS);
    desk.with("inventory.tsv", INVENTORY).with("delta.tsv", DELTA)
}

fn shown(desk: &Desk, item: &str) -> serde_json::Value {
    let output = desk.nigh(&format!("inspect --snapshot snapshot --item {item}"));
    assert_eq!(output.status.code(), DONE, "{}", err(&output));
    serde_json::from_str(&out(&output)).unwrap()
}

#[test]
fn goods_are_compiled_and_shown() {
    let desk = goods();
    let words = format!("{COMPILE_GOODS} --buffer 1 --as-of 2026-11-21T06:00:00Z");
    let compiled = desk.nigh(&words);
    assert_eq!(compiled.status.code(), DONE, "{}", err(&compiled));
    let why = "delta.tsv:3: store_code: \"3\": no store list has this store";
    assert!(err(&compiled).contains(why), "{}", err(&compiled));
    for line in ["items     2, on 1 page", "stock     3 rows, 2 ", "as of     2026-11-21T06:00:00Z"]
    {
        assert!(out(&compiled).contains(line), "{}", out(&compiled));
    }
    let verified = out(&desk.nigh("verify --snapshot snapshot"));
    assert!(verified.starts_with("sound: 2 stores, 2 items, 3 rows of stock, "), "{verified}");

    let radio = shown(&desk, "radio");
    assert_eq!(
        (&radio["title"], &radio["id"]),
        (&"Pocket Radio 3\" Speaker".into(), &"radio".into())
    );
    assert_eq!(radio["stores"]["1"]["quantity"], 5, "39 are in sight, five are told");
    assert_eq!(radio["stores"]["2"]["availability"], "out_of_stock", "the last one is a buffer");
    assert_eq!(radio["stores"]["2"]["as_of"], "2026-11-21T06:00:00Z");
    assert_eq!(shown(&desk, "0004006381333931"), radio, "by its trade item number");
    assert_eq!(desk.nigh("inspect --snapshot snapshot --item chair").status.code(), FAILED);
}

#[test]
fn quantities_are_told_as_the_command_line_says() {
    let desk = goods();
    for (rule, quantity) in [("exact", json!(40)), ("cap:9", json!(9)), ("hide", json!(null))] {
        let compiled = desk.nigh(&format!("{COMPILE_GOODS} --quantity {rule}"));
        assert_eq!(compiled.status.code(), DONE, "{}", err(&compiled));
        let radio = shown(&desk, "radio");
        assert_eq!(radio["stores"]["1"]["quantity"], quantity, "{rule}");
        // Without --as-of, the times of the files are told.
        assert!(radio["stores"]["1"]["as_of"].as_str().unwrap().starts_with("20"));
    }
}

#[test]
fn goods_that_cannot_be_used_write_nothing() {
    let desk = goods();
    let strict = desk.nigh(&format!("{COMPILE_GOODS} --strict"));
    assert_eq!(strict.status.code(), DEFECTS, "a row of the delta is of no store");
    let missing = desk.nigh(&COMPILE_GOODS.replace("delta.tsv", "missing.tsv"));
    assert_eq!(missing.status.code(), FAILED);
    assert!(err(&missing).contains("missing.tsv"), "{}", err(&missing));
    assert!(!desk.path("snapshot").exists());
}

#[test]
fn the_same_goods_make_the_same_bytes() {
    let desk = goods();
    let at = "--at 2026-11-21T12:00:00Z --as-of 2026-11-21T06:00:00Z";
    let words = format!("{COMPILE_GOODS} {at}");
    assert_eq!(desk.nigh(&words).status.code(), DONE);
    let one = files(&desk.path("snapshot"));
    let words = words.replace("--out snapshot", "--out again");
    assert_eq!(desk.nigh(&words).status.code(), DONE);
    assert_eq!(one, files(&desk.path("again")));
    // Without goods, nothing of them is left.
    let words = format!("compile --stores stores.csv --out snapshot {at}")
        .replace("--as-of 2026-11-21T06:00:00Z", "");
    assert_eq!(desk.nigh(&words).status.code(), DONE);
    let verified = out(&desk.nigh("verify --snapshot snapshot"));
    assert!(verified.starts_with("sound: 2 stores, "), "{verified}");
    assert!(!verified.contains("items"), "{verified}");
}
