//! Panics: each call into a provider is contained, so that one bug fails one resource and not the whole run.

use std::{
    any::Any,
    backtrace::Backtrace,
    cell::{Cell, RefCell},
    future::Future,
    io::Write as _,
    panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
    thread,
};

use crate::{diag::Diagnostic, log::redacted};

thread_local! {
    /// How many [`Contained`] futures are being polled on this thread.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// What the hook saw last on this thread; [`Contained`] picks it up.
    static LAST: RefCell<Option<Panicked>> = const { RefCell::new(None) };
}

/// The summary of the error that tells of a panic.
pub(crate) const SUMMARY: &str = "The provider failed unexpectedly";

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Panicked {
    /// Finds the log line that has the backtrace.
    id: String,
    message: String,
    location: Option<String>,
}

impl From<Panicked> for Diagnostic {
    fn from(panicked: Panicked) -> Self {
        let Panicked { id, message, location } = panicked;
        let at = location.map(|location| format!(" at {location}")).unwrap_or_default();
        Self::error(
            SUMMARY,
            format!(
                "This is a bug in the provider. Please report it to its authors with this text, and with the log \
                 lines that TF_LOG=ERROR prints for the ID.\n\nPanic {id}{at}: {message}"
            ),
        )
    }
}

/// Installs the process's panic hook.
///
/// A contained panic becomes a log line. Only a panic that ends the process prints text that begins with `panic: `:
/// Terraform takes that for a crash and shows it to the user.
pub(crate) fn install_hook() {
    let main = thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        // Tokio catches what panics on its workers; the main thread is nobody's task.
        let dying = cfg!(panic = "abort") || (thread::current().id() == main && DEPTH.get() == 0);
        report(info, dying);
    }));
}

fn report(info: &PanicHookInfo<'_>, dying: bool) {
    let message = redacted(message_of(info.payload())).into_owned();
    let location = info.location().map(ToString::to_string);
    let backtrace = Backtrace::force_capture();
    if dying {
        let at = location.unwrap_or_default();
        // Nobody is left to tell when standard error is closed.
        let _ = write!(std::io::stderr(), "panic: {message}\n\n{at}\n\n{backtrace}\n");
        return;
    }
    let panicked = Panicked { id: short_id(), message, location };
    let Panicked { id, message, location } = &panicked;
    tracing::error!(panic_id = id, location, %backtrace, "contained a panic: {message}");
    LAST.set(Some(panicked));
}

fn message_of(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("(no message)")
}

/// Eight characters: enough to find one panic in one log.
fn short_id() -> String {
    use std::hash::{BuildHasher as _, RandomState};
    format!("{:08x}", RandomState::new().hash_one(std::process::id()) as u32)
}

/// Runs `future`; a panic in it becomes an error.
pub(crate) async fn contain<T>(future: impl Future<Output = T> + Send) -> Result<T, Panicked> {
    Contained { future: Box::pin(future) }.await
}

struct Contained<'a, T> {
    future: Pin<Box<dyn Future<Output = T> + Send + 'a>>,
}

impl<T> Future for Contained<'_, T> {
    type Output = Result<T, Panicked>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        DEPTH.set(DEPTH.get() + 1);
        // A task that nobody contains may have panicked on this thread before.
        LAST.set(None);
        // After a panic the future is never polled again, so nobody sees it half changed.
        let polled = catch_unwind(AssertUnwindSafe(|| self.future.as_mut().poll(cx)));
        DEPTH.set(DEPTH.get() - 1);
        match polled {
            Ok(polled) => polled.map(Ok),
            Err(payload) => Poll::Ready(Err(LAST.take().unwrap_or_else(|| unseen(&*payload)))),
        }
    }
}

/// A panic that the hook has not seen: one that is resumed, as that of a task which was joined, or under a hook of the
/// provider's own.
fn unseen(payload: &(dyn Any + Send)) -> Panicked {
    let panicked =
        Panicked { id: short_id(), message: redacted(message_of(payload)).into_owned(), location: None };
    tracing::error!(panic_id = panicked.id, "contained a panic: {}", panicked.message);
    panicked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_does_not_panic_passes_through() {
        assert_eq!(contain(async { 7 }).await, Ok(7));
    }

    #[tokio::test]
    async fn a_panic_after_a_wait_is_caught() {
        let panicked = contain(async {
            tokio::task::yield_now().await;
            panic!("out of {}", "cheese")
        })
        .await;
        let panicked: Panicked = panicked.map(|(): ()| "an answer").unwrap_err();
        assert_eq!(panicked.message, "out of cheese");
    }

    #[tokio::test]
    async fn a_panic_that_nobody_contained_is_not_taken_for_a_later_one() {
        LAST.set(Some(unseen(&"long ago")));
        // The hook does not see a panic that is resumed.
        let panicked = contain(async { std::panic::resume_unwind(Box::new("now")) }).await;
        let panicked: Panicked = panicked.map(|(): ()| "an answer").unwrap_err();
        assert_eq!(panicked.message, "now");
    }

    #[test]
    fn the_diagnostic_names_a_bug_its_place_and_an_id() {
        let panicked = Panicked {
            id: "0badcafe".to_owned(),
            message: "index out of range".to_owned(),
            location: Some("src/pool.rs:12:5".to_owned()),
        };
        let detail = Diagnostic::from(panicked).detail;
        assert!(detail.contains("bug in the provider"));
        assert!(detail.contains("Panic 0badcafe at src/pool.rs:12:5: index out of range"));
    }
}
