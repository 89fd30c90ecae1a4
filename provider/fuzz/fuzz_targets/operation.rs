//! Whatever a creation and the questions after it are answered with, it ends well or with an error that shows no secret.
//! Answers are divided by the byte 0: the first byte chooses the status, the rest is the body.

#![no_main]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use arm_client::{ArmClient, ArmClientOptions, ArmError, Cloud, Polling, credential::fixed_token};
use azure_core::http::{AsyncRawResponse, HttpClient, Request, StatusCode, headers::Headers};
use libfuzzer_sys::fuzz_target;

const TOKEN: &str = "eyJ.SECRET.sig";
const CLUSTER: &str =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c";

#[derive(Debug)]
struct Answers(Mutex<Vec<Vec<u8>>>);

#[async_trait::async_trait]
impl HttpClient for Answers {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let host = request.url().host_str().unwrap_or_default();
        assert!(host.ends_with("emulated.azure.invalid"), "the token went to {host}");
        const STATUSES: [u16; 10] = [200, 201, 202, 204, 307, 404, 409, 412, 429, 502];
        let mut answers = self.0.lock().expect("one thread");
        let answer = answers.pop().unwrap_or_else(|| b"\x05".to_vec());
        let (first, body) = answer.split_first().unwrap_or((&0, &[]));
        let mut headers = Headers::new();
        // The links of an answer stand in its first line.
        let line = body.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if let Ok(link) = std::str::from_utf8(line)
            && body.len() > line.len()
            && !link.contains(char::is_control)
        {
            let name = if first % 2 == 0 { "azure-asyncoperation" } else { "location" };
            headers.insert(name, link.to_owned());
        }
        let body = body.get(line.len() + 1..).unwrap_or(body).to_vec();
        let status = STATUSES[usize::from(*first) % STATUSES.len()];
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(status), headers, body))
    }
}

fuzz_target!(|data: &[u8]| {
    let mut answers: Vec<Vec<u8>> = data.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect();
    answers.reverse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let client = ArmClient::new(ArmClientOptions {
        cloud: Cloud::emulated(),
        subscription_id: "s".to_owned(),
        credential: fixed_token(TOKEN),
        transport: Arc::new(Answers(Mutex::new(answers))),
        user_agent: None,
        polling: Polling::default(),
    });
    let id = CLUSTER.parse().expect("an ID");
    let create = async {
        let mut operation = client.managed_clusters().begin_create(&id, &Default::default()).await?;
        operation.wait().await?;
        Ok::<(), ArmError>(())
    };
    let day = Duration::from_secs(24 * 3600);
    let ended = runtime.expect("a runtime").block_on(async { tokio::time::timeout(day, create).await });
    if let Ok(Err(error)) = ended {
        let text = error.to_string();
        assert!(!text.contains(TOKEN) && !text.is_empty(), "{text}");
    }
});
