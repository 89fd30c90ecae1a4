//! The functions: one for each type of argument, which they give back.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_framework::{Arguments, Function, FunctionError, Model, Number, Registry, Value};

use crate::Corner;

/// Offers all functions.
pub fn register(registry: &mut Registry<Corner>) {
    registry
        .function(Bool)
        .function(Dynamic)
        .function(DynamicVariadic)
        .function(Float32)
        .function(Float64)
        .function(Int32)
        .function(Int64)
        .function(List)
        .function(Map)
        .function(NumberOf)
        .function(Object)
        .function(ObjectWithDynamic)
        .function(Set)
        .function(StringOf)
        .function(Variadic);
}

/// A function of one argument, which it gives back. The type says what Terraform may give: null only for an `Option`,
/// unknown only for an `Attr`.
macro_rules! returns_its_argument {
    ($($name:literal: $function:ident, $arguments:ident { $argument:ident: $ty:ty })+) => {$(
        struct $function;

        #[derive(Arguments)]
        struct $arguments {
            $argument: $ty,
        }

        impl Function for $function {
            type Arguments = $arguments;
            type Output = $ty;

            const NAME: &'static str = $name;

            fn call(&self, arguments: $arguments) -> Result<$ty, FunctionError> {
                Ok(arguments.$argument)
            }
        }
    )+};
}

returns_its_argument! {
    "bool": Bool, BoolArguments { bool_param: bool }
    "dynamic": Dynamic, DynamicArguments { dynamic_param: Value }
    "float32": Float32, Float32Arguments { float32_param: f32 }
    "float64": Float64, Float64Arguments { float64_param: f64 }
    "int32": Int32, Int32Arguments { int32_param: i32 }
    "int64": Int64, Int64Arguments { int64_param: i64 }
    "list": List, ListArguments { list_param: Vec<Option<String>> }
    "map": Map, MapArguments { map_param: BTreeMap<String, Option<String>> }
    "number": NumberOf, NumberArguments { number_param: Number }
    "object": Object, ObjectArguments { object_param: Attributes }
    "object_with_dynamic": ObjectWithDynamic, ObjectWithDynamicArguments { object_param: DynamicAttributes }
    "set": Set, SetArguments { set_param: BTreeSet<Option<String>> }
    "string": StringOf, StringArguments { string_param: String }
}

/// An object is a model; an `Option` may be null, but has to be there.
#[derive(Clone, Debug, Model)]
struct Attributes {
    attr1: Option<String>,
    attr2: Option<i64>,
}

#[derive(Clone, Debug, Model)]
struct DynamicAttributes {
    dynamic_attr1: Option<Value>,
    dynamic_attr2: Option<Value>,
}

/// Any number of arguments of one type.
struct Variadic;

#[derive(Arguments)]
struct VariadicArguments {
    #[argument(variadic)]
    variadic_param: Vec<String>,
}

impl Function for Variadic {
    type Arguments = VariadicArguments;
    type Output = Vec<String>;

    const NAME: &'static str = "variadic";

    fn call(&self, arguments: VariadicArguments) -> Result<Vec<String>, FunctionError> {
        Ok(arguments.variadic_param)
    }
}

/// Any number of arguments, each of its own type: together they are a tuple.
struct DynamicVariadic;

#[derive(Arguments)]
struct DynamicVariadicArguments {
    #[argument(variadic)]
    dynamic_variadic_param: Vec<Value>,
}

impl Function for DynamicVariadic {
    type Arguments = DynamicVariadicArguments;
    type Output = Value;

    const NAME: &'static str = "dynamic_variadic";

    fn call(&self, arguments: DynamicVariadicArguments) -> Result<Value, FunctionError> {
        Ok(Value::Tuple(arguments.dynamic_variadic_param))
    }
}
