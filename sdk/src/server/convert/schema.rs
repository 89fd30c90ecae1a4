//! Schemas. Terraform crashes on a missing block and on a type that does not parse; neither can be made here.

use crate::{
    proto::tfplugin6::{self as tf, resource_identity_schema::IdentityAttribute, schema as wire},
    schema::{Attribute, AttributeKind, Block, BlockNesting, Mode, NestedBlock, Nesting, Schema},
};

/// The schema as Terraform takes it.
pub(in crate::server) fn schema(schema: &Schema) -> tf::Schema {
    tf::Schema { version: schema.version, block: Some(block(&schema.block)) }
}

/// The schema of an identity as Terraform takes it.
pub(in crate::server) fn identity_schema(schema: &Schema) -> tf::ResourceIdentitySchema {
    let attributes = schema.block.attributes.iter().map(|attribute| IdentityAttribute {
        name: attribute.name.clone(),
        r#type: attribute.kind.ty().to_json(),
        required_for_import: attribute.mode == Mode::Required,
        optional_for_import: attribute.mode != Mode::Required,
        description: attribute.description.clone(),
    });
    tf::ResourceIdentitySchema { version: schema.version, identity_attributes: attributes.collect() }
}

fn block(block: &Block) -> wire::Block {
    wire::Block {
        // Terraform reads the version of the schema, never this one.
        version: 0,
        attributes: block.attributes.iter().map(attribute).collect(),
        block_types: block.blocks.iter().map(nested_block).collect(),
        description: block.description.clone(),
        description_kind: tf::StringKind::Markdown.into(),
        deprecated: block.deprecation.is_some(),
        deprecation_message: block.deprecation.clone().unwrap_or_default(),
        computed: false,
    }
}

fn nested_block(nested: &NestedBlock) -> wire::NestedBlock {
    use wire::nested_block::NestingMode;
    let nesting = match nested.nesting {
        BlockNesting::Single => NestingMode::Single,
        BlockNesting::Group => NestingMode::Group,
        BlockNesting::List => NestingMode::List,
        BlockNesting::Set => NestingMode::Set,
        BlockNesting::Map => NestingMode::Map,
    };
    wire::NestedBlock {
        type_name: nested.name.clone(),
        block: Some(wire::Block { computed: nested.computed, ..block(&nested.block) }),
        nesting: nesting.into(),
        min_items: nested.min_items.into(),
        max_items: nested.max_items.into(),
    }
}

fn attribute(attribute: &Attribute) -> wire::Attribute {
    let (required, optional, computed) = match attribute.mode {
        Mode::Required => (true, false, false),
        Mode::Optional => (false, true, false),
        Mode::OptionalComputed => (false, true, true),
        Mode::Computed => (false, false, true),
    };
    let (r#type, nested_type) = match &attribute.kind {
        AttributeKind::Plain(ty) => (ty.to_json(), None),
        AttributeKind::Nested(nesting, attributes) => (Vec::new(), Some(object(*nesting, attributes))),
    };
    wire::Attribute {
        name: attribute.name.clone(),
        r#type,
        nested_type,
        description: attribute.description.clone(),
        required,
        optional,
        computed,
        sensitive: attribute.sensitive,
        description_kind: tf::StringKind::Markdown.into(),
        deprecated: attribute.deprecation.is_some(),
        write_only: attribute.write_only,
        deprecation_message: attribute.deprecation.clone().unwrap_or_default(),
    }
}

fn object(nesting: Nesting, attributes: &[Attribute]) -> wire::Object {
    use wire::object::NestingMode;
    let nesting = match nesting {
        Nesting::Single => NestingMode::Single,
        Nesting::List => NestingMode::List,
        Nesting::Set => NestingMode::Set,
        Nesting::Map => NestingMode::Map,
    };
    wire::Object {
        attributes: attributes.iter().map(attribute).collect(),
        nesting: nesting.into(),
        ..wire::Object::default()
    }
}
