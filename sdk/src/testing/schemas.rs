//! Schemas as they come over the wire: what Terraform knows of a provider, and nothing more.

use std::collections::BTreeMap;

use crate::{
    function::{Parameter, Signature},
    proto::tfplugin6::{self as tf, schema as wire},
    schema::{Attribute, AttributeKind, Behavior, Block, BlockNesting, Mode, NestedBlock, Nesting, Schema},
    value::Type,
};

/// Everything that a provider offers.
pub(super) struct Schemas {
    pub(super) provider: Schema,
    pub(super) resources: BTreeMap<String, Schema>,
    /// Of those resources that have an identity.
    pub(super) identities: BTreeMap<String, Schema>,
    pub(super) data_sources: BTreeMap<String, Schema>,
    pub(super) ephemeral_resources: BTreeMap<String, Schema>,
    pub(super) list_resources: BTreeMap<String, Schema>,
    pub(super) actions: BTreeMap<String, Schema>,
    pub(super) state_stores: BTreeMap<String, Schema>,
    pub(super) functions: BTreeMap<String, Signature>,
}

impl Schemas {
    /// Reads the answers to GetProviderSchema and GetResourceIdentitySchemas.
    ///
    /// # Errors
    /// What is missing or malformed in it; Terraform would crash or refuse the provider.
    pub(super) fn read(
        response: tf::get_provider_schema::Response,
        identities: tf::get_resource_identity_schemas::Response,
    ) -> Result<Self, String> {
        let provider = response.provider.ok_or("the answer has no provider schema")?;
        let all = |schemas: BTreeMap<String, tf::Schema>| {
            schemas.into_iter().map(|(name, read)| Ok((name, schema(read)?))).collect::<Result<_, String>>()
        };
        let actions = response.action_schemas.into_iter().map(|(name, read)| {
            let read = read.schema.ok_or_else(|| format!("the action {name} has no schema"))?;
            Ok((name, schema(read)?))
        });
        let functions = response.functions.into_iter().map(|(name, read)| Ok((name, function(read)?)));
        Ok(Self {
            provider: schema(provider)?,
            resources: all(response.resource_schemas)?,
            identities: identities
                .identity_schemas
                .into_iter()
                .map(|(name, read)| Ok((name, identity(read)?)))
                .collect::<Result<_, String>>()?,
            data_sources: all(response.data_source_schemas)?,
            ephemeral_resources: all(response.ephemeral_resource_schemas)?,
            list_resources: all(response.list_resource_schemas)?,
            actions: actions.collect::<Result<_, String>>()?,
            state_stores: all(response.state_store_schemas)?,
            functions: functions.collect::<Result<_, String>>()?,
        })
    }
}

fn schema(read: tf::Schema) -> Result<Schema, String> {
    Ok(Schema { version: read.version, block: block(read.block)? })
}

fn identity(read: tf::ResourceIdentitySchema) -> Result<Schema, String> {
    let attributes = read.identity_attributes.into_iter().map(|read| {
        attribute(wire::Attribute {
            name: read.name,
            r#type: read.r#type,
            description: read.description,
            required: read.required_for_import,
            optional: read.optional_for_import,
            ..wire::Attribute::default()
        })
    });
    let attributes = attributes.collect::<Result<_, _>>()?;
    Ok(Schema { version: read.version, block: Block { attributes, ..Block::default() } })
}

fn block(read: Option<wire::Block>) -> Result<Block, String> {
    let read = read.ok_or("a schema has no block")?;
    Ok(Block {
        attributes: read.attributes.into_iter().map(attribute).collect::<Result<_, _>>()?,
        blocks: read.block_types.into_iter().map(nested_block).collect::<Result<_, _>>()?,
        description: read.description,
        deprecation: read.deprecated.then_some(read.deprecation_message),
    })
}

fn nested_block(read: wire::NestedBlock) -> Result<NestedBlock, String> {
    use wire::nested_block::NestingMode;
    let nesting = match read.nesting() {
        NestingMode::Single => BlockNesting::Single,
        NestingMode::Group => BlockNesting::Group,
        NestingMode::List => BlockNesting::List,
        NestingMode::Set => BlockNesting::Set,
        NestingMode::Map => BlockNesting::Map,
        NestingMode::Invalid => return Err(format!("block {} has no nesting", read.type_name)),
    };
    let limit = |items: i64| u32::try_from(items).map_err(|_| format!("{items} is no number of blocks"));
    Ok(NestedBlock {
        nesting,
        computed: read.block.as_ref().is_some_and(|block| block.computed),
        block: block(read.block)?,
        min_items: limit(read.min_items)?,
        max_items: limit(read.max_items)?,
        name: read.type_name,
    })
}

fn attribute(read: wire::Attribute) -> Result<Attribute, String> {
    let mode = match (read.required, read.optional, read.computed) {
        (true, false, false) => Mode::Required,
        (false, true, false) => Mode::Optional,
        (false, true, true) => Mode::OptionalComputed,
        (false, false, true) => Mode::Computed,
        _ => return Err(format!("attribute {} has an impossible mode", read.name)),
    };
    let kind = match read.nested_type {
        None => AttributeKind::Plain(read_type(&read.r#type)?),
        Some(object) => nested(object)?,
    };
    Ok(Attribute {
        name: read.name,
        kind,
        mode,
        sensitive: read.sensitive,
        write_only: read.write_only,
        description: read.description,
        deprecation: read.deprecated.then_some(read.deprecation_message),
        behavior: Behavior::default(),
    })
}

fn nested(read: wire::Object) -> Result<AttributeKind, String> {
    use wire::object::NestingMode;
    let nesting = match read.nesting() {
        NestingMode::Single => Nesting::Single,
        NestingMode::List => Nesting::List,
        NestingMode::Set => Nesting::Set,
        NestingMode::Map => Nesting::Map,
        NestingMode::Invalid => return Err("a nested attribute has no nesting".to_owned()),
    };
    let attributes = read.attributes.into_iter().map(attribute).collect::<Result<_, _>>()?;
    Ok(AttributeKind::Nested(nesting, attributes))
}

fn function(read: tf::Function) -> Result<Signature, String> {
    let returns = read.r#return.ok_or("a function has no return type")?;
    Ok(Signature {
        summary: read.summary,
        description: read.description,
        parameters: read.parameters.into_iter().map(parameter).collect::<Result<_, _>>()?,
        variadic: read.variadic_parameter.map(parameter).transpose()?,
        returns: read_type(&returns.r#type)?,
        deprecation: Some(read.deprecation_message).filter(|message| !message.is_empty()),
    })
}

fn parameter(read: tf::function::Parameter) -> Result<Parameter, String> {
    Ok(Parameter {
        ty: read_type(&read.r#type)?,
        name: read.name,
        description: read.description,
        allow_null: read.allow_null_value,
        allow_unknown: read.allow_unknown_values,
    })
}

fn read_type(json: &[u8]) -> Result<Type, String> {
    Type::from_json(json).map_err(|problem| problem.to_string())
}
