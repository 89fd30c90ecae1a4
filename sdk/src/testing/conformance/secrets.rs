//! Values of a configuration that must not be told.

use crate::{
    plan::shape::{Child, Level, each_object, member},
    testing::Outcome,
    value::Value,
};

/// The values of a configuration that must not be told.
#[derive(Default)]
pub(super) struct Secrets {
    sensitive: Vec<String>,
    write_only: Vec<String>,
}

/// Shorter texts stand everywhere by chance.
const TELLING_LENGTH: usize = 6;

impl Secrets {
    /// Takes note of those in a configuration.
    pub(super) fn collect(&mut self, level: Level<'_>, config: &Value) {
        for child in level.children() {
            let value = member(config, child.name);
            self.collect_child(child, value);
            if let Some((nesting, inner)) = child.inside {
                each_object(nesting, value, |object| {
                    self.collect(inner, object);
                    object.clone()
                });
            }
        }
    }

    fn collect_child(&mut self, child: Child<'_>, value: &Value) {
        let secrets = match child.as_attribute() {
            Some(attribute) if attribute.write_only => &mut self.write_only,
            Some(attribute) if attribute.sensitive => &mut self.sensitive,
            _ => return,
        };
        value.walk(&mut |_, value| {
            secrets.extend(value.as_str().filter(|text| text.len() >= TELLING_LENGTH).map(str::to_owned));
            true
        });
    }

    /// Where one of them stands although it must not.
    pub(super) fn leaked(&self, outcome: &Outcome) -> Vec<&'static str> {
        let diagnostics = format!("{:?}", outcome.diagnostics);
        let private = String::from_utf8_lossy(&outcome.private);
        let states = format!("{:?}{:?}", outcome.state, outcome.planned);
        let any = |secrets: &[String], text: &str| secrets.iter().any(|secret| text.contains(secret));
        let anywhere = |text: &str| any(&self.sensitive, text) || any(&self.write_only, text);
        let places = [
            ("a diagnostic", anywhere(&diagnostics)),
            ("the private state", anywhere(&private)),
            ("a plan or state", any(&self.write_only, &states)),
        ];
        places.into_iter().filter_map(|(place, leaked)| leaked.then_some(place)).collect()
    }
}
