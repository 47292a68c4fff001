//! Language and size of type: kept with the account, or in a cookie for who is not logged in.

use crate::{
    handlers::staff::act::see,
    locale::Locale,
    session::{Reader, language_cookie, large_cookie},
};
use axum::{
    Form,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

/// What is wanted, and where from.
#[derive(Debug, Deserialize)]
pub(crate) struct PreferenceForm {
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    large: Option<String>,
    #[serde(default)]
    here: String,
}

/// It changes nothing but how pages look; the origin is checked as for all unsafe requests.
pub(crate) async fn set(reader: Reader, jar: CookieJar, Form(form): Form<PreferenceForm>) -> Response {
    let locale = form.language.as_deref().map_or(reader.t.locale(), Locale::of_tag);
    let large = form.large.as_deref().map_or(reader.shell.large, |large| large == "1");
    if let Some(account) = &reader.account
        && let Err(error) =
            reader.state.hospital.accounts().prefer(account.user, Some(locale.tag().to_owned()), Some(large)).await
    {
        tracing::warn!(%error, "a preference was not kept");
    }
    let own = form.here.starts_with('/') && !form.here.starts_with("//") && !form.here.contains('\\');
    let to = if own { form.here.as_str() } else { "/" };
    (jar.add(language_cookie(locale)).add(large_cookie(large)), see(to)).into_response()
}
