//! Workers KV through `wrangler`, which knows the account, the binding and the login.

use super::kv::{Entry, Kv, KvError, together};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;
use tempfile::TempDir;

/// Which of the stores that wrangler reaches.
#[derive(Clone, Debug)]
pub struct Place {
    /// The name of the binding in wrangler's configuration.
    pub binding: String,
    /// Wrangler's configuration; `None` is where wrangler looks for it.
    pub config: Option<PathBuf>,
    /// The account's store, and not the one of `wrangler dev`.
    pub remote: bool,
    /// Where `wrangler dev` keeps its store; `None` is where it does so by itself.
    pub persist_to: Option<PathBuf>,
}

/// Values of one bulk write, and their bytes: the API takes 10,000 and, in base64, 100 MB.
const PUT_TOGETHER: (usize, usize) = (1_000, 30 << 20);
/// Keys of one bulk read: the API takes 100.
const GET_TOGETHER: usize = 100;
/// Keys of one bulk deletion: the API takes 10,000.
const DELETE_TOGETHER: usize = 1_000;
/// Single reads that run at once; each is a process of its own, of about two seconds.
const READS_AT_ONCE: usize = 4;
/// Pauses before an operation that failed is tried again, in seconds.
const RETRY_AFTER_S: [u64; 2] = [2, 10];
/// What a local store prints for a key that it does not have, with exit code 0; no value of a
/// snapshot begins so.
const LOCAL_MISSING: &[u8] = b"Value not found";

/// The transport.
#[derive(Debug)]
pub struct Wrangler {
    program: Vec<OsString>,
    place: Vec<OsString>,
    scratch: TempDir,
}

impl Wrangler {
    /// Finds wrangler: `NIGH_WRANGLER` (a command, split at spaces), else the one installed by npm
    /// in the current directory, else the one on the path.
    pub fn new(place: &Place) -> Result<Self, KvError> {
        let scratch = TempDir::new().map_err(|error| fail("make a temporary folder", error))?;
        Ok(Self { program: program(), place: flags(place), scratch })
    }

    /// Runs wrangler, again where it fails; `is_answer` tells failures that are answers.
    fn run(
        &self,
        what: &str,
        args: &[&str],
        is_answer: impl Fn(&Output) -> bool,
    ) -> Result<Output, KvError> {
        let mut pauses = RETRY_AFTER_S.into_iter();
        loop {
            let output = self.command(args).output().map_err(|error| self.not_started(&error))?;
            if output.status.success() || is_answer(&output) {
                return Ok(output);
            }
            let why = last_words(&output);
            let is_hopeless =
                why.contains("CLOUDFLARE_API_TOKEN") || why.contains("wrangler login");
            match pauses.next().filter(|_| !is_hopeless) {
                Some(pause) => std::thread::sleep(Duration::from_secs(pause)),
                None => return Err(fail(what, why)),
            }
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut words = self.program.iter();
        let mut command = Command::new(words.next().map_or("wrangler".as_ref(), |w| w.as_os_str()));
        command.args(words).arg("kv").args(args).args(&self.place);
        command.env("WRANGLER_SEND_METRICS", "false").env("CI", "1").env("NO_COLOR", "1");
        command
    }

    fn not_started(&self, error: &std::io::Error) -> KvError {
        let program = self.program.first().map(|p| p.to_string_lossy()).unwrap_or_default();
        let advice = "run npm install here, or name the command in NIGH_WRANGLER";
        fail("run wrangler", format!("{program}: {error}; {advice}"))
    }

    fn get_one(&self, key: &str) -> Result<Option<Vec<u8>>, KvError> {
        let is_missing =
            |output: &Output| String::from_utf8_lossy(&output.stderr).contains("404: Not Found");
        let output = self.run(&format!("read {key}"), &["key", "get", key], is_missing)?;
        let is_value = output.status.success() && !output.stdout.starts_with(LOCAL_MISSING);
        Ok(is_value.then_some(output.stdout))
    }

    /// Runs a bulk command on a file of JSON.
    fn bulk(&self, what: &str, verb: &str, body: &Value, more: &[&str]) -> Result<Output, KvError> {
        let path = self.scratch.path().join("bulk.json");
        std::fs::write(&path, body.to_string()).map_err(|error| fail(what, error))?;
        let path = path.to_string_lossy();
        self.run(what, &[&["bulk", verb, &path], more].concat(), |_| false)
    }
}

impl Kv for Wrangler {
    fn get(&mut self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, KvError> {
        let mut values = Vec::with_capacity(keys.len());
        for some in keys.chunks(READS_AT_ONCE) {
            let this = &*self;
            values.extend(std::thread::scope(|scope| {
                let reads: Vec<_> =
                    some.iter().map(|key| scope.spawn(move || this.get_one(key))).collect();
                let lost = |_| Err(fail("read a value", "the reading thread ended"));
                reads.into_iter().map(|read| read.join().unwrap_or_else(lost)).collect::<Vec<_>>()
            }));
        }
        values.into_iter().collect()
    }

    fn skim(&mut self, keys: &[String]) -> Result<Vec<Option<String>>, KvError> {
        let mut texts = Vec::with_capacity(keys.len());
        for some in keys.chunks(GET_TOGETHER) {
            let output = self.bulk("read values", "get", &json!(some), &[])?;
            let found = json_in(&output.stdout).map_err(|why| fail("read values", why))?;
            texts.extend(some.iter().map(|key| text_of(found.get(key)?)));
        }
        Ok(texts)
    }

    fn put(&mut self, entries: &[Entry<'_>]) -> Result<(), KvError> {
        for chunk in together(entries, PUT_TOGETHER) {
            let entry = |(key, value): &Entry<'_>| json!({ "key": key, "value": BASE64_STANDARD.encode(value), "base64": true });
            let body = Value::Array(chunk.iter().map(entry).collect());
            self.bulk("write values", "put", &body, &[])?;
        }
        Ok(())
    }

    fn delete(&mut self, keys: &[String]) -> Result<(), KvError> {
        for some in keys.chunks(DELETE_TOGETHER) {
            self.bulk("delete values", "delete", &json!(some), &["--force"])?;
        }
        Ok(())
    }

    fn wait(&mut self, pause: Duration) {
        std::thread::sleep(pause);
    }
}

fn program() -> Vec<OsString> {
    if let Some(command) = std::env::var_os("NIGH_WRANGLER") {
        let command = command.to_string_lossy().into_owned();
        return command.split_whitespace().map(OsString::from).collect();
    }
    let script = Path::new("node_modules/wrangler/bin/wrangler.js");
    if !script.exists() {
        return vec!["wrangler".into()];
    }
    // Wrangler may want a newer Node than the machine's; npm can install one beside it.
    let node = Path::new("node_modules/.bin/node");
    let node = if node.exists() { node.into() } else { OsString::from("node") };
    vec![node, script.into()]
}

fn flags(place: &Place) -> Vec<OsString> {
    let mut flags: Vec<OsString> = vec!["--binding".into(), (&place.binding).into()];
    flags.push(if place.remote { "--remote" } else { "--local" }.into());
    let paths = [("--persist-to", &place.persist_to), ("--config", &place.config)];
    for (flag, path) in paths {
        flags.extend(path.iter().flat_map(|path| [flag.into(), path.into()]));
    }
    flags
}

/// The JSON that a command printed, whatever it printed before.
fn json_in(stdout: &[u8]) -> Result<Value, String> {
    let text = String::from_utf8_lossy(stdout);
    let start = text.find('{').ok_or("wrangler printed no JSON")?;
    serde_json::from_str(text.get(start..).unwrap_or_default()).map_err(|error| error.to_string())
}

/// `"…"` as the API says it, `{"value": "…"}` as a local store does; `null` is none.
fn text_of(found: &Value) -> Option<String> {
    found.get("value").unwrap_or(found).as_str().map(str::to_owned)
}

/// What wrangler said last of what went wrong.
fn last_words(output: &Output) -> String {
    let (errors, words) =
        (String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
    let lines = errors.lines().chain(words.lines()).map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    let error = lines.iter().position(|line| line.contains("[ERROR]"));
    let said = lines.get(error.unwrap_or(0)..).unwrap_or_default();
    let said = said.iter().take(4).copied().collect::<Vec<_>>().join(" ");
    if said.is_empty() { format!("wrangler ended with {}", output.status) } else { said }
}

fn fail(what: &str, why: impl std::fmt::Display) -> KvError {
    KvError { what: what.to_owned(), why: why.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_shapes_of_a_bulk_read_are_understood() {
        let found =
            json_in(b"some banner\n{\"a\":{\"value\":\"x\"},\"b\":\"y\",\"c\":null}").unwrap();
        let text = |key: &str| found.get(key).and_then(text_of);
        assert_eq!(text("a").as_deref(), Some("x"));
        assert_eq!(text("b").as_deref(), Some("y"));
        assert_eq!(text("c"), None);
        assert_eq!(text("d"), None);
        assert!(json_in(b"nothing").is_err());
    }
}
