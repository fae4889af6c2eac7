//! What `status` says about Matrix beside what the bot knows itself: whose
//! invitations it accepts, whether its device is trusted, and what it cannot
//! read.

use std::sync::Arc;

use super::keys::Locked;
use crate::{bot::Bot, chat::serving::Serving};

/// How the bot stands on Matrix.
pub(super) struct Standing {
    bot: Arc<Bot>,
    lasting: Vec<String>,
    said: Option<(usize, usize)>,
}

impl Standing {
    pub(super) fn new(serving: &Serving, signed: bool) -> Self {
        let mut lasting = vec![invitations(&serving.config.matrix.invitations)];
        if !signed {
            lasting.push(
                "My device is not signed by its account, so some clients will not write to me."
                    .to_owned(),
            );
        }
        Self {
            bot: Arc::clone(&serving.bot),
            lasting,
            said: None,
        }
    }

    /// Says it to the bot, when it has changed.
    pub(super) fn say(&mut self, locked: &Locked) {
        let count = locked.count();
        if self.said == Some(count) {
            return;
        }
        self.said = Some(count);
        let mut sentences = self.lasting.clone();
        sentences.extend(missing_keys(count));
        self.bot.notice("matrix", sentences);
    }
}

fn invitations(allowed: &[String]) -> String {
    match allowed {
        [] => "I accept nobody’s invitation into a room: matrix.invitations is empty.".to_owned(),
        all if all.iter().any(|one| one == "*") => {
            "I accept everybody’s invitation into a room.".to_owned()
        }
        [_] => "I accept invitations into rooms as the one entry of matrix.invitations allows."
            .to_owned(),
        some => format!(
            "I accept invitations into rooms as the {} entries of matrix.invitations allow.",
            some.len()
        ),
    }
}

fn missing_keys((messages, keys): (usize, usize)) -> Option<String> {
    let plural = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {one}s"),
    };
    (messages > 0).then(|| {
        format!(
            "I cannot read {}: the senders’ clients have not sent me {}. When they do, I answer.",
            plural(messages, "message"),
            plural(keys, "key")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_whose_invitations_are_accepted() {
        let of = |list: &[&str]| {
            invitations(&list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>())
        };
        assert!(of(&[]).contains("nobody’s"));
        assert!(of(&["@ann:example.org", "*"]).contains("everybody’s"));
        assert!(of(&["example.org"]).contains("the one entry"));
        assert!(of(&["example.org", "@ann:example.org"]).contains("the 2 entries"));
    }

    #[test]
    fn it_is_said_what_cannot_be_read() {
        assert_eq!(missing_keys((0, 0)), None);
        let said = missing_keys((3, 1)).unwrap();
        assert!(
            said.contains("3 messages") && said.contains("1 key."),
            "{said}"
        );
    }
}
