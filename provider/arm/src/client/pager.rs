//! Lists that come in pages.

use std::marker::PhantomData;

use azure_core::http::Url;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{ArmClient, Call};
use crate::{error::ArmError, resource::Resource};

/// A list, page by page.
///
/// `nextLink` is followed byte for byte: it may name another of the cloud's hosts and has its own API version. A page may be empty
/// without being the last.
#[derive(Debug)]
pub struct Pager<T> {
    client: ArmClient,
    next: Option<Url>,
    seen: Vec<Url>,
    item: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Pager<T> {
    pub(crate) fn new(client: &ArmClient, first: Url) -> Self {
        Self { client: client.clone(), next: Some(first), seen: Vec::new(), item: PhantomData }
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// The page could not be read; the pager can be asked again.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Resource<T>>>, ArmError> {
        let Some(url) = self.next.clone() else { return Ok(None) };
        let answer = self.client.send(&Call::get(url.clone())).await?;
        let unreadable = |expected| ArmError::unreadable(&answer.request, expected, None);
        let Value::Object(mut page) = answer.json()? else { return Err(unreadable("a list")) };
        let items = match page.remove("value") {
            Some(Value::Array(items)) => items,
            None | Some(Value::Null) => Vec::new(),
            Some(_) => return Err(unreadable("a list")),
        };
        let items = items
            .into_iter()
            .map(|item| Resource::from_json(item, &answer.request))
            .collect::<Result<Vec<_>, _>>()?;
        self.next = match page.remove("nextLink") {
            Some(Value::String(link)) if !link.is_empty() => {
                Some(url.join(&link).map_err(|_| unreadable("a list with a readable nextLink"))?)
            }
            _ => None,
        };
        self.seen.push(url);
        if self.next.as_ref().is_some_and(|next| self.seen.contains(next)) {
            self.next = None;
            return Err(unreadable("a list that ends: its nextLink leads back to an earlier page"));
        }
        Ok(Some(items))
    }

    /// All items of all pages that are left.
    ///
    /// # Errors
    /// A page could not be read.
    pub async fn collect_all(mut self) -> Result<Vec<Resource<T>>, ArmError> {
        let mut all = Vec::new();
        while let Some(page) = self.next_page().await? {
            all.extend(page);
        }
        Ok(all)
    }
}
