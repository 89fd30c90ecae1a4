"""Preview features, in both styles, and resource providers."""

NAMESPACE = "Microsoft.ContainerService"


def test_a_feature_is_registered_shown_and_unregistered(azure):
    features = azure.features.features
    started = features.register(NAMESPACE, "AzureOverlayDualStackPreview")
    assert started.properties.state in ("Registering", "Registered")
    settle(lambda: features.get(NAMESPACE, "AzureOverlayDualStackPreview").properties.state, "Registered")
    found = features.get(NAMESPACE, "AzureOverlayDualStackPreview")
    assert found.name == f"{NAMESPACE}/AzureOverlayDualStackPreview"
    assert found.type == "Microsoft.Features/providers/features"
    assert found.name in [one.name for one in features.list(NAMESPACE)]
    features.unregister(NAMESPACE, "AzureOverlayDualStackPreview")
    settle(lambda: features.get(NAMESPACE, "AzureOverlayDualStackPreview").properties.state, "Unregistered")


def test_a_feature_registration_is_a_resource_of_its_own(azure):
    registrations = azure.features.subscription_feature_registrations
    made = registrations.create_or_update(NAMESPACE, "EnableAPIServerVnetIntegrationPreview")
    assert made.properties.feature_name == "EnableAPIServerVnetIntegrationPreview"
    assert made.properties.provider_namespace.lower() == NAMESPACE.lower()
    settle(lambda: registrations.get(NAMESPACE, made.properties.feature_name).properties.state, "Registered")
    listed = [one.name for one in registrations.list_by_subscription(NAMESPACE)]
    assert any(name.endswith("EnableAPIServerVnetIntegrationPreview") for name in listed)
    registrations.delete(NAMESPACE, "EnableAPIServerVnetIntegrationPreview")


def test_a_resource_provider_is_registered_and_names_its_types(azure):
    providers = azure.resources.providers
    assert providers.register(NAMESPACE).registration_state in ("Registering", "Registered")
    settle(lambda: providers.get(NAMESPACE).registration_state, "Registered")
    types = {one.resource_type.lower(): one for one in providers.get(NAMESPACE).resource_types}
    assert "2026-05-01" in types["managedclusters"].api_versions
    assert "West Europe" in types["managedclusters"].locations
    assert NAMESPACE in [one.namespace for one in providers.list()]


def test_the_subscription_and_its_locations_are_listed(azure):
    (subscription,) = azure.subscriptions.subscriptions.list()
    assert subscription.state == "Enabled"
    locations = azure.subscriptions.subscriptions.list_locations(subscription.subscription_id)
    assert {"westeurope": "West Europe"}.items() <= {one.name: one.display_name for one in locations}.items()


def settle(state, expected, reads=200):
    """Reads a state until it is the expected one; there is no operation to poll."""
    seen = []
    for _ in range(reads):
        seen.append(state())
        if seen[-1] == expected:
            return
    raise AssertionError(f"expected {expected} after {reads} reads, got {list(dict.fromkeys(seen))}")
