//! One JSON line per event, in the form that Terraform's logger (hclog) reads.
//!
//! Terraform is not lenient here: it casts `@level`, `@message` and `@timestamp` to strings without a check, and takes a
//! timestamp that has not exactly six digits of fraction, or a line longer than 64 KiB, as text without structure.

use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

use serde_json::Value as Json;
use time::OffsetDateTime;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span,
};
use tracing_subscriber::{
    Layer,
    layer::Context,
    registry::{LookupSpan, Scope},
};

use super::{
    filter::{Filter, Kind},
    redacted,
};

/// Terraform splits longer lines; a little room is left for what it adds.
const LONGEST_LINE: usize = 60 * 1024;
const LONGEST_TEXT: usize = 8 * 1024;

type Fields = BTreeMap<String, Json>;

/// The layer.
pub(super) struct Hclog<W> {
    filter: Filter,
    writer: W,
}

impl<W> Hclog<W> {
    /// Prints what `filter` admits to what `writer` makes.
    pub(super) fn new(filter: Filter, writer: W) -> Self {
        Self { filter, writer }
    }
}

impl<S, W, O> Layer<S> for Hclog<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Fn() -> O + 'static,
    O: std::io::Write,
{
    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.filter.most_verbose())
    }

    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, ctx: Context<'_, S>) {
        let Some(span) = ctx.span(id) else { return };
        let mut fields = Collect::default();
        attributes.record(&mut fields);
        span.extensions_mut().insert(fields.fields);
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, ctx: Context<'_, S>) {
        let Some(span) = ctx.span(id) else { return };
        let mut fields = Collect::default();
        values.record(&mut fields);
        if let Some(known) = span.extensions_mut().get_mut::<Fields>() {
            known.append(&mut fields.fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, ctx: Context<'_, S>) {
        let metadata = event.metadata();
        if !self.filter.admits(metadata) {
            return;
        }
        let mut fields = Fields::new();
        for span in ctx.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(known) = span.extensions().get::<Fields>() {
                fields.extend(known.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
        }
        let mut own = Collect::default();
        event.record(&mut own);
        fields.append(&mut own.fields);
        let module = Kind::of(metadata.target()).module();
        let line = line(*metadata.level(), module, &own.message, OffsetDateTime::now_utc(), fields);
        // Nobody is left to tell when standard error is closed.
        let _ = (self.writer)().write_all(line.as_bytes());
    }
}

/// Collects the fields of a span or event.
#[derive(Default)]
struct Collect {
    message: String,
    fields: Fields,
}

impl Collect {
    fn add(&mut self, field: &Field, value: Json) {
        // Names that begin with @ are the logger's own.
        self.fields.insert(field.name().trim_start_matches('@').to_owned(), value);
    }

    fn add_text(&mut self, field: &Field, text: &str) {
        let text = shortened(&redacted(text));
        if field.name() == "message" {
            self.message = text;
        } else {
            self.add(field, Json::String(text));
        }
    }
}

impl Visit for Collect {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add_text(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add_text(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value.into());
    }
}

fn shortened(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let kept = (0..=LONGEST_TEXT).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    format!("{}… ({} bytes left out)", &text[..kept], text.len() - kept)
}

/// A line of the framework itself, before there is a subscriber.
pub(super) fn warning(message: &str) -> String {
    let module = Kind::Sdk.module();
    line(Level::WARN, module, &shortened(message), OffsetDateTime::now_utc(), Fields::new())
}

/// The line, with its line break.
fn line(level: Level, module: &str, message: &str, now: OffsetDateTime, mut fields: Fields) -> String {
    loop {
        let line = rendered(level, module, message, now, &fields);
        if line.len() <= LONGEST_LINE {
            return line;
        }
        let longest = fields.iter().max_by_key(|(_, value)| value.to_string().len());
        match longest.map(|(name, _)| name.clone()) {
            Some(name) => fields.remove(&name),
            None => return line,
        };
    }
}

fn rendered(level: Level, module: &str, message: &str, now: OffsetDateTime, fields: &Fields) -> String {
    let mut line = format!(
        "{{\"@level\":{},\"@message\":{},\"@module\":{},\"@timestamp\":{}",
        Json::from(level.as_str().to_ascii_lowercase()),
        Json::from(message),
        Json::from(module),
        Json::from(timestamp(now)),
    );
    for (name, value) in fields {
        // Writing to a String cannot fail.
        let _ = write!(line, ",{}:{value}", Json::from(name.as_str()));
    }
    line.push_str("}\n");
    line
}

/// RFC 3339 in UTC with six digits of fraction.
fn timestamp(now: OffsetDateTime) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
        now.year(),
        u8::from(now.month()),
        now.day(),
        now.hour(),
        now.minute(),
        now.second(),
        now.microsecond()
    )
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;
    use crate::log::Oddities;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn filter_at(level: &str) -> Filter {
        let variable = |name: &str| (name == "TF_LOG").then(|| level.to_owned());
        Filter::from_env("a/b/c", variable, &mut Oddities::default())
    }

    /// What is printed while `speak` runs, one JSON object per line.
    fn printed(level: &str, speak: impl FnOnce()) -> Vec<Json> {
        let sink = Sink::default();
        let filter = filter_at(level);
        let layer = Hclog::new(filter, {
            let sink = sink.clone();
            move || sink.clone()
        });
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), speak);
        let bytes = sink.0.lock().unwrap().clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_has_the_form_of_hclog() {
        let now = OffsetDateTime::from_unix_timestamp_nanos(1_700_000_000_012_345_678).unwrap();
        let fields = Fields::from([("tf_rpc".to_owned(), Json::from("ReadResource"))]);
        assert_eq!(
            line(Level::INFO, "provider", "hello \"you\"", now, fields),
            "{\"@level\":\"info\",\"@message\":\"hello \\\"you\\\"\",\"@module\":\"provider\",\
             \"@timestamp\":\"2023-11-14T22:13:20.012345Z\",\"tf_rpc\":\"ReadResource\"}\n"
        );
    }

    #[test]
    fn a_full_second_still_has_six_digits() {
        let now = OffsetDateTime::from_unix_timestamp(1_700_000_000).unwrap();
        assert_eq!(timestamp(now), "2023-11-14T22:13:20.000000Z");
    }

    #[test]
    fn an_event_carries_the_fields_of_its_spans() {
        let lines = printed("DEBUG", || {
            let span = tracing::info_span!("rpc", tf_rpc = "ReadResource", tf_req_id = 7);
            span.in_scope(|| tracing::debug!(attempt = 2, ok = true, "asked again"));
        });
        assert_eq!(lines[0]["@message"], "asked again");
        assert_eq!(lines[0]["tf_rpc"], "ReadResource");
        assert_eq!(lines[0]["tf_req_id"], 7);
        assert_eq!(lines[0]["attempt"], 2);
        assert_eq!(lines[0]["ok"], true);
    }

    #[test]
    fn the_logger_s_own_fields_stay_strings() {
        let lines = printed("TRACE", || tracing::info!("@level" = 5, "@timestamp" = 1, "x"));
        assert_eq!(lines[0]["@level"], "info");
        assert!(lines[0]["@timestamp"].is_string());
        assert_eq!(lines[0]["level"], 5);
    }

    #[test]
    fn events_below_the_level_are_left_out() {
        let lines = printed("WARN", || {
            tracing::info!("too fine");
            tracing::warn!("shown");
        });
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["@message"], "shown");
    }

    #[test]
    fn a_line_stays_below_64_kibibytes() {
        let long = "\u{1}".repeat(1024 * 1024);
        let sink = Sink::default();
        let filter = filter_at("TRACE");
        let layer = Hclog::new(filter, {
            let sink = sink.clone();
            move || sink.clone()
        });
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            tracing::info!(a = long, b = long, c = long, "{long}");
        });
        let bytes = sink.0.lock().unwrap().clone();
        assert!(bytes.len() < 64 * 1024, "{} bytes", bytes.len());
        serde_json::from_slice::<Json>(&bytes).unwrap();
    }

    #[test]
    fn secrets_are_not_printed() {
        super::super::redact("hunter2-hunter2");
        let lines = printed("INFO", || tracing::info!(token = "hunter2-hunter2", "using hunter2-hunter2"));
        assert_eq!(lines[0]["token"], "***");
        assert_eq!(lines[0]["@message"], "using ***");
    }
}
