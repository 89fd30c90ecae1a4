//! Where in a configuration or state a value stands.

use super::Value;

/// One step from a value to a value inside it.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// To an attribute or block of this name.
    Attribute(String),
    /// To the element of a list or tuple at this index, counted from zero.
    Index(usize),
    /// To the element of a map under this key.
    Key(String),
    /// To this element of a set. The protocol cannot express it: on the wire the path ends before it.
    Element(Box<Value>),
}

/// The way from the root of a configuration or state to a value in it.
#[derive(Clone, Debug, Default, PartialEq)]
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
        self.0.push(Step::Element(Box::new(element)));
        self
    }
}
