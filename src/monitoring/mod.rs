//! How the service is doing, for whoever watches it: what is counted while it
//! answers, and the address on this machine where that can be read.

mod endpoint;
mod metrics;
mod observed;

pub use endpoint::{Endpoint, Request, request};
pub use metrics::{Metrics, Stage, TurnedAway};
pub use observed::Observed;
