//! Which parts of a rule make sense together.
//!
//! Seen from Azure: a request is answered once; what it leads to needs that it took effect; which operation it begins is
//! known only then; and only writes begin operations.

use super::error::FaultRuleError;
use super::members::{Members, wrong};
use super::rule::{FaultRule, Moment};

/// Effects that decide how the client is answered.
const DECIDING: [&str; 3] = ["answer", "drop", "expired_token"];
/// Effects that follow from a request that took effect.
const FOLLOWING: [&str; 2] = ["operation", "background_update"];
/// Effects on what Azure says of time.
const TIMES: [&str; 2] = ["token_lifetime", "clock_skew"];

/// Refuses combinations that mean nothing.
pub(super) fn together(all: &Members<'_>, rule: &FaultRule) -> Result<(), FaultRuleError> {
    let among = |names: &[&'static str]| -> Vec<&'static str> {
        names.iter().copied().filter(|name| all.has(name)).collect()
    };
    let (deciding, following, times) = (among(&DECIDING), among(&FOLLOWING), among(&TIMES));
    if deciding.is_empty() && following.is_empty() && times.is_empty() && !all.has("delay") {
        let effects = [&DECIDING[..], &FOLLOWING, &TIMES, &["delay"]].concat().join(", ");
        return Err(wrong(effects, None, "at least one of them: a rule must do something"));
    }
    if let [one, other, ..] = deciding[..] {
        return Err(
            all.wrong(other, &format!("none beside `{one}`: a request is answered once; make two rules"))
        );
    }
    let effects = &rule.effects;
    let prevented = effects.expired_token
        || effects.drop == Some(Moment::Before)
        || effects.answer.as_ref().is_some_and(|a| a.when == Moment::Before);
    if let (true, [name, ..], [deciding, ..]) = (prevented, &following[..], &deciding[..]) {
        let expected = format!(
            "none beside `{deciding}`, which keeps the request from taking effect (`drop` and `answer.when` can be \"after\")"
        );
        return Err(all.wrong(name, &expected));
    }
    if let ([name, ..], [other, ..]) = (&times[..], &[deciding, following].concat()[..]) {
        return Err(all.wrong(name, &format!("none beside `{other}`: make two rules")));
    }
    if rule.matching.operation.is_some() && (!times.is_empty() || effects.expired_token) {
        let name = if effects.expired_token { "expired_token" } else { times[0] };
        let expected = "none beside `match.operation`, which is known only when the request has taken effect";
        return Err(all.wrong(name, expected));
    }
    let starts = effects.operation.is_some() || rule.matching.operation.is_some();
    let reads = |method: &String| matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS");
    if starts && !rule.matching.methods.is_empty() && rule.matching.methods.iter().all(reads) {
        let expected = "a method that begins an operation: PUT, POST, PATCH or DELETE";
        let value = Some(rule.matching.methods.join(", "));
        return Err(FaultRuleError::new("match.method".to_owned(), value, expected));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::read::{ANSWER, MATCH, RULE};
    use crate::FaultRule;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn refused(rule: &Value) -> String {
        FaultRule::read(rule).unwrap_err().to_string()
    }

    #[test]
    fn mistakes_name_the_member_the_value_and_what_was_expected() {
        for (rule, text) in [
            (json!([]), "the fault rule: `rule` is []; expected an object"),
            (
                json!({"name": "n"}),
                "the fault rule `n`: `answer, drop, expired_token, operation, background_update, token_lifetime, clock_skew, delay` is missing; expected at least one of them: a rule must do something",
            ),
            (
                json!({"delay": 1, "mach": {}}),
                "the fault rule: `mach` is {}; expected only the members name, match, skip, times, nth, delay, answer, drop, expired_token, operation, background_update, token_lifetime, clock_skew",
            ),
            (
                json!({"delay": -1}),
                "the fault rule: `delay` is -1; expected seconds to hold the answer back: a number from 0 to 3600",
            ),
            (
                json!({"answer": {"status": 99}}),
                "the fault rule: `answer.status` is 99; expected the HTTP status to answer with: a whole number from 200 to 599",
            ),
            (
                json!({"answer": {}}),
                "the fault rule: `answer.status` is missing; expected the HTTP status to answer with",
            ),
            (
                json!({"answer": {"status": 200, "code": "X"}}),
                "the fault rule: `answer.code` is \"X\"; expected no error: 200 is none; give a `body` instead, or a status from 400",
            ),
            (
                json!({"answer": {"status": 204, "body": {}}}),
                "the fault rule: `answer.body` is {}; expected no body: an answer of 204 has none",
            ),
            (
                json!({"answer": {"status": 429, "headers": {"a b": "c"}}}),
                "the fault rule: `answer.headers.a b` is \"c\"; expected a header's name and text",
            ),
            (json!({"drop": "now"}), "the fault rule: `drop` is \"now\"; expected one of before, after"),
            (
                json!({"drop": "before", "answer": {"status": 500}}),
                "the fault rule: `drop` is \"before\"; expected none beside `answer`: a request is answered once; make two rules",
            ),
            (
                json!({"drop": "before", "operation": {"end": "failed"}}),
                "the fault rule: `operation` is {\"end\":\"failed\"}; expected none beside `drop`, which keeps the request from taking effect (`drop` and `answer.when` can be \"after\")",
            ),
            (
                json!({"match": {"method": "GET"}, "operation": {"end": "never"}}),
                "the fault rule: `match.method` is GET; expected a method that begins an operation: PUT, POST, PATCH or DELETE",
            ),
            (
                json!({"match": {"path": "a//b"}, "delay": 1}),
                "the fault rule: `match.path` is \"a//b\"; expected a path pattern such as */managedClusters/* (it has an empty segment)",
            ),
            (
                json!({"nth": 2, "times": 1, "delay": 1}),
                "the fault rule: `nth` is 2; expected either `nth` or `skip` and `times`: the 3rd request alone is `skip` 2, `times` 1",
            ),
            (
                json!({"operation": {"end": "never", "slower": 2}}),
                "the fault rule: `operation.slower` is 2; expected none where `end` is \"never\"",
            ),
            (
                json!({"match": {"operation": "ClusterCreate"}, "clock_skew": 5}),
                "the fault rule: `clock_skew` is 5; expected none beside `match.operation`, which is known only when the request has taken effect",
            ),
            (
                json!({"clock_skew": 5, "drop": "after"}),
                "the fault rule: `clock_skew` is 5; expected none beside `drop`: make two rules",
            ),
            (
                json!({"background_update": {"patch": {"id": "x"}}}),
                "the fault rule: `background_update.patch` is {\"id\":\"x\"}; expected a JSON merge patch on the cluster, without id, name, type and node pools",
            ),
        ] {
            assert_eq!(refused(&rule), text);
        }
    }

    #[test]
    fn an_unknown_kind_of_operation_is_answered_with_all_there_are() {
        let text = refused(&json!({"match": {"operation": "ClusterRename"}, "drop": "after"}));
        assert!(
            text.contains("`match.operation` is \"ClusterRename\"; expected one of ClusterCreate, "),
            "{text}"
        );
    }

    #[test]
    fn what_makes_sense_together_is_read() {
        for rule in [
            json!({"drop": "after", "operation": {"end": "failed", "slower": 2}, "delay": 0.5}),
            json!({"answer": {"when": "after", "status": 504}, "background_update": {}}),
            json!({"match": {"method": ["PUT", "delete"], "operation": "clustertooverlay"}, "drop": "before", "nth": 2}),
            json!({"token_lifetime": 60, "clock_skew": -300, "delay": 1}),
            json!({"match": {"method": "GET"}, "background_update": {"patch": {"tags": {"a": "b"}}}}),
        ] {
            assert_eq!(FaultRule::read(&rule).unwrap().as_json(), &rule);
        }
    }

    /// Any JSON, leaning towards what rules are made of.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-8_i32..800).prop_map(|n| Value::from(f64::from(n) / 4.0)),
            "\\PC{0,8}".prop_map(Value::from),
            prop::sample::select(vec!["before", "after", "failed", "never", "PUT", "GET", "**", "aks"])
                .prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 6, |inner| {
            let names = [&RULE[..], &MATCH, &ANSWER, &["end", "slower", "after", "lasts", "patch"]].concat();
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::vec((prop::sample::select(names), inner), 0..5).prop_map(|pairs| pairs
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_read_or_refused_and_what_was_read_reads_the_same_again(value in any_json()) {
            if let Ok(rule) = FaultRule::read(&value) {
                let text = rule.as_json().to_string();
                prop_assert_eq!(FaultRule::read(&serde_json::from_str(&text).unwrap()).unwrap(), rule);
            }
        }
    }
}
