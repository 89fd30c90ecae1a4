//! The driver with everything that is not a managed resource.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use crate::{
    Configured, Context, Diagnostic, Diagnostics, EphemeralResource, Found, Identified, ListResource, Listed,
    Lock, LockError, Model, Opened, PlanOf, Provider, Registry, Resource, Saved, StateStore, UnlockError,
    Value, config, testing::Driver,
};

/// What exists outside.
#[derive(Clone, Default)]
struct Post(Arc<Mutex<Vec<String>>>);

impl Post {
    fn log(&self, what: impl Into<String>) {
        self.0.lock().unwrap().push(what.into());
    }

    fn logged(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

struct Office(Post);

/// The provider block.
#[derive(Clone, Debug, Model)]
struct Settings {}

impl Provider for Office {
    type Config = Settings;
    type Client = Post;
    const ADDRESS: &'static str = "registry.terraform.io/example/post";
    const VERSION: &'static str = "0.0.1";

    fn register(&self, registry: &mut Registry<Self>) {
        registry
            .ephemeral_resource(Stamp)
            .action(Deliver)
            .resource_with_identity(Letters)
            .list_resource(ListLetters)
            .state_store(Safe);
    }

    async fn configure(&self, _: &Context, _: PlanOf<Settings>) -> Result<Configured<Post>, Diagnostics> {
        Ok(Configured::Ready(self.0.clone()))
    }
}

struct Stamp;

/// A stamp.
#[derive(Clone, Debug, Model)]
struct StampModel {
    /// Its value.
    cents: u32,
    /// What is printed on it.
    #[model(computed)]
    code: Option<String>,
}

impl EphemeralResource for Stamp {
    type Client = Post;
    type Model = StampModel;
    const NAME: &'static str = "post_stamp";

    async fn open(
        &self,
        ctx: &Context,
        _: &Post,
        config: StampModel,
    ) -> Result<Opened<StampModel>, Diagnostics> {
        if config.cents == 0 {
            return Err(Diagnostic::error("Nothing is free", "Pay more.").into());
        }
        ctx.with_private(|private| private.set("renewals", &0))?;
        let lasts = config.cents > 100;
        let opened = Opened::new(StampModel { code: Some("A1".to_owned()), ..config });
        Ok(if lasts { opened } else { opened.renew_in(Duration::from_secs(60)) })
    }

    async fn renew(&self, ctx: &Context, post: &Post) -> Result<Option<SystemTime>, Diagnostics> {
        let renewals: u32 = ctx.with_private(|private| private.entry("renewals"))?.unwrap_or_default();
        post.log(format!("renewal {renewals}"));
        ctx.with_private(|private| private.set("renewals", &(renewals + 1)))?;
        Ok((renewals < 1).then(SystemTime::now))
    }

    async fn close(&self, ctx: &Context, post: &Post) -> Result<(), Diagnostics> {
        let renewals: Option<u32> = ctx.with_private(|private| private.entry("renewals"))?;
        post.log(format!("closed with {renewals:?}"));
        Ok(())
    }
}

struct Deliver;

/// A delivery.
#[derive(Clone, Debug, Model)]
struct Delivery {
    /// To whom.
    to: String,
}

impl crate::Action for Deliver {
    type Client = Post;
    type Config = Delivery;
    const NAME: &'static str = "post_deliver";

    async fn plan(
        &self,
        _: &Context,
        _: Option<&Post>,
        config: &PlanOf<Delivery>,
    ) -> Result<(), Diagnostics> {
        match config.to.as_str() {
            Some("nobody") => Err(Diagnostic::error("No address", "Nobody lives there.").into()),
            _ => Ok(()),
        }
    }

    async fn invoke(&self, ctx: &Context, post: &Post, config: Delivery) -> Result<(), Diagnostics> {
        ctx.progress("on the way");
        if config.to == "the moon" {
            return Err(Diagnostic::error("Too far", "There is no post there.").into());
        }
        post.log(format!("delivered to {}", config.to));
        ctx.progress("delivered");
        Ok(())
    }
}

struct Letters;

/// A letter.
#[derive(Clone, Debug, Model)]
struct Letter {
    /// Its number.
    number: u32,
}

/// Identifies a letter.
#[derive(Clone, Debug, Model)]
struct LetterIdentity {
    /// Its number.
    number: u32,
}

impl Resource for Letters {
    type Client = Post;
    type Model = Letter;
    const NAME: &'static str = "post_letter";

    async fn create(
        &self,
        _: &Context,
        _: &Post,
        plan: Letter,
        _: &Saved<Letter>,
    ) -> Result<Letter, Diagnostics> {
        Ok(plan)
    }

    async fn read(&self, _: &Context, _: &Post, state: Letter) -> Result<Option<Letter>, Diagnostics> {
        Ok(Some(state))
    }

    async fn update(
        &self,
        _: &Context,
        _: &Post,
        _: Letter,
        plan: Letter,
        _: &Saved<Letter>,
    ) -> Result<Letter, Diagnostics> {
        Ok(plan)
    }

    async fn delete(&self, _: &Context, _: &Post, _: Letter) -> Result<(), Diagnostics> {
        Ok(())
    }
}

impl Identified for Letters {
    type Identity = LetterIdentity;

    fn identity(&self, state: &Letter, _: Option<&LetterIdentity>) -> LetterIdentity {
        LetterIdentity { number: state.number }
    }
}

struct ListLetters;

/// Which letters.
#[derive(Clone, Debug, Model)]
struct Which {
    /// How many there are.
    amount: u32,
}

impl ListResource for ListLetters {
    type Resource = Letters;
    type Config = Which;

    async fn list(
        &self,
        _: &Context,
        _: &Post,
        which: Which,
        found: &mut Found<Letters>,
    ) -> Result<(), Diagnostics> {
        for number in 1..=which.amount {
            if number == 13 {
                return Err(Diagnostic::error("Lost", "The thirteenth letter is lost.").into());
            }
            found.push(Listed::of(format!("letter {number}"), Letter { number })).await;
        }
        Ok(())
    }
}

struct Safe;

/// A safe.
#[derive(Clone, Debug, Model)]
struct SafeConfig {}

#[derive(Default)]
struct Shelves {
    states: Mutex<BTreeMap<String, Vec<u8>>>,
    lock: Mutex<Option<Lock>>,
}

impl StateStore for Safe {
    type Client = Post;
    type Config = SafeConfig;
    type Store = Shelves;
    const NAME: &'static str = "post_safe";

    async fn configure(&self, _: &Context, _: &Post, _: SafeConfig) -> Result<Shelves, Diagnostics> {
        Ok(Shelves::default())
    }

    async fn list(&self, _: &Context, store: &Shelves) -> Result<Vec<String>, Diagnostics> {
        Ok(store.states.lock().unwrap().keys().cloned().collect())
    }

    async fn read(&self, _: &Context, store: &Shelves, id: &str) -> Result<Option<Vec<u8>>, Diagnostics> {
        Ok(store.states.lock().unwrap().get(id).cloned())
    }

    async fn write(&self, _: &Context, store: &Shelves, id: &str, state: Vec<u8>) -> Result<(), Diagnostics> {
        store.states.lock().unwrap().insert(id.to_owned(), state);
        Ok(())
    }

    async fn delete(&self, _: &Context, store: &Shelves, id: &str) -> Result<(), Diagnostics> {
        store.states.lock().unwrap().remove(id);
        Ok(())
    }

    async fn lock(&self, _: &Context, store: &Shelves, _: &str, lock: &Lock) -> Result<(), LockError> {
        match &mut *store.lock.lock().unwrap() {
            Some(held) => Err(LockError::Held(held.clone())),
            free => {
                *free = Some(lock.clone());
                Ok(())
            }
        }
    }

    async fn unlock(&self, _: &Context, store: &Shelves, _: &str, _: &str) -> Result<(), UnlockError> {
        store.lock.lock().unwrap().take().map(drop).ok_or(UnlockError::NotLocked)
    }
}

async fn office() -> (Driver, Post) {
    let post = Post::default();
    let driver = Driver::new(Office(post.clone()));
    driver.configure(config! {}).await.expect_ok();
    (driver, post)
}

#[tokio::test]
async fn an_ephemeral_resource_is_renewed_with_the_latest_private_data_and_closed_with_the_first() {
    let (driver, post) = office().await;
    let opened = driver.open("post_stamp", config! { cents = 80 }).await.expect_value("code", "A1");
    assert!(opened.renew_at.is_some_and(|time| time > SystemTime::now()));
    assert!(driver.renew("post_stamp").await.expect_ok().renew_at.is_some());
    assert_eq!(driver.renew("post_stamp").await.expect_ok().renew_at, None);
    driver.renew("post_stamp").await.expect_error("Nothing to renew");
    driver.close("post_stamp").await.expect_ok();
    assert_eq!(post.logged(), ["renewal 0", "renewal 1", "closed with Some(0)"]);
}

#[tokio::test]
async fn an_ephemeral_resource_that_lasts_is_not_renewed() {
    let (driver, _) = office().await;
    driver.open("post_stamp", config! { cents = 101 }).await.expect_ok();
    driver.renew("post_stamp").await.expect_error("Nothing to renew");
}

#[tokio::test]
async fn an_ephemeral_resource_that_does_not_open_is_not_closed() {
    let (driver, post) = office().await;
    driver.open("post_stamp", config! { cents = 0 }).await.expect_error("Nothing is free");
    driver.close("post_stamp").await.expect_error("Not open");
    assert_eq!(post.logged(), [""; 0]);
}

#[tokio::test]
async fn an_ephemeral_resource_is_not_opened_while_its_configuration_is_unknown() {
    let (driver, _) = office().await;
    let opened = driver.open("post_stamp", config! { cents = unknown }).await.expect_ok();
    assert_eq!(opened.state, Value::Null);
    driver.close("post_stamp").await.expect_error("Not open");
}

#[tokio::test]
async fn an_action_is_planned_and_invoked_and_tells_its_progress() {
    let (driver, post) = office().await;
    driver.plan_action("post_deliver", config! { to = unknown }).await.expect_ok();
    assert_eq!(post.logged(), [""; 0]);
    let invoked = driver.invoke("post_deliver", config! { to = "ada" }).await;
    invoked.expect_ok().expect_progress(["on the way", "delivered"]);
    assert_eq!(post.logged(), ["delivered to ada"]);
}

#[tokio::test]
async fn an_action_that_cannot_be_planned_is_not_invoked() {
    let (driver, post) = office().await;
    driver.invoke("post_deliver", config! { to = "nobody" }).await.expect_error("No address");
    driver.invoke("post_deliver", config! { to = unknown }).await.expect_error("not known");
    assert_eq!(post.logged(), [""; 0]);
}

#[tokio::test]
async fn an_action_that_fails_tells_how_far_it_came() {
    let (driver, _) = office().await;
    let invoked = driver.invoke("post_deliver", config! { to = "the moon" }).await;
    invoked.expect_error("Too far").expect_progress(["on the way"]);
}

#[tokio::test]
async fn a_list_has_names_identities_and_states_if_they_are_asked_for() {
    let (driver, _) = office().await;
    let listing = driver.list("post_letter", config! { amount = 2 }).run().await;
    let listing = listing.expect_names(["letter 1", "letter 2"]);
    assert_eq!(listing.objects[1].identity, Value::object([("number", 2.into())]));
    assert_eq!(listing.objects[1].state, None);
    let listing = driver.list("post_letter", config! { amount = 1 }).include_resource().run().await;
    assert_eq!(listing.expect_ok().objects[0].state, Some(Value::object([("number", 1.into())])));
}

#[tokio::test]
async fn a_list_ends_at_its_limit_and_keeps_what_came_before_an_error() {
    let (driver, _) = office().await;
    let listing = driver.list("post_letter", config! { amount = 1000 }).limit(3).run().await;
    listing.expect_names(["letter 1", "letter 2", "letter 3"]);
    let listing = driver.list("post_letter", config! { amount = 1000 }).run().await.expect_error("Lost");
    assert_eq!(listing.objects.len(), 12);
}

#[tokio::test]
async fn a_state_store_keeps_states_that_travel_in_chunks() {
    let (driver, _) = office().await;
    let store = driver.state_store_in_chunks("post_safe", config! {}, 4).await.unwrap();
    assert_eq!(store.read("prod").await.unwrap(), None);
    store.write("prod", b"0123456789").await.unwrap();
    assert_eq!(store.read("prod").await.unwrap().as_deref(), Some(b"0123456789".as_slice()));
    assert_eq!(store.list().await.unwrap(), ["prod"]);
    store.delete("prod").await.unwrap();
    assert_eq!(store.list().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_state_store_is_locked_by_one_at_a_time() {
    let (driver, _) = office().await;
    let store = driver.state_store("post_safe", config! {}).await.unwrap();
    let lock = store.lock("prod").await.unwrap().expect("it knows locks");
    let refused = store.lock("prod").await.unwrap_err().to_string();
    assert!(refused.contains("Workspace Already Locked") && refused.contains(&lock), "{refused}");
    store.unlock("prod", &lock).await.unwrap();
    assert!(store.unlock("prod", &lock).await.unwrap_err().to_string().contains("Lock Does Not Exist"));
}
