//! Elements of a set that defaults make equal.

use super::{
    defaults::with_defaults,
    shape::{Level, elements, member, members},
};
use crate::{
    diag::{Diagnostic, Diagnostics},
    schema::{Nesting, Schema},
    value::{Path, Value},
};

/// An error for each set in which two configured elements become one by their defaults. Terraform counts the elements
/// before and after, so nothing but an error can come of it.
pub(super) fn duplicates(schema: &Schema, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    object(Level::of(&schema.block), config, &Path::root(), &mut diagnostics);
    diagnostics
}

fn object(level: Level<'_>, config: &Value, at: &Path, diagnostics: &mut Diagnostics) {
    if !matches!(config, Value::Object(_)) {
        return;
    }
    for child in level.children() {
        let Some((nesting, inner)) = child.inside else { continue };
        let value = member(config, child.name);
        let path = at.clone().attribute(child.name);
        match nesting {
            Nesting::Single => object(inner, value, &path, diagnostics),
            Nesting::List => {
                for (index, element) in elements(value).iter().enumerate() {
                    object(inner, element, &path.clone().index(index), diagnostics);
                }
            }
            Nesting::Map => {
                for (key, element) in members(value).into_iter().flatten() {
                    object(inner, element, &path.clone().key(key), diagnostics);
                }
            }
            Nesting::Set => {
                // Of what is unknown nobody can tell whether it is the same.
                let given: Vec<_> =
                    elements(value).iter().filter(|element| element.is_wholly_known()).collect();
                let completed: Vec<_> = given.iter().map(|element| with_defaults(inner, element)).collect();
                let changed = given.iter().zip(&completed).any(|(given, completed)| *given != completed);
                if changed && Value::without_duplicates(completed).len() < given.len() {
                    diagnostics.push(duplicate(&path));
                }
            }
        }
    }
}

fn duplicate(path: &Path) -> Diagnostic {
    Diagnostic::error(
        "Duplicate Set Element",
        format!(
            "Two elements of {path} are the same once each has the defaults of what it leaves out. A set has every \
             element once; remove one, or make them differ."
        ),
    )
    .at(path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture::*;

    #[test]
    fn elements_that_defaults_make_equal_are_an_error_at_their_set() {
        let inner = [either("value", STRING).default("zero"), optional("name", STRING)];
        let schema = schema([optional("s", nested(Nesting::Set, inner))]);
        let found = |elements: [Value; 2]| {
            let config = whole(&schema, &object! { s = Value::set(elements) });
            let found = duplicates(&schema, &config);
            found.iter().map(|error| format!("{} at {:?}", error.summary, error.path)).collect::<Vec<_>>()
        };
        let twice = found([object! {}, object! { value = "zero" }]);
        assert_eq!(twice, [format!("Duplicate Set Element at {:?}", Some(Path::of("s")))]);
        assert_eq!(found([object! {}, object! { value = "one" }]), [""; 0]);
        let unknown = || object! { value = Value::unknown() };
        assert_eq!(found([unknown(), object! { value = "zero" }]), [""; 0]);
    }
}
