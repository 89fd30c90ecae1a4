//! What the user is told about operations that take their time: how they ended, and how it goes on.

use std::fmt;

use arm_client::ArmError;
use tfplugin_framework::{Diagnostic, Diagnostics, Interrupted};

use crate::{azure, compare::Difference, hcl, unfinished::Unfinished};

/// What an operation is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    /// "cluster" or "node pool".
    pub(crate) kind: &'static str,
    /// Its name.
    pub(crate) name: &'a str,
    /// Members as Azure's errors name them (`target`), and the attributes that they come from.
    pub(crate) members: &'static [(&'static str, &'static str)],
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} \"{}\"", self.kind, self.name)
    }
}

impl Subject<'_> {
    /// At the beginning of a sentence.
    fn title(self) -> String {
        let text = self.to_string();
        let mut letters = text.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    }

    /// Azure did not take a request.
    pub(crate) fn refused(self, verb: &str, error: &ArmError) -> Diagnostic {
        azure::at_target(azure::failed(&format!("{verb} {self}"), error), error, self.members)
    }

    /// Azure took a request and did not carry it out.
    pub(crate) fn failed(self, unfinished: Unfinished, error: &ArmError) -> Diagnostic {
        let kind = self.kind;
        self.refused(verb(unfinished), error).hint(match unfinished {
        Unfinished::Creation => {
            format!(
                "The {kind} exists in a failed state and is kept in Terraform's state, which marks it as tainted: the next \
                 plan replaces it. To repair it in place instead, run terraform untaint with its address, and apply again."
            )
        }
        _ => format!(
            "The {kind} stays in Terraform's state. The next apply writes it again, which makes Azure repair it."
        ),
    })
    }

    /// Ctrl-C while Azure works: Azure goes on, and the next apply finishes it.
    pub(crate) fn goes_on(self, unfinished: Unfinished) -> Diagnostic {
        let kind = self.kind;
        let (doing, kept) = match unfinished {
            Unfinished::Creation => {
                ("creating", format!("The state holds what is known of the {kind} so far"))
            }
            _ => ("updating", format!("The state holds the {kind} as planned")),
        };
        Diagnostic::warning(
            format!("Interrupted while Azure was {doing} {self}"),
            format!(
                "Azure goes on by itself. {kept}; the next terraform apply waits for the same {kind} and completes the state. \
             Nothing has to be imported or untainted."
            ),
        )
    }

    /// An end before Azure had anything to do.
    pub(crate) fn not_begun(self, verb: &str, interrupted: Interrupted) -> Diagnostic {
        match interrupted {
            Interrupted::Cancelled => Diagnostic::error(
                format!("Interrupted before Azure began to {verb} {self}"),
                "Nothing was changed. Run terraform apply again.",
            ),
            Interrupted::DeadlineExceeded => Diagnostic::error(
                format!("Azure did not begin to {verb} {self} in time"),
                format!("Nothing was changed. Apply again, or raise timeouts.{verb} of this resource."),
            ),
        }
    }

    /// An end between a request and its answer.
    pub(crate) fn perhaps_begun(self, interrupted: Interrupted) -> Diagnostic {
        let further = match interrupted {
            Interrupted::Cancelled => "",
            Interrupted::DeadlineExceeded => {
                " Raise timeouts.update of this resource to give Azure more time."
            }
        };
        Diagnostic::error(
            format!("Interrupted while Azure was asked to update {self}"),
            format!(
                "Azure may have begun. The next terraform apply reads what the {} is like, waits for what runs, and does \
             what is left.{further}",
                self.kind
            ),
        )
    }

    /// The timeout of the resource ran out while Azure works.
    pub(crate) fn timed_out(self, unfinished: Unfinished) -> Diagnostic {
        let (kind, verb) = (self.kind, verb(unfinished));
        let after = match unfinished {
            Unfinished::Creation => {
                format!(
                    "The {kind} is kept in Terraform's state, which marks it as tainted: the next plan replaces it. To go on with \
                 it instead, run terraform untaint with its address, and apply again: that waits for the same {kind}."
                )
            }
            _ => "The next terraform apply waits for it and completes the state.".to_owned(),
        };
        Diagnostic::error(
            format!("Azure did not {verb} {self} within the timeout"),
            format!(
                "The timeout timeouts.{verb} ran out, and Azure goes on by itself. {after}\n\nTo give Azure more time, raise it: \
             timeouts = {{ {verb} = \"3h\" }} (90 minutes if not given)."
            ),
        )
    }

    /// How it goes on after a destroy that ended before Azure was done.
    pub(crate) fn deletion_goes_on(self) -> String {
        format!(
            "Azure goes on by itself if it has begun. The {} stays in Terraform's state until Azure no longer knows it; the next \
         terraform destroy waits for the same deletion.",
            self.kind
        )
    }

    /// What the next apply will do about an operation that was not seen to its end.
    pub(crate) fn will_finish(self, unfinished: Unfinished) -> Diagnostic {
        let (kind, title) = (self.kind, self.title());
        let (summary, detail) = match unfinished {
        Unfinished::Creation => (
            format!("{title} is still being created"),
            format!(
                "An earlier apply was interrupted. This plan waits for the same {kind} and completes the state; nothing is \
                 created a second time."
            ),
        ),
        Unfinished::Update => (
            format!("{title} is still being updated"),
            "An earlier apply was interrupted. This plan waits for the update to end before it changes anything."
                .to_owned(),
        ),
        Unfinished::Failure => (
            format!("The last operation on {self} failed"),
            format!(
                "Azure has the {kind} in a failed state. This plan writes it again as it is configured, which makes Azure \
                 repair it."
            ),
        ),
        Unfinished::Deletion => (
            format!("{title} is being deleted"),
            format!(
                "Azure is deleting the {kind}, as after an interrupted destroy. This plan waits for the end of the deletion \
                 and creates the {kind} anew."
            ),
        ),
    };
        Diagnostic::warning(summary, detail)
    }

    /// Azure said yes and did something else.
    ///
    /// # Errors
    /// One for each attribute that is not as planned.
    pub(crate) fn unfulfilled(self, open: &[Difference]) -> Result<(), Diagnostics> {
        let kind = self.kind;
        let mut diagnostics = Diagnostics::new();
        diagnostics.extend(open.iter().map(|Difference { path, left, right }| {
        let summary = format!("Azure accepted a value of {path} for {self} and did not take it");
        let detail = format!(
            "Planned was {}, and Azure reports success; the {kind} has {}. The property may not be changeable in this \
             cluster's region or version. Write the value that the {kind} has, or ask Azure support.",
            hcl::literal(left),
            hcl::literal(right)
        );
        Diagnostic::error(summary, detail).at(path.clone())
    }));
        if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
    }

    /// Azure made it, and not in every point the one that was planned.
    pub(crate) fn created_otherwise(self, open: &[Difference]) -> Diagnostic {
        let kind = self.kind;
        let lines: Vec<String> = open
            .iter()
            .map(|Difference { path, left, right }| {
                format!("  {path}: {} was planned, {} is there", hcl::literal(left), hcl::literal(right))
            })
            .collect();
        Diagnostic::warning(
            format!("{} was created otherwise than planned", self.title()),
            format!(
                "Azure reports success, and the {kind} is not as written here:\n{}\n\nThe state says what was planned; the next \
             plan shows the difference. Write the values that the {kind} has, or change them by that plan.",
                lines.join("\n")
            ),
        )
    }
}

fn verb(kind: Unfinished) -> &'static str {
    match kind {
        Unfinished::Creation => "create",
        Unfinished::Update | Unfinished::Failure => "update",
        Unfinished::Deletion => "delete",
    }
}
