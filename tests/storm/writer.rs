//! A line of processes: one writes until it is killed, then the next one takes its place.

use std::{
    fmt,
    ops::AddAssign,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use acceptance::kill;
use tokio::sync::Notify;

use crate::{
    SETTLED,
    ledger::Ledger,
    random::Random,
    target::Target,
    terraform::{Terraform, Trouble},
};

/// About how long a step takes with twenty processes on two processors, and the write in it.
const STEP: Duration = Duration::from_millis(400);
const WRITE: Duration = Duration::from_millis(80);

/// A provider whose work others undo again and again may wait for minutes.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who writes.
pub(crate) struct Writer {
    pub(crate) number: u64,
    pub(crate) data_dir: PathBuf,
    pub(crate) random: Random,
    pub(crate) ledger: Arc<Ledger>,
}

/// When a process is killed, unless its step ends before that.
enum Death {
    /// So long after the step began.
    Anywhere(Duration),
    /// So long after the provider was asked to apply.
    Writing(Duration),
}

/// What happened.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) kills: u64,
    /// Acknowledged ones.
    pub(crate) writes: u64,
    /// Errors, each with what it was about.
    refusals: Vec<(Target, String)>,
    processes: u64,
}

impl Writer {
    /// Takes so many steps, or goes on until the moment, if there is one.
    pub(crate) async fn run(mut self, steps: u32, until: Option<Instant>) -> Tally {
        let mut tally = Tally::default();
        let mut process = None;
        let mut taken = 0;
        while until.map_or(taken < steps, |until| Instant::now() < until) {
            taken += 1;
            let mut terraform = match process.take() {
                Some(terraform) => terraform,
                None => {
                    tally.processes += 1;
                    Terraform::start(&self.data_dir).await
                }
            };
            let target = Target::any(&mut self.random, self.number);
            let value = format!("{}-{taken}", self.number);
            let deletes = self.random.percent(30);
            let mut write = None;
            let death = match self.random.below(100) {
                0..30 => Death::Writing(self.random.within(WRITE)),
                30..40 => Death::Anywhere(self.random.within(STEP)),
                _ => Death::Anywhere(PATIENCE),
            };
            let began = Notify::new();
            let pid = terraform.id();
            let ended = tokio::select! {
                ended = step(&mut terraform, &self.ledger, &target, value, deletes, (&mut write, &began)) => Some(ended),
                // Killed before the call is given up, which the provider would notice.
                () = die(pid, death, &began) => None,
            };
            let acknowledged = match &ended {
                None => {
                    tally.kills += 1;
                    terraform.end().await;
                    false
                }
                Some(ended) => {
                    process = Some(terraform);
                    self.judge(&target, ended, &mut tally)
                }
            };
            if let Some(write) = write {
                let left = if acknowledged { Duration::ZERO } else { SETTLED };
                self.ledger.end(write, Instant::now() + left, acknowledged);
            }
        }
        if let Some(terraform) = process {
            terraform.end().await;
        }
        tally
    }

    /// Whether the write was acknowledged.
    fn judge(&self, target: &Target, ended: &Result<Wrote, Trouble>, tally: &mut Tally) -> bool {
        match ended {
            Ok(Wrote::Yes) => tally.writes += 1,
            Ok(Wrote::Nothing) => return false,
            Err(Trouble::Refused(errors)) => {
                tally.refusals.extend(errors.iter().map(|error| (target.clone(), error.clone())));
                return false;
            }
            Err(Trouble::Unanswered(status)) => {
                panic!("writer {}, {target}: a living process gave no answer: {status}", self.number)
            }
        }
        true
    }
}

enum Wrote {
    Yes,
    /// There was nothing to delete.
    Nothing,
}

/// Looks what is there and creates, changes or deletes it; `write` is where in the ledger that stands.
async fn step(
    terraform: &mut Terraform,
    ledger: &Ledger,
    target: &Target,
    value: String,
    deletes: bool,
    (write, began): (&mut Option<usize>, &Notify),
) -> Result<Wrote, Trouble> {
    let there = terraform.look(target).await?;
    let mut there = there.filter(|held| target.value(&held.state).is_some());
    if let Some(held) = &mut there {
        target.make_deletable(&mut held.state);
    }
    if deletes && there.is_none() {
        return Ok(Wrote::Nothing);
    }
    let config = (!deletes).then(|| target.config(&value));
    let plan = terraform.plan(target, there.as_ref(), config.as_ref()).await?;
    let wanted = config.map(|_| target.says(value));
    *write = Some(ledger.begin(target, wanted.clone()));
    began.notify_one();
    let state = terraform.apply(target, plan).await?;
    let answered = if state.is_null() { None } else { target.value(&state) };
    assert_eq!(answered, wanted, "the answer to a write of {target} says what was written");
    Ok(Wrote::Yes)
}

async fn die(pid: u32, death: Death, began: &Notify) {
    let after = match death {
        Death::Anywhere(after) => after,
        Death::Writing(after) => {
            began.notified().await;
            after
        }
    };
    tokio::time::sleep(after).await;
    kill(pid);
}

impl Tally {
    /// Errors other than those that Azure, or the provider on its behalf, has for those who come second.
    pub(crate) fn foreign(&self) -> impl Iterator<Item = String> {
        let is_foreign = |target: &Target, error: &str| {
            let second = SECOND.iter().any(|text| error.contains(text));
            // Between success and the look at the result another writer came.
            let undone = [" and did not take it: ", "and its state is \"Unregister"];
            let overtaken = target.is_shared() && undone.iter().any(|text| error.contains(text));
            !second && !overtaken
        };
        let foreign = self.refusals.iter().filter(move |(target, error)| is_foreign(target, error));
        foreign.map(|(target, error)| format!("an error that Azure does not give, for {target}: {error}"))
    }
}

const SECOND: [&str; 7] = [
    "exists already: ",
    "still holds AKS clusters: ",
    "(ResourceNotFound): ",
    "(ResourceGroupNotFound): ",
    "(ResourceGroupBeingDeleted): ",
    "(OperationNotAllowed): ",
    "(PreconditionFailed): ",
];

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.kills += other.kills;
        self.writes += other.writes;
        self.refusals.extend(other.refusals);
        self.processes += other.processes;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kills, writes, refusals, processes } = self;
        let refusals = refusals.len();
        write!(f, "{processes} processes, {kills} kills, {writes} acknowledged writes, {refusals} refusals")
    }
}
