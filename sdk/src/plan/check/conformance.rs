//! What holds for every plan and state: types, write-only attributes, blocks that are never null, known values.

use super::{Rule, findings::Findings};
use crate::{
    plan::shape::{Level, Role, elements, member, members},
    schema::{BlockNesting, Nesting, Schema},
    value::{Path, Step, Value},
};

/// Every value is of its type.
pub(super) fn types(schema: &Schema, value: &Value, findings: &mut Findings) {
    for mismatch in value.mismatches(&schema.block.ty()) {
        let detail = format!("expected {}, found {}", mismatch.expected, mismatch.found);
        findings.add_at(mismatch.path, Rule::ConformsToSchema, detail);
    }
}

/// Write-only attributes are null, collections of blocks are not.
pub(super) fn nulls(level: Level<'_>, value: &Value, findings: &mut Findings) {
    if members(value).is_none() {
        return;
    }
    for child in level.children() {
        let held = member(value, child.name);
        findings.at_child(child, |findings| {
            if child.is_write_only() {
                if !held.is_null() {
                    findings.add(Rule::WriteOnlyIsNull, "the value of a write-only attribute is not null");
                }
                return;
            }
            if let Role::Block(block) = child.role
                && held.is_null()
                && block.nesting != BlockNesting::Single
            {
                let detail = match block.nesting {
                    BlockNesting::Group => "a block that is always there must not be null".to_owned(),
                    BlockNesting::Single | BlockNesting::List | BlockNesting::Set | BlockNesting::Map => {
                        format!(
                            "a {} of nested blocks must be empty to indicate no blocks, not null",
                            kind(block.nesting)
                        )
                    }
                };
                findings.add(Rule::BlocksAreNotNull, detail);
            }
            if let Some((nesting, inner)) = child.inside {
                each_object(nesting, held, findings, |object, findings| nulls(inner, object, findings));
            }
        });
    }
}

fn kind(nesting: BlockNesting) -> &'static str {
    match nesting {
        BlockNesting::Single | BlockNesting::Group => "block",
        BlockNesting::List => "list",
        BlockNesting::Set => "set",
        BlockNesting::Map => "map",
    }
}

/// Visits each object that is held by `nesting`, at its place.
fn each_object(
    nesting: Nesting,
    held: &Value,
    findings: &mut Findings,
    mut look: impl FnMut(&Value, &mut Findings),
) {
    match nesting {
        Nesting::Single => look(held, findings),
        Nesting::List => {
            for (index, object) in elements(held).iter().enumerate() {
                findings.at(Step::Index(index), |findings| look(object, findings));
            }
        }
        Nesting::Set => {
            for object in elements(held) {
                findings.at_element(object, |findings| look(object, findings));
            }
        }
        Nesting::Map => {
            for (key, object) in members(held).into_iter().flatten() {
                findings.at(Step::Key(key.clone()), |findings| look(object, findings));
            }
        }
    }
}

/// Nothing is unknown.
pub(super) fn known(value: &Value, findings: &mut Findings) {
    if value.is_wholly_known() {
        return;
    }
    let mut unknown: Vec<Path> = Vec::new();
    value.walk(&mut |path, value| {
        if value.is_unknown() {
            unknown.push(path.clone());
        }
        !value.is_unknown()
    });
    for path in unknown {
        findings.add_at(path, Rule::StateIsKnown, "the value is still unknown");
    }
}
