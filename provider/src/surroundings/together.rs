//! Several questions at the same time.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
};

/// The answers to all questions, in their order.
pub(super) async fn together<F: Future>(questions: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    enum Asked<F: Future> {
        Running(Pin<Box<F>>),
        Answered(F::Output),
    }
    // Never pinned through: what runs is pinned on the heap.
    impl<F: Future> Unpin for Asked<F> {}

    let mut asked: Vec<Asked<F>> =
        questions.into_iter().map(|question| Asked::Running(Box::pin(question))).collect();
    poll_fn(|context| {
        let mut pending = false;
        for question in &mut asked {
            if let Asked::Running(running) = question {
                match running.as_mut().poll(context) {
                    Poll::Ready(answer) => *question = Asked::Answered(answer),
                    Poll::Pending => pending = true,
                }
            }
        }
        if pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    let answers = asked.into_iter().filter_map(|question| match question {
        Asked::Answered(answer) => Some(answer),
        Asked::Running(_) => None,
    });
    answers.collect()
}

#[cfg(test)]
mod tests {
    use tokio::sync::Barrier;

    use super::*;

    #[tokio::test]
    async fn questions_that_wait_for_each_other_are_all_answered_in_order() {
        let barrier = Barrier::new(3);
        let answers = together((0..3).map(|number| {
            let barrier = &barrier;
            async move {
                barrier.wait().await;
                number
            }
        }));
        assert_eq!(answers.await, [0, 1, 2]);
    }

    #[tokio::test]
    async fn no_questions_have_no_answers() {
        assert!(together(std::iter::empty::<std::future::Ready<u8>>()).await.is_empty());
    }
}
