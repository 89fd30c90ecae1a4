//! `framework_set_semantic_equality`: addresses in sets, which the remote side spells in its own way and order.

use tfplugin_framework::{
    Context, Diagnostic, Diagnostics, Model, Path, PlanOf, Resource, Saved, model::Set,
};

use crate::{Client, in_state::in_state, text::Ipv6};

pub struct SetSemanticEquality;

/// Each element of an answer is the one of the configuration that means the same.
#[derive(Clone, Debug, Model)]
pub struct SetModel {
    set_of_ipv6: Set<Ipv6>,
    set_nested_attribute: Set<Address>,
    #[model(block)]
    set_nested_block: Set<Address>,
}

#[derive(Clone, Debug, Model)]
pub struct Address {
    ipv6: Ipv6,
}

/// What the remote side has, whatever it was given.
fn remote() -> Result<SetModel, Diagnostics> {
    let parse = |text: &str| {
        text.parse::<Ipv6>().map_err(|error| Diagnostics::from(Diagnostic::from_error("Bad address", &error)))
    };
    let address = |text: &str| parse(text).map(|ipv6| Address { ipv6 });
    Ok(SetModel {
        set_of_ipv6: ["2001:DB8::8:800:200C:417A", "::FFFF:192.168.255.255", "::", "::101"]
            .into_iter()
            .map(parse)
            .collect::<Result<_, _>>()?,
        set_nested_attribute: ["2001:1:2:3:4:5:6:7", "2041:0000:140F::875B:131B"]
            .into_iter()
            .map(address)
            .collect::<Result<_, _>>()?,
        set_nested_block: ["::FFFF:192.168.255.255", "FF01::", "2001:DB8::8:800:200C:417A"]
            .into_iter()
            .map(address)
            .collect::<Result<_, _>>()?,
    })
}

impl Resource for SetSemanticEquality {
    type Client = Client;
    type Model = SetModel;

    const NAME: &'static str = "framework_set_semantic_equality";

    fn validate(&self, config: &PlanOf<SetModel>, diagnostics: &mut Diagnostics) {
        if config.set_nested_block.is_known_and(Vec::is_empty) {
            let detail = "Block set_nested_block must have a configuration value as the provider has marked it as \
                          required";
            diagnostics.push(Diagnostic::error("Invalid Block", detail).at(Path::of("set_nested_block")));
        }
    }

    async fn create(
        &self,
        _: &Context,
        _: &Client,
        _: SetModel,
        _: &Saved<SetModel>,
    ) -> Result<SetModel, Diagnostics> {
        remote()
    }

    async fn read(&self, _: &Context, _: &Client, _: SetModel) -> Result<Option<SetModel>, Diagnostics> {
        remote().map(Some)
    }

    async fn update(
        &self,
        _: &Context,
        _: &Client,
        _: SetModel,
        _: SetModel,
        _: &Saved<SetModel>,
    ) -> Result<SetModel, Diagnostics> {
        remote()
    }

    in_state!(SetModel: delete);
}
