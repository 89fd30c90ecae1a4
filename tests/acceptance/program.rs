//! What the provider's program does when it is not Terraform that starts it.

use acceptance::{Binaries, Outcome, Run};

#[test]
fn started_by_hand_it_says_what_it_is() -> Outcome {
    Run::new(&Binaries::built()?.provider).env_only(&["PATH"]).finish()?.exits(1)?.says("Terraform")?;
    Ok(())
}
