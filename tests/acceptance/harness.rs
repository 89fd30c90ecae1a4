//! The harness finds, fetches and drives Terraform as it says.

use acceptance::{Outcome, Release, Run, Terraform};

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
fn a_fetched_terraform_passes_exit_codes_on() -> Outcome {
    let terraform = Terraform::release(Release::V1_15)?;
    Run::new(terraform.program()).args(["no-such-command"]).finish()?.exits(1)?.says("no command named")?;
    Ok(())
}
