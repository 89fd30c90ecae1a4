//! `ListResource` and its validation.

use std::future::pending;

use tf::list_resource::Event;
use tokio_stream::StreamExt as _;

use super::{
    offers::{Log, Offers, offering, offering_while_unknown},
    *,
};
use crate::{
    Context, Diagnostic, Diagnostics, Found, Identified, Import, ListResource, Listed, Model, Path, PlanOf,
    Registry, Resource, Saved,
};

/// A note.
#[derive(Clone, Debug, Model)]
struct Note {
    /// Its number.
    number: u32,
    /// What it says.
    text: Option<String>,
    /// Never told.
    #[model(write_only)]
    secret: Option<String>,
}

/// Identifies a note.
#[derive(Clone, Debug, Model)]
struct NoteIdentity {
    /// Its number.
    number: u32,
}

struct Notes;

impl Resource for Notes {
    type Client = Log;
    type Model = Note;
    const NAME: &'static str = "test_note";

    async fn create(&self, _: &Context, _: &Log, plan: Note, _: &Saved<Note>) -> Result<Note, Diagnostics> {
        Ok(plan)
    }

    async fn read(&self, _: &Context, log: &Log, state: Note) -> Result<Option<Note>, Diagnostics> {
        log.note(format!("read {}", state.number));
        // The second one is deleted while the notes are listed.
        Ok((state.number != 2).then(|| Note { text: Some("read".to_owned()), ..state }))
    }

    async fn update(
        &self,
        _: &Context,
        _: &Log,
        _: Note,
        plan: Note,
        _: &Saved<Note>,
    ) -> Result<Note, Diagnostics> {
        Ok(plan)
    }

    async fn delete(&self, _: &Context, _: &Log, _: Note) -> Result<(), Diagnostics> {
        Ok(())
    }
}

impl Identified for Notes {
    type Identity = NoteIdentity;

    fn identity(&self, state: &Note, _: Option<&NoteIdentity>) -> NoteIdentity {
        NoteIdentity { number: state.number }
    }

    async fn import_by_identity(
        &self,
        _: &Context,
        _: &Log,
        NoteIdentity { number }: NoteIdentity,
    ) -> Result<Import<Note>, Diagnostics> {
        match number {
            4 => Ok(Import::Unsupported),
            number => Ok(Import::State(Note { number, text: None, secret: None })),
        }
    }
}

struct ListNotes;

/// Which notes to find.
#[derive(Clone, Debug, Model)]
struct Query {
    /// What the listing does.
    act: String,
}

impl ListResource for ListNotes {
    type Resource = Notes;
    type Config = Query;

    fn validate(&self, config: &PlanOf<Query>, diagnostics: &mut Diagnostics) {
        if config.act.as_str() == Some("invalid") {
            diagnostics.push(Diagnostic::error("Invalid act", "Choose another.").at(Path::of("act")));
        }
    }

    async fn list(
        &self,
        ctx: &Context,
        log: &Log,
        query: Query,
        found: &mut Found<Notes>,
    ) -> Result<(), Diagnostics> {
        log.note(format!("room for {:?}, states {}", found.room(), found.wants_state()));
        let _told = Told(log);
        for number in 1.. {
            match (query.act.as_str(), number) {
                ("three" | "identities" | "warns", 4) => return Ok(()),
                ("one, then fails", 2) => {
                    return Err(Diagnostic::error("Not found", "The rest is lost.")
                        .at(Path::of("act"))
                        .into());
                }
                ("one, then panics", 2) => panic!("no more notes"),
                ("one, then hangs", 2) => pending().await,
                ("one that cannot be imported", 2) => return Ok(()),
                ("warns", 2) => ctx.report(Diagnostic::warning("Odd", "It is the second.")),
                _ => {}
            }
            found.push(listed(&query.act, number)).await;
            log.note(format!("pushed {number}"));
        }
        Ok(())
    }
}

fn listed(act: &str, number: u32) -> Listed<Notes> {
    let name = format!("note {number}");
    match act {
        "identities" => Listed::by_identity(name, NoteIdentity { number }),
        "one that cannot be imported" => Listed::by_identity(name, NoteIdentity { number: 4 }),
        _ => {
            let secret = Some("never told".to_owned());
            Listed::of(name, Note { number, text: Some("listed".to_owned()), secret })
        }
    }
}

/// Notes down that the listing is over, however it came to that.
struct Told<'a>(&'a Log);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        self.0.note("over");
    }
}

fn offers(registry: &mut Registry<Offers>) {
    registry.resource_with_identity(Notes).list_resource(ListNotes);
}

fn request(act: &str, states: bool, limit: i64) -> Request<tf::list_resource::Request> {
    Request::new(tf::list_resource::Request {
        type_name: "test_note".to_owned(),
        config: message(&Value::object([("act", act.into())]), &Query::block().ty()),
        include_resource_object: states,
        limit,
    })
}

/// An event in a line: display name, identity, text of the state, diagnostics.
fn line(event: Event) -> String {
    let mut line = event.display_name;
    if let Some(identity) = event.identity {
        let identity = value(identity.identity_data, &NoteIdentity::block().ty());
        line += &format!(" #{}", identity.entry("number").unwrap().as_number().unwrap());
    }
    if event.resource_object.is_some() {
        let state = value(event.resource_object, &Note::block().ty());
        assert!(state.entry("secret").unwrap().is_null(), "write-only");
        line += &format!(" {}", state.entry("text").and_then(Value::as_str).unwrap_or("nothing"));
    }
    match event.diagnostic.as_slice() {
        [] => line,
        diagnostic => format!("{line} ({})", told(diagnostic)),
    }
}

async fn events(service: &Service<Offers>, request: Request<tf::list_resource::Request>) -> Vec<String> {
    let stream = service.list_resource(request).await.unwrap().into_inner();
    stream.map(|event| line(event.unwrap())).collect().await
}

async fn found(act: &str, states: bool, limit: i64) -> Vec<String> {
    events(&offering(offers).await, request(act, states, limit)).await
}

#[tokio::test]
async fn what_is_offered_is_in_schema_and_metadata() {
    let service = offering(offers).await;
    let request = Request::new(tf::get_provider_schema::Request {});
    let schemas = service.get_provider_schema(request).await.unwrap().into_inner();
    assert_eq!(schemas.list_resource_schemas["test_note"].block.as_ref().unwrap().attributes.len(), 1);
    let metadata =
        service.get_metadata(Request::new(tf::get_metadata::Request {})).await.unwrap().into_inner();
    assert_eq!(metadata.list_resources[0].type_name, "test_note");
}

#[tokio::test]
async fn a_list_of_a_resource_without_identity_is_named_as_a_bug_in_the_schema() {
    let service = offering(|registry| {
        registry.resource(Notes).list_resource(ListNotes);
    })
    .await;
    let schemas = service.get_provider_schema(Request::new(tf::get_provider_schema::Request {})).await;
    let diagnostics = schemas.unwrap().into_inner().diagnostics;
    assert_eq!(told(&diagnostics), "error: Provider bug: test_note is listed without an identity");
}

#[tokio::test]
async fn a_configuration_is_validated_and_may_have_unknown_values() {
    let validated = async |act: Value| {
        let request = tf::validate_list_resource_config::Request {
            type_name: "test_note".to_owned(),
            config: message(&Value::object([("act", act)]), &Query::block().ty()),
            ..Default::default()
        };
        let answer = offering(offers).await.validate_list_resource_config(Request::new(request)).await;
        told(&answer.unwrap().into_inner().diagnostics)
    };
    assert_eq!(validated("invalid".into()).await, "error at config.act: Invalid act");
    assert_eq!(validated(Value::unknown()).await, "");
}

#[tokio::test]
async fn each_object_comes_with_its_identity_and_its_state_if_that_is_asked_for() {
    assert_eq!(found("three", true, 100).await, ["note 1 #1 listed", "note 2 #2 listed", "note 3 #3 listed"]);
    assert_eq!(found("three", false, 100).await, ["note 1 #1", "note 2 #2", "note 3 #3"]);
}

#[tokio::test]
async fn states_that_are_not_at_hand_are_imported_and_read_and_what_is_gone_is_left_out() {
    assert_eq!(found("identities", true, 100).await, ["note 1 #1 read", "note 3 #3 read"]);
}

#[tokio::test]
async fn states_that_nobody_asked_for_are_not_read() {
    let service = offering(offers).await;
    let found = events(&service, request("identities", false, 0)).await;
    assert_eq!(found, ["note 1 #1", "note 2 #2", "note 3 #3"]);
    let done = service.client().unwrap().read();
    assert_eq!(done, ["room for None, states false", "pushed 1", "pushed 2", "pushed 3", "over"]);
}

#[tokio::test]
async fn a_state_that_cannot_be_had_is_a_warning() {
    let expected = ["note 1 #4 (warning: Incomplete list result)"];
    assert_eq!(found("one that cannot be imported", true, 100).await, expected);
}

#[tokio::test]
async fn a_listing_ends_at_the_limit() {
    let service = offering(offers).await;
    let found = events(&service, request("endless", true, 2)).await;
    assert_eq!(found, ["note 1 #1 listed", "note 2 #2 listed"]);
    let done = service.client().unwrap().read();
    assert_eq!(done, ["room for Some(2), states true", "pushed 1", "over"]);
}

#[tokio::test]
async fn a_listing_ends_when_terraform_hangs_up() {
    let service = offering(offers).await;
    let mut stream = service.list_resource(request("one, then hangs", true, 100)).await.unwrap().into_inner();
    assert_eq!(line(stream.next().await.unwrap().unwrap()), "note 1 #1 listed");
    drop(stream);
    while service.client().unwrap().read().last().unwrap() != "over" {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_listing_waits_for_a_slow_terraform() {
    let service = offering(offers).await;
    let mut stream = service.list_resource(request("endless", true, 0)).await.unwrap().into_inner();
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    assert!(service.client().unwrap().read().len() < 10, "what nobody takes is not looked for");
    assert_eq!(line(stream.next().await.unwrap().unwrap()), "note 1 #1 listed");
}

#[tokio::test]
async fn a_listing_that_fails_keeps_what_was_found() {
    let expected = ["note 1 #1 listed", " (error at config.act: Not found)"];
    assert_eq!(found("one, then fails", true, 100).await, expected);
}

#[tokio::test]
async fn a_listing_that_panics_keeps_what_was_found() {
    let expected = ["note 1 #1 listed", " (error: The provider failed unexpectedly)"];
    assert_eq!(found("one, then panics", true, 100).await, expected);
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_never_ends_is_given_up() {
    let expected = ["note 1 #1 listed", " (error: The operation took too long)"];
    assert_eq!(found("one, then hangs", true, 100).await, expected);
}

#[tokio::test]
async fn a_warning_comes_once_with_an_object_that_is_sent_after_it() {
    for limit in [2, 100] {
        let found = found("warns", false, limit).await;
        assert_eq!(found.join("\n").matches(" (warning: Odd)").count(), 1, "{found:?}");
        assert!(found.iter().all(|event| event.starts_with("note")), "{found:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_listed_is_an_error() {
    let service = offering_while_unknown(offers).await;
    let expected = [" (error: The provider's configuration is not known yet)"];
    assert_eq!(events(&service, request("three", true, 100)).await, expected);
    let mut other = request("three", true, 100);
    other.get_mut().type_name = "test_other".to_owned();
    assert_eq!(events(&service, other).await, [" (error: Unknown list resource test_other)"]);
}
