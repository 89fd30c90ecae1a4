//! The resource `aksoverlay_resource_group`.

mod model;

use std::time::Duration;

use arm_client::{ArmError, ResourceGroupId, models};
use tfplugin_framework::{
    Context, Diagnostic, Diagnostics, Identified, Import, Resource, Saved, resource::Timeouts,
    schema::AttributeChange,
};

use self::model::ResourceGroup;
use crate::{
    adoption::{self, Obstacle},
    azure, compare, hcl,
    identity::ArmIdentity,
    session::Session,
    spelling,
};

/// The resource.
pub(crate) struct ResourceGroupResource;

impl Resource for ResourceGroupResource {
    type Client = Session;
    type Model = ResourceGroup;

    const NAME: &'static str = "aksoverlay_resource_group";

    fn timeouts(&self) -> Timeouts {
        Timeouts { delete: Duration::from_secs(90 * 60), ..Timeouts::default() }
    }

    async fn create(
        &self,
        ctx: &Context,
        session: &Session,
        plan: ResourceGroup,
        _: &Saved<ResourceGroup>,
    ) -> Result<ResourceGroup, Diagnostics> {
        let id = session.resource_group(&plan.name);
        let creation = async {
            let arm = session.within(ctx);
            let groups = arm.resource_groups();
            if let Some(existing) =
                groups.find(&id).await.map_err(|error| refused("create", &plan.name, &error))?
            {
                return adopt(ctx, session, &id, &existing, &plan);
            }
            let written = groups.create_or_update(&id, &request(&plan)).await;
            let azure = written.map_err(|error| refused("create", &plan.name, &error))?;
            Ok(state(&id, &azure, &plan))
        };
        ctx.wait(format!("Azure to create resource group \"{}\"", plan.name))
            .when_stopped(GOES_ON)
            .on(creation)
            .await
    }

    async fn read(
        &self,
        _: &Context,
        session: &Session,
        state: ResourceGroup,
    ) -> Result<Option<ResourceGroup>, Diagnostics> {
        let id = stored_id(session, &state);
        let found = session.arm.resource_groups().find(&id).await;
        let found = found.map_err(|error| refused("read", &state.name, &error))?;
        Ok(found.map(|azure| self::state(&id, &azure, &state)))
    }

    async fn update(
        &self,
        ctx: &Context,
        session: &Session,
        prior: ResourceGroup,
        plan: ResourceGroup,
        _: &Saved<ResourceGroup>,
    ) -> Result<ResourceGroup, Diagnostics> {
        let id = stored_id(session, &prior);
        let change = async {
            let arm = session.within(ctx);
            let groups = arm.resource_groups();
            let written = groups.update_tags(&id, &plan.tags.clone().unwrap_or_default()).await;
            let azure = written.map_err(|error| refused("update", &plan.name, &error))?;
            Ok(state(&id, &azure, &plan))
        };
        ctx.wait(format!("Azure to update resource group \"{}\"", plan.name))
            .when_stopped(GOES_ON)
            .on(change)
            .await
    }

    /// *On cancellation*: Azure goes on; the group stays in state, and the next destroy waits for the same deletion.
    async fn delete(
        &self,
        ctx: &Context,
        session: &Session,
        state: ResourceGroup,
    ) -> Result<(), Diagnostics> {
        let id = stored_id(session, &state);
        let deletion = async {
            holds_no_clusters(session, &id).await?;
            let deleted =
                async { session.within(ctx).resource_groups().begin_delete(&id).await?.wait().await };
            deleted.await.map_err(|error| Diagnostics::from(refused("delete", &state.name, &error)))
        };
        ctx.wait(format!("Azure to delete resource group \"{}\"", state.name))
            .when_stopped(GOES_ON)
            .on(deletion)
            .await
    }

    async fn import(
        &self,
        _: &Context,
        session: &Session,
        id: &str,
    ) -> Result<Import<ResourceGroup>, Diagnostics> {
        let asked: ResourceGroupId =
            id.parse().map_err(|error| Diagnostic::from_error("Not the ID of a resource group", &error))?;
        let found = session.arm.resource_groups().find(&asked).await;
        let Some(azure) = found.map_err(|error| refused("import", &asked.name, &error))? else {
            let detail =
                format!("Azure has no resource group {asked}, or none that the provider's identity may see.");
            return Err(Diagnostic::error("There is no such resource group", detail).into());
        };
        // Azure's own spelling of the name, however the ID was typed.
        let id = azure.id.as_deref().and_then(|id| id.parse().ok()).unwrap_or(asked);
        Ok(Import::State(state(&id, &azure, &ResourceGroup::default())))
    }
}

impl Identified for ResourceGroupResource {
    type Identity = ArmIdentity;

    fn identity(&self, group: &ResourceGroup, _: Option<&ArmIdentity>) -> ArmIdentity {
        ArmIdentity::of(group.id.as_ref())
    }

    async fn import_by_identity(
        &self,
        ctx: &Context,
        session: &Session,
        identity: ArmIdentity,
    ) -> Result<Import<ResourceGroup>, Diagnostics> {
        self.import(ctx, session, &identity.id).await
    }
}

/// Refuses a change that Azure cannot make. A replacement would delete everything in the group, so none is planned.
fn keep(change: &mut AttributeChange<'_>) {
    if !change.is_changed() || change.planned.is_unknown() {
        return;
    }
    let (from, to) = (hcl::literal(change.prior), hcl::literal(&change.planned));
    change.report(Diagnostic::error(
        format!("{} of an existing resource group cannot be changed from {from} to {to}", change.path),
        "Azure cannot rename or move a resource group, and a replacement would destroy everything in it. Declare a second \
         aksoverlay_resource_group, move what is in the first one, and remove the first one's block then.",
    ));
}

/// Takes over a group that exists as planned.
fn adopt(
    ctx: &Context,
    session: &Session,
    id: &ResourceGroupId,
    existing: &models::ResourceGroup,
    plan: &ResourceGroup,
) -> Result<ResourceGroup, Diagnostics> {
    let actual = state(id, existing, plan);
    let differing = compare::unfulfilled(plan, &actual);
    let obstacle = match differing.is_empty() {
        _ if !session.adopt_existing => Obstacle::NotAllowed,
        false => Obstacle::Differs(differing),
        true => {
            ctx.report(adoption::adopted("resource group", &plan.name));
            return Ok(actual);
        }
    };
    Err(adoption::refused(ResourceGroupResource::NAME, &id.resource_id(), &obstacle).into())
}

/// Refuses to delete clusters that nobody asked to delete.
async fn holds_no_clusters(session: &Session, id: &ResourceGroupId) -> Result<(), Diagnostics> {
    let clusters = match session.arm.managed_clusters().list_by_resource_group(id).collect_all().await {
        Ok(clusters) => clusters,
        Err(error) if error.is_not_found() => return Ok(()),
        Err(error) => return Err(refused("delete", &id.name, &error).into()),
    };
    let deleting = |cluster: &models::ManagedCluster| {
        let state = cluster.properties.as_ref().and_then(|properties| properties.provisioning_state.as_ref());
        state.is_some_and(|state| state.is("Deleting"))
    };
    let kept = clusters.iter().filter(|cluster| !deleting(cluster));
    let names: Vec<String> = kept.filter_map(|cluster| cluster.name.clone()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let summary = format!("Resource group \"{}\" still holds AKS clusters", id.name);
    let detail = format!(
        "Deleting the group would destroy {} with everything that runs there. Delete clusters first. Clusters of this \
         configuration are destroyed before the group if their resource_group_name refers to it \
         (aksoverlay_resource_group.NAME.name).",
        names.join(", ")
    );
    Err(Diagnostic::error(summary, detail).into())
}

fn request(plan: &ResourceGroup) -> models::ResourceGroup {
    models::ResourceGroup {
        location: Some(spelling::region(&plan.location)),
        tags: plan.tags.clone(),
        ..models::ResourceGroup::default()
    }
}

fn state(id: &ResourceGroupId, azure: &models::ResourceGroup, kept: &ResourceGroup) -> ResourceGroup {
    let tags = azure.tags.clone().filter(|tags| !tags.is_empty());
    ResourceGroup {
        id: Some(id.to_string()),
        name: id.name.clone(),
        location: azure.location.clone().unwrap_or_default(),
        tags: tags.or_else(|| kept.tags.clone().filter(std::collections::BTreeMap::is_empty)),
        timeouts: kept.timeouts.clone(),
    }
}

fn stored_id(session: &Session, state: &ResourceGroup) -> ResourceGroupId {
    let stored = state.id.as_deref().and_then(|id| id.parse().ok());
    stored.unwrap_or_else(|| session.resource_group(&state.name))
}

fn refused(verb: &str, name: &str, error: &ArmError) -> Diagnostic {
    let members = [("location", "location"), ("tags", "tags")];
    azure::at_target(azure::failed(&format!("{verb} resource group \"{name}\""), error), error, &members)
}

/// What ends a wait ends no operation.
const GOES_ON: &str = "Azure goes on if it has begun. Run terraform again: it takes up what it finds.";
