//! Is a message meant for the bot, and what does it ask when the address is
//! taken off? Knows nothing but the message.

/// What decides whether a message is meant for the bot.
#[derive(Clone, Copy, Debug, Default)]
pub struct Addressing<'a> {
    /// The bot's Matrix identifier: "@verbatim:example.org".
    pub user: &'a str,
    /// Its display name in the room.
    pub name: Option<&'a str>,
    /// What a command begins with: "!verbatim".
    pub prefix: &'a str,
}

/// What is known of a message beside its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances {
    /// It says of itself that it mentions the bot (`m.mentions`).
    pub mentions_bot: bool,
    /// Only the asker and the bot are in the room.
    pub direct: bool,
    /// It replies to a message of the bot, or stands in a thread where the
    /// bot has answered.
    pub to_bot: bool,
}

/// What a message asks; `None` when it is not for the bot.
#[must_use]
pub fn asked(body: &str, how: Addressing<'_>, around: Circumstances) -> Option<String> {
    let said = without_fallback(body);
    let said = said.trim();
    if let Some(rest) = after_prefix(said, how.prefix) {
        return Some(rest.to_owned());
    }
    if let Some(rest) = after_name(said, how) {
        return Some(rest.to_owned());
    }
    (around.direct || around.to_bot || around.mentions_bot).then(|| without_mention(said, how))
}

/// The text without the quotation that older clients put over a reply:
/// lines that begin with `> `, and an empty one.
fn without_fallback(body: &str) -> &str {
    if !body.starts_with("> <") && !body.starts_with("> * <") {
        return body;
    }
    let mut rest = body;
    while let Some(line) = rest.strip_prefix('>') {
        let Some((_, after)) = line.split_once('\n') else {
            return "";
        };
        rest = after;
    }
    rest.trim_start_matches('\n')
}

/// What follows the prefix, when the prefix is a word of its own.
fn after_prefix<'a>(said: &'a str, prefix: &str) -> Option<&'a str> {
    if prefix.is_empty() {
        return None;
    }
    let rest = strip(said, prefix)?;
    let bounded = rest
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || c == ':' || c == ',');
    bounded.then(|| rest.trim_start_matches([':', ',', ' ', '\t', '\n']))
}

/// What follows the bot's name at the start of a message: "Verbatim: who …",
/// "@verbatim who …". Without a mark or an @ a name may be a word.
fn after_name<'a>(said: &'a str, how: Addressing<'_>) -> Option<&'a str> {
    let local = how.user.trim_start_matches('@').split(':').next()?;
    let names = [Some(how.user), how.name, Some(local)];
    for name in names.into_iter().flatten().filter(|name| !name.is_empty()) {
        let at = said.starts_with('@');
        let bare = name.trim_start_matches('@');
        let Some(rest) = strip(said.trim_start_matches('@'), bare) else {
            continue;
        };
        let next = rest.chars().next();
        let marked = matches!(next, Some(':' | ','));
        if marked || at && next.is_none_or(char::is_whitespace) {
            return Some(rest.trim_start_matches([':', ',']).trim());
        }
    }
    None
}

/// The text without the bot's name, where a mention left it.
fn without_mention(said: &str, how: Addressing<'_>) -> String {
    for name in [Some(how.user), how.name].into_iter().flatten() {
        if name.is_empty() {
            continue;
        }
        if let Some(rest) = strip(said, name) {
            return rest.trim_start_matches([':', ',', ' ']).to_owned();
        }
        if let Some(rest) = said.strip_suffix(name) {
            return rest.trim_end_matches(['@', ' ', ',']).to_owned();
        }
    }
    said.to_owned()
}

/// `text` after `start`, whatever their cases.
fn strip<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in start.chars() {
        let found = rest.next()?;
        if !found.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOW: Addressing<'static> = Addressing {
        user: "@verba:example.org",
        name: Some("Verbatim Bot"),
        prefix: "!verbatim",
    };

    #[track_caller]
    fn check(body: &str, around: Circumstances, expected: Option<&str>) {
        assert_eq!(asked(body, HOW, around).as_deref(), expected, "{body}");
    }

    #[test]
    fn only_what_is_addressed_is_asked() {
        let loose = Circumstances::default();
        for (body, expected) in [
            ("who sold the mill?", None),
            ("!verbatim who sold the mill?", Some("who sold the mill?")),
            ("!Verbatim: help", Some("help")),
            ("!verbatim", Some("")),
            ("!verbatimly speaking", None),
            ("see !verbatim help", None),
            ("Verbatim Bot: who sold it?", Some("who sold it?")),
            ("verbatim bot, who sold it?", Some("who sold it?")),
            ("Verbatim Bot sold it", None),
            ("@verba who sold it?", Some("who sold it?")),
            ("@verba:example.org: who sold it?", Some("who sold it?")),
            ("verba: who sold it?", Some("who sold it?")),
            ("@verbatim who sold it?", None),
            ("verba who sold it?", None),
            ("", None),
        ] {
            check(body, loose, expected);
        }
    }

    #[test]
    fn a_mention_a_private_room_and_a_reply_need_no_name() {
        let direct = Circumstances {
            direct: true,
            ..Circumstances::default()
        };
        check("who sold it?", direct, Some("who sold it?"));
        let mentioned = Circumstances {
            mentions_bot: true,
            ..Circumstances::default()
        };
        check("Verbatim Bot who sold it?", mentioned, Some("who sold it?"));
        check(
            "who sold it, @verba:example.org",
            mentioned,
            Some("who sold it"),
        );
        let to_bot = Circumstances {
            to_bot: true,
            ..Circumstances::default()
        };
        check(
            "> <@verba:example.org> “two million”\n> more\n\nand why?",
            to_bot,
            Some("and why?"),
        );
        check("> 5 is more than 4", to_bot, Some("> 5 is more than 4"));
    }

    proptest! {
        #[test]
        fn any_message_is_read(body in ".{0,100}", direct: bool) {
            let around = Circumstances { direct, ..Circumstances::default() };
            let _ = asked(&body, HOW, around);
            let _ = asked(&format!("> <{body}\n{body}"), HOW, around);
        }
    }
}
