//! Signatures of functions.

use crate::{
    function::{Parameter, Signature},
    proto::tfplugin6 as tf,
};

/// The signature as Terraform takes it.
pub(in crate::server) fn function(signature: Signature) -> tf::Function {
    tf::Function {
        parameters: signature.parameters.into_iter().map(parameter).collect(),
        variadic_parameter: signature.variadic.map(parameter),
        r#return: Some(tf::function::Return { r#type: signature.returns.to_json() }),
        summary: signature.summary,
        description: signature.description,
        description_kind: tf::StringKind::Markdown.into(),
        deprecation_message: signature.deprecation.unwrap_or_default(),
    }
}

fn parameter(parameter: Parameter) -> tf::function::Parameter {
    tf::function::Parameter {
        name: parameter.name,
        r#type: parameter.ty.to_json(),
        allow_null_value: parameter.allow_null,
        allow_unknown_values: parameter.allow_unknown,
        description: parameter.description,
        description_kind: tf::StringKind::Markdown.into(),
    }
}
