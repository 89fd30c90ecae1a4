//! All that is logged, by anybody and at every level, as one text.

use std::sync::{Arc, Mutex};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// Hears everything; clones share it.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<String>>);

impl Log {
    /// What was logged so far: a line for each event and span, with the library that it comes from.
    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    fn begin(&self, metadata: &Metadata<'_>) {
        let library = metadata.target().split("::").next().unwrap_or_default();
        let library = if library.starts_with("hyper") { "hyper" } else { library };
        self.0.lock().unwrap().push_str(&format!("\nlog of {library}: "));
    }
}

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().push_str(&format!("{field}={value:?} "));
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.begin(span.metadata());
        span.record(&mut self.clone());
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        self.begin(event.metadata());
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}
