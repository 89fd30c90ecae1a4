//! Beginning an operation: the writes that Azure accepts at once and carries out later.
//!
//! Each is a loop around one request, because Azure refuses writes while another operation runs, and because answers get
//! lost. What may have taken effect is looked at before it is sent again.

use azure_core::http::Method;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Operation, OperationKind, Outcome};
use crate::{
    client::{Answer, ArmClient, Call, Conflicts, Precondition},
    error::{ArmError, found},
    id::ResourceId,
    merge::{carry_over, contradicts, drop_nulls, respell, strip},
    resource::{Resource, etag, provisioning_state},
};

/// What is in Azure's answers about a type of resource and does not belong into requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answers {
    /// Members that Azure fills in.
    pub read_only: &'static [&'static str],
    /// Words that Azure answers in another case than its schema has them, with their place.
    pub misspelled: &'static [(&'static str, &'static str)],
}

/// A resource to write to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'c> {
    pub client: &'c ArmClient,
    pub api_version: &'static str,
    pub id: &'c ResourceId,
}

impl Target<'_> {
    /// Creates the resource, or finds that it exists.
    pub(crate) async fn create<T>(&self, model: &T) -> Result<Operation<Resource<T>>, ArmError>
    where
        T: Serialize + DeserializeOwned,
    {
        let body = to_json(model);
        let call = self.call(Method::Put, Some(body.clone())).if_(Some(Precondition::Absent));
        let mut conflicts = Conflicts::new();
        let (mut may_have_arrived, mut seen_absent) = (false, false);
        loop {
            let error = match self.client.send(&call).await {
                Ok(answer) => return Ok(self.accepted(OperationKind::Create, &answer)),
                Err(error) => error,
            };
            may_have_arrived |= error.is_outcome_unknown();
            if may_have_arrived && !error.is_out_of_time() {
                match found(self.client.read(self.id, self.api_version).await)? {
                    Some(answer) if is_ours(&body, &answer.json()?, seen_absent) => {
                        return Ok(self.resume(OperationKind::Create));
                    }
                    Some(_) => {}
                    None => seen_absent = true,
                }
            }
            if error.is_precondition_failed() {
                return Err(error);
            }
            conflicts.wait_out(self.client, &call, error).await?;
            found(self.client.at_rest(self.id, self.api_version).await)?;
        }
    }

    /// Reads the resource at rest, lets `change` change the typed members, and writes all of it back if nobody else wrote
    /// in between.
    pub(crate) async fn update<T>(
        &self,
        answers: Answers,
        mut change: impl FnMut(&mut T) + Send,
    ) -> Result<Operation<Resource<T>>, ArmError>
    where
        T: Serialize + DeserializeOwned + Clone + PartialEq,
    {
        let mut conflicts = Conflicts::new();
        let mut may_have_arrived = false;
        loop {
            let (read, json) = self.client.at_rest(self.id, self.api_version).await?;
            let current = Resource::<T>::from_json(json, &read.request)?;
            let mut wanted = current.model().clone();
            change(&mut wanted);
            let succeeded = provisioning_state(current.json())
                .is_some_and(|state| state.eq_ignore_ascii_case("Succeeded"));
            if may_have_arrived && succeeded && wanted == *current.model() {
                return Ok(self.resume(OperationKind::Update));
            }
            let unchanged = etag(current.json()).map(|etag| Precondition::Unchanged(etag.to_owned()));
            let mut body = current.json().clone();
            carry_over(&mut body, &to_json(current.model()), &to_json(&wanted));
            strip(&mut body, answers.read_only);
            respell(&mut body, answers.misspelled);
            drop_nulls(&mut body);
            let call = self.call(Method::Put, Some(body)).if_(unchanged);
            match self.client.send(&call).await {
                Ok(answer) => return Ok(self.accepted(OperationKind::Update, &answer)),
                Err(error) => {
                    may_have_arrived |= error.is_outcome_unknown();
                    conflicts.wait_out(self.client, &call, error).await?;
                }
            }
        }
    }

    /// Changes a part of the resource, at rest. Doing so twice does no harm.
    pub(crate) async fn patch<T>(&self, body: Value) -> Result<Operation<Resource<T>>, ArmError>
    where
        T: DeserializeOwned,
    {
        let call = self.call(Method::Patch, Some(body));
        let mut conflicts = Conflicts::new();
        loop {
            self.client.at_rest(self.id, self.api_version).await?;
            match self.client.send(&call).await {
                Ok(answer) => return Ok(self.accepted(OperationKind::Update, &answer)),
                Err(error) => conflicts.wait_out(self.client, &call, error).await?,
            }
        }
    }

    /// Deletes the resource. One that is not there counts as deleted.
    pub(crate) async fn delete(&self) -> Result<Operation<()>, ArmError> {
        let call = self.call(Method::Delete, None);
        let mut conflicts = Conflicts::new();
        loop {
            let error = match self.client.send(&call).await {
                Ok(answer) => return Ok(self.accepted(OperationKind::Delete, &answer)),
                Err(error) if error.is_not_found() => return Ok(self.deleted()),
                Err(error) => error,
            };
            conflicts.wait_out(self.client, &call, error).await?;
            if found(self.client.at_rest(self.id, self.api_version).await)?.is_none() {
                return Ok(self.deleted());
            }
        }
    }

    /// Starts an action on the resource, once nothing else runs on it. It is never sent again where it may have taken
    /// effect.
    pub(crate) async fn act<T: Outcome>(&self, verb: &str) -> Result<Operation<T>, ArmError> {
        let call = self.action(verb);
        let mut conflicts = Conflicts::new();
        loop {
            match self.client.send(&call).await {
                Ok(answer) => return Ok(self.accepted(OperationKind::Action, &answer)),
                Err(error) => conflicts.wait_out_conflict(self.client, &call, error).await?,
            }
        }
    }

    /// Stops what runs on the resource. A conflict means that nothing runs any more, and is not waited out.
    pub(crate) async fn abort(&self) -> Result<Operation<()>, ArmError> {
        let answer = self.client.send(&self.action("abort")).await?;
        Ok(self.accepted(OperationKind::Action, &answer))
    }

    fn action(&self, verb: &str) -> Call {
        let url = self.client.url(self.id.segments().chain([verb]), self.api_version);
        Call::write(Method::Post, url, None)
    }

    fn accepted<T: Outcome>(&self, kind: OperationKind, answer: &Answer) -> Operation<T> {
        Operation::accepted(self.client, self.api_version, self.id.clone(), kind, answer)
    }

    /// Follows whatever operation runs on the resource.
    pub(crate) fn resume<T: Outcome>(&self, kind: OperationKind) -> Operation<T> {
        Operation::resumed(self.client, self.api_version, self.id.clone(), kind)
    }

    fn deleted(&self) -> Operation<()> {
        Operation::done(self.client, self.api_version, self.id.clone())
    }

    fn call(&self, method: Method, body: Option<Value>) -> Call {
        Call::write(method, self.client.url(self.id.segments(), self.api_version), body)
    }
}

/// Whether a resource that is there after a creation whose answer was lost is the one that was asked for: nothing in it
/// says otherwise, and it is new.
///
/// A creation that Azure refused because the resource exists may lose its answer too. Such a resource is not new, and
/// must not be taken for ours.
fn is_ours(asked: &Value, there: &Value, seen_absent: bool) -> bool {
    let creating = provisioning_state(there).is_some_and(|state| state.eq_ignore_ascii_case("Creating"));
    (creating || seen_absent) && !contradicts(asked, there)
}

/// A model as JSON. Models are made of strings, numbers, lists and string-keyed maps: they always have a JSON form.
fn to_json<T: Serialize>(model: &T) -> Value {
    serde_json::to_value(model).unwrap_or_default()
}
