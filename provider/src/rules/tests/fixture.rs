//! Reading a fixture as a view: the HCL that Terraform would read, without Terraform and without a provider.

use std::{collections::BTreeMap, fs, path::PathBuf};

use hcl_edit::{
    expr::{Expression, Object, ObjectKey},
    structure::Body,
};
use tfplugin_framework::{Attr, Path};
use time::Date;

use super::repository;
use crate::rules::{
    AutoScaling, Existing, Lookup, Network, Operation, Pool, Rule, RuleSettings, Subnet, View, Vnet,
    rule::day,
};

/// A rule's folder under `tests/fixtures/`.
pub(super) struct Fixture {
    folder: PathBuf,
}

/// The day on which the fixtures are judged unless they say otherwise.
const TODAY: Date = day(2026, 11, 22);

impl Fixture {
    /// The folder of a rule.
    pub(super) fn of(rule: &Rule) -> Self {
        Self { folder: repository().join("tests/fixtures").join(rule.code) }
    }

    /// The text of one of its files, if it is there.
    pub(super) fn text(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(file)).ok()
    }

    /// What `terraform plan` makes of one of its files: the cluster is new, or exists as `before/main.tf` has it.
    pub(super) fn plan(&self, file: &str) -> View {
        let body = self.body(file);
        let mut view = view(&body);
        view.operation = match self.text("before/main.tf") {
            Some(_) => Operation::Update(Box::new(self.existing())),
            None => Operation::Create,
        };
        let nodes = view.pools[0].subnet_id.known().cloned();
        view.lookups.vnet = nodes.map_or(Lookup::NotAsked, |subnet| Lookup::Found(self.vnet_of(&subnet)));
        view
    }

    /// What `terraform validate` makes of one of its files: nothing is known but the configuration.
    pub(super) fn configuration(&self, file: &str) -> View {
        view(&self.body(file))
    }

    /// The settings of the provider block in one of its files.
    pub(super) fn settings(&self, file: &str) -> RuleSettings {
        let body = self.body(file);
        let provider = block(&body, "provider");
        let rules = attribute(provider, "rules").and_then(Expression::as_object);
        let as_of = rules.and_then(|rules| member(rules, "as_of")).and_then(Expression::as_str);
        let overrides = rules.and_then(|rules| member(rules, "overrides")).and_then(Expression::as_object);
        let level = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
            (name_of(key), value.expr().as_str().unwrap_or_default().to_owned())
        };
        let overrides: BTreeMap<String, String> = overrides.into_iter().flatten().map(level).collect();
        RuleSettings::read(as_of, &overrides, TODAY, &Path::of("rules")).unwrap()
    }

    fn body(&self, file: &str) -> Body {
        let text = self.text(file).unwrap_or_else(|| panic!("no {}", self.folder.join(file).display()));
        hcl_edit::parser::parse_body(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// The cluster of `before/main.tf` as its state has it, with what Azure fills in.
    fn existing(&self) -> Existing {
        let View { kubernetes_version, mut network, pools, .. } = self.configuration("before/main.tf");
        let or = |asked: &mut Attr<Vec<Attr<String>>>, default: &str| {
            if asked.is_null() {
                *asked = Attr::Known(vec![Attr::Known(default.to_owned())]);
            }
        };
        if network.plugin_mode.known().is_some_and(|mode| mode == "overlay") {
            or(&mut network.pod_cidrs, "10.244.0.0/16");
        }
        or(&mut network.service_cidrs, "10.0.0.0/16");
        or(&mut network.ip_families, "IPv4");
        Existing { kubernetes_version, network, pools }
    }

    /// The virtual network of a subnet in `seed.json`.
    fn vnet_of(&self, subnet: &str) -> Vnet {
        let seed = self.text("seed.json").unwrap_or_else(|| panic!("no seed.json for {subnet}"));
        let resources: Vec<serde_json::Value> = serde_json::from_str(&seed).unwrap();
        let id = subnet.split("/subnets/").next().unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let mut vnet = Vnet { id: id.to_owned(), ..Vnet::default() };
        for resource in &resources {
            let (at, properties) = (text(&resource["id"]), &resource["properties"]);
            if at == id {
                let space = properties["addressSpace"]["addressPrefixes"].as_array().unwrap();
                vnet.address_space = space.iter().map(text).collect();
            } else if at.starts_with(&format!("{id}/subnets/")) {
                let address_prefixes = vec![text(&properties["addressPrefix"])];
                vnet.subnets.push(Subnet { id: at, address_prefixes });
            }
        }
        assert!(vnet.subnets.iter().any(|known| known.id == subnet), "{subnet} is not in seed.json");
        vnet
    }
}

/// The cluster of a configuration, with the defaults that the schema has.
fn view(body: &Body) -> View {
    let cluster = block(body, "aksoverlay_cluster");
    let network = attribute(cluster, "network").and_then(Expression::as_object);
    let pool = attribute(cluster, "system_pool").and_then(Expression::as_object).unwrap();
    View {
        kubernetes_version: attr(attribute(cluster, "kubernetes_version"), text),
        network: network.map(read_network).unwrap_or_default(),
        pools: vec![read_pool(pool)],
        ..View::default()
    }
}

fn read_network(object: &Object) -> Network {
    let value = |name| attr(member(object, name), text);
    let values = |name| attr(member(object, name), texts);
    let or = |value: Attr<String>, default: &str| {
        if value.is_null() { Attr::Known(default.to_owned()) } else { value }
    };
    Network {
        path: Path::of("network"),
        plugin: or(value("plugin"), "azure"),
        plugin_mode: or(value("plugin_mode"), "overlay"),
        pod_cidrs: values("pod_cidrs"),
        service_cidrs: values("service_cidrs"),
        dns_service_ip: value("dns_service_ip"),
        ip_families: values("ip_families"),
        policy: value("policy"),
        dataplane: value("dataplane"),
        outbound_type: value("outbound_type"),
    }
}

fn read_pool(object: &Object) -> Pool {
    let value = |name| attr(member(object, name), text);
    let count = |name| attr(member(object, name), number);
    let scaling = member(object, "auto_scaling").and_then(Expression::as_object);
    let bound = |bounds: &Object, name| attr(member(bounds, name), number);
    let bounds = scaling.map(|bounds| AutoScaling { min: bound(bounds, "min"), max: bound(bounds, "max") });
    Pool {
        path: Some(Path::of("system_pool")),
        name: value("name"),
        kind: value("type"),
        vm_size: value("vm_size"),
        node_count: count("node_count"),
        auto_scaling: bounds.map_or(Attr::Null, Attr::Known),
        max_pods: count("max_pods"),
        subnet_id: value("subnet_id"),
        pod_subnet_id: value("pod_subnet_id"),
        network_plugin_mode: value("network_plugin_mode"),
        ..Pool::default()
    }
}

/// Not given, or known, or a reference that is known only later.
fn attr<T>(expression: Option<&Expression>, read: fn(&Expression) -> Option<T>) -> Attr<T> {
    match expression {
        None => Attr::Null,
        Some(expression) => read(expression).map_or_else(Attr::unknown, Attr::Known),
    }
}

fn text(expression: &Expression) -> Option<String> {
    expression.as_str().map(str::to_owned)
}

fn texts(expression: &Expression) -> Option<Vec<Attr<String>>> {
    let elements = expression.as_array()?;
    Some(elements.iter().map(|element| attr(Some(element), text)).collect())
}

fn number(expression: &Expression) -> Option<i64> {
    expression.as_number().and_then(|number| number.as_i64())
}

/// The body of the first block that is of this kind or has this label.
fn block<'a>(body: &'a Body, name: &str) -> &'a Body {
    let named = |block: &&hcl_edit::structure::Block| {
        block.ident.as_str() == name || block.labels.iter().any(|label| label.as_str() == name)
    };
    &body.blocks().find(named).unwrap_or_else(|| panic!("no {name}")).body
}

fn attribute<'a>(body: &'a Body, name: &str) -> Option<&'a Expression> {
    body.get_attribute(name).map(|attribute| &attribute.value)
}

fn member<'a>(object: &'a Object, name: &str) -> Option<&'a Expression> {
    object.iter().find(|(key, _)| name_of(key) == name).map(|(_, value)| value.expr())
}

fn name_of(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Ident(ident) => ident.as_str().to_owned(),
        ObjectKey::Expression(expression) => expression.as_str().unwrap_or_default().to_owned(),
    }
}
