//! Tokens of a foreign issuer, which Entra exchanges for its own.

use std::{fmt, io, sync::Arc};

use async_trait::async_trait;
use azure_core::{
    credentials::Secret,
    error::ErrorKind,
    http::{ClientMethodOptions, HttpClient, Method, Request, Url},
};
use azure_identity::ClientAssertion;
use serde::Deserialize;

use super::{CredentialError, Setting};

/// Where the foreign token comes from.
pub(super) enum Assertion {
    /// It is given.
    Given(Secret),
    /// It is in a file, which is read anew each time.
    File(String),
    /// A URL issues it.
    Issued { url: Url, bearer: Secret, pipeline: Pipeline, transport: Arc<dyn HttpClient> },
}

/// Whose URL it is, which decides how it wants to be asked.
pub(super) enum Pipeline {
    /// <https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token>
    GitHub,
    /// <https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create>
    AzureDevOps {
        /// Stands for the application in Entra.
        service_connection_id: String,
    },
}

impl Pipeline {
    fn question(&self, mut url: Url) -> Request {
        match self {
            Self::GitHub => {
                url.query_pairs_mut().append_pair("audience", "api://AzureADTokenExchange");
                Request::new(url, Method::Get)
            }
            Self::AzureDevOps { service_connection_id } => {
                url.query_pairs_mut()
                    .append_pair("api-version", "7.1")
                    .append_pair("serviceConnectionId", service_connection_id);
                let mut request = Request::new(url, Method::Post);
                request.insert_header("content-type", "application/json");
                request.insert_header("content-length", "0");
                // An error instead of a page to sign in on.
                request.insert_header("x-tfs-fedauthredirect", "Suppress");
                request
            }
        }
    }
}

#[async_trait]
impl ClientAssertion for Assertion {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        match self {
            Self::Given(token) => Ok(token.secret().to_owned()),
            Self::File(path) => {
                let text = tokio::fs::read_to_string(path).await;
                let token = text.and_then(|text| non_empty(&text)).map_err(|source| CredentialError::File {
                    setting: Setting::OidcTokenFilePath,
                    path: path.clone(),
                    source,
                });
                token.map_err(|error| azure_core::Error::new(ErrorKind::Credential, error))
            }
            Self::Issued { url, bearer, pipeline, transport } => {
                issued(pipeline.question(url.clone()), bearer, transport).await
            }
        }
    }
}

/// Asks for a token with the token that the run of the pipeline has.
async fn issued(
    mut request: Request,
    bearer: &Secret,
    transport: &Arc<dyn HttpClient>,
) -> azure_core::Result<String> {
    request.insert_header("accept", "application/json");
    request.insert_header("authorization", format!("Bearer {}", bearer.secret()));
    let answer = transport.execute_request(&request).await?.try_into_raw_response().await?;
    let refused = |why: String| azure_core::Error::with_message(ErrorKind::Credential, why);
    if !answer.status().is_success() {
        return Err(refused(format!(
            "the URL of {} answered with {}",
            Setting::OidcRequestUrl,
            answer.status()
        )));
    }
    let issued: Result<Issued, _> = serde_json::from_slice(answer.body().as_ref());
    issued
        .map(|issued| issued.value)
        .map_err(|_| refused(format!("the URL of {} issued no token", Setting::OidcRequestUrl)))
}

#[derive(Deserialize)]
struct Issued {
    /// Azure DevOps calls it `oidcToken`.
    #[serde(alias = "oidcToken")]
    value: String,
}

/// The text of a file without its last line break.
pub(super) fn non_empty(text: &str) -> io::Result<String> {
    let text = text.trim();
    if text.is_empty() { Err(io::Error::other("the file is empty")) } else { Ok(text.to_owned()) }
}

impl fmt::Debug for Assertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Given(_) => "Given",
            Self::File(_) => "File",
            Self::Issued { .. } => "Issued",
        })
    }
}
