//! A credential that says in its errors what it is and what else there could have been.

use std::{error::Error, sync::Arc, time::Duration};

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    error::ErrorKind,
};

use super::{CredentialError, CredentialMethod, Skipped};
use crate::error::transport_problem;

/// `az` starts slowly, and the metadata service of a machine outside Azure never answers.
const LIMIT: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(super) struct Named {
    pub method: CredentialMethod,
    pub skipped: Vec<Skipped>,
    /// Where it asks for tokens, where that is one known host.
    pub host: Option<String>,
    pub inner: Arc<dyn TokenCredential>,
}

#[async_trait]
impl TokenCredential for Named {
    async fn get_token(
        &self,
        scopes: &[&str],
        options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let error = match tokio::time::timeout(LIMIT, self.inner.get_token(scopes, options)).await {
            Ok(Ok(token)) => return Ok(token),
            Ok(Err(error)) => self.explain(error),
            Err(_) => CredentialError::TimedOut {
                method: self.method,
                skipped: self.skipped.clone(),
                seconds: LIMIT.as_secs(),
            },
        };
        Err(azure_core::Error::new(ErrorKind::Credential, error))
    }
}

impl Named {
    fn explain(&self, source: azure_core::Error) -> CredentialError {
        let method = self.method;
        match transport_problem(&source) {
            Some(problem) => {
                CredentialError::Unreachable { method, host: self.host.clone(), problem, source }
            }
            None => {
                CredentialError::Refused { method, skipped: self.skipped.clone(), source: innermost(source) }
            }
        }
    }
}

/// Takes off the wrappers of azure_identity whose text only repeats the text beneath.
fn innermost(error: azure_core::Error) -> azure_core::Error {
    let repeats = error.source().is_some_and(|inner| {
        inner.is::<azure_core::Error>()
            && !inner.to_string().is_empty()
            && error.to_string().contains(&inner.to_string())
    });
    if !repeats {
        return error;
    }
    match error.into_inner().map(|inner| inner.downcast::<azure_core::Error>()) {
        Ok(Ok(inner)) => innermost(*inner),
        Ok(Err(other)) => azure_core::Error::new(ErrorKind::Credential, other),
        Err(error) => error,
    }
}
