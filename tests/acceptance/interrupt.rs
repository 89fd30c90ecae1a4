//! An apply that does not come to its end loses nothing.

use acceptance::{Binaries, Outcome, Request, Running, World, descendants, kill};

use crate::{CLUSTER, cluster, world};

#[test]
fn after_ctrl_c_during_a_create_the_state_holds_the_cluster_untainted() -> Outcome {
    let world = slow_world()?;
    let running = creating(&world)?;
    running.interrupt();
    running.finish()?;
    let state = world.state()?;
    assert_eq!(state.resource(CLUSTER)?["name"], "test");
    assert!(state.resource(CLUSTER)?["id"].as_str().is_some_and(|id| id.ends_with("/managedClusters/test")));
    assert!(!state.is_tainted(CLUSTER)?);
    Ok(())
}

#[test]
fn after_ctrl_c_during_a_create_the_next_apply_finishes_the_same_cluster() -> Outcome {
    let world = slow_world()?;
    let running = creating(&world)?;
    running.interrupt();
    running.finish()?;
    world.apply()?;
    world.plans_nothing()?;
    let writes = writes(&world)?;
    assert_eq!(writes.len(), 1, "{writes:?}");
    Ok(())
}

#[test]
fn after_kill_9_of_the_provider_during_a_create_the_next_apply_adopts_the_cluster() -> Outcome {
    let world = slow_world()?;
    let running = creating(&world)?;
    for provider in descendants(running.pid(), &Binaries::built()?.provider) {
        kill(provider);
    }
    running.finish()?.exits(1)?;
    world.apply()?;
    world.plans_nothing()?;
    let writes = writes(&world)?;
    assert!(writes.iter().all(|request| request.method == "PUT"), "{writes:?}");
    assert_eq!(writes.iter().filter(|request| request.status == 201).count(), 1, "{writes:?}");
    Ok(())
}

#[test]
fn after_ctrl_c_during_a_destroy_the_next_destroy_ends_it() -> Outcome {
    let world = slow_world()?;
    world.apply()?;
    let mut running = world.terraform(["destroy", "-auto-approve"]).start()?;
    running.until("the cluster is being deleted", |_| {
        world.journal().is_ok_and(|journal| journal.iter().any(|request| request.is("DELETE", AT)))
    })?;
    running.interrupt();
    running.finish()?;
    world.destroy()?;
    assert!(world.state()?.addresses().is_empty());
    Ok(())
}

/// A world in which a cluster takes seconds to be made: time for an interrupt.
fn slow_world() -> Outcome<World> {
    let mut world = world(&cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, ""))?;
    world.set("AKSOVERLAY_EMULATOR_SPEED", "30");
    Ok(world)
}

/// An apply, from the moment at which Azure has begun to make the cluster.
fn creating(world: &World) -> Outcome<Running> {
    let mut running = world.terraform(["apply", "-auto-approve"]).start()?;
    running.until("Azure is making the cluster", |_| {
        world.journal().is_ok_and(|journal| journal.iter().any(|request| request.is("PUT", AT)))
    })?;
    Ok(running)
}

/// What was done to the cluster.
fn writes(world: &World) -> Outcome<Vec<Request>> {
    Ok(world
        .journal()?
        .into_iter()
        .filter(|request| request.method != "GET" && request.path.ends_with(AT))
        .collect())
}

const AT: &str = "/managedClusters/test";
