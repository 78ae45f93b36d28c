//! `search SNAPSHOT`: the five nearest of all its stores, by nigh's engine and by other indexes.
//! `requests SNAPSHOT QUESTIONS TIMES`: whole answers from memory, for whoever counts instructions.

mod indexes;
mod requests;
mod search;
mod snapshot;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["search", snapshot] => search::run(snapshot),
        ["requests", snapshot, questions, times] => requests::run(snapshot, questions, times),
        _ => {
            eprintln!(
                "Usage: nigh-native-bench search SNAPSHOT | requests SNAPSHOT QUESTIONS TIMES"
            );
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
