//! Which articles is a thread about? Those that the message links to under
//! which it was opened, else one by whose title it is called, as far as they
//! may be asked where it is.

use crate::{index::Scope, library::Library};

/// Links of one message that are looked up; whoever posts more lists them.
const LINKS: usize = 10;

/// A thread in a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thread {
    /// What `use` has an effect on in it: the thread alone.
    pub id: String,
    /// The channel it was opened in, which it asks as long as nothing else is
    /// said and nothing is linked.
    pub channel: String,
    /// What stands in the message under which it was opened, with the links
    /// that show in it; as text, Markdown or HTML. Empty where there is none.
    pub under: String,
    /// Its name, where threads have one.
    pub name: String,
}

impl Thread {
    /// The articles that it was opened under, within `reach`: those that are
    /// linked, else those whose title is its name.
    pub(super) fn about(
        &self,
        library: &Library,
        reach: &Scope,
        community: Option<&str>,
    ) -> Vec<String> {
        let mut about: Vec<String> = Vec::new();
        for link in links(&self.under).take(LINKS) {
            if let Some(listing) = library.at_address(&link, community)
                && library.holds(reach, &listing.id)
                && !about.contains(&listing.id)
            {
                about.push(listing.id);
            }
        }
        if about.is_empty() && !self.name.trim().is_empty() {
            about = library.titled(reach, &self.name);
        }
        about
    }
}

/// The addresses in a message, without the punctuation of the sentence they
/// stand in.
fn links(message: &str) -> impl Iterator<Item = String> {
    let mut rest = message;
    std::iter::from_fn(move || {
        let start = ["https://", "http://"]
            .iter()
            .filter_map(|scheme| rest.find(scheme))
            .min()?;
        let from = rest.get(start..)?;
        let end = from.find(|c: char| c.is_whitespace() || "<>\"'`|".contains(c));
        let (link, after) = from.split_at_checked(end.unwrap_or(from.len()))?;
        rest = after;
        Some(ended(link).replace("&amp;", "&"))
    })
}

/// A link without what ends the sentence; a bracket belongs to it when it was
/// opened in it.
fn ended(mut link: &str) -> &str {
    loop {
        let shorter = link.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '~']);
        let shorter = [('(', ')'), ('[', ']')]
            .iter()
            .find_map(|(open, close)| {
                let opened = shorter.matches(*open).count();
                let closed = shorter.matches(*close).count();
                (closed > opened)
                    .then(|| shorter.strip_suffix(*close))
                    .flatten()
            })
            .unwrap_or(shorter);
        if shorter.len() == link.len() {
            return link;
        }
        link = shorter;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_are_found_as_people_write_them() {
        for (message, expected) in [
            ("no link", &[] as &[&str]),
            ("https://example.org/a", &["https://example.org/a"]),
            (
                "Have you seen https://example.org/a?",
                &["https://example.org/a"],
            ),
            ("(see https://example.org/a).", &["https://example.org/a"]),
            (
                "[The mill](https://example.org/a_(b)) is sold",
                &["https://example.org/a_(b)"],
            ),
            (
                "<http://example.org/a> and **https://example.org/b**",
                &["http://example.org/a", "https://example.org/b"],
            ),
            (
                "<a href=\"https://example.org/a?b=1&amp;c=2\">The mill</a>",
                &["https://example.org/a?b=1&c=2"],
            ),
        ] {
            assert_eq!(links(message).collect::<Vec<_>>(), expected, "{message}");
        }
    }

    proptest! {
        #[test]
        fn any_message_is_read(message in ".{0,80}", after in ".{0,20}") {
            let _ = links(&format!("{message}https://{after}")).count();
        }
    }
}
