//! A state that was written with another schema.

use std::fmt;

use serde_json::Value as Json;

use crate::{
    diag::{Diagnostic, Diagnostics},
    model::Model,
    value::Path,
    wire::json,
};

/// A state, or an identity, as it was stored: by an older version of the schema, or by another resource type.
///
/// The comfortable way to understand it is a model of how it was then:
///
/// ```
/// use tfplugin_framework::{Diagnostics, Model, resource::StoredState};
///
/// /// Up to version 0 the size was text.
/// #[derive(Clone, Debug, Model)]
/// struct PoolV0 {
///     size: String,
/// }
///
/// fn size(stored: &StoredState) -> Result<Option<u32>, Diagnostics> {
///     let old: PoolV0 = stored.read()?;
///     Ok(old.size.parse().ok())
/// }
///
/// assert_eq!(size(&StoredState::new(r#"{ "size": "3", "colour": "red" }"#))?, Some(3));
/// # Ok::<(), Diagnostics>(())
/// ```
///
/// Where only little differs, [`edited`](Self::edited) changes the JSON before it is read with the present model.
#[derive(Clone)]
pub struct StoredState {
    json: Vec<u8>,
}

impl StoredState {
    /// A stored state; the framework makes it, and tests.
    pub fn new(json: impl Into<Vec<u8>>) -> Self {
        Self { json: json.into() }
    }

    /// Reads it with a model of how it was. Attributes that the model does not have are left out, missing ones are
    /// null, and numbers keep all their digits.
    ///
    /// # Errors
    /// When it is not of that shape, with the place.
    pub fn read<M: Model>(&self) -> Result<M, Diagnostics> {
        let value = json::decode(&self.json, &M::block().ty()).map_err(|error| unreadable(&error))?;
        M::from_value(&value, &Path::root())
    }

    /// It as JSON, for states whose shape varies. Numbers that no `f64` holds are rounded.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn json(&self) -> Result<Json, Diagnostics> {
        serde_json::from_slice(&self.json).map_err(|error| unreadable(&error))
    }

    /// The same after a change of its JSON: `stored.edited(|state| state["act"] = state["deed"].take())?.read()`.
    ///
    /// # Errors
    /// When it is not JSON.
    pub fn edited(&self, edit: impl FnOnce(&mut Json)) -> Result<Self, Diagnostics> {
        let mut json = self.json()?;
        edit(&mut json);
        Ok(Self::new(json.to_string()))
    }

    /// The bytes, as they are stored.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.json
    }
}

impl fmt::Debug for StoredState {
    /// Without the content, which may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredState").field("bytes", &self.json.len()).finish_non_exhaustive()
    }
}

/// What is stored does not have the shape that it is read with.
pub(crate) fn unreadable(error: &dyn fmt::Display) -> Diagnostics {
    Diagnostic::error(
        "Stored state cannot be read",
        format!(
            "{error}. The state does not have the shape that this version of the provider knows. If it was edited by \
             hand, put it right; otherwise remove the resource from state and import it again, and report this to the \
             provider's authors."
        ),
    )
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Number;
    use pool::Pool;

    mod pool {
        use crate::{Model, Number};

        /// A pool.
        #[derive(Clone, Debug, Model)]
        pub(super) struct Pool {
            pub(super) size: Number,
            pub(super) zone: Option<String>,
        }
    }

    #[test]
    fn what_the_model_has_not_is_left_out_and_what_is_missing_is_null() {
        let pool: Pool = StoredState::new(r#"{ "size": 3, "colour": "red" }"#).read().unwrap();
        assert_eq!((pool.size, pool.zone), (Number::from(3), None));
    }

    #[test]
    fn numbers_keep_their_digits() {
        let pool: Pool = StoredState::new(r#"{ "size": 0.1234567890123456789012 }"#).read().unwrap();
        assert_eq!(pool.size.to_string(), "0.1234567890123456789012");
    }

    #[test]
    fn another_shape_is_refused_with_the_place() {
        let refused = StoredState::new(r#"{ "size": [] }"#).read::<Pool>().unwrap_err();
        assert!(refused.iter().next().unwrap().detail.contains("size"), "{refused:?}");
    }

    #[test]
    fn a_renamed_attribute_is_edited_before_it_is_read() {
        let stored = StoredState::new(r#"{ "count": 3 }"#);
        let pool: Pool = stored.edited(|json| json["size"] = json["count"].take()).unwrap().read().unwrap();
        assert_eq!(pool.size, Number::from(3));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        assert!(StoredState::new("{").json().is_err());
        assert!(StoredState::new("{").read::<Pool>().is_err());
    }

    #[test]
    fn its_content_is_not_printed() {
        let printed = format!("{:?}", StoredState::new(r#"{ "password": "hush" }"#));
        assert!(!printed.contains("hush"), "{printed}");
    }
}
