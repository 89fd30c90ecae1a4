//! The command line: arguments, the commands, what they print.
//!
//! Results go to standard output, mistakes to standard error with exit status 1; a mistake in the arguments exits 2.

mod arguments;
mod commands;
mod fault;
mod help;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use arguments::Command;

/// Runs the command that the arguments ask for.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString> + 'static) -> ExitCode {
    let command = match arguments::read(lexopt::Parser::from_iter(arguments)) {
        Ok(command) => command,
        Err(error) => {
            complain(&format!("{error}\nTry `arm-emulator --help`."));
            return ExitCode::from(2);
        }
    };
    let outcome = match command {
        Command::Help(topic) => say(help::of(topic)),
        Command::Version => say(concat!("arm-emulator ", env!("CARGO_PKG_VERSION"), "\n")),
        Command::Serve(serve) => commands::serve(serve),
        Command::Look { dir, look } => commands::look(&dir, look),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

/// What can go wrong in a command.
type Error = Box<dyn std::error::Error>;

/// Prints a result. A reader that went away (`| head`) is no mistake.
fn say(text: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn complain(text: &str) {
    // Nothing is left to be done where even this fails.
    let _ = writeln!(std::io::stderr(), "arm-emulator: {text}");
}

/// An error with its causes, each on a line of its own.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(&format!("\n  because: {inner}"));
        cause = inner.source();
    }
    text
}
