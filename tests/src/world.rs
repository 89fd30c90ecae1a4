//! A scratch world: a directory with a configuration, a way for Terraform to find the provider, and an emulated
//! Azure that nobody else uses.

use std::{
    env::consts::ARCH,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use crate::{Binaries, Emulator, Failure, Outcome, Plan, Request, Run, State, Terraform, emulator};

/// The provider's source address.
pub const ADDRESS: &str = "registry.terraform.io/aksoverlay/aksoverlay";

/// How Terraform finds the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Install {
    /// `dev_overrides`: the program as Cargo built it, no `terraform init`, no lock file.
    DevOverrides,
    /// A filesystem mirror: `terraform init`, which writes a lock file.
    Mirror,
}

/// A scratch directory, gone when dropped.
pub struct World {
    root: TempDir,
    terraform: Terraform,
    binaries: &'static Binaries,
    environment: Vec<(String, String)>,
}

impl World {
    /// An empty world in which `terraform` finds the provider.
    ///
    /// # Errors
    /// The provider does not build, or the files cannot be written.
    pub fn new(terraform: &Terraform, install: Install) -> Outcome<Self> {
        let binaries = Binaries::built()?;
        let root = tempfile::Builder::new()
            .prefix("aksoverlay-")
            .tempdir()
            .map_err(Failure::file("create", std::env::temp_dir()))?;
        let world = Self { root, terraform: terraform.clone(), binaries, environment: Vec::new() };
        for dir in [world.dir(), world.home()] {
            fs::create_dir_all(&dir).map_err(Failure::file("create", &dir))?;
        }
        world.install(install)?;
        Ok(world)
    }

    /// A world with these HCL lines as `main.tf`, below [`PRELUDE`](Self::PRELUDE).
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with(terraform: &Terraform, hcl: &str) -> Outcome<Self> {
        let world = Self::new(terraform, Install::DevOverrides)?;
        world.write("main.tf", &format!("{}{hcl}", Self::PRELUDE))?;
        Ok(world)
    }

    /// Requires the provider and puts it on the embedded Azure.
    pub const PRELUDE: &str = r#"
terraform {
  required_providers {
    aksoverlay = { source = "aksoverlay/aksoverlay" }
  }
}

provider "aksoverlay" {
  environment = "emulated"
}
"#;

    /// Where the configuration is and Terraform runs.
    pub fn dir(&self) -> PathBuf {
        self.root.path().join("work")
    }

    /// Where the embedded Azure keeps its world, unless the configuration says otherwise.
    pub fn data_dir(&self) -> PathBuf {
        self.dir().join(".aksoverlay-emulator")
    }

    /// The CLI configuration through which Terraform finds the provider.
    pub fn cli_config(&self) -> PathBuf {
        self.root.path().join("terraform.rc")
    }

    /// Which Terraform runs in this world.
    pub fn terraform_used(&self) -> &Terraform {
        &self.terraform
    }

    /// The emulator's program.
    pub fn emulator_program(&self) -> &Path {
        &self.binaries.emulator
    }

    /// Keeps the directory for good and returns it.
    pub fn keep(self) -> PathBuf {
        self.root.keep()
    }

    /// Sets an environment variable for every command from now on.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.push((name.to_owned(), value.into()));
    }

    /// Points the provider at a standalone emulator.
    pub fn use_emulator(&mut self, emulator: &Emulator) {
        for (name, value) in emulator.environment() {
            self.set(name, value);
        }
    }

    /// Writes a file of the configuration.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&self, name: &str, text: &str) -> Outcome {
        let path = self.dir().join(name);
        fs::write(&path, text).map_err(Failure::file("write", path))
    }

    /// Removes a file of the configuration.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn remove(&self, name: &str) -> Outcome {
        let path = self.dir().join(name);
        fs::remove_file(&path).map_err(Failure::file("remove", path))
    }

    /// Copies a file, or the files of a directory, of this repository into the configuration.
    ///
    /// # Errors
    /// A file cannot be read or written.
    pub fn copy(&self, from: &str) -> Outcome {
        let from = crate::repository().join(from);
        if from.is_dir() {
            return copy_files(&from, &self.dir());
        }
        let to = self.dir().join(from.file_name().unwrap_or_default());
        fs::copy(&from, to).map(drop).map_err(Failure::file("copy", from))
    }

    /// Replaces `old`, which must stand in the file exactly once, by `new`.
    ///
    /// # Errors
    /// It stands there another number of times.
    pub fn replace(&self, name: &str, old: &str, new: &str) -> Outcome {
        let path = self.dir().join(name);
        let text = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
        match text.matches(old).count() {
            1 => fs::write(&path, text.replacen(old, new, 1)).map_err(Failure::file("write", &path)),
            n => Err(Failure::expected(format!("`{old}` once in {name}"), format!("{n} times in\n{text}"))),
        }
    }

    /// `terraform …` in this world, asking no questions.
    pub fn terraform<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        self.program(self.terraform.program()).args(args).env("TF_IN_AUTOMATION", "1").env("TF_INPUT", "0")
    }

    /// Another program in this world, which may start Terraform: it is on the path, by the name `terraform`.
    pub fn program(&self, program: impl AsRef<OsStr>) -> Run {
        let beside = self.terraform.program().parent().unwrap_or(Path::new("")).display().to_string();
        let set =
            self.environment.iter().rev().find(|(name, _)| name == "PATH").map(|(_, path)| path.clone());
        let path = set.unwrap_or_else(|| std::env::var("PATH").unwrap_or_default());
        self.hermetic(Run::new(program))
            .env("PATH", format!("{beside}:{path}"))
            .env("TF_CLI_CONFIG_FILE", self.cli_config())
            .env("CHECKPOINT_DISABLE", "1")
    }

    /// `arm-emulator …` on the embedded Azure of this world.
    pub fn arm_emulator<A: AsRef<OsStr>>(&self, subcommand: &str, args: impl IntoIterator<Item = A>) -> Run {
        self.hermetic(Run::new(&self.binaries.emulator))
            .args([OsStr::new(subcommand), OsStr::new("--data-dir"), self.data_dir().as_os_str()])
            .args(args)
    }

    /// `terraform plan` into a file, and what stands in it.
    ///
    /// # Errors
    /// The plan fails.
    pub fn plan(&self) -> Outcome<Plan> {
        self.terraform(["plan", "-out=saved.tfplan"]).succeed()?;
        Ok(Plan::new(self.terraform(["show", "-json", "saved.tfplan"]).json()?))
    }

    /// `terraform apply`.
    ///
    /// # Errors
    /// It fails.
    pub fn apply(&self) -> Outcome {
        self.terraform(["apply", "-auto-approve"]).succeed().map(drop)
    }

    /// `terraform destroy`.
    ///
    /// # Errors
    /// It fails.
    pub fn destroy(&self) -> Outcome {
        self.terraform(["destroy", "-auto-approve"]).succeed().map(drop)
    }

    /// `terraform plan` must find nothing to do.
    ///
    /// # Errors
    /// It fails, or proposes a change.
    pub fn plans_nothing(&self) -> Outcome {
        self.terraform(["plan", "-detailed-exitcode"]).succeed().map(drop)
    }

    /// What Terraform has in its state.
    ///
    /// # Errors
    /// There is none.
    pub fn state(&self) -> Outcome<State> {
        Ok(State::new(self.terraform(["show", "-json"]).json()?))
    }

    /// What the embedded Azure was asked so far.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn journal(&self) -> Outcome<Vec<Request>> {
        emulator::journal(&self.data_dir())
    }

    fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// Nothing of the developer's machine reaches the command: no credentials, no CLI configuration, no plugin
    /// cache, an empty home.
    fn hermetic(&self, run: Run) -> Run {
        let run = run
            .env_only(&["PATH", "TMPDIR", "LANG", "LLVM_PROFILE_FILE"])
            .env("HOME", self.home())
            .in_dir(self.dir());
        self.environment.iter().fold(run, |run, (name, value)| run.env(name, value))
    }

    fn install(&self, install: Install) -> Outcome {
        let provider = &self.binaries.provider;
        let method = match install {
            Install::DevOverrides => {
                let dir = provider.parent().unwrap_or(provider);
                format!("dev_overrides {{\n    \"{ADDRESS}\" = \"{}\"\n  }}\n  direct {{}}", dir.display())
            }
            Install::Mirror => {
                let mirror = self.root.path().join("mirror");
                mirror_provider(provider, &mirror)?;
                format!("filesystem_mirror {{\n    path = \"{}\"\n  }}", mirror.display())
            }
        };
        let path = self.cli_config();
        fs::write(&path, format!("provider_installation {{\n  {method}\n}}\n"))
            .map_err(Failure::file("write", &path))
    }
}

/// Copies the plain files of a directory, and those of its directories.
///
/// # Errors
/// A file cannot be read or written.
pub fn copy_files(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to).map_err(Failure::file("create", to))?;
    for entry in fs::read_dir(from).map_err(Failure::file("read", from))? {
        let path = entry.map_err(Failure::file("read", from))?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_files(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(Failure::file("copy", &path))?;
        }
    }
    Ok(())
}

/// The unpacked layout: HOST/NAMESPACE/TYPE/VERSION/OS_ARCH/program.
fn mirror_provider(provider: &Path, mirror: &Path) -> Outcome {
    let architecture = match ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let dir = mirror.join(ADDRESS).join(env!("CARGO_PKG_VERSION")).join(format!("linux_{architecture}"));
    fs::create_dir_all(&dir).map_err(Failure::file("create", &dir))?;
    let program = dir.join(concat!("terraform-provider-aksoverlay_v", env!("CARGO_PKG_VERSION")));
    // A link costs nothing, but cannot cross into another filesystem.
    fs::hard_link(provider, &program)
        .or_else(|_| fs::copy(provider, &program).map(drop))
        .map_err(Failure::file("create", program))
}
