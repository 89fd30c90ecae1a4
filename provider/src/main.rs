//! The provider's process: Terraform starts it and talks to it.

fn main() -> std::process::ExitCode {
    tfplugin_framework::serve(aksoverlay::AksOverlay)
}
