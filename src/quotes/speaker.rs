//! Who is behind a source: gathers the names, titles and roles of an article
//! under speakers and resolves surnames, titles and pronouns to them. Leaves
//! unclear what the article leaves unclear.

use std::collections::HashMap;

use super::{
    Attribution, Speaker, SpeakerKind,
    lexicon::{self, Class},
    token::{Token, Tokens},
};
use crate::text::{Span, fold};

/// A run of name words in the text.
struct Mention {
    at: usize,
    entity: usize,
}

/// One named person or body while the article is read.
struct Entity {
    words: Vec<String>,
    folded: Vec<String>,
    also: Vec<String>,
    roles: Vec<String>,
    he: u32,
    she: u32,
    person: bool,
    /// How often it is named as a source.
    speaks: u32,
}

/// Body words: a name that ends in one is no person.
const BODIES: &[&str] = &[
    "party",
    "committee",
    "department",
    "university",
    "times",
    "post",
    "journal",
    "news",
    "house",
    "senate",
    "congress",
    "court",
    "company",
    "inc",
    "corp",
    "group",
    "bank",
    "association",
    "institute",
    "agency",
    "council",
    "commission",
    "bureau",
    "office",
    "union",
    "league",
    "club",
    "ministry",
    "school",
    "college",
    "hospital",
    "foundation",
    "campaign",
    "press",
    "reuters",
    "service",
    "states",
    "administration",
    "society",
    "center",
    "centre",
    "organization",
    "organisation",
    "trust",
    "federation",
    "board",
    "authority",
    "police",
    "army",
];

/// Sets the speaker of every attribution and returns the speakers in order of
/// first appearance as one.
pub(super) fn resolve(
    text: &str,
    tokens: &Tokens,
    attributions: &mut [Attribution],
) -> Vec<Speaker> {
    let mut cast = Cast::of(text, tokens);
    let mut speakers = Vec::new();
    let mut numbers: HashMap<Result<usize, String>, usize> = HashMap::new();
    for attribution in attributions.iter() {
        if let Some(source) = attribution.source {
            cast.hear(tokens, source);
        }
    }
    let mut previous: Option<(usize, u32, bool)> = None;
    for attribution in attributions {
        let first = attribution.content.first().map_or(0, |span| span.start);
        let passage = tokens.passage_at(first);
        let whole = tokens.only_quotation(first);
        if attribution.source.is_none() {
            let signed = if attribution.cue.is_none() {
                signature(tokens, attribution)
            } else {
                None
            };
            attribution.source = signed.or_else(|| cast.subject(tokens, attribution));
        }
        let Some(source) = attribution.source else {
            // A quotation in the paragraph of another goes on with it; one
            // that fills the next paragraph does so too.
            if !attribution.quoted.is_empty()
                && let Some((speaker, at, spoken)) = previous
                && (at == passage
                    || (whole && at + 1 == passage && (spoken || tokens.ends_in_colon(at))))
            {
                attribution.speaker = Some(speaker);
                previous = Some((speaker, passage, true));
            }
            continue;
        };
        if let Some(key) = cast.who(text, tokens, source) {
            let next = speakers.len();
            let number = *numbers.entry(key.clone()).or_insert(next);
            if number == next {
                speakers.push(cast.speaker(&key));
            }
            attribution.speaker = Some(number);
        }
        let inside = attribution.cue.is_some_and(|cue| tokens.quoted(cue.start));
        if !inside {
            let passage = attribution
                .content
                .last()
                .map_or(passage, |s| tokens.passage_at(s.start));
            previous = attribution.speaker.map(|speaker| {
                (
                    speaker,
                    passage.max(tokens.passage_at(source.start)),
                    !attribution.quoted.is_empty(),
                )
            });
        }
    }
    speakers
}

/// The name a quotation is signed with: behind a dash, or opening the next
/// words after it.
fn signature(tokens: &Tokens, attribution: &Attribution) -> Option<Span> {
    let end = attribution.content.last()?.end;
    let mut at = tokens.all.partition_point(|t| t.span.start < end);
    while tokens
        .all
        .get(at)
        .is_some_and(|t| matches!(t.class, Class::Close | Class::Stop | Class::OtherMark))
    {
        at += 1;
    }
    let dash = tokens.all.get(at).filter(|t| t.class == Class::Dash)?;
    let start = at + 1;
    let words = tokens.all.get(start..(start + 8).min(tokens.all.len()))?;
    let count = words
        .iter()
        .take_while(|t| {
            (t.class.is_name()
                || t.class == Class::Title
                || t.class == Class::Role
                || t.form == ".")
                && t.passage <= dash.passage
        })
        .count();
    let (first, last) = (words.first()?, words.get(count.checked_sub(1)?)?);
    Some(Span::new(first.span.start, last.span.end))
}

/// The people and bodies of an article.
struct Cast {
    entities: Vec<Entity>,
    mentions: Vec<Mention>,
}

impl Cast {
    fn of(text: &str, tokens: &Tokens) -> Self {
        let mut cast = Self {
            entities: Vec::new(),
            mentions: Vec::new(),
        };
        let runs = name_runs(tokens);
        let mut by_last: HashMap<String, Vec<usize>> = HashMap::new();
        // Longer names first make the persons, shorter ones then join them.
        for long in [true, false] {
            for &(start, end) in &runs {
                if (end - start >= 2) != long {
                    continue;
                }
                cast.mention(text, tokens, start, end, &mut by_last);
            }
        }
        cast.mentions.sort_by_key(|m| m.at);
        for entity in &mut cast.entities {
            let given = entity.folded.first().filter(|_| entity.folded.len() > 1);
            match given.and_then(|name| lexicon::given_name(name)) {
                Some(true) if entity.person => entity.she += 3,
                Some(false) if entity.person => entity.he += 3,
                _ => {}
            }
        }
        cast.learn_gender(tokens);
        cast
    }

    fn mention(
        &mut self,
        text: &str,
        tokens: &Tokens,
        start: usize,
        end: usize,
        by_last: &mut HashMap<String, Vec<usize>>,
    ) {
        let Some(run) = tokens.all.get(start..end) else {
            return;
        };
        let folded: Vec<String> = run.iter().map(|t| t.form.clone()).collect();
        let Some(last) = folded.last().cloned() else {
            return;
        };
        let same = by_last.entry(last).or_default();
        let fits: Vec<usize> = same
            .iter()
            .copied()
            .filter(|e| {
                let known = &self.entities[*e].folded;
                folded.len() == 1
                    || known.len() == 1
                    || known.first() == folded.first()
                    || known.ends_with(&folded)
                    || folded.ends_with(known)
            })
            .take(3)
            .collect();
        let entity = match fits.as_slice() {
            [one] => *one,
            [] if folded.len() > 1 && headline(tokens, run) => return,
            [] if folded.len() == 1
                && !titled(tokens, start)
                && first_name_of(&self.entities, &folded[0]).is_some() =>
            {
                first_name_of(&self.entities, &folded[0]).unwrap_or(0)
            }
            [] => {
                let body = folded.iter().any(|w| BODIES.contains(&w.as_str()))
                    || run.iter().any(|t| t.class == Class::Acronym);
                self.entities.push(Entity {
                    words: run.iter().map(|t| t.span.of(text).to_owned()).collect(),
                    folded: folded.clone(),
                    also: Vec::new(),
                    roles: Vec::new(),
                    he: 0,
                    she: 0,
                    person: !body,
                    speaks: 0,
                });
                same.push(self.entities.len() - 1);
                self.entities.len() - 1
            }
            _ => return,
        };
        let own = &mut self.entities[entity];
        let written = Span::new(run[0].span.start, run[run.len() - 1].span.end).of(text);
        let full = own.words.join(" ");
        if folded.len() > own.folded.len() {
            own.words = run.iter().map(|t| t.span.of(text).to_owned()).collect();
            own.folded.clone_from(&folded);
            if own.also.len() < 20 && !own.also.contains(&full) {
                own.also.push(full);
            }
        } else if written != full && own.also.len() < 20 && !own.also.iter().any(|a| a == written) {
            own.also.push(written.to_owned());
        }
        let (role, gender) = before(text, tokens, start);
        match gender {
            Some(true) => own.she += 5,
            Some(false) => own.he += 5,
            None => {}
        }
        if let Some(role) = role
            && own.roles.len() < 10
            && !own.roles.iter().any(|r| fold(r) == fold(&role))
        {
            own.roles.push(role);
            own.person = true;
        }
        self.mentions.push(Mention { at: start, entity });
    }

    /// A pronoun votes for the person named last in its sentence or the one
    /// before, if there is only one.
    fn learn_gender(&mut self, tokens: &Tokens) {
        for (at, token) in tokens.all.iter().enumerate() {
            let she = match token.form.as_str() {
                "he" | "his" | "him" => false,
                "she" | "her" => true,
                _ => continue,
            };
            if token.quotation.is_some() {
                continue;
            }
            let upto = self.mentions.partition_point(|m| m.at < at);
            let near: Vec<usize> = self.mentions[..upto]
                .iter()
                .rev()
                .take(6)
                .filter(|m| {
                    tokens
                        .all
                        .get(m.at)
                        .is_some_and(|t| token.sentence - t.sentence <= 1 && t.quotation.is_none())
                })
                .map(|m| m.entity)
                .filter(|e| self.entities[*e].person)
                .collect();
            if let Some(&first) = near.first()
                && near.iter().all(|e| *e == first)
            {
                let entity = &mut self.entities[first];
                if she {
                    entity.she += 1;
                } else {
                    entity.he += 1;
                }
            }
        }
    }

    /// The person that opens the sentence of a participle or colon cue whose
    /// source is not beside it ("Lee calmed the fans, adding: …").
    fn subject(&self, tokens: &Tokens, attribution: &Attribution) -> Option<Span> {
        let first = attribution.content.first()?;
        let from = attribution.cue.map_or(first.start, |cue| cue.start);
        let at = tokens.all.partition_point(|t| t.span.start < from);
        let here = tokens.all.get(at)?;
        let colon = tokens.all.get(
            tokens
                .all
                .partition_point(|t| t.span.start < first.start)
                .checked_sub(2)?,
        )?;
        let participle = here.form.ends_with("ing");
        if !(participle
            || (colon.class == Class::Colon && colon.sentence == here.sentence)
            || here.class == Class::Colon)
        {
            return None;
        }
        let back = tokens.all.get(..at)?.iter().rev().take(60);
        let start = at
            - back
                .take_while(|t| t.sentence == here.sentence && t.passage == here.passage)
                .count();
        let mut opening = start;
        while tokens.all.get(opening).is_some_and(|t| {
            matches!(
                t.class,
                Class::Adverb | Class::Comma | Class::Determiner | Class::Role | Class::Title
            ) || t.form == "."
        }) {
            opening += 1;
        }
        let person = tokens.all.get(opening)?;
        if matches!(person.form.as_str(), "he" | "she") {
            return Some(person.span);
        }
        let mention = self
            .mentions
            .iter()
            .skip(self.mentions.partition_point(|m| m.at < start))
            .take(1)
            .find(|m| m.at >= start && m.at <= opening)?;
        let run = tokens
            .all
            .get(mention.at..at)?
            .iter()
            .take_while(|t| t.class.is_name())
            .count();
        let end = mention.at + run;
        if tokens.all.get(end)?.class == Class::Genitive {
            return None;
        }
        let begin = tokens.all.get(mention.at)?;
        Some(Span::new(
            begin.span.start,
            tokens.all.get(end.checked_sub(1)?)?.span.end,
        ))
    }

    /// Counts a named source as somebody who speaks.
    fn hear(&mut self, tokens: &Tokens, source: Span) {
        let first = tokens.all.partition_point(|t| t.span.start < source.start);
        let last = tokens.all.partition_point(|t| t.span.end <= source.end);
        if let Some(words) = tokens.all.get(first..last)
            && let Some(entity) = self.named(words, first)
        {
            self.entities[entity].speaks += 1;
        }
    }

    /// The entity behind a source, or the folded words of an unnamed one.
    fn who(&mut self, text: &str, tokens: &Tokens, source: Span) -> Option<Result<usize, String>> {
        let first = tokens.all.partition_point(|t| t.span.start < source.start);
        let last = tokens.all.partition_point(|t| t.span.end <= source.end);
        let words = tokens.all.get(first..last)?;
        let head = words.first()?;
        if words.len() == 1 {
            match head.form.as_str() {
                "he" => return self.antecedent(tokens, first, false).map(Ok),
                "she" => return self.antecedent(tokens, first, true).map(Ok),
                "who" => {
                    let upto = self.mentions.partition_point(|m| m.at < first);
                    let near = self.mentions.get(upto.checked_sub(1)?)?;
                    return (first - near.at <= 4).then_some(Ok(near.entity));
                }
                "i" | "we" | "they" | "it" | "you" | "which" | "that" | "me" | "us" | "them"
                | "him" | "her" | "his" | "their" | "this" | "my" | "our" | "its" => return None,
                _ => {}
            }
        }
        if matches!(
            head.class,
            Class::Possessive | Class::Subject | Class::Object
        ) && words.len() <= 2
        {
            return None;
        }
        if let Some(entity) = self.named(words, first) {
            return Some(Ok(entity));
        }
        let written = source.of(text);
        Some(Err(written.to_owned()))
    }

    /// The person or body that the words name: the first name in them that is
    /// the head, not an owner or a complement.
    fn named(&self, words: &[Token], first: usize) -> Option<usize> {
        let from = self.mentions.partition_point(|m| m.at < first);
        let mut seen = None;
        for mention in self.mentions.iter().skip(from) {
            let Some(inside) = mention.at.checked_sub(first).filter(|i| *i < words.len()) else {
                break;
            };
            let leads = &words[..inside];
            let broken = leads.iter().any(|t| {
                matches!(
                    t.class,
                    Class::Preposition | Class::Relative | Class::Conjunction
                )
            });
            if broken {
                break;
            }
            let end = words[inside..]
                .iter()
                .position(|t| !t.class.is_name() && t.form != "." && t.class != Class::Acronym)
                .map_or(words.len(), |n| inside + n);
            let next = words.get(end);
            if next.is_some_and(|t| t.class == Class::Genitive) {
                continue;
            }
            let modifies = next.is_some_and(|t| {
                !t.class.is_mark()
                    && !matches!(
                        t.class,
                        Class::Preposition
                            | Class::Relative
                            | Class::Date
                            | Class::Adverb
                            | Class::Gerund
                            | Class::Object
                    )
            });
            if modifies {
                if next.is_some_and(|t| t.class == Class::Conjunction) {
                    return None;
                }
                continue;
            }
            seen = Some(mention.entity);
            break;
        }
        seen
    }

    /// The person that "he" or "she" at token `at` stands for, if clear.
    fn antecedent(&self, tokens: &Tokens, at: usize, she: bool) -> Option<usize> {
        let here = tokens.all.get(at)?;
        let upto = self.mentions.partition_point(|m| m.at < at);
        let mut candidates: Vec<(usize, i32)> = Vec::new();
        for mention in self.mentions[..upto].iter().rev().take(40) {
            let token = tokens.all.get(mention.at)?;
            if here.passage - token.passage > 2 {
                break;
            }
            let entity = &self.entities[mention.entity];
            let (own, other) = if she {
                (entity.she, entity.he)
            } else {
                (entity.he, entity.she)
            };
            let known = entity.he + entity.she > 0
                || !entity.roles.is_empty()
                || (entity.speaks > 0 && entity.folded.len() > 1);
            if !entity.person || !known || other > own || token.quotation.is_some() {
                continue;
            }
            let owner = Self::owner(tokens, mention.at);
            let opens = mention.at == 0
                || tokens.all.get(mention.at - 1).is_some_and(|t| {
                    t.sentence != token.sentence
                        || t.class.is_mark()
                        || t.class == Class::Role
                        || t.class == Class::Title
                });
            let apart = i32::try_from(here.sentence - token.sentence).unwrap_or(9);
            let score = 10 - 2 * apart
                + i32::from(opens) * 3
                + i32::from(own > 0) * 4
                + i32::from(entity.speaks > 0) * 3
                - i32::from(owner) * 2
                - i32::try_from(here.passage - token.passage).unwrap_or(9);
            match candidates.iter_mut().find(|(e, _)| *e == mention.entity) {
                Some((_, known)) => *known = (*known).max(score) + 1,
                None => candidates.push((mention.entity, score)),
            }
        }
        candidates.sort_by_key(|(_, score)| -score);
        match candidates.as_slice() {
            [(one, _)] => Some(*one),
            [(one, score), (_, second), ..] if *score > second + 2 => Some(*one),
            _ => None,
        }
    }

    fn owner(tokens: &Tokens, at: usize) -> bool {
        tokens
            .all
            .iter()
            .skip(at)
            .find(|t| !t.class.is_name())
            .is_some_and(|t| t.class == Class::Genitive)
    }

    fn speaker(&self, key: &Result<usize, String>) -> Speaker {
        match key {
            Ok(entity) => {
                let entity = &self.entities[*entity];
                let name = entity.words.join(" ");
                Speaker {
                    also: entity
                        .also
                        .iter()
                        .filter(|a| **a != name)
                        .cloned()
                        .collect(),
                    roles: entity.roles.clone(),
                    kind: if entity.person {
                        SpeakerKind::Person
                    } else {
                        SpeakerKind::Organisation
                    },
                    name,
                }
            }
            Err(words) => Speaker {
                name: words.clone(),
                also: Vec::new(),
                roles: Vec::new(),
                kind: SpeakerKind::Anonymous,
            },
        }
    }
}

fn first_name_of(entities: &[Entity], form: &str) -> Option<usize> {
    let mut found = None;
    for (index, entity) in entities.iter().enumerate().take(500) {
        if entity.person
            && entity.folded.len() > 1
            && entity.folded.first().is_some_and(|w| w == form)
        {
            if found.is_some() {
                return None;
            }
            found = Some(index);
        }
    }
    found
}

/// Whether a courtesy title stands before token `start`.
fn titled(tokens: &Tokens, start: usize) -> bool {
    (1..=2).any(|back| {
        start
            .checked_sub(back)
            .and_then(|at| tokens.all.get(at))
            .is_some_and(|t| t.class == Class::Title)
    })
}

/// Whether the run stands in a passage whose words are nearly all capitalised.
fn headline(tokens: &Tokens, run: &[Token]) -> bool {
    let passage = run.first().map_or(0, |t| t.passage as usize);
    let Some(&(start, end)) = tokens.passages.get(passage) else {
        return false;
    };
    if end - start > 30 {
        return false;
    }
    let all = tokens.all.get(start..end).unwrap_or_default();
    let lower = all
        .iter()
        .filter(|t| {
            matches!(
                t.class,
                Class::Lower | Class::Past | Class::Gerund | Class::Cue | Class::Group
            )
        })
        .count();
    let upper = all.iter().filter(|t| t.class.is_name()).count();
    upper > 3 && lower * 5 <= upper
}

/// Runs of name words, initials with their full stops included.
fn name_runs(tokens: &Tokens) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    let all = &tokens.all;
    while at < all.len() {
        if !all[at].class.is_name() {
            at += 1;
            continue;
        }
        let start = at;
        while at < all.len() && at - start < 6 && all[at].sentence == all[start].sentence {
            let initial = all[at].form == "."
                && all.get(at - 1).is_some_and(|t| {
                    t.form.chars().count() == 1 || (t.form.contains('.') && t.form.len() < 6)
                })
                && all.get(at + 1).is_some_and(|t| t.class.is_name());
            let particle = matches!(
                all[at].form.as_str(),
                "de" | "von"
                    | "van"
                    | "der"
                    | "la"
                    | "bin"
                    | "al"
                    | "el"
                    | "da"
                    | "di"
                    | "le"
                    | "den"
                    | "leyen"
            ) && at > start
                && all
                    .get(at + 1)
                    .is_some_and(|t| t.class.is_name() || t.form == "der" || t.form == "den");
            if all[at].class.is_name() || initial || particle {
                at += 1;
            } else {
                break;
            }
        }
        let bracketed = start
            .checked_sub(1)
            .and_then(|b| all.get(b))
            .is_some_and(|t| t.form == "(");
        if !bracketed {
            runs.push((start, at));
        }
    }
    runs
}

/// Role words and gender of the title before a name.
fn before(text: &str, tokens: &Tokens, start: usize) -> (Option<String>, Option<bool>) {
    let mut at = start;
    let mut role = false;
    let mut gender = None;
    let Some(name) = tokens.all.get(start) else {
        return (None, None);
    };
    while let Some(token) = at.checked_sub(1).and_then(|b| tokens.all.get(b)) {
        if token.sentence != name.sentence || start - at >= 5 {
            break;
        }
        match token.class {
            Class::Title => {
                match token.form.as_str() {
                    "mr" | "sir" | "lord" | "king" | "prince" | "pope" => gender = Some(false),
                    "mrs" | "ms" | "miss" | "lady" | "dame" | "madam" | "queen" | "princess" => {
                        gender = Some(true);
                    }
                    _ => {}
                }
                role = role || gender.is_none();
            }
            Class::Role => {
                if token.form.ends_with("woman")
                    || matches!(
                        token.form.as_str(),
                        "mother" | "wife" | "daughter" | "sister"
                    )
                {
                    gender = Some(true);
                } else if token.form.ends_with("man")
                    || matches!(
                        token.form.as_str(),
                        "father" | "husband" | "son" | "brother"
                    )
                {
                    gender = Some(false);
                }
                role = true;
            }
            Class::Name | Class::FirstName | Class::Acronym if role => {}
            _ if token.form == "."
                && tokens
                    .all
                    .get(at.wrapping_sub(2))
                    .is_some_and(|t| lexicon::title(&t.form)) => {}
            _ => break,
        }
        at -= 1;
    }
    let words = tokens
        .all
        .get(at)
        .zip(tokens.all.get(start.wrapping_sub(1)))
        .map(|(first, last)| {
            Span::new(first.span.start, last.span.end)
                .of(text)
                .trim()
                .to_owned()
        });
    (words.filter(|_| role && at < start), gender)
}
