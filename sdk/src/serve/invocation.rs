//! The command line, for those who start a provider by hand.

use std::{
    ffi::OsString,
    io::{self, Write as _},
    process::ExitCode,
};

use crate::provider::Provider;

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Invocation {
    /// Nothing: Terraform starts a plugin in this way.
    Plugin,
    /// Serve without being started by Terraform.
    Debug,
    /// Print the version.
    Version,
    /// Print what there is.
    Help,
    /// Something else.
    Unknown(String),
}

impl Invocation {
    /// Reads the arguments that follow the program's name. One dash or two: Terraform's users know both.
    pub(super) fn parse(mut arguments: impl Iterator<Item = OsString>) -> Self {
        let Some(argument) = arguments.next() else { return Self::Plugin };
        let argument = argument.to_string_lossy();
        match &*argument {
            "--debug" | "-debug" => Self::Debug,
            "--version" | "-version" | "-V" => Self::Version,
            "--help" | "-help" | "-h" => Self::Help,
            _ => Self::Unknown(argument.into_owned()),
        }
    }
}

/// `terraform-provider-NAME`, from the provider's address.
fn program(address: &str) -> String {
    format!("terraform-provider-{}", address.rsplit('/').next().unwrap_or(address))
}

/// Answers `--version`.
pub(super) fn version<P: Provider>() -> ExitCode {
    let text = format!(
        "{} {} (Terraform protocol {}, tfplugin-framework-rs {})\n",
        program(P::ADDRESS),
        P::VERSION,
        super::handshake::PROTOCOL,
        env!("CARGO_PKG_VERSION")
    );
    written(io::stdout().lock().write_all(text.as_bytes()))
}

/// Answers `--help`.
pub(super) fn help<P: Provider>() -> ExitCode {
    let text = format!(
        "{program} is the Terraform provider {address}.\n\n\
         Terraform and OpenTofu start it by themselves. By hand there is:\n\n  \
         {program} --debug    serve, and print the TF_REATTACH_PROVIDERS to set for terraform\n  \
         {program} --version  print the version\n  \
         {program} --help     print this text\n",
        program = program(P::ADDRESS),
        address = P::ADDRESS
    );
    written(io::stdout().lock().write_all(text.as_bytes()))
}

/// Says what this binary is to somebody who just started it.
pub(super) fn not_a_plugin<P: Provider>() -> ExitCode {
    let text = format!(
        "This is {program} {version}, a plugin that Terraform and OpenTofu start by themselves; it does nothing when \
         started by hand.\n\nTo use it, name it in a configuration and run `terraform init`:\n\n  \
         terraform {{\n    required_providers {{\n      {name} = {{\n        source = \"{address}\"\n      }}\n    }}\n  \
         }}\n\nTo run it under a debugger, use `{program} --debug`.\n",
        program = program(P::ADDRESS),
        version = P::VERSION,
        name = P::ADDRESS.rsplit('/').next().unwrap_or_default(),
        address = P::ADDRESS
    );
    complain(&text)
}

/// Refuses an argument.
pub(super) fn unknown<P: Provider>(argument: &str) -> ExitCode {
    complain(&format!("Error: unknown argument {argument:?}; see `{} --help`\n", program(P::ADDRESS)))
}

fn complain(text: &str) -> ExitCode {
    // Nobody is left to tell when standard error is closed.
    let _ = io::stderr().lock().write_all(text.as_bytes());
    ExitCode::FAILURE
}

fn written(result: io::Result<()>) -> ExitCode {
    if result.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Invocation {
        Invocation::parse(arguments.iter().map(OsString::from))
    }

    #[test]
    fn one_dash_or_two() {
        assert_eq!(parse(&["-debug"]), Invocation::Debug);
        assert_eq!(parse(&["--debug"]), Invocation::Debug);
        assert_eq!(parse(&["-version"]), parse(&["--version"]));
    }

    #[test]
    fn no_argument_means_that_terraform_is_expected() {
        assert_eq!(parse(&[]), Invocation::Plugin);
    }

    #[test]
    fn what_is_not_known_is_named() {
        assert_eq!(parse(&["--bug"]), Invocation::Unknown("--bug".to_owned()));
    }
}
