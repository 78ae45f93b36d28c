//! The laws of the house, kept by reading the source.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules in reading order: each may import only from those before it, and from itself.
const ORDER: [&str; 14] = [
    "order",
    "place",
    "time",
    "schedule",
    "store",
    "item",
    "words",
    "gazetteer",
    "nearest",
    "snapshot",
    "query",
    "feed",
    "edge",
    "cli",
];

/// Words that reach outside: files, the environment, processes, sockets.
const OUTSIDE: [&str; 5] = ["std::fs", "std::env", "std::process", "std::net", "std::io::stdin"];
/// Words that read a clock.
const CLOCKS: [&str; 4] = ["SystemTime", "Instant::now", "Date::now", "Timestamp::now"];
/// Words that can panic.
const PANICS: [&str; 7] =
    [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!(", "assert!("];
/// Modules on the path of a request.
const ON_REQUEST: [&str; 12] = [
    "order",
    "place",
    "time",
    "schedule",
    "store",
    "item",
    "words",
    "gazetteer",
    "nearest",
    "snapshot",
    "query",
    "edge",
];

struct Source {
    path: String,
    module: String,
    lines: Vec<String>,
}

/// Every source file without its tests and comments.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(files.len() > 30, "the scan found only {} files", files.len());
    files.iter().map(|file| source(&root, file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the source").flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") && !name.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

fn source(root: &Path, file: &Path) -> Source {
    let path = file.strip_prefix(root).expect("inside src").to_string_lossy().into_owned();
    let first = path.split('/').next().unwrap_or_default();
    let text = fs::read_to_string(file).expect("a readable source file");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().map(|line| match line.trim_start() {
        trimmed if trimmed.starts_with("//") => String::new(),
        _ => line.to_owned(),
    });
    Source { module: first.trim_end_matches(".rs").to_owned(), lines: lines.collect(), path }
}

/// Lines with any of `words`, outside the files that `allowed` names.
fn offences(words: &[&str], allowed: &dyn Fn(&Source) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !allowed(source)) {
        for (number, line) in (1..).zip(&source.lines) {
            if words.iter().any(|word| line.contains(word)) {
                found.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    found
}

#[test]
fn imports_run_upwards_only() {
    let mut found = Vec::new();
    for source in sources() {
        let Some(own) = ORDER.iter().position(|name| *name == source.module) else { continue };
        for (number, line) in (1..).zip(&source.lines) {
            for (place, name) in ORDER.iter().enumerate() {
                if place > own && line.contains(&format!("crate::{name}")) {
                    found.push(format!("{}:{number}: {}", source.path, line.trim()));
                }
            }
        }
    }
    assert!(found.is_empty(), "imports against the order {ORDER:?}:\n{}", found.join("\n"));
}

#[test]
fn only_the_runtime_names_the_worker_crate() {
    let words = ["worker::", "wasm_bindgen", "js_sys"];
    let is_runtime = |path: &str| path == "edge/runtime.rs" || path.starts_with("edge/runtime/");
    let found = offences(&words, &|source| is_runtime(&source.path));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_command_line_reaches_outside() {
    let found = offences(&OUTSIDE, &|s| s.module == "cli" || s.module == "main");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_edges_read_a_clock() {
    let found = offences(&CLOCKS, &|s| s.path == "edge/runtime.rs" || s.module == "main");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn nothing_on_a_requests_path_panics() {
    let off_path =
        |s: &Source| !ON_REQUEST.contains(&s.module.as_str()) || s.path.starts_with("edge/openapi");
    let found: Vec<String> = offences(&PANICS, &off_path)
        .into_iter()
        .filter(|line| !line.contains("debug_assert!("))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_map_is_short() {
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let lines = fs::read_to_string(map).expect("ARCHITECTURE.md").lines().count();
    assert!(lines <= 100, "ARCHITECTURE.md has {lines} lines; at most 100");
}
