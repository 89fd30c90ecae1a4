//! The data source `aksoverlay_network_plan`: what a network has room for, and what breaks a rule in it and around it.
//!
//! [`asked`] makes the rules' view of a cluster that exists, of one that is planned, or of both; [`told`] puts the
//! numbers of the forecast and the findings of the rules into attributes.

mod asked;
mod model;
mod told;

use tfplugin_framework::{Context, DataSource, Diagnostic, Diagnostics, Path, PlanOf};

use self::model::NetworkPlan;
use crate::{findings, session::Session, timed};

/// The data source.
pub(crate) struct NetworkPlanDataSource;

impl DataSource for NetworkPlanDataSource {
    type Client = Session;
    type Model = NetworkPlan;

    const NAME: &'static str = "aksoverlay_network_plan";

    fn validate(&self, config: &PlanOf<NetworkPlan>, diagnostics: &mut Diagnostics) {
        if config.cluster_id.is_null() && config.pools.is_null() && config.pod_cidrs.is_null() {
            let detail = "Set cluster_id to plan for a cluster that exists, pools or pod_cidrs to plan for a new one, or both.";
            diagnostics
                .push(Diagnostic::error("There is nothing to plan for", detail).at(Path::of("cluster_id")));
        }
    }

    /// *Guarantees*: a rule that is broken is a finding, and never an error.
    async fn read(
        &self,
        _: &Context,
        session: &Session,
        config: NetworkPlan,
    ) -> Result<NetworkPlan, Diagnostics> {
        let settings = findings::settings(&session.rules, config.as_of.as_ref())?;
        let view = asked::view(session, &settings, &config).await?;
        Ok(told::plan(config, &view, &timed::run(&view, &settings), &settings))
    }
}
