//! What the provider lets the rules judge while a test runs it.

use std::cell::RefCell;

use crate::rules::{RuleSettings, View};

thread_local! {
    static JUDGED: RefCell<Option<Vec<(View, RuleSettings)>>> = const { RefCell::new(None) };
}

/// Keeps what is judged, if this thread listens.
pub(in crate::rules) fn note(view: &View, settings: &RuleSettings) {
    JUDGED.with_borrow_mut(|judged| {
        if let Some(judged) = judged {
            judged.push((view.clone(), settings.clone()));
        }
    });
}

/// What is judged in this thread until `work` is done.
pub(super) async fn judged_during<T>(work: impl Future<Output = T>) -> Vec<(View, RuleSettings)> {
    JUDGED.set(Some(Vec::new()));
    work.await;
    JUDGED.take().unwrap_or_default()
}
