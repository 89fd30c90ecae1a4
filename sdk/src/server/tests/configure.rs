//! `ConfigureProvider` and `ValidateProviderConfig`.

use super::*;

#[tokio::test]
async fn a_provider_can_be_configured_again_with_other_values() {
    let service = configured().await;
    for mode in ["first", "second"] {
        assert_eq!(told(&configure(&service, mode).await.diagnostics), "");
        assert_eq!(*service.client().unwrap(), mode);
    }
}

#[tokio::test]
async fn a_configuration_that_is_refused_says_where() {
    let response = configure(&Service::new(Subject), "refused").await;
    assert_eq!(told(&response.diagnostics), "error at mode: Refused");
}

#[tokio::test]
async fn bytes_that_do_not_fit_the_schema_are_a_diagnostic() {
    let config = Some(tf::DynamicValue { msgpack: vec![0xc1], json: Vec::new() });
    let request = tf::validate_provider_config::Request { config };
    let response = Service::new(Subject).validate_provider_config(Request::new(request)).await.unwrap();
    assert_eq!(told(&response.into_inner().diagnostics), "error: Terraform's message cannot be read");
}
