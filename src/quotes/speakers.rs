//! Who is behind the words that name a source? Names, titles, pronouns; an
//! unclear one stays unclear.

use super::{
    Speaker, SpeakerKind,
    people::{self, Named, People},
    phrases,
    tokens::Token,
};
use crate::text::{Span, fold};

/// Resolves the sources of one article, in order.
pub(super) struct Resolver<'a> {
    text: &'a str,
    people: &'a People,
    /// Speakers so far; the index is what attributions hold.
    pub(super) speakers: Vec<Speaker>,
    /// For each speaker, which of the named it is.
    named: Vec<Option<usize>>,
    /// The last speaker that was resolved, and where its source stood.
    last: Option<(usize, usize)>,
}

/// How far back, in bytes, a pronoun looks: about two paragraphs.
const REACH: usize = 900;

impl<'a> Resolver<'a> {
    pub(super) fn new(text: &'a str, people: &'a People) -> Self {
        Self {
            text,
            people,
            speakers: Vec::new(),
            named: Vec::new(),
            last: None,
        }
    }

    /// The speaker that a source refers to.
    pub(super) fn resolve(&mut self, source: Span, tokens: &[Token]) -> Option<usize> {
        let inside: Vec<&Token> = tokens
            .iter()
            .filter(|token| source.contains(token.span))
            .collect();
        let first = inside.first()?;
        let found = if inside.len() == 1 && is_pronoun(&first.lower) {
            self.pronoun(&first.lower, source)?
        } else {
            self.phrase(source, &inside)?
        };
        self.last = Some((found, source.start));
        Some(found)
    }

    fn phrase(&mut self, source: Span, inside: &[&Token]) -> Option<usize> {
        // The part before the first comma holds the head.
        let comma = inside
            .iter()
            .position(|token| !token.word)
            .unwrap_or(inside.len());
        let head: Vec<Token> = inside[..comma]
            .iter()
            .map(|token| (*token).clone())
            .collect();
        let runs = people::runs(&head);
        let limit = head
            .iter()
            .position(|token| {
                token.is(&[
                    "for", "from", "at", "in", "with", "who", "on", "by", "against",
                ])
            })
            .unwrap_or(head.len());
        let limit_at = head.get(limit).map_or(usize::MAX, |token| token.span.start);
        let before_limit = runs.iter().rev().find(|run| run.span.start < limit_at);
        if let Some(run) = before_limit {
            let ends_head = head
                .get(..limit)
                .and_then(<[Token]>::last)
                .is_some_and(|last| last.span.end <= run.span.end);
            let possessive = people::words_of(run) != run.name
                && run.name.last().is_some_and(|word| word.ends_with("'s"));
            if ends_head && !possessive {
                return Some(self.name(run));
            }
        }
        // "the port's director, Ann Lee"
        let rest: Vec<Token> = inside[comma..]
            .iter()
            .filter(|token| token.word)
            .map(|token| (*token).clone())
            .collect();
        if before_limit.is_none_or(|run| run.name.last().is_some_and(|word| word.ends_with("'s")))
            && let [run] = people::runs(&rest).as_slice()
            && run.name.len() >= 2
        {
            return Some(self.name(run));
        }
        if let Some(who) = self.by_role(&head) {
            return Some(self.intern_named(who));
        }
        let end = head.last().map_or(source.end, |token| token.span.end);
        let words = Span::new(source.start, end)
            .trimmed(self.text)
            .of(self.text);
        let kind = if head
            .iter()
            .any(|token| token.capital && !token.is(&["the", "a", "an", "one", "some", "two"]))
            && head.last().is_some_and(|token| token.capital)
        {
            SpeakerKind::Organisation
        } else {
            SpeakerKind::Anonymous
        };
        (!words.is_empty()).then(|| self.intern(words, kind))
    }

    fn name(&mut self, run: &people::Run) -> usize {
        let words = people::words_of(run);
        match self.people.find(&words).first() {
            Some(who) => self.intern_named(*who),
            None => {
                let written = run.span.of(self.text).to_owned();
                self.intern(&written, SpeakerKind::Person)
            }
        }
    }

    /// "The Treasury secretary": the only one who has that role.
    fn by_role(&self, head: &[Token]) -> Option<usize> {
        let wanted: Vec<String> = head
            .iter()
            .map(|token| people::bare(&token.lower))
            .filter(|word| !matches!(word.as_str(), "the" | "a" | "an" | "his" | "her" | "then"))
            .collect();
        if wanted.is_empty() || !head.first()?.is(&["the"]) {
            return None;
        }
        let mut fitting = self.people.named.iter().enumerate().filter(|(_, named)| {
            named.roles.iter().any(|role| {
                let role: Vec<String> = fold(role).split_whitespace().map(str::to_owned).collect();
                wanted.iter().all(|word| role.contains(word))
            })
        });
        let only = fitting.next()?.0;
        fitting.next().is_none().then_some(only)
    }

    fn pronoun(&mut self, pronoun: &str, source: Span) -> Option<usize> {
        let fits = |named: &Named| match pronoun {
            "he" => !named.organisation && named.he >= named.she,
            "she" => !named.organisation && named.she >= named.he,
            "it" => named.organisation,
            _ => false,
        };
        if pronoun == "they" {
            return self
                .last
                .filter(|(who, at)| {
                    source.start.saturating_sub(*at) < REACH
                        && self
                            .speakers
                            .get(*who)
                            .is_some_and(|speaker| speaker.kind != SpeakerKind::Person)
                })
                .map(|(who, _)| who);
        }
        // Whoever spoke last goes on speaking, unless somebody else who fits
        // has come up since.
        let end = self
            .people
            .mentions
            .partition_point(|(span, _)| span.start < source.start);
        let mut seen: Vec<(usize, Span)> = self.people.mentions[..end]
            .iter()
            .rev()
            .take_while(|(span, _)| source.start - span.start < REACH)
            .map(|(span, who)| (*who, *span))
            .filter(|(who, _)| self.people.named.get(*who).is_some_and(|named| fits(named)))
            .collect();
        let sure = |named: &Named| match pronoun {
            "he" => named.he > named.she,
            "she" => named.she > named.he,
            _ => true,
        };
        if seen.iter().any(|(who, _)| sure(&self.people.named[*who])) {
            seen.retain(|(who, _)| {
                sure(&self.people.named[*who]) || self.people.named[*who].words.len() > 1
            });
        }
        if let Some((last, at)) = self.last
            && source.start.saturating_sub(at) < REACH
            && let Some(Some(who)) = self.named.get(last).copied()
            && self.people.named.get(who).is_some_and(fits)
        {
            return Some(last);
        }
        let (who, _) = seen.first()?;
        Some(self.intern_named(*who))
    }

    fn intern_named(&mut self, who: usize) -> usize {
        if let Some(known) = self.named.iter().position(|named| *named == Some(who)) {
            return known;
        }
        let named = &self.people.named[who];
        self.named.push(Some(who));
        self.speakers.push(Speaker {
            name: named.name.clone(),
            also: named.also.clone(),
            roles: named.roles.clone(),
            kind: if named.organisation {
                SpeakerKind::Organisation
            } else {
                SpeakerKind::Person
            },
        });
        self.speakers.len() - 1
    }

    fn intern(&mut self, words: &str, kind: SpeakerKind) -> usize {
        let known = self
            .speakers
            .iter()
            .position(|speaker| fold(&speaker.name) == fold(words));
        known.unwrap_or_else(|| {
            self.named.push(None);
            self.speakers.push(Speaker {
                name: words.to_owned(),
                also: Vec::new(),
                roles: Vec::new(),
                kind,
            });
            self.speakers.len() - 1
        })
    }
}

fn is_pronoun(word: &str) -> bool {
    phrases::is_pronoun(word) || matches!(word, "his" | "her" | "their" | "its")
}
