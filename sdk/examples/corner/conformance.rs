//! How a provider tests itself: what every resource should stand, run in process on each type.

use tfplugin_framework::{
    config,
    testing::{Config, Driver},
};

use crate::Corner;

async fn twin() -> Driver {
    let driver = Driver::new(Corner { users: Default::default(), upgrade_version: 0 });
    driver.configure(config! {}).await.expect_ok();
    driver
}

/// Takes the type through its life with each configuration.
async fn assert_conforms<const N: usize>(type_name: &str, configs: [Config; N]) {
    twin().await.conformance(type_name).run(configs).await.expect_none();
}

#[tokio::test]
async fn values_of_every_type_conform() {
    let given = config! {
        bool_attribute = true,
        dynamic_attribute = { number = 1, list = ["x"] },
        float32_attribute = 1.5,
        float64_attribute = 0.1,
        int32_attribute = 1,
        int64_attribute = 2,
        list_attribute = ["b", "a"],
        list_nested_attribute = [{ list_nested_attribute_attribute = "x" }, {}],
        map_attribute = { k = "v" },
        map_nested_attribute = { k = { map_nested_attribute_attribute = "x" } },
        number_attribute = 3,
        object_attribute = { object_attribute_attribute = "x" },
        object_attribute_with_dynamic = { dynamic_attribute = "x" },
        set_attribute = ["b", "a"],
        set_nested_attribute = [{ set_nested_attribute_attribute = "x" }, {}],
        single_nested_attribute = { single_nested_attribute_attribute = "x" },
        single_nested_attribute_with_dynamic = { dynamic_attribute = true },
        string_attribute = "x",
        list_nested_block = [{ list_nested_block_attribute = "x" }, {}],
        set_nested_block = [{ set_nested_block_attribute = "x" }, {}],
        single_nested_block = { single_nested_block_attribute = "x" },
        single_nested_block_with_dynamic = { dynamic_attribute = [1, true] },
    };
    assert_conforms("framework_schema", [given, config! {}]).await;
}

#[tokio::test]
async fn texts_with_a_format_conform() {
    let custom = config! {
        json_normalized_attribute = "{ \"a\": 1 }",
        ip_v6_attribute = "2001:DB8::1",
        ip_v6_cidr_attribute = "2001:DB8::/32",
        time_rfc3339_attribute = "2023-07-25T20:43:16Z",
    };
    assert_conforms("framework_customtype", [custom, config! { ip_v4_attribute = "10.0.0.1" }]).await;
    assert_conforms("framework_timetypes", [config! { go_duration = "1h30m" }, config! {}]).await;
    assert_conforms("framework_timeouts", [config! { timeouts = { create = "2m" } }, config! {}]).await;
}

#[tokio::test]
async fn what_is_computed_conforms() {
    assert_conforms(
        "framework_dynamic_computed_type_change",
        [config! { required_dynamic = "x" }, config! { required_dynamic = [1] }],
    )
    .await;
    for bits in [32, 64] {
        let attribute =
            |number: f64| Config::Object([(format!("float{bits}_attribute"), Config::from(number))].into());
        let configs = [attribute(0.1), attribute(1e30), config! {}];
        assert_conforms(&format!("framework_float{bits}_precision"), configs).await;
    }
}

#[tokio::test]
async fn sets_conform() {
    for ty in ["framework_set_nested_attribute_with_defaults", "framework_set_nested_block_with_defaults"] {
        let first = config! { set = [{ value = "one" }, { value = "two", default_value = "own" }, {}] };
        assert_conforms(ty, [first, config! { set = [{ value = "two" }] }]).await;
    }
    let addresses = config! {
        set_of_ipv6 = ["0::0", "::0101", "::ffff:192.168.255.255", "2001:db8::8:800:200c:417a"],
        set_nested_attribute = [{ ipv6 = "2041:0:140F::875B:131B" }, { ipv6 = "2001:1:2:3:4:5:6:7" }],
        set_nested_block = [{ ipv6 = "ff01::" }, { ipv6 = "::FFFF:192.168.255.255" }, { ipv6 = "2001:DB8::8:800:200C:417A" }],
    };
    assert_conforms("framework_set_semantic_equality", [addresses]).await;
}

#[tokio::test]
async fn users_conform_and_leave_nobody_behind() {
    let driver = twin().await;
    let arthur = config! { email = "arthur@dent.uk", name = "Arthur", age = 30 };
    let older = config! { email = "arthur@dent.uk", name = "Arthur", age = 31, language = "gal" };
    driver.conformance("framework_user").import_by("email").run([arthur, older]).await.expect_none();
}

#[tokio::test]
async fn objects_with_an_identity_conform() {
    assert_conforms("framework_identity", [config! { name = "tom" }]).await;
}

#[tokio::test]
async fn write_only_values_conform() {
    let everywhere = config! {
        writeonly_custom_ipv6 = "::",
        writeonly_string = "fakepassword",
        writeonly_list = ["fake", "password"],
        nested_map = { key1 = { string_attr = "x", writeonly_float64 = 10 } },
        nested_block_list = [{ string_attr = "x", writeonly_string = "fakepassword1" }],
    };
    assert_conforms("framework_writeonly", [everywhere, config! { nested_map = {} }]).await;
    let once = config! { trigger_attr = "x", writeonce_string = "fakepassword" };
    assert_conforms("framework_writeonce", [once]).await;
    let old = config! { old_password_attr = "oldpassword" };
    let new = config! { writeonly_password = "newpassword", password_version = "v1" };
    assert_conforms("framework_writeonly_validations", [old, new]).await;
    for ty in ["framework_writeonly_import", "framework_writeonly_move", "framework_writeonly_upgrade"] {
        let texts = config! { string_attr = "hello world!", writeonly_string = "fakepassword" };
        assert_conforms(ty, [texts]).await;
    }
}
