//! How long a plan takes, and how long the rules in it do.

use std::{fs, time::Instant};

use acceptance::{Failure, Outcome, World};

pub(crate) const ROUNDS: usize = 5;

/// Medians, in milliseconds.
pub(crate) struct Plan {
    pub(crate) wall: f64,
    /// All the times that the rules were applied, together.
    pub(crate) rules: f64,
    /// How many times they were.
    pub(crate) applied: usize,
}

impl Plan {
    pub(crate) fn percent_of_rules(&self) -> f64 {
        100.0 * self.rules / self.wall
    }
}

/// Plans without a log for the whole, and in turns with one for what the provider says of the rules: to write a log takes
/// time as well, which is not to make the part look smaller.
pub(crate) fn measure(world: &mut World) -> Outcome<Plan> {
    let log = world.dir().join("rules.log");
    world.set("TF_LOG_PATH", log.display().to_string());
    let (mut walls, mut rules, mut applied) = (Vec::new(), Vec::new(), 0);
    wall(world)?;
    for _ in 0..ROUNDS {
        walls.push(wall(world)?);
        world.write("rules.log", "")?;
        world.set("TF_LOG_PROVIDER", "DEBUG");
        let planned = world.terraform(["plan"]).succeed();
        world.set("TF_LOG_PROVIDER", "");
        planned?;
        let log = fs::read_to_string(&log).map_err(|error| Failure::expected("a debug log", error))?;
        let microseconds: Vec<f64> = log.lines().filter_map(microseconds).collect();
        if microseconds.is_empty() {
            return Err(Failure::expected("lines about the rules in the debug log", "none"));
        }
        applied = microseconds.len();
        rules.push(microseconds.iter().sum::<f64>() / 1e3);
    }
    Ok(Plan { wall: median(walls), rules: median(rules), applied })
}

fn wall(world: &World) -> Outcome<f64> {
    let start = Instant::now();
    world.terraform(["plan"]).succeed()?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

/// What a line of the log says of the rules.
fn microseconds(line: &str) -> Option<f64> {
    let (_, said) = line.split_once("the rules were applied")?;
    let (_, from) = said.split_once("microseconds=")?;
    let digits = from.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(from.len());
    from[..digits].parse().ok()
}

pub(crate) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}
