//! Fault rules at run time, and the clock of a deterministic world.

use serde_json::Value;

use super::{Outside, OutsideError};
use crate::clock;
use crate::faults::FaultRule;

/// A fault rule that is armed, and how often it was met.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct ArmedFault {
    /// The rule's name.
    pub name: String,
    /// Where it comes from.
    pub source: String,
    /// When it was armed, in UTC (RFC 3339).
    pub armed: String,
    /// Requests that it was about.
    pub seen: i64,
    /// Requests that it struck.
    pub fired: i64,
    /// Requests that it will still strike; `None` for a rule without end.
    pub left: Option<i64>,
    /// The rule as it was written.
    pub rule: Value,
}

impl Outside {
    /// Arms a rule, in place of the one of the same name, and gives its name: a rule without one gets `fault-1`,
    /// `fault-2` and so on.
    ///
    /// # Errors
    /// [`OutsideError::Store`].
    pub fn add_fault(&mut self, rule: &FaultRule) -> Result<String, OutsideError> {
        let tx = self.store.begin()?;
        let name = match rule.name() {
            Some(name) => name.to_owned(),
            None => loop {
                let name = format!("fault-{}", tx.count("faults", 1)?);
                if !tx.faults()?.iter().any(|there| there.name == name) {
                    break name;
                }
            },
        };
        let now = clock::standing(&tx)?;
        tx.arm(&name, "run time", rule.as_json(), now)?;
        tx.commit()?;
        Ok(name)
    }

    /// The rules that are armed, in the order in which they are asked. One that struck as often as it may stays, so that
    /// its file does not arm it again.
    ///
    /// # Errors
    /// [`OutsideError::Store`].
    pub fn faults(&mut self) -> Result<Vec<ArmedFault>, OutsideError> {
        let rows = self.store.begin()?.faults()?;
        let armed = rows.into_iter().map(|row| {
            let times = FaultRule::read(&row.rule)?.times();
            Ok(ArmedFault {
                name: row.name,
                source: row.source,
                armed: clock::text(row.armed),
                seen: row.seen,
                fired: row.fired,
                left: times.map(|times| (times - row.fired).max(0)),
                rule: row.rule,
            })
        });
        armed.collect()
    }

    /// Disarms the rule of a name, or all of them, and says how many there were. What they brought about stays.
    ///
    /// # Errors
    /// [`OutsideError::UnknownRule`], [`OutsideError::Store`].
    pub fn clear_faults(&mut self, name: Option<&str>) -> Result<usize, OutsideError> {
        let tx = self.store.begin()?;
        let cleared = tx.disarm(name)?;
        tx.commit()?;
        match name {
            Some(name) if cleared == 0 => Err(OutsideError::UnknownRule { name: name.to_owned() }),
            _ => Ok(cleared),
        }
    }

    /// What the emulated Azure takes for the present moment, in UTC (RFC 3339).
    ///
    /// # Errors
    /// [`OutsideError::Store`].
    pub fn clock(&mut self) -> Result<String, OutsideError> {
        Ok(clock::text(clock::standing(&self.store.begin()?)?))
    }

    /// Moves the clock of a deterministic world on by so many seconds, and gives the new moment. What comes due meanwhile
    /// happens.
    ///
    /// # Errors
    /// [`OutsideError::RealClock`] in a world that goes by the clock of the machine, [`OutsideError::Store`].
    pub fn advance_clock(&mut self, seconds: u32) -> Result<String, OutsideError> {
        let tx = self.store.begin()?;
        if tx.setting("clock")?.is_none() {
            return Err(OutsideError::RealClock);
        }
        tx.count("clock", i64::from(seconds).saturating_mul(1000))?;
        tx.commit()?;
        self.within(|_| Ok(()))?;
        self.clock()
    }
}
