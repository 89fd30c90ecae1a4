//! The front door: what Azure Resource Manager does before and after a resource provider is asked.
//!
//! [`serve`] is the way of every request: take it apart, bring about what came due, draw on the budgets, route it, let
//! faults befall it, dress the answer, write the journal, commit.

mod address;
mod answer;
mod casing;
mod front;
mod headers;
mod redaction;
pub(crate) mod registry;
mod request;
mod router;

pub(crate) use address::Address;
pub(crate) use answer::{Answer, Fault};
pub(crate) use front::{
    check_location, gone, location_of, parent_missing, parent_missing_for, tags_of, unserved,
};
pub(crate) use request::Request;

use bytes::Bytes;

use crate::clock;
use crate::emulator::{Dropped, Outcome};
use crate::faults::{self, Rules, Struck};
use crate::options::Options;
use crate::store::{self, Entry, Store, Tx};
use crate::world::World;
use crate::{ids, operations, throttling};

/// Requests after which what nobody needs any more is thrown away.
const TIDIED: i64 = 1000;

/// Answers one request.
pub(crate) fn serve(store: &mut Store, options: &Options, request: http::Request<Bytes>) -> Outcome {
    let request = Request::read(request, &options.habits);
    match in_transaction(store, options, &request) {
        Ok(outcome) => outcome,
        Err(error) => {
            let error = store::explained(error, Some(&options.data_dir));
            headers::dress(Fault::Store(error).into_answer(), &request, None).into()
        }
    }
}

fn in_transaction(store: &mut Store, options: &Options, request: &Request) -> rusqlite::Result<Outcome> {
    let tx = store.begin()?;
    let now = moment(&tx, options)?;
    let (mut rules, mut struck) = (Rules::about(&tx, request)?, Struck::default());
    let tuned = rules.tune(options, &mut struck);
    let world =
        World { tx: &tx, options: tuned.as_ref().unwrap_or(options), now, base: request.base.clone() };
    operations::settle(&world)?;
    let (budget, mut answer) = match throttling::draw(&world, request) {
        Ok(budget) => (budget, answer(&world, request, &mut rules, &mut struck)?),
        Err(Fault::Store(error)) => return Err(error),
        Err(fault) => (None, fault.into_answer()),
    };
    if let Some(body) = answer.body.as_mut().filter(|_| !options.habits.casing_quirks) {
        casing::straighten(body);
    }
    rules.count(&tx)?;
    let entry = entry(&world, request, &answer, &struck)?;
    if tx.record(now, &entry)? % TIDIED == 0 {
        throttling::tidy(&tx, now)?;
    }
    let seal = headers::Seal {
        correlation: &entry.correlation_id,
        budget,
        date: clock::http_date(world.told(world.now)),
    };
    let response = headers::dress(answer, request, Some(seal));
    tx.commit()?;
    Ok(Outcome { delay: struck.delay, answer: if struck.drops() { Err(Dropped) } else { Ok(response) } })
}

/// Azure's answer, or what a fault makes of it.
fn answer(
    world: &World<'_>,
    request: &Request,
    rules: &mut Rules,
    struck: &mut Struck,
) -> rusqlite::Result<Answer> {
    let answer = world.tx.or_nothing(|| {
        let answer = router::route(world, request);
        match &answer {
            Err(Fault::Store(_)) => {}
            Err(_) => rules.judge(None, &[], struck),
            Ok(done) => rules.judge(Some(done), &world.tx.begun(), struck),
        }
        match answer {
            Ok(_) if struck.prevents() => Err(Undone::ByFault),
            answer => answer.map_err(Undone::ByAzure),
        }
    });
    let answer = match answer {
        Ok(answer) => {
            faults::begun(world, request, struck)?;
            answer
        }
        Err(Undone::ByFault) => Answer::empty(500),
        Err(Undone::ByAzure(Fault::Store(error))) => return Err(error),
        Err(Undone::ByAzure(fault)) => fault.into_answer(),
    };
    Ok(struck.answer(request).unwrap_or(answer))
}

/// Why a request took no effect.
enum Undone {
    ByAzure(Fault),
    /// What the client gets, the fault says.
    ByFault,
}

impl From<rusqlite::Error> for Undone {
    fn from(error: rusqlite::Error) -> Self {
        Self::ByAzure(error.into())
    }
}

/// The line of the journal about a request.
fn entry(world: &World<'_>, request: &Request, answer: &Answer, struck: &Struck) -> rusqlite::Result<Entry> {
    let header = |name, longest| request.header(name).map(|value| redaction::shortened(value, longest));
    let correlation_id = match header("x-ms-correlation-request-id", 200) {
        Some(given) => given,
        None => ids::guid(world)?,
    };
    Ok(Entry {
        seq: 0,
        time: String::new(),
        method: request.method.to_string(),
        path: redaction::shortened(&redaction::path(request), 4096),
        api_version: request.query("api-version").map(|version| redaction::shortened(version, 100)),
        status: if struck.drops() { 0 } else { answer.status },
        error_code: answer.error_code(),
        correlation_id,
        client_request_id: header("x-ms-client-request-id", 200),
        user_agent: header("user-agent", 500),
        if_match: header("if-match", 200),
        if_none_match: header("if-none-match", 200),
        body: redaction::body(request),
        body_size: request.size(),
        fault: Some(struck.names.join(", ")).filter(|names| !names.is_empty()),
        delay_ms: u64::try_from(struck.delay.as_millis()).unwrap_or(u64::MAX),
    })
}

/// The moment of a request: now, or the next tick of a deterministic world.
pub(crate) fn moment(tx: &Tx<'_>, options: &Options) -> rusqlite::Result<i64> {
    match options.deterministic {
        None => clock::steady(tx),
        Some(_) => Ok(clock::FIXED_START + tx.count("clock", clock::FIXED_STEP)? - clock::FIXED_STEP),
    }
}
