//! Can a sentence be read alone, and what would it take? Joins how it opens,
//! whom its pronouns mean and whose words it quotes.

use super::{
    cut::Cut,
    hanging::{hangs_within, is_clause_alone, is_possessive, loose_pronoun},
    opening::Opening,
    people::People,
    reading::{Reading, own_word},
};
use crate::{
    quotes::{lexicon::Class, token::Token},
    text::Span,
};

/// What a sentence needs to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing.
    Alone,
    /// A name in the place of a pronoun.
    Named(Name),
    /// The sentence before it, shown just before it.
    Before,
    /// The sentence after it, shown just after it: who says these words.
    After,
    /// It is no sentence to show: a fragment, a question left hanging, words
    /// whose speaker stands further off.
    Never,
}

/// The name that a pronoun or a surname alone stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The pronoun or surname.
    pub(super) place: Span,
    full: String,
    last: String,
    possessive: bool,
}

impl Name {
    /// Whether somebody who has read `read` knows whose surname it is.
    pub(super) fn is_known(&self, read: &str) -> bool {
        read.contains(&self.last)
    }

    /// The words for the pronoun: the last name where the full one has been
    /// read.
    pub(super) fn words(&self, read: &str) -> String {
        let name = if read.contains(&self.full) {
            &self.last
        } else {
            &self.full
        };
        let ending = if self.possessive { "’s" } else { "" };
        format!("{name}{ending}")
    }
}

/// Words of a sentence that says something.
const FEWEST_WORDS: usize = 5;

/// Code points of a sentence that is shown; more is no sentence.
const LONGEST: usize = 900;

pub(super) fn standing(
    reading: &Reading<'_>,
    people: &People,
    sentence: usize,
    cut: &Cut,
) -> Standing {
    let tokens = reading.tokens_in(sentence, cut.span);
    let text = reading.article.words(cut.span);
    let words = tokens.iter().filter(|t| !t.class.is_mark()).count();
    if words < FEWEST_WORDS || cut.span.len() > LONGEST * 4 || !is_finished(text) {
        return Standing::Never;
    }
    if breaks_off(reading, cut.span, tokens) {
        return Standing::Never;
    }
    let before = if sentence == 0 || cut.span.start > reading.span(sentence).start && cut.run_in {
        Standing::Never
    } else {
        Standing::Before
    };
    match speech(reading, sentence, cut.span, tokens) {
        Speech::Known => {}
        Speech::Before => return before,
        Speech::After => return Standing::After,
        Speech::Unknown => return Standing::Never,
    }
    if matches!(cut.opening, Opening::Pointing | Opening::Connective(_)) {
        return before;
    }
    if hangs_within(tokens) || is_clause_alone(tokens) {
        return before;
    }
    let Some(pronoun) = loose_pronoun(tokens, cut.opening) else {
        return if cut.opening == Opening::Person {
            before
        } else {
            Standing::Alone
        };
    };
    // A name in brackets within somebody's words would be ours in their mouth,
    // and amid a sentence it would tear the quotation apart.
    let opens = pronoun.span.start == cut.span.start;
    let named = (opens && pronoun.quotation.is_none() && !cut.run_in)
        .then(|| people.antecedent(reading, sentence, pronoun))
        .flatten();
    match named {
        Some(person) => {
            let possessive = matches!(pronoun.form.as_str(), "his" | "hers")
                || (pronoun.form == "her" && is_possessive(tokens, pronoun));
            Standing::Named(Name {
                place: pronoun.span,
                full: person.name.clone(),
                last: person.last.clone(),
                possessive,
            })
        }
        None => before,
    }
}

/// The full name of the person whose surname alone a sentence opens with, and
/// whom an earlier sentence brought in.
pub(super) fn surname(
    reading: &Reading<'_>,
    people: &People,
    sentence: usize,
    cut: &Cut,
) -> Option<Name> {
    let tokens = reading.tokens_in(sentence, cut.span);
    let opening = tokens.first().filter(|token| own_word(token))?;
    let named = |token: &Token| matches!(token.class, Class::Name | Class::FirstName);
    if !named(opening) || tokens.get(1).is_some_and(named) {
        return None;
    }
    let person = people.brought_in(sentence, reading.word(opening))?;
    Some(Name {
        place: opening.span,
        full: person.name.clone(),
        last: person.last.clone(),
        possessive: false,
    })
}

/// Whether a text ends as a statement does.
fn is_finished(text: &str) -> bool {
    text.chars()
        .rev()
        .find(|c| {
            !matches!(
                c,
                '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』'
            ) && !c.is_whitespace()
        })
        .is_some_and(|c| {
            matches!(
                c,
                '.' | '!' | '…' | '。' | '！' | '।' | '۔' | '։' | '．' | '｡'
            )
        })
}

/// Words of a quotation that are too few to be shown without the rest of it.
const STUMP: usize = 3;

/// Whether a quotation goes on after the sentence, which has only its first
/// words: "The headline was: “Finally."
fn breaks_off(reading: &Reading<'_>, line: Span, tokens: &[Token]) -> bool {
    let last = tokens.iter().rev().find(|token| token.quotation.is_some());
    let whole = last.and_then(|token| reading.quotation(token));
    whole.is_some_and(|whole| {
        let inside = |token: &&Token| whole.contains(token.span) && !token.class.is_mark();
        whole.start > line.start
            && whole.end > line.end
            && tokens.iter().filter(inside).count() <= STUMP
    })
}

/// Whether the reader of a sentence knows who says its quoted words.
enum Speech {
    Known,
    Before,
    After,
    Unknown,
}

fn speech(reading: &Reading<'_>, sentence: usize, line: Span, tokens: &[Token]) -> Speech {
    let quotations = || tokens.iter().filter_map(|token| reading.quotation(token));
    // The words go on from a quotation that began before this line.
    if quotations().any(|whole| whole.start < line.start) {
        let own = tokens.iter().any(own_word);
        return if own || has_source(reading, sentence.checked_sub(1)) {
            Speech::Before
        } else {
            Speech::Unknown
        };
    }
    if tokens.iter().any(own_word) || quotations().next().is_none() {
        return Speech::Known;
    }
    let next = sources(reading, sentence).any(|source| source == sentence + 1);
    if next {
        Speech::After
    } else if has_source(reading, sentence.checked_sub(1)) {
        Speech::Before
    } else {
        Speech::Unknown
    }
}

/// The sentences in which the sources of a sentence's quoted words stand.
fn sources<'a>(reading: &'a Reading<'_>, sentence: usize) -> impl Iterator<Item = usize> + 'a {
    reading.touching(sentence).iter().filter_map(|number| {
        let source = reading.attributions.attributions.get(*number)?.source?;
        reading.article.sentence_at(source.start)
    })
}

/// Whether a sentence has words of the writer's own with a verb of speech.
fn has_source(reading: &Reading<'_>, sentence: Option<usize>) -> bool {
    sentence.is_some_and(|sentence| {
        reading
            .tokens(sentence)
            .iter()
            .any(|token| own_word(token) && token.class == Class::Cue)
    })
}

#[cfg(test)]
mod tests {
    use super::{super::cut::cut, *};
    use crate::{
        article::{Article, Metadata},
        quotes,
    };

    fn of(text: &str, sentence: usize) -> Standing {
        let article = Article::from_lines(text.to_owned(), Metadata::default());
        let attributions = quotes::attribute(&article);
        let reading = Reading::of(&article, &attributions);
        let people = People::of(&reading);
        standing(&reading, &people, sentence, &cut(&reading, sentence))
    }

    const MILL: &str = "Mayor Ann Lee closed the old mill of Harl on Monday.";

    #[test]
    fn a_sentence_that_names_what_it_tells_of_stands_alone() {
        for next in [
            "The owner of the mill, Tom Ray, will go to court in May.",
            "“The mill is ours and it stays ours,” Tom Ray said on Monday.",
            "Tom Ray said that he would go to court in May.",
            "However, the mill of Harl needs repairs by next summer.",
        ] {
            assert_eq!(of(&format!("{MILL} {next}"), 1), Standing::Alone, "{next}");
        }
    }

    #[test]
    fn a_sentence_that_points_back_needs_the_one_before() {
        for next in [
            "This surprised nobody in the council of the town.",
            "The move surprised nobody in the council of the town.",
            "These talks will go on until the end of May.",
            "Tom Ray, the owner, sees it differently.",
            "Together they had asked the court for an answer.",
            "On Monday it was still open for visitors, too.",
            "Officials had warned her of the danger for years.",
            "One complained that nobody had asked the workers.",
            "And where the old wheel stood, only a hole is left.",
            "In the meantime it was still open for visitors.",
            "At the end of the week it was still open for visitors.",
            "As a visitor to the old town found out on Sunday.",
            "A suitor from the town uses old films to remind her of him.",
        ] {
            assert_eq!(of(&format!("{MILL} {next}"), 1), Standing::Before, "{next}");
        }
    }

    #[test]
    fn a_pronoun_gets_the_only_name_it_can_mean() {
        let text = format!("{MILL} She promised every worker another post in the town.");
        let Standing::Named(name) = of(&text, 1) else {
            panic!("{:?}", of(&text, 1));
        };
        assert_eq!(name.words(""), "Ann Lee");
        assert_eq!(name.words(MILL), "Lee");
        let two = "Ann Lee met Eva Ray in Harl on Monday. She promised every worker another post.";
        assert!(
            !matches!(of(two, 1), Standing::Named(_)),
            "two could be meant"
        );
    }

    #[test]
    fn a_surname_alone_has_its_full_name() {
        let text = format!("{MILL} Lee promised every worker another post in the town.");
        let article = Article::from_lines(text, Metadata::default());
        let attributions = quotes::attribute(&article);
        let reading = Reading::of(&article, &attributions);
        let people = People::of(&reading);
        let of = |sentence: usize| {
            let name = surname(&reading, &people, sentence, &cut(&reading, sentence))?;
            (!name.is_known("")).then(|| (article.words(name.place).to_owned(), name.words("")))
        };
        assert_eq!(of(0), None);
        assert_eq!(of(1), Some(("Lee".to_owned(), "Ann Lee".to_owned())));
    }

    #[test]
    fn words_without_their_speaker_are_not_shown_alone() {
        let text = format!(
            "{MILL} “The mill is no longer safe for anybody. It has to be pulled down this year,” Lee said."
        );
        assert_ne!(of(&text, 1), Standing::Alone);
        assert_ne!(of(&text, 2), Standing::Alone);
        for fragment in [
            "Photo of the mill",
            "Who would pay for the new mill?",
            "A great mill.",
        ] {
            assert_eq!(
                of(&format!("{MILL} {fragment}"), 1),
                Standing::Never,
                "{fragment}"
            );
        }
    }
}
