//! The steps of a life, taken by all resources of a fleet at once.

use std::collections::BTreeMap;

use acceptance::Outcome;
use serde_json::{Value as Json, json};

use super::{
    fleet::Fleet,
    table::{Row, at, lay, without},
};

/// Leads all rows through their life, and names everything that is not as the table says.
pub(crate) fn led(fleet: Fleet) -> Outcome {
    assert!(!fleet.rows.is_empty());
    let mut life = Life { fleet, now: BTreeMap::new(), faults: Vec::new() };
    life.is_created()?;
    life.is_changed()?;
    life.is_refused()?;
    life.is_taken_away()?;
    life.is_put_back()?;
    life.is_changed_by_others()?;
    life.is_imported()?;
    assert!(life.faults.is_empty(), "{} faults:\n{}", life.faults.len(), life.faults.join("\n"));
    Ok(())
}

struct Life {
    fleet: Fleet,
    /// What each resource asks for; those that cannot be sent are not among them.
    now: BTreeMap<usize, Json>,
    faults: Vec<String>,
}

/// What a step does with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    Create,
    Nothing,
    /// One PUT.
    InPlace,
    /// One PATCH.
    Tags,
    /// One PUT of what is below.
    Child,
    /// A DELETE and a PUT.
    Replace,
    /// Terraform alone knows what is different.
    WithoutAWrite,
    /// An update, by whatever writes.
    Somehow,
}

impl Does {
    fn read(word: &str) -> Self {
        match word {
            "in place" | "re-imaged" => Self::InPlace,
            "tags" => Self::Tags,
            "child" => Self::Child,
            "replaced" => Self::Replace,
            "without a write" => Self::WithoutAWrite,
            _ => Self::Nothing,
        }
    }

    fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Create => &["create"],
            Self::Nothing => &["no-op"],
            Self::Replace => &["delete", "create"],
            _ => &["update"],
        }
    }

    fn writes(self) -> Option<(&'static [&'static str], usize)> {
        Some(match self {
            Self::Nothing | Self::WithoutAWrite => (&[], 0),
            Self::InPlace => (&["PUT"], 0),
            Self::Tags => (&["PATCH"], 0),
            Self::Child => (&[], 1),
            Self::Replace => (&["DELETE", "PUT"], 0),
            Self::Create | Self::Somehow => return None,
        })
    }
}

impl Life {
    fn is_created(&mut self) -> Outcome {
        for (index, row) in self.fleet.rows.iter().enumerate().filter(|(_, row)| row.change != "never") {
            self.now.insert(index, self.fleet.config(index, &[&row.with, &at(&row.path, &row.from)]));
        }
        self.step("created", |_, _, config| (config.clone(), Does::Create))
    }

    fn is_changed(&mut self) -> Outcome {
        self.step("changed", |fleet, index, config| {
            let row = &fleet.rows[index];
            match row.change.as_str() {
                "refused" => (config.clone(), Does::Nothing),
                word => (changed(fleet, index), Does::read(word)),
            }
        })
    }

    /// What Azure refuses is refused by the plan, all of it in one; and so is what cannot be written at all.
    fn is_refused(&mut self) -> Outcome {
        self.refuses(
            "changed, or changed back",
            "cannot be changed",
            &["plan", "-json"],
            |fleet, index, _| {
                let row = &fleet.rows[index];
                match (row.change.as_str(), row.back.is_some()) {
                    ("refused", _) => Some(changed(fleet, index)),
                    (_, true) => Some(fleet.config(index, &[&row.with, &at(&row.path, &row.from)])),
                    _ => None,
                }
            },
        )?;
        self.refuses("taken away", "cannot be changed", &["plan", "-json"], |fleet, index, config| {
            (fleet.rows[index].removed == "refused").then(|| taken(&fleet.rows[index], config))
        })?;
        self.refuses("never", "cannot be sent to Azure", &["validate", "-json"], |fleet, index, _| {
            let row = &fleet.rows[index];
            (row.change == "never").then(|| fleet.config(index, &[&row.with, &at(&row.path, &row.from)]))
        })?;
        self.refuses("left out", "", &["validate", "-json"], |fleet, index, config| {
            (fleet.rows[index].removed == "required").then(|| taken(&fleet.rows[index], config))
        })
    }

    /// From its default there is no way back to it: what has it by now goes back to its first value.
    fn is_taken_away(&mut self) -> Outcome {
        self.step("taken away", |fleet, index, config| {
            let row = &fleet.rows[index];
            match row.removed.as_str() {
                "in place" if has_default(row) => {
                    (fleet.config(index, &[&row.with, &at(&row.path, &row.from)]), Does::InPlace)
                }
                "refused" | "required" => (config.clone(), Does::Nothing),
                word => (taken(row, config), Does::read(word)),
            }
        })
    }

    fn is_put_back(&mut self) -> Outcome {
        self.step("put back", |fleet, index, config| {
            let row = &fleet.rows[index];
            if row.change == "refused" {
                return (fleet.config(index, &[&row.with, &at(&row.path, &row.from)]), Does::Nothing);
            }
            let now = changed(fleet, index);
            match row.removed.as_str() {
                "in place" if has_default(row) => (taken(row, config), Does::InPlace),
                "refused" | "required" => (config.clone(), Does::Nothing),
                "without a write" => (now, Does::Somehow),
                _ if row.from.is_null() => (now, Does::read(&row.change)),
                word => (now, Does::read(word)),
            }
        })
    }

    /// What others change is planned back; what Azure cannot change back is refused.
    fn is_changed_by_others(&mut self) -> Outcome {
        self.let_others_change(|row| !comes_back_refused(row))?;
        self.step("changed by others", |fleet, index, config| {
            let row = &fleet.rows[index];
            let does = if drift_of(row).is_some() { Does::read(way_back(row)) } else { Does::Nothing };
            (config.clone(), does)
        })?;
        self.let_others_change(comes_back_refused)?;
        self.refuses("changed by others", "", &["plan", "-json"], |fleet, index, config| {
            comes_back_refused(&fleet.rows[index]).then(|| config.clone())
        })
    }

    fn let_others_change(&self, which: fn(&Row) -> bool) -> Outcome {
        for index in self.now.keys().copied() {
            let row = &self.fleet.rows[index];
            if let Some(patch) = drift_of(row).filter(|_| which(row)) {
                let (id, patch) = drift(&self.fleet, index, patch);
                self.fleet.world.arm_emulator("patch", [id.as_str(), &patch.to_string()]).succeed()?;
            }
        }
        Ok(())
    }

    /// A state that knows nothing learns from Azure all that is there to learn.
    fn is_imported(&mut self) -> Outcome {
        self.now.retain(|index, _| !comes_back_refused(&self.fleet.rows[*index]));
        self.fleet.world.remove("terraform.tfstate")?;
        self.fleet.import(self.now.keys().copied())?;
        self.step("imported", |fleet, index, config| {
            let does = fleet.rows[index].imported.as_ref().map_or(Does::Nothing, |word| Does::read(word));
            (config.clone(), does)
        })
    }

    /// Writes a new configuration, plans, looks at the plan, applies it, looks at the journal, and plans again.
    fn step(&mut self, what: &str, next: impl Fn(&Fleet, usize, &Json) -> (Json, Does)) -> Outcome {
        let steps: BTreeMap<usize, (Json, Does)> =
            self.now.iter().map(|(index, config)| (*index, next(&self.fleet, *index, config))).collect();
        self.now = steps.iter().map(|(index, (config, _))| (*index, config.clone())).collect();
        self.fleet.write(&self.now)?;
        // Before anything was asked there is no journal.
        let before = self.fleet.world.journal().unwrap_or_default().len();
        let plan = self.fleet.world.plan()?;
        for (index, (_, does)) in &steps {
            let change = plan.change(&self.fleet.address(*index))?;
            if let Err(failure) = change.does(does.actions()) {
                self.fault(*index, what, &failure);
            }
        }
        self.fleet.world.terraform(["apply", "saved.tfplan"]).succeed()?;
        let journal = self.fleet.world.journal()?.split_off(before);
        for (index, (_, does)) in &steps {
            let (own, children) = self.fleet.writes(*index, &journal);
            let expected = does.writes();
            if expected.is_some_and(|(methods, below)| own != methods || children != below) {
                let found = format!("{does:?} took {own:?} and {children} writes below");
                self.fault(*index, what, &found);
            }
        }
        self.plans_nothing(what)?;
        Ok(())
    }

    fn plans_nothing(&mut self, after: &str) -> Outcome {
        let planned = self.fleet.world.terraform(["plan", "-detailed-exitcode"]).finish()?;
        if planned.code() != Some(0) {
            self.faults.push(format!("after it was {after} something is left to do:\n{}", planned.output));
        }
        Ok(())
    }

    /// Those that `next` configures anew are refused, each with this text, and no others.
    fn refuses(
        &mut self,
        what: &str,
        text: &str,
        args: &[&str],
        next: impl Fn(&Fleet, usize, &Json) -> Option<Json>,
    ) -> Outcome {
        let nothing = json!({});
        let asked: BTreeMap<usize, Json> = (0..self.fleet.rows.len())
            .filter_map(|index| {
                let config = self.now.get(&index).unwrap_or(&nothing);
                Some((index, next(&self.fleet, index, config)?))
            })
            .collect();
        if asked.is_empty() {
            return Ok(());
        }
        let mut configs = self.now.clone();
        configs.extend(asked.clone());
        self.fleet.write(&configs)?;
        let mut refused = self.fleet.refused(args)?;
        for index in asked.into_keys() {
            let errors = refused.remove(&self.fleet.address(index)).unwrap_or_default();
            if !errors.iter().any(|error| error.contains(text)) {
                self.fault(index, what, &format!("not refused with {text:?} but with {errors:?}"));
            }
        }
        for (address, errors) in refused {
            self.faults.push(format!("{address}: {what}: refused with {errors:?}"));
        }
        self.fleet.write(&self.now)
    }

    fn fault(&mut self, index: usize, what: &str, fault: &dyn std::fmt::Display) {
        let fault: String = fault.to_string().chars().take(2000).collect();
        self.faults.push(format!("{}: {what}: {fault}", self.fleet.rows[index].path));
    }
}

/// With the second value.
fn changed(fleet: &Fleet, index: usize) -> Json {
    let row = &fleet.rows[index];
    fleet.config(index, &[&row.with, &row.with_to, &at(&row.path, &row.to)])
}

/// Without the attribute.
fn taken(row: &Row, config: &Json) -> Json {
    let mut config = without(config, &row.path);
    lay(&mut config, &row.with_removed);
    config
}

fn has_default(row: &Row) -> bool {
    row.default.as_ref() == Some(&row.to)
}

/// How others change the attribute.
fn drift_of(row: &Row) -> Option<&Json> {
    row.others.as_ref().or(row.azure.as_ref())
}

/// Whether Azure cannot change it back after others did.
fn comes_back_refused(row: &Row) -> bool {
    drift_of(row).is_some() && way_back(row) == "refused"
}

/// What becomes of the way back from what others made of it.
fn way_back(row: &Row) -> &str {
    row.drifted.as_ref().unwrap_or(&row.change)
}

/// The resource that others change, and how.
fn drift(fleet: &Fleet, index: usize, patch: &Json) -> (String, Json) {
    let id = fleet.id(index);
    let path = fleet.rows[index].path.as_str();
    if fleet.kind.is_of_properties() {
        return (id, json!({ "properties": patch }));
    }
    match path.strip_prefix("maintenance.").and_then(|rest| rest.split('.').next()) {
        None => (id, patch.clone()),
        Some(configuration) => {
            let name = match configuration {
                "auto_upgrade" => "aksManagedAutoUpgradeSchedule",
                "node_os_upgrade" => "aksManagedNodeOSUpgradeSchedule",
                other => other,
            };
            (format!("{id}/maintenanceConfigurations/{name}"), json!({ "properties": patch }))
        }
    }
}
