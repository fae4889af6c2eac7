//! What the store keeps, what it refuses, and what it says when the disk is
//! full, the file damaged or the clock wrong: on SQLite and on PostgreSQL.

use super::*;
use crate::{
    article::{Article, LeftOut, Metadata, structure::Block},
    text::Span,
};

mod articles;
mod file;
mod messages;
#[cfg(feature = "postgres")]
#[path = "../../../tests/postgres/server.rs"]
mod server;
#[cfg(feature = "postgres")]
mod shared;
#[cfg(all(feature = "postgres", unix))]
mod tls;
mod transfer;
mod waiting;

const NOW: Seconds = 1_700_000_000;

/// Where a test has its store.
pub(super) struct Place {
    directory: tempfile::TempDir,
    #[cfg(feature = "postgres")]
    address: Option<Address>,
}

impl Place {
    fn sqlite() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
            #[cfg(feature = "postgres")]
            address: None,
        }
    }

    /// Nowhere, when the tests of PostgreSQL are left out.
    #[cfg(feature = "postgres")]
    fn postgres() -> Option<Self> {
        Some(Self {
            address: Some(server::address()?.parse().unwrap()),
            ..Self::sqlite()
        })
    }

    /// Another one of the same kind.
    fn another(&self) -> Self {
        #[cfg(feature = "postgres")]
        if self.address.is_some() {
            return Self::postgres().unwrap();
        }
        // Asked for nothing where there is one kind only.
        let _ = self;
        Self::sqlite()
    }

    fn open(&self) -> Store {
        #[cfg(feature = "postgres")]
        if let Some(address) = &self.address {
            return Store::connect(address, self.directory.path()).unwrap();
        }
        Store::open(self.directory.path()).unwrap()
    }

    /// As another machine has it.
    #[cfg(feature = "postgres")]
    fn elsewhere(&self) -> Self {
        Self {
            address: self.address.clone(),
            ..Self::sqlite()
        }
    }

    fn look(&self) -> Store {
        #[cfg(feature = "postgres")]
        if let Some(address) = &self.address {
            return Store::connect_read_only(address, self.directory.path()).unwrap();
        }
        Store::open_read_only(self.directory.path()).unwrap()
    }
}

/// Runs tests on both databases.
macro_rules! on_both {
    ($($subject:ident::$test:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[test]
            fn $test() {
                super::$subject::$test(&super::Place::sqlite());
            })*
        }
        #[cfg(feature = "postgres")]
        mod on_postgres {
            $(#[test]
            fn $test() {
                if let Some(place) = super::Place::postgres() {
                    super::$subject::$test(&place);
                }
            })*
        }
    };
}

on_both! {
    articles::an_article_comes_back_as_it_was,
    articles::old_versions_are_kept_and_going_back_is_a_version_too,
    articles::an_article_that_is_damaged_is_not_handed_out,
    articles::reading_does_not_wait_for_the_writer,
    articles::looking_does_not_need_the_lock_and_cannot_write,
    articles::channels_keep_their_scope,
    articles::strange_words_are_kept_as_they_are,
    messages::one_question_gets_one_reply,
    messages::a_clock_that_leaps_ahead_does_not_make_old_messages_new,
    messages::messages_are_forgotten_in_time_but_not_while_their_reply_is_on_its_way,
    messages::replies_keep_the_order_of_the_questions_when_the_clock_goes_back,
    messages::a_conversation_is_remembered_with_its_turn_until_it_expires,
    messages::everybody_has_one_vote_for_a_reply,
    transfer::the_whole_state_goes_out_and_in_again,
    transfer::an_export_that_is_not_whole_brings_nothing,
    transfer::an_export_that_cannot_be_written_is_told,
    transfer::owners_are_exported_and_an_export_from_before_them_is_read,
    waiting::a_question_waits_until_it_is_handled_and_comes_once,
    waiting::a_channel_waits_for_its_questions_and_for_its_replies,
    waiting::a_question_that_is_withdrawn_gets_no_reply,
    waiting::an_answer_is_known_by_its_question_and_by_itself,
    waiting::a_question_is_kept_with_a_vote_against_its_answer_and_goes_when_that_is_taken_back,
    waiting::what_is_asked_in_vain_is_counted_and_bounded,
}

fn store() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    (directory, store)
}

fn article(title: &str, text: &str) -> Article {
    let metadata = Metadata {
        title: Some(title.to_owned()),
        byline: Some("A. Writer".to_owned()),
        url: Some("https://example.org/a".to_owned()),
        language: Some("en".to_owned()),
        source: "a.html".to_owned(),
        ..Metadata::default()
    };
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let span = Span::new(at, at + line.len());
        at += line.len() + 1;
        blocks.push(match line.strip_prefix('#') {
            Some(_) => Block::Heading(span, 2),
            None => Block::Passage(span),
        });
    }
    let left_out = vec![LeftOut {
        text: "Share this".to_owned(),
        reason: "share buttons",
    }];
    Article::assemble(text.to_owned(), metadata, &blocks, left_out)
}

fn key(message: &str) -> MessageKey {
    MessageKey {
        platform: "matrix".to_owned(),
        channel: "!room".to_owned(),
        message: message.to_owned(),
    }
}

fn turn<'a>(key: &'a MessageKey, reply: Option<&'a str>) -> Turn<'a> {
    Turn {
        key,
        reply,
        memory: None,
    }
}
