//! `#[derive(Model)]`: what it makes of a struct.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_framework::{
    Attr, Model, Path, PlanOf, Refinement, Type, Value,
    model::{Object, PlanModel as _, Sensitive, Set},
    schema::{AttributeKind, BlockNesting, Mode, Nesting},
};

/// A cluster.
///
/// With a second paragraph.
#[derive(Clone, Debug, PartialEq, Model)]
struct Cluster {
    /// Its name.
    #[model(requires_replace)]
    name: String,
    /// Where its pods live.
    #[model(optional, computed)]
    network: Option<Network>,
    #[model(computed, stable)]
    id: Option<String>,
    #[model(optional, computed, default = "Free")]
    sku_tier: Option<String>,
    #[model(optional, computed, default = 30)]
    idle_timeout_minutes: Option<u16>,
    tags: Option<BTreeMap<String, String>>,
    zones: Option<BTreeSet<String>>,
    r#type: Option<String>,
    #[model(name = "max_pods")]
    pods: Option<u8>,
    secret: Option<Sensitive<String>>,
    pools: Vec<Pool>,
    rules: Option<Set<Pool>>,
    extra: Option<Value>,
    // Names that the derived code uses itself.
    fields: Option<bool>,
    value: Option<bool>,
    at: Option<bool>,
}

/// A network.
#[derive(Clone, Debug, PartialEq, Model)]
pub struct Network {
    /// Ranges.
    #[model(optional, computed, depends_on(plugin, r#type))]
    pub pod_cidrs: Option<Vec<String>>,
    /// Plugin.
    pub plugin: Option<String>,
    /// Kind.
    #[model(name = "kind")]
    pub r#type: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Model)]
struct Pool {
    name: String,
    count: Option<i64>,
}

fn cluster() -> Cluster {
    Cluster {
        name: "prod".to_owned(),
        network: Some(Network {
            pod_cidrs: Some(vec!["10.244.0.0/16".to_owned()]),
            plugin: None,
            r#type: Some("k".to_owned()),
        }),
        id: None,
        sku_tier: Some("Free".to_owned()),
        idle_timeout_minutes: Some(4),
        tags: Some([("env".to_owned(), "x".to_owned())].into()),
        zones: Some(["1".to_owned(), "2".to_owned()].into()),
        r#type: Some("t".to_owned()),
        pods: Some(250),
        secret: Some("s3cret".to_owned().into()),
        pools: vec![Pool { name: "a".to_owned(), count: Some(3) }],
        rules: Some(Set::from(vec![Pool { name: "b".to_owned(), count: None }])),
        extra: Some(Value::from(1)),
        fields: Some(true),
        value: None,
        at: Some(false),
    }
}

fn attribute(name: &str) -> tfplugin_framework::schema::Attribute {
    Cluster::block().attribute(name).unwrap().clone()
}

#[test]
fn a_model_survives_the_way_to_a_value_and_back() {
    let read = Cluster::from_value(&cluster().to_value(), &Path::root()).unwrap();
    assert_eq!(read, Cluster { extra: Some(Value::from(1).into_dynamic()), ..cluster() });
}

#[test]
fn the_value_conforms_to_the_schema() {
    assert_eq!(cluster().to_value().mismatches(&Cluster::block().ty()), []);
    assert_eq!(ClusterPlan::default().to_value().mismatches(&Cluster::block().ty()), []);
}

#[test]
fn the_twin_survives_the_way_to_a_value_and_back() {
    let plan = ClusterPlan {
        name: Attr::unknown(),
        network: Attr::Known(NetworkPlan { pod_cidrs: Attr::unknown(), ..NetworkPlan::default() }),
        zones: Attr::Known(vec![Attr::unknown(), "1".into()]),
        ..ClusterPlan::default()
    };
    assert_eq!(ClusterPlan::from_value(&plan.to_value(), &Path::root()).unwrap(), plan);
}

#[test]
fn a_model_is_lifted_into_its_twin() {
    let plan: PlanOf<Cluster> = cluster().into();
    assert_eq!(plan.to_value(), cluster().to_value());
    assert!(plan.id.is_null());
}

#[test]
fn what_is_promised_of_a_computed_attribute_stands_in_the_schema() {
    const GROUPS: &str = "/groups/";
    #[derive(Clone, Debug, Model)]
    struct Promising {
        #[model(computed, never_null)]
        zone: Option<String>,
        #[model(computed, prefix = GROUPS)]
        group: Option<String>,
        #[model(computed)]
        note: Option<String>,
    }
    let promise = |name: &str| Promising::block().attribute(name).unwrap().behavior.promise.clone();
    assert_eq!(promise("zone"), Refinement::not_null());
    assert_eq!(promise("group"), Refinement::prefix("/groups/"));
    assert_eq!(promise("note"), Refinement::default());
}

#[test]
fn unknown_reads_as_none() {
    let mut plan: ClusterPlan = cluster().into();
    plan.id = Attr::unknown();
    plan.network.known_mut().unwrap().pod_cidrs = Attr::unknown();
    let read = Cluster::from_value(&plan.to_value(), &Path::root()).unwrap();
    assert_eq!(read.id, None);
    assert_eq!(read.network.unwrap().pod_cidrs, None);
}

#[test]
fn every_value_that_does_not_fit_is_named() {
    let mut value = cluster().to_value();
    let Value::Object(attributes) = &mut value else { panic!() };
    attributes.insert("name".to_owned(), Value::Null);
    attributes.insert("max_pods".to_owned(), 256.into());
    attributes.insert("pools".to_owned(), Value::list([Value::Null]));
    let errors = Cluster::from_value(&value, &Path::root()).unwrap_err();
    let details: Vec<_> = errors.iter().map(|error| error.detail.as_str()).collect();
    assert_eq!(
        details,
        [
            "name must not be null.",
            "max_pods must be a whole number between 0 and 255, but it is 256.",
            "pools[0] must not be null.",
        ]
    );
    assert_eq!(errors.iter().next().unwrap().path, Some(Path::of("name")));
}

#[test]
fn a_null_element_is_refused_before_apply_too() {
    let value = Value::object([("pod_cidrs", Value::List(vec!["a".into(), Value::Null]))]);
    let errors = NetworkPlan::from_value(&value, &Path::of("network")).unwrap_err();
    assert_eq!(errors.iter().next().unwrap().detail, "network.pod_cidrs[1] must not be null.");
}

#[test]
fn types_say_who_sets_an_attribute() {
    assert_eq!(attribute("name").mode, Mode::Required);
    assert_eq!(attribute("tags").mode, Mode::Optional);
    assert_eq!(attribute("id").mode, Mode::Computed);
    assert_eq!(attribute("sku_tier").mode, Mode::OptionalComputed);
}

#[test]
fn types_become_types_of_the_schema() {
    let plain = |name: &str| match attribute(name).kind {
        AttributeKind::Plain(ty) => ty,
        AttributeKind::Nested(..) => panic!("{name} is nested"),
    };
    assert_eq!(plain("name"), Type::String);
    assert_eq!(plain("max_pods"), Type::Number);
    assert_eq!(plain("tags"), Type::map(Type::String));
    assert_eq!(plain("zones"), Type::set(Type::String));
    assert_eq!(plain("extra"), Type::Dynamic);
    let nesting = |name: &str| match attribute(name).kind {
        AttributeKind::Nested(nesting, _) => nesting,
        AttributeKind::Plain(_) => panic!("{name} is plain"),
    };
    assert_eq!(nesting("network"), Nesting::Single);
    assert_eq!(nesting("pools"), Nesting::List);
    assert_eq!(nesting("rules"), Nesting::Set);
}

#[test]
fn doc_comments_become_descriptions() {
    assert_eq!(Cluster::block().description, "A cluster.\n\nWith a second paragraph.");
    assert_eq!(attribute("name").description, "Its name.");
}

#[test]
fn behaviour_is_taken_over() {
    assert!(attribute("name").behavior.requires_replace);
    assert!(attribute("id").behavior.stable);
    assert_eq!(attribute("sku_tier").behavior.default, Some(Value::from("Free")));
    assert_eq!(attribute("idle_timeout_minutes").behavior.default, Some(Value::from(30)));
    assert!(attribute("secret").sensitive);
    let network = Network::block();
    assert_eq!(network.attribute("pod_cidrs").unwrap().behavior.depends_on, ["plugin", "kind"]);
}

#[test]
fn a_secret_is_not_printed() {
    let printed = format!("{:?}", (cluster(), ClusterPlan::from(cluster())));
    assert!(!printed.contains("s3cret"), "{printed}");
    assert!(printed.contains("(sensitive)"), "{printed}");
}

#[test]
fn the_attributes_of_an_unknown_object_are_unknown() {
    let unknown = Attr::<NetworkPlan>::unknown().attributes();
    assert!(unknown.plugin.is_unknown() && unknown.pod_cidrs.is_unknown());
    assert_eq!(Attr::<NetworkPlan>::Null.attributes(), NetworkPlan::default());
    let Value::Object(attributes) = ClusterPlan::unknown().to_value() else { panic!() };
    let known: Vec<_> = attributes.iter().filter(|(_, value)| !value.is_unknown()).collect();
    assert_eq!(known, []);
}

#[derive(Clone, Debug, PartialEq, Model)]
struct WithBlocks {
    #[model(block, max_items = 3)]
    rule: Vec<Pool>,
    #[model(block)]
    logging: Option<Pool>,
    #[model(block)]
    zone: BTreeMap<String, Pool>,
}

#[test]
fn blocks_are_nested_blocks_of_the_schema() {
    let block = WithBlocks::block();
    let rule = block.nested_block("rule").unwrap();
    assert_eq!((rule.nesting, rule.min_items, rule.max_items), (BlockNesting::List, 0, 3));
    assert_eq!(block.nested_block("logging").unwrap().nesting, BlockNesting::Single);
    assert!(rule.block.attribute("name").is_some());
    assert!(block.attributes.is_empty());
}

#[test]
fn collections_of_blocks_are_never_null() {
    let value = WithBlocksPlan::default().to_value();
    assert_eq!(value.entry("rule"), Some(&Value::List(vec![])));
    assert_eq!(value.entry("zone"), Some(&Value::Map([].into())));
    assert_eq!(value.entry("logging"), Some(&Value::Null));
}

#[derive(Clone, Debug, PartialEq, Model)]
struct Anything {
    value: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Model)]
struct WithBlocksOfAnyType {
    #[model(block)]
    list: Vec<Anything>,
    #[model(block)]
    map: BTreeMap<String, Anything>,
}

#[test]
fn blocks_of_any_type_bring_their_types() {
    let of = |value: Value| Anything { value: Some(value.into_dynamic()) };
    let model = WithBlocksOfAnyType {
        list: vec![of("x".into()), of(1.into())],
        map: [("k".to_owned(), of(true.into()))].into(),
    };
    let ty = WithBlocksOfAnyType::block().ty();
    assert_eq!(model.to_value().mismatches(&ty), []);
    assert_eq!(WithBlocksOfAnyTypePlan::default().to_value().mismatches(&ty), []);
    assert_eq!(WithBlocksOfAnyType::from_value(&model.to_value(), &Path::root()).unwrap(), model);
}

#[derive(Clone, Debug, PartialEq, Model)]
struct WithPlainObject {
    object: Option<Object<Anything>>,
}

#[test]
fn a_plain_object_is_a_type_and_not_attributes() {
    let block = WithPlainObject::block();
    let AttributeKind::Plain(ty) = &block.attribute("object").unwrap().kind else { panic!() };
    assert_eq!(*ty, Type::object([("value", Type::Dynamic)]));
    let model =
        WithPlainObject { object: Some(Anything { value: Some(Value::from("x").into_dynamic()) }.into()) };
    assert_eq!(model.to_value().mismatches(&block.ty()), []);
    assert_eq!(WithPlainObject::from_value(&model.to_value(), &Path::root()).unwrap(), model);
    assert_eq!(model.to_plan().to_value(), model.to_value());
}

#[derive(Clone, Debug, PartialEq, Model)]
struct Nothing {}

#[test]
fn a_model_may_have_no_attributes() {
    assert_eq!(Nothing::from_value(&Nothing {}.to_value(), &Path::root()).unwrap(), Nothing {});
    assert!(NothingPlan::from_value(&Value::Null, &Path::root()).is_err());
}

/// What a provider makes by itself.
#[derive(Clone, Debug, PartialEq, Model)]
struct Made {
    #[model(computed)]
    id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Model)]
struct Maker {
    #[model(block, computed)]
    made: Vec<Made>,
}

#[test]
fn computed_blocks_that_are_not_known_yet_are_none_in_apply() {
    assert!(Maker::block().blocks[0].computed);
    for value in [Value::unknown(), Value::Null, Value::List(vec![])] {
        let object = Value::object([("made", value)]);
        let maker = <Maker as Model>::from_value(&object, &Path::root()).unwrap();
        assert_eq!(maker, Maker { made: vec![] });
    }
    let unknown = Value::object([("made", Value::unknown())]);
    let plan = PlanOf::<Maker>::from_value(&unknown, &Path::root()).unwrap();
    assert!(plan.made.is_unknown() && plan.to_value() == unknown);
}

/// A pool of a cluster that stands elsewhere.
#[derive(Clone, Debug, PartialEq, Model)]
struct FurtherPool {
    /// The cluster.
    cluster_id: String,
    #[model(flatten)]
    pool: Pool,
    #[model(computed, depends_on(count))]
    size: Option<i64>,
}

fn further_pool() -> FurtherPool {
    let pool = Pool { name: "user".to_owned(), count: Some(2) };
    FurtherPool { cluster_id: "/prod".to_owned(), pool, size: None }
}

#[test]
fn attributes_of_a_flattened_model_stand_beside_the_others() {
    let names: Vec<_> = FurtherPool::block()
        .attributes
        .into_iter()
        .map(|attribute| (attribute.name, attribute.mode))
        .collect();
    let expected = [
        ("cluster_id", Mode::Required),
        ("size", Mode::Computed),
        ("name", Mode::Required),
        ("count", Mode::Optional),
    ];
    assert_eq!(names, expected.map(|(name, mode)| (name.to_owned(), mode)));
    assert_eq!(FurtherPool::NAMES, ["cluster_id", "size", "name", "count"]);
}

#[test]
fn a_flattened_model_is_written_and_read_at_the_level_around_it() {
    let value = further_pool().to_value();
    let entries =
        [("cluster_id", "/prod".into()), ("name", "user".into()), ("count", 2.into()), ("size", Value::Null)];
    assert_eq!(value, Value::object(entries));
    assert_eq!(FurtherPool::from_value(&value, &Path::root()).unwrap(), further_pool());
    let plan = PlanOf::<FurtherPool>::from_value(&value, &Path::root()).unwrap();
    assert_eq!(plan.pool.count, Attr::Known(2));
    assert_eq!(plan, further_pool().to_plan());
    assert_eq!(plan.to_value(), value);
}

#[test]
fn errors_of_a_flattened_model_have_the_path_around_it_and_come_with_the_others() {
    let nothing = Value::object::<&str>([]);
    let errors = FurtherPool::from_value(&nothing, &Path::of("pools")).unwrap_err();
    let paths: Vec<_> = errors.into_iter().filter_map(|error| error.path).collect();
    assert_eq!(paths, ["cluster_id", "name"].map(|name| Path::of("pools").attribute(name)));
}

#[test]
fn a_flattened_model_is_unknown_attribute_by_attribute() {
    let plan = FurtherPoolPlan { cluster_id: "/prod".into(), ..FurtherPoolPlan::unknown() };
    let read = FurtherPoolPlan::from_value(&plan.to_value(), &Path::root()).unwrap();
    assert!(read.pool.name.is_unknown() && read.pool.count.is_unknown());
    assert_eq!(FurtherPool::from_plan(&further_pool().to_plan()).unwrap(), Some(further_pool()));
    assert_eq!(FurtherPool::from_plan(&plan).unwrap(), None);
}
