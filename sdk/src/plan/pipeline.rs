//! From configuration and prior state to a plan.

use super::{
    defaults::with_defaults,
    replace::replacing,
    shape::Level,
    walk::{Unset, lay_over},
};
use crate::{
    schema::Schema,
    value::{Path, Value},
};

/// A planned change.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The planned state.
    pub value: Value,
    /// Attributes whose change replaces the resource: sorted, each once, and only those that do change.
    pub requires_replace: Vec<Path>,
}

/// Plans a create (`prior` is null) or an update.
///
/// - Defaults fill what the configuration leaves out, inside nested attributes, lists, maps and sets as well.
/// - Write-only attributes are null.
/// - A value that [means the same](crate::schema::Behavior::equivalent) as the stored one is planned as it is stored.
/// - If nothing differs from the prior state, the plan *is* the prior state and nothing will be done.
/// - Otherwise a computed attribute that the configuration leaves out is unknown, unless it is
///   [stable](crate::schema::Behavior::stable) and stored, or what it
///   [depends on](crate::schema::Behavior::depends_on) stays. On create all of them are unknown.
/// - A computed object that the configuration leaves out is unknown as a whole, unless one of its attributes says
///   that it stays; then each attribute of it is treated by itself.
///
/// Terraform's own proposal is not needed: it follows from the configuration and the prior state, and computing it
/// along the way keeps the elements of sets paired with what was stored for them.
pub fn plan_change(schema: &Schema, prior: &Value, config: &Value) -> Planned {
    let level = Level::of(&schema.block);
    let config = with_defaults(level, config);
    let kept = lay_over(level, prior, &config, Unset::Kept);
    if !prior.is_null() && kept == *prior {
        return Planned { value: kept, requires_replace: Vec::new() };
    }
    let value = lay_over(level, prior, &config, Unset::Marked);
    let requires_replace = replacing(level, prior, &config, &value);
    Planned { value, requires_replace }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::fixture::*,
        schema::{BlockNesting, Nesting},
        value::{Refinement, Type},
    };

    fn unknown() -> Value {
        Value::unknown()
    }

    /// Plans with the attributes that are left out in prior and config null.
    fn plan(schema: &Schema, prior: &Value, config: &Value) -> Value {
        plan_change(schema, &whole(schema, prior), &whole(schema, config)).value
    }

    #[track_caller]
    fn assert_plan(schema: &Schema, prior: Value, config: Value, expected: Value) {
        assert_eq!(plan(schema, &prior, &config), whole(schema, &expected));
    }

    #[test]
    fn on_create_what_the_provider_sets_is_unknown() {
        let schema = schema([
            required("name", STRING),
            optional("note", STRING),
            computed("id", STRING).stable(),
            either("tier", STRING).depends_on(["name"]),
        ]);
        assert_plan(
            &schema,
            NULL,
            object! { name = "a" },
            object! { name = "a", id = unknown(), tier = unknown() },
        );
    }

    #[test]
    fn a_plan_in_which_nothing_differs_is_the_prior_state() {
        let schema = schema([required("name", STRING), computed("id", STRING), computed("etag", STRING)]);
        let prior = whole(&schema, &object! { name = "a", id = "1" });
        let planned = plan_change(&schema, &prior, &whole(&schema, &object! { name = "a" }));
        assert_eq!(planned, Planned { value: prior, requires_replace: vec![] });
    }

    #[test]
    fn on_update_computed_attributes_become_unknown_unless_they_are_stable() {
        let schema = schema([
            required("name", STRING),
            computed("id", STRING).stable(),
            computed("etag", STRING),
            either("tier", STRING),
        ]);
        assert_plan(
            &schema,
            object! { name = "a", id = "1", etag = "x", tier = "Free" },
            object! { name = "b" },
            object! { name = "b", id = "1", etag = unknown(), tier = unknown() },
        );
    }

    #[test]
    fn a_stable_attribute_that_is_not_known_yet_is_unknown() {
        let schema = schema([required("name", STRING), computed("fqdn", STRING).stable()]);
        assert_plan(
            &schema,
            object! { name = "a" },
            object! { name = "b" },
            object! { name = "b", fqdn = unknown() },
        );
    }

    #[test]
    fn what_is_promised_of_a_computed_attribute_is_said_while_it_is_unknown() {
        let inner = [computed("ip", STRING).promises(Refinement::not_null())];
        let schema = schema([
            required("name", STRING),
            computed("id", STRING).promises(Refinement::prefix("/ids/")),
            either("zone", STRING).promises(Refinement::not_null()).depends_on(["name"]),
            optional("l", nested(Nesting::List, inner)),
        ]);
        let unknown = |promise| Value::Unknown(promise);
        let planned = |zone: Value| {
            object! {
                name = "b", id = unknown(Refinement::prefix("/ids/")), zone = zone,
                l = Value::list([object! { ip = unknown(Refinement::not_null()) }]),
            }
        };
        let config = |zone: Value| object! { name = "b", zone = zone, l = Value::list([object! {}]) };
        let kept = unknown(Refinement::not_null());
        assert_plan(&schema, NULL, config(NULL), planned(kept.clone()));
        assert_plan(&schema, object! { name = "a" }, config(NULL), planned(kept));
        // What the user configures is the user's to promise.
        assert_plan(&schema, NULL, config(Value::unknown()), planned(Value::unknown()));
    }

    #[test]
    fn an_attribute_is_kept_while_what_it_depends_on_stays() {
        let schema = schema([
            computed("current", STRING).depends_on(["wanted"]),
            optional("wanted", STRING),
            optional("tag", STRING),
        ]);
        let prior = object! { current = "1.35.2", wanted = "1.35", tag = "a" };
        let retagged = object! { wanted = "1.35", tag = "b" };
        assert_plan(
            &schema,
            prior.clone(),
            retagged,
            object! { current = "1.35.2", wanted = "1.35", tag = "b" },
        );
        let upgraded = object! { wanted = "1.36", tag = "a" };
        assert_plan(&schema, prior, upgraded, object! { current = unknown(), wanted = "1.36", tag = "a" });
    }

    #[test]
    fn dependencies_reach_through_other_computed_attributes() {
        let schema = schema([
            computed("c", STRING).depends_on(["b"]),
            computed("b", STRING).depends_on(["a"]),
            optional("a", STRING),
        ]);
        let prior = object! { a = "1", b = "1", c = "1" };
        assert_plan(&schema, prior, object! { a = "2" }, object! { a = "2", b = unknown(), c = unknown() });
    }

    #[test]
    fn a_circle_of_dependencies_ends() {
        let schema = schema([
            computed("a", STRING).depends_on(["b"]),
            computed("b", STRING).depends_on(["a"]),
            optional("x", STRING),
        ]);
        let prior = object! { a = "1", b = "1", x = "1" };
        assert_plan(&schema, prior, object! { x = "2" }, object! { a = "1", b = "1", x = "2" });
    }

    #[test]
    fn a_write_only_attribute_is_null_and_changes_what_depends_on_it() {
        let schema = schema([
            optional("secret", STRING).write_only(),
            optional("secret_version", NUMBER),
            computed("hash", STRING).depends_on(["secret"]),
        ]);
        let prior = object! { secret_version = 1, hash = "h" };
        let rotated = object! { secret = "s", secret_version = 2 };
        assert_plan(&schema, prior, rotated, object! { secret_version = 2, hash = unknown() });
    }

    #[test]
    fn a_computed_value_of_any_type_is_unknown_without_the_type_it_had() {
        let schema = schema([required("a", Type::Dynamic), computed("c", Type::Dynamic)]);
        let any = Value::into_dynamic;
        let prior = object! { a = any(1.into()), c = any(true.into()) };
        let config = object! { a = any("x".into()) };
        let planned = plan_change(&schema, &whole(&schema, &prior), &whole(&schema, &config)).value;
        assert!(matches!(planned.entry("c"), Some(Value::Unknown(_))), "{planned:?}");
    }

    #[test]
    fn a_configured_value_of_any_type_is_planned_with_its_type() {
        let inner = || [optional("d", Type::Dynamic)];
        let schema = schema([
            optional("a", Type::Dynamic),
            optional("l", Type::list(Type::Dynamic)),
            optional("o", Type::object([("d", Type::Dynamic)])),
            optional("n", nested(Nesting::Single, inner())),
            optional("m", nested(Nesting::Map, inner())),
        ]);
        let typed = |value: Value| Value::Dynamic(Box::new((Type::String, value)));
        for value in [typed("x".into()), typed(NULL), typed(unknown())] {
            let inside = || object! { d = value.clone() };
            let config = object! {
                a = value.clone(), l = Value::List(vec![value.clone()]), o = inside(), n = inside(),
                m = Value::map([("k", inside())]),
            };
            let planned = plan_change(&schema, &NULL, &config).value;
            assert_eq!(format!("{planned:?}"), format!("{config:?}"));
        }
    }

    #[test]
    fn defaults_reach_every_depth() {
        let inner = || vec![required("name", STRING), either("size", NUMBER).default(3)];
        let schema = schema([
            either("one", nested(Nesting::Single, inner())),
            optional("list", nested(Nesting::List, inner())),
            optional("set", nested(Nesting::Set, inner())),
            optional("map", nested(Nesting::Map, inner())),
        ]);
        let given = object! { name = "a" };
        let filled = object! { name = "a", size = 3 };
        let with = |element: &Value| {
            object! {
                one = element.clone(), list = Value::list([element.clone()]),
                set = Value::set([element.clone()]), map = Value::map([("k", element.clone())]),
            }
        };
        assert_plan(&schema, NULL, with(&given), with(&filled));
    }

    #[test]
    fn a_default_object_is_completed_by_the_defaults_inside_it() {
        let inner = [either("kind", STRING).default("System"), computed("principal", STRING)];
        let schema = schema([either("identity", nested(Nesting::Single, inner)).default(object! {})]);
        let planned = object! { identity = object! { kind = "System", principal = unknown() } };
        assert_plan(&schema, NULL, object! {}, planned);
    }

    #[test]
    fn a_default_does_not_differ_from_the_same_value_written_out_inside_a_set() {
        let inner = [required("name", STRING), either("size", NUMBER).default(3), computed("id", STRING)];
        let schema = schema([optional("set", nested(Nesting::Set, inner))]);
        let prior = object! { set = Value::set([object! { name = "a", size = 3, id = "1" }]) };
        assert_plan(&schema, prior.clone(), object! { set = Value::set([object! { name = "a" }]) }, prior);
    }

    #[test]
    fn a_value_that_means_the_same_is_planned_as_it_is_stored() {
        let schema = schema([required("location", STRING).ignoring_case(), optional("tag", STRING)]);
        let prior = object! { location = "eastus" };
        assert_plan(&schema, prior.clone(), object! { location = "EastUS" }, prior.clone());
        let tagged = object! { location = "EastUS", tag = "x" };
        assert_plan(&schema, prior, tagged, object! { location = "eastus", tag = "x" });
    }

    #[test]
    fn inside_a_set_a_respelled_element_is_the_same_element() {
        let inner = [required("location", STRING).ignoring_case(), computed("id", STRING).stable()];
        let schema = schema([optional("set", nested(Nesting::Set, inner)), optional("tag", STRING)]);
        let stored = object! { set = Value::set([object! { location = "eastus", id = "1" }]) };
        let respelled = object! { set = Value::set([object! { location = "EASTUS" }]) };
        assert_plan(&schema, stored.clone(), respelled, stored);
    }

    #[test]
    fn a_partly_given_object_keeps_its_unset_parts_or_makes_them_unknown() {
        let inner = [either("policy", STRING), either("cidr", STRING).stable(), optional("note", STRING)];
        let schema = schema([either("network", nested(Nesting::Single, inner)), optional("tag", STRING)]);
        let prior = object! { network = object! { policy = "azure", cidr = "10.0.0.0/16" } };
        assert_plan(
            &schema,
            prior.clone(),
            object! { network = object! { policy = "azure" } },
            prior.clone(),
        );
        assert_plan(
            &schema,
            prior,
            object! { network = object! { note = "n" } },
            object! { network = object! { policy = unknown(), cidr = "10.0.0.0/16", note = "n" } },
        );
    }

    #[test]
    fn an_absent_object_is_kept_as_far_as_its_parts_are_stable() {
        let inner = [either("policy", STRING), either("cidr", STRING).stable()];
        let schema = schema([either("network", nested(Nesting::Single, inner)), optional("tag", STRING)]);
        let prior = object! { network = object! { policy = "azure", cidr = "10.0.0.0/16" } };
        assert_plan(
            &schema,
            prior,
            object! { tag = "x" },
            object! { network = object! { policy = unknown(), cidr = "10.0.0.0/16" }, tag = "x" },
        );
    }

    #[test]
    fn an_absent_object_of_which_nothing_is_stable_is_unknown_as_a_whole() {
        let inner = [either("policy", STRING)];
        let schema = schema([either("network", nested(Nesting::Single, inner)), optional("tag", STRING)]);
        let prior = object! { network = object! { policy = "azure" } };
        assert_plan(&schema, prior, object! { tag = "x" }, object! { network = unknown(), tag = "x" });
    }

    #[test]
    fn a_computed_list_of_objects_is_unknown_as_a_whole() {
        let inner = [computed("ip", STRING).stable()];
        let schema = schema([computed("addresses", nested(Nesting::List, inner)), optional("tag", STRING)]);
        let prior = object! { addresses = Value::list([object! { ip = "1.2.3.4" }]) };
        assert_plan(&schema, prior, object! { tag = "x" }, object! { addresses = unknown(), tag = "x" });
    }

    #[test]
    fn an_unknown_object_is_planned_unknown() {
        let inner = [either("policy", STRING).default("azure")];
        let schema = schema([optional("network", nested(Nesting::Single, inner))]);
        assert_plan(&schema, NULL, object! { network = unknown() }, object! { network = unknown() });
    }

    #[test]
    fn elements_of_a_set_keep_what_was_computed_for_them() {
        let inner = [required("name", STRING), either("size", NUMBER), computed("id", STRING).stable()];
        let schema = schema([optional("set", nested(Nesting::Set, inner))]);
        let prior = object! { set = Value::set([
            object! { name = "a", size = 1, id = "id-a" },
            object! { name = "b", size = 2, id = "id-b" },
        ]) };
        let config = object! { set = Value::set([
            object! { name = "c" },
            object! { name = "b" },
            object! { name = "a", size = 1 },
        ]) };
        assert_plan(
            &schema,
            prior,
            config,
            object! { set = Value::set([
                object! { name = "c", size = unknown(), id = unknown() },
                object! { name = "b", size = unknown(), id = "id-b" },
                object! { name = "a", size = 1, id = "id-a" },
            ]) },
        );
    }

    #[test]
    fn no_stored_element_stands_for_two() {
        let inner = [either("name", STRING), computed("id", STRING).stable()];
        let schema = schema([optional("set", nested(Nesting::Set, inner))]);
        let prior = object! { set = Value::set([object! { name = "a", id = "1" }]) };
        let config = object! { set = Value::set([object! {}, object! { name = "a" }]) };
        assert_plan(
            &schema,
            prior,
            config,
            object! { set = Value::set([object! { name = unknown(), id = unknown() }, object! { name = "a", id = "1" }]) },
        );
    }

    #[test]
    fn absent_blocks_are_empty_and_not_null() {
        let attributes = || vec![optional("a", STRING), computed("id", STRING)];
        for (nesting, absent) in [
            (BlockNesting::Single, NULL),
            (BlockNesting::List, Value::List(vec![])),
            (BlockNesting::Set, Value::Set(vec![])),
            (BlockNesting::Map, Value::Map([].into())),
            (BlockNesting::Group, object! { a = NULL, id = unknown() }),
        ] {
            assert_plan(
                &with_block(nesting, attributes()),
                NULL,
                object! { b = NULL },
                object! { b = absent },
            );
        }
    }

    #[test]
    fn an_unknown_dynamic_block_is_left_alone() {
        let schema = with_block(BlockNesting::List, [either("a", STRING).default("x")]);
        assert_plan(&schema, NULL, object! { b = unknown() }, object! { b = unknown() });
    }

    #[test]
    fn computed_blocks_that_nobody_wrote_are_the_providers() {
        let schema = with_computed_block(BlockNesting::List, [computed("id", STRING)]);
        assert_plan(&schema, NULL, object! { b = NULL }, object! { b = unknown() });
        let prior = object! { b = Value::list([object! { id = "1" }]) };
        assert_plan(&schema, prior.clone(), object! { b = NULL }, prior.clone());
        assert_plan(&schema, prior, object! { b = NULL, tag = "x" }, object! { b = unknown(), tag = "x" });
    }

    #[test]
    fn computed_blocks_stay_if_all_inside_does() {
        let schema = with_computed_block(BlockNesting::Set, [computed("id", STRING).stable()]);
        let blocks = || Value::set([object! { id = "1" }]);
        assert_plan(
            &schema,
            object! { b = blocks() },
            object! { b = NULL, tag = "x" },
            object! { b = blocks(), tag = "x" },
        );
    }

    #[test]
    fn computed_blocks_that_the_user_wrote_are_planned_one_by_one() {
        let schema =
            with_computed_block(BlockNesting::List, [either("a", STRING), computed("id", STRING).stable()]);
        assert_plan(
            &schema,
            object! { b = Value::list([object! { a = "1", id = "x" }]) },
            object! { b = Value::list([object! { a = "2" }, object! { a = "3" }]) },
            object! { b = Value::list([object! { a = "2", id = "x" }, object! { a = "3", id = unknown() }]) },
        );
    }

    #[test]
    fn a_terraform_that_does_not_know_computed_blocks_plans_none() {
        let schema = with_computed_block(BlockNesting::List, [computed("id", STRING)]);
        let none = || Value::List(Vec::new());
        assert_plan(&schema, NULL, object! { b = none() }, object! { b = none() });
    }

    #[test]
    fn blocks_are_planned_by_index() {
        let schema = with_block(BlockNesting::List, [optional("a", STRING), computed("id", STRING).stable()]);
        let prior = object! { b = Value::list([object! { a = "1", id = "x" }]) };
        let config = object! { b = Value::list([object! { a = "2" }, object! { a = "3" }]) };
        let planned =
            object! { b = Value::list([object! { a = "2", id = "x" }, object! { a = "3", id = unknown() }]) };
        assert_plan(&schema, prior, config, planned);
    }

    #[test]
    fn an_attribute_of_any_type_that_is_null_is_computed_as_well() {
        let schema = schema([either("any", Type::Dynamic)]);
        let typed_null = Value::Dynamic(Box::new((STRING, NULL)));
        assert_plan(&schema, NULL, object! { any = typed_null }, object! { any = unknown() });
    }
}
