//! `GetProviderSchema`, `GetMetadata` and `GetResourceIdentitySchemas`.

use super::*;

#[tokio::test]
async fn everything_that_is_registered_is_in_the_schema() {
    let request = Request::new(tf::get_provider_schema::Request {});
    let schema = Service::new(Subject).get_provider_schema(request).await.unwrap().into_inner();
    assert!(schema.provider.unwrap().block.is_some());
    assert_eq!(
        schema.resource_schemas.keys().collect::<Vec<_>>(),
        ["test_deferring", "test_deferring_even_so", "test_named", "test_thing"]
    );
    assert_eq!(schema.data_source_schemas.keys().collect::<Vec<_>>(), ["test_echo"]);
    let thing = &schema.resource_schemas["test_thing"];
    assert_eq!(thing.version, 2);
    let attributes = &thing.block.as_ref().unwrap().attributes;
    let act = attributes.iter().find(|attribute| attribute.name == "act").unwrap();
    assert!(act.required && !act.optional && !act.computed);
    assert_eq!((act.r#type.as_slice(), &act.nested_type), (br#""string""#.as_slice(), &None));
    let timeouts = attributes.iter().find(|attribute| attribute.name == "timeouts").unwrap();
    assert_eq!(timeouts.r#type, b"", "either a type or a nested type");
    assert_eq!(timeouts.nested_type.as_ref().unwrap().attributes.len(), 4);
}

#[tokio::test]
async fn capabilities_are_those_that_are_implemented() {
    let request = Request::new(tf::get_metadata::Request {});
    let metadata = Service::new(Subject).get_metadata(request).await.unwrap().into_inner();
    let expected = tf::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    };
    assert_eq!(metadata.server_capabilities, Some(expected));
    assert_eq!(metadata.resources[3].type_name, "test_thing");
    assert_eq!(metadata.data_sources[0].type_name, "test_echo");
    assert_eq!(metadata.functions[0].name, "join");
}
