//! What is known of a type while compiling, so that combinations which Terraform forbids are refused there even where
//! they come together from several structs.

/// What a field's type, or all that is inside a model, amounts to.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// How it holds what it holds.
    pub holds: Holds,
    /// Whether what it holds are objects of a model.
    pub nested: bool,
    /// The type itself says that it is never stored.
    pub write_only: bool,
    /// Something inside is never stored.
    pub any_write_only: bool,
    /// Nothing inside is ever stored.
    pub all_write_only: bool,
    /// Something inside is of any type.
    pub any_dynamic: bool,
    /// It has neither maps nor sets nor objects of a type.
    pub flat: bool,
    /// Everything inside is set by the provider, or by it where the user is silent.
    pub all_computed: bool,
}

/// How a type holds values.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    One,
    List,
    Set,
    Map,
    Object,
}

/// What the keys of a field add to its type.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Said {
    pub write_only: bool,
    pub computed: bool,
    pub optional: bool,
    pub block: bool,
    pub flatten: bool,
}

impl Facts {
    /// A plain value of one type.
    pub const PLAIN: Self = Self {
        holds: Holds::One,
        nested: false,
        write_only: false,
        any_write_only: false,
        all_write_only: true,
        any_dynamic: false,
        flat: true,
        all_computed: true,
    };

    /// A value of any type.
    pub const DYNAMIC: Self = Self { any_dynamic: true, ..Self::PLAIN };

    /// A collection of this.
    pub const fn held(self, holds: Holds) -> Self {
        Self { holds, flat: self.flat && matches!(holds, Holds::List), ..self }
    }

    /// This, never stored.
    pub const fn write_only(self) -> Self {
        Self { write_only: true, ..self }
    }

    /// The same as one value, whose inside has no schema.
    pub const fn plain_object(self) -> Self {
        Self { holds: Holds::Object, any_dynamic: self.any_dynamic, flat: false, ..Self::PLAIN }
    }

    /// A model of these fields.
    pub const fn of_model(fields: &[(Self, Said)]) -> Self {
        let mut model = Self { holds: Holds::Object, nested: true, ..Self::PLAIN };
        let mut index = 0;
        while index < fields.len() {
            let (ty, said) = &fields[index];
            index += 1;
            if said.flatten {
                model.any_write_only |= ty.any_write_only;
                model.all_write_only &= ty.all_write_only;
                model.any_dynamic |= ty.any_dynamic;
                model.flat &= ty.flat;
                model.all_computed &= ty.all_computed;
                continue;
            }
            let write_only = said.write_only || ty.write_only;
            model.any_write_only |= write_only || ty.nested && ty.any_write_only;
            model.all_write_only &= write_only && !said.block;
            model.any_dynamic |= ty.any_dynamic;
            model.flat &= ty.flat && !ty.nested;
            model.all_computed &= said.computed && (!ty.nested || ty.all_computed);
        }
        model
    }

    const fn set_of_objects(self) -> bool {
        self.nested && matches!(self.holds, Holds::Set)
    }

    /// Refuses, while compiling, what Terraform forbids of a field of this type.
    #[track_caller]
    pub const fn check(self, said: Said) {
        assert!(
            !(self.set_of_objects() && self.any_write_only),
            "Terraform cannot have write-only attributes inside a set; use a list (`Vec<...>`) or a map",
        );
        assert!(
            !(self.set_of_objects() && self.any_dynamic),
            "Terraform cannot have values of any type (`Value`) inside a set of objects; give a type, or use a list",
        );
        let write_only = self.write_only || said.write_only;
        assert!(
            !(write_only && self.nested && !self.all_write_only),
            "everything inside a write-only attribute must be write-only too; write the types of its fields as \
             `Option<WriteOnly<...>>`",
        );
        assert!(
            !(said.computed && !said.optional && !said.block && self.nested && self.any_write_only),
            "what the provider sets cannot have a write-only attribute inside; remove `computed` here, or `WriteOnly` \
             there",
        );
        assert!(
            !(said.computed && said.block && !self.all_computed),
            "everything inside a computed block must be computed too; add `computed` to the fields of its model",
        );
    }
}

/// Refuses, while compiling, a model at the root of a schema with one of the names that Terraform keeps for itself.
pub(crate) const fn check_names(names: &[&str], reserved: &[&str]) {
    let mut name = 0;
    while name < names.len() {
        let mut other = 0;
        while other < reserved.len() {
            assert!(
                !equal(names[name].as_bytes(), reserved[other].as_bytes()),
                "Terraform keeps a name of this model for itself (see `schema::RESERVED_NAMES`, and \
                 `RESERVED_PROVIDER_NAMES` for a provider block); choose another",
            );
            other += 1;
        }
        name += 1;
    }
}

/// Refuses, while compiling, two attributes of one name: they come together where a model is flattened into another.
pub const fn check_distinct(names: &[&str]) {
    let mut name = 0;
    while name < names.len() {
        let mut other = 0;
        while other < name {
            assert!(
                !equal(names[name].as_bytes(), names[other].as_bytes()),
                "a flattened model has an attribute of the same name as another one beside it; rename one",
            );
            other += 1;
        }
        name += 1;
    }
}

/// Refuses, while compiling, to depend on an attribute that neither the struct nor a model flattened into it has.
#[expect(clippy::panic, reason = "evaluated while compiling only")]
pub const fn check_exists(wanted: &str, names: &[&str]) {
    let mut name = 0;
    while name < names.len() {
        if equal(wanted.as_bytes(), names[name].as_bytes()) {
            return;
        }
        name += 1;
    }
    panic!("no field of this name in this struct, nor in a model that is flattened into it");
}

/// How many names these are together.
pub const fn count(parts: &[&[&str]]) -> usize {
    let (mut part, mut count) = (0, 0);
    while part < parts.len() {
        count += parts[part].len();
        part += 1;
    }
    count
}

/// These names in one row.
pub const fn join<const COUNT: usize>(parts: &[&'static [&'static str]]) -> [&'static str; COUNT] {
    let mut names = [""; COUNT];
    let (mut part, mut index) = (0, 0);
    while part < parts.len() {
        let mut name = 0;
        while name < parts[part].len() {
            names[index] = parts[part][name];
            name += 1;
            index += 1;
        }
        part += 1;
    }
    names
}

/// Refuses, while compiling, an identity with what Terraform forbids in one.
pub(crate) const fn check_identity(identity: Facts) {
    assert!(
        identity.flat,
        "an identity has texts, numbers, bools and lists of these; Terraform has no maps, sets or objects in it",
    );
}

const fn equal(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Said =
        Said { write_only: false, computed: false, optional: false, block: false, flatten: false };

    #[test]
    #[should_panic(expected = "Terraform keeps a name of this model for itself")]
    fn a_reserved_name_is_refused() {
        check_names(&["name", "count"], crate::schema::RESERVED_NAMES);
    }

    #[test]
    fn other_names_are_accepted() {
        check_names(&["name", "counts", "coun"], crate::schema::RESERVED_NAMES);
    }

    #[test]
    fn an_identity_has_lists_of_plain_values_at_most() {
        let flat = |ty| Facts::of_model(&[(Facts::PLAIN, NOTHING), (ty, NOTHING)]).flat;
        assert!(flat(Facts::PLAIN.held(Holds::List)));
        assert!(
            !flat(Facts::PLAIN.held(Holds::Map)) && !flat(Facts::PLAIN.held(Holds::Set).held(Holds::List))
        );
        assert!(!flat(Facts::of_model(&[])) && !flat(Facts::of_model(&[]).plain_object()));
    }

    #[test]
    fn what_is_flattened_counts_as_if_it_stood_there() {
        let flatten = Said { flatten: true, ..NOTHING };
        let secret = Facts::of_model(&[(Facts::PLAIN.write_only(), NOTHING)]);
        let around = Facts::of_model(&[(Facts::PLAIN, NOTHING), (secret, flatten)]);
        assert!(around.any_write_only && !around.all_write_only && around.flat);
        let computed = Said { computed: true, ..NOTHING };
        let all = Facts::of_model(&[(Facts::PLAIN, computed)]);
        assert!(Facts::of_model(&[(all, flatten)]).all_computed);
    }

    #[test]
    #[should_panic(expected = "a flattened model has an attribute of the same name")]
    fn two_attributes_of_one_name_are_refused() {
        check_distinct(&join::<3>(&[&["name", "size"], &["name"]]));
    }

    #[test]
    #[should_panic(expected = "nor in a model that is flattened into it")]
    fn a_dependency_on_nothing_is_refused() {
        check_exists("siz", &["name", "size"]);
    }

    #[test]
    #[should_panic(expected = "Terraform has no maps, sets or objects in it")]
    fn an_identity_with_a_map_is_refused() {
        check_identity(Facts::of_model(&[(Facts::PLAIN.held(Holds::Map), NOTHING)]));
    }
}
