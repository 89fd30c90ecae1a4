//! Messages of an action on their way to Terraform.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use tokio::sync::Notify;

/// How many messages wait for a Terraform that does not take them.
const WAITING: usize = 256;

/// Messages on their way. Saying one never waits: when too many are under way, the oldest give way to the newest.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    queue: Mutex<Queue>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    messages: VecDeque<String>,
    left_out: usize,
    ended: bool,
}

impl Progress {
    /// Says a message. After the end it goes nowhere.
    pub(crate) fn say(&self, message: String) {
        self.change(|queue| {
            if queue.ended {
                return;
            }
            if queue.messages.len() == WAITING {
                queue.messages.pop_front();
                queue.left_out += 1;
            }
            queue.messages.push_back(message);
        });
    }

    /// Nothing more will be said.
    pub(crate) fn end(&self) {
        self.change(|queue| queue.ended = true);
    }

    /// The next message, as soon as there is one; `None` at the end. One reader at a time.
    pub(crate) async fn next(&self) -> Option<String> {
        loop {
            // A change from here on is not missed: `notify_one` is kept for the next wait.
            if let Some(next) = self.change_quietly(Queue::take) {
                return next;
            }
            self.changed.notified().await;
        }
    }

    fn change(&self, f: impl FnOnce(&mut Queue)) {
        self.change_quietly(f);
        self.changed.notify_one();
    }

    fn change_quietly<T>(&self, f: impl FnOnce(&mut Queue) -> T) -> T {
        f(&mut self.queue.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Queue {
    /// What comes next; `None` if that is not known yet.
    fn take(&mut self) -> Option<Option<String>> {
        let left_out = std::mem::take(&mut self.left_out);
        if left_out > 0 {
            return Some(Some(format!("({left_out} messages were left out)")));
        }
        match self.messages.pop_front() {
            Some(message) => Some(Some(message)),
            None if self.ended => Some(None),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_said_comes_in_order_and_then_the_end() {
        let progress = Progress::default();
        progress.say("one".to_owned());
        progress.say("two".to_owned());
        progress.end();
        assert_eq!(progress.next().await.as_deref(), Some("one"));
        assert_eq!(progress.next().await.as_deref(), Some("two"));
        assert_eq!(progress.next().await, None);
    }

    #[tokio::test]
    async fn a_reader_that_waits_gets_what_is_said_later() {
        let progress = Progress::default();
        let (read, ()) = tokio::join!(progress.next(), async { progress.say("now".to_owned()) });
        assert_eq!(read.as_deref(), Some("now"));
    }

    #[tokio::test]
    async fn when_nobody_reads_the_newest_messages_stay_and_the_gap_is_told() {
        let progress = Progress::default();
        for number in 0..WAITING + 3 {
            progress.say(number.to_string());
        }
        assert_eq!(progress.next().await.as_deref(), Some("(3 messages were left out)"));
        assert_eq!(progress.next().await.as_deref(), Some("3"));
    }

    #[tokio::test]
    async fn after_the_end_nothing_is_said() {
        let progress = Progress::default();
        progress.end();
        progress.say("late".to_owned());
        assert_eq!(progress.next().await, None);
    }
}
