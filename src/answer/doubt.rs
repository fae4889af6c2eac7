//! What speaks against an answer that the data of the decision hardly teach?
//! Rules, which `evidence` weighs: each can only lower the confidence.

use super::{
    cut::Cut,
    decide::lacking,
    features::Candidate,
    lexicon,
    matching::Matching,
    prepared::{Token, Type},
    question::Kind,
    roles,
    words::{Gap, shape},
};

/// Whether the words that answer are surely none of the kind of thing that "which
/// …" or "what …" asks for: the sentence speaks of nothing of the sort, and they are
/// common words for something else.
pub(super) fn strange(
    matching: &mut Matching<'_>,
    best: Option<&Candidate>,
    cut: Option<Cut>,
) -> bool {
    let asked = matching.asked;
    let of_question = |at: usize| asked.terms.iter().position(|term| term.word == at);
    let (Some(best), Some(term)) = (best, asked.focus.and_then(of_question)) else {
        return false;
    };
    if asked.kind != Kind::Thing {
        return false;
    }
    let Some(one) = matching.documents.get_mut(best.document) else {
        return false;
    };
    let prepared = one.prepared;
    let Some(line) = prepared.sentences.get(best.sentence) else {
        return false;
    };
    let tokens = prepared.tokens_of(line);
    let met = tokens.iter().any(|token| {
        // The lake of "what fish live in the lake?" is no fish.
        let other = (0..asked.terms.len()).any(|at| at != term && one.stands_for(at, token));
        one.likeness(asked, term, token) >= FOCUSED && (!other || one.stands_for(term, token))
    });
    if met {
        return false;
    }
    // "What type of tunnels": a word for kinds is like none of them.
    let of_kind = asked.terms.get(term).is_some_and(|term| {
        let after = asked.words.get(term.word + 1);
        lexicon::is_light(&term.folded) || after.is_some_and(|word| word.folded == "of")
    });
    let words = cut.and_then(|cut| tokens.get(cut.first..=cut.last));
    let possible = of_kind
        || words.is_none_or(|words| {
            words.iter().any(|token| {
                // A name of the question is no new one.
                let own = (0..asked.terms.len()).any(|at| one.stands_for(at, token));
                let name = !own && prepared.type_of(token).is_some_and(Type::is_name);
                let number = token.shape & shape::NUMERIC > 0;
                name || number || one.likeness(asked, term, token) >= AKIN
            })
        });
    !possible
}

/// From this likeness on a word is of the kind that is asked for.
const FOCUSED: f32 = 0.5;

/// And from this on it can be one of the kind.
const AKIN: f32 = 0.3;

/// Whether the passage speaks of everything that a yes/no question or a line that
/// asks nothing claims, or that the thing is whose name, or what it is, is asked for. A
/// name may stand elsewhere in the article, for a passage goes on about it
/// with other words; a word of little meaning need not stand anywhere.
pub(super) fn claimed(matching: &mut Matching<'_>, best: Option<&Candidate>) -> bool {
    let asked = matching.asked;
    // "What is the capital of France?"
    let of_something = asked
        .focus
        .and_then(|focus| asked.words.get(focus + 1))
        .is_some_and(|word| word.folded == "of");
    let claims = match asked.kind {
        Kind::YesNo | Kind::Name | Kind::Definition | Kind::Open => true,
        Kind::Thing => of_something,
        _ => false,
    };
    let Some(best) = best.filter(|_| claims) else {
        return true;
    };
    let unmet = lacking(matching, best).passage;
    let Some(one) = matching.documents.get(best.document) else {
        return true;
    };
    let passage = one.prepared.passages.get(best.passage);
    let tokens = passage.map_or(&[][..], |line| one.prepared.tokens_of(line));
    let denied = |stem: &str| {
        lexicon::contrary(stem).iter().any(|contrary| {
            let contrary = one.prepared.stems.get(contrary);
            contrary.is_some_and(|contrary| {
                let mut stems = tokens.iter().map(Token::stem);
                stems.any(|stem| stem == *contrary)
            })
        })
    };
    asked.terms.iter().enumerate().all(|(at, term)| {
        let bit = 1 << at;
        let elsewhere = (matching.names & matching.present | matching.in_title) & bit > 0;
        let light = no_topic(&term.folded) || term.shape & shape::NUMBER_WORD > 0;
        unmet & bit == 0 || elsewhere || light || denied(&term.stem)
    })
}

/// Whether what was done is spoken of: by the sentence or a title where "who
/// made …?" is asked, by the passage where "when was … made?"; true where
/// nothing of the sort is asked.
pub(super) fn done(matching: &mut Matching<'_>, best: Option<&Candidate>) -> bool {
    let asked = matching.asked;
    let (Some(best), Some(verb)) = (best, roles::verb(asked)) else {
        return true;
    };
    let bit = 1 << verb;
    let lacking = lacking(matching, best);
    let lacks = if asked.kind == Kind::Person {
        lacking.sentence
    } else {
        lacking.passage
    };
    matching.in_title & bit > 0 || lacks & bit == 0
}

/// Whether the best sentence says what the thing is that "what is …?" asks
/// about; true where nothing of the sort is asked.
pub(super) fn defined(matching: &Matching<'_>, best: Option<&Candidate>) -> bool {
    let asked = matching.asked;
    let (Some(best), Kind::Definition) = (best, asked.kind) else {
        return true;
    };
    let Some(one) = matching.documents.get(best.document) else {
        return true;
    };
    let prepared = one.prepared;
    let Some(line) = prepared.sentences.get(best.sentence) else {
        return true;
    };
    let tokens = prepared.tokens_of(line);
    let word = |at: usize| {
        let word = tokens.get(at).and_then(|token| prepared.type_of(token));
        word.map_or("", |word| &*word.folded)
    };
    let word_before = |at: usize| at.checked_sub(1).map_or("", &word);
    let known = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| one.stems.contains(&Some(token.stem())))
    };
    (0..tokens.len()).filter(|&at| known(at)).any(|at| {
        let gap = tokens.get(at + 1).map_or(Gap::End, |token| token.gap);
        let explains = match gap {
            Gap::Bracket | Gap::Dash => true,
            Gap::Comma => APPOSED.contains(&word(at + 1)),
            _ => SAYS_WHAT.contains(&word(at + 1)) && !PREPOSITIONS.contains(&word_before(at)),
        };
        let before = word_before(at);
        let called = (at.saturating_sub(2)..at).any(|at| CALLED.contains(&word(at)));
        // "its rival Goldcrust", "the ferry Corrie Bell".
        let name = tokens.get(at).is_some_and(|token| {
            token.shape & shape::CAPITAL > 0 && matches!(token.gap, Gap::Space | Gap::Comma)
        });
        let noun = at.checked_sub(1).is_some_and(|at| {
            let token = tokens.get(at);
            token.is_some_and(|token| {
                let plain = prepared.type_of(token).is_some_and(|word| !word.function);
                plain && token.shape == 0 && !known(at)
            })
        });
        explains || called || before == "or" || name && noun
    })
}

/// Whether a sentence has a word for a reason where one is asked for.
pub(super) fn reasoned(matching: &Matching<'_>, row: &Candidate) -> bool {
    let asked = matching.asked;
    let one = matching.documents.get(row.document);
    let tokens = one.and_then(|one| {
        let line = one.prepared.sentences.get(row.sentence)?;
        Some((one.prepared, one.prepared.tokens_of(line)))
    });
    let Some((prepared, tokens)) = tokens.filter(|_| asked.kind == Kind::Reason && asked.english())
    else {
        return true;
    };
    let says = |token| {
        let word = prepared.type_of(token);
        word.is_some_and(|word| word.reason)
    };
    tokens.iter().any(says)
}

/// Words before a thing of which the sentence says nothing itself.
const PREPOSITIONS: &[&str] = &[
    "in", "of", "at", "on", "to", "by", "for", "from", "with", "about", "after", "before", "near",
];
/// Words after a thing that say what it is.
const SAYS_WHAT: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "means",
    "refers",
    "consists",
    "becomes",
    "became",
    "which",
    "or",
    "denotes",
    "describes",
];
/// The first words of an apposition.
const APPOSED: &[&str] = &[
    "a", "an", "the", "which", "or", "one", "its", "their", "his", "her", "also", "known",
    "called", "whose", "who", "where",
];
/// Words before a thing that was just described.
const CALLED: &[&str] = &[
    "called",
    "named",
    "known",
    "termed",
    "dubbed",
    "nicknamed",
    "titled",
    "entitled",
];

/// What is left of the confidence for a question of which the passage lacks so
/// much, by weight; the table of pairs in training has few such questions.
/// Words of little meaning need not be there.
pub(super) fn left(matching: &mut Matching<'_>, best: Option<&Candidate>) -> f32 {
    let Some(best) = best else {
        return 0.0;
    };
    let asked = matching.asked;
    let mut unmet = lacking(matching, best).passage;
    for (at, term) in asked.terms.iter().enumerate() {
        if no_topic(&term.folded) {
            unmet &= !(1 << at);
        }
    }
    1.0 - (matching.share(unmet) - BEARABLE).clamp(0.0, 0.8)
}

/// A word that an answer need not have: of little meaning, or one that belongs to
/// the verb before it.
pub(super) fn no_topic(folded: &str) -> bool {
    lexicon::is_light(folded) || lexicon::PARTICLES.contains(&folded)
}

/// A share that good answers lack as well.
const BEARABLE: f32 = 0.45;
