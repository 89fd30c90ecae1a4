//! A broken rule.

use crate::{
    diag::Diagnostic,
    value::{Path, Step},
};

/// A rule that Terraform enforces on what a provider answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rule {
    /// Every value is of the type that the schema says.
    ConformsToSchema,
    /// A write-only attribute is null in every plan and state.
    WriteOnlyIsNull,
    /// The plan of a destroy is null.
    DestroyPlanIsNull,
    /// What the configuration has is planned, and what it does not have is not.
    PresenceFollowsConfig,
    /// No collection of blocks is null: no blocks are an empty collection.
    BlocksAreNotNull,
    /// A dynamic block that is unknown is planned as it is.
    DynamicBlocksStay,
    /// A block is never unknown itself, only its attributes may be.
    BlocksAreKnown,
    /// There are as many blocks, and of the same keys, as in the configuration.
    BlocksFollowConfig,
    /// A configured value is planned as it is configured, or as it is stored if both have a value.
    ConfiguredValuesStay,
    /// An attribute that is not configured and not computed is planned null.
    UnsetValuesStayNull,
    /// A configured object is not planned unknown.
    ConfiguredObjectsAreKnown,
    /// A nested attribute has as many elements, and of the same keys, as in the configuration.
    ElementsFollowConfig,
    /// A path that requires replacement leads to an attribute of the prior or planned state.
    ReplacePathsExist,
    /// At apply the plan has the same kind of change as before; an update may turn out to be nothing.
    ActionStays,
    /// What was known at plan is still planned at apply.
    PlannedValuesStay,
    /// An answer is not deferred unless Terraform allows it.
    NotDeferred,
    /// No answer asks Terraform to turn its checks into log lines, as only providers on the old Go SDK may.
    TypeSystemIsStrict,
    /// An apply answers with a state, or with an error.
    StateIsReturned,
    /// After a delete there is no state, after anything else there is one.
    PresenceFollowsPlan,
    /// A state has nothing unknown in it.
    StateIsKnown,
    /// What was planned known has come to be.
    PlanIsKept,
    /// An import finds one object.
    ImportFindsOne,
    /// What is imported or upgraded is not null.
    StateIsPresent,
    /// An action ends with exactly one completed event, and no event is of neither kind.
    ActionCompletesOnce,
    /// An action is deferred only because the provider's configuration is unknown.
    ActionsDeferForProviders,
    /// An object that has an identity is answered with it.
    IdentityIsPresent,
    /// Not Terraform's rule, but what users suffer from: an object keeps its identity.
    IdentityStays,
    /// A function gives the same result for the same arguments.
    FunctionIsPure,
    /// A function gives a result of its type, known if its arguments are.
    FunctionResultConforms,
    /// Not Terraform's rule, but what users suffer from: the same question gets the same plan.
    PlanIsDeterministic,
    /// Not Terraform's rule, but what users suffer from: after an apply nothing is left to do.
    ApplySettles,
}

impl Rule {
    /// A stable name for logs and snapshots: `plan-is-kept`.
    pub fn code(self) -> String {
        let mut code = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !code.is_empty() {
                code.push('-');
            }
            code.push(letter.to_ascii_lowercase());
        }
        code
    }
}

/// The answer in which a rule was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Answer {
    /// A plan.
    Plan,
    /// The plan that Terraform asks for again right before it applies.
    FinalPlan,
    /// The state after an apply.
    Apply,
    /// A refreshed state.
    Read,
    /// An imported state.
    Import,
    /// A state or identity of the present schema version.
    Upgrade,
    /// A state that another type left.
    Move,
    /// An identity, with whatever answer it comes.
    Identity,
    /// What a data source read.
    DataSource,
    /// An object that was listed.
    List,
    /// The plan of an action.
    PlanAction,
    /// The events of an action that is invoked.
    InvokeAction,
    /// What an ephemeral resource gave when it was opened.
    Ephemeral,
    /// The result of a function.
    Function,
}

/// An answer that Terraform would refuse, or suffer from.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// In which answer.
    pub answer: Answer,
    /// The rule.
    pub rule: Rule,
    /// Where; the root if it is about the whole.
    pub path: Path,
    /// What is wrong there, in Terraform's words where it has some. Sensitive values are not shown.
    pub detail: String,
}

impl Violation {
    /// The summary of the error that Terraform prints for it; `None` where Terraform does not notice.
    pub fn terraform_summary(&self) -> Option<&'static str> {
        let summary = match (self.answer, self.rule) {
            (
                _,
                Rule::PlanIsDeterministic
                | Rule::ApplySettles
                | Rule::IdentityStays
                | Rule::TypeSystemIsStrict,
            ) => return None,
            (_, Rule::FunctionIsPure) => "provider function returned an inconsistent result",
            (Answer::Plan, _) => "Provider produced invalid plan",
            (Answer::FinalPlan, _) => "Provider produced inconsistent final plan",
            (Answer::Apply, Rule::PlanIsKept) => "Provider produced inconsistent result after apply",
            (Answer::Apply, Rule::StateIsReturned | Rule::PresenceFollowsPlan | Rule::StateIsKnown) => {
                "Provider returned invalid result object after apply"
            }
            (Answer::Import, Rule::ImportFindsOne) => "Import returned no resources",
            (Answer::Import, Rule::StateIsPresent) => "Import returned null resource",
            (Answer::Import, Rule::WriteOnlyIsNull) => {
                "Import returned a non-null value for a write-only attribute"
            }
            (Answer::Identity, Rule::ConformsToSchema) => {
                "Provider produced an identity that doesn't match the schema"
            }
            (Answer::Identity, _) => "Provider produced invalid identity",
            (Answer::Move, _) => "Provider returned invalid value",
            (Answer::Upgrade, _) => "Invalid resource state upgrade",
            (Answer::DataSource, Rule::StateIsPresent) => "Provider produced null object",
            (Answer::Function, _) => "Provider returned invalid value",
            (Answer::List, Rule::IdentityIsPresent) => "missing identity data in ListResource event",
            // What Terraform cannot read of an event is an error without a summary of its own, or a crash.
            (Answer::List | Answer::InvokeAction, _) => return None,
            (Answer::PlanAction, _) => "Provider deferred an action",
            (Answer::Ephemeral, _) => "Provider produced invalid ephemeral resource instance",
            (Answer::Apply | Answer::Read | Answer::Import | Answer::DataSource, _) => {
                "Provider produced invalid object"
            }
        };
        Some(summary)
    }
}

impl std::fmt::Display for Violation {
    /// One line: place, what is wrong, rule.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path.is_root() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} ({})", self.detail, self.rule.code())
    }
}

impl From<Violation> for Diagnostic {
    /// An error that blames the provider and nobody else.
    fn from(violation: Violation) -> Self {
        let place = match violation.path.is_root() {
            true => String::new(),
            false => format!("{}: ", violation.path),
        };
        let consequence = violation
            .terraform_summary()
            .map_or_else(String::new, |summary| format!("Terraform refuses this with \"{summary}\". "));
        let detail = format!(
            "{place}{}.\n\n{consequence}Nothing in the configuration causes it; please report it to the provider's \
             developers.\n\nRule: {}",
            violation.detail,
            violation.rule.code()
        );
        let diagnostic = Self::error(format!("Provider bug: {}", violation.answer.fault()), detail);
        // The protocol cannot point into a set.
        let steps = violation.path.0.into_iter().take_while(|step| !matches!(step, Step::Element(_)));
        let path = Path(steps.collect());
        if path.is_root() { diagnostic } else { diagnostic.at(path) }
    }
}

impl Answer {
    fn fault(self) -> &'static str {
        match self {
            Self::Plan => "invalid plan",
            Self::FinalPlan => "the plan changed between plan and apply",
            Self::Apply => "invalid result after apply",
            Self::Read => "invalid state after reading",
            Self::Import => "invalid imported state",
            Self::Upgrade => "invalid upgraded state",
            Self::Move => "invalid moved state",
            Self::Identity => "invalid identity",
            Self::DataSource => "invalid data source result",
            Self::List => "invalid listed object",
            Self::InvokeAction => "invalid events of an action",
            Self::PlanAction => "invalid plan of an action",
            Self::Ephemeral => "invalid ephemeral result",
            Self::Function => "invalid function result",
        }
    }
}
