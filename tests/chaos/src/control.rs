//! The HTTP API by which tests control worlds.

use std::num::NonZeroU64;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tower_http::cors::CorsLayer;

use crate::faults::Change;
use crate::http::Kind;
use crate::proxy::Ending;
use crate::server::ServerError;
use crate::world::{CreateError, Status, World, Worlds};

/// The API over `worlds`, open to pages of every origin.
pub(crate) fn router(worlds: Arc<Worlds>) -> Router {
    Router::new()
        .route("/worlds", post(create))
        .route("/worlds/{id}", get(status).delete(end))
        .route("/worlds/{id}/faults", post(faults))
        .route("/worlds/{id}/cut", post(cut))
        .route("/worlds/{id}/freeze", post(freeze))
        .route("/worlds/{id}/thaw", post(thaw))
        .route("/worlds/{id}/bandwidth", post(bandwidth))
        .route("/worlds/{id}/server", post(server))
        .layer(CorsLayer::permissive().allow_private_network(true))
        .with_state(worlds)
}

/// Why a request was refused.
#[derive(Debug)]
enum Refusal {
    NoSuchWorld,
    BadBody(String),
    Create(CreateError),
    Server(ServerError),
}

type Answer = Result<Json<Status>, Refusal>;
type Registry = State<Arc<Worlds>>;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Create {
    #[serde(default)]
    server_args: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cut {
    how: Ending,
    which: Option<Kind>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Freeze {
    #[serde(default)]
    new: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Bandwidth {
    bytes_per_second: Option<NonZeroU64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerChange {
    action: Action,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    Kill,
    Term,
    Start,
}

async fn create(State(worlds): Registry, body: Bytes) -> Answer {
    let Create { server_args } = parse(&body)?;
    let world = worlds.create(server_args).await.map_err(Refusal::Create)?;
    Ok(Json(world.status()))
}

async fn status(State(worlds): Registry, Path(id): Path<String>) -> Answer {
    Ok(Json(find(&worlds, &id)?.status()))
}

async fn end(State(worlds): Registry, Path(id): Path<String>) -> Result<StatusCode, Refusal> {
    let id = id.parse().map_err(|_| Refusal::NoSuchWorld)?;
    if worlds.end(id).await {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::NoSuchWorld)
    }
}

async fn faults(State(worlds): Registry, Path(id): Path<String>, body: Bytes) -> Answer {
    let world = find(&worlds, &id)?;
    let change: Change = parse(&body)?;
    world
        .proxy()
        .change_faults(&change)
        .map_err(|why| Refusal::BadBody(why.to_owned()))?;
    Ok(Json(world.status()))
}

async fn cut(State(worlds): Registry, Path(id): Path<String>, body: Bytes) -> Answer {
    let world = find(&worlds, &id)?;
    let Cut { how, which } = parse(&body)?;
    world.proxy().cut(how, which).await;
    Ok(Json(world.status()))
}

async fn freeze(State(worlds): Registry, Path(id): Path<String>, body: Bytes) -> Answer {
    let world = find(&worlds, &id)?;
    let Freeze { new } = parse(&body)?;
    world.proxy().freeze(new);
    Ok(Json(world.status()))
}

async fn thaw(State(worlds): Registry, Path(id): Path<String>) -> Answer {
    let world = find(&worlds, &id)?;
    world.proxy().thaw();
    Ok(Json(world.status()))
}

async fn bandwidth(State(worlds): Registry, Path(id): Path<String>, body: Bytes) -> Answer {
    let world = find(&worlds, &id)?;
    let Bandwidth { bytes_per_second } = parse(&body)?;
    world.proxy().limit(bytes_per_second.map(NonZeroU64::get));
    Ok(Json(world.status()))
}

async fn server(State(worlds): Registry, Path(id): Path<String>, body: Bytes) -> Answer {
    let world = find(&worlds, &id)?;
    let ServerChange { action } = parse(&body)?;
    let done = match action {
        Action::Kill => world.server().kill().await,
        Action::Term => world.server().term().await,
        Action::Start => world.server().start().await,
    };
    done.map_err(Refusal::Server)?;
    Ok(Json(world.status()))
}

fn find(worlds: &Worlds, id: &str) -> Result<Arc<World>, Refusal> {
    let id = id.parse().map_err(|_| Refusal::NoSuchWorld)?;
    worlds.get(id).ok_or(Refusal::NoSuchWorld)
}

/// Reads a JSON object, whatever content type it is sent with; an empty body is an empty object.
fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body = if body.is_empty() { b"{}" } else { body };
    serde_json::from_slice(body).map_err(|error| Refusal::BadBody(error.to_string()))
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::NoSuchWorld => (StatusCode::NOT_FOUND, "there is no such world".to_owned()),
            Self::BadBody(why) => (StatusCode::BAD_REQUEST, why),
            Self::Create(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
            Self::Server(error @ (ServerError::AlreadyUp | ServerError::AlreadyDown)) => {
                (StatusCode::CONFLICT, error.to_string())
            }
            Self::Server(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
        };
        (status, Json(serde_json::json!({ "error": error }))).into_response()
    }
}
