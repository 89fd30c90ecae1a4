//! The body of an update: what Azure holds, with the caller's changes in it.
//!
//! An update of AKS is a PUT of the whole resource. Members that are left out mostly keep their value, but not all do,
//! so the safe way is Microsoft's own: read, change, write everything back. The caller changes typed members; here the
//! difference is carried over to the JSON that was read, so that members which are not modelled stay as they are.

use serde_json::{Map, Value};

/// Carries the difference between `before` and `after` over to `json`, of which `before` is a part.
///
/// Lists of named objects, such as `agentPoolProfiles`, are matched by name; other lists are replaced whole.
pub(crate) fn carry_over(json: &mut Value, before: &Value, after: &Value) {
    if before == after {
        return;
    }
    match (&mut *json, before, after) {
        (Value::Object(json), Value::Object(before), Value::Object(after)) => {
            carry_members(json, before, after)
        }
        (Value::Array(json), Value::Array(before), Value::Array(after)) if named(before) && named(after) => {
            carry_named(json, before, after);
        }
        _ => *json = after.clone(),
    }
}

fn carry_members(json: &mut Map<String, Value>, before: &Map<String, Value>, after: &Map<String, Value>) {
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        json.remove(name);
    }
    for (name, value) in after {
        match (json.get_mut(name), before.get(name)) {
            (Some(slot), Some(old)) => carry_over(slot, old, value),
            _ => drop(json.insert(name.clone(), value.clone())),
        }
    }
}

fn carry_named(json: &mut Vec<Value>, before: &[Value], after: &[Value]) {
    let find = |list: &[Value], wanted: &Value| {
        let wanted = name_of(wanted)?;
        list.iter().position(|item| name_of(item).is_some_and(|name| name.eq_ignore_ascii_case(wanted)))
    };
    json.retain(|item| find(before, item).is_none() || find(after, item).is_some());
    for value in after {
        match (find(json, value), find(before, value)) {
            (Some(slot), Some(old)) => carry_over(&mut json[slot], &before[old], value),
            (Some(slot), None) => json[slot] = value.clone(),
            (None, _) => json.push(value.clone()),
        }
    }
}

fn named(list: &[Value]) -> bool {
    list.iter().all(|item| name_of(item).is_some())
}

fn name_of(item: &Value) -> Option<&str> {
    item.get("name")?.as_str()
}

/// Whether something in `there` is not as `asked`: a member that both have with different values. Spelling does not count,
/// and a member that one of them lacks says nothing, because Azure leaves out what is the default.
pub(crate) fn contradicts(asked: &Value, there: &Value) -> bool {
    match (asked, there) {
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Object(asked), Value::Object(there)) => {
            asked.iter().any(|(name, asked)| there.get(name).is_some_and(|there| contradicts(asked, there)))
        }
        (Value::Array(asked), Value::Array(there)) if !asked.is_empty() && named(asked) && named(there) => {
            let same = |asked: &Value| {
                there.iter().find(|there| {
                    let names = name_of(asked).zip(name_of(there));
                    names.is_some_and(|(asked, there)| asked.eq_ignore_ascii_case(there))
                })
            };
            asked.iter().any(|asked| same(asked).is_none_or(|there| contradicts(asked, there)))
        }
        (Value::Array(asked), Value::Array(there)) => {
            asked.len() != there.len()
                || asked.iter().zip(there).any(|(asked, there)| contradicts(asked, there))
        }
        (Value::String(asked), Value::String(there)) => {
            let plain = |text: &str| text.replace(' ', "").to_lowercase();
            !asked.is_empty() && plain(asked) != plain(there)
        }
        (Value::Number(asked), Value::Number(there)) => asked.as_f64() != there.as_f64(),
        (asked, there) => asked != there,
    }
}

/// Removes members that Azure fills and refuses or ignores in requests.
///
/// A path has dots between members; `*` stands for every member of an object or every item of a list.
pub(crate) fn strip(json: &mut Value, paths: &[&str]) {
    for path in paths {
        strip_path(json, path);
    }
}

fn strip_path(json: &mut Value, path: &str) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    match (json, rest) {
        (Value::Object(map), None) => drop(map.remove(first)),
        (Value::Object(map), Some(rest)) if first == "*" => {
            map.values_mut().for_each(|value| strip_path(value, rest))
        }
        (Value::Object(map), Some(rest)) => {
            if let Some(value) = map.get_mut(first) {
                strip_path(value, rest);
            }
        }
        (Value::Array(items), Some(rest)) if first == "*" => {
            items.iter_mut().for_each(|item| strip_path(item, rest))
        }
        _ => {}
    }
}

/// Removes members that are `null`: in answers they mean the same as none, in requests they are not in Azure's schema.
pub(crate) fn drop_nulls(json: &mut Value) {
    match json {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}

/// Puts words into the case of the schema; other words at the same place stay.
pub(crate) fn respell(json: &mut Value, words: &[(&str, &str)]) {
    for (path, word) in words {
        let found = path.split('.').try_fold(&mut *json, |value, name| value.get_mut(name));
        if let Some(value) =
            found.filter(|value| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(word)))
        {
            *value = Value::from(*word);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn carried(mut json: Value, before: &Value, after: &Value) -> Value {
        carry_over(&mut json, before, after);
        json
    }

    #[test]
    fn members_that_are_not_modelled_survive_a_change_beside_them() {
        let read = json!({"properties": {"dnsPrefix": "a", "newThing": {"x": 1}}});
        let result = carried(
            read,
            &json!({"properties": {"dnsPrefix": "a"}}),
            &json!({"properties": {"dnsPrefix": "b"}}),
        );
        assert_eq!(result, json!({"properties": {"dnsPrefix": "b", "newThing": {"x": 1}}}));
    }

    #[test]
    fn pools_are_matched_by_name_and_keep_what_is_not_modelled() {
        let read = json!([{"name": "sys", "count": 1, "gpu": "x"}, {"name": "user", "count": 2, "gpu": "y"}]);
        let before = json!([{"name": "sys", "count": 1}, {"name": "user", "count": 2}]);
        let after = json!([{"name": "user", "count": 5}, {"name": "sys", "count": 1}]);
        assert_eq!(
            carried(read, &before, &after),
            json!([{"name": "sys", "count": 1, "gpu": "x"}, {"name": "user", "count": 5, "gpu": "y"}])
        );
    }

    #[test]
    fn a_member_that_the_caller_takes_away_is_taken_away() {
        let read = json!({"a": 1, "b": 2, "unmodelled": 3});
        assert_eq!(
            carried(read, &json!({"a": 1, "b": 2}), &json!({"a": 1})),
            json!({"a": 1, "unmodelled": 3})
        );
    }

    #[test]
    fn a_list_without_names_is_replaced_whole() {
        let read = json!({"podCidrs": ["10.244.0.0/16"]});
        let after = json!({"podCidrs": ["10.0.0.0/8", "fd00::/64"]});
        assert_eq!(carried(read.clone(), &read, &after), after);
    }

    #[test]
    fn members_of_all_items_and_of_all_values_can_be_stripped() {
        let mut json = json!({
            "id": "x",
            "pools": [{"name": "a", "eTag": "1"}, {"name": "b"}],
            "identities": {"one": {"clientId": "c", "k": 1}}
        });
        strip(&mut json, &["id", "pools.*.eTag", "identities.*.clientId", "absent.*.x"]);
        assert_eq!(json, json!({"pools": [{"name": "a"}, {"name": "b"}], "identities": {"one": {"k": 1}}}));
    }

    #[test]
    fn a_word_is_put_into_the_case_of_the_schema_and_another_word_is_kept() {
        let mut json = json!({"a": {"sku": "Standard"}, "b": {"sku": "Basic"}});
        respell(&mut json, &[("a.sku", "standard"), ("b.sku", "standard"), ("c.sku", "standard")]);
        assert_eq!(json, json!({"a": {"sku": "standard"}, "b": {"sku": "Basic"}}));
    }

    #[test]
    fn spelling_defaults_and_further_members_are_no_contradiction() {
        let asked = json!({"location": "East US", "sku": {"tier": "free"}, "properties": {"version": "", "pools": [{"name": "a", "count": 1}], "taints": []}});
        let there = json!({"location": "eastus", "id": "x", "sku": {"tier": "Free"}, "properties": {"version": "1.35", "pools": [{"name": "A", "count": 1.0, "disk": 128}]}});
        assert!(!contradicts(&asked, &there));
    }

    #[test]
    fn another_value_is_a_contradiction_wherever_it_is() {
        let asked =
            json!({"a": "x", "pools": [{"name": "p", "count": 1}], "cidrs": ["10.0.0.0/8"], "on": true});
        for (member, value) in [
            ("a", json!("y")),
            ("pools", json!([{"name": "p", "count": 2}])),
            ("pools", json!([{"name": "q", "count": 1}])),
            ("cidrs", json!(["10.0.0.0/9"])),
            ("cidrs", json!([])),
            ("on", json!(false)),
        ] {
            let mut there = asked.clone();
            there[member] = value;
            assert!(contradicts(&asked, &there), "{there}");
        }
    }

    fn object() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (0..9i64).prop_map(Value::from)
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop::collection::btree_map("[a-d]", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect()))
        })
    }

    proptest! {
        #[test]
        fn where_everything_is_modelled_the_result_is_what_the_caller_wants(before in object(), after in object()) {
            prop_assert_eq!(carried(before.clone(), &before, &after), after);
        }

        #[test]
        fn no_change_changes_nothing(json in object(), model in object()) {
            prop_assert_eq!(carried(json.clone(), &model, &model), json);
        }
    }
}
