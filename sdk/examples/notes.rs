//! A provider of notes, which are files in a directory. Beside the notes themselves it has what Terraform knows besides
//! resources: a list of the notes, a pass that is valid while Terraform works, and an action.
//!
//! Everything that is done leaves a line in the file `journal` of that directory.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{self, PathBuf},
    process::ExitCode,
    time::{Duration, SystemTime},
};

use tfplugin_framework::{
    Action, Configured, Context, Diagnostic, Diagnostics, EphemeralResource, Found, Identified, Import,
    ListResource, Listed, Model, Opened, Path, PlanOf, Provider, Registry, Resource, Saved, serve,
};

fn main() -> ExitCode {
    serve(Notes)
}

struct Notes;

/// Where the notes are.
#[derive(Clone, Debug, Model)]
struct Settings {
    /// The directory.
    directory: String,
}

/// The directory of the notes.
struct Directory(PathBuf);

impl Directory {
    fn note(&self, name: &str) -> PathBuf {
        self.0.join(name).with_extension("note")
    }

    /// The names of all notes, in order.
    fn names(&self) -> Result<Vec<String>, Diagnostics> {
        let entries = fs::read_dir(&self.0).map_err(|error| failed(&self.0, &error))?;
        let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
        let notes = paths.filter(|path| path.extension().is_some_and(|extension| extension == "note"));
        let mut names: Vec<_> =
            notes.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect();
        names.sort();
        Ok(names)
    }

    fn read(&self, name: &str) -> Result<Option<NoteModel>, Diagnostics> {
        let path = self.note(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(NoteModel { name: name.to_owned(), text })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&path, &error)),
        }
    }

    fn write(&self, NoteModel { name, text }: &NoteModel) -> Result<(), Diagnostics> {
        let path = self.note(name);
        fs::write(&path, text).map_err(|error| failed(&path, &error))
    }

    fn journal(&self, line: &str) -> Result<(), Diagnostics> {
        let path = self.0.join("journal");
        let opened = OpenOptions::new().create(true).append(true).open(&path);
        let written = opened.and_then(|mut file| writeln!(file, "{line}"));
        written.map_err(|error| failed(&path, &error))
    }
}

fn failed(path: &path::Path, error: &io::Error) -> Diagnostics {
    Diagnostic::from_error(format!("Cannot use {}", path.display()), error).into()
}

impl Provider for Notes {
    type Config = Settings;
    type Client = Directory;

    const ADDRESS: &'static str = "registry.terraform.io/example/notes";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    fn register(&self, registry: &mut Registry<Self>) {
        registry
            .resource_with_identity(Note)
            .list_resource(ListNotes)
            .ephemeral_resource(Pass)
            .action(Announce);
    }

    async fn configure(
        &self,
        _: &Context,
        config: PlanOf<Settings>,
    ) -> Result<Configured<Directory>, Diagnostics> {
        Ok(match config.directory.as_str() {
            Some(directory) => Configured::Ready(Directory(directory.into())),
            None => Configured::Unknown,
        })
    }
}

struct Note;

/// A note.
#[derive(Clone, Debug, Model)]
struct NoteModel {
    /// Its name; another name is another note.
    #[model(requires_replace)]
    name: String,
    /// What it says.
    text: String,
}

/// Tells a note from others.
#[derive(Clone, Debug, Model)]
struct NoteIdentity {
    /// Its name.
    name: String,
}

impl Resource for Note {
    type Client = Directory;
    type Model = NoteModel;
    const NAME: &'static str = "notes_note";

    async fn create(
        &self,
        _: &Context,
        directory: &Directory,
        plan: NoteModel,
        _: &Saved<NoteModel>,
    ) -> Result<NoteModel, Diagnostics> {
        directory.write(&plan)?;
        Ok(plan)
    }

    async fn read(
        &self,
        _: &Context,
        directory: &Directory,
        state: NoteModel,
    ) -> Result<Option<NoteModel>, Diagnostics> {
        directory.read(&state.name)
    }

    async fn update(
        &self,
        _: &Context,
        directory: &Directory,
        _: NoteModel,
        plan: NoteModel,
        _: &Saved<NoteModel>,
    ) -> Result<NoteModel, Diagnostics> {
        directory.write(&plan)?;
        Ok(plan)
    }

    async fn delete(&self, _: &Context, directory: &Directory, state: NoteModel) -> Result<(), Diagnostics> {
        let path = directory.note(&state.name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&path, &error)),
            _ => Ok(()),
        }
    }
}

impl Identified for Note {
    type Identity = NoteIdentity;

    fn identity(&self, state: &NoteModel, _: Option<&NoteIdentity>) -> NoteIdentity {
        NoteIdentity { name: state.name.clone() }
    }

    async fn import_by_identity(
        &self,
        _: &Context,
        directory: &Directory,
        identity: NoteIdentity,
    ) -> Result<Import<NoteModel>, Diagnostics> {
        match directory.read(&identity.name)? {
            Some(note) => Ok(Import::State(note)),
            None => {
                Err(Diagnostic::error("No such note", format!("{:?} is not there.", identity.name)).into())
            }
        }
    }
}

struct ListNotes;

/// Which notes to find.
#[derive(Clone, Debug, Model)]
struct Query {
    /// What their names begin with.
    prefix: Option<String>,
}

impl ListResource for ListNotes {
    type Resource = Note;
    type Config = Query;

    fn validate(&self, config: &PlanOf<Query>, diagnostics: &mut Diagnostics) {
        if config.prefix.as_str() == Some("") {
            let empty = Diagnostic::error("Empty prefix", "Leave prefix out to find all notes.");
            diagnostics.push(empty.at(Path::of("prefix")));
        }
    }

    async fn list(
        &self,
        _: &Context,
        directory: &Directory,
        query: Query,
        found: &mut Found<Note>,
    ) -> Result<(), Diagnostics> {
        let prefix = query.prefix.unwrap_or_default();
        for name in directory.names()?.into_iter().filter(|name| name.starts_with(&prefix)) {
            // The framework reads the note, if Terraform asks for it.
            found.push(Listed::by_identity(format!("The note {name}"), NoteIdentity { name })).await;
        }
        Ok(())
    }
}

struct Pass;

/// A pass that is valid while Terraform works.
#[derive(Clone, Debug, Model)]
struct PassModel {
    /// Who it is for.
    holder: String,
    /// After how many seconds it has to be renewed.
    renew_after: Option<u64>,
    /// What is written on it.
    #[model(computed, sensitive)]
    secret: Option<String>,
}

impl EphemeralResource for Pass {
    type Client = Directory;
    type Model = PassModel;
    const NAME: &'static str = "notes_pass";

    async fn open(
        &self,
        ctx: &Context,
        directory: &Directory,
        config: PassModel,
    ) -> Result<Opened<PassModel>, Diagnostics> {
        ctx.with_private(|private| private.set("pass", &(&config.holder, config.renew_after)))?;
        directory.journal(&format!("opened for {}", config.holder))?;
        let renew_after = config.renew_after;
        let opened =
            Opened::new(PassModel { secret: Some(format!("open-sesame-{}", config.holder)), ..config });
        Ok(match renew_after {
            Some(seconds) => opened.renew_in(Duration::from_secs(seconds)),
            None => opened,
        })
    }

    async fn renew(&self, ctx: &Context, directory: &Directory) -> Result<Option<SystemTime>, Diagnostics> {
        let pass: Option<(String, Option<u64>)> = ctx.with_private(|private| private.entry("pass"))?;
        let Some((holder, Some(renew_after))) = pass else { return Ok(None) };
        directory.journal(&format!("renewed for {holder}"))?;
        Ok(Some(SystemTime::now() + Duration::from_secs(renew_after)))
    }

    async fn close(&self, ctx: &Context, directory: &Directory) -> Result<(), Diagnostics> {
        let pass: Option<(String, Option<u64>)> = ctx.with_private(|private| private.entry("pass"))?;
        directory.journal(&format!("closed for {}", pass.map(|(holder, _)| holder).unwrap_or_default()))
    }
}

struct Announce;

/// Says something to everybody.
#[derive(Clone, Debug, Model)]
struct Announcement {
    /// What to say.
    text: String,
    /// How often.
    times: Option<u32>,
}

impl Action for Announce {
    type Client = Directory;
    type Config = Announcement;
    const NAME: &'static str = "notes_announce";

    async fn plan(
        &self,
        _: &Context,
        _: Option<&Directory>,
        config: &PlanOf<Announcement>,
    ) -> Result<(), Diagnostics> {
        if config.times.known() == Some(&0) {
            return Err(Diagnostic::error("Nothing to announce", "Say it once at least.")
                .at(Path::of("times"))
                .into());
        }
        Ok(())
    }

    async fn invoke(
        &self,
        ctx: &Context,
        directory: &Directory,
        config: Announcement,
    ) -> Result<(), Diagnostics> {
        for time in 1..=config.times.unwrap_or(1) {
            if config.text == "fire" && time == 2 {
                return Err(Diagnostic::error("Nobody listens any more", "They have all run away.").into());
            }
            directory.journal(&format!("announced {}", config.text))?;
            ctx.progress(format!("announced {time} times"));
        }
        Ok(())
    }
}
