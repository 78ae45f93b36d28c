//! `nigh ask`: the Worker's answer, from a folder and without a Worker.

use super::folder::Folder;
use super::{Exit, Outcome};
use crate::edge::http::Request;
use crate::edge::memory::Memory;
use crate::edge::{self, Values, handle, params};
use crate::time::UtcSeconds;
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches};
use futures_util::FutureExt as _;
use miette::{IntoDiagnostic as _, miette};
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

/// Asks a snapshot folder what the Worker would be asked, with the same engine and the same JSON.
///
/// The parameters of the API are the flags, with hyphens for underscores:
///
/// ```text
/// nigh ask go --snapshot out --lat 44.98 --lng -93.27 --open arrival --open-for 30
/// nigh ask buy --snapshot out --place "Minneapolis, US" --item 885370138405
/// nigh ask places --snapshot out --q minnea
/// ```
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    intent: Intent,
}

#[derive(Debug, clap::Subcommand)]
enum Intent {
    /// I want to go: GET /v1/go.
    Go(Asking<GO>),
    /// I want to buy: GET /v1/buy.
    Buy(Asking<BUY>),
    /// Towns and postcodes as one types: GET /v1/places.
    Places(Asking<PLACES>),
}

const GO: u8 = 0;
const BUY: u8 = 1;
const PLACES: u8 = 2;

/// A folder, and the query of the URL that asks the same.
#[derive(Debug)]
struct Asking<const PATH: u8> {
    snapshot: PathBuf,
    query: String,
}

/// Answers on standard output. A question that the API answers with a problem fails.
pub fn run(args: &Args, now: UtcSeconds) -> Outcome {
    let (path, query, snapshot) = match &args.intent {
        Intent::Go(go) => ("/v1/go", &go.query, &go.snapshot),
        Intent::Buy(buy) => ("/v1/buy", &buy.query, &buy.snapshot),
        Intent::Places(typed) => ("/v1/places", &typed.query, &typed.snapshot),
    };
    let request = Request {
        method: "GET",
        path,
        query,
        accept: None,
        if_none_match: None,
        network: None,
        now,
    };
    let folder = FolderValues(Folder::new(snapshot));
    folder.0.head()?;
    let (memory, mut stdout) = (Memory::default(), std::io::stdout());
    let response = handle(&request, &memory, &folder).now_or_never();
    let response = response.ok_or_else(|| miette!("a folder never keeps anybody waiting"))?;
    let body: serde_json::Value = serde_json::from_slice(&response.body).into_diagnostic()?;
    if response.status != 200 {
        return Err(problem(&body));
    }
    if stdout.is_terminal() {
        serde_json::to_writer_pretty(&stdout, &body).into_diagnostic()?;
    } else {
        stdout.write_all(&response.body).into_diagnostic()?;
    }
    writeln!(stdout).into_diagnostic()?;
    Ok(Exit::Done)
}

/// The words of a problem: each parameter at fault on a line.
fn problem(body: &serde_json::Value) -> miette::Report {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let faults: Vec<String> = body["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|error| {
            let flag = text(&error["parameter"]).replace('_', "-");
            format!("--{flag}: {}", text(&error["detail"]))
        })
        .collect();
    match faults.as_slice() {
        [] => miette!("{}", text(&body["detail"])),
        _ => miette!("{}", faults.join("\n")),
    }
}

/// A folder in the place of KV.
struct FolderValues(Folder);

impl Values for FolderValues {
    async fn get(&self, key: &str, _ttl_s: u64) -> Result<Option<Vec<u8>>, String> {
        self.0.get(key).map_err(|error| error.to_string())
    }
}

/// The parameters of the API, as flags.
fn names(path: u8) -> impl Iterator<Item = &'static str> {
    let (shared, more): (&[&str], &[&str]) = match path {
        PLACES => (&edge::PLACES, &[]),
        BUY => (&params::GO, &params::BUY_ALONE),
        _ => (&params::GO, &[]),
    };
    shared.iter().chain(more).copied()
}

impl<const PATH: u8> clap::Args for Asking<PATH> {
    fn augment_args(command: Command) -> Command {
        let snapshot = Arg::new("snapshot")
            .long("snapshot")
            .value_name("DIR")
            .required(true)
            .value_parser(clap::value_parser!(PathBuf))
            .help("A folder that `nigh compile` wrote");
        names(PATH).fold(command.arg(snapshot), |command, name| {
            command.arg(
                Arg::new(name)
                    .long(name.replace('_', "-"))
                    .value_name("VALUE")
                    .action(ArgAction::Append)
                    .allow_hyphen_values(true)
                    .help(format!("`{name}` of the API")),
            )
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const PATH: u8> FromArgMatches for Asking<PATH> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for name in names(PATH) {
            for value in matches.get_many::<String>(name).into_iter().flatten() {
                query.append_pair(name, value);
            }
        }
        let snapshot = matches.get_one::<PathBuf>("snapshot").cloned().unwrap_or_default();
        Ok(Self { snapshot, query: query.finish() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
