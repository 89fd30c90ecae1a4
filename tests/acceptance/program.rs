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

#[test]
fn it_summarizes_what_is_piped_into_it() -> Outcome {
    let line = r#"{"diagnostic":{"severity":"error","summary":"No such thing","detail":""}}"#;
    Run::new("sh")
        .args(["-c", "printf '%s\\n' \"$LINE\" | \"$PROVIDER\" summarize --messages - --detailed-exitcode"])
        .env("LINE", line)
        .env("PROVIDER", &Binaries::built()?.provider)
        .finish()?
        .exits(2)?
        .says("The plan failed")?;
    Ok(())
}
