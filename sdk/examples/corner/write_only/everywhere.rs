//! `framework_writeonly`: write-only attributes at every depth.

use std::collections::BTreeMap;

use tfplugin_framework::{Context, Diagnostics, Model, Path, Resource, Saved, model::WriteOnly};

use super::expect;
use crate::{Client, in_state::in_state, text::Ipv6};

pub struct Everywhere;

#[derive(Clone, Debug, Model)]
pub struct EverywhereModel {
    #[model(computed)]
    computed_attr: Option<String>,
    writeonly_custom_ipv6: Option<WriteOnly<Ipv6>>,
    writeonly_string: Option<WriteOnly<String>>,
    writeonly_list: Option<WriteOnly<Vec<String>>>,
    writeonly_nested_object: Option<WriteOnly<NestedObject>>,
    nested_map: BTreeMap<String, InMap>,
    #[model(block)]
    nested_block_list: Vec<InBlock>,
}

/// What is inside a write-only object is write-only too.
#[derive(Clone, Debug, PartialEq, Model)]
pub struct NestedObject {
    #[model(required)]
    writeonly_int64: Option<WriteOnly<i64>>,
    #[model(required)]
    writeonly_bool: Option<WriteOnly<bool>>,
    #[model(required)]
    writeonly_nested_list: Option<WriteOnly<Vec<InNestedList>>>,
}

#[derive(Clone, Debug, PartialEq, Model)]
pub struct InNestedList {
    #[model(required)]
    writeonly_string: Option<WriteOnly<String>>,
}

#[derive(Clone, Debug, Model)]
pub struct InMap {
    string_attr: String,
    writeonly_float64: Option<WriteOnly<f64>>,
}

#[derive(Clone, Debug, Model)]
pub struct InBlock {
    string_attr: String,
    writeonly_string: Option<WriteOnly<String>>,
    #[model(block)]
    double_nested_object: Option<InNestedBlock>,
}

#[derive(Clone, Debug, Model)]
pub struct InNestedBlock {
    bool_attr: bool,
    writeonly_bool: Option<WriteOnly<bool>>,
}

impl EverywhereModel {
    /// Checks what came through, and gives back all of it, from which the framework takes what is write-only.
    fn applied(self) -> Result<Self, Diagnostics> {
        let mut unexpected = Diagnostics::new();
        self.compare(&mut unexpected);
        if !unexpected.is_empty() {
            return Err(unexpected);
        }
        Ok(Self { computed_attr: Some("computed_val".to_owned()), ..self })
    }

    fn compare(&self, unexpected: &mut Diagnostics) {
        let at = Path::of;
        expect(&self.writeonly_custom_ipv6, "::", at("writeonly_custom_ipv6"), unexpected);
        expect(&self.writeonly_string, "fakepassword", at("writeonly_string"), unexpected);
        expect(&self.writeonly_list, ["fake", "password"], at("writeonly_list"), unexpected);
        let object = NestedObject::wanted();
        expect(&self.writeonly_nested_object, object, at("writeonly_nested_object"), unexpected);
        for (key, wanted) in [("key1", 10.0), ("key2", 20.0)] {
            let Some(object) = self.nested_map.get(key) else { continue };
            let at = at("nested_map").key(key).attribute("writeonly_float64");
            expect(&object.writeonly_float64, wanted, at, unexpected);
        }
        let wanted = [("fakepassword1", false), ("fakepassword2", true)];
        for (index, (block, (text, truth))) in self.nested_block_list.iter().zip(wanted).enumerate() {
            let at = at("nested_block_list").index(index);
            expect(&block.writeonly_string, text, at.clone().attribute("writeonly_string"), unexpected);
            if let Some(inner) = &block.double_nested_object {
                let at = at.attribute("double_nested_object").attribute("writeonly_bool");
                expect(&inner.writeonly_bool, truth, at, unexpected);
            }
        }
    }
}

impl NestedObject {
    fn wanted() -> Self {
        let element = |text: &str| InNestedList { writeonly_string: Some(text.to_owned().into()) };
        Self {
            writeonly_int64: Some(1234.into()),
            writeonly_bool: Some(true.into()),
            writeonly_nested_list: Some(Vec::from(["fakepassword1", "fakepassword2"].map(element)).into()),
        }
    }
}

impl Resource for Everywhere {
    type Client = Client;
    type Model = EverywhereModel;

    const NAME: &'static str = "framework_writeonly";

    async fn create(
        &self,
        _: &Context,
        _: &Client,
        plan: EverywhereModel,
        _: &Saved<EverywhereModel>,
    ) -> Result<EverywhereModel, Diagnostics> {
        plan.applied()
    }

    /// Knows more than Terraform may have.
    async fn read(
        &self,
        _: &Context,
        _: &Client,
        state: EverywhereModel,
    ) -> Result<Option<EverywhereModel>, Diagnostics> {
        Ok(Some(EverywhereModel {
            writeonly_string: Some("known to the remote side only".to_owned().into()),
            computed_attr: Some("computed_val".to_owned()),
            ..state
        }))
    }

    async fn update(
        &self,
        _: &Context,
        _: &Client,
        _: EverywhereModel,
        plan: EverywhereModel,
        _: &Saved<EverywhereModel>,
    ) -> Result<EverywhereModel, Diagnostics> {
        plan.applied()
    }

    in_state!(EverywhereModel: delete);
}
