//! `nigh publish`: a folder → Workers KV, and back to an earlier snapshot.
//!
//! | module | what it knows |
//! |---|---|
//! | [`kv`] | what is asked of a store |
//! | [`wrangler`], [`memory`] | stores |
//! | [`target`] | the snapshot to be published |
//! | [`state`] | the head in KV and its manifests; who may write it |
//! | [`tree`] | the pages that a manifest leads to, and their names |
//! | [`plan`](mod@plan) | what to write, decided before anything is written |
//! | [`deliver`](mod@deliver) | writing it and reading it back |
//! | [`prune`] | what may go, and its going |
//! | [`rollback`] | back to an earlier snapshot |

pub mod deliver;
pub mod error;
pub mod kv;
pub mod memory;
pub mod plan;
pub mod prune;
pub mod rollback;
pub mod state;
pub mod target;
pub mod tree;
pub mod wrangler;

use super::folder::Folder;
use super::progress::{Progress, count};
use super::{Exit, Outcome};
use crate::snapshot::{HEAD, Head};
use crate::time::UtcSeconds;
use clap::Args as ClapArgs;
use error::PublishError;
use kv::Kv;
use plan::Plan;
use prune::Pruning;
use state::State;
use std::path::{Path, PathBuf};
use target::Target;
use tree::Tree;
use wrangler::{Place, Wrangler};

/// Publishes a snapshot to Workers KV, through wrangler
///
/// Writes only the pages that are not there yet, reads them back, and writes the head last: at any
/// moment readers have the old snapshot or the new one. An unchanged snapshot writes nothing. Who
/// is cut short runs the same command again. One publisher at a time.
///
/// Examples:
///   nigh publish --snapshot build/snapshot --local           for wrangler dev
///   nigh publish --snapshot build/snapshot --remote --prune  every night
///   nigh publish --snapshot build/snapshot --remote --dry-run
///   nigh publish --remote --rollback                         to the snapshot before this one
///   nigh publish --remote --rollback --dry-run               lists the earlier snapshots
///
/// Wrangler is the one that npm installed in this directory, else the one on the path, else the
/// command in `NIGH_WRANGLER`; for --remote it needs a login, or `CLOUDFLARE_API_TOKEN`.
///
/// Exit codes: 0 published (or nothing to do), 1 failed: what was served still is.
#[derive(Debug, ClapArgs)]
#[command(verbatim_doc_comment)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct Args {
    /// The folder that `nigh compile` wrote.
    #[arg(long, value_name = "DIR", required_unless_present = "rollback")]
    snapshot: Option<PathBuf>,
    /// To the store of `wrangler dev` on this machine.
    #[arg(long, required_unless_present = "remote", conflicts_with = "remote")]
    local: bool,
    /// To the account's store.
    #[arg(long)]
    remote: bool,
    /// Where `wrangler dev` keeps its store, if not in its own place.
    #[arg(long, value_name = "DIR", conflicts_with = "remote")]
    persist_to: Option<PathBuf>,
    /// The name of the KV binding in wrangler's configuration.
    #[arg(long, value_name = "NAME", default_value = "NIGH")]
    binding: String,
    /// Wrangler's configuration, if not in its own place.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Only says what would be written and deleted.
    #[arg(long)]
    dry_run: bool,
    /// Then deletes what no snapshot served within the last --keep-hours names.
    #[arg(long, conflicts_with = "rollback")]
    prune: bool,
    /// Reads every value of the snapshot back, and writes again what is missing or damaged.
    #[arg(long, conflicts_with_all = ["rollback", "dry_run"])]
    repair: bool,
    /// How long pages of earlier snapshots are kept, for readers and for --rollback.
    #[arg(long, value_name = "HOURS", default_value_t = 48)]
    keep_hours: u32,
    /// Serves an earlier snapshot again: the one before, or the one whose id begins so.
    #[arg(long, value_name = "SNAPSHOT_ID", num_args = 0..=1, default_missing_value = "",
        conflicts_with = "snapshot")]
    rollback: Option<String>,
}

/// Runs the subcommand.
pub fn run(args: &Args, now: UtcSeconds) -> Outcome {
    let place = Place {
        binding: args.binding.clone(),
        config: args.config.clone(),
        remote: args.remote,
        persist_to: args.persist_to.clone(),
    };
    let mut kv = Wrangler::new(&place).map_err(PublishError::from)?;
    if let Some(wanted) = &args.rollback {
        roll_back(&mut kv, wanted, args.dry_run, now)?;
    } else if let Some(dir) = &args.snapshot {
        let target = load(dir)?;
        let keep_s = args.prune.then(|| i64::from(args.keep_hours) * 3_600);
        let order = Order { now, dry_run: args.dry_run, keep_s, repair: args.repair };
        publish(&mut kv, &target, order, &mut |line| println!("{line}"))?;
    }
    Ok(Exit::Done)
}

/// How a snapshot is to be published.
#[derive(Clone, Copy, Debug)]
pub struct Order {
    /// The instant of the command.
    pub now: UtcSeconds,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// Seconds for which earlier snapshots are kept; `None` prunes nothing.
    pub keep_s: Option<i64>,
    /// Whether all values are read back and what differs is written again.
    pub repair: bool,
}

/// Publishes `target`, then prunes; says what it does as it goes.
pub fn publish(
    kv: &mut impl Kv,
    target: &Target,
    order: Order,
    say: &mut dyn FnMut(String),
) -> Result<(), PublishError> {
    let mut state = State::read(kv)?;
    let mut tree = Tree::of(target);
    if state.is_outdated {
        say("what is there is of an older format: everything is written anew, and the old pages \
             stay, since no ledger names them"
            .to_owned());
    }
    if state.head.as_ref().is_some_and(|head| head.id == target.id()) {
        say(format!("{} is served already: nothing to write", target.id()));
    } else {
        tree.explore(kv, state.current_and_named())?;
        if let Some(plan) = plan::plan(target, &state, &tree, order.now) {
            say(described(&plan, target));
            carry_out(kv, target, &mut state, plan, order.dry_run, say)?;
        }
    }
    if order.repair {
        let (mended, values) = deliver::repair(kv, target)?;
        say(format!("read back {}: {mended} written again", count(values, "value")));
    }
    match order.keep_s {
        Some(keep_s) => clean_up(kv, &mut state, &mut tree, keep_s, order, say),
        None => Ok(()),
    }
}

fn carry_out(
    kv: &mut impl Kv,
    target: &Target,
    state: &mut State,
    plan: Plan,
    dry_run: bool,
    say: &mut dyn FnMut(String),
) -> Result<(), PublishError> {
    if dry_run {
        state.head = Some(plan.head);
    } else {
        deliver::deliver(kv, target, state, plan, say)?;
        say(format!("{} is served", target.id()));
    }
    state.manifests.insert(target.id(), target.manifest.clone());
    Ok(())
}

fn clean_up(
    kv: &mut impl Kv,
    state: &mut State,
    tree: &mut Tree,
    keep_s: i64,
    order: Order,
    say: &mut dyn FnMut(String),
) -> Result<(), PublishError> {
    tree.explore(kv, state.manifests.values())?;
    match prune::prunable(state, tree, order.now.plus(-keep_s))? {
        None => say("nothing to prune".to_owned()),
        Some(pruning) => {
            say(going(&pruning));
            if !order.dry_run {
                prune::prune(kv, state, pruning)?;
            }
        }
    }
    Ok(())
}

fn described(plan: &Plan, target: &Target) -> String {
    let pages = plan.pages.len() + plan.parents.len();
    let there = target.pages().count() - pages;
    format!(
        "{}: {} to write, {} there already; {} to write: {} in all",
        target.id(),
        count(pages, "page"),
        there,
        count(plan.names.len(), "name"),
        count(plan.keys(), "key"),
    )
}

fn going(pruning: &Pruning) -> String {
    let (manifests, values) = (pruning.manifests.len(), pruning.values());
    format!("pruning {} of {}", count(values, "value"), count(manifests, "earlier snapshot"))
}

fn roll_back(
    kv: &mut impl Kv,
    wanted: &str,
    dry_run: bool,
    now: UtcSeconds,
) -> Result<(), PublishError> {
    let mut state = State::read(kv)?;
    if dry_run {
        for entry in rollback::earlier(&state) {
            println!("{}  last served {}", entry.id, entry.last_served.to_rfc3339());
        }
    }
    let id = rollback::choose(&state, wanted)?;
    if dry_run {
        println!("would go back to {id}");
        return Ok(());
    }
    rollback::roll_back(kv, &mut state, id, now)?;
    println!("{id} is served again");
    Ok(())
}

fn load(dir: &Path) -> miette::Result<Target> {
    let folder = Folder::new(dir);
    let head = Head::decode(&folder.head()?)
        .map_err(|error| PublishError::Damaged { key: HEAD.to_owned(), why: error.to_string() })?;
    let _progress = Progress::wait("reading the snapshot");
    Ok(Target::load(head.manifest, &|key| folder.get(key).ok().flatten())?)
}
