//! The front door: what Azure Resource Manager does before and after a resource provider is asked.
//!
//! [`serve`] is the way of every request: take it apart, bring about what came due, route it, dress the answer, write
//! the journal, commit.

mod address;
mod answer;
mod casing;
mod front;
mod headers;
pub(crate) mod registry;
mod request;
mod router;

pub(crate) use address::Address;
pub(crate) use answer::{Answer, Fault};
pub(crate) use front::{check_location, gone, location_of, parent_missing, parent_missing_for, tags_of};
pub(crate) use request::Request;

use bytes::Bytes;

use crate::clock;
use crate::emulator::Outcome;
use crate::options::Options;
use crate::store::{Entry, Store, Tx};
use crate::world::World;
use crate::{ids, operations, throttling};

/// Requests after which what nobody needs any more is thrown away.
const TIDIED: i64 = 1000;

/// Answers one request.
pub(crate) fn serve(store: &mut Store, options: &Options, request: http::Request<Bytes>) -> Outcome {
    let request = Request::read(request, &options.habits);
    match in_transaction(store, options, &request) {
        Ok(response) => response.into(),
        Err(error) => headers::dress(Fault::Store(error).into_answer(), &request, "", None).into(),
    }
}

fn in_transaction(
    store: &mut Store,
    options: &Options,
    request: &Request,
) -> rusqlite::Result<http::Response<Bytes>> {
    let tx = store.begin()?;
    let world = World { tx: &tx, options, now: moment(&tx, options)?, base: request.base.clone() };
    operations::settle(&world)?;
    let (drawn, refusal) = match throttling::draw(&world, request) {
        Ok(budget) => (budget, None),
        Err(fault) => (None, Some(fault)),
    };
    let mut answer = match refusal.map_or_else(|| tx.or_nothing(|| router::route(&world, request)), Err) {
        Ok(answer) => answer,
        Err(Fault::Store(error)) => return Err(error),
        Err(fault) => fault.into_answer(),
    };
    if let Some(body) = answer.body.as_mut().filter(|_| !options.habits.casing_quirks) {
        casing::straighten(body);
    }
    let correlation = match request.header("x-ms-correlation-request-id") {
        Some(given) => given.to_owned(),
        None => ids::guid(&world)?,
    };
    let entry = Entry {
        seq: 0,
        time: String::new(),
        method: request.method.to_string(),
        path: request.unsigned_path(),
        api_version: request.query("api-version").map(str::to_owned),
        status: answer.status,
        correlation_id: correlation,
        client_request_id: request.header("x-ms-client-request-id").map(str::to_owned),
    };
    if tx.record(world.now, &entry)? % TIDIED == 0 {
        throttling::tidy(&tx, world.now)?;
    }
    tx.commit()?;
    Ok(headers::dress(answer, request, &entry.correlation_id, drawn))
}

/// The moment of a request: now, or the next tick of a deterministic world.
pub(crate) fn moment(tx: &Tx<'_>, options: &Options) -> rusqlite::Result<i64> {
    match options.deterministic {
        None => Ok(clock::now()),
        Some(_) => Ok(clock::FIXED_START + tx.count("clock", clock::FIXED_STEP)? - clock::FIXED_STEP),
    }
}
