//! Verbatim answers questions about an article out of the article.
//!
//! The modules are listed in reading order, which is also the way of a
//! question through the program; `ARCHITECTURE.md` is the map.

// Blank lines keep the reading order: rustfmt sorts only within a group.
pub mod text;

pub mod article;

pub mod quotes;

pub mod index;

pub mod answer;

pub mod summary;

pub mod store;

pub mod library;

pub mod reply;

pub mod citation;

pub mod command;

pub mod memory;

pub mod route;

pub mod seal;

pub mod bot;

pub mod chat;

pub mod bundled;

pub mod config;

pub mod cli;

pub mod eval;
