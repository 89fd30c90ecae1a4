//! Each rule of Terraform with an answer that breaks it, and the answers nearest to it that do not.

use super::*;
use crate::{
    diag::Diagnostic,
    plan::fixture::*,
    schema::{Attribute, BlockNesting, Nesting},
    value::{Refinement, Type},
};

fn lines(violations: &[Violation]) -> Vec<String> {
    violations.iter().map(ToString::to_string).collect()
}

/// Checks a plan; what is left out of the three objects is null.
fn planned(schema: &Schema, prior: Value, config: Value, planned: Value) -> Vec<String> {
    lines(&plan(schema, &whole(schema, &prior), &whole(schema, &config), &whole(schema, &planned), &[]))
}

fn applied(schema: &Schema, planned: Value, new: Value) -> Vec<String> {
    lines(&apply(schema, &whole(schema, &planned), &whole(schema, &new)))
}

fn unknown() -> Value {
    Value::unknown()
}

fn list(elements: impl IntoIterator<Item = Value>) -> Value {
    Value::list(elements)
}

fn set(elements: impl IntoIterator<Item = Value>) -> Value {
    Value::set(elements)
}

const NONE: [&str; 0] = [];

mod plans {
    use super::*;

    #[test]
    fn the_plan_of_a_destroy_is_null() {
        assert_eq!(lines(&destroy_plan(&NULL)), NONE);
        assert_eq!(
            lines(&destroy_plan(&object! {})),
            ["planned a non-null destroy value (destroy-plan-is-null)"]
        );
    }

    #[test]
    fn a_write_only_attribute_is_null_wherever_it_is() {
        let schema = schema([
            optional("a", STRING).write_only(),
            optional("n", nested(Nesting::List, [optional("w", STRING).write_only()])),
        ]);
        let config = object! { a = "x", n = list([object! { w = "y" }]) };
        let silent = object! { n = list([object! {}]) };
        assert_eq!(planned(&schema, NULL, config.clone(), silent), NONE);
        assert_eq!(
            planned(&schema, NULL, config.clone(), config),
            [
                "a: the value of a write-only attribute is not null (write-only-is-null)",
                "n[0].w: the value of a write-only attribute is not null (write-only-is-null)",
            ]
        );
    }

    #[test]
    fn a_plan_is_of_the_schemas_type() {
        let schema = schema([required("a", STRING), computed("id", STRING)]);
        let config = whole(&schema, &object! { a = "x" });
        let found = plan(&schema, &NULL, &config, &object! { a = "x", id = 1 }, &[]);
        assert_eq!(lines(&found), ["id: expected string, found number (conforms-to-schema)"]);
        let found = plan(&schema, &NULL, &config, &object! { a = "x" }, &[]);
        assert_eq!(lines(&found), ["id: expected string, found no such attribute (conforms-to-schema)"]);
    }

    #[test]
    fn the_plan_for_the_create_half_of_a_replacement_has_the_schemas_type_and_no_write_only_value() {
        let schema = schema([required("a", STRING), optional("w", STRING).write_only()]);
        assert_eq!(lines(&replacement_plan(&schema, &object! { a = unknown(), w = NULL })), NONE);
        assert_eq!(
            lines(&replacement_plan(&schema, &object! { a = 1, w = "x" })),
            [
                "a: expected string, found number (conforms-to-schema)",
                "w: the value of a write-only attribute is not null (write-only-is-null)",
            ]
        );
    }

    #[test]
    fn presence_follows_the_configuration() {
        let schema = schema([optional("a", STRING)]);
        assert_eq!(
            planned(&schema, NULL, object! {}, NULL),
            ["planned for absence but config wants existence (presence-follows-config)"]
        );
        assert_eq!(
            planned(&schema, NULL, NULL, object! {}),
            ["planned for existence but config wants absence (presence-follows-config)"]
        );
    }

    #[test]
    fn a_single_block_is_there_if_it_is_configured() {
        let schema = with_block(BlockNesting::Single, [optional("a", STRING)]);
        assert_eq!(
            planned(&schema, NULL, object! { b = object! { a = "x" } }, object! { b = NULL }),
            ["b: planned for absence but config wants existence (presence-follows-config)"]
        );
    }

    #[test]
    fn no_collection_of_blocks_is_null() {
        let empty = [
            (
                BlockNesting::List,
                Value::List(vec![]),
                "a list of nested blocks must be empty to indicate no blocks, not null",
            ),
            (
                BlockNesting::Set,
                Value::Set(vec![]),
                "a set of nested blocks must be empty to indicate no blocks, not null",
            ),
            (
                BlockNesting::Map,
                Value::Map([].into()),
                "a map of nested blocks must be empty to indicate no blocks, not null",
            ),
            (BlockNesting::Group, object! { a = NULL }, "a block that is always there must not be null"),
        ];
        for (nesting, empty, detail) in empty {
            let schema = with_block(nesting, [optional("a", STRING)]);
            assert_eq!(
                planned(&schema, NULL, object! { b = empty.clone() }, object! { b = empty.clone() }),
                NONE
            );
            let found = planned(&schema, NULL, object! { b = empty }, object! { b = NULL });
            assert_eq!(found.first(), Some(&format!("b: {detail} (blocks-are-not-null)")));
        }
    }

    #[test]
    fn an_unknown_dynamic_block_is_planned_as_it_is() {
        let schema = with_block(BlockNesting::List, [optional("a", STRING)]);
        assert_eq!(planned(&schema, NULL, object! { b = unknown() }, object! { b = unknown() }), NONE);
        assert_eq!(
            planned(&schema, NULL, object! { b = unknown() }, object! { b = list([object! { a = "x" }]) }),
            ["b: planned value [{ a = \"x\" }] for unknown dynamic block (dynamic-blocks-stay)"]
        );
    }

    #[test]
    fn a_block_is_never_unknown_itself() {
        let block = || object! { a = "x" };
        for (nesting, given) in [
            (BlockNesting::Single, block()),
            (BlockNesting::List, list([block()])),
            (BlockNesting::Set, set([block()])),
            (BlockNesting::Map, Value::map([("k", block())])),
        ] {
            let schema = with_block(nesting, [optional("a", STRING)]);
            assert_eq!(
                planned(&schema, NULL, object! { b = given }, object! { b = unknown() }),
                [
                    "b: a nested block must not be unknown itself; set nested attribute values to unknown instead \
                  (blocks-are-known)"
                ]
            );
        }
    }

    #[test]
    fn an_element_of_a_collection_of_blocks_is_not_unknown() {
        let block = || object! { a = "x" };
        for (nesting, given, answered, path) in [
            (BlockNesting::List, list([block()]), list([unknown()]), "b[0]"),
            (BlockNesting::Set, set([block()]), set([unknown()]), "b"),
            (BlockNesting::Map, Value::map([("k", block())]), Value::map([("k", unknown())]), "b[\"k\"]"),
        ] {
            let schema = with_block(nesting, [optional("a", STRING)]);
            assert_eq!(
                planned(&schema, NULL, object! { b = given }, object! { b = answered }),
                [format!(
                    "{path}: element representing nested block must not be unknown itself; set nested attribute \
                     values to unknown instead (blocks-are-known)"
                )]
            );
        }
    }

    #[test]
    fn there_are_as_many_blocks_as_configured() {
        let schema = with_block(BlockNesting::List, [optional("a", STRING)]);
        assert_eq!(
            planned(&schema, NULL, object! { b = list([object! {}]) }, object! { b = list([]) }),
            ["b: block count in plan (0) disagrees with count in config (1) (blocks-follow-config)"]
        );
    }

    #[test]
    fn blocks_have_the_keys_of_the_configuration() {
        let schema = with_block(BlockNesting::Map, [optional("a", STRING)]);
        let keyed = |key: &str| object! { b = Value::map([(key, object! {})]) };
        assert_eq!(
            planned(&schema, NULL, keyed("x"), keyed("y")),
            [
                "b: block key \"y\" from plan is not present in config (blocks-follow-config)",
                "b: block key \"x\" from config is not present in plan (blocks-follow-config)",
            ]
        );
    }

    #[test]
    fn attributes_of_blocks_are_checked_by_index_and_key() {
        let attributes = || [optional("a", STRING)];
        let with = |text: &str| object! { a = text };
        let listed = with_block(BlockNesting::List, attributes());
        assert_eq!(
            planned(&listed, NULL, object! { b = list([with("x")]) }, object! { b = list([with("y")]) }),
            ["b[0].a: planned value \"y\" does not match config value \"x\" (configured-values-stay)"]
        );
        let keyed = with_block(BlockNesting::Map, attributes());
        let map = |text: &str| object! { b = Value::map([("k", with(text))]) };
        assert_eq!(
            planned(&keyed, NULL, map("x"), map("y")),
            ["b[\"k\"].a: planned value \"y\" does not match config value \"x\" (configured-values-stay)"]
        );
    }

    #[test]
    fn blocks_in_a_set_are_not_compared() {
        let schema = with_block(BlockNesting::Set, [optional("a", STRING)]);
        let with = |text: &str| object! { b = set([object! { a = text }]) };
        assert_eq!(planned(&schema, NULL, with("x"), with("y")), NONE);
    }

    #[test]
    fn a_configured_value_is_planned_as_configured() {
        let schema = schema([optional("a", STRING)]);
        assert_eq!(planned(&schema, NULL, object! { a = "x" }, object! { a = "x" }), NONE);
        assert_eq!(
            planned(&schema, NULL, object! { a = "x" }, object! { a = "y" }),
            ["a: planned value \"y\" does not match config value \"x\" (configured-values-stay)"]
        );
        assert_eq!(
            planned(&schema, object! { a = "w" }, object! { a = "x" }, object! { a = "y" }),
            [
                "a: planned value \"y\" does not match config value \"x\" nor prior value \"w\" (configured-values-stay)"
            ]
        );
        assert_eq!(
            planned(&schema, NULL, object! { a = "x" }, object! { a = unknown() }),
            [
                "a: planned value (known after apply) does not match config value \"x\" (configured-values-stay)"
            ]
        );
    }

    #[test]
    fn a_configured_value_may_be_planned_as_it_is_stored() {
        let schema = schema([optional("a", STRING)]);
        assert_eq!(planned(&schema, object! { a = "w" }, object! { a = "x" }, object! { a = "w" }), NONE);
    }

    #[test]
    fn a_stored_value_does_not_stand_for_one_that_is_configured_no_more() {
        let schema = schema([optional("a", STRING)]);
        assert_eq!(
            planned(&schema, object! { a = "w" }, object! {}, object! { a = "w" }),
            ["a: planned value \"w\" for a non-computed attribute (unset-values-stay-null)"]
        );
    }

    #[test]
    fn what_is_computed_and_not_configured_is_free() {
        let schema = schema([computed("a", STRING), either("b", STRING)]);
        assert_eq!(planned(&schema, NULL, object! {}, object! { a = "x", b = unknown() }), NONE);
        assert_eq!(
            planned(&schema, NULL, object! { b = "x" }, object! { b = unknown() }).len(),
            1,
            "configured it is not free"
        );
    }

    #[test]
    fn a_promise_about_an_unknown_value_is_no_difference() {
        let schema = schema([optional("a", STRING)]);
        let refined = Value::Unknown(Refinement::not_null());
        assert_eq!(planned(&schema, NULL, object! { a = refined }, object! { a = unknown() }), NONE);
    }

    #[test]
    fn a_sensitive_value_is_not_shown() {
        let schema = schema([
            optional("a", STRING).sensitive(),
            optional("n", nested(Nesting::Single, [optional("b", STRING).sensitive()])),
        ]);
        let with = |text: &str| object! { a = text, n = object! { b = text } };
        let found = planned(&schema, with("0ld"), with("s3cret"), with("0ther"));
        assert_eq!(
            found,
            [
                "a: sensitive planned value does not match config value nor prior value (configured-values-stay)",
                "n.b: sensitive planned value does not match config value nor prior value (configured-values-stay)",
            ]
        );
        assert_eq!(
            planned(&schema, NULL, object! {}, object! { a = "s3cret" }),
            ["a: sensitive planned value for a non-computed attribute (unset-values-stay-null)"]
        );
    }

    #[test]
    fn a_nested_attribute_is_there_if_it_is_configured() {
        let schema = schema([optional("n", nested(Nesting::Single, [optional("a", STRING)]))]);
        assert_eq!(
            planned(&schema, NULL, object! { n = object! {} }, object! {}),
            ["n: planned for absence but config wants existence (presence-follows-config)"]
        );
        assert_eq!(
            planned(&schema, NULL, object! {}, object! { n = object! {} }),
            ["n: planned for existence but config wants absence (presence-follows-config)"]
        );
    }

    #[test]
    fn a_configured_object_is_not_planned_unknown() {
        let schema = schema([either("n", nested(Nesting::Single, [optional("a", STRING)]))]);
        assert_eq!(planned(&schema, NULL, object! {}, object! { n = unknown() }), NONE);
        assert_eq!(
            planned(&schema, NULL, object! { n = object! {} }, object! { n = unknown() }),
            ["n: planned unknown for configured value (configured-objects-are-known)"]
        );
    }

    #[test]
    fn an_unknown_object_is_not_planned_known() {
        let schema = schema([either("n", nested(Nesting::Single, [optional("a", STRING)]))]);
        assert_eq!(
            planned(&schema, NULL, object! { n = unknown() }, object! { n = object! {} }),
            ["n: planned a known value while the configured one is unknown (configured-values-stay)"]
        );
    }

    #[test]
    fn a_nested_list_has_as_many_elements_as_configured() {
        let schema = schema([optional("n", nested(Nesting::List, [optional("a", STRING)]))]);
        assert_eq!(
            planned(&schema, NULL, object! { n = list([object! {}]) }, object! { n = list([]) }),
            ["n: count in plan (0) disagrees with count in config (1) (elements-follow-config)"]
        );
    }

    #[test]
    fn a_nested_map_has_the_keys_of_the_configuration() {
        let schema = schema([optional("n", nested(Nesting::Map, [optional("a", STRING)]))]);
        let keyed = |key: &str| object! { n = Value::map([(key, object! {})]) };
        assert_eq!(
            planned(&schema, NULL, keyed("x"), keyed("y")),
            [
                "n: map key \"y\" from plan is not present in config (elements-follow-config)",
                "n: map key \"x\" from config is not present in plan (elements-follow-config)",
            ]
        );
    }

    #[test]
    fn a_nested_set_is_counted_but_not_looked_into() {
        let schema = schema([optional("n", nested(Nesting::Set, [optional("a", STRING)]))]);
        let with = |texts: &[&str]| object! { n = set(texts.iter().map(|text| object! { a = *text })) };
        assert_eq!(planned(&schema, NULL, with(&["x"]), with(&["y"])), NONE);
        assert_eq!(
            planned(&schema, NULL, with(&["x", "y"]), with(&["x"])),
            ["n: count in plan (1) disagrees with count in config (2) (elements-follow-config)"]
        );
    }

    #[test]
    fn unknown_elements_of_a_nested_set_may_turn_out_to_be_equal() {
        let schema = schema([optional("n", nested(Nesting::Set, [optional("a", STRING)]))]);
        let config = object! { n = set([object! { a = unknown() }, object! { a = "x" }]) };
        assert_eq!(planned(&schema, NULL, config, object! { n = set([object! { a = "x" }]) }), NONE);
    }

    #[test]
    fn attributes_of_nested_elements_are_checked_by_index_and_key() {
        let inner = || [optional("a", STRING), computed("id", STRING)];
        let schema = schema([
            optional("l", nested(Nesting::List, inner())),
            optional("m", nested(Nesting::Map, inner())),
        ]);
        let with = |text: &str| {
            let element = object! { a = text };
            object! { l = list([element.clone()]), m = Value::map([("k", element)]) }
        };
        assert_eq!(
            planned(&schema, NULL, with("x"), with("y")),
            [
                "l[0].a: planned value \"y\" does not match config value \"x\" (configured-values-stay)",
                "m[\"k\"].a: planned value \"y\" does not match config value \"x\" (configured-values-stay)",
            ]
        );
    }

    #[test]
    fn a_path_that_requires_replacement_leads_somewhere() {
        let schema = schema([optional("n", nested(Nesting::List, [optional("a", STRING)]))]);
        let one = whole(&schema, &object! { n = list([object! { a = "x" }]) });
        let none = whole(&schema, &object! { n = list([]) });
        let path = Path::of("n").index(0).attribute("a");
        assert_eq!(lines(&plan(&schema, &one, &none, &none, std::slice::from_ref(&path))), NONE);
        assert_eq!(
            lines(&plan(&schema, &none, &none, &none, &[path])),
            ["n[0].a: \"requires replacement\" for a non-existent attribute path (replace-paths-exist)"]
        );
    }
}

mod partial_plans {
    use super::*;

    #[test]
    fn a_plan_for_an_unknown_number_of_objects_is_held_as_that_of_a_create() {
        let schema = schema([optional("a", STRING), computed("id", STRING)]);
        let config = || object! { a = unknown() };
        assert_eq!(planned(&schema, NULL, config(), object! { a = unknown(), id = unknown() }), NONE);
        assert_eq!(
            planned(&schema, NULL, config(), object! { a = "x", id = unknown() }).len(),
            1,
            "what the configuration has unknown stays unknown"
        );
    }
}

mod identities {
    use super::*;

    fn example() -> Schema {
        schema([required("id", STRING)])
    }

    #[test]
    fn an_identity_is_of_its_type_and_known() {
        assert_eq!(lines(&identity(&example(), &object! { id = "1" })), NONE);
        assert_eq!(lines(&identity(&example(), &NULL)), NONE);
        assert_eq!(
            lines(&identity(&example(), &object! { id = 1 })),
            ["id: expected string, found number (conforms-to-schema)"]
        );
        assert_eq!(
            lines(&identity(&example(), &object! { id = unknown() })),
            ["id: the value is still unknown (state-is-known)"]
        );
    }

    #[test]
    fn a_planned_identity_may_be_unknown_only_while_there_is_no_object() {
        let unknown = object! { id = unknown() };
        assert_eq!(lines(&planned_identity(&example(), true, &unknown)), NONE);
        assert_eq!(
            lines(&planned_identity(&example(), false, &unknown)),
            ["id: the value is still unknown (state-is-known)"]
        );
        assert_eq!(
            lines(&planned_identity(&example(), true, &object! { id = 1 })),
            ["id: expected string, found number (conforms-to-schema)"]
        );
    }

    #[test]
    fn an_identity_neither_changes_nor_goes_missing() {
        let (one, two) = (object! { id = "1" }, object! { id = "2" });
        assert_eq!(lines(&same_identity(&one, &one)), NONE);
        assert_eq!(lines(&same_identity(&NULL, &one)), NONE);
        assert_eq!(
            lines(&same_identity(&one, &two)),
            ["it was { id = \"1\" } and is now { id = \"2\" } (identity-stays)"]
        );
        for missing in [NULL, object! { id = NULL }] {
            assert_eq!(
                lines(&same_identity(&one, &missing)),
                ["the object has no identity (identity-is-present)"]
            );
        }
    }
}

mod settling {
    use super::*;
    use crate::plan::check::settled;

    #[test]
    fn a_read_finds_what_was_applied() {
        let inner = [optional("a", STRING), optional("b", STRING)];
        let schema = schema([
            optional("n", nested(Nesting::Single, inner)),
            optional("l", crate::schema::AttributeKind::Plain(Type::list(Type::String))),
        ]);
        let state = |a: &str, l: &str| {
            whole(&schema, &object! { n = object! { a = a, b = "b" }, l = list([l.into()]) })
        };
        assert_eq!(lines(&settled(&schema, &state("x", "y"), &state("x", "y"))), NONE);
        assert_eq!(
            lines(&settled(&schema, &state("x", "y"), &state("z", "w"))),
            [
                "n.a: was applied as \"x\", but reads as \"z\" (apply-settles)",
                "l: was applied as [\"y\"], but reads as [\"w\"] (apply-settles)",
            ]
        );
    }

    #[test]
    fn a_sensitive_value_is_not_shown() {
        let mut secret = optional("s", STRING);
        secret.sensitive = true;
        let schema = schema([secret]);
        assert_eq!(
            lines(&settled(&schema, &object! { s = "hush" }, &object! { s = "psst" })),
            ["s: reads as something else than was applied (apply-settles)"]
        );
    }
}

mod final_plans {
    use super::*;

    fn replanned(first: Value, last: Value) -> Vec<String> {
        let schema = schema([optional("a", STRING), computed("b", STRING)]);
        lines(&final_plan(&schema, &whole(&schema, &first), &whole(&schema, &last)))
    }

    #[test]
    fn the_unknown_may_become_known_or_stay_unknown() {
        assert_eq!(replanned(object! { b = unknown() }, object! { b = "x" }), NONE);
        assert_eq!(replanned(object! { b = unknown() }, object! { b = unknown() }), NONE);
    }

    #[test]
    fn the_known_stays() {
        assert_eq!(
            replanned(object! { a = "x", b = "y" }, object! { a = "z", b = unknown() }),
            [
                "a: was \"x\", but now \"z\" (planned-values-stay)",
                "b: was known, but now unknown (planned-values-stay)",
            ]
        );
    }
}

mod applies {
    use super::*;

    fn any(kind: impl Into<crate::schema::AttributeKind>) -> Schema {
        schema([either("a", kind)])
    }

    #[test]
    fn only_a_delete_leaves_no_state() {
        let schema = any(STRING);
        assert_eq!(applied(&schema, NULL, NULL), NONE);
        assert_eq!(
            applied(&schema, NULL, object! {}),
            ["there is still a state after a delete (presence-follows-plan)"]
        );
        assert_eq!(
            applied(&schema, object! {}, NULL),
            ["there is no state, and only a delete leaves none (presence-follows-plan)"]
        );
    }

    #[test]
    fn the_state_is_of_the_schemas_type() {
        let found = apply(&any(STRING), &object! { a = unknown() }, &object! { a = 1 });
        assert_eq!(lines(&found), ["a: expected string, found number (conforms-to-schema)"]);
    }

    #[test]
    fn the_state_has_no_write_only_value() {
        let schema = schema([optional("w", STRING).write_only()]);
        let found = applied(&schema, object! {}, object! { w = "x" });
        assert!(
            found.contains(
                &"w: the value of a write-only attribute is not null (write-only-is-null)".to_owned()
            )
        );
    }

    #[test]
    fn the_state_is_known() {
        assert_eq!(
            applied(&any(Type::list(STRING)), object! { a = unknown() }, object! { a = list([unknown()]) }),
            ["a[0]: the value is still unknown (state-is-known)"]
        );
    }

    #[test]
    fn what_was_planned_has_come_to_be() {
        let schema = any(STRING);
        assert_eq!(applied(&schema, object! { a = "x" }, object! { a = "x" }), NONE);
        assert_eq!(applied(&schema, object! { a = unknown() }, object! { a = "y" }), NONE);
        assert_eq!(applied(&schema, object! { a = unknown() }, object! {}), NONE);
        assert_eq!(
            applied(&schema, object! { a = "x" }, object! { a = "y" }),
            ["a: was \"x\", but now \"y\" (plan-is-kept)"]
        );
        assert_eq!(
            applied(&schema, object! {}, object! { a = "y" }),
            ["a: was null, but now \"y\" (plan-is-kept)"]
        );
        assert_eq!(
            applied(&schema, object! { a = "x" }, object! {}),
            ["a: was \"x\", but now null (plan-is-kept)"]
        );
    }

    #[test]
    fn a_promise_about_an_unknown_value_is_kept() {
        let schema = any(STRING);
        let promised = Value::Unknown(Refinement::prefix("/subscriptions/"));
        assert_eq!(
            applied(&schema, object! { a = promised.clone() }, object! { a = "/subscriptions/1" }),
            NONE
        );
        assert_eq!(
            applied(&schema, object! { a = promised }, object! { a = "/x" }),
            [
                "a: final value \"/x\" does not conform to planning placeholder (promised: not null, beginning with \
             \"/subscriptions/\") (plan-is-kept)"
            ]
        );
    }

    #[test]
    fn a_type_that_was_planned_is_kept_also_by_a_null() {
        let schema = any(Type::Dynamic);
        let typed = |ty: Type, value: Value| object! { a = Value::Dynamic(Box::new((ty, value))) };
        let text = || typed(STRING, "x".into());
        for planned in [typed(STRING, unknown()), object! { a = unknown() }] {
            assert_eq!(applied(&schema, planned, text()), NONE);
        }
        assert_eq!(applied(&schema, typed(STRING, NULL), typed(STRING, NULL)), NONE);
        assert_eq!(
            applied(&schema, typed(STRING, NULL), object! {}),
            ["a: wrong final value type: string required, found any (plan-is-kept)"]
        );
        let list = |element| typed(Type::list(element), Value::List(vec![]));
        assert_eq!(
            applied(&schema, list(STRING), list(NUMBER)),
            ["a: wrong final value type: list(string) required, found list(number) (plan-is-kept)"]
        );
    }

    #[test]
    fn a_sensitive_value_is_not_shown() {
        let schema = schema([either("a", STRING).sensitive()]);
        assert_eq!(
            applied(&schema, object! { a = "s3cret" }, object! { a = "0ther" }),
            ["a: inconsistent values for sensitive attribute (plan-is-kept)"]
        );
    }

    #[test]
    fn keys_of_a_sensitive_map_are_not_shown() {
        let schema = schema([either("a", Type::map(STRING)).sensitive()]);
        let with = |key: &str, value: &str| object! { a = Value::map([(key, Value::from(value))]) };
        let keys = "a: inconsistent keys of sensitive attribute (plan-is-kept)";
        assert_eq!(applied(&schema, with("s3cret", "x"), with("0ther", "x")), [keys, keys]);
        assert_eq!(
            applied(&schema, with("s3cret", "x"), with("s3cret", "y")),
            ["a: inconsistent values for sensitive attribute (plan-is-kept)"]
        );
    }

    #[test]
    fn keys_of_sensitive_objects_are_not_shown_in_a_plan() {
        let element = || [required("n", STRING)];
        let schema = schema([optional("a", nested(Nesting::Map, element())).sensitive()]);
        let with = |key: &str| object! { a = Value::map([(key, object! { n = "x" })]) };
        assert_eq!(
            planned(&schema, NULL, with("s3cret"), with("0ther")),
            [
                "a: sensitive keys from plan are not present in config (elements-follow-config)",
                "a: sensitive keys from config are not present in plan (elements-follow-config)",
            ]
        );
    }

    #[test]
    fn elements_of_a_list_neither_vanish_nor_appear() {
        let schema = any(Type::list(STRING));
        let with = |texts: &[&str]| object! { a = list(texts.iter().map(|text| Value::from(*text))) };
        assert_eq!(
            applied(&schema, with(&["x", "y"]), with(&["x"])),
            ["a: element 1 has vanished (plan-is-kept)"]
        );
        assert_eq!(
            applied(&schema, with(&["x"]), with(&["x", "y"])),
            ["a: new element 1 has appeared (plan-is-kept)"]
        );
    }

    #[test]
    fn keys_of_a_map_neither_vanish_nor_appear() {
        let schema = any(Type::map(STRING));
        let with = |key: &str| object! { a = Value::map([(key, Value::from("x"))]) };
        assert_eq!(
            applied(&schema, with("k"), with("l")),
            [
                "a: element \"k\" has vanished (plan-is-kept)",
                "a: new element \"l\" has appeared (plan-is-kept)",
            ]
        );
    }

    #[test]
    fn elements_of_a_set_correlate() {
        let schema = any(nested(Nesting::Set, [required("n", STRING), computed("id", STRING)]));
        let planned = |name: &str| object! { n = name, id = unknown() };
        let actual = |name: &str| object! { n = name, id = "1" };
        let plan = object! { a = set([planned("x"), planned("y")]) };
        assert_eq!(applied(&schema, plan.clone(), object! { a = set([actual("y"), actual("x")]) }), NONE);
        assert_eq!(
            applied(&schema, plan, object! { a = set([actual("x"), actual("z")]) }),
            [
                "a: planned set element { id = (known after apply), n = \"y\" } does not correlate with any element \
                 in actual (plan-is-kept)",
                "a: actual set element { id = \"1\", n = \"z\" } does not correlate with any element in plan \
                 (plan-is-kept)",
            ]
        );
    }

    #[test]
    fn a_set_may_shrink_but_never_grows() {
        let schema = any(Type::set(STRING));
        let unknowns = |count| object! { a = Value::Set(vec![unknown(); count]) };
        let known = |texts: &[&str]| object! { a = set(texts.iter().map(|text| Value::from(*text))) };
        assert_eq!(applied(&schema, unknowns(2), known(&["x"])), NONE);
        assert_eq!(
            applied(&schema, unknowns(1), known(&["x", "y"])),
            ["a: length changed from 1 to 2 (plan-is-kept)"]
        );
    }

    #[test]
    fn a_single_block_neither_vanishes_nor_appears() {
        let schema = with_block(BlockNesting::Single, [optional("x", STRING)]);
        assert_eq!(
            applied(&schema, object! { b = NULL }, object! { b = object! {} }),
            ["b: was absent, but now present (plan-is-kept)"]
        );
        assert_eq!(
            applied(&schema, object! { b = object! {} }, object! { b = NULL }),
            ["b: was present, but now absent (plan-is-kept)"]
        );
    }

    #[test]
    fn collections_of_blocks_keep_their_shape() {
        let block = || object! {};
        let cases = [
            (BlockNesting::List, list([block()]), list([]), "block count changed from 1 to 0"),
            (
                BlockNesting::Map,
                Value::map([("k", block())]),
                Value::Map([].into()),
                "block key \"k\" has vanished",
            ),
            (
                BlockNesting::Map,
                Value::Map([].into()),
                Value::map([("k", block())]),
                "new block key \"k\" has appeared",
            ),
        ];
        for (nesting, before, after, detail) in cases {
            let schema = with_block(nesting, [optional("x", STRING)]);
            assert_eq!(
                applied(&schema, object! { b = before }, object! { b = after }),
                [format!("b: {detail} (plan-is-kept)")]
            );
        }
    }

    #[test]
    fn a_set_of_blocks_does_not_grow() {
        let schema = with_block(BlockNesting::Set, [computed("x", STRING)]);
        let before = object! { b = set([object! { x = unknown() }]) };
        let after = object! { b = set([object! { x = "1" }, object! { x = "2" }]) };
        assert_eq!(
            applied(&schema, before, after),
            ["b: block set length changed from 1 to 2 (plan-is-kept)"]
        );
    }
}

mod states {
    use super::*;

    fn example() -> Schema {
        schema([optional("a", STRING), optional("w", STRING).write_only()])
    }

    fn faulty() -> [(Value, &'static str); 3] {
        [
            (object! { a = 1, w = NULL }, "a: expected string, found number (conforms-to-schema)"),
            (
                object! { a = NULL, w = "x" },
                "w: the value of a write-only attribute is not null (write-only-is-null)",
            ),
            (object! { a = unknown(), w = NULL }, "a: the value is still unknown (state-is-known)"),
        ]
    }

    #[test]
    fn a_refreshed_state_conforms_is_known_and_has_no_write_only_value() {
        for (state, expected) in faulty() {
            assert_eq!(lines(&read(&example(), &state)), [expected]);
        }
    }

    #[test]
    fn a_refreshed_state_may_be_gone() {
        assert_eq!(read(&example(), &NULL), []);
    }

    #[test]
    fn states_of_other_origin_conform_are_known_and_have_no_write_only_value() {
        for check in [import, upgrade, moved, data_source] {
            for (state, expected) in faulty() {
                assert_eq!(lines(&check(&example(), &state)), [expected]);
            }
        }
    }

    #[test]
    fn states_of_other_origin_are_present() {
        for check in [import, upgrade, moved, data_source] {
            assert_eq!(lines(&check(&example(), &NULL)), ["the answer is null (state-is-present)"]);
        }
    }
}

mod functions {
    use super::*;

    fn signature(allow_unknown: bool) -> Signature {
        let parameter = Parameter {
            name: "a".to_owned(),
            ty: STRING,
            description: String::new(),
            allow_null: false,
            allow_unknown,
        };
        Signature {
            summary: String::new(),
            description: String::new(),
            parameters: vec![],
            variadic: Some(parameter),
            returns: NUMBER,
            deprecation: None,
        }
    }

    #[test]
    fn a_result_is_of_the_type_that_the_signature_says() {
        assert_eq!(function(&signature(false), &["x".into()], &1.into()), []);
        assert_eq!(
            lines(&function(&signature(false), &["x".into()], &"y".into())),
            ["expected number, found string (function-result-conforms)"]
        );
    }

    #[test]
    fn a_result_is_unknown_only_if_an_argument_may_be() {
        assert_eq!(function(&signature(true), &[unknown()], &unknown()), []);
        assert_eq!(
            lines(&function(&signature(true), &["x".into()], &unknown())),
            ["the result is unknown although every argument is known (function-result-conforms)"]
        );
    }
}

mod wording {
    use super::*;

    fn schema_with_set() -> Schema {
        schema([optional("s", nested(Nesting::Set, [optional("w", STRING).write_only() as Attribute]))])
    }

    #[test]
    fn a_violation_reads_as_a_bug_of_the_provider_and_tells_what_terraform_would_print() {
        let schema = schema([optional("a", STRING)]);
        let found = apply(&schema, &object! { a = "x" }, &object! { a = "y" });
        let diagnostic = Diagnostic::from(found.into_iter().next().unwrap());
        assert_eq!(diagnostic.summary, "Provider bug: invalid result after apply");
        assert_eq!(
            diagnostic.detail,
            "a: was \"x\", but now \"y\".\n\nTerraform refuses this with \"Provider produced inconsistent result \
             after apply\". Nothing in the configuration causes it; please report it to the provider's developers.\n\n\
             Rule: plan-is-kept"
        );
        assert_eq!(diagnostic.path, Some(Path::of("a")));
    }

    #[test]
    fn the_path_of_a_diagnostic_ends_before_a_set() {
        let state = object! { s = set([object! { w = "x" }]) };
        let found = read(&schema_with_set(), &state);
        let diagnostic = Diagnostic::from(found.into_iter().next().unwrap());
        assert_eq!(diagnostic.path, Some(Path::of("s")));
    }
}

mod ephemerals {
    use super::*;

    fn opened(result: Value) -> Vec<String> {
        let schema = schema([required("name", STRING), computed("token", STRING)]);
        let config = whole(&schema, &Value::object([("name", "a".into())]));
        lines(&ephemeral(&schema, &config, &whole(&schema, &result)))
    }

    #[test]
    fn a_result_is_the_configuration_with_what_was_computed() {
        assert_eq!(opened(Value::object([("name", "a".into()), ("token", "t".into())])), NONE);
    }

    #[test]
    fn a_result_keeps_the_configured_values() {
        let found = opened(Value::object([("name", "b".into()), ("token", "t".into())]));
        assert!(found[0].ends_with("(configured-values-stay)"), "{found:?}");
    }

    #[test]
    fn a_result_is_present_known_and_of_its_type() {
        assert_eq!(
            opened(NULL),
            ["planned for absence but config wants existence (presence-follows-config)"]
        );
        let found = opened(Value::object([("name", "a".into()), ("token", unknown())]));
        assert!(found[0].ends_with("(state-is-known)"), "{found:?}");
        let found = opened(Value::object([("name", "a".into()), ("token", true.into())]));
        assert!(found[0].ends_with("(conforms-to-schema)"), "{found:?}");
    }
}

mod actions {
    use super::*;

    #[test]
    fn a_plan_is_deferred_only_when_that_is_allowed_and_for_an_unknown_provider() {
        let found = |deferral, allowed| lines(&action_plan(deferral, allowed));
        assert_eq!(found(None, false), NONE);
        assert_eq!(found(Some(Deferral::ProviderConfigUnknown), true), NONE);
        let unasked = found(Some(Deferral::ProviderConfigUnknown), false);
        assert!(unasked[0].ends_with("(not-deferred)"), "{unasked:?}");
        let other = found(Some(Deferral::ResourceConfigUnknown), true);
        assert!(other[0].ends_with("(actions-defer-for-providers)"), "{other:?}");
    }
}

mod lists {
    use super::*;

    fn found(id: Value, state: Option<Value>) -> Vec<String> {
        let identity_schema = schema([required("id", STRING)]);
        let resource = schema([required("name", STRING)]);
        let state = state.map(|state| whole(&resource, &state));
        lines(&listed(&identity_schema, &resource, &whole(&identity_schema, &id), state.as_ref()))
    }

    fn id(value: impl Into<Value>) -> Value {
        Value::object([("id", value.into())])
    }

    #[test]
    fn an_object_has_an_identity_and_perhaps_a_state() {
        assert_eq!(found(id("a"), None), NONE);
        assert_eq!(found(id("a"), Some(Value::object([("name", "n".into())]))), NONE);
    }

    #[test]
    fn an_identity_is_present_known_and_of_its_type() {
        assert_eq!(found(NULL, None), ["an object has no identity (identity-is-present)"]);
        let unknown = found(id(unknown()), None);
        assert!(unknown[0].ends_with("(state-is-known)"), "{unknown:?}");
        let mistyped = found(id(true), None);
        assert!(mistyped[0].ends_with("(conforms-to-schema)"), "{mistyped:?}");
    }

    #[test]
    fn a_state_is_present_known_and_of_its_type() {
        assert_eq!(found(id("a"), Some(NULL)), ["the answer is null (state-is-present)"]);
        let unknown = found(id("a"), Some(Value::object([("name", unknown())])));
        assert!(unknown[0].ends_with("(state-is-known)"), "{unknown:?}");
    }
}
