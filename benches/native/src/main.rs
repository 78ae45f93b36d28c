//! `search SNAPSHOT [PORT]`: the five nearest of all its stores, by nigh's engine and by other indexes, Redis
//! on a port among them.
//! `nearest SNAPSHOT QUESTIONS TIMES`: the same by nigh alone, for whoever counts instructions.
//! `costs SNAPSHOT QUESTIONS`: what each question reads in an isolate that knows nothing.
//! `requests SNAPSHOT QUESTIONS TIMES`: whole answers from memory, for whoever counts instructions.

mod costs;
mod indexes;
mod redis;
mod requests;
mod search;
mod snapshot;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["search", snapshot] => search::run(snapshot, None),
        ["search", snapshot, port] => search::run(snapshot, Some(port)),
        ["nearest", snapshot, questions, times] => search::nearest(snapshot, questions, times),
        ["costs", snapshot, questions] => costs::run(snapshot, questions),
        ["requests", snapshot, questions, times] => requests::run(snapshot, questions, times),
        _ => {
            eprintln!("Usage: nigh-native-bench search|nearest|costs|requests SNAPSHOT …");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
