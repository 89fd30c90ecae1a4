//! The page of a function.

use super::{
    front_matter::{self, Rules},
    page::section,
    schema::type_name,
};
use crate::function::{Parameter, Signature};

pub(super) fn page(provider: &str, name: &str, signature: &Signature, usage: Option<&str>) -> String {
    let mut page =
        front_matter::write(Rules::Typed, &format!("{name} function - {provider}"), &signature.summary);
    page += &format!("# function: {name}\n\n{}\n", signature.description);
    if let Some(deprecation) = &signature.deprecation {
        page += &format!("\n~> **Deprecated** {deprecation}\n");
    }
    page += &section("Example Usage", usage);
    page += &format!("\n## Signature\n\n```text\n{}\n```\n", call(name, signature));
    if signature.parameters.is_empty() && signature.variadic.is_none() {
        return page;
    }
    page += "\n## Arguments\n\n";
    for (index, parameter) in signature.parameters.iter().enumerate() {
        page += &argument(index, parameter, "");
    }
    if let Some(parameter) = &signature.variadic {
        page += &argument(signature.parameters.len(), parameter, "Variadic, ");
    }
    page
}

fn argument(index: usize, parameter: &Parameter, variadic: &str) -> String {
    let nullable = if parameter.allow_null { ", Nullable" } else { "" };
    let description = parameter.description.split_whitespace().collect::<Vec<_>>().join(" ");
    format!(
        "{}. `{}` ({variadic}{}{nullable}) {description}\n",
        index + 1,
        parameter.name,
        type_name(&parameter.ty)
    )
}

fn call(name: &str, signature: &Signature) -> String {
    let fixed = signature.parameters.iter().map(|parameter| format!("{} {}", parameter.name, parameter.ty));
    let variadic =
        signature.variadic.iter().map(|parameter| format!("{} {}...", parameter.name, parameter.ty));
    let parameters: Vec<_> = fixed.chain(variadic).collect();
    format!("{name}({}) {}", parameters.join(", "), signature.returns)
}
