//! A credential that says in its errors what it is and what else there could have been.

use std::{error::Error, sync::Arc, time::Duration};

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    error::ErrorKind,
};

use super::{CredentialError, CredentialMethod, Skipped};
use crate::error::{http_status, transport_problem};

/// `az` takes seconds to start; whatever takes longer than this does not come at all.
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
            None => CredentialError::Refused {
                method,
                skipped: self.skipped.clone(),
                status: http_status(&source),
                source: innermost(Box::new(source)),
            },
        }
    }
}

/// Takes off azure_core's wrappers whose text only repeats the text beneath.
fn innermost(error: Box<dyn Error + Send + Sync>) -> Box<dyn Error + Send + Sync> {
    let text = error.to_string();
    let repeats = error
        .source()
        .map(ToString::to_string)
        .is_some_and(|inner| !inner.is_empty() && text.contains(&inner));
    match error.downcast::<azure_core::Error>() {
        Ok(error) if repeats => match error.into_inner() {
            Ok(inner) => innermost(inner),
            Err(error) => Box::new(error),
        },
        Ok(error) => error,
        Err(error) => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::Setting;

    #[derive(Debug)]
    enum Broken {
        Silent,
        Wrapped,
    }

    #[async_trait]
    impl TokenCredential for Broken {
        async fn get_token(
            &self,
            _: &[&str],
            _: Option<TokenRequestOptions<'_>>,
        ) -> azure_core::Result<AccessToken> {
            match self {
                Self::Silent => std::future::pending().await,
                Self::Wrapped => {
                    let inner =
                        azure_core::Error::with_message(ErrorKind::Credential, "Please run 'az login'");
                    let text = format!(
                        "AzureCliCredential authentication failed. {inner}\nTo troubleshoot, visit x"
                    );
                    Err(azure_core::Error::with_error(ErrorKind::Credential, inner, text))
                }
            }
        }
    }

    async fn message(inner: Broken) -> Vec<String> {
        let skipped =
            vec![Skipped { method: CredentialMethod::ManagedIdentity, lacking: vec![Setting::UseMsi] }];
        let named = Named { method: CredentialMethod::AzureCli, skipped, host: None, inner: Arc::new(inner) };
        let error = named.get_token(&["scope"], None).await.unwrap_err();
        let error = error.downcast_ref::<CredentialError>().unwrap();
        let causes = std::iter::successors(Some(error as &dyn Error), |&error| error.source());
        causes.map(ToString::to_string).collect()
    }

    #[tokio::test]
    async fn the_cli_is_named_with_what_else_could_have_been_used_and_its_own_words_once() {
        assert_eq!(
            message(Broken::Wrapped).await,
            [
                "Azure CLI gave no token; nothing else is configured: managed identity lacks use_msi (ARM_USE_MSI). \
                 Run \"az login\", or configure another method",
                "Please run 'az login'",
            ]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_method_that_never_answers_is_given_up() {
        assert_eq!(
            message(Broken::Silent).await,
            [
                "Azure CLI gave no token within 30 seconds; nothing else is configured: managed identity lacks use_msi \
              (ARM_USE_MSI)"
            ]
        );
    }
}
