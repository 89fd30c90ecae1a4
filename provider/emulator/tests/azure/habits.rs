//! Azure's habits, each on by default and switched off by its name.

use serde_json::{Value, json};

use super::client::{Azure, GROUP, cluster, smallest};

fn without(habit: &str) -> Azure {
    Azure::with(|options| {
        options.habits.background_updates = false;
        options.habits.without(habit).unwrap();
    })
}

#[test]
fn identifiers_and_types_come_back_in_another_case_unless_that_is_switched_off() {
    let shown = |azure: Azure| {
        let there = azure.cluster("c", smallest());
        (there.text("id").to_owned(), there.text("type").to_owned())
    };
    let (id, kind) = shown(Azure::new());
    assert!(id.contains("/resourcegroups/"), "{id}");
    assert_eq!(kind, "Microsoft.ContainerService/ManagedClusters");
    let (id, kind) = shown(without("casing-quirks"));
    assert_eq!((id, kind.as_str()), (cluster("c"), "Microsoft.ContainerService/managedClusters"));
}

#[test]
fn a_null_is_an_absent_member_unless_that_is_switched_off() {
    let mut body = smallest();
    body["properties"]["agentPoolProfiles"][0]["nodeLabels"] = Value::Null;
    Azure::new().put(&cluster("c"), body.clone()).expect(201);
    let refusal = without("null-tolerance").put(&cluster("c"), body).expect(400);
    assert_eq!(refusal.text("error.code"), "InvalidRequestContent");
    assert!(refusal.text("error.message").contains("properties.agentPoolProfiles.0.nodeLabels is null"));
}

#[test]
fn a_full_last_page_names_an_empty_one_unless_that_is_switched_off() {
    let pages = |habit: Option<&str>| {
        let azure = Azure::with(|options| {
            options.habits.background_updates = false;
            options.page_size = 2;
            if let Some(habit) = habit {
                options.habits.without(habit).unwrap();
            }
        });
        for name in ["a", "b"] {
            azure.put(&cluster(name), smallest()).expect(201);
        }
        let mut sizes = Vec::new();
        let mut next = Some(format!("{GROUP}/providers/Microsoft.ContainerService/managedClusters"));
        while let Some(page) = next {
            let page = azure.get(&page).expect(200);
            sizes.push(page.at("value").as_array().unwrap().len());
            next = page.at("nextLink").as_str().map(str::to_owned);
        }
        sizes
    };
    assert_eq!((pages(None), pages(Some("empty-last-pages"))), (vec![2, 0], vec![2]));
}

#[test]
fn operation_urls_are_signed_unless_that_is_switched_off() {
    let url = |azure: Azure| {
        azure.put(&cluster("c"), smallest()).expect(201).header("azure-asyncoperation").unwrap().to_owned()
    };
    assert!(url(Azure::new()).contains("&s="));
    let plain = url(without("signed-urls"));
    assert!(plain.ends_with("?api-version=2025-03-01"), "{plain}");
}

#[test]
fn running_operations_carry_no_retry_after_unless_it_is_asked_for() {
    let retry_after = |azure: Azure| {
        let created = azure.put(&cluster("c"), json!(smallest())).expect(201);
        azure.get(created.header("azure-asyncoperation").unwrap()).header("retry-after").map(str::to_owned)
    };
    assert_eq!(retry_after(Azure::new()), None);
    let hurried = Azure::with(|options| options.habits.retry_after = true);
    assert_eq!(retry_after(hurried).as_deref(), Some("1"));
}
