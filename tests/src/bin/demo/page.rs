//! What the tour prints. Plain lines, that read the same on a terminal, in a pipe and in a log.

use acceptance::{Failure, World};

pub(crate) fn say(text: &str) {
    println!("{text}");
}

pub(crate) fn opening(facts: &[(&str, String)]) {
    println!("\nA tour of terraform-provider-aksoverlay\n");
    for (name, value) in facts {
        println!("  {name:<10} {value}");
    }
}

pub(crate) fn heading(number: usize, of: usize, title: &str) {
    let text = format!("━━ {number}/{of}  {title} ");
    println!("\n{text}{}\n", "━".repeat(WIDTH.saturating_sub(text.chars().count())));
}

/// The command as one would type it.
pub(crate) fn command(command: &str) {
    println!("$ {command}");
}

pub(crate) fn edit(file: &str, old: &str, new: &str) {
    println!("In {file}:\n  - {old}\n  + {new}\n");
}

pub(crate) fn verdict(text: &str) {
    println!("\n✓ {text}");
}

/// What a command printed has been seen already.
pub(crate) fn failure(what: &str, failure: &Failure) {
    println!("\n✗ {what}\n");
    match failure {
        Failure::Command { command, expected, found, .. } => {
            println!("`{command}` should have {expected}, but {found}")
        }
        _ => println!("{failure:?}"),
    }
}

pub(crate) fn how_to_play_on(world: &World) {
    let work = world.dir();
    let terraform = world.terraform_used().program().display();
    println!("\n{}\n\nThe directory is yours:\n", "━".repeat(WIDTH));
    println!("  cd {}", work.display());
    println!("  export TF_CLI_CONFIG_FILE={}", world.cli_config().display());
    println!("  {terraform} apply");
    println!("  {} list --data-dir .aksoverlay-emulator", world.emulator_program().display());
}

pub(crate) fn end(kept: bool) {
    println!("\n{}\n", "━".repeat(WIDTH));
    println!("Every step behaved as its heading says. Read on in README.md.");
    if !kept {
        println!("The scratch directory is gone; `cargo demo -- --keep` leaves it for playing.");
    }
}

const WIDTH: usize = 90;
