//! `framework_customtype`: texts with a format.

use tfplugin_framework::{Context, Diagnostics, Model, Resource};

use crate::{
    Client,
    in_state::in_state,
    text::{ExactJson, Ipv4, Ipv4Cidr, Ipv6, Ipv6Cidr, NormalizedJson, Rfc3339},
};

pub struct CustomType;

/// The types say what is valid, and whether an answer in another spelling is the same.
#[derive(Clone, Debug, Model)]
pub struct CustomTypeModel {
    json_normalized_attribute: Option<NormalizedJson>,
    json_exact_attribute: Option<ExactJson>,
    ip_v4_attribute: Option<Ipv4>,
    ip_v6_attribute: Option<Ipv6>,
    ip_v4_cidr_attribute: Option<Ipv4Cidr>,
    ip_v6_cidr_attribute: Option<Ipv6Cidr>,
    time_rfc3339_attribute: Option<Rfc3339>,
}

impl Resource for CustomType {
    type Client = Client;
    type Model = CustomTypeModel;

    const NAME: &'static str = "framework_customtype";

    /// Answers with the address in full; the state keeps the user's spelling all the same.
    async fn read(
        &self,
        _: &Context,
        _: &Client,
        state: CustomTypeModel,
    ) -> Result<Option<CustomTypeModel>, Diagnostics> {
        let ip_v6_attribute = state.ip_v6_attribute.as_ref().map(Ipv6::expanded);
        Ok(Some(CustomTypeModel { ip_v6_attribute, ..state }))
    }

    in_state!(CustomTypeModel: create, update, delete);
}
