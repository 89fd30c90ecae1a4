//! The command line.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use lexopt::{Arg, ValueExt as _};

use super::SummaryError;

/// What `--help` prints.
pub const USAGE: &str = "\
Tells what a Terraform plan found: what breaks a rule, what is relevant to security, what would be replaced, changed or
left as it is. Values that Terraform marks as sensitive are not shown.

usage: terraform-provider-aksoverlay summarize [PLAN.json] [--messages MESSAGES.jsonl]
           [--markdown FILE] [--junit FILE] [--detailed-exitcode]

  PLAN.json                  what `terraform show -json PLANFILE` printed
  --messages MESSAGES.jsonl  what `terraform plan -json` printed: errors and warnings, which a plan file does not have
  --markdown FILE            writes a summary as Markdown
  --junit FILE               writes a test case for each resource, check, rule and message as JUnit XML
  --detailed-exitcode        ends with 2 if the plan changes anything or a rule is broken

One of the two inputs may be -, which is standard input.

Ends with 0, or with 1 if there is nothing to summarize or a file is not what Terraform writes.
";

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Arguments {
    pub(super) plan: Option<PathBuf>,
    pub(super) messages: Option<PathBuf>,
    pub(super) markdown: Option<PathBuf>,
    pub(super) junit: Option<PathBuf>,
    pub(super) detailed_exitcode: bool,
    pub(super) help: bool,
}

/// Reads what follows `summarize`.
///
/// # Errors
/// An argument that there is not, or no file to read.
pub(super) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, SummaryError> {
    let wrong = |error: lexopt::Error| SummaryError::Arguments(format!("{error}\n\n{USAGE}"));
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut read = Arguments::default();
    while let Some(argument) = parser.next().map_err(wrong)? {
        let place = match argument {
            Arg::Long("help") | Arg::Short('h') => {
                read.help = true;
                return Ok(read);
            }
            Arg::Long("detailed-exitcode") => {
                read.detailed_exitcode = true;
                continue;
            }
            Arg::Long("messages") => &mut read.messages,
            Arg::Long("markdown") => &mut read.markdown,
            Arg::Long("junit") => &mut read.junit,
            Arg::Value(path) if read.plan.is_none() => {
                read.plan = Some(path.into());
                continue;
            }
            other => return Err(wrong(other.unexpected())),
        };
        *place = Some(
            parser.value().map_err(wrong)?.parse_with(|path| Ok::<_, String>(path.into())).map_err(wrong)?,
        );
    }
    if read.plan.is_none() && read.messages.is_none() {
        return Err(SummaryError::Arguments(format!("Neither a plan nor messages are given.\n\n{USAGE}")));
    }
    if is_standard_input(read.plan.as_deref()) && is_standard_input(read.messages.as_deref()) {
        return Err(SummaryError::Arguments(format!(
            "The plan and the messages cannot both be -: standard input is one of them.\n\n{USAGE}"
        )));
    }
    Ok(read)
}

/// Whether a path stands for standard input.
pub(super) fn is_standard_input(path: Option<&Path>) -> bool {
    path == Some(Path::new("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Arguments, String> {
        read(line.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
    }

    #[test]
    fn every_argument_has_its_place() {
        let read =
            parsed("p.json --messages m.jsonl --markdown s.md --junit=j.xml --detailed-exitcode").unwrap();
        let path = |path: &Option<PathBuf>| path.as_ref().unwrap().display().to_string();
        assert_eq!(
            [path(&read.plan), path(&read.messages), path(&read.markdown), path(&read.junit)],
            ["p.json", "m.jsonl", "s.md", "j.xml"]
        );
        assert!(read.detailed_exitcode);
    }

    #[test]
    fn a_second_plan_an_unknown_option_and_no_input_are_refused_with_the_usage() {
        for line in ["a.json b.json", "a.json --html x", "--markdown x", "a.json --junit", "- --messages -"] {
            assert!(parsed(line).unwrap_err().contains("usage: "), "{line}");
        }
    }
}
