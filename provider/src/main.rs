//! The provider's process: Terraform starts it and talks to it. People start it to summarize a plan.

use std::{
    env,
    io::{self, Write as _},
    process::ExitCode,
};

use aksoverlay::summary::{self, Found};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == "summarize") {
        return summarize(arguments);
    }
    tfplugin_framework::serve(aksoverlay::AksOverlay)
}

fn summarize(arguments: impl Iterator<Item = std::ffi::OsString>) -> ExitCode {
    let (printed, code) = match summary::summarize(arguments) {
        Ok((text, found)) => {
            (io::stdout().write_all(text.as_bytes()), if found == Found::Nothing { 0 } else { 2 })
        }
        Err(error) => (writeln!(io::stderr(), "terraform-provider-aksoverlay summarize: {error}"), 1),
    };
    // A reader that went away (`| head`) is no mistake.
    drop(printed);
    ExitCode::from(code)
}
