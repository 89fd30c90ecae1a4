//! A token that is given.

use std::sync::Arc;

use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, Secret, TokenCredential, TokenRequestOptions},
    time::{Duration, OffsetDateTime},
};

/// A credential that always gives `token`: for an emulated cloud, which takes any.
pub fn fixed_token(token: impl Into<Secret>) -> Arc<dyn TokenCredential> {
    Arc::new(FixedToken(token.into()))
}

#[derive(Debug)]
struct FixedToken(Secret);

#[async_trait]
impl TokenCredential for FixedToken {
    async fn get_token(
        &self,
        _: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        Ok(AccessToken::new(self.0.clone(), OffsetDateTime::now_utc() + Duration::days(365)))
    }
}
