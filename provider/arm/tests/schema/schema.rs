//! The JSON schema of AKS (draft 4, as Azure publishes it for templates), and what it says about a request body.
//!
//! Azure's schema lets unknown members pass, because templates are checked by people; here each is an error, and so is
//! `null`. An expression of the template language is never a value here.

use regex::Regex;
use serde_json::Value;

/// The variable with the path of the schema file.
const FILE: &str = "AKS_SCHEMA";

/// Types of resources in the schema.
pub(crate) const CLUSTER: &str = "managedClusters";
pub(crate) const POOL: &str = "managedClusters_agentPools";

pub(crate) struct Schema(Value);

impl Schema {
    /// The schema that the environment names.
    pub(crate) fn from_environment() -> Self {
        let file = std::env::var(FILE).unwrap_or_else(|_| panic!("{FILE} is not set; .ci/run sets it"));
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{FILE}: {file}: {error}"));
        Self(serde_json::from_str(&text).unwrap())
    }

    /// Schema of a resource's body.
    pub(crate) fn resource(&self, name: &str) -> &Value {
        let found = &self.0["resourceDefinitions"][name];
        assert!(found.is_object(), "the schema has no {name}");
        found
    }

    /// What is wrong with the body of a PUT. Members that a template has and a request has in its URL are not asked for.
    pub(crate) fn faults(&self, name: &str, body: &Value) -> Vec<String> {
        const IN_THE_URL: [&str; 3] = ["apiVersion", "name", "type"];
        let mut faults = Vec::new();
        self.check(self.resource(name), body, "", &mut faults);
        faults.retain(|fault| !IN_THE_URL.iter().any(|member| *fault == format!(": lacks {member}")));
        faults
    }

    /// The schema that a `$ref` or the choice between a value and an expression stands for.
    pub(crate) fn resolve<'s>(&'s self, schema: &'s Value) -> Vec<&'s Value> {
        if let Some(name) = schema["$ref"].as_str() {
            return match name.strip_prefix("#/definitions/") {
                Some(name) => self.resolve(&self.0["definitions"][name]),
                None => Vec::new(),
            };
        }
        match schema["oneOf"].as_array() {
            Some(choices) => choices.iter().flat_map(|choice| self.resolve(choice)).collect(),
            None => vec![schema],
        }
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let choices = self.resolve(schema);
        let judged = choices.iter().map(|choice| {
            let mut faults = Vec::new();
            self.check_one(choice, value, at, &mut faults);
            faults
        });
        let judged: Vec<Vec<String>> = judged.collect();
        match judged.iter().filter(|faults| faults.is_empty()).count() {
            1 => {}
            0 => faults.extend(judged.into_iter().min_by_key(Vec::len).unwrap_or_default()),
            _ => faults.push(format!("{at}: fits several choices")),
        }
    }

    fn check_one(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let mut fault = |what: String| faults.push(format!("{at}: {what}"));
        for (keyword, wanted) in schema.as_object().unwrap() {
            let number = || value.as_f64().zip(wanted.as_f64());
            let length = || value.as_str().map(|text| text.chars().count() as u64).zip(wanted.as_u64());
            match keyword.as_str() {
                "description" | "default" | "format" => {}
                "type" if !is_type(value, wanted.as_str().unwrap()) => {
                    fault(format!("{value} is no {wanted}"))
                }
                "enum" if !wanted.as_array().unwrap().contains(value) => {
                    fault(format!("{value} is none of {wanted}"))
                }
                "minimum" if number().is_some_and(|(is, least)| is < least) => {
                    fault(format!("{value} < {wanted}"))
                }
                "maximum" if number().is_some_and(|(is, most)| is > most) => {
                    fault(format!("{value} > {wanted}"))
                }
                "minLength" if length().is_some_and(|(is, least)| is < least) => {
                    fault("is too short".to_owned())
                }
                "maxLength" if length().is_some_and(|(is, most)| is > most) => {
                    fault("is too long".to_owned())
                }
                "pattern"
                    if value.as_str().is_some_and(|text| {
                        !Regex::new(wanted.as_str().unwrap()).unwrap().is_match(text)
                    }) =>
                {
                    fault(format!("{value} does not match {wanted}"));
                }
                "required" => {
                    let lacking = wanted.as_array().unwrap().iter().filter_map(Value::as_str);
                    lacking
                        .filter(|name| value.get(name).is_none())
                        .for_each(|name| fault(format!("lacks {name}")));
                }
                "type" | "enum" | "minimum" | "maximum" | "minLength" | "maxLength" | "pattern" => {}
                "properties" | "additionalProperties" | "items" => {}
                unknown => panic!("{at}: the keyword {unknown} is not known here"),
            }
        }
        if let Value::Object(members) = value {
            for (name, member) in members {
                let at = format!("{at}.{name}");
                match (schema["properties"].get(name), schema.get("additionalProperties")) {
                    (Some(schema), _) => self.check(schema, member, &at, faults),
                    (None, Some(schema)) if schema.is_object() => self.check(schema, member, &at, faults),
                    _ => faults.push(format!("{at}: is not in the schema")),
                }
            }
        }
        if let (Value::Array(items), Some(schema)) = (value, schema.get("items")) {
            for (index, item) in items.iter().enumerate() {
                self.check(schema, item, &format!("{at}[{index}]"), faults);
            }
        }
    }
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        other => panic!("the type {other} is not known here"),
    }
}
