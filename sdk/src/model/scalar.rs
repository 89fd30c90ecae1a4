//! Fields that hold one plain value, and `Option`.

use super::{
    Attr, Field,
    decode::{not_allowed, refuse},
    derive::{attr_value, plan_attr},
};
use crate::{
    diag::Diagnostics,
    schema::AttributeKind,
    value::{Number, Path, Type, Value},
};

/// The plan's side of a field whose twin is `Attr<Self>`.
macro_rules! plan_is_attr {
    () => {
        type Plan = Attr<Self>;

        fn to_plan(&self) -> Attr<Self> {
            Attr::Known(self.clone())
        }

        fn plan_from_value(value: &Value, at: &Path) -> Result<Attr<Self>, Diagnostics> {
            plan_attr(value, |value| Self::from_value(value, at))
        }

        fn plan_to_value(plan: &Attr<Self>) -> Value {
            attr_value(plan, Self::to_value)
        }
    };
}
pub(crate) use plan_is_attr;

impl Field for String {
    plan_is_attr!();

    fn kind() -> AttributeKind {
        AttributeKind::Plain(Type::String)
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        value.as_str().map(str::to_owned).ok_or_else(|| refuse(at, "a string", value))
    }

    fn to_value(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Field for bool {
    plan_is_attr!();

    fn kind() -> AttributeKind {
        AttributeKind::Plain(Type::Bool)
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        value.as_bool().ok_or_else(|| refuse(at, "true or false", value))
    }

    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Field for Number {
    plan_is_attr!();

    fn kind() -> AttributeKind {
        AttributeKind::Plain(Type::Number)
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        value.as_number().cloned().ok_or_else(|| refuse(at, "a number", value))
    }

    fn to_value(&self) -> Value {
        Value::Number(self.clone())
    }
}

macro_rules! integer_fields {
    ($($integer:ty),+) => {$(
        impl Field for $integer {
            plan_is_attr!();

            fn kind() -> AttributeKind {
                AttributeKind::Plain(Type::Number)
            }

            /// Refuses fractions and what is out of the type's range.
            fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
                let number = value.as_number().ok_or_else(|| refuse(at, "a number", value))?;
                let signed = number.to_i64().and_then(|integer| Self::try_from(integer).ok());
                let unsigned = || number.to_u64().and_then(|integer| Self::try_from(integer).ok());
                signed.or_else(unsigned).ok_or_else(|| {
                    let expected = format!("a whole number between {} and {}", Self::MIN, Self::MAX);
                    not_allowed(at, &expected, &number.to_string())
                })
            }

            fn to_value(&self) -> Value {
                Value::from(*self)
            }
        }
    )+};
}

integer_fields!(i32, i64, u8, u16, u32, u64);

/// For numbers that are measured rather than counted. 0.1 in HCL is 0.1 here and stays 0.1 on the way back; digits
/// beyond the 17 that a float holds are lost, which [`Number`] would keep.
impl Field for f64 {
    plan_is_attr!();

    fn kind() -> AttributeKind {
        AttributeKind::Plain(Type::Number)
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        let number = value.as_number().ok_or_else(|| refuse(at, "a number", value))?;
        let float = number.to_f64();
        let too_large = || not_allowed(at, "a number that a 64-bit float can hold", &number.to_string());
        if float.is_finite() { Ok(float) } else { Err(too_large()) }
    }

    /// Null if it is infinite or not a number: Terraform has neither.
    fn to_value(&self) -> Value {
        self.to_string().parse().map_or(Value::Null, Value::Number)
    }
}

/// A value of any type; [`Value::Dynamic`] on the way in. A null or unknown of a known type is `Known` here, so that
/// its type is kept: ask [`Value::is_null`] and [`Value::is_unknown`].
impl Field for Value {
    plan_is_attr!();

    fn kind() -> AttributeKind {
        AttributeKind::Plain(Type::Dynamic)
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        match value {
            Self::Null | Self::Unknown(_) => Err(refuse(at, "a value", value)),
            value => Ok(value.clone()),
        }
    }

    fn to_value(&self) -> Value {
        self.clone().into_dynamic()
    }
}

impl<T: Field> Field for Option<T> {
    type Plan = T::Plan;

    const NULLABLE: bool = true;
    const SENSITIVE: bool = T::SENSITIVE;

    fn kind() -> AttributeKind {
        T::kind()
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        match value {
            Value::Null | Value::Unknown(_) => Ok(None),
            value => T::from_value(value, at).map(Some),
        }
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }

    fn to_plan(&self) -> Self::Plan {
        self.as_ref().map(T::to_plan).unwrap_or_default()
    }

    fn plan_from_value(value: &Value, at: &Path) -> Result<Self::Plan, Diagnostics> {
        T::plan_from_value(value, at)
    }

    fn plan_to_value(plan: &Self::Plan) -> Value {
        T::plan_to_value(plan)
    }
}
