//! `docs/rules/` is written from the table, the prose and the fixtures.
//!
//! `UPDATE_GENERATED=1 cargo test -p terraform-provider-aksoverlay pages` rewrites it.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use time::Date;

use super::{fixture::Fixture, repository, source::prose};
use crate::rules::{Change, Level, Lowering, NOT_CHECKABLE, RULES, Rule, Source, day};

#[test]
fn the_pages_of_the_rules_are_current() {
    let folder = repository().join("docs/rules");
    let mut expected: BTreeMap<String, String> =
        RULES.iter().map(|rule| (format!("{}.md", rule.code), page(rule))).collect();
    expected.insert("README.md".to_owned(), index());
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &expected {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        (
            path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            fs::read_to_string(path).unwrap(),
        )
    };
    let present: BTreeMap<String, String> = fs::read_dir(&folder).into_iter().flatten().map(read).collect();
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&present), names(&expected), "{REWRITE}");
    for (name, text) in &expected {
        assert!(present[name] == *text, "docs/rules/{name} is not current. {REWRITE}");
    }
}

const REWRITE: &str = "Run: UPDATE_GENERATED=1 cargo test --package terraform-provider-aksoverlay pages";

/// The page of a rule.
fn page(rule: &Rule) -> String {
    let prose = prose(rule);
    let fixture = Fixture::of(rule);
    let mut page = String::new();
    let mut add = |text: &str| {
        page.push_str(text);
        page.push_str("\n\n");
    };
    add(&format!("# {}", rule.title));
    add(&format!("`{}`, number {} of the [catalogue](README.md).", rule.code, rule.number));
    add(&prose[""]);
    add("## Why");
    add(&prose["Why"]);
    add("## When it is checked");
    add(&format!("{}. It looks at {}.", moments(rule), sources(rule)));
    add("## Severity");
    add(&history(rule));
    add(&lowering(rule));
    add("## A configuration that fails");
    add(&format!("In full under `tests/fixtures/{}/`, next to one that passes.", rule.code));
    if let Some(before) = fixture.text("before/main.tf") {
        add("After this was applied:");
        add(&block(&before));
        add("this is refused:");
    }
    add(&block(&fixture.text("main.tf").unwrap_or_default()));
    if let Some(seed) = fixture.text("seed.json") {
        add("with this in Azure:");
        add(&format!("```json\n{}\n```", seed.trim_end()));
    }
    add("## Way out");
    add(&prose["Way out"]);
    add("## Evidence");
    add(&prose["Evidence"]);
    format!("{}\n", page.trim_end())
}

/// What matters of a configuration: its first comment, the settings of the rules, and the cluster. It is not tagged as
/// HCL, because what this documentation shows as HCL is valid.
fn block(configuration: &str) -> String {
    let comment = configuration.lines().next().unwrap_or_default();
    let blocks = configuration.split("\n}\n").map(str::trim_start);
    let matters = |block: &&str| {
        block.starts_with("resource \"aksoverlay_")
            && !block.starts_with("resource \"aksoverlay_resource_group\"")
            || (block.starts_with("provider") && block.contains("rules ="))
    };
    let blocks: Vec<String> = blocks.filter(matters).map(|block| format!("{block}\n}}")).collect();
    format!("```text\n{comment}\n\n{}\n```", blocks.join("\n\n"))
}

fn moments(rule: &Rule) -> String {
    let moments: Vec<&str> = rule
        .when
        .iter()
        .map(|change| match change {
            Change::Create => "when a cluster is created",
            Change::Update => "when a cluster is changed",
            Change::UpgradeFromNodeSubnet => "when a cluster moves from node subnet to overlay",
            Change::UpgradeFromKubenet => "when a cluster moves from kubenet to overlay",
            Change::Expansion => "when the pod CIDR changes",
            Change::Scale => "when a pool is added, scaled or upgraded",
            Change::DualStack => "when IPv6 is added",
        })
        .collect();
    let text = moments.join(", ");
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}

fn sources(rule: &Rule) -> String {
    let sources: Vec<&str> = rule.looks_at.iter().map(source).collect();
    match sources.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [many @ .., last] => format!("{} and {last}", many.join(", ")),
    }
}

fn source(source: &Source) -> &'static str {
    match source {
        Source::Config => "the configuration",
        Source::State => "the cluster as it exists",
        Source::Vnet => "the virtual network in Azure",
        Source::AgentPools => "the pools of the cluster in Azure",
        Source::ConnectedNetworks => "peered networks and gateways",
        Source::SecurityGroups => "network security groups",
        Source::RouteTables => "route tables",
        Source::NatGateways => "NAT gateways",
        Source::SubnetAccess => "role assignments",
        Source::Neighbours => "other clusters in the virtual network",
        Source::VmSizes => "the machine sizes of the region",
        Source::KubernetesVersions => "the Kubernetes versions of the region",
        Source::Registrations => "registrations of the subscription",
        Source::Masquerade => "ConfigMaps in the cluster",
    }
}

fn history(rule: &Rule) -> String {
    let mut table = "| since | severity | because |\n|---|---|---|".to_owned();
    for phase in rule.history {
        let _ = write!(table, "\n| {} | {} | {} |", phase.from, level(phase.level), phase.because);
    }
    table
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        Level::Information => "information",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn lowering(rule: &Rule) -> String {
    match rule.lowering {
        Lowering::Never(reason) => format!("It cannot be lowered. {reason}"),
        Lowering::Allowed(reason) => format!("It can be changed through `rules.overrides`. {reason}"),
    }
}

/// The day of which the list of rules tells the severities, so that the page stays the same tomorrow.
const AS_OF: Date = day(2026, 11, 22);

/// The page that lists the rules.
fn index() -> String {
    let mut rules = RULES.to_vec();
    rules.sort_by_key(|rule| rule.number);
    let mut rows = String::new();
    for rule in rules {
        let Rule { code, number, title, .. } = rule;
        let phase = rule.history.iter().rev().find(|phase| phase.from <= AS_OF);
        let since = phase.map(|phase| phase.from.to_string()).unwrap_or_default();
        let changed = if matches!(rule.lowering, Lowering::Allowed(_)) { "yes" } else { "no" };
        let (severity, when) = (level(rule.level(AS_OF)), moments(rule));
        let _ = writeln!(
            rows,
            "| {number} | [`{code}`]({code}.md) | {title} | {severity} | {since} | {when} | {} | {changed} |",
            sources(rule),
        );
    }
    let not_checkable = NOT_CHECKABLE.iter().map(|(number, reason)| format!("| {number} | {reason} |"));
    let not_checkable: Vec<String> = not_checkable.collect();
    let count = |letter| RULES.iter().filter(|rule| rule.number.starts_with(letter)).count().to_string();
    let introduction = INTRODUCTION
        .replace("COUNT_OF_ALL", &RULES.len().to_string())
        .replace("COUNT_OF_R", &count('R'))
        .replace("COUNT_OF_X", &count('X'))
        .replace("COUNT_OF_N", &count('N'))
        .replace("AS_OF", &AS_OF.to_string());
    let last = if not_checkable.is_empty() {
        String::new()
    } else {
        format!("\n{UNCHECKED}\n{}\n", not_checkable.join("\n"))
    };
    format!("{introduction}\n{rows}{last}")
}

const UNCHECKED: &str = "## Not checkable

Statements of the catalogue that no rule checks, each with the reason.

| number | reason |
|---|---|";

const INTRODUCTION: &str = r#"# Rules

What Azure CNI Overlay refuses, or breaks on, is checked before anything is sent: on the configuration alone
(`terraform validate`), on the plan with the state and with what Azure has (`terraform plan`), and once more before the
first write (`terraform apply`), when every value is known. A rule speaks as soon as what it needs is known, and is silent
until then. What cannot be read in Azure becomes one warning that names the rules that were not checked.

Every finding says which values meet and where each comes from, and names a way out, with a value that works where one can
be computed. Its last line has the code of the rule.

Rules change over time as Azure does. They are applied as of today, or as of a day of your choice, so that a scheduled run
gives the same result tomorrow. The severity of a rule can be raised, and lowered where Azure might accept what the rule
refuses; `"information"` is not shown.

```hcl
provider "aksoverlay" {
  rules = {
    as_of = "2026-11-22"
    overrides = {
      "dcsv2-pool" = "warning"
    }
  }
}
```

There are COUNT_OF_ALL rules. The COUNT_OF_R with numbers beginning with R are those of Microsoft's article on Azure CNI
Overlay, the COUNT_OF_X with X come from Microsoft's other pages and release notes, the COUNT_OF_N with N from nowhere in
particular: no page says them, because no page needs to.

The severity is that of AS_OF; "none" is a rule that is history, or lies ahead.

| number | code | rule | severity | since | when | looks at | can be lowered |
|---|---|---|---|---|---|---|---|"#;
