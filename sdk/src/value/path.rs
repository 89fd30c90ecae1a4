//! Where in a configuration or state a value stands.

use std::{fmt, sync::Arc};

use super::Value;

/// One step from a value to a value inside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// To an attribute or block of this name.
    Attribute(String),
    /// To the element of a list or tuple at this index, counted from zero.
    Index(usize),
    /// To the element of a map under this key.
    Key(String),
    /// To this element of a set. The protocol cannot express it: on the wire the path ends before it.
    Element(Arc<Value>),
}

/// The way from the root of a configuration or state to a value in it. `Display` writes it as HCL has it:
/// `network.pod_cidrs[0]`, `tags["env"]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The root itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// The attribute or block `name` at the root.
    pub fn of(name: impl Into<String>) -> Self {
        Self::root().attribute(name)
    }

    /// The attribute or block `name` inside.
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>) -> Self {
        self.0.push(Step::Attribute(name.into()));
        self
    }

    /// The element at `index`, counted from zero.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(Step::Index(index));
        self
    }

    /// The element under `key`.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.0.push(Step::Key(key.into()));
        self
    }

    /// This element of a set.
    #[must_use]
    pub fn element(mut self, element: Value) -> Self {
        self.0.push(Step::Element(Arc::new(element)));
        self
    }

    /// One step further.
    #[must_use]
    pub fn step(mut self, step: Step) -> Self {
        self.0.push(step);
        self
    }

    /// Whether it is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path without its last step; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        self.0.split_last().map(|(_, steps)| Self(steps.to_vec()))
    }

    /// Whether it is `other` or leads into it.
    pub fn starts_with(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
                Step::Element(element) => match element.inner() {
                    Value::String(text) => write!(f, "[{text:?}]")?,
                    Value::Number(number) => write!(f, "[{number}]")?,
                    Value::Bool(truth) => write!(f, "[{truth}]")?,
                    _ => f.write_str("[...]")?,
                },
            }
        }
        Ok(())
    }
}

impl Value {
    /// The value at `path`, seen from here; `None` if the way is barred by a null, an unknown or a missing element.
    pub fn at(&self, path: &Path) -> Option<&Self> {
        path.0.iter().try_fold(self, |value, step| match (step, value.inner()) {
            (Step::Attribute(name), Self::Object(attributes)) => attributes.get(name),
            (Step::Key(key), Self::Map(entries)) => entries.get(key),
            (Step::Index(index), Self::List(elements) | Self::Tuple(elements)) => elements.get(*index),
            (Step::Element(element), Self::Set(elements)) => {
                elements.iter().find(|other| *other == &**element)
            }
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_in_hcl() {
        let path = Path::of("network").attribute("pod_cidrs").index(0);
        assert_eq!(path.to_string(), "network.pod_cidrs[0]");
        assert_eq!(Path::of("tags").key("a\"b").to_string(), r#"tags["a\"b"]"#);
        assert_eq!(Path::of("zones").element("1".into()).to_string(), r#"zones["1"]"#);
        assert_eq!(Path::of("rules").element(Value::Object([].into())).to_string(), "rules[...]");
        assert_eq!(Path::root().to_string(), "");
    }

    #[test]
    fn a_path_leads_to_its_value() {
        let value = Value::object([
            ("network", Value::object([("pod_cidrs", Value::list(["a", "b"]))])),
            ("zones", Value::set(["1"])),
            ("tags", Value::map([("env", "x".into())])),
        ]);
        let text = |path: Path| value.at(&path).and_then(Value::as_str);
        assert_eq!(text(Path::of("network").attribute("pod_cidrs").index(1)), Some("b"));
        assert_eq!(text(Path::of("tags").key("env")), Some("x"));
        assert_eq!(text(Path::of("zones").element("1".into())), Some("1"));
        assert_eq!(text(Path::of("network").attribute("pod_cidrs").index(2)), None);
        assert_eq!(text(Path::of("missing")), None);
    }
}
