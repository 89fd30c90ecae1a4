//! The corner example under a client that asks for what no released Terraform does: deferral, a state store, a renewal
//! at once, and moves from providers that are not at hand.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod plugin;

use std::{collections::BTreeMap, time::SystemTime};

use plugin::{
    Client, Plugin, Transport, patiently,
    proto::tfplugin6::{self as tf, deferred::Reason},
};
use tfplugin_framework::{Type, Value, wire::msgpack};

/// A twin in a process of its own.
struct Twin {
    client: Client,
    _process: Plugin,
}

impl Twin {
    async fn start() -> Self {
        let process = Plugin::start("corner", None, &[]).await;
        Self { client: process.connect(Transport::Plain).await, _process: process }
    }

    /// One that was told to put everything off.
    async fn deferring() -> Self {
        let mut twin = Self::start().await;
        twin.configure(true, true).await;
        twin
    }

    /// One that puts off what its resources want to.
    async fn configured() -> Self {
        let mut twin = Self::start().await;
        twin.configure(false, true).await;
        twin
    }

    async fn configure(&mut self, deferral: bool, deferral_allowed: bool) {
        let config = Value::object([("dummy", Value::Null), ("deferral", deferral.into())]);
        let ty = Type::object([("dummy", Type::String), ("deferral", Type::Bool)]);
        let request = tf::configure_provider::Request {
            config: dynamic(&config, &ty),
            client_capabilities: Some(tf::ClientCapabilities { deferral_allowed, ..Default::default() }),
            ..Default::default()
        };
        let answer: tf::configure_provider::Response =
            self.call("/tfplugin6.Provider/ConfigureProvider", request).await;
        assert_eq!(told(&answer.diagnostics), [""; 0]);
    }

    async fn call<Req, Res>(&mut self, path: &'static str, request: Req) -> Res
    where
        Req: prost::Message + Send + Sync + 'static,
        Res: prost::Message + Default + Send + Sync + 'static,
    {
        patiently(self.client.call(path, request)).await.expect("the twin answers")
    }

    /// Plans the creation of a deferred action.
    async fn plan(&mut self, ty: &str, config: &Value) -> tf::plan_resource_change::Response {
        let request = tf::plan_resource_change::Request {
            type_name: ty.to_owned(),
            prior_state: dynamic(&Value::Null, &deferred_type()),
            proposed_new_state: dynamic(config, &deferred_type()),
            config: dynamic(config, &deferred_type()),
            client_capabilities: deferral_allowed(),
            ..Default::default()
        };
        self.call("/tfplugin6.Provider/PlanResourceChange", request).await
    }

    async fn read(&mut self, state: &Value) -> tf::read_resource::Response {
        let request = tf::read_resource::Request {
            type_name: DEFERRED.to_owned(),
            current_state: dynamic(state, &deferred_type()),
            client_capabilities: deferral_allowed(),
            ..Default::default()
        };
        self.call("/tfplugin6.Provider/ReadResource", request).await
    }

    async fn import(&mut self, id: &str) -> tf::import_resource_state::Response {
        let request = tf::import_resource_state::Request {
            type_name: DEFERRED.to_owned(),
            id: id.to_owned(),
            client_capabilities: deferral_allowed(),
            ..Default::default()
        };
        self.call("/tfplugin6.Provider/ImportResourceState", request).await
    }

    async fn move_here(
        &mut self,
        source: tf::move_resource_state::Request,
    ) -> tf::move_resource_state::Response {
        let request = tf::move_resource_state::Request {
            target_type_name: "framework_move_state".to_owned(),
            ..source
        };
        self.call("/tfplugin6.Provider/MoveResourceState", request).await
    }
}

const DEFERRED: &str = "framework_deferred_action";
const PLANNED_ALL_THE_SAME: &str = "framework_deferred_action_plan_modification";

fn deferred_type() -> Type {
    Type::object([("id", Type::String), ("modify_plan_deferral", Type::Bool), ("read_deferral", Type::Bool)])
}

fn deferred(id: &str, at_plan: bool, at_read: bool) -> Value {
    Value::object([
        ("id", Value::from(id)),
        ("modify_plan_deferral", at_plan.into()),
        ("read_deferral", at_read.into()),
    ])
}

fn deferral_allowed() -> Option<tf::ClientCapabilities> {
    Some(tf::ClientCapabilities { deferral_allowed: true, ..Default::default() })
}

fn dynamic(value: &Value, ty: &Type) -> Option<tf::DynamicValue> {
    let msgpack = msgpack::encode(value, ty).expect("the value is of the type");
    Some(tf::DynamicValue { msgpack, json: Vec::new() })
}

fn value(dynamic: Option<&tf::DynamicValue>, ty: &Type) -> Value {
    msgpack::decode(&dynamic.expect("there is a value").msgpack, ty).expect("the value is of the type")
}

/// The summaries of diagnostics.
fn told(diagnostics: &[tf::Diagnostic]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.summary.as_str()).collect()
}

fn reason(deferred: Option<&tf::Deferred>) -> Option<Reason> {
    deferred.map(|deferred| deferred.reason())
}

// What there is

#[tokio::test]
async fn it_offers_what_the_corner_provider_offers() {
    let mut twin = Twin::start().await;
    let schema: tf::get_provider_schema::Response =
        twin.call("/tfplugin6.Provider/GetProviderSchema", tf::get_provider_schema::Request {}).await;
    assert_eq!(told(&schema.diagnostics), [""; 0]);
    assert_eq!(schema.resource_schemas.len(), 22);
    assert_eq!(schema.ephemeral_resource_schemas.len(), 2);
    assert_eq!(schema.functions.len(), 15);
    assert_eq!(schema.action_schemas.len(), 1);
    assert_eq!(schema.state_store_schemas.len(), 1);
    assert_eq!((schema.data_source_schemas.len(), schema.list_resource_schemas.len()), (0, 0));
    assert!(schema.provider_meta.is_none());
    let can = schema.server_capabilities.unwrap();
    assert!(can.plan_destroy && can.get_provider_schema_optional && can.move_resource_state);
    assert!(!can.generate_resource_config);
    insta::assert_snapshot!(outline(&schema));
}

/// Every schema with its attributes, their types, and who sets them.
fn outline(schema: &tf::get_provider_schema::Response) -> String {
    let mut text = String::new();
    let mut kind = |kind: &str, schemas: BTreeMap<&String, Option<&tf::Schema>>| {
        for (name, schema) in schemas {
            let version = schema.map_or(0, |schema| schema.version);
            text += &format!("{kind} {name} (version {version})\n");
            block(schema.and_then(|schema| schema.block.as_ref()), 1, &mut text);
        }
    };
    let provider = "framework".to_owned();
    kind("provider", [(&provider, schema.provider.as_ref())].into());
    kind("resource", schema.resource_schemas.iter().map(|(name, schema)| (name, Some(schema))).collect());
    let ephemeral = schema.ephemeral_resource_schemas.iter();
    kind("ephemeral", ephemeral.map(|(name, schema)| (name, Some(schema))).collect());
    let actions = schema.action_schemas.iter();
    kind("action", actions.map(|(name, action)| (name, action.schema.as_ref())).collect());
    let stores = schema.state_store_schemas.iter();
    kind("state store", stores.map(|(name, schema)| (name, Some(schema))).collect());
    let functions: BTreeMap<_, _> = schema.functions.iter().collect();
    for (name, function) in functions {
        let typed = |name: &str, ty: &[u8]| format!("{name}: {}", String::from_utf8_lossy(ty));
        let parameter = |parameter: &tf::function::Parameter| {
            let null = if parameter.allow_null_value { " or null" } else { "" };
            let unknown = if parameter.allow_unknown_values { " or unknown" } else { "" };
            typed(&parameter.name, &parameter.r#type) + null + unknown
        };
        let mut parameters: Vec<_> = function.parameters.iter().map(parameter).collect();
        parameters.extend(function.variadic_parameter.iter().map(|variadic| parameter(variadic) + "..."));
        let returns = function.r#return.as_ref().map(|returns| typed("", &returns.r#type));
        text += &format!("function {name}({}){}\n", parameters.join(", "), returns.unwrap_or_default());
    }
    text
}

fn block(block: Option<&tf::schema::Block>, depth: usize, text: &mut String) {
    let Some(block) = block else { return };
    attributes(&block.attributes, depth, text);
    let mut blocks: Vec<_> = block.block_types.iter().collect();
    blocks.sort_by_key(|block| &block.type_name);
    for nested in blocks {
        let indent = "  ".repeat(depth);
        let (least, most) = (nested.min_items, nested.max_items);
        *text += &format!("{indent}{} {{}} {:?} {least}..{most}\n", nested.type_name, nested.nesting());
        self::block(nested.block.as_ref(), depth + 1, text);
    }
}

fn attributes(attributes: &[tf::schema::Attribute], depth: usize, text: &mut String) {
    let mut sorted: Vec<_> = attributes.iter().collect();
    sorted.sort_by_key(|attribute| &attribute.name);
    for attribute in sorted {
        let flags = [
            (attribute.required, " required"),
            (attribute.optional, " optional"),
            (attribute.computed, " computed"),
            (attribute.sensitive, " sensitive"),
            (attribute.deprecated, " deprecated"),
            (attribute.write_only, " write-only"),
        ];
        let flags: String = flags.iter().filter(|(said, _)| *said).map(|(_, word)| *word).collect();
        let indent = "  ".repeat(depth);
        let ty = match &attribute.nested_type {
            Some(nested) => format!("{:?}", nested.nesting()),
            None => String::from_utf8_lossy(&attribute.r#type).into_owned(),
        };
        *text += &format!("{indent}{}: {ty}{flags}\n", attribute.name);
        if let Some(nested) = &attribute.nested_type {
            self::attributes(&nested.attributes, depth + 1, text);
        }
    }
}

// Deferral by the provider

#[tokio::test]
async fn while_the_provider_defers_a_plan_is_the_proposal() {
    let mut twin = Twin::deferring().await;
    // Not even the resource's own check is made, nor does it count that the resource itself would put the plan off.
    for proposed in [deferred("other", false, false), deferred("other", true, false)] {
        let answer = twin.plan(DEFERRED, &proposed).await;
        assert_eq!(told(&answer.diagnostics), [""; 0]);
        assert_eq!(value(answer.planned_state.as_ref(), &deferred_type()), proposed);
        assert_eq!(reason(answer.deferred.as_ref()), Some(Reason::ProviderConfigUnknown));
    }
}

#[tokio::test]
async fn a_resource_may_be_planned_although_the_provider_defers() {
    let mut twin = Twin::deferring().await;
    let refused = twin.plan(PLANNED_ALL_THE_SAME, &deferred("other", false, false)).await;
    assert_eq!(told(&refused.diagnostics), ["invalid id value"]);
    let planned = twin.plan(PLANNED_ALL_THE_SAME, &deferred("test_id", false, false)).await;
    assert_eq!(reason(planned.deferred.as_ref()), Some(Reason::ProviderConfigUnknown));
    let own = twin.plan(PLANNED_ALL_THE_SAME, &deferred("test_id", true, false)).await;
    assert_eq!(reason(own.deferred.as_ref()), Some(Reason::ResourceConfigUnknown));
}

#[tokio::test]
async fn while_the_provider_defers_nothing_is_read_or_imported() {
    let mut twin = Twin::deferring().await;
    let state = deferred("test_id", false, true);
    let read = twin.read(&state).await;
    assert_eq!(value(read.new_state.as_ref(), &deferred_type()), state);
    assert_eq!(reason(read.deferred.as_ref()), Some(Reason::ProviderConfigUnknown));

    let imported = twin.import("deferral-id").await;
    assert_eq!(imported.imported_resources.len(), 1);
    let state = value(imported.imported_resources[0].state.as_ref(), &deferred_type());
    assert!(state.is_unknown(), "{state:?}");
    assert_eq!(reason(imported.deferred.as_ref()), Some(Reason::ProviderConfigUnknown));
}

#[tokio::test]
async fn while_the_provider_defers_nothing_is_opened_or_invoked() {
    let mut twin = Twin::deferring().await;
    let opened = open(&mut twin).await;
    assert!(value(opened.result.as_ref(), &lifecycle_type()).is_unknown());
    assert_eq!(reason(opened.deferred.as_ref()), Some(Reason::ProviderConfigUnknown));

    let ty =
        Type::object([("filename", Type::String), ("content", Type::String), ("plan_error", Type::Bool)]);
    let config = Value::object([
        ("filename", Value::from("/nowhere")),
        ("content", "x".into()),
        ("plan_error", Value::Null),
    ]);
    let request = tf::plan_action::Request {
        action_type: "framework_modify_file_action".to_owned(),
        config: dynamic(&config, &ty),
        client_capabilities: deferral_allowed(),
    };
    let planned: tf::plan_action::Response = twin.call("/tfplugin6.Provider/PlanAction", request).await;
    assert_eq!(reason(planned.deferred.as_ref()), Some(Reason::ProviderConfigUnknown));
}

#[tokio::test]
async fn the_next_configuration_ends_the_deferral() {
    for (deferral, deferral_allowed) in [(false, true), (true, false)] {
        let mut twin = Twin::deferring().await;
        twin.configure(deferral, deferral_allowed).await;
        let planned = twin.plan(DEFERRED, &deferred("test_id", false, false)).await;
        assert_eq!(reason(planned.deferred.as_ref()), None);
    }
}

// Deferral by the resource

#[tokio::test]
async fn a_resource_puts_its_own_plan_read_and_import_off() {
    let mut twin = Twin::configured().await;
    for ty in [DEFERRED, PLANNED_ALL_THE_SAME] {
        for (at_plan, expected) in [(true, Some(Reason::ResourceConfigUnknown)), (false, None)] {
            let planned = twin.plan(ty, &deferred("test_id", at_plan, false)).await;
            assert_eq!(reason(planned.deferred.as_ref()), expected);
        }
    }
    for (at_read, expected) in [(true, Some(Reason::ResourceConfigUnknown)), (false, None)] {
        let state = deferred("test_id", false, at_read);
        let read = twin.read(&state).await;
        assert_eq!(reason(read.deferred.as_ref()), expected);
        assert_eq!(value(read.new_state.as_ref(), &deferred_type()), state);
    }
    for (id, expected) in [("deferral-id", Some(Reason::ResourceConfigUnknown)), ("other", None)] {
        let imported = twin.import(id).await;
        assert_eq!(reason(imported.deferred.as_ref()), expected);
        let state = value(imported.imported_resources[0].state.as_ref(), &deferred_type());
        assert_eq!(state.entry("id"), Some(&Value::from(id)));
    }
}

// Ephemeral resources

fn lifecycle_type() -> Type {
    Type::object([("name", Type::String), ("token", Type::String)])
}

async fn open(twin: &mut Twin) -> tf::open_ephemeral_resource::Response {
    let config = Value::object([("name", Value::from("John")), ("token", Value::Null)]);
    let request = tf::open_ephemeral_resource::Request {
        type_name: "framework_lifecycle".to_owned(),
        config: dynamic(&config, &lifecycle_type()),
        client_capabilities: deferral_allowed(),
    };
    twin.call("/tfplugin6.Provider/OpenEphemeralResource", request).await
}

/// Whole seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

#[tokio::test]
async fn a_token_is_renewed_every_five_seconds_and_closed() {
    let mut twin = Twin::configured().await;
    let before = now();
    let opened = open(&mut twin).await;
    assert_eq!(told(&opened.diagnostics), [""; 0]);
    let expected = Value::object([("name", Value::from("John")), ("token", "fake-token-12345".into())]);
    assert_eq!(value(opened.result.as_ref(), &lifecycle_type()), expected);
    let next = opened.renew_at.unwrap().seconds;
    assert!((before + 5..=now() + 5).contains(&next), "{next}");

    for _ in 0..3 {
        let before = now();
        let request = tf::renew_ephemeral_resource::Request {
            type_name: "framework_lifecycle".to_owned(),
            private: opened.private.clone(),
        };
        let renewed: tf::renew_ephemeral_resource::Response =
            twin.call("/tfplugin6.Provider/RenewEphemeralResource", request).await;
        assert_eq!(told(&renewed.diagnostics), [""; 0]);
        let next = renewed.renew_at.unwrap().seconds;
        assert!((before + 5..=now() + 5).contains(&next), "{next}");
    }
    let request = tf::close_ephemeral_resource::Request {
        type_name: "framework_lifecycle".to_owned(),
        private: opened.private.clone(),
    };
    let closed: tf::close_ephemeral_resource::Response =
        twin.call("/tfplugin6.Provider/CloseEphemeralResource", request).await;
    assert_eq!(told(&closed.diagnostics), [""; 0]);
}

#[tokio::test]
async fn what_needs_no_renewal_says_so() {
    let mut twin = Twin::configured().await;
    let schema: tf::get_provider_schema::Response =
        twin.call("/tfplugin6.Provider/GetProviderSchema", tf::get_provider_schema::Request {}).await;
    let block = schema.ephemeral_resource_schemas["framework_schema"].block.clone().unwrap();
    assert_eq!(block.attributes.len(), 18);
    // A value of the schema with nothing in it, whatever the types are: null fits each.
    let nothing = |name: &String| (name.clone(), Value::Null);
    let attributes = block.attributes.iter().map(|attribute| nothing(&attribute.name));
    let blocks = block.block_types.iter().map(|block| match block.nesting() {
        tf::schema::nested_block::NestingMode::List => (block.type_name.clone(), Value::List(Vec::new())),
        tf::schema::nested_block::NestingMode::Set => (block.type_name.clone(), Value::Set(Vec::new())),
        _ => nothing(&block.type_name),
    });
    let config = Value::object(attributes.chain(blocks));
    let request = tf::open_ephemeral_resource::Request {
        type_name: "framework_schema".to_owned(),
        config: dynamic(&config, &config.type_of()),
        client_capabilities: None,
    };
    let opened: tf::open_ephemeral_resource::Response =
        twin.call("/tfplugin6.Provider/OpenEphemeralResource", request).await;
    assert_eq!(told(&opened.diagnostics), [""; 0]);
    assert_eq!(opened.renew_at, None);
    assert_eq!(value(opened.result.as_ref(), &config.type_of()), config);
}

// Moves

/// A source with this state and identity.
fn source(provider: &str, ty: &str, state: &str, identity: Option<&str>) -> tf::move_resource_state::Request {
    let raw = |json: &str| tf::RawState { json: json.into(), ..Default::default() };
    tf::move_resource_state::Request {
        source_provider_address: provider.to_owned(),
        source_type_name: ty.to_owned(),
        source_state: Some(raw(state)),
        source_identity: identity.map(raw),
        ..Default::default()
    }
}

const RANDOM: &str = "registry.terraform.io/hashicorp/random";
const FRAMEWORK: &str = "registry.terraform.io/hashicorp/framework";

#[tokio::test]
async fn a_random_string_becomes_state_and_identity() {
    let mut twin = Twin::configured().await;
    let state = r#"{"id": "abc", "length": 12, "result": "s3cret", "keepers": null, "special": true}"#;
    let moved = twin.move_here(source(RANDOM, "random_string", state, None)).await;
    assert_eq!(told(&moved.diagnostics), [""; 0]);
    let ty = Type::object([("moved_random_string", Type::String)]);
    let expected = Value::object([("moved_random_string", Value::from("s3cret"))]);
    assert_eq!(value(moved.target_state.as_ref(), &ty), expected);
    let identity = moved.target_identity.unwrap().identity_data;
    let expected = Value::object([("id", Value::from("s3cret"))]);
    assert_eq!(value(identity.as_ref(), &Type::object([("id", Type::String)])), expected);
}

#[tokio::test]
async fn a_read_keeps_the_identity_and_makes_one_where_there_is_none() {
    let mut twin = Twin::configured().await;
    let (state, identity) = (("moved_random_string", "tom"), ("id", "id-123"));
    let object = |(name, text): (&'static str, &str)| {
        dynamic(&Value::object([(name, Value::from(text))]), &Type::object([(name, Type::String)]))
    };
    for (stored, expected) in [(Some(identity), "id-123"), (None, "tom")] {
        let identity = |stored| tf::ResourceIdentityData { identity_data: object(stored) };
        let request = tf::read_resource::Request {
            type_name: "framework_move_state".to_owned(),
            current_state: object(state),
            current_identity: stored.map(identity),
            ..Default::default()
        };
        let read: tf::read_resource::Response = twin.call("/tfplugin6.Provider/ReadResource", request).await;
        assert_eq!(told(&read.diagnostics), [""; 0]);
        assert_eq!(read.new_identity.unwrap().identity_data, object(("id", expected)));
    }
}

#[tokio::test]
async fn sources_that_cannot_be_taken_over_are_refused_by_name() {
    let mut twin = Twin::configured().await;
    let unknown = [
        (RANDOM, "random_shuffle"),
        (FRAMEWORK, "framework_schema"),
        ("registry.terraform.io/hashicorp/time", "time_sleep"),
    ];
    for (provider, ty) in unknown {
        let refused = twin.move_here(source(provider, ty, "{}", None)).await;
        assert_eq!(told(&refused.diagnostics), ["Invalid Move State Request"]);
        let detail = &refused.diagnostics[0].detail;
        assert!(detail.contains(provider) && detail.contains(ty), "{detail}");
    }
    for identity in [None, Some("{}"), Some("[]"), Some(r#"{"id": 1, "name": []}"#)] {
        let refused = twin.move_here(source(FRAMEWORK, "framework_identity", "{}", identity)).await;
        assert_eq!(told(&refused.diagnostics), ["Unexpected Move State Error"], "{identity:?}");
    }
}

// The state store

const STORE: &str = "framework_inmem";

/// A store that was configured, with this size of chunks.
async fn store(chunk_size: i64) -> Twin {
    let mut twin = Twin::configured().await;
    let request = tf::configure_state_store::Request {
        type_name: STORE.to_owned(),
        config: dynamic(&region("us-east-1"), &region_type()),
        capabilities: Some(tf::StateStoreClientCapabilities { chunk_size }),
    };
    let configured: tf::configure_state_store::Response =
        twin.call("/tfplugin6.Provider/ConfigureStateStore", request).await;
    assert_eq!(told(&configured.diagnostics), [""; 0]);
    assert_eq!(configured.capabilities.unwrap().chunk_size, chunk_size);
    twin
}

fn region_type() -> Type {
    Type::object([("region", Type::String)])
}

fn region(region: &str) -> Value {
    Value::object([("region", Value::from(region))])
}

impl Twin {
    async fn write(&mut self, id: &str, state: &[u8], chunk_size: usize) -> tf::write_state_bytes::Response {
        let chunks = state.chunks(chunk_size).scan(0, |start, bytes| {
            let meta = (*start == 0)
                .then(|| tf::RequestChunkMeta { type_name: STORE.to_owned(), state_id: id.to_owned() });
            let range = tf::StateRange { start: *start, end: *start + length(bytes) - 1 };
            *start += length(bytes);
            let (bytes, total_length) = (bytes.to_vec(), length(state));
            Some(tf::write_state_bytes::RequestChunk { meta, bytes, total_length, range: Some(range) })
        });
        let sent = self.client.send("/tfplugin6.Provider/WriteStateBytes", chunks.collect());
        patiently(sent).await.expect("the twin answers")
    }

    async fn state(&mut self, id: &str) -> Vec<tf::read_state_bytes::Response> {
        let request = tf::read_state_bytes::Request { type_name: STORE.to_owned(), state_id: id.to_owned() };
        let opened = self.client.open("/tfplugin6.Provider/ReadStateBytes", request);
        let mut chunks: tonic::Streaming<tf::read_state_bytes::Response> =
            patiently(opened).await.expect("the twin answers");
        let mut read = Vec::new();
        while let Some(chunk) = patiently(chunks.message()).await.expect("the stream goes on") {
            read.push(chunk);
        }
        read
    }

    async fn states(&mut self) -> Vec<String> {
        let request = tf::get_states::Request { type_name: STORE.to_owned() };
        let states: tf::get_states::Response = self.call("/tfplugin6.Provider/GetStates", request).await;
        assert_eq!(told(&states.diagnostics), [""; 0]);
        states.state_id
    }

    async fn lock(&mut self, id: &str) -> tf::lock_state::Response {
        let request = tf::lock_state::Request {
            type_name: STORE.to_owned(),
            state_id: id.to_owned(),
            operation: "OperationTypeApply".to_owned(),
        };
        self.call("/tfplugin6.Provider/LockState", request).await
    }

    async fn unlock(&mut self, id: &str, lock_id: &str) -> Vec<String> {
        let request = tf::unlock_state::Request {
            type_name: STORE.to_owned(),
            state_id: id.to_owned(),
            lock_id: lock_id.to_owned(),
        };
        let unlocked: tf::unlock_state::Response =
            self.call("/tfplugin6.Provider/UnlockState", request).await;
        unlocked.diagnostics.into_iter().map(|diagnostic| diagnostic.summary).collect()
    }

    async fn delete(&mut self, id: &str) -> Vec<String> {
        let request = tf::delete_state::Request { type_name: STORE.to_owned(), state_id: id.to_owned() };
        let deleted: tf::delete_state::Response = self.call("/tfplugin6.Provider/DeleteState", request).await;
        deleted.diagnostics.into_iter().map(|diagnostic| diagnostic.summary).collect()
    }
}

fn length(bytes: &[u8]) -> i64 {
    i64::try_from(bytes.len()).unwrap()
}

#[tokio::test]
async fn a_store_is_in_one_of_two_regions() {
    let mut twin = Twin::configured().await;
    for (name, expected) in [("us-west-2", [].as_slice()), ("mars", &["Invalid Attribute Value Match"])] {
        let request = tf::validate_state_store::Request {
            type_name: STORE.to_owned(),
            config: dynamic(&region(name), &region_type()),
        };
        let answer: tf::validate_state_store::Response =
            twin.call("/tfplugin6.Provider/ValidateStateStoreConfig", request).await;
        assert_eq!(told(&answer.diagnostics), expected);
        for diagnostic in answer.diagnostics {
            let detail =
                "Attribute region value must be one of: [\"us-east-1\" \"us-west-2\"], got: \"mars\"";
            assert_eq!(diagnostic.detail, detail);
        }
    }
}

#[tokio::test]
async fn states_are_written_read_listed_and_deleted() {
    let mut twin = store(10).await;
    assert_eq!(twin.states().await, [""; 0]);
    assert_eq!(twin.state("default").await, []);
    for state in ["0123456789", "0123456789abcdefghij!", "short"] {
        assert_eq!(told(&twin.write("default", state.as_bytes(), 10).await.diagnostics), [""; 0]);
        let chunks = twin.state("default").await;
        let read: Vec<u8> = chunks.iter().flat_map(|chunk| chunk.bytes.clone()).collect();
        assert_eq!(String::from_utf8(read).unwrap(), state);
        for (index, chunk) in chunks.iter().enumerate() {
            let start = 10 * i64::try_from(index).unwrap();
            let range = tf::StateRange { start, end: start + length(&chunk.bytes) - 1 };
            assert_eq!(chunk.range, Some(range));
            assert_eq!(chunk.total_length, length(state.as_bytes()));
        }
    }
    twin.write("another", b"{}", 10).await;
    assert_eq!(twin.states().await, ["another", "default"]);
    assert_eq!(twin.delete("another").await, [""; 0]);
    assert_eq!(twin.delete("another").await, ["Error Deleting State"]);
    assert_eq!(twin.states().await, ["default"]);
}

#[tokio::test]
async fn a_state_survives_a_new_configuration() {
    let mut twin = store(100).await;
    twin.write("default", b"{}", 100).await;
    twin.configure(false, true).await;
    let request = tf::configure_state_store::Request {
        type_name: STORE.to_owned(),
        config: dynamic(&region("us-west-2"), &region_type()),
        capabilities: Some(tf::StateStoreClientCapabilities { chunk_size: 100 }),
    };
    let _: tf::configure_state_store::Response =
        twin.call("/tfplugin6.Provider/ConfigureStateStore", request).await;
    assert_eq!(twin.states().await, ["default"]);
}

#[tokio::test]
async fn a_state_of_more_than_a_hundred_megabytes_comes_back() {
    const CHUNK: usize = 8 << 20;
    let state: Vec<u8> = (0_u32..=26 << 20).flat_map(u32::to_le_bytes).collect();
    assert!(state.len() > 100_000_000);
    let mut twin = store(CHUNK as i64).await;
    assert_eq!(told(&twin.write("default", &state, CHUNK).await.diagnostics), [""; 0]);
    let read: Vec<u8> = twin.state("default").await.into_iter().flat_map(|chunk| chunk.bytes).collect();
    assert!(read == state, "{} bytes came back", read.len());
}

#[tokio::test]
async fn a_state_that_is_not_whole_is_refused() {
    let mut twin = store(10).await;
    let empty: tf::write_state_bytes::Response =
        patiently(twin.client.send("/tfplugin6.Provider/WriteStateBytes", vec![chunk("default", b"", 0)]))
            .await
            .unwrap();
    assert_eq!(told(&empty.diagnostics), ["Error Writing State"]);
    for broken in [chunk("", b"state", 5), chunk("default", b"state", 6)] {
        let refused: tf::write_state_bytes::Response =
            patiently(twin.client.send("/tfplugin6.Provider/WriteStateBytes", vec![broken])).await.unwrap();
        assert_eq!(told(&refused.diagnostics), ["Error Writing State"]);
    }
    assert_eq!(twin.states().await, [""; 0]);
}

fn chunk(id: &str, bytes: &[u8], total_length: i64) -> tf::write_state_bytes::RequestChunk {
    tf::write_state_bytes::RequestChunk {
        meta: Some(tf::RequestChunkMeta { type_name: STORE.to_owned(), state_id: id.to_owned() }),
        bytes: bytes.to_vec(),
        total_length,
        range: Some(tf::StateRange { start: 0, end: (length(bytes) - 1).max(0) }),
    }
}

#[tokio::test]
async fn a_state_is_locked_once_and_given_back_by_its_holder() {
    let mut twin = store(10).await;
    assert_eq!(twin.unlock("default", "x").await, ["Lock Does Not Exist"]);
    let locked = twin.lock("default").await;
    assert_eq!(told(&locked.diagnostics), [""; 0]);
    assert_eq!(twin.states().await, ["default"]);

    let refused = twin.lock("default").await;
    assert_eq!(told(&refused.diagnostics), ["Workspace Already Locked"]);
    let detail = &refused.diagnostics[0].detail;
    assert!(detail.starts_with("\"default\" workspace has a lock held by another client."), "{detail}");
    assert!(detail.contains(&locked.lock_id) && detail.contains("OperationTypeApply"), "{detail}");

    assert_eq!(twin.unlock("default", "x").await, ["Lock ID Mismatch"]);
    assert_eq!(twin.unlock("default", &locked.lock_id).await, [""; 0]);
    assert_eq!(twin.unlock("default", &locked.lock_id).await, ["Lock Does Not Exist"]);
    assert_eq!(twin.states().await, [""; 0]);
    let again = twin.lock("default").await;
    assert_ne!(again.lock_id, locked.lock_id);
}

// Write-only attributes

/// A `framework_writeonly` in which every write-only attribute is given.
fn write_only_config(secret: &Value) -> (Value, Type) {
    let strings = |names: &[&str]| Type::object(names.iter().map(|name| (*name, Type::String)));
    let element = strings(&["writeonly_string"]);
    let object = Type::object([
        ("writeonly_bool", Type::Bool),
        ("writeonly_int64", Type::Number),
        ("writeonly_nested_list", Type::list(element)),
    ]);
    let in_map = Type::object([("string_attr", Type::String), ("writeonly_float64", Type::Number)]);
    let double_nested = Type::object([("bool_attr", Type::Bool), ("writeonly_bool", Type::Bool)]);
    let in_block = Type::object([
        ("string_attr", Type::String),
        ("writeonly_string", Type::String),
        ("double_nested_object", double_nested),
    ]);
    let ty = Type::object([
        ("computed_attr", Type::String),
        ("writeonly_custom_ipv6", Type::String),
        ("writeonly_string", Type::String),
        ("writeonly_list", Type::list(Type::String)),
        ("writeonly_nested_object", object),
        ("nested_map", Type::map(in_map)),
        ("nested_block_list", Type::list(in_block)),
    ]);
    let double_nested = Value::object([("bool_attr", true.into()), ("writeonly_bool", secret.clone())]);
    let in_block = Value::object([
        ("string_attr", "x".into()),
        ("writeonly_string", secret.clone()),
        ("double_nested_object", double_nested),
    ]);
    let in_map = Value::object([("string_attr", "x".into()), ("writeonly_float64", secret.clone())]);
    let config = Value::object([
        ("computed_attr", Value::Null),
        ("writeonly_custom_ipv6", secret.clone()),
        ("writeonly_string", secret.clone()),
        ("writeonly_list", secret.clone()),
        ("writeonly_nested_object", secret.clone()),
        ("nested_map", Value::map([("key1", in_map)])),
        ("nested_block_list", Value::list([in_block])),
    ]);
    (config, ty)
}

/// The way to an attribute: `nested_map["key1"].writeonly_float64`.
fn place(path: &tf::AttributePath) -> String {
    use tf::attribute_path::step::Selector;
    let steps = path.steps.iter().filter_map(|step| step.selector.as_ref());
    let steps = steps.map(|selector| match selector {
        Selector::AttributeName(name) => format!(".{name}"),
        Selector::ElementKeyString(key) => format!("[{key}]"),
        Selector::ElementKeyInt(index) => format!("[{index}]"),
    });
    steps.collect::<String>().trim_start_matches('.').to_owned()
}

#[tokio::test]
async fn a_terraform_that_would_store_write_only_values_is_refused_at_each_of_them() {
    let mut twin = Twin::start().await;
    // Unknown fits every type, and counts as given.
    let (config, ty) = write_only_config(&Value::unknown());
    let request = |allowed| tf::validate_resource_config::Request {
        type_name: "framework_writeonly".to_owned(),
        config: dynamic(&config, &ty),
        client_capabilities: Some(tf::ClientCapabilities {
            write_only_attributes_allowed: allowed,
            ..Default::default()
        }),
    };
    let refused: tf::validate_resource_config::Response =
        twin.call("/tfplugin6.Provider/ValidateResourceConfig", request(false)).await;
    let mut places: Vec<_> = refused
        .diagnostics
        .iter()
        .map(|refused| (refused.summary.as_str(), refused.attribute.as_ref().map(place).unwrap_or_default()))
        .collect();
    places.sort();
    let summary = "WriteOnly Attribute Not Allowed";
    let expected = [
        "nested_block_list[0].double_nested_object.writeonly_bool",
        "nested_block_list[0].writeonly_string",
        "nested_map[key1].writeonly_float64",
        "writeonly_custom_ipv6",
        "writeonly_list",
        "writeonly_nested_object",
        "writeonly_string",
    ];
    assert_eq!(places, expected.map(|place| (summary, place.to_owned())));
    let allowed: tf::validate_resource_config::Response =
        twin.call("/tfplugin6.Provider/ValidateResourceConfig", request(true)).await;
    assert_eq!(told(&allowed.diagnostics), [""; 0]);
}

// Stored states

#[tokio::test]
async fn a_stored_state_is_taken_as_far_as_the_schema_knows_it() {
    let mut twin = Twin::start().await;
    let json =
        r#"{"required_dynamic": {"value": [1, "x"], "type": ["tuple", ["number", "string"]]}, "gone": {}}"#;
    let request = tf::upgrade_resource_state::Request {
        type_name: "framework_dynamic_computed_type_change".to_owned(),
        version: 0,
        raw_state: Some(tf::RawState { json: json.into(), ..Default::default() }),
    };
    let upgraded: tf::upgrade_resource_state::Response =
        twin.call("/tfplugin6.Provider/UpgradeResourceState", request).await;
    assert_eq!(told(&upgraded.diagnostics), [""; 0]);
    let ty =
        Type::object([("required_dynamic", Type::Dynamic), ("computed_dynamic_type_changes", Type::Dynamic)]);
    let tuple = Value::Tuple(vec![1.into(), "x".into()]).into_dynamic();
    let expected =
        Value::object([("required_dynamic", tuple), ("computed_dynamic_type_changes", Value::Null)]);
    assert_eq!(value(upgraded.upgraded_state.as_ref(), &ty), expected);
}
