//! The command line: one subcommand a file, and all that touches files and the environment.
//!
//! | subcommand | what it does |
//! |---|---|
//! | [`compile`] | feeds → a folder of pages |
//! | [`publish`] | a folder → Workers KV, and back again |
//! | [`ask`] | the Worker's answer, from a folder |
//! | [`verify`] | reads every page of a folder and says what is wrong |
//! | [`inspect`] | a page or a store as JSON |
//! | [`generate`] | a synthetic chain of any size, and what it has |

pub mod ask;
pub mod compile;
pub mod folder;
pub mod folder_pages;
pub mod generate;
pub mod inspect;
pub mod key;
pub mod memory_pages;
pub mod progress;
pub mod publish;
pub mod verify;

use clap::{Parser, Subcommand};

/// nigh: what is near me, open, and in stock, now?
///
/// Compiles a retailer's feeds to an immutable snapshot, and publishes it to Workers KV, where a
/// Cloudflare Worker answers from it.
#[derive(Debug, Parser)]
#[command(name = "nigh", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
#[expect(missing_docs, reason = "each is described, for --help, where its arguments are")]
pub enum Command {
    Compile(compile::Args),
    Publish(publish::Args),
    Verify(verify::Args),
    Ask(ask::Args),
    Inspect(inspect::Args),
    Generate(generate::Args),
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 failed, 2 wrong usage, \
    3 done, but defects were found (verify, compile --strict).";

/// How a subcommand ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0.
    Done,
    /// 3: it did what it should, and found defects.
    Defects,
}

/// What a subcommand comes to. An error is printed with what to do about it; the code is 1.
pub type Outcome = miette::Result<Exit>;
