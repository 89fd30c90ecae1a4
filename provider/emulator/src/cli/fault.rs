//! `arm-emulator fault`: arming rules by flags that a person can write.
//!
//! The flags only make the JSON of a rule; whether it makes sense, the library says.

use lexopt::prelude::*;
use serde_json::{Map, json};
use std::path::PathBuf;

use super::arguments::{Command, Look};

/// What to do with the rules of a world.
#[derive(Debug, PartialEq)]
pub(super) enum FaultCommand {
    Add(serde_json::Value),
    List { json: bool },
    Clear { name: Option<String> },
}

/// Reads what follows `fault`.
pub(super) fn read(mut parser: lexopt::Parser, mut dir: Option<PathBuf>) -> Result<Command, lexopt::Error> {
    let mut rule = Rule::default();
    let (mut action, mut name, mut all, mut json) = (None, None, false, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help(Some("fault"))),
            Long("data-dir") => dir = Some(parser.value()?.into()),
            Long("json") if action.as_deref() == Some("list") => json = true,
            Long("all") if action.as_deref() == Some("clear") => all = true,
            Long(flag) if action.as_deref() == Some("add") => {
                let flag = flag.to_owned();
                rule.flag(&flag, &mut parser)?;
            }
            Value(value) if action.is_none() => action = Some(value.string()?),
            Value(value) if action.as_deref() == Some("add") => rule.json(&value.string()?)?,
            Value(value) if action.as_deref() == Some("clear") && name.is_none() => {
                name = Some(value.string()?)
            }
            other => return Err(other.unexpected()),
        }
    }
    let command = match action.as_deref() {
        Some("add") => FaultCommand::Add(rule.into_json()),
        Some("list") => FaultCommand::List { json },
        Some("clear") if name.is_some() && all => {
            return Err("`fault clear` takes the name of a rule or --all, not both".into());
        }
        Some("clear") => FaultCommand::Clear { name },
        Some(other) => {
            return Err(format!("no command `fault {other}`; commands are add, list, clear").into());
        }
        None => return Err("`fault` needs a command: add, list or clear".into()),
    };
    let dir = dir.ok_or("`--data-dir DIR` is missing for `fault`")?;
    Ok(Command::Look { dir, look: Look::Fault(command) })
}

/// A rule in the making.
#[derive(Debug, Default)]
struct Rule {
    whole: Map<String, serde_json::Value>,
    message: Option<String>,
}

impl Rule {
    fn flag(&mut self, flag: &str, parser: &mut lexopt::Parser) -> Result<(), lexopt::Error> {
        let mut text = || -> Result<String, lexopt::Error> { parser.value()?.string() };
        match flag {
            "name" => self.set(&[], "name", text()?.into()),
            "match" => {
                let given = text()?;
                let (method, path) = given.split_once(' ').unwrap_or(("", &given));
                if !method.is_empty() && method != "*" {
                    let methods: Vec<&str> = method.split(',').collect();
                    self.set(&["match"], "method", json!(methods));
                }
                self.set(&["match"], "path", path.trim().into());
            }
            "method" => self.set(&["match"], "method", json!(text()?.split(',').collect::<Vec<_>>())),
            "type" => self.set(&["match"], "type", text()?.into()),
            "api-version" => self.set(&["match"], "api_version", text()?.into()),
            "operation" => self.set(&["match"], "operation", text()?.into()),
            "header" => {
                let (name, value) = header(&text()?)?;
                self.set(&["match", "headers"], &name, value.into());
            }
            "skip" | "times" | "nth" => self.set(&[], flag, number(flag, &text()?)?),
            "delay" => self.set(&[], "delay", number(flag, &text()?)?),
            "answer" => self.set(&["answer"], "status", number(flag, &text()?)?),
            "code" | "shape" => self.set(&["answer"], flag, text()?.into()),
            "message" => self.message = Some(text()?),
            "retry-after" => self.set(&["answer"], "retry_after", number(flag, &text()?)?),
            "answer-header" => {
                let (name, value) = header(&text()?)?;
                self.set(&["answer", "headers"], &name, value.into());
            }
            "body" => {
                let given = text()?;
                let body = serde_json::from_str(&given).unwrap_or(given.into());
                self.set(&["answer"], "body", body);
            }
            "after-effect" => self.set(&["answer"], "when", "after".into()),
            "drop" => self.set(&[], "drop", text()?.into()),
            "expired-token" => self.set(&[], "expired_token", true.into()),
            "fail-operation" => {
                self.set(&["operation"], "end", "failed".into());
                self.set(&["operation"], "code", text()?.into());
            }
            "cancel-operation" => self.set(&["operation"], "end", "canceled".into()),
            "hang-operation" => self.set(&["operation"], "end", "never".into()),
            "slow-operation" => self.set(&["operation"], "slower", number(flag, &text()?)?),
            "background-update" => self.set(&["background_update"], "after", number(flag, &text()?)?),
            "token-lifetime" => self.set(&[], "token_lifetime", number(flag, &text()?)?),
            "clock-skew" => self.set(&[], "clock_skew", number(flag, &text()?)?),
            _ => {
                return Err(
                    format!("invalid option '--{flag}'; `arm-emulator fault --help` lists them").into()
                );
            }
        }
        Ok(())
    }

    /// Takes over the members of a rule as it stands in a faults file.
    fn json(&mut self, text: &str) -> Result<(), lexopt::Error> {
        let map: Map<_, _> =
            serde_json::from_str(text).map_err(|error| format!("`{text}` is no JSON object: {error}"))?;
        self.whole.extend(map);
        Ok(())
    }

    /// Sets a member of an object inside the rule.
    fn set(&mut self, path: &[&str], name: &str, value: serde_json::Value) {
        let mut here = &mut self.whole;
        for step in path {
            let inner = here.entry(*step).or_insert_with(|| json!({}));
            if !inner.is_object() {
                *inner = json!({});
            }
            match inner {
                serde_json::Value::Object(map) => here = map,
                // Made an object above.
                _ => return,
            }
        }
        here.insert(name.to_owned(), value);
    }

    /// The rule; the message belongs to the operation where that fails, else to the answer.
    fn into_json(mut self) -> serde_json::Value {
        if let Some(message) = self.message.take() {
            let place = if self.whole.contains_key("operation") { "operation" } else { "answer" };
            self.set(&[place], "message", message.into());
        }
        self.whole.into()
    }
}

/// A number, or the text as it is, which the library then refuses by name.
fn number(flag: &str, text: &str) -> Result<serde_json::Value, lexopt::Error> {
    let whole = text.parse::<i64>().ok().map(serde_json::Value::from);
    let number =
        whole.or_else(|| text.parse::<f64>().ok().filter(|n| n.is_finite()).map(serde_json::Value::from));
    number.ok_or_else(|| format!("`{text}` is no number; `--{flag}` needs one").into())
}

fn header(text: &str) -> Result<(String, String), lexopt::Error> {
    let parts = text.split_once(':').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    parts.ok_or_else(|| format!("`{text}` is no header; expected NAME: VALUE").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<FaultCommand, String> {
        let all = ["--data-dir", "d"].iter().chain(args);
        match read(lexopt::Parser::from_args(all), None) {
            Ok(Command::Look { look: Look::Fault(command), .. }) => Ok(command),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn flags_make_a_rule() {
        let flags = [
            "add",
            "--name",
            "n",
            "--match",
            "PUT,PATCH */managedClusters/*",
            "--times",
            "2",
            "--answer",
            "429",
            "--code",
            "Throttled",
            "--message",
            "slow down",
            "--retry-after",
            "5",
            "--answer-header",
            "x-a: b: c",
            "--delay",
            "0.5",
        ];
        let expected = json!({
            "name": "n", "times": 2, "delay": 0.5,
            "match": {"method": ["PUT", "PATCH"], "path": "*/managedClusters/*"},
            "answer": {"status": 429, "code": "Throttled", "message": "slow down", "retry_after": 5, "headers": {"x-a": "b: c"}},
        });
        assert_eq!(parse(&flags), Ok(FaultCommand::Add(expected)));
    }

    #[test]
    fn a_rule_may_be_given_as_it_stands_in_a_file() {
        let expected = json!({"name": "n", "delay": 1, "times": 2});
        assert_eq!(
            parse(&["add", r#"{"name": "n", "delay": 1}"#, "--times", "2"]),
            Ok(FaultCommand::Add(expected))
        );
    }

    #[test]
    fn a_message_belongs_to_the_operation_that_fails() {
        let expected =
            json!({"operation": {"end": "failed", "code": "Q", "message": "m"}, "match": {"path": "**"}});
        let made = parse(&["add", "--message", "m", "--match", "**", "--fail-operation", "Q"]);
        assert_eq!(made, Ok(FaultCommand::Add(expected)));
    }

    #[test]
    fn a_rule_is_cleared_by_its_name_or_all_are() {
        assert_eq!(parse(&["clear", "n"]), Ok(FaultCommand::Clear { name: Some("n".into()) }));
        assert_eq!(parse(&["clear", "--all"]), Ok(FaultCommand::Clear { name: None }));
        assert_eq!(parse(&["clear"]), Ok(FaultCommand::Clear { name: None }));
    }

    #[test]
    fn mistakes_say_what_is_expected() {
        for (args, expected) in [
            (&[][..], "`fault` needs a command: add, list or clear"),
            (&["stop"], "no command `fault stop`; commands are add, list, clear"),
            (&["clear", "n", "--all"], "`fault clear` takes the name of a rule or --all, not both"),
            (&["clear", "a", "b"], "unexpected argument \"b\""),
            (&["add", "--answer", "x"], "`x` is no number; `--answer` needs one"),
            (&["add", "--header", "x"], "`x` is no header; expected NAME: VALUE"),
            (
                &["add", "["],
                "`[` is no JSON object: invalid type: sequence, expected a map at line 1 column 0",
            ),
            (
                &["add", "--frobnicate"],
                "invalid option '--frobnicate'; `arm-emulator fault --help` lists them",
            ),
        ] {
            assert_eq!(parse(args), Err(expected.to_owned()), "{args:?}");
        }
    }
}
