//! The type of the values that a schema describes.

use super::{Attribute, AttributeKind, Behavior, Block, BlockNesting, Mode, NestedBlock, Nesting};
use crate::value::Type;

impl Block {
    /// The object type that a value of this block has.
    pub fn ty(&self) -> Type {
        let attributes = self.attributes.iter().map(|attribute| (attribute.name.clone(), attribute.ty()));
        let blocks = self.blocks.iter().map(|block| (block.name.clone(), block.ty()));
        Type::Object(attributes.chain(blocks).collect())
    }

    /// The same as attributes of an object, its blocks as optional nested attributes.
    #[must_use]
    pub fn into_attributes(self) -> Vec<Attribute> {
        let blocks = self.blocks.into_iter().map(NestedBlock::into_attribute);
        self.attributes.into_iter().chain(blocks).collect()
    }

    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The nested block of this name.
    pub fn nested_block(&self, name: &str) -> Option<&NestedBlock> {
        self.blocks.iter().find(|block| block.name == name)
    }
}

impl NestedBlock {
    /// The type of all its blocks together. Terraform holds lists and maps of blocks that have a dynamic attribute as
    /// tuples and objects, because their elements may differ in type; how many there are only the value says, so the
    /// type is then [`Type::Dynamic`].
    pub fn ty(&self) -> Type {
        let element = self.block.ty();
        match self.nesting {
            BlockNesting::Single | BlockNesting::Group => element,
            BlockNesting::Set => Type::set(element),
            BlockNesting::List | BlockNesting::Map if element.has_dynamic() => Type::Dynamic,
            BlockNesting::List => Type::list(element),
            BlockNesting::Map => Type::map(element),
        }
    }
}

impl NestedBlock {
    fn into_attribute(self) -> Attribute {
        let nesting = match self.nesting {
            BlockNesting::Single | BlockNesting::Group => Nesting::Single,
            BlockNesting::List => Nesting::List,
            BlockNesting::Set => Nesting::Set,
            BlockNesting::Map => Nesting::Map,
        };
        Attribute {
            name: self.name,
            mode: match (self.computed, self.min_items) {
                (true, _) => Mode::OptionalComputed,
                (false, 0) => Mode::Optional,
                (false, _) => Mode::Required,
            },
            sensitive: false,
            write_only: false,
            description: self.block.description.clone(),
            deprecation: self.block.deprecation.clone(),
            behavior: Behavior::default(),
            kind: AttributeKind::Nested(nesting, self.block.into_attributes()),
        }
    }
}

impl Attribute {
    /// The type of its value.
    pub fn ty(&self) -> Type {
        self.kind.ty()
    }
}

impl AttributeKind {
    /// The type of the value.
    pub fn ty(&self) -> Type {
        match self {
            Self::Plain(ty) => ty.clone(),
            Self::Nested(nesting, attributes) => {
                let attributes = attributes.iter().map(|attribute| (attribute.name.clone(), attribute.ty()));
                let object = Type::Object(attributes.collect());
                match nesting {
                    Nesting::Single => object,
                    Nesting::List => Type::list(object),
                    Nesting::Set => Type::set(object),
                    Nesting::Map => Type::map(object),
                }
            }
        }
    }
}
