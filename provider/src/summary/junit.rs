//! The summary as JUnit XML, which GitHub actions and Azure DevOps read.

use std::fmt::Write as _;

use super::{
    classify::{Class, Entry},
    read::Message,
    report::{Broken, CheckResult, Report, Severity},
};

/// Writes the report.
pub(super) fn write(report: &Report) -> String {
    let suites = [
        suite("rules", report.rules.iter().map(rule).chain(report.unchecked.iter().map(unchecked)).collect()),
        suite("checks", report.checks.iter().map(check).collect()),
        suite("resources", resources(report)),
        suite("messages", messages(report)),
    ];
    let (mut tests, mut failures, mut errors, mut text) = (0, 0, 0, String::new());
    for suite in suites.iter().filter(|suite| !suite.cases.is_empty()) {
        let count = |kind| suite.cases.iter().filter(|case| case.kind == kind).count();
        tests += suite.cases.len();
        failures += count(Kind::Failure);
        errors += count(Kind::Error);
        let _ = writeln!(
            text,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\">",
            suite.name,
            suite.cases.len(),
            count(Kind::Failure),
            count(Kind::Error),
            count(Kind::Skipped)
        );
        suite.cases.iter().for_each(|case| case.write(suite.name, &mut text));
        text.push_str("  </testsuite>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"terraform plan\" tests=\"{tests}\" \
         failures=\"{failures}\" errors=\"{errors}\" time=\"0\">\n{text}</testsuites>\n"
    )
}

struct Suite {
    name: &'static str,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    kind: Kind,
    /// What kind of failure, for machines.
    category: String,
    message: String,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Passed,
    Failure,
    Error,
    Skipped,
}

fn suite(name: &'static str, cases: Vec<Case>) -> Suite {
    Suite { name, cases }
}

fn passed(name: String, text: String) -> Case {
    Case { name, kind: Kind::Passed, category: String::new(), message: String::new(), text }
}

fn rule(broken: &Broken) -> Case {
    let Broken { severity, code, number, summary, detail, address } = broken;
    let place = address.as_deref().map(|address| format!(" in {address}")).unwrap_or_default();
    let name = format!("{code} ({number}){place}: {summary}");
    match severity {
        Severity::Information => passed(name, detail.clone()),
        severity => Case {
            name,
            kind: Kind::Failure,
            category: format!("rule-{}", severity.name()),
            message: summary.clone(),
            text: detail.clone(),
        },
    }
}

fn unchecked((address, what): &(String, String)) -> Case {
    Case {
        name: format!("{address}: {what}"),
        kind: Kind::Skipped,
        category: String::new(),
        message: what.clone(),
        text: String::new(),
    }
}

fn check(check: &CheckResult) -> Case {
    let kind = match check.status.as_str() {
        "pass" => Kind::Passed,
        "fail" => Kind::Failure,
        "error" => Kind::Error,
        _ => Kind::Skipped,
    };
    let text = check.problems.join("\n");
    let message = text.lines().next().unwrap_or(&check.status).to_owned();
    Case { name: check.address.clone(), kind, category: "check".to_owned(), message, text }
}

fn resources(report: &Report) -> Vec<Case> {
    let unchanged = report.unchanged.iter().map(|address| passed(address.clone(), String::new()));
    report.entries.iter().map(resource).chain(unchanged).collect()
}

fn resource(entry: &Entry) -> Case {
    let mut text = String::new();
    for row in &entry.rows {
        let was = row.was.as_deref().map(|was| format!("was {was}, ")).unwrap_or_default();
        let becomes = row.becomes.as_deref().unwrap_or("left as it is");
        let _ = writeln!(text, "{}: {was}is {}, becomes {becomes}", row.path, row.is);
    }
    if entry.class == Class::Noise {
        return passed(entry.address.clone(), text);
    }
    let by = if entry.drifted { "changed by others, " } else { "" };
    Case {
        name: entry.address.clone(),
        kind: Kind::Failure,
        category: entry.class.code().to_owned(),
        message: format!("{}: {by}the plan does: {}", entry.class.title(), entry.action),
        text,
    }
}

fn messages(report: &Report) -> Vec<Case> {
    let case = |message: &Message| {
        let place = message.address.as_deref().map(|address| format!(" in {address}")).unwrap_or_default();
        let name = format!("{}{place}", message.summary);
        if message.severity == "error" {
            Case {
                name,
                kind: Kind::Error,
                category: "error".to_owned(),
                message: message.summary.clone(),
                text: message.detail.clone(),
            }
        } else {
            passed(name, message.detail.clone())
        }
    };
    report.messages.iter().map(case).collect()
}

impl Case {
    fn write(&self, suite: &str, into: &mut String) {
        let open = format!("    <testcase classname=\"{suite}\" name=\"{}\" time=\"0\"", escape(&self.name));
        let text = escape(&self.text);
        let described = format!("message=\"{}\"", escape(&self.message));
        let _ = match self.kind {
            Kind::Passed if self.text.is_empty() => writeln!(into, "{open}/>"),
            Kind::Passed => writeln!(into, "{open}>\n      <system-out>{text}</system-out>\n    </testcase>"),
            Kind::Skipped => writeln!(into, "{open}>\n      <skipped {described}/>\n    </testcase>"),
            Kind::Failure | Kind::Error => {
                let element = if self.kind == Kind::Failure { "failure" } else { "error" };
                let category = escape(&self.category);
                writeln!(
                    into,
                    "{open}>\n      <{element} type=\"{category}\" {described}>{text}</{element}>\n    </testcase>"
                )
            }
        };
    }
}

/// A text inside an element or an attribute. What XML has no place for becomes the replacement character.
fn escape(content: &str) -> String {
    let mut escaped = String::with_capacity(content.len());
    for c in content.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_element_or_attribute() {
        assert_eq!(
            escape("a<b> & \"c\"\n\u{1b}[0m]]>"),
            "a&lt;b&gt; &amp; &quot;c&quot;&#10;\u{fffd}[0m]]&gt;"
        );
    }
}
