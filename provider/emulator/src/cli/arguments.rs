//! Reading the arguments.

use arm_emulator::{Habits, JournalFilter};
use lexopt::prelude::*;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::fault::{self, FaultCommand};

/// What the arguments ask for.
#[derive(Debug, PartialEq)]
pub(super) enum Command {
    /// Help on a command, or on all.
    Help(Option<&'static str>),
    Version,
    Serve(Serve),
    /// A look at a world, or a change of it.
    Look {
        dir: PathBuf,
        look: Look,
    },
}

/// Arguments of the server.
#[derive(Debug, PartialEq)]
pub(super) struct Serve {
    pub(super) listen: SocketAddr,
    pub(super) data_dir: PathBuf,
    pub(super) tls_dir: PathBuf,
    pub(super) seed: Option<PathBuf>,
    pub(super) refusals: Option<PathBuf>,
    pub(super) faults: Option<PathBuf>,
    pub(super) speed: f64,
    pub(super) habits: Habits,
    pub(super) deterministic: Option<u64>,
}

/// What to do with a world.
#[derive(Debug, PartialEq)]
pub(super) enum Look {
    List { kind: Option<String>, json: bool },
    Show { id: String },
    Patch { id: String, patch: String },
    Delete { id: String },
    Seed { file: PathBuf },
    Journal { json: bool, filter: JournalFilter, count: Option<usize> },
    Fault(FaultCommand),
}

/// Names of the commands, for help and for mistakes.
pub(super) const COMMANDS: [&str; 7] = ["list", "show", "patch", "delete", "seed", "journal", "fault"];

/// Reads the arguments after the program's name.
pub(super) fn read(mut parser: lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut all = Arguments::default();
    let mut command = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help(command)),
            Short('V') | Long("version") => return Ok(Command::Version),
            Long("data-dir") => all.data_dir = Some(parser.value()?.into()),
            Long("listen") if command.is_none() => all.listen = Some(address(&parser.value()?.string()?)?),
            Long("tls-dir") if command.is_none() => all.tls_dir = Some(parser.value()?.into()),
            Long("seed") if command.is_none() => all.seed = Some(parser.value()?.into()),
            Long("refusals") if command.is_none() => all.refusals = Some(parser.value()?.into()),
            Long("faults") if command.is_none() => all.faults = Some(parser.value()?.into()),
            Long("speed") if command.is_none() => all.speed = Some(speed(&parser.value()?.string()?)?),
            Long("without") if command.is_none() => {
                let name = parser.value()?.string()?;
                all.habits.without(&name).map_err(|error| lexopt::Error::from(error.to_string()))?;
            }
            Long("retry-after") if command.is_none() => all.habits.retry_after = true,
            Long("deterministic") if command.is_none() => {
                all.deterministic = Some(whole("deterministic", &parser.value()?.string()?)?);
            }
            Long("type") if command == Some("list") => all.kind = Some(parser.value()?.string()?),
            Long("json") if matches!(command, Some("list" | "journal")) => all.json = true,
            Long("after") if command == Some("journal") => {
                all.filter.after = whole::<u32>("after", &parser.value()?.string()?)?.into();
            }
            Long("count") if command == Some("journal") => {
                all.count = Some(whole("count", &parser.value()?.string()?)?);
            }
            Long(name @ ("method" | "path" | "status" | "code" | "fault")) if command == Some("journal") => {
                let member = match name {
                    "method" => &mut all.filter.method,
                    "path" => &mut all.filter.path,
                    "status" => &mut all.filter.status,
                    "code" => &mut all.filter.code,
                    _ => &mut all.filter.fault,
                };
                *member = Some(parser.value()?.string()?);
            }
            Value(value) if command.is_none() && all.is_empty() => {
                let name = value.string()?;
                if name == "fault" {
                    return fault::read(parser, all.data_dir);
                }
                let known = COMMANDS.into_iter().find(|c| *c == name);
                command = Some(known.ok_or_else(|| {
                    lexopt::Error::from(format!("no command `{name}`; commands are {}", COMMANDS.join(", ")))
                })?);
            }
            Value(value) if command.is_some() => all.values.push(value.string()?),
            other => return Err(other.unexpected()),
        }
    }
    match command {
        None => all.serve(),
        Some(command) => all.look(command),
    }
}

/// Everything that was given, before it is known to fit together.
#[derive(Debug, Default, PartialEq)]
struct Arguments {
    data_dir: Option<PathBuf>,
    listen: Option<SocketAddr>,
    tls_dir: Option<PathBuf>,
    seed: Option<PathBuf>,
    refusals: Option<PathBuf>,
    faults: Option<PathBuf>,
    speed: Option<f64>,
    habits: Habits,
    deterministic: Option<u64>,
    kind: Option<String>,
    json: bool,
    filter: JournalFilter,
    count: Option<usize>,
    values: Vec<String>,
}

impl Arguments {
    fn is_empty(&self) -> bool {
        self.listen.is_none() && self.tls_dir.is_none() && self.seed.is_none() && self.speed.is_none()
    }

    fn serve(self) -> Result<Command, lexopt::Error> {
        let missing = |name: &str| lexopt::Error::from(format!("`{name}` is missing"));
        Ok(Command::Serve(Serve {
            listen: self.listen.ok_or_else(|| missing("--listen 127.0.0.1:PORT"))?,
            data_dir: self.data_dir.ok_or_else(|| missing("--data-dir DIR"))?,
            tls_dir: self.tls_dir.ok_or_else(|| missing("--tls-dir DIR"))?,
            seed: self.seed,
            refusals: self.refusals,
            faults: self.faults,
            speed: self.speed.unwrap_or(1.0),
            habits: self.habits,
            deterministic: self.deterministic,
        }))
    }

    fn look(self, command: &str) -> Result<Command, lexopt::Error> {
        let Some(dir) = self.data_dir else {
            return Err(format!("`--data-dir DIR` is missing for `{command}`").into());
        };
        let mut values = self.values.into_iter();
        let mut next = |what: &str| {
            values.next().ok_or_else(|| lexopt::Error::from(format!("`{command}` needs {what}")))
        };
        let look = match command {
            "list" => Look::List { kind: self.kind, json: self.json },
            "show" => Look::Show { id: next("a resource ID")? },
            "patch" => {
                Look::Patch { id: next("a resource ID")?, patch: next("a JSON merge patch after the ID")? }
            }
            "delete" => Look::Delete { id: next("a resource ID")? },
            "seed" => Look::Seed { file: next("a seed file")?.into() },
            _ => Look::Journal { json: self.json, filter: self.filter, count: self.count },
        };
        match values.next() {
            Some(extra) => Err(format!("`{command}` does not take `{extra}`").into()),
            None => Ok(Command::Look { dir, look }),
        }
    }
}

fn address(text: &str) -> Result<SocketAddr, lexopt::Error> {
    let named = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    named
        .as_deref()
        .unwrap_or(text)
        .parse()
        .map_err(|_| format!("`{text}` is no address; expected 127.0.0.1:PORT or [::1]:PORT").into())
}

fn speed(text: &str) -> Result<f64, lexopt::Error> {
    let speed = text.parse::<f64>().ok().filter(|s| s.is_finite() && *s > 0.0);
    speed.ok_or_else(|| format!("`{text}` is no speed; expected a number above 0, such as 1 or 100").into())
}

fn whole<N: std::str::FromStr>(option: &str, text: &str) -> Result<N, lexopt::Error> {
    let wrong = |_| format!("`--{option} {text}` is wrong; expected a whole number from 0, such as 7").into();
    text.parse().map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Command, String> {
        read(lexopt::Parser::from_args(text.split(' ').filter(|w| !w.is_empty()))).map_err(|e| e.to_string())
    }

    #[test]
    fn the_server_takes_its_arguments_in_any_order() {
        let Ok(Command::Serve(serve)) =
            parse("--speed 100 --tls-dir t --listen localhost:0 --without error-noise --data-dir d")
        else {
            panic!("no server");
        };
        assert_eq!(
            (serve.speed, serve.listen.port(), serve.habits.error_noise, serve.habits.signed_urls),
            (100.0, 0, false, true)
        );
    }

    #[test]
    fn a_patch_is_an_identifier_and_a_document() {
        assert_eq!(
            parse("patch --data-dir d /x {}"),
            Ok(Command::Look { dir: "d".into(), look: Look::Patch { id: "/x".into(), patch: "{}".into() } })
        );
    }

    #[test]
    fn mistakes_say_what_is_expected() {
        for (text, expected) in [
            ("", "`--listen 127.0.0.1:PORT` is missing"),
            ("--listen 9443", "`9443` is no address; expected 127.0.0.1:PORT or [::1]:PORT"),
            ("--speed 0", "`0` is no speed; expected a number above 0, such as 1 or 100"),
            ("--deterministic x", "`--deterministic x` is wrong; expected a whole number from 0, such as 7"),
            ("journal --after -5", "`--after -5` is wrong; expected a whole number from 0, such as 7"),
            ("journal --count many", "`--count many` is wrong; expected a whole number from 0, such as 7"),
            ("--speed NaN", "`NaN` is no speed; expected a number above 0, such as 1 or 100"),
            ("--speed 1e999", "`1e999` is no speed; expected a number above 0, such as 1 or 100"),
            (
                "--listen 127.0.0.1:70000",
                "`127.0.0.1:70000` is no address; expected 127.0.0.1:PORT or [::1]:PORT",
            ),
            ("--listen localhost", "`localhost` is no address; expected 127.0.0.1:PORT or [::1]:PORT"),
            ("--listen", "missing argument for option '--listen'"),
            ("--retry-after=1", "unexpected argument for option '--retry-after': \"1\""),
            ("list --data-dir d -- --json", "`list` does not take `--json`"),
            (
                "--without x",
                "no habit `x`; habits are signed-urls, free-text-statuses, error-noise, background-updates, casing-quirks, throttling, null-tolerance, empty-last-pages",
            ),
            ("lst", "no command `lst`; commands are list, show, patch, delete, seed, journal, fault"),
            ("show", "`--data-dir DIR` is missing for `show`"),
            ("show --data-dir d", "`show` needs a resource ID"),
            ("show --data-dir d /x /y", "`show` does not take `/y`"),
            ("list --data-dir d --speed 1", "invalid option '--speed'"),
        ] {
            assert_eq!(parse(text), Err(expected.to_owned()), "{text}");
        }
    }
}
