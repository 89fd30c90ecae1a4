//! What Terraform asks of a schema, and what the framework asks beside it.
//!
//! Terraform refuses to work with a provider that breaks its rules (`configschema/internal_validate.go`); the other
//! rules keep a user from attributes that cannot be written in HCL or never behave well. `#[derive(Model)]` refuses
//! most of this while compiling; this check covers schemas built by hand and what a derive cannot see.

use std::{collections::BTreeSet, fmt};

use super::{Attribute, AttributeKind, Block, BlockNesting, Mode, NestedBlock, Nesting, Rule, Schema};
use crate::{
    diag::Diagnostics,
    value::{Path, Type, Value},
};

/// A rule that a schema breaks: a bug in the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaViolation {
    /// The attribute or block; the elements of collections are not counted, so there are names only.
    pub path: Path,
    /// What is wrong and what to do.
    pub problem: String,
}

impl fmt::Display for SchemaViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_root() {
            f.write_str(&self.problem)
        } else {
            write!(f, "{}: {}", self.path, self.problem)
        }
    }
}

/// Names that mean something else to Terraform inside a `resource`, `data` or similar block.
pub const RESERVED_NAMES: &[&str] =
    &["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

/// Names that mean something else to Terraform inside a `provider` block.
pub const RESERVED_PROVIDER_NAMES: &[&str] = &["alias", "version"];

impl Schema {
    /// Checks the schema of a resource, data source and the like.
    ///
    /// # Errors
    /// With every violation.
    pub fn check(&self) -> Result<(), Vec<SchemaViolation>> {
        self.check_with(RESERVED_NAMES)
    }

    /// Checks the schema of a provider block.
    ///
    /// # Errors
    /// With every violation.
    pub fn check_provider(&self) -> Result<(), Vec<SchemaViolation>> {
        self.check_with(RESERVED_PROVIDER_NAMES)
    }

    pub(super) fn check_with(&self, reserved: &[&str]) -> Result<(), Vec<SchemaViolation>> {
        let mut check = Check::default();
        if self.version < 0 {
            check.violation("the version is below zero; start at 0 and count up");
        }
        for name in self.block.names() {
            if reserved.contains(&name) {
                check.inside(name, |check| {
                    check.violation("Terraform keeps this name for itself; choose another");
                });
            }
        }
        check.block(&self.block, Around::default());
        if check.found.is_empty() { Ok(()) } else { Err(check.found) }
    }
}

impl Block {
    fn names(&self) -> impl Iterator<Item = &str> {
        let attributes = self.attributes.iter().map(|attribute| attribute.name.as_str());
        attributes.chain(self.blocks.iter().map(|block| block.name.as_str()))
    }
}

/// What the objects around a place have to say about it.
#[derive(Clone, Copy, Default)]
struct Around {
    in_set: bool,
    write_only: bool,
    computed: bool,
}

#[derive(Default)]
struct Check {
    path: Path,
    found: Vec<SchemaViolation>,
}

impl Check {
    fn block(&mut self, block: &Block, around: Around) {
        self.unique(block.names());
        self.rules(&block.attributes, &block.names().collect::<Vec<_>>());
        for attribute in &block.attributes {
            self.inside(&attribute.name, |check| check.attribute(attribute, &block.attributes, around));
        }
        for nested in &block.blocks {
            self.inside(&nested.name, |check| check.nested_block(nested, around));
        }
    }

    fn nested_block(&mut self, nested: &NestedBlock, around: Around) {
        self.name(&nested.name);
        let (min, max) = (nested.min_items, nested.max_items);
        match nested.nesting {
            BlockNesting::Single if min != max || max > 1 => {
                self.violation(
                    "a single block has min_items and max_items both 0 (optional) or both 1 (required)",
                );
            }
            BlockNesting::Group | BlockNesting::Map if (min, max) != (0, 0) => {
                self.violation(
                    "a block of this nesting cannot be counted; leave min_items and max_items at 0",
                );
            }
            BlockNesting::List | BlockNesting::Set if max != 0 && min > max => {
                self.violation("min_items is more than max_items");
            }
            _ => {}
        }
        if nested.computed {
            self.computed_block(nested);
        }
        let in_set = around.in_set || nested.nesting == BlockNesting::Set;
        self.block(&nested.block, Around { in_set, ..around });
    }

    fn computed_block(&mut self, nested: &NestedBlock) {
        if nested.nesting == BlockNesting::Group {
            self.violation("a block that is always there cannot be computed; use another nesting");
        }
        if nested.min_items > 0 {
            self.violation("what the provider may make cannot be required; leave min_items at 0");
        }
        let given = |attribute: &&Attribute| matches!(attribute.mode, Mode::Required | Mode::Optional);
        for attribute in nested.block.attributes.iter().filter(given) {
            self.inside(&attribute.name, |check| {
                check.violation("everything inside a computed block must be computed too");
            });
        }
        for block in nested.block.blocks.iter().filter(|block| !block.computed) {
            self.inside(&block.name, |check| {
                check.violation("every block inside a computed one must be computed too");
            });
        }
    }

    fn attribute(&mut self, attribute: &Attribute, siblings: &[Attribute], around: Around) {
        self.name(&attribute.name);
        let computed = matches!(attribute.mode, Mode::Computed | Mode::OptionalComputed);
        if attribute.write_only && computed {
            self.violation("a write-only attribute is never stored, so it cannot be computed");
        }
        if attribute.write_only && around.in_set {
            self.violation("Terraform cannot have write-only attributes inside a set; use a list or a map");
        }
        if around.write_only && !attribute.write_only {
            self.violation("everything inside a write-only attribute must be write-only too");
        }
        if around.computed && attribute.write_only {
            self.violation("a computed object cannot have a write-only attribute inside");
        }
        self.behavior(attribute, siblings);
        match &attribute.kind {
            AttributeKind::Plain(ty) => {
                if around.in_set && ty.has_dynamic() {
                    self.violation("Terraform cannot have values of any type inside a set; give a type");
                }
            }
            AttributeKind::Nested(nesting, attributes) => {
                let names: Vec<_> = attributes.iter().map(|attribute| attribute.name.as_str()).collect();
                self.unique(names.iter().copied());
                self.rules(attributes, &names);
                let inside = Around {
                    in_set: around.in_set || *nesting == Nesting::Set,
                    write_only: around.write_only || attribute.write_only,
                    computed: around.computed || attribute.mode == Mode::Computed,
                };
                for nested in attributes {
                    self.inside(&nested.name, |check| check.attribute(nested, attributes, inside));
                }
            }
        }
    }

    fn behavior(&mut self, attribute: &Attribute, siblings: &[Attribute]) {
        let behavior = &attribute.behavior;
        let computed = matches!(attribute.mode, Mode::Computed | Mode::OptionalComputed);
        if behavior.stable && !computed {
            self.violation("only a computed attribute can be stable");
        }
        if !behavior.depends_on.is_empty() && !computed {
            self.violation("only a computed attribute can depend on others");
        }
        if behavior.stable && !behavior.depends_on.is_empty() {
            self.violation("an attribute is either stable or depends on others");
        }
        self.promise(attribute, computed);
        for name in &behavior.depends_on {
            if *name == attribute.name || !siblings.iter().any(|sibling| sibling.name == *name) {
                self.violation(format!(
                    "depends_on names {name:?}, which is no other attribute at this level"
                ));
            }
        }
        let Some(default) = &behavior.default else { return };
        if attribute.mode != Mode::OptionalComputed {
            self.violation("only an attribute that is optional and computed can have a default");
        }
        self.default_value(attribute, default);
    }

    /// What is promised must be possible.
    fn promise(&mut self, attribute: &Attribute, computed: bool) {
        let promise = &attribute.behavior.promise;
        if promise.is_empty() {
            return;
        }
        if !computed {
            self.violation(
                "only a computed attribute can become unknown at plan, so nothing can be promised of it",
            );
        }
        let (bounds, ty) = (promise.bounds(), attribute.ty());
        let of_text = bounds.string_prefix.is_some();
        let of_numbers = bounds.number_min.is_some() || bounds.number_max.is_some();
        let of_lengths = bounds.length_min.is_some() || bounds.length_max.is_some();
        let holds_elements = matches!(ty, Type::List(_) | Type::Set(_) | Type::Map(_));
        if of_text && ty != Type::String
            || of_numbers && ty != Type::Number
            || of_lengths && !holds_elements
            || ty == Type::Dynamic
        {
            self.violation(format!("what is promised of the value cannot be promised of {ty}"));
        }
    }

    fn rules(&mut self, attributes: &[Attribute], names: &[&str]) {
        for attribute in attributes {
            for name in attribute.behavior.rules.iter().flat_map(Rule::names) {
                if !names.contains(&name.as_str()) {
                    self.inside(&attribute.name, |check| {
                        check.violation(format!("a rule names {name:?}, which is nothing at this level"));
                    });
                }
            }
        }
    }

    /// A default must be what a user could have written.
    fn default_value(&mut self, attribute: &Attribute, default: &Value) {
        let mismatches = default.mismatches(&attribute.ty());
        for mismatch in &mismatches {
            self.violation(format!("the default does not fit: {mismatch}"));
        }
        if !mismatches.is_empty() {
            return;
        }
        if !default.is_wholly_known() {
            self.violation("the default has an unknown value in it");
            return;
        }
        let mut refused = Diagnostics::new();
        for validator in &attribute.behavior.validators {
            validator.validate(default, &self.path, &mut refused);
        }
        for diagnostic in refused {
            self.violation(format!(
                "the attribute's own validator refuses the default: {}",
                diagnostic.detail
            ));
        }
    }

    /// Terraform asks less of attributes, but HCL could not refer to others without quotes.
    fn name(&mut self, name: &str) {
        let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
        let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !(starts_well && plain) {
            self.violation(
                "names have lowercase letters, digits and underscores, and start with a letter or underscore",
            );
        }
    }

    fn unique<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name) {
                self.inside(name, |check| check.violation("there are two attributes or blocks of this name"));
            }
        }
    }

    fn inside(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        let outside = self.path.clone();
        self.path = outside.clone().attribute(name);
        check(self);
        self.path = outside;
    }

    fn violation(&mut self, problem: impl Into<String>) {
        self.found.push(SchemaViolation { path: self.path.clone(), problem: problem.into() });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        schema::{Behavior, Validator},
        value::{Bounds, Refinement, Value},
    };

    fn attribute(name: &str, mode: Mode) -> Attribute {
        Attribute {
            name: name.to_owned(),
            kind: AttributeKind::Plain(Type::String),
            mode,
            sensitive: false,
            write_only: false,
            description: String::new(),
            deprecation: None,
            behavior: Behavior::default(),
        }
    }

    fn nested(name: &str, nesting: Nesting, attributes: Vec<Attribute>) -> Attribute {
        Attribute { kind: AttributeKind::Nested(nesting, attributes), ..attribute(name, Mode::Optional) }
    }

    fn violations(attributes: Vec<Attribute>) -> Vec<String> {
        let schema = Schema { version: 0, block: Block { attributes, ..Block::default() } };
        schema.check().err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    fn block_violations(nested: NestedBlock) -> Vec<String> {
        let schema = Schema { version: 0, block: Block { blocks: vec![nested], ..Block::default() } };
        schema.check().err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_plain_schema_is_accepted() {
        assert_eq!(
            violations(vec![attribute("name", Mode::Required), attribute("id", Mode::Computed)]),
            [""; 0]
        );
    }

    #[test]
    fn names_are_those_of_hcl() {
        let names =
            "names have lowercase letters, digits and underscores, and start with a letter or underscore";
        assert_eq!(violations(vec![attribute("podCidr", Mode::Required)]), [format!("podCidr: {names}")]);
        assert_eq!(violations(vec![attribute("1st", Mode::Required)]), [format!("1st: {names}")]);
        let twice = vec![attribute("a", Mode::Required), attribute("a", Mode::Optional)];
        assert_eq!(violations(twice), ["a: there are two attributes or blocks of this name"]);
    }

    #[test]
    fn reserved_names_are_refused_at_the_root_only() {
        let reserved = "Terraform keeps this name for itself; choose another";
        assert_eq!(violations(vec![attribute("count", Mode::Optional)]), [format!("count: {reserved}")]);
        let inside = nested("pool", Nesting::Single, vec![attribute("count", Mode::Optional)]);
        assert_eq!(violations(vec![inside]), [""; 0]);
        let block = Block { attributes: vec![attribute("alias", Mode::Optional)], ..Block::default() };
        assert!(Schema { version: 0, block: block.clone() }.check().is_ok());
        assert!(Schema { version: 0, block }.check_provider().is_err());
    }

    #[test]
    fn a_negative_version_is_refused() {
        let schema = Schema { version: -1, block: Block::default() };
        assert_eq!(schema.check().unwrap_err()[0].path, Path::root());
    }

    #[test]
    fn write_only_attributes_are_never_computed_nor_in_sets() {
        let write_only = |mode| Attribute { write_only: true, ..attribute("secret", mode) };
        assert_eq!(
            violations(vec![write_only(Mode::OptionalComputed)]),
            ["secret: a write-only attribute is never stored, so it cannot be computed"]
        );
        assert_eq!(
            violations(vec![nested("s", Nesting::Set, vec![write_only(Mode::Optional)])]),
            ["s.secret: Terraform cannot have write-only attributes inside a set; use a list or a map"]
        );
        let computed = Attribute {
            mode: Mode::Computed,
            ..nested("c", Nesting::Single, vec![write_only(Mode::Optional)])
        };
        assert_eq!(
            violations(vec![computed]),
            ["c.secret: a computed object cannot have a write-only attribute inside"]
        );
    }

    #[test]
    fn what_is_inside_a_write_only_attribute_is_write_only() {
        let outer = Attribute {
            write_only: true,
            ..nested("login", Nesting::Single, vec![attribute("user", Mode::Optional)])
        };
        assert_eq!(
            violations(vec![outer]),
            ["login.user: everything inside a write-only attribute must be write-only too"]
        );
    }

    #[test]
    fn sets_have_no_values_of_any_type_inside() {
        let dynamic =
            Attribute { kind: AttributeKind::Plain(Type::Dynamic), ..attribute("v", Mode::Optional) };
        assert_eq!(
            violations(vec![nested("s", Nesting::Set, vec![nested("o", Nesting::Single, vec![dynamic])])]),
            ["s.o.v: Terraform cannot have values of any type inside a set; give a type"]
        );
    }

    #[test]
    fn defaults_are_what_a_user_could_have_written() {
        struct Never;
        impl Validator for Never {
            fn describe(&self) -> String {
                "must not be".to_owned()
            }
            fn validate(&self, _: &Value, path: &Path, diagnostics: &mut Diagnostics) {
                diagnostics.push(crate::Diagnostic::error("No", format!("{path} must not be.")));
            }
        }
        let with = |mode, default: Value, validators: Vec<Arc<dyn Validator>>| Attribute {
            behavior: Behavior { default: Some(default), validators, ..Behavior::default() },
            ..attribute("tier", mode)
        };
        assert_eq!(violations(vec![with(Mode::OptionalComputed, "Free".into(), vec![])]), [""; 0]);
        assert_eq!(
            violations(vec![with(Mode::Optional, "Free".into(), vec![])]),
            ["tier: only an attribute that is optional and computed can have a default"]
        );
        assert_eq!(
            violations(vec![with(Mode::OptionalComputed, 1.into(), vec![])]),
            ["tier: the default does not fit: the value: expected string, found number"]
        );
        assert_eq!(
            violations(vec![with(Mode::OptionalComputed, "x".into(), vec![Arc::new(Never)])]),
            ["tier: the attribute's own validator refuses the default: tier must not be."]
        );
    }

    #[test]
    fn promises_are_made_of_computed_attributes_of_a_type_that_can_keep_them() {
        let promising = |mode, promise: Refinement, ty: Type| Attribute {
            kind: AttributeKind::Plain(ty),
            behavior: Behavior { promise, ..Behavior::default() },
            ..attribute("id", mode)
        };
        let of_length = Refinement::new(false, Bounds { length_min: Some(1), ..Bounds::default() });
        for (promise, ty) in [
            (Refinement::not_null(), Type::Bool),
            (Refinement::prefix("/"), Type::String),
            (of_length.clone(), Type::list(Type::String)),
        ] {
            assert_eq!(violations(vec![promising(Mode::Computed, promise, ty)]), [""; 0]);
        }
        assert_eq!(
            violations(vec![promising(Mode::Optional, Refinement::not_null(), Type::String)]),
            ["id: only a computed attribute can become unknown at plan, so nothing can be promised of it"]
        );
        for (promise, ty) in [
            (Refinement::prefix("/"), Type::Number),
            (of_length, Type::String),
            (Refinement::not_null(), Type::Dynamic),
        ] {
            assert_eq!(
                violations(vec![promising(Mode::Computed, promise, ty.clone())]),
                [format!("id: what is promised of the value cannot be promised of {ty}")]
            );
        }
    }

    #[test]
    fn dependencies_are_other_attributes_at_the_same_level() {
        let depends_on = |name: &str, mode| Attribute {
            behavior: Behavior { depends_on: vec![name.to_owned()], ..Behavior::default() },
            ..attribute("fqdn", mode)
        };
        assert_eq!(
            violations(vec![attribute("name", Mode::Required), depends_on("name", Mode::Computed)]),
            [""; 0]
        );
        assert_eq!(
            violations(vec![depends_on("name", Mode::Computed)]),
            [r#"fqdn: depends_on names "name", which is no other attribute at this level"#]
        );
        assert_eq!(
            violations(vec![attribute("name", Mode::Required), depends_on("name", Mode::Optional)]),
            ["fqdn: only a computed attribute can depend on others"]
        );
    }

    #[test]
    fn rules_are_about_what_stands_at_their_level() {
        let ruled = |name: &str| Attribute {
            behavior: Behavior { rules: vec![Rule::conflicting(["a", name])], ..Behavior::default() },
            ..attribute("a", Mode::Optional)
        };
        assert_eq!(violations(vec![ruled("b"), attribute("b", Mode::Optional)]), [""; 0]);
        let inside = nested("o", Nesting::Single, vec![ruled("o")]);
        assert_eq!(violations(vec![inside]), [r#"o.a: a rule names "o", which is nothing at this level"#]);
    }

    #[test]
    fn what_is_inside_a_computed_block_is_computed() {
        let computed = |mode, nesting, min_items, blocks| NestedBlock {
            name: "rule".to_owned(),
            nesting,
            block: Block { attributes: vec![attribute("port", mode)], blocks, ..Block::default() },
            min_items,
            max_items: 0,
            computed: true,
        };
        let fine = computed(Mode::OptionalComputed, BlockNesting::List, 0, vec![]);
        assert_eq!(block_violations(fine.clone()), [""; 0]);
        let given = computed(Mode::Optional, BlockNesting::List, 0, vec![]);
        assert_eq!(
            block_violations(given),
            ["rule.port: everything inside a computed block must be computed too"]
        );
        let with_plain = computed(
            Mode::Computed,
            BlockNesting::List,
            0,
            vec![NestedBlock { computed: false, name: "inner".to_owned(), ..fine }],
        );
        assert_eq!(
            block_violations(with_plain),
            ["rule.inner: every block inside a computed one must be computed too"]
        );
        assert_eq!(block_violations(computed(Mode::Computed, BlockNesting::Group, 0, vec![])).len(), 1);
        assert_eq!(block_violations(computed(Mode::Computed, BlockNesting::List, 1, vec![])).len(), 1);
    }

    #[test]
    fn blocks_are_counted_as_their_nesting_allows() {
        let block = |nesting, min_items, max_items| NestedBlock {
            name: "rule".to_owned(),
            nesting,
            block: Block::default(),
            min_items,
            max_items,
            computed: false,
        };
        assert_eq!(block_violations(block(BlockNesting::Single, 1, 1)), [""; 0]);
        assert_eq!(block_violations(block(BlockNesting::List, 1, 0)), [""; 0]);
        for refused in [
            block(BlockNesting::Single, 0, 1),
            block(BlockNesting::Single, 2, 2),
            block(BlockNesting::Group, 1, 1),
            block(BlockNesting::Map, 0, 3),
            block(BlockNesting::Set, 3, 2),
        ] {
            assert_eq!(block_violations(refused.clone()).len(), 1, "{refused:?}");
        }
    }
}
