//! Reading: what [`hospital::read`] offers, as JSON.

use super::{
    caller::Caller,
    problem::{Problem, Speaker},
    routes::in_path,
    schema::{Said, rule},
};
use crate::state::AppState;
use axum::{
    Json, Router,
    extract::{self, Path, RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, get, post},
};
use hospital::read::{self, Catalogue, Read};
use model::actor::Actor;
use serde::Serialize;
use serde_path_to_error::Segment;
use std::sync::LazyLock;

/// An address of a read.
#[derive(Clone, Debug)]
pub(super) struct ReadRoute {
    /// Below `/api/v1`.
    pub(super) path: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// The right that it needs; the tests compare the table of rights with it.
    #[cfg(test)]
    pub(super) action: hospital::Action,
    /// Is it sent with `POST`?
    pub(super) in_body: bool,
    /// Does it need no token?
    pub(super) public: bool,
    /// What is given: the fields of the path, and of the query or the body.
    pub(super) given: Said,
    /// What is shown.
    pub(super) answer: Said,
    route: fn() -> MethodRouter<AppState>,
}

/// All reads, in the hospital's own order.
pub(super) static READS: LazyLock<Vec<ReadRoute>> = LazyLock::new(|| {
    let mut routes = ReadRoutes(Vec::new());
    read::each(&mut routes);
    routes.0
});

struct ReadRoutes(Vec<ReadRoute>);

impl Catalogue for ReadRoutes {
    fn add<R: Read + 'static>(&mut self, name: &'static str) {
        self.0.push(ReadRoute {
            path: R::PATH,
            name,
            #[cfg(test)]
            action: R::ACTION,
            in_body: R::IN_BODY,
            public: R::PUBLIC,
            given: Said::of::<R>(),
            answer: Said::of::<R::View>(),
            route: match (R::IN_BODY, R::PUBLIC) {
                (true, _) => || post(sent::<R>),
                (false, true) => || get(public::<R>),
                (false, false) => || get(asked::<R>),
            },
        });
    }
}

/// Their addresses.
pub(super) fn routes() -> Router<AppState> {
    READS.iter().fold(Router::new(), |router, read| router.route(read.path, (read.route)()))
}

type Reply = Result<Response, Problem>;
type Ids = Path<Vec<(String, String)>>;

fn reply<T: Serialize>(view: T) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(view)).into_response()
}

async fn asked<R: Read>(caller: Caller, Path(ids): Ids, RawQuery(query): RawQuery) -> Reply {
    let query = query.unwrap_or_default();
    let what = given::<R>(&caller.speaker, &ids, &query)?;
    if let Some(name) = R::WHOM
        && !form_urlencoded::parse(query.as_bytes()).any(|(given, _)| given == name)
    {
        caller.is_somebody(R::ACTION, name)?;
    }
    answer(&caller, what).await
}

async fn sent<R: Read>(caller: Caller, sent: extract::Request) -> Reply {
    // Invisible characters that came along are no part of what is looked for.
    let what: R = caller.body(R::ACTION, sent).await?.with_unseen().read(&caller.speaker)?;
    answer(&caller, what).await
}

async fn public<R: Read>(
    State(state): State<AppState>,
    speaker: Speaker,
    Path(ids): Ids,
    RawQuery(query): RawQuery,
) -> Reply {
    let what = given::<R>(&speaker, &ids, &query.unwrap_or_default())?;
    state.hospital.read(&Actor::system(), what).await.map(reply).map_err(|failure| speaker.failed(&failure))
}

async fn answer<R: Read>(caller: &Caller, what: R) -> Reply {
    caller.hospital.read(&caller.actor, what).await.map(reply).map_err(|failure| caller.failed(R::ACTION, &failure))
}

/// What the address and its query give. If the path has something that is not an id, nothing is found; in the query the
/// parameter at fault is named, with its value and its rule.
fn given<R: Read>(speaker: &Speaker, ids: &[(String, String)], query: &str) -> Result<R, Problem> {
    let all = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(ids)
        .extend_pairs(form_urlencoded::parse(query.as_bytes()))
        .finish();
    let pairs = form_urlencoded::parse(all.as_bytes());
    let error = match serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs)) {
        Ok(what) => return Ok(what),
        Err(error) => error,
    };
    let fields = Said::of::<R>().schema()["properties"].take();
    let names: Vec<_> = pairs.map(|(name, _)| name).collect();
    let stranger = |(at, name): &(usize, &std::borrow::Cow<'_, str>)| {
        fields.get(&***name).is_none() || names[at + 1..].contains(name)
    };
    if let Some((_, name)) = names.iter().enumerate().find(stranger) {
        let args = vec![("name".into(), name.as_ref().into())];
        return Err(speaker.problem(StatusCode::BAD_REQUEST, "query-unknown", Some(name), args));
    }
    let at_fault = error.path().iter().find_map(|step| match step {
        Segment::Map { key } => Some(key.as_str()),
        Segment::Seq { .. } | Segment::Enum { .. } | Segment::Unknown => None,
    });
    let name = at_fault.unwrap_or_default();
    if in_path(R::PATH).any(|part| part == name) {
        return Err(speaker.plain(StatusCode::NOT_FOUND, "not-found"));
    }
    let value = form_urlencoded::parse(all.as_bytes()).find(|(given, _)| given == name).map(|(_, value)| value);
    Err(speaker.invalid(StatusCode::BAD_REQUEST, name, &value.unwrap_or_default(), &rule(&fields[name])))
}
