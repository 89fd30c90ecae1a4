//! The commands.

use arm_emulator::server::Server;
use arm_emulator::{Emulator, Options, Outside};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

use super::arguments::{Look, Serve};
use super::{Error, say};

/// Serves until the process is told to end.
pub(super) fn serve(serve: Serve) -> Result<(), Error> {
    let mut options = Options::new(serve.data_dir);
    options.seed_file = serve.seed;
    options.refusals_file = serve.refusals;
    options.speed = serve.speed;
    options.require_token = true;
    options.deterministic = serve.deterministic;
    options.habits = serve.habits;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        // Before the ready line: whoever reads it may send a signal at once.
        let stop = signals()?;
        let server = Server::bind(serve.listen, &serve.tls_dir, Emulator::open(options)?).await?;
        let line =
            format!("listening on https://{} (CA: {})\n", server.address()?, server.authority().display());
        say(&line)?;
        server.run(stop).await;
        Ok(())
    })
}

/// Ends with the first SIGINT or SIGTERM.
#[cfg(unix)]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends with Ctrl-C.
#[cfg(not(unix))]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Looks at a world, or changes it.
pub(super) fn look(dir: &Path, look: Look) -> Result<(), Error> {
    if !Outside::is_in(dir) && !matches!(look, Look::Seed { .. }) {
        return Err(
            format!("`{}` is no emulator data directory: nobody has used it yet", dir.display()).into()
        );
    }
    let mut world = Outside::open(dir)?;
    match look {
        Look::List { kind, json } => list(&mut world, kind.as_deref(), json),
        Look::Show { id } => print(&world.show(&id)?),
        Look::Patch { id, patch } => {
            let patch: Value = serde_json::from_str(&patch)
                .map_err(|error| format!("the patch is no valid JSON: {error}"))?;
            print(&world.patch(&id, &patch)?)
        }
        Look::Delete { id } => {
            world.delete(&id)?;
            say(&format!("deleted {id}\n"))
        }
        Look::Seed { file } => Ok(world.seed(&file)?),
        Look::Journal { json, after } => journal(&mut world, after, json),
    }
}

fn list(world: &mut Outside, kind: Option<&str>, as_json: bool) -> Result<(), Error> {
    let all = world.list(kind)?;
    if as_json {
        return print(&serde_json::to_value(&all)?);
    }
    let width = |of: fn(&arm_emulator::Summary) -> &str| all.iter().map(|s| of(s).len()).max().unwrap_or(0);
    let (kinds, locations, states) = (width(|s| &s.kind), width(|s| &s.location), width(|s| &s.state));
    let mut text = String::new();
    for one in &all {
        let line =
            format!("{:kinds$}  {:locations$}  {:states$}  {}", one.kind, one.location, one.state, one.id);
        writeln!(text, "{line}")?;
    }
    say(&text)
}

/// Prints the journal page by page, so that a long one needs little memory.
fn journal(world: &mut Outside, mut after: i64, as_json: bool) -> Result<(), Error> {
    loop {
        let page = world.journal(after, 1000)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.seq;
        let mut text = String::new();
        for entry in &page {
            if as_json {
                writeln!(text, "{}", serde_json::to_string(entry)?)?;
            } else {
                let (seq, time, status) = (entry.seq, &entry.time, entry.status);
                writeln!(text, "{seq:>6}  {time:<24}  {status}  {:<6}  {}", entry.method, entry.path)?;
            }
        }
        say(&text)?;
    }
}

fn print(value: &Value) -> Result<(), Error> {
    say(&format!("{}\n", serde_json::to_string_pretty(value)?))
}
