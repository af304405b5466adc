//! The files of this build, embedded: wasm, scripts and style sheets with hashed names, compressed ahead.

use app::assets::Assets;
use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// The manifest of the embedded files; none when this build has no site (pages then work without scripts and style).
pub fn manifest() -> Assets {
    Site::get("manifest.json")
        .and_then(|file| Assets::from_manifest(&file.data).ok())
        .unwrap_or_else(Assets::none)
}

/// A file by its hashed name, in the best encoding the browser takes; it never changes under its name.
pub async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let accepts = |encoding: &str| {
        headers
            .get(header::ACCEPT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| {
                value
                    .split(',')
                    .any(|part| part.split(';').next().map(str::trim) == Some(encoding))
            })
    };
    let variants = [("br", ".br"), ("gzip", ".gz")];
    let found = variants
        .iter()
        .filter(|(encoding, _)| accepts(encoding))
        .find_map(|(encoding, suffix)| {
            Site::get(&format!("{name}{suffix}")).map(|file| (file, Some(*encoding)))
        })
        .or_else(|| Site::get(&name).map(|file| (file, None)));
    let hidden = name == "manifest.json" || name.ends_with(".br") || name.ends_with(".gz");
    let Some((file, encoding)) = found.filter(|_| !hidden) else {
        return (StatusCode::NOT_FOUND, "There is no such file.").into_response();
    };
    let mut response = Response::new(Body::from(file.data));
    let fields = response.headers_mut();
    fields.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(content_type(&name)),
    );
    fields.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
