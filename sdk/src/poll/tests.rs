//! The poller on a clock that moves only when everybody waits.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Poll;
use crate::{
    action::Progress,
    context::Context,
    diag::{Diagnostic, Diagnostics},
    private::Private,
    resource::{Operation, Timeout},
};

/// A remote side that gives these answers, and then the last one for ever; and when it was asked.
struct Remote {
    answers: Mutex<VecDeque<Poll<u8>>>,
    asked: Mutex<Vec<Duration>>,
    began: Instant,
}

impl Remote {
    fn new(answers: impl IntoIterator<Item = Poll<u8>>) -> Self {
        let answers = Mutex::new(answers.into_iter().collect());
        Self { answers, asked: Mutex::default(), began: Instant::now() }
    }

    async fn ask(&self) -> Result<Poll<u8>, Diagnostics> {
        self.asked.lock().unwrap().push(self.began.elapsed());
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Ok(answer.unwrap())
    }

    fn asked(&self) -> Vec<u64> {
        self.asked.lock().unwrap().iter().map(Duration::as_secs).collect()
    }
}

fn creating() -> Poll<u8> {
    Poll::pending("Creating")
}

fn unlimited() -> Context {
    Context::new(CancellationToken::new(), None, Private::default())
}

/// The surroundings of an operation that may take this long.
fn limited(operation: Operation, seconds: u64) -> Context {
    let duration = Duration::from_secs(seconds);
    let deadline = Instant::now() + duration;
    let ctx = Context::new(CancellationToken::new(), Some(deadline.into_std()), Private::default());
    ctx.with_timeout(Timeout { operation, duration, is_setting: true })
}

async fn wait(ctx: &Context, remote: &Remote) -> Result<u8, Diagnostics> {
    ctx.poll("server a to be ready").until(|| remote.ask()).await
}

fn only(result: Result<u8, Diagnostics>) -> Diagnostic {
    let errors = result.unwrap_err();
    assert_eq!(errors.len(), 1, "{errors}");
    errors.into_iter().next().unwrap()
}

/// All that was told.
async fn told(ctx: Context, progress: &Progress) -> Vec<String> {
    drop(ctx);
    progress.end();
    let mut all = Vec::new();
    while let Some(message) = progress.next().await {
        all.push(message);
    }
    all
}

#[tokio::test(start_paused = true)]
async fn the_value_comes_when_it_is_there() {
    let remote = Remote::new([creating(), creating(), Poll::Done(7)]);
    assert_eq!(wait(&unlimited(), &remote).await, Ok(7));
    assert_eq!(remote.asked().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_first_question_is_asked_at_once_and_the_next_ones_ever_later() {
    let remote = Remote::new(vec![creating(); 5].into_iter().chain([Poll::Done(0)]));
    let ctx = unlimited();
    let poller = ctx.poll("it").interval(Duration::from_secs(4)).max_interval(Duration::from_secs(16));
    poller.until(|| remote.ask()).await.unwrap();
    let asked = remote.asked();
    let pauses: Vec<u64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(asked[0], 0);
    for (pause, most) in pauses.iter().zip([4, 8, 16, 16, 16]) {
        assert!((most * 3 / 4 - 1..=most + 1).contains(pause), "{pauses:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_delay_goes_before_the_first_question() {
    let remote = Remote::new([Poll::Done(0)]);
    let ctx = unlimited();
    let poller = ctx.poll("it").delay(Duration::from_secs(60));
    poller.until(|| remote.ask()).await.unwrap();
    assert_eq!(remote.asked(), [60]);
}

#[tokio::test(start_paused = true)]
async fn the_remote_side_may_say_when_to_ask_again() {
    let remote = Remote::new([creating().retry_after(Duration::from_secs(90)), Poll::Done(0)]);
    wait(&unlimited(), &remote).await.unwrap();
    assert_eq!(remote.asked(), [0, 90]);
}

#[tokio::test(start_paused = true)]
async fn a_remote_side_that_wants_no_pause_does_not_make_a_busy_loop() {
    let answers = vec![creating().retry_after(Duration::ZERO); 100];
    let remote = Remote::new(answers.into_iter().chain([Poll::Done(0)]));
    wait(&unlimited(), &remote).await.unwrap();
    assert_eq!(remote.asked().last(), Some(&1));
}

#[tokio::test(start_paused = true)]
async fn it_may_be_late_to_be_found() {
    let mut answers = vec![Poll::NotFound; 20];
    answers.push(Poll::Done(7));
    assert_eq!(wait(&unlimited(), &Remote::new(answers)).await, Ok(7));
}

#[tokio::test(start_paused = true)]
async fn what_is_never_found_is_an_error() {
    let remote = Remote::new([Poll::NotFound]);
    let error = only(wait(&unlimited(), &remote).await);
    assert_eq!(error.summary, "Not found while waiting for server a to be ready");
    assert!(error.detail.contains("21 times in a row"), "{}", error.detail);
    assert_eq!(remote.asked().len(), 21);
}

#[tokio::test(start_paused = true)]
async fn only_not_found_in_a_row_counts() {
    let answers = [Poll::NotFound, creating(), Poll::NotFound, Poll::Done(7)];
    let (ctx, remote) = (unlimited(), Remote::new(answers));
    let poller = ctx.poll("it").not_found_checks(1);
    assert_eq!(poller.until(|| remote.ask()).await, Ok(7));
}

#[tokio::test(start_paused = true)]
async fn it_may_have_to_be_there_several_times_in_a_row() {
    let answers = [Poll::Done(1), Poll::Done(2), creating(), Poll::Done(3), Poll::Done(4), Poll::Done(5)];
    let (ctx, remote) = (unlimited(), Remote::new(answers));
    let poller = ctx.poll("it").consecutive(3);
    assert_eq!(poller.until(|| remote.ask()).await, Ok(5));
}

#[tokio::test(start_paused = true)]
async fn an_error_ends_the_wait_as_it_is() {
    let failure = Diagnostics::from(Diagnostic::error("Out of quota", "Ask for more."));
    let ctx = unlimited();
    let waited = ctx.poll("it").until(|| async { Err::<Poll<u8>, _>(failure.clone()) }).await;
    assert_eq!(waited, Err(failure));
}

#[tokio::test(start_paused = true)]
async fn at_the_deadline_the_user_reads_what_was_waited_for_and_what_to_raise() {
    let ctx = limited(Operation::Create, 90);
    let error = only(wait(&ctx, &Remote::new([creating()])).await);
    assert_eq!(error.summary, "Gave up waiting for server a to be ready");
    for expected in ["1 min 30 s", "the last status was \"Creating\"", "timeouts.create", "tainted"] {
        assert!(error.detail.contains(expected), "{expected:?} in {}", error.detail);
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeout_that_cannot_be_set_is_not_named() {
    let deadline = Instant::now() + Duration::from_secs(90);
    let ctx = Context::new(CancellationToken::new(), Some(deadline.into_std()), Private::default());
    let ctx = ctx.with_timeout(Timeout {
        operation: Operation::Update,
        duration: Duration::from_secs(90),
        is_setting: false,
    });
    let error = only(wait(&ctx, &Remote::new([creating()])).await);
    assert!(!error.detail.contains("timeouts"), "{}", error.detail);
}

#[tokio::test(start_paused = true)]
async fn a_question_without_an_answer_does_not_outlast_the_deadline() {
    let ctx = limited(Operation::Read, 60);
    let waited = ctx.poll("it").until(std::future::pending).await;
    assert_eq!(only(waited).summary, "Gave up waiting for it");
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_ends_the_wait_at_once_with_what_goes_on() {
    let ctx = limited(Operation::Update, 600);
    let interrupt = async {
        tokio::time::sleep(Duration::from_secs(25)).await;
        ctx.cancellation().cancel();
    };
    let (began, remote) = (Instant::now(), Remote::new([creating()]));
    let (waited, ()) = tokio::join!(wait(&ctx, &remote), interrupt);
    assert_eq!(began.elapsed().as_secs(), 25);
    let error = only(waited);
    assert_eq!(error.summary, "Stopped waiting for server a to be ready");
    for expected in ["Terraform was interrupted", "25 s", "Creating", "stays in the state"] {
        assert!(error.detail.contains(expected), "{expected:?} in {}", error.detail);
    }
    assert!(!error.detail.contains("timeouts"), "{}", error.detail);
}

#[tokio::test(start_paused = true)]
async fn the_author_says_how_it_goes_on() {
    let ctx = limited(Operation::Create, 60);
    let poller = ctx.poll("it").when_stopped("The next apply waits for the same server.");
    let error = only(poller.until(|| async { Ok(creating()) }).await);
    assert!(error.detail.contains("The next apply waits for the same server."), "{}", error.detail);
    assert!(!error.detail.contains("tainted"), "{}", error.detail);
}

#[tokio::test(start_paused = true)]
async fn a_new_status_is_told_at_once_and_an_old_one_every_half_minute() {
    let progress = Arc::new(Progress::default());
    let ctx = unlimited().with_progress(Arc::clone(&progress));
    let answers = [
        creating(),
        creating(),
        Poll::pending("Starting").retry_after(Duration::from_secs(70)),
        Poll::pending("Starting"),
        Poll::Done(0),
    ];
    let remote = Remote::new(answers);
    let poller = ctx.poll("server a to be ready").interval(Duration::from_millis(10));
    poller.until(|| remote.ask()).await.unwrap();
    assert_eq!(
        told(ctx, &progress).await,
        [
            "Waiting for server a to be ready: Creating (0 s)",
            "Waiting for server a to be ready: Starting (0 s)",
            "Waiting for server a to be ready: Starting (30 s)",
            "Waiting for server a to be ready: Starting (1 min)",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_an_answer_is_told_too() {
    let progress = Arc::new(Progress::default());
    let ctx = limited(Operation::Read, 65).with_progress(Arc::clone(&progress));
    let waited = ctx.poll("it").until(std::future::pending).await;
    only(waited);
    assert_eq!(told(ctx, &progress).await, ["Waiting for it (30 s)", "Waiting for it (1 min)"]);
}

#[tokio::test(start_paused = true)]
async fn work_that_ends_by_itself_is_waited_for() {
    let progress = Arc::new(Progress::default());
    let ctx = limited(Operation::Delete, 60).with_progress(Arc::clone(&progress));
    let work = async {
        tokio::time::sleep(Duration::from_secs(40)).await;
        Ok("gone")
    };
    assert_eq!(ctx.wait("it to be gone").on(work).await, Ok("gone"));
    assert_eq!(told(ctx, &progress).await, ["Waiting for it to be gone (30 s)"]);
}

#[tokio::test(start_paused = true)]
async fn work_that_does_not_end_is_given_up_with_what_goes_on() {
    let ctx = limited(Operation::Delete, 60);
    let error = only(ctx.wait("it to be gone").when_stopped("It goes on.").on(std::future::pending()).await);
    assert_eq!(error.summary, "Gave up waiting for it to be gone");
    for expected in ["It goes on.", "timeouts.delete"] {
        assert!(error.detail.contains(expected), "{expected:?} in {}", error.detail);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_can_move_between_threads() {
    let waited = tokio::spawn(async {
        let (ctx, remote) = (unlimited(), Remote::new([creating(), Poll::Done(7)]));
        wait(&ctx, &remote).await
    });
    assert_eq!(waited.await.unwrap(), Ok(7));
}
