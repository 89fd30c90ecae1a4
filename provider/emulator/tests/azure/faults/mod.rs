//! Faults on request: what strikes, how often, and what it leaves behind.

mod answers;
mod counts;
mod operations;
mod rules;
mod tokens_and_clocks;

use arm_emulator::{FaultRule, Outside};
use bytes::Bytes;
use serde_json::Value;

use crate::client::Azure;

impl Azure {
    fn arm(&self, rule: Value) {
        Outside::open(self.dir.path()).unwrap().add_fault(&FaultRule::read(&rule).unwrap()).unwrap();
    }

    /// Sends a request whose connection is dropped.
    fn dropped(&self, method: &str, path: &str, body: &Value) -> bool {
        let uri = format!("https://azure.test{path}?api-version=2026-05-01");
        let request = http::Request::builder().method(method).uri(uri).body(Bytes::from(body.to_string()));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(self.emulator.handle(request.unwrap())).is_err()
    }

    fn state(&self, path: &str) -> String {
        self.get(path).expect(200).text("properties.provisioningState").to_owned()
    }
}

fn world() -> Azure {
    Azure::with(|options| {
        options.habits.background_updates = false;
        options.habits.error_noise = false;
    })
}
