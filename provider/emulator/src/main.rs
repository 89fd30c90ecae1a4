//! `arm-emulator`: the emulator as a server, and a look at its world from outside.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
