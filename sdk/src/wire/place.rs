//! Where a codec is, without allocating while all goes well.

use super::{MAX_DEPTH, Problem, WireError};
use crate::value::{Path, Step};

/// A place in a value, linked to the one around it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: PlaceStep<'a>,
    depth: usize,
    inside_dynamic: bool,
}

#[derive(Clone, Copy)]
enum PlaceStep<'a> {
    /// The root, or the value inside a dynamic one.
    Here,
    Attribute(&'a str),
    Index(usize),
    Key(&'a str),
}

impl<'a> Place<'a> {
    /// The value as a whole.
    pub(super) const ROOT: Place<'static> =
        Place { parent: None, step: PlaceStep::Here, depth: 0, inside_dynamic: false };

    pub(super) fn attribute(&'a self, name: &'a str) -> Result<Self, WireError> {
        self.inside(PlaceStep::Attribute(name))
    }

    pub(super) fn index(&'a self, index: usize) -> Result<Self, WireError> {
        self.inside(PlaceStep::Index(index))
    }

    pub(super) fn key(&'a self, key: &'a str) -> Result<Self, WireError> {
        self.inside(PlaceStep::Key(key))
    }

    /// The value beside the type that travels with it.
    pub(super) fn content(&'a self) -> Result<Self, WireError> {
        Ok(Self { inside_dynamic: true, ..self.inside(PlaceStep::Here)? })
    }

    /// Whether the type of the value here travels with a value around it.
    pub(super) fn is_inside_dynamic(&self) -> bool {
        self.inside_dynamic
    }

    pub(super) fn error(&self, problem: Problem) -> WireError {
        WireError { path: self.path(), problem }
    }

    pub(super) fn unexpected(&self, expected: impl Into<String>, found: impl Into<String>) -> WireError {
        self.error(Problem::Unexpected { expected: expected.into(), found: found.into() })
    }

    fn inside(&'a self, step: PlaceStep<'a>) -> Result<Self, WireError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(Problem::TooDeep));
        }
        Ok(Self { parent: Some(self), step, depth: self.depth + 1, inside_dynamic: self.inside_dynamic })
    }

    fn path(&self) -> Path {
        let mut path = self.parent.map(Place::path).unwrap_or_default();
        match self.step {
            PlaceStep::Here => {}
            PlaceStep::Attribute(name) => path.0.push(Step::Attribute(name.to_owned())),
            PlaceStep::Index(index) => path.0.push(Step::Index(index)),
            PlaceStep::Key(key) => path.0.push(Step::Key(key.to_owned())),
        }
        path
    }
}
