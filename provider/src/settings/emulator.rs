//! `emulator = { ... }`: the Azure inside the provider.

use std::{collections::BTreeSet, path::PathBuf};

use arm_emulator::Habits;
use tfplugin_framework::{Diagnostic, Diagnostics, Model, Number, Path, validators::length};

use super::{Environment, unreadable};
use crate::{checks::words, emulated::World};

/// The emulated Azure.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct EmulatorBlock {
    /// The directory that the emulated resources are kept in; `.aksoverlay-emulator` in the working directory if not
    /// given. `AKSOVERLAY_EMULATOR_DATA_DIR`.
    #[model(optional, validate = length(1..))]
    pub(crate) data_dir: Option<String>,

    /// A JSON file with resources that exist from the beginning. `AKSOVERLAY_EMULATOR_SEED_FILE`.
    #[model(optional, validate = length(1..))]
    pub(crate) seed_file: Option<String>,

    /// A JSON file with rules about what goes wrong, each armed once in the life of the data directory.
    /// `AKSOVERLAY_EMULATOR_FAULTS_FILE`.
    #[model(optional, validate = length(1..))]
    pub(crate) faults_file: Option<String>,

    /// How many times faster than in Azure operations end; 100 if not given. `AKSOVERLAY_EMULATOR_SPEED`.
    #[model(optional)]
    pub(crate) speed: Option<Number>,

    /// Habits of Azure that are switched off: `signed-urls`, `free-text-statuses`, `error-noise`, `background-updates`,
    /// `casing-quirks`, `throttling`, `null-tolerance` and `empty-last-pages`. `AKSOVERLAY_EMULATOR_WITHOUT`, separated by
    /// commas.
    #[model(optional, validate = words(&Habits::NAMES))]
    pub(crate) without: Option<BTreeSet<String>>,

    /// A number from which all identifiers are made, with a clock that moves 20 seconds with each request, so that two
    /// runs give the same values. `AKSOVERLAY_EMULATOR_DETERMINISTIC`.
    #[model(optional)]
    pub(crate) deterministic: Option<Number>,

    /// Running operations are answered with `Retry-After: 1`, which Azure never does for clusters.
    /// `AKSOVERLAY_EMULATOR_RETRY_AFTER`.
    #[model(optional)]
    pub(crate) retry_after: Option<bool>,
}

impl EmulatorBlock {
    /// Takes what is not written from the environment.
    pub(super) fn or_from(&mut self, environment: Environment<'_>, wrong: &mut Diagnostics) {
        let text = |written: &mut Option<String>, variable: &str| {
            if written.is_none() {
                *written = environment(variable);
            }
        };
        text(&mut self.data_dir, "AKSOVERLAY_EMULATOR_DATA_DIR");
        text(&mut self.seed_file, "AKSOVERLAY_EMULATOR_SEED_FILE");
        text(&mut self.faults_file, "AKSOVERLAY_EMULATOR_FAULTS_FILE");
        let mut number = |written: &mut Option<Number>, variable: &str, expected: &str| {
            if let (None, Some(value)) = (&written, environment(variable)) {
                match value.parse() {
                    Ok(number) => *written = Some(number),
                    Err(_) => wrong.push(unreadable(variable, &value, expected)),
                }
            }
        };
        number(&mut self.speed, "AKSOVERLAY_EMULATOR_SPEED", "a number");
        number(&mut self.deterministic, "AKSOVERLAY_EMULATOR_DETERMINISTIC", "a whole number");
        if let (None, Some(value)) = (&self.without, environment("AKSOVERLAY_EMULATOR_WITHOUT")) {
            self.without = Some(value.split(',').map(|name| name.trim().to_owned()).collect());
        }
        if let (None, Some(value)) = (self.retry_after, environment("AKSOVERLAY_EMULATOR_RETRY_AFTER")) {
            match value.to_ascii_lowercase().as_str() {
                "true" | "1" => self.retry_after = Some(true),
                "false" | "0" => self.retry_after = Some(false),
                _ => {
                    wrong.push(unreadable("AKSOVERLAY_EMULATOR_RETRY_AFTER", &value, "\"true\" or \"false\""))
                }
            }
        }
    }

    /// The world that is meant.
    ///
    /// # Errors
    /// Which setting makes no sense.
    pub(super) fn world(self) -> Result<World, Diagnostics> {
        let refuse = |member: &str, summary: &str, detail: String| {
            Diagnostics::from(
                Diagnostic::error(summary, detail).at(Path::of("emulator").attribute(member.to_owned())),
            )
        };
        let written = self.speed.unwrap_or_else(|| Number::from(100));
        let speed = written.to_f64();
        if !(speed.is_finite() && speed > 0.0) {
            let detail = format!(
                "emulator.speed (AKSOVERLAY_EMULATOR_SPEED) is {written}; it must be a number above 0, such as 100: it says how \
                 many times faster than in Azure operations end."
            );
            return Err(refuse("speed", "Invalid speed of the emulated Azure", detail));
        }
        let mut habits = Habits::default();
        habits.retry_after = self.retry_after.unwrap_or(false);
        for name in self.without.unwrap_or_default() {
            habits.without(&name.to_ascii_lowercase()).map_err(|error| {
                let detail = format!("emulator.without (AKSOVERLAY_EMULATOR_WITHOUT): {error}.");
                refuse("without", "Unknown habit of the emulated Azure", detail)
            })?;
        }
        let deterministic = self.deterministic.map(|number| {
            let seed = number.to_string().parse::<u64>();
            seed.map_err(|_| {
                let detail = format!(
                    "emulator.deterministic (AKSOVERLAY_EMULATOR_DETERMINISTIC) is {number}; it must be a whole number from 0."
                );
                refuse("deterministic", "Invalid seed of the emulated Azure", detail)
            })
        });
        Ok(World {
            data_dir: PathBuf::from(self.data_dir.unwrap_or_else(|| ".aksoverlay-emulator".into())),
            seed_file: self.seed_file.map(PathBuf::from),
            faults_file: self.faults_file.map(PathBuf::from),
            speed,
            habits,
            deterministic: deterministic.transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    fn world(variables: &[(&str, &str)], written: EmulatorBlock) -> Result<World, Diagnostics> {
        let find = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Settings { emulator: Some(written), ..Settings::default() }.or_from(&find)?.world()
    }

    fn refusal(variables: &[(&str, &str)]) -> String {
        world(variables, EmulatorBlock::default()).unwrap_err().iter().next().unwrap().detail.clone()
    }

    #[test]
    fn the_emulated_azure_is_a_hundred_times_faster_and_beside_the_configuration() {
        let world = Settings::default().world().unwrap();
        assert_eq!(world.speed, 100.0);
        assert_eq!(world.data_dir, PathBuf::from(".aksoverlay-emulator"));
        assert_eq!((world.habits, world.deterministic, world.faults_file), (Habits::default(), None, None));
    }

    #[test]
    fn a_speed_of_nothing_is_refused_and_named() {
        for speed in ["0", "-1.5"] {
            let detail = refusal(&[("AKSOVERLAY_EMULATOR_SPEED", speed)]);
            assert!(detail.contains(&format!("is {speed}; it must be a number above 0")), "{detail}");
        }
    }

    #[test]
    fn faults_habits_and_the_seed_of_identifiers_may_come_from_the_environment() {
        let variables = [
            ("AKSOVERLAY_EMULATOR_FAULTS_FILE", "faults.json"),
            ("AKSOVERLAY_EMULATOR_WITHOUT", "throttling, Error-Noise"),
            ("AKSOVERLAY_EMULATOR_DETERMINISTIC", "7"),
            ("AKSOVERLAY_EMULATOR_RETRY_AFTER", "true"),
        ];
        let world = world(&variables, EmulatorBlock::default()).unwrap();
        assert_eq!((world.faults_file, world.deterministic), (Some("faults.json".into()), Some(7)));
        let mut habits = Habits::default();
        (habits.throttling, habits.error_noise, habits.retry_after) = (false, false, true);
        assert_eq!(world.habits, habits);
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_variable() {
        let without = refusal(&[("AKSOVERLAY_EMULATOR_WITHOUT", "noise")]);
        assert!(
            without.contains("AKSOVERLAY_EMULATOR_WITHOUT): no habit `noise`; habits are signed-urls,"),
            "{without}"
        );
        let seed = refusal(&[("AKSOVERLAY_EMULATOR_DETERMINISTIC", "1.5")]);
        assert!(
            seed.contains("(AKSOVERLAY_EMULATOR_DETERMINISTIC) is 1.5; it must be a whole number from 0"),
            "{seed}"
        );
        let flag = refusal(&[("AKSOVERLAY_EMULATOR_RETRY_AFTER", "yes")]);
        assert!(
            flag.contains("AKSOVERLAY_EMULATOR_RETRY_AFTER is \"yes\"; expected \"true\" or \"false\""),
            "{flag}"
        );
    }
}
