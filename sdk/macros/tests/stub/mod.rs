// The names that derived code uses, with nothing behind them: enough for the compiler to go on after a refusal and to
// show that the refusal is the only error.

extern crate self as tfplugin_framework;

// The framework's own: what it refuses is what is tested.
#[allow(dead_code)]
#[path = "../../../src/model/facts.rs"]
mod facts;
#[allow(dead_code)]
#[path = "../../../src/schema/rule.rs"]
mod rule;

#[derive(Clone, Debug, PartialEq)]
pub struct Value;
pub struct Path;
pub struct Diagnostics;

#[derive(Default)]
pub struct Refinement;

impl Refinement {
    pub fn not_null() -> Self {
        Self
    }

    pub fn prefix(_: impl Into<String>) -> Self {
        Self
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Attr<T> {
    #[default]
    Null,
    Known(T),
}

impl Value {
    pub fn object<K>(_: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self
    }
}

impl From<&str> for Value {
    fn from(_: &str) -> Self {
        Self
    }
}

pub mod schema {
    pub trait Validator {}
    pub use crate::rule::Rule;
    pub trait PlanModifier {}
    pub struct AttributeChange<'a>(&'a ());
    impl<F: Fn(&mut AttributeChange<'_>)> PlanModifier for F {}
    pub fn replace_if(_: impl Fn(&AttributeChange<'_>) -> bool) -> impl PlanModifier {
        |_: &mut AttributeChange<'_>| {}
    }
    pub fn stable_unless(_: impl Fn(&AttributeChange<'_>) -> bool) -> impl PlanModifier {
        |_: &mut AttributeChange<'_>| {}
    }
    pub struct Any;
    impl Validator for Any {}

    pub struct Block {
        pub attributes: Vec<Attribute>,
        pub blocks: Vec<NestedBlock>,
        pub description: String,
        pub deprecation: Option<String>,
    }
    impl Block {
        pub fn into_attributes(self) -> Vec<Attribute> {
            self.attributes
        }
    }
    pub struct NestedBlock;
    pub struct Attribute {
        pub name: String,
        pub kind: AttributeKind,
        pub mode: Mode,
        pub sensitive: bool,
        pub write_only: bool,
        pub description: String,
        pub deprecation: Option<String>,
        pub behavior: Behavior,
    }
    pub enum AttributeKind {
        Plain,
        Nested(Nesting, Vec<Attribute>),
    }
    pub enum Nesting {
        Single,
    }
    pub enum Mode {
        Required,
        Optional,
        OptionalComputed,
        Computed,
    }
    pub struct Equivalence;
    impl Equivalence {
        pub fn by_test(_: fn(&crate::Value, &crate::Value) -> bool) -> Self {
            Self
        }
        pub fn in_results(self) -> Self {
            self
        }
    }
    pub struct Behavior {
        pub requires_replace: bool,
        pub stable: bool,
        pub depends_on: Vec<String>,
        pub promise: crate::Refinement,
        pub default: Option<crate::Value>,
        pub equivalent: Option<Equivalence>,
        pub validators: Vec<std::sync::Arc<dyn Validator>>,
        pub rules: Vec<Rule>,
        pub modifiers: Vec<std::sync::Arc<dyn PlanModifier>>,
    }
}

pub mod model {
    use crate::{
        Attr, Diagnostics, Path, Value,
        facts::{Facts, Holds},
        schema::{AttributeKind, Block},
    };

    pub trait Model: Sized {
        type Plan;
        const FACTS: Facts;
        const NAMES: &'static [&'static str];
        fn block() -> Block;
        fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics>;
        fn to_value(&self) -> Value;
        fn to_plan(&self) -> Self::Plan;
    }
    pub trait PlanModel: Sized {
        fn unknown() -> Self;
        fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics>;
        fn to_value(&self) -> Value;
    }
    pub trait Field: Sized {
        type Plan: Clone + std::fmt::Debug + Default + PartialEq;
        const NULLABLE: bool = false;
        const SENSITIVE: bool = false;
        const FACTS: Facts = Facts::PLAIN;
        fn kind() -> AttributeKind;
        fn equivalence() -> Option<crate::schema::Equivalence> {
            None
        }
        fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics>;
        fn to_value(&self) -> Value;
        fn to_plan(&self) -> Self::Plan;
        fn plan_from_value(value: &Value, at: &Path) -> Result<Self::Plan, Diagnostics>;
        fn plan_to_value(plan: &Self::Plan) -> Value;
    }
    macro_rules! fields {
        ($(($($generic:ident)?) $field:ty, $nullable:literal, $facts:expr;)+) => {$(
            impl$(<$generic: Field>)? Field for $field {
                type Plan = Attr<String>;
                const FACTS: Facts = $facts;
                const NULLABLE: bool = $nullable;
                fn kind() -> AttributeKind { AttributeKind::Plain }
                fn from_value(_: &Value, _: &Path) -> Result<Self, Diagnostics> { Err(Diagnostics) }
                fn to_value(&self) -> Value { Value }
                fn to_plan(&self) -> Self::Plan { Attr::Null }
                fn plan_from_value(_: &Value, _: &Path) -> Result<Self::Plan, Diagnostics> { Err(Diagnostics) }
                fn plan_to_value(_: &Self::Plan) -> Value { Value }
            }
        )+};
    }
    #[derive(Clone, Debug, PartialEq)]
    pub struct Set<T>(Vec<T>);
    #[derive(Clone, Debug, PartialEq)]
    pub struct WriteOnly<T>(T);

    fields! {
        () String, false, Facts::PLAIN;
        () i64, false, Facts::PLAIN;
        () bool, false, Facts::PLAIN;
        () Value, false, Facts::DYNAMIC;
        (T) Option<T>, true, T::FACTS;
        (T) Vec<T>, false, T::FACTS.held(Holds::List);
        (T) Set<T>, false, T::FACTS.held(Holds::Set);
        (T) WriteOnly<T>, false, T::FACTS.write_only();
    }

    pub mod derive {
        use super::Field;
        pub use crate::facts::{Facts, Said, check_distinct, check_exists, count, join};
        use crate::{Attr, Diagnostics, Path, Value, schema::NestedBlock};

        pub struct Fields;
        impl Fields {
            pub fn of(_: &Value, _: &Path) -> Result<Self, Diagnostics> {
                Ok(Self)
            }
            pub fn read<T: Field>(&mut self, _: &str, _: bool) -> Option<T> {
                None
            }
            pub fn read_plan<T: Field>(&mut self, _: &str, _: bool) -> Option<T::Plan> {
                None
            }
            pub fn read_block<T: Field>(&mut self, _: &str) -> Option<T> {
                None
            }
            pub fn read_plan_block<T: Field>(&mut self, _: &str) -> Option<T::Plan> {
                None
            }
            pub fn read_flattened<M: super::Model>(&mut self) -> Option<M> {
                None
            }
            pub fn read_plan_flattened<M: super::Model>(&mut self) -> Option<M::Plan> {
                None
            }
            pub fn into_errors(self) -> Diagnostics {
                Diagnostics
            }
        }
        pub fn plan_attr<P>(
            _: &Value,
            _: impl FnOnce(&Value) -> Result<P, Diagnostics>,
        ) -> Result<Attr<P>, Diagnostics> {
            Err(Diagnostics)
        }
        pub fn attr_value<P>(_: &Attr<P>, _: impl FnOnce(&P) -> Value) -> Value {
            Value
        }
        pub fn modify_with<F: FnOnce(&mut crate::schema::AttributeChange<'_>)>(
            _: F,
            _: &mut crate::schema::AttributeChange<'_>,
        ) {
        }
        pub fn unknown<T: Field>() -> T::Plan {
            T::Plan::default()
        }
        pub fn nested_block<T: Field>(_: &str, _: &str, _: u32, _: u32, _: bool) -> NestedBlock {
            NestedBlock
        }
        pub fn flattened<const COUNT: usize>(own: Value, _: [Value; COUNT]) -> Value {
            own
        }
        pub fn flattened_block<const COUNT: usize>(
            own: crate::schema::Block,
            _: [crate::schema::Block; COUNT],
        ) -> crate::schema::Block {
            own
        }
        pub fn block_value<T: Field>(_: Value) -> Value {
            Value
        }
    }
}
