//! The commands.

use arm_emulator::server::Server;
use arm_emulator::{Emulator, FaultRule, JournalFilter, Options, Outside};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

use super::arguments::{Look, Serve};
use super::fault::FaultCommand;
use super::{Error, say};

/// Serves until the process is told to end.
pub(super) fn serve(serve: Serve) -> Result<(), Error> {
    let mut options = Options::new(serve.data_dir);
    options.seed_file = serve.seed;
    options.refusals_file = serve.refusals;
    options.faults_file = serve.faults;
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
    if !Outside::is_in(dir) && !matches!(look, Look::Seed { .. } | Look::Fault(_)) {
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
        Look::Journal { json, filter, count } => journal(&mut world, filter, json, count),
        Look::Fault(command) => fault(&mut world, command),
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

/// Prints the journal page by page, so that a long one needs little memory; fails where another number of lines was
/// expected.
fn journal(
    world: &mut Outside,
    mut filter: JournalFilter,
    as_json: bool,
    expected: Option<usize>,
) -> Result<(), Error> {
    let mut found = 0;
    loop {
        let page = world.requests(&filter, 1000)?;
        let Some(last) = page.last() else { break };
        filter.after = last.seq;
        found += page.len();
        let mut text = String::new();
        for entry in &page {
            if as_json {
                writeln!(text, "{}", serde_json::to_string(entry)?)?;
                continue;
            }
            let (seq, time, method, path) = (entry.seq, &entry.time, &entry.method, &entry.path);
            let status = if entry.status == 0 { "---".to_owned() } else { entry.status.to_string() };
            let code = entry.error_code.as_ref().map(|code| format!("  {code}")).unwrap_or_default();
            let fault = entry.fault.as_ref().map(|fault| format!("  (fault: {fault})")).unwrap_or_default();
            writeln!(text, "{seq:>6}  {time:<24}  {status}  {method:<6}  {path}{code}{fault}")?;
        }
        say(&text)?;
    }
    match expected {
        Some(expected) if expected != found => {
            Err(format!("{found} lines of the journal match; --count expected {expected}").into())
        }
        _ => Ok(()),
    }
}

fn fault(world: &mut Outside, command: FaultCommand) -> Result<(), Error> {
    match command {
        FaultCommand::Add(rule) => {
            let name = world.add_fault(&FaultRule::read(&rule)?)?;
            say(&format!("armed {name}\n"))
        }
        FaultCommand::List { json: true } => print(&serde_json::to_value(world.faults()?)?),
        FaultCommand::List { json: false } => {
            let mut text = String::new();
            for armed in world.faults()? {
                let left = armed.left.map_or("no end".to_owned(), |left| format!("{left} left"));
                let (name, fired, source) = (&armed.name, armed.fired, &armed.source);
                writeln!(text, "{name}  fired {fired}, {left}  ({source})  {}", armed.rule)?;
            }
            say(&text)
        }
        FaultCommand::Clear { name } => {
            let cleared = world.clear_faults(name.as_deref())?;
            say(&format!("cleared {cleared}\n"))
        }
    }
}

fn print(value: &Value) -> Result<(), Error> {
    say(&format!("{}\n", serde_json::to_string_pretty(value)?))
}
