//! How replies reach people and programs: one layout of a reply, and for each
//! platform a renderer and, where it listens too, an adapter.

pub mod layout;

pub mod plain;

pub mod json;

pub mod lines;

pub mod session;

pub mod terminal;

#[cfg(feature = "serve")]
pub mod request;

#[cfg(feature = "serve")]
pub mod quotas;

#[cfg(feature = "serve")]
pub mod serving;

#[cfg(feature = "serve")]
pub mod desk;

#[cfg(feature = "serve")]
pub mod threads;

#[cfg(feature = "discord")]
pub mod discord;

#[cfg(feature = "matrix")]
pub mod matrix;
