//! An example of the framework under the real Terraform.

use std::{fs, path::PathBuf};

use acceptance::{Binaries, Outcome, Release, Run, Terraform};
use tempfile::TempDir;

/// A scratch directory in which a Terraform finds the provider of an example, `example/NAME`.
pub(crate) struct Example {
    name: &'static str,
    root: TempDir,
    terraform: Terraform,
}

impl Example {
    pub(crate) fn new(name: &'static str, release: Release) -> Outcome<Self> {
        let program = Binaries::framework_example(name)?;
        let example =
            Self { name, root: tempfile::tempdir().unwrap(), terraform: Terraform::release(release)? };
        fs::copy(program, example.file(&format!("terraform-provider-{name}"))).unwrap();
        let root = example.root.path().display();
        let overrides = format!("dev_overrides {{\n    \"example/{name}\" = \"{root}\"\n  }}");
        let config = format!("provider_installation {{\n  {overrides}\n  direct {{}}\n}}\n");
        fs::write(example.file("terraform.rc"), config).unwrap();
        Ok(example)
    }

    /// From here on this is the configuration.
    pub(crate) fn configure(&self, hcl: &str) {
        let name = self.name;
        let source = format!("{name} = {{ source = \"example/{name}\" }}");
        let required = format!("terraform {{\n  required_providers {{\n    {source}\n  }}\n}}\n\n");
        fs::write(self.file("main.tf"), required + hcl).unwrap();
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn terraform(&self, args: &[&str]) -> Run {
        Run::new(self.terraform.program())
            .args(args)
            .in_dir(self.root.path())
            .env_only(&["PATH", "TMPDIR"])
            .env("HOME", self.root.path())
            .env("TF_CLI_CONFIG_FILE", self.file("terraform.rc"))
            .env("TF_INPUT", "0")
            .env("CHECKPOINT_DISABLE", "1")
    }
}
