//! The `nigh` command: reads the clock once, and hands over to a subcommand.

use clap::Parser as _;
use nigh::cli::{self, Cli, Command, Exit};
use nigh::time::UtcSeconds;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

fn main() -> ExitCode {
    let now = now();
    let done = match Cli::parse().command {
        Command::Compile(args) => cli::compile::run(&args, now),
        Command::Publish(args) => cli::publish::run(&args, now),
        Command::Ask(args) => cli::ask::run(&args, now),
        Command::Verify(args) => cli::verify::run(&args),
        Command::Inspect(args) => cli::inspect::run(&args),
        Command::Generate(args) => cli::generate::run(&args),
    };
    match done {
        Ok(Exit::Done) => ExitCode::SUCCESS,
        Ok(Exit::Defects) => ExitCode::from(3),
        Err(report) => {
            eprintln!("{report:?}");
            ExitCode::FAILURE
        }
    }
}

/// The only reading of a clock outside the Worker.
fn now() -> UtcSeconds {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UtcSeconds(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}
