//! Verbatim answers questions about an article out of the article.
//!
//! The modules are listed in reading order, which is also the way of a
//! question through the program; `ARCHITECTURE.md` is the map.
//!
//! ```
//! use std::sync::Arc;
//! use verbatim::{article::{self, Source}, bot::{Bot, Message, Settings}, library::Library, reply::Status};
//!
//! let page = b"The mill\n\nThe old mill by the river was sold on Monday for two million crowns. \
//!     Its owner, Ann Lee, said \"we had no choice\" and thanked the town for many good years.";
//! let article = article::read(Source { bytes: page, name: "mill.txt", ..Source::default() }).unwrap();
//! let library = Library::in_memory(vec![article]).unwrap();
//! let bot = Bot::new(Arc::new(library), Settings::default());
//! let ask = |text: &str| bot.answer(&Message {
//!     text: text.into(),
//!     addressed: true,
//!     ..Message::default()
//! }).unwrap();
//! assert_eq!(ask("who said \"we had no choice\"?").status, Status::Answered);
//! assert_eq!(ask("how tall is the Eiffel Tower?").status, Status::NotInArticle);
//! ```

// Blank lines keep the reading order: rustfmt sorts only within a group.
pub mod text;

pub mod article;

pub mod quotes;

pub mod index;

pub mod answer;

pub mod reader;

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

pub mod fetch;

pub mod pdf;

pub mod feed;

#[cfg(feature = "serve")]
pub mod monitoring;

pub mod chat;

pub mod bundled;

pub mod config;

pub mod cli;

pub mod eval;
