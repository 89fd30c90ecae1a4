//! What a plan may be, given the configuration and the prior state.

use std::collections::BTreeSet;

use super::{
    Rule,
    findings::{Findings, Shown},
};
use crate::{
    plan::shape::{Child, Level, Role, element, elements, is_computed, member, members},
    schema::{Attribute, BlockNesting, NestedBlock, Nesting},
    value::{Path, Step, Value},
};

/// Prior, configured and planned value at one place.
#[derive(Clone, Copy)]
pub(super) struct Change<'v> {
    pub(super) prior: &'v Value,
    pub(super) config: &'v Value,
    pub(super) planned: &'v Value,
}

impl<'v> Change<'v> {
    fn member(self, name: &str) -> Self {
        let Self { prior, config, planned } = self;
        Self { prior: member(prior, name), config: member(config, name), planned: member(planned, name) }
    }

    fn element(self, index: usize) -> Self {
        let Self { prior, config, planned } = self;
        Self {
            prior: element(prior, index),
            config: element(config, index),
            planned: element(planned, index),
        }
    }
}

/// An object of a block, or the root.
pub(super) fn object(level: Level<'_>, change: Change<'_>, findings: &mut Findings) {
    if presence_differs(change, findings) || change.planned.is_null() {
        return;
    }
    for child in level.children() {
        let change = change.member(child.name);
        findings.at_child(child, |findings| match child.role {
            Role::Attribute(described) => attribute(child, described, change, findings),
            Role::Block(described) => block(child, described, change, findings),
        });
    }
}

fn presence_differs(change: Change<'_>, findings: &mut Findings) -> bool {
    let detail = match (change.planned.is_null(), change.config.is_null()) {
        (true, false) => "planned for absence but config wants existence",
        (false, true) => "planned for existence but config wants absence",
        _ => return false,
    };
    findings.add(Rule::PresenceFollowsConfig, detail);
    true
}

fn block(child: Child<'_>, block: &NestedBlock, change: Change<'_>, findings: &mut Findings) {
    let Change { config, planned, .. } = change;
    let Some((_, inner)) = child.inside else { return };
    // The provider may plan anything for computed blocks that nobody wrote.
    if same(planned, config) || block.computed && config.is_null() {
        return;
    }
    if config.is_unknown() {
        let shown = || format!("planned value {} for unknown dynamic block", Shown(planned));
        let detail = findings.wording(shown, "planned sensitive value for unknown dynamic block");
        findings.add(Rule::DynamicBlocksStay, detail);
        return;
    }
    if planned.is_unknown() {
        let detail =
            "a nested block must not be unknown itself; set nested attribute values to unknown instead";
        findings.add(Rule::BlocksAreKnown, detail);
        return;
    }
    if planned.is_null() && block.nesting != BlockNesting::Single {
        // A collection of blocks that is null is named for every plan and state alike.
        return;
    }
    match block.nesting {
        BlockNesting::Single | BlockNesting::Group => object(inner, change, findings),
        BlockNesting::List => {
            let (count, configured) = (elements(planned).len(), elements(config).len());
            if count != configured {
                let detail =
                    format!("block count in plan ({count}) disagrees with count in config ({configured})");
                findings.add(Rule::BlocksFollowConfig, detail);
                return;
            }
            for index in 0..count {
                let change = change.element(index);
                findings.at(Step::Index(index), |findings| block_element(inner, change, findings));
            }
        }
        BlockNesting::Map => {
            if keys_differ(change, "block", Rule::BlocksFollowConfig, findings) {
                return;
            }
            for key in members(planned).into_iter().flat_map(|members| members.keys()) {
                let change = change.member(key);
                findings.at(Step::Key(key.clone()), |findings| block_element(inner, change, findings));
            }
        }
        // Elements of a set have no key by which they could be told apart, so the provider is trusted.
        BlockNesting::Set => {
            if elements(planned).iter().any(Value::is_unknown) {
                findings.add(Rule::BlocksAreKnown, UNKNOWN_ELEMENT);
            }
        }
    }
}

const UNKNOWN_ELEMENT: &str = "element representing nested block must not be unknown itself; set nested attribute values to unknown instead";

fn block_element(level: Level<'_>, change: Change<'_>, findings: &mut Findings) {
    if change.planned.is_unknown() {
        findings.add(Rule::BlocksAreKnown, UNKNOWN_ELEMENT);
    } else {
        object(level, change, findings);
    }
}

fn keys_differ(change: Change<'_>, what: &str, rule: Rule, findings: &mut Findings) -> bool {
    let keys =
        |value| members(value).map(|members| members.keys().collect::<BTreeSet<_>>()).unwrap_or_default();
    let (planned, config) = (keys(change.planned), keys(change.config));
    for key in planned.difference(&config) {
        let shown = || format!("{what} key {key:?} from plan is not present in config");
        let detail = findings.wording(shown, "sensitive keys from plan are not present in config");
        findings.add(rule, detail);
    }
    for key in config.difference(&planned) {
        let shown = || format!("{what} key {key:?} from config is not present in plan");
        let detail = findings.wording(shown, "sensitive keys from config are not present in plan");
        findings.add(rule, detail);
    }
    planned != config
}

fn attribute(child: Child<'_>, attribute: &Attribute, change: Change<'_>, findings: &mut Findings) {
    let Change { prior, config, planned } = change;
    // Write-only attributes are looked at in every plan and state alike.
    let kept = same(planned, prior) && !prior.is_null() && !config.is_null();
    let free = is_computed(attribute) && config.is_null();
    if attribute.write_only || same(planned, config) || kept || free {
        return;
    }
    if let Some((nesting, inner)) = child.inside {
        return nested(nesting, inner, change, findings);
    }
    if config.is_null() {
        let shown = || format!("planned value {} for a non-computed attribute", Shown(planned));
        let detail = findings.wording(shown, "sensitive planned value for a non-computed attribute");
        findings.add(Rule::UnsetValuesStayNull, detail);
        return;
    }
    let nor_prior = if prior.is_null() { "" } else { " nor prior value" };
    let shown = || {
        let stored = if prior.is_null() { String::new() } else { format!(" {}", Shown(prior)) };
        format!(
            "planned value {} does not match config value {}{nor_prior}{stored}",
            Shown(planned),
            Shown(config)
        )
    };
    let hidden = format!("sensitive planned value does not match config value{nor_prior}");
    let detail = findings.wording(shown, &hidden);
    findings.add(Rule::ConfiguredValuesStay, detail);
}

fn nested(nesting: Nesting, level: Level<'_>, change: Change<'_>, findings: &mut Findings) {
    let Change { config, planned, .. } = change;
    if presence_differs(change, findings) {
        return;
    }
    if planned.is_unknown() {
        findings.add(Rule::ConfiguredObjectsAreKnown, "planned unknown for configured value");
        return;
    }
    if config.is_unknown() {
        let detail = "planned a known value while the configured one is unknown";
        findings.add(Rule::ConfiguredValuesStay, detail);
        return;
    }
    let (count, configured) = (elements(planned).len(), elements(config).len());
    match nesting {
        Nesting::Single => attributes(level, change, findings),
        Nesting::List if count != configured => {
            findings.add(Rule::ElementsFollowConfig, count_differs(count, configured));
        }
        Nesting::List => {
            for index in 0..count {
                let change = change.element(index);
                findings.at(Step::Index(index), |findings| nested_element(level, change, findings));
            }
        }
        Nesting::Map => {
            if keys_differ(change, "map", Rule::ElementsFollowConfig, findings) {
                return;
            }
            for key in members(planned).into_iter().flat_map(|members| members.keys()) {
                let change = change.member(key);
                findings.at(Step::Key(key.clone()), |findings| nested_element(level, change, findings));
            }
        }
        Nesting::Set => {
            if !may_be_as_many(planned, config) {
                findings.add(Rule::ElementsFollowConfig, count_differs(count, configured));
            }
        }
    }
}

/// Unknown elements of a set may turn out to be equal to others: of such a set only the limits of its size are known.
fn may_be_as_many(planned: &Value, config: &Value) -> bool {
    let (count, configured) = (elements(planned).len(), elements(config).len());
    match (planned.is_wholly_known(), config.is_wholly_known()) {
        (true, true) => count == configured,
        (false, true) => (1..=count).contains(&configured),
        (_, false) => true,
    }
}

fn count_differs(planned: usize, configured: usize) -> String {
    format!("count in plan ({planned}) disagrees with count in config ({configured})")
}

fn nested_element(level: Level<'_>, change: Change<'_>, findings: &mut Findings) {
    if same(change.planned, change.config) || presence_differs(change, findings) {
        return;
    }
    if change.planned.is_unknown() || change.config.is_unknown() {
        findings.add(Rule::ConfiguredObjectsAreKnown, "planned unknown for configured value");
        return;
    }
    attributes(level, change, findings);
}

fn attributes(level: Level<'_>, change: Change<'_>, findings: &mut Findings) {
    for child in level.children() {
        if let Role::Attribute(described) = child.role {
            findings
                .at_child(child, |findings| attribute(child, described, change.member(child.name), findings));
        }
    }
}

/// Whether both are equal; what is promised of an unknown value makes no difference.
fn same(left: &Value, right: &Value) -> bool {
    left.is_unknown() && right.is_unknown() || left == right
}

/// Every path that requires replacement leads somewhere.
pub(super) fn replace_paths(prior: &Value, planned: &Value, paths: &[Path], findings: &mut Findings) {
    for path in paths {
        if !leads_somewhere(prior, path) && !leads_somewhere(planned, path) {
            let detail = "\"requires replacement\" for a non-existent attribute path";
            findings.add_at(path.clone(), Rule::ReplacePathsExist, detail);
        }
    }
}

/// Whether Terraform finds something at the end of the path: an unknown on the way leads on, a null or a set do not.
fn leads_somewhere(root: &Value, path: &Path) -> bool {
    let mut value = root;
    for step in &path.0 {
        let next = match (step, value) {
            (_, Value::Unknown(_)) => return true,
            (Step::Element(_), _) => None,
            _ => value.at(&Path(vec![step.clone()])),
        };
        let Some(next) = next else { return false };
        value = next;
    }
    true
}
