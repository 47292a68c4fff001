//! Language and size of type: stored with the account, or in a cookie for somebody who is not logged in.

use crate::{
    locale::Locale,
    session::{OpenPost, Reader, language_cookie, large_cookie, own_path},
    ui::act::see,
};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

/// What is wanted, and from which page.
#[derive(Debug, Deserialize)]
pub(crate) struct PreferenceForm {
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    large: Option<String>,
    #[serde(default)]
    here: String,
}

/// It changes nothing but how pages look.
pub(crate) async fn set(reader: Reader, jar: CookieJar, OpenPost(form): OpenPost<PreferenceForm>) -> Response {
    let locale = form.language.as_deref().map_or(reader.t.locale(), Locale::of_tag);
    let large = form.large.as_deref().map_or(reader.shell.large, |large| large == "1");
    if let Some(account) = &reader.account
        && let Err(error) =
            reader.state.hospital.accounts().prefer(account.user, Some(locale.tag().to_owned()), Some(large)).await
    {
        tracing::warn!(%error, "a preference was not kept");
    }
    let back = see(own_path(&form.here, "/"));
    (jar.add(language_cookie(locale, reader.secure)).add(large_cookie(large, reader.secure)), back).into_response()
}
