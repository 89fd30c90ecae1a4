//! What the provider's program does when it is not Terraform that starts it.

use acceptance::{Binaries, Outcome, Run};

#[test]
fn started_by_something_that_is_not_terraform_it_says_what_it_is() -> Outcome {
    Run::new(&Binaries::built()?.provider)
        .env_only(&["PATH"])
        .env("TF_PLUGIN_MAGIC_COOKIE", "another plugin's")
        .finish()?
        .exits(1)?
        .says("a plugin that Terraform and OpenTofu start by themselves")?;
    Ok(())
}

#[test]
fn started_by_hand_it_says_what_it_is() -> Outcome {
    Run::new(&Binaries::built()?.provider)
        .env_only(&["PATH"])
        .finish()?
        .exits(1)?
        .says("a plugin that Terraform and OpenTofu start by themselves")?;
    Ok(())
}
