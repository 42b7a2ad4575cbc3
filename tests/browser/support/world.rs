//! A server behind a proxy that makes faults: the control API of `everwire-chaos`.

use js_sys::{JSON, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::get;

/// Where the harness listens. Known when the tests are compiled, since a page has no environment.
const CONTROL: Option<&str> = option_env!("EVERWIRE_TEST_CONTROL");

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(url: &str, init: &JsValue) -> Promise;

    type Response;

    #[wasm_bindgen(method, getter)]
    fn ok(this: &Response) -> bool;

    #[wasm_bindgen(method)]
    fn text(this: &Response) -> Promise;
}

/// One server and the proxy before it.
pub(crate) struct World {
    id: String,
    url: String,
}

impl World {
    /// A new server with short heartbeats, and these arguments beside.
    pub(crate) async fn begin(arguments: &[&str]) -> Self {
        let arguments: Vec<_> = [
            "--heartbeat-interval",
            "1000",
            "--heartbeat-timeout",
            "1000",
        ]
        .iter()
        .chain(arguments)
        .map(|argument| format!("\"{argument}\""))
        .collect();
        let body = format!("{{\"serverArgs\":[{}]}}", arguments.join(","));
        let state = request("POST", "/worlds", &body).await;
        Self {
            id: get(&state, "id").as_string().expect("an id"),
            url: get(&state, "url").as_string().expect("a URL"),
        }
    }

    /// The address of an endpoint, through the proxy.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// What new requests meet: the body of `faults`.
    pub(crate) async fn faults(&self, body: &str) {
        self.post("faults", body).await;
    }

    /// Ends all connections: `reset` or `close`.
    pub(crate) async fn cut(&self, how: &str) {
        self.post("cut", &format!("{{\"how\":\"{how}\"}}")).await;
    }

    /// Stops forwarding on the connections there are.
    pub(crate) async fn freeze(&self) {
        self.post("freeze", "{}").await;
    }

    /// `kill`, `term` or `start`.
    pub(crate) async fn server(&self, action: &str) {
        self.post("server", &format!("{{\"action\":\"{action}\"}}"))
            .await;
    }

    /// Ends the server and the proxy. A world that is not ended ends itself.
    pub(crate) async fn end(self) {
        request("DELETE", &format!("/worlds/{}", self.id), "").await;
    }

    async fn post(&self, what: &str, body: &str) {
        request("POST", &format!("/worlds/{}/{what}", self.id), body).await;
    }
}

async fn request(method: &str, path: &str, body: &str) -> JsValue {
    let control = CONTROL
        .expect("the address of everwire-chaos in EVERWIRE_TEST_CONTROL: run make test-browser");
    let init = js_sys::Object::new();
    super::set(&init, "method", &method.into());
    if !body.is_empty() {
        super::set(&init, "body", &body.into());
    }
    let answer = JsFuture::from(fetch(&format!("{control}{path}"), &init)).await;
    let answer: Response = answer.expect("an answer of the harness").unchecked_into();
    let text = JsFuture::from(answer.text()).await.expect("a body");
    let text = text.as_string().expect("a text");
    assert!(answer.ok(), "{method} {path}: {text}");
    JSON::parse(&text).unwrap_or_default()
}
