//! What every request passes, from the outside in: its id and page context, limits, cross-site check, headers.

pub mod context;
pub mod headers;
pub mod rate_limit;
