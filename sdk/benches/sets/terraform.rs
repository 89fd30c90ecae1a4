//! The same under the real Terraform, which uses one process of the provider for all of its runs
//! (`TF_REATTACH_PROVIDERS`), so that the kernel can say what the provider took of each.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::{COMPARED, Verdict, milliseconds, plugin::program, processor, provider::Kind};

/// The part of a run under Terraform that the provider may take.
const MOST_SHARE: f64 = 0.1;

/// What a run took.
#[derive(Clone, Copy, Debug)]
struct Run {
    wall: Duration,
    provider: Duration,
    terraform: Duration,
}

pub(crate) async fn measure(verdict: &mut Verdict) {
    let terraform = std::env::var("TERRAFORM").unwrap_or_else(|_| "terraform".to_owned());
    let Some(version) = version(&terraform) else {
        println!("No real Terraform: `{terraform}` does not run; name one in TERRAFORM.\n");
        return;
    };
    println!("Under {version}, {COMPARED} elements, one run each\n");
    println!(
        "{:<14}{:>6}{:>16}{:>30}{:>30}",
        "", "", "all", "provider's processor time", "Terraform's processor time"
    );
    let own = std::env::current_exe().expect("this program has a path");
    let mut child = program(&own).arg("--debug").spawn().expect("the provider starts");
    let id = child.id().expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let reattach = loop {
        let line = lines.next_line().await.expect("it can be read").expect("it says where it is");
        if let Some(value) = line.trim().strip_prefix("TF_REATTACH_PROVIDERS=") {
            break value.trim_matches('\'').to_owned();
        }
    };
    let mut runs = Vec::new();
    for kind in [Kind::List, Kind::Set] {
        let directory = tempfile::tempdir().expect("a temporary directory");
        configure(directory.path(), kind, COMPARED);
        for work in [&["apply", "-auto-approve"][..], &["plan", "-detailed-exitcode"]] {
            let run = timed(id, || run(&terraform, directory.path(), &reattach, work));
            println!(
                "{:<14}{:>6}{:>16}{:>30}{:>30}",
                if work[0] == "plan" { "no-op plan" } else { "apply" },
                kind.name(),
                milliseconds(run.wall),
                milliseconds(run.provider),
                milliseconds(run.terraform),
            );
            runs.push(run);
        }
    }
    println!();
    // Terraform itself compares each element of a set with each other, so all that can be judged is the provider.
    for (what, list, set) in [("apply", runs[0], runs[2]), ("no-op plan", runs[1], runs[3])] {
        let share = set.provider.as_secs_f64() / set.wall.as_secs_f64();
        println!(
            "{what}: Terraform's own part of a set is {:.0} times that of a list; the provider is {:.1} % of the run",
            set.terraform.as_secs_f64() / list.terraform.as_secs_f64(),
            share * 100.0
        );
        verdict.limit(format!("{what} under Terraform: the provider's share of a set"), share, MOST_SHARE);
    }
    println!();
    child.kill().await.expect("it can be ended");
}

fn version(terraform: &str) -> Option<String> {
    let output = Command::new(terraform).arg("version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().next().map(str::to_owned)
}

fn configure(directory: &Path, kind: Kind, size: usize) {
    let name = kind.name();
    let hcl = format!(
        "terraform {{\n  required_providers {{\n    bench = {{ source = \"example/bench\" }}\n  }}\n}}\n\
         resource \"bench_things\" \"all\" {{\n  {name} = [for index in range({size}) : {{\n    \
         key = \"key-${{index}}\", value = \"value of the object number ${{index}}\"\n  }}]\n}}\n"
    );
    fs::write(directory.join("main.tf"), hcl).expect("it can be written");
}

fn run(terraform: &str, directory: &Path, reattach: &str, arguments: &[&str]) {
    let output = Command::new(terraform)
        .args(arguments)
        .args(["-no-color", "-input=false"])
        .current_dir(directory)
        .env("TF_REATTACH_PROVIDERS", reattach)
        .env("CHECKPOINT_DISABLE", "1")
        .env_remove("TF_CLI_CONFIG_FILE")
        .output()
        .expect("terraform runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "terraform {arguments:?}: {text}");
}

fn timed(provider: u32, work: impl FnOnce()) -> Run {
    let before = (processor::used_by(provider), processor::used_by_ended_children());
    let start = Instant::now();
    work();
    Run {
        wall: start.elapsed(),
        provider: processor::used_by(provider).saturating_sub(before.0),
        terraform: processor::used_by_ended_children().saturating_sub(before.1),
    }
}
