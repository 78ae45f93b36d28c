//! The `nigh` command from outside: what it prints, and how it ends.

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
        "publish --local",
        "publish --snapshot snapshot",
        "publish --snapshot snapshot --local --remote",
        "publish --snapshot snapshot --local --rollback",
        "verify",
        "generate --stores many --out x.csv",
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
