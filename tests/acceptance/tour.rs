//! `cargo demo`, the whole of it.

use acceptance::{Outcome, Run};

#[test]
fn the_tour_ends_well_and_shows_each_step() -> Outcome {
    let finished = tour(&[]).succeed()?;
    for step in ["1/7", "2/7", "3/7", "4/7", "5/7", "6/7", "7/7", "Every step behaved as its heading says."] {
        assert!(finished.output.contains(step), "no {step} in\n{}", finished.output);
    }
    Ok(())
}

#[test]
fn a_tour_without_a_terraform_that_works_ends_with_an_error() -> Outcome {
    tour(&[])
        .env("TERRAFORM", "/no/such/terraform")
        .finish()?
        .exits(1)?
        .says("$TERRAFORM names /no/such/terraform")?;
    Ok(())
}

#[test]
fn an_argument_that_it_does_not_know_is_an_error_with_the_usage() -> Outcome {
    tour(&["--kep"]).finish()?.exits(2)?.says("Usage: cargo demo")?;
    Ok(())
}

fn tour(arguments: &[&str]) -> Run {
    Run::new(env!("CARGO_BIN_EXE_demo")).args(arguments)
}
