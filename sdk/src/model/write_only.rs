//! Values that are never stored.

use std::fmt;

use super::{Field, decode::redacted, facts::Facts};
use crate::{
    diag::Diagnostics,
    schema::{AttributeKind, Equivalence},
    value::{Path, Value},
};

/// A value that Terraform hands over and never stores: null in plan and state, which only create and update see, and
/// validation (Terraform 1.11 and later). Its attribute is write-only in the schema. Neither `Debug` nor an error shows
/// it, and it has no `Display`.
///
/// The field is an `Option`, because state has no value; `#[model(required)]` says that the user must give one. What is
/// inside a write-only object is write-only too:
///
/// ```
/// use tfplugin_framework::{Model, model::WriteOnly};
///
/// /// Something with a password.
/// #[derive(Clone, Debug, Model)]
/// pub struct Account {
///     /// How to log in. Give it again with another `login_version` to change it.
///     pub login: Option<WriteOnly<Login>>,
///     /// Any number; another one hands over `login` again.
///     pub login_version: Option<i64>,
/// }
///
/// /// How to log in.
/// #[derive(Clone, Debug, PartialEq, Model)]
/// pub struct Login {
///     /// The password.
///     #[model(required)]
///     pub password: Option<WriteOnly<String>>,
/// }
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct WriteOnly<T>(T);

impl<T> WriteOnly<T> {
    /// Guards a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Do not print or store it.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself. Do not print or store it.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for WriteOnly<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for WriteOnly<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(write-only)")
    }
}

impl<T: Field> Field for WriteOnly<T> {
    type Plan = WriteOnly<T::Plan>;

    const SENSITIVE: bool = T::SENSITIVE;
    const FACTS: Facts = T::FACTS.write_only();

    fn kind() -> AttributeKind {
        T::kind()
    }

    fn equivalence() -> Option<Equivalence> {
        T::equivalence()
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        guarded::<T, _>(T::from_value(value, at), value, at).map(Self)
    }

    fn to_value(&self) -> Value {
        self.0.to_value()
    }

    fn to_plan(&self) -> Self::Plan {
        WriteOnly(self.0.to_plan())
    }

    fn plan_from_value(value: &Value, at: &Path) -> Result<Self::Plan, Diagnostics> {
        guarded::<T, _>(T::plan_from_value(value, at), value, at).map(WriteOnly)
    }

    fn plan_to_value(plan: &Self::Plan) -> Value {
        T::plan_to_value(&plan.0)
    }
}

/// The same without the value, unless the attributes of a nested object guard their own.
fn guarded<T: Field, V>(result: Result<V, Diagnostics>, value: &Value, at: &Path) -> Result<V, Diagnostics> {
    match T::kind() {
        AttributeKind::Plain(_) => redacted(result, value, at),
        AttributeKind::Nested(..) => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attr, Model, model::PlanModel as _, schema::Mode};

    #[derive(Clone, Debug, PartialEq, Model)]
    struct Account {
        login: Option<WriteOnly<Login>>,
        pins: Option<WriteOnly<Vec<i64>>>,
    }

    #[derive(Clone, Debug, PartialEq, Model)]
    struct Login {
        #[model(required)]
        password: Option<WriteOnly<String>>,
    }

    fn account() -> Value {
        let login = Value::object([("password", Value::from("s3cret"))]);
        Value::object([("login", login), ("pins", Value::list([Value::from(4711), Value::unknown()]))])
    }

    #[test]
    fn the_type_makes_the_attribute_write_only_and_the_key_required() {
        let block = Account::block();
        let login = block.attribute("login").unwrap();
        assert!(login.write_only && login.mode == Mode::Optional);
        let AttributeKind::Nested(_, inside) = &login.kind else { panic!("{login:?}") };
        assert!(inside[0].write_only && inside[0].mode == Mode::Required);
    }

    #[test]
    fn a_write_only_value_is_read_and_not_shown() {
        let plan = AccountPlan::from_value(&account(), &Path::root()).unwrap();
        assert_eq!(format!("{plan:?}"), "AccountPlan { login: (write-only), pins: (write-only) }");
        let password = plan.login.expose().known().unwrap().password.expose();
        assert_eq!(password, &Attr::from("s3cret"));
        assert_eq!(plan.pins.expose().known().unwrap()[1], Attr::unknown());
        assert_eq!(plan.to_value(), account());
    }

    #[test]
    fn state_has_none() {
        let stored = Value::object([("login", Value::Null), ("pins", Value::Null)]);
        let state = <Account as Model>::from_value(&stored, &Path::root()).unwrap();
        assert_eq!(state, Account { login: None, pins: None });
        assert_eq!(Model::to_value(&state), stored);
    }

    #[test]
    fn an_error_leaves_the_value_out() {
        let pins = Value::list([Value::Number("47.11".parse().unwrap())]);
        let config = Value::object([("login", Value::Null), ("pins", pins)]);
        let errors = AccountPlan::from_value(&config, &Path::root()).unwrap_err().to_string();
        assert!(errors.contains("pins is not valid") && !errors.contains("47"), "{errors}");
    }
}
