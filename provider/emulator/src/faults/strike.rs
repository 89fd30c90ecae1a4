//! Which rules strike a request, and with what.

use std::time::Duration;

use super::rule::{Effects, FaultRule, Moment, ScriptedAnswer, Shape};
use crate::gateway::{Answer, Fault, Request};
use crate::options::Options;
use crate::store::Tx;

/// The rules that are about one request.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    all: Vec<Armed>,
}

/// A rule of the world, and how often it was met.
#[derive(Debug)]
struct Armed {
    position: i64,
    name: String,
    rule: FaultRule,
    seen: i64,
    fired: i64,
    /// Counted, and to be written back.
    met: bool,
}

/// What befalls one request.
#[derive(Debug, Default)]
pub(crate) struct Struck {
    /// The names of the rules, as the journal shows them.
    pub(crate) names: Vec<String>,
    /// How long the answer is held back.
    pub(crate) delay: Duration,
    pub(super) effects: Effects,
}

impl Rules {
    /// The rules of the world that are about a request.
    pub(crate) fn about(tx: &Tx<'_>, request: &Request) -> rusqlite::Result<Self> {
        let mut all = Vec::new();
        for row in tx.faults()? {
            let rule = FaultRule::read(&row.rule).map_err(|e| row.unreadable(e))?;
            if rule.concerns(request, row.armed) {
                let (position, name, seen, fired) = (row.position, row.name, row.seen, row.fired);
                all.push(Armed { position, name, rule, seen, fired, met: false });
            }
        }
        Ok(Self { all })
    }

    /// Meets the rules about time, which hold while the request is answered: the options that hold meanwhile.
    pub(crate) fn tune(&mut self, options: &Options, struck: &mut Struck) -> Option<Options> {
        let mut tuned = None;
        for armed in self.all.iter_mut().filter(|armed| armed.rule.is_about_time()) {
            if !armed.strikes() {
                continue;
            }
            let options = tuned.get_or_insert_with(|| options.clone());
            let effects = &armed.rule.effects;
            options.clock_skew = effects.clock_skew.unwrap_or(options.clock_skew);
            options.token_lifetime = effects.token_lifetime.unwrap_or(options.token_lifetime);
            struck.add(armed);
        }
        tuned
    }

    /// Meets all other rules, now that it is known what the request did: Azure's answer where it took effect, and the
    /// kinds of the operations that it began.
    pub(crate) fn judge(&mut self, answer: Option<&Answer>, begun: &[(String, String)], struck: &mut Struck) {
        let accepted = answer.is_some_and(|a| a.status < 400);
        for armed in self.all.iter_mut().filter(|armed| !armed.rule.is_about_time()) {
            let rule = &armed.rule;
            let begins = match rule.matching.operation {
                Some(kind) => begun.iter().any(|(_, name)| name == kind.name()),
                None => rule.effects.operation.is_none() || !begun.is_empty(),
            };
            let follows = rule.effects.background_update.is_none() || accepted;
            if !(begins && follows && armed.strikes()) {
                continue;
            }
            struck.add(armed);
            if armed.rule.decides() {
                struck.effects = armed.rule.effects.clone();
                return;
            }
        }
    }

    /// Writes down how often the rules were met.
    pub(crate) fn count(&self, tx: &Tx<'_>) -> rusqlite::Result<()> {
        for armed in self.all.iter().filter(|armed| armed.met) {
            tx.count_fault(armed.position, armed.seen, armed.fired)?;
        }
        Ok(())
    }
}

impl FaultRule {
    fn is_about_time(&self) -> bool {
        self.effects.clock_skew.is_some() || self.effects.token_lifetime.is_some()
    }

    /// Whether nothing else can befall a request that the rule strikes.
    fn decides(&self) -> bool {
        let e = &self.effects;
        e.answer.is_some()
            || e.drop.is_some()
            || e.expired_token
            || e.operation.is_some()
            || e.background_update.is_some()
    }
}

impl Armed {
    /// Counts a request, and says whether it is one of those that are struck.
    fn strikes(&mut self) -> bool {
        let window = self.rule.window;
        self.met = true;
        self.seen = self.seen.saturating_add(1);
        let strikes = self.seen > window.skip && self.fired < window.times;
        self.fired += i64::from(strikes);
        strikes
    }
}

impl Struck {
    fn add(&mut self, armed: &Armed) {
        self.names.push(armed.name.clone());
        self.delay = self.delay.saturating_add(armed.rule.effects.delay);
    }

    /// Whether the request is kept from taking effect.
    pub(crate) fn prevents(&self) -> bool {
        let e = &self.effects;
        e.expired_token
            || e.drop == Some(Moment::Before)
            || e.answer.as_ref().is_some_and(|a| a.when == Moment::Before)
    }

    /// Whether the connection is closed without an answer.
    pub(crate) fn drops(&self) -> bool {
        self.effects.drop.is_some()
    }

    /// The answer in place of Azure's.
    pub(crate) fn answer(&self, request: &Request) -> Option<Answer> {
        if self.effects.expired_token {
            return Some(crate::login::expired(request).into_answer());
        }
        self.effects.answer.as_ref().map(|scripted| answer(scripted, request))
    }
}

/// The scripted answer, an error in the shape of whoever would give it.
fn answer(scripted: &ScriptedAnswer, request: &Request) -> Answer {
    use super::rule::Content;
    let status = scripted.status;
    let mut answer = match &scripted.content {
        Content::Nothing => Answer::empty(status),
        Content::Body(serde_json::Value::String(text)) => Answer::text(status, text.clone()),
        Content::Body(body) => Answer::json(status, body.clone()),
        Content::Error { code, message, shape } => {
            let aks = request.path.to_ascii_lowercase().contains("/providers/microsoft.containerservice/");
            let from_gateway = matches!(status, 401 | 403 | 502..=504);
            let shape = shape.unwrap_or(if aks && !from_gateway { Shape::Aks } else { Shape::Gateway });
            match shape {
                Shape::Aks => Fault::aks(status, code, message.clone()),
                Shape::Gateway => Fault::gateway(status, code, message.clone()),
            }
            .into_answer()
        }
    };
    for (name, value) in &scripted.headers {
        answer.headers.retain(|(there, _)| there != name);
        answer.headers.push((name.clone().into(), value.clone()));
    }
    answer
}
