//! Fields that hold one plain value, and `Option`.

use super::{
    Attr, Field,
    decode::{not_allowed, refuse},
    derive::{attr_value, plan_attr},
    facts::Facts,
};
use crate::{
    diag::Diagnostics,
    schema::{AttributeKind, Equivalence},
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

/// A value of any type; [`Value::Dynamic`] on the way in. A null or unknown of a known type is `Known` here, so that
/// its type is kept: ask [`Value::is_null`] and [`Value::is_unknown`].
impl Field for Value {
    plan_is_attr!();

    const FACTS: Facts = Facts::DYNAMIC;

    fn kind() -> AttributeKind {
        AttributeKind::Plain(Type::Dynamic)
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        match value.inner() {
            Self::Null | Self::Unknown(_) => Err(refuse(at, "a value", value)),
            _ => Ok(value.clone()),
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
    const FACTS: Facts = T::FACTS;

    fn kind() -> AttributeKind {
        T::kind()
    }

    fn equivalence() -> Option<Equivalence> {
        T::equivalence()
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        match value.inner() {
            Value::Null | Value::Unknown(_) => Ok(None),
            _ => T::from_value(value, at).map(Some),
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
