//! Write-only attributes: Terraform hands their values over and stores none of them.

mod everywhere;
mod import;
mod moved;
mod once;
mod upgrade;
mod validations;

pub use everywhere::Everywhere;
pub use import::WriteOnlyImport;
pub use moved::WriteOnlyMove;
pub use once::WriteOnce;
pub use upgrade::WriteOnlyUpgrade;
pub use validations::WriteOnlyValidations;

use std::fmt::Debug;

use tfplugin_framework::{Diagnostic, Diagnostics, Model, Path, model::WriteOnly};

/// A text that is stored and one that is not.
#[derive(Clone, Debug, Model)]
pub struct TextModel {
    string_attr: String,
    /// Whatever the code gives for it, it is null in every answer.
    writeonly_string: Option<WriteOnly<String>>,
}

impl TextModel {
    fn with_secret(string_attr: &str) -> Self {
        Self {
            string_attr: string_attr.to_owned(),
            writeonly_string: Some("known to the remote side only".to_owned().into()),
        }
    }
}

/// Refuses a value that is given and is not the one that is wanted. An error says what it got, which with a real secret
/// it never may.
fn expect<T, W>(given: &Option<WriteOnly<T>>, wanted: W, at: Path, unexpected: &mut Diagnostics)
where
    T: PartialEq<W> + Debug,
    W: Debug,
{
    if let Some(given) = given.as_ref().map(WriteOnly::expose).filter(|given| **given != wanted) {
        let detail = format!("wanted: {wanted:?}, got: {given:?}");
        unexpected.push(Diagnostic::error("Unexpected WriteOnly Value", detail).at(at));
    }
}
