//! HCL as far as fixtures use it: literal values, and references to resources that stand above.

use std::collections::BTreeMap;

use hcl_edit::{
    expr::{Expression, ObjectKey, TraversalOperator},
    structure::{Block, Body},
    template::Element,
};
use tfplugin_framework::{Value, testing::Config};

/// A file with a provider block and resources.
pub(super) struct Configuration {
    body: Body,
    known: BTreeMap<String, Config>,
}

impl Configuration {
    /// Reads a file.
    pub(super) fn parse(text: &str) -> Result<Self, hcl_edit::parser::Error> {
        Ok(Self { body: hcl_edit::parser::parse_body(text)?, known: BTreeMap::new() })
    }

    /// The provider block.
    pub(super) fn provider(&self) -> Config {
        let block = self.body.blocks().find(|block| block.ident.as_str() == "provider");
        self.values(&block.expect("a provider block").clone())
    }

    /// The resources, in the order in which they are written.
    pub(super) fn resources(&self) -> Vec<Block> {
        self.body.blocks().filter(|block| block.ident.as_str() == "resource").cloned().collect()
    }

    /// The `import` blocks: what exists already, with its ID.
    pub(super) fn imports(&self) -> Vec<(String, String)> {
        let blocks = self.body.blocks().filter(|block| block.ident.as_str() == "import");
        let import = |block: &Block| {
            let attribute = |name| block.body.get_attribute(name).expect("`to` and `id`").value.clone();
            let id = attribute("id").as_str().expect("a literal `id`").to_owned();
            (attribute("to").to_string().trim().to_owned(), id)
        };
        blocks.map(import).collect()
    }

    /// What a block says to the provider. `depends_on` is for Terraform; here the order of the file decides.
    pub(super) fn values(&self, block: &Block) -> Config {
        let attributes = block.body.attributes().filter(|attribute| attribute.key.as_str() != "depends_on");
        Config::object(
            attributes.map(|attribute| (attribute.key.as_str().to_owned(), self.value(&attribute.value))),
        )
    }

    /// Keeps what became of a resource, for those that refer to it.
    pub(super) fn record(&mut self, address: &str, value: Value) {
        self.known.insert(address.to_owned(), value.into());
    }

    fn value(&self, expression: &Expression) -> Config {
        match expression {
            Expression::Null(_) => Config::Null,
            Expression::Bool(truth) => (*truth.value()).into(),
            Expression::Number(number) => {
                number.value().to_string().parse().map_or(Config::Null, Config::Number)
            }
            Expression::String(text) => text.value().as_str().into(),
            Expression::Array(elements) => {
                Config::List(elements.iter().map(|element| self.value(element)).collect())
            }
            Expression::Object(members) => {
                Config::object(members.iter().map(|(key, value)| (name(key), self.value(value.expr()))))
            }
            Expression::StringTemplate(template) => {
                let parts = template.iter().map(|element| match element {
                    Element::Literal(text) => Some(text.as_str().to_owned()),
                    Element::Interpolation(part) => match self.value(&part.expr) {
                        Config::String(text) => Some(text),
                        _ => None,
                    },
                    Element::Directive(_) => panic!("fixtures have no template directives"),
                });
                parts.collect::<Option<String>>().map_or(Config::Unknown, Config::String)
            }
            Expression::Traversal(traversal) => {
                let mut steps = vec![match &traversal.expr {
                    Expression::Variable(variable) => variable.as_str().to_owned(),
                    other => panic!("fixtures are literal or refer to resources: {other:?}"),
                }];
                steps.extend(traversal.operators.iter().map(|operator| match operator.value() {
                    TraversalOperator::GetAttr(name) => name.as_str().to_owned(),
                    TraversalOperator::Index(Expression::Number(index)) => index.value().to_string(),
                    other => panic!("fixtures refer to attributes and elements only: {other:?}"),
                }));
                self.reference(&steps)
            }
            other => panic!("fixtures are literal or refer to resources: {other:?}"),
        }
    }

    fn reference(&self, steps: &[String]) -> Config {
        let [resource_type, resource, path @ ..] = steps else {
            panic!("no reference to a resource: {steps:?}")
        };
        let address = format!("{resource_type}.{resource}");
        let mut value = self.known.get(&address).unwrap_or_else(|| panic!("{address} stands above")).clone();
        for step in path {
            value = match value {
                Config::Object(mut members) => members.remove(step).unwrap_or_default(),
                Config::List(elements) => {
                    let index: usize = step.parse().expect("an index");
                    elements.into_iter().nth(index).unwrap_or_default()
                }
                Config::Unknown | Config::UnknownText(_) => Config::Unknown,
                other => panic!("{address} has no {step} in {other:?}"),
            };
        }
        value
    }
}

/// The address of a resource.
pub(super) fn address(block: &Block) -> String {
    let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
    labels.join(".")
}

fn name(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Ident(ident) => ident.as_str().to_owned(),
        ObjectKey::Expression(expression) => expression.as_str().unwrap_or_default().to_owned(),
    }
}
