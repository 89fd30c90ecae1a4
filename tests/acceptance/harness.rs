//! The harness finds, fetches and drives Terraform as it says.

use std::fs;

use acceptance::{Outcome, Release, Run, Source, Terraform};

#[test]
fn terraform_1_11_is_had() -> Outcome {
    let terraform = Terraform::release(Release::V1_11)?;
    assert!(terraform.version().starts_with("1.11."), "{terraform}");
    Ok(())
}

#[test]
fn terraform_1_15_is_had() -> Outcome {
    let terraform = Terraform::release(Release::V1_15)?;
    assert!(terraform.version().starts_with("1.15."), "{terraform}");
    Ok(())
}

#[test]
fn a_fetched_terraform_passes_arguments_and_exit_codes_on() -> Outcome {
    let terraform = Terraform::fetched(Release::V1_15)?;
    assert_eq!(terraform.source(), Source::Fetched);
    Run::new(terraform.program())
        .args(["fmt", "no such file"])
        .env_only(&["PATH"])
        .finish()?
        .exits(2)?
        .says("No file or directory at no such file")?;
    Ok(())
}

#[test]
fn a_fetched_terraform_stops_on_ctrl_c_as_the_program_does() -> Outcome {
    let terraform = Terraform::fetched(Release::V1_15)?;
    let dir = tempfile::tempdir().unwrap();
    let slow = "resource \"terraform_data\" \"slow\" {\n  provisioner \"local-exec\" {\n    command = \"sleep 60\"\n  }\n}\n";
    fs::write(dir.path().join("main.tf"), slow).unwrap();
    let terraform = |args: &[&str]| {
        Run::new(terraform.program())
            .args(args)
            .in_dir(dir.path())
            .env_only(&["PATH"])
            .env("CHECKPOINT_DISABLE", "1")
    };
    terraform(&["init"]).succeed()?;
    let mut running = terraform(&["apply", "-auto-approve"]).start()?;
    running.until("the provisioner runs", |output| output.contains("Executing"))?;
    running.interrupt();
    running.finish()?.exits(1)?.says("Interrupt received")?;
    Ok(())
}
