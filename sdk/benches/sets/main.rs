//! What sets cost: `cargo bench -p tfplugin-framework-rs --bench sets`.
//!
//! A set of objects with two strings each, side by side in one run with a list of the same objects: first the provider
//! alone, by the calls that Terraform makes, then under the real Terraform, if there is one (`TERRAFORM` names it,
//! otherwise the one on the `PATH` is taken). There the processor time of the
//! provider is told apart from Terraform's own, which grows with the square of a set.
//!
//! Limits are set for what a busy machine does not change: how a set compares with a list, and how it grows.

#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]
#![allow(missing_docs, clippy::expect_used, clippy::panic, reason = "a benchmark that cannot measure fails")]

mod calls;
#[path = "../../tests/plugin/mod.rs"]
mod plugin;
mod processor;
mod provider;
mod terraform;

use std::{process::ExitCode, time::Duration};

use calls::{Cost, Work};
use provider::Kind;

/// Elements.
const SIZES: [usize; 4] = [100, 300, 1_000, 3_000];
/// The size at which a set is compared with a list.
const COMPARED: usize = 1_000;

/// A set may take so many times what a list does.
const MOST_OF_LIST: f64 = 2.0;
/// One element among 3,000 may take so many times what one among 300 does; quadratic growth would be ten.
const MOST_GROWTH: f64 = 2.0;

fn main() -> ExitCode {
    // The same program is the provider that is measured.
    if std::env::var_os(plugin::COOKIE.0).is_some() || std::env::args().any(|argument| argument == "--debug")
    {
        return provider::run();
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut verdict = Verdict::default();
    runtime.block_on(async {
        alone(&mut verdict).await;
        terraform::measure(&mut verdict).await;
    });
    verdict.given()
}

/// The provider without Terraform.
async fn alone(verdict: &mut Verdict) {
    println!(
        "The provider alone: its processor time in the calls that Terraform makes, best of {}\n",
        calls::RUNS
    );
    println!(
        "{:<22}{:>8}{:>12}{:>14}{:>12}{:>14}{:>8}",
        "", "elements", "list", "per element", "set", "per element", "ratio"
    );
    for work in Work::ALL {
        let mut costs = Vec::new();
        for size in SIZES {
            let list = calls::measure(Kind::List, work, size).await;
            let set = calls::measure(Kind::Set, work, size).await;
            println!(
                "{:<22}{size:>8}{:>12}{:>14}{:>12}{:>14}{:>8.2}",
                work.name(),
                milliseconds(list),
                microseconds(list, size),
                milliseconds(set),
                microseconds(set, size),
                ratio(set, list),
            );
            costs.push((size, list, set));
        }
        let per_element = |size| {
            let (size, _, set) =
                costs.iter().find(|(measured, ..)| *measured == size).expect("it was measured");
            set.as_secs_f64() / *size as f64
        };
        let (_, list, set) = costs.iter().find(|(size, ..)| *size == COMPARED).expect("it was measured");
        verdict.limit(
            format!("{}: a set of {COMPARED}, times a list", work.name()),
            ratio(*set, *list),
            MOST_OF_LIST,
        );
        let growth = per_element(3_000) / per_element(300);
        verdict.limit(format!("{}: an element of 3000, times one of 300", work.name()), growth, MOST_GROWTH);
    }
    println!();
}

fn ratio(left: Cost, right: Cost) -> f64 {
    left.as_secs_f64() / right.as_secs_f64()
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1e3)
}

fn microseconds(duration: Duration, elements: usize) -> String {
    format!("{:.2} µs", duration.as_secs_f64() * 1e6 / elements as f64)
}

/// What was measured against what is allowed.
#[derive(Default)]
struct Verdict(Vec<(String, f64, f64)>);

impl Verdict {
    fn limit(&mut self, what: String, measured: f64, limit: f64) {
        self.0.push((what, measured, limit));
    }

    /// Prints all, and fails if one is over its limit.
    fn given(self) -> ExitCode {
        println!("{:<58}{:>10}{:>8}", "", "measured", "limit");
        let mut code = ExitCode::SUCCESS;
        for (what, measured, limit) in self.0 {
            let over = measured > limit;
            if over {
                code = ExitCode::FAILURE;
            }
            println!("{what:<58}{measured:>10.3}{limit:>8.1}{}", if over { "  over the limit" } else { "" });
        }
        code
    }
}
