//! Which words around a cue name the source? Noun phrases by their limits:
//! punctuation, clause words, prepositions.

use super::{cues, tokens::Token};

/// Words of a noun phrase at most; longer ones have swallowed a clause.
const LONGEST: usize = 14;

/// Words before which a noun phrase ends on its left.
const CLAUSE: [&str; 32] = [
    "that",
    "when",
    "because",
    "while",
    "as",
    "if",
    "but",
    "which",
    "where",
    "after",
    "before",
    "since",
    "though",
    "although",
    "than",
    "whether",
    "what",
    "how",
    "so",
    "or",
    "until",
    "unless",
    "however",
    "meanwhile",
    "then",
    "why",
    "whose",
    "yet",
    "instead",
    "still",
    "also",
    "there",
];

const AUXILIARY: [&str; 15] = [
    "is", "was", "has", "had", "were", "are", "will", "would", "did", "could", "should", "have",
    "been", "may", "can",
];

const PREPOSITIONS: [&str; 22] = [
    "in", "on", "at", "by", "with", "for", "during", "from", "despite", "under", "to", "against",
    "into", "over", "through", "without", "about", "like", "amid", "among", "per", "via",
];

/// Words that end a noun phrase to the right of an inverted "said".
const RIGHT_LIMIT: [&str; 30] = [
    "in",
    "on",
    "at",
    "during",
    "after",
    "to",
    "when",
    "as",
    "while",
    "before",
    "about",
    "following",
    "late",
    "earlier",
    "that",
    "by",
    "with",
    "when",
    "last",
    "this",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "yesterday",
    "today",
    "tonight",
];

/// The noun phrase whose last word stands before token `cue`, as the range of
/// its tokens; adverbs and auxiliaries in between are skipped.
pub(super) fn before(tokens: &[Token], cue: usize) -> Option<(usize, usize)> {
    let mut end = cue;
    while end > 0 && tokens[end - 1].word && cues::is_between(&tokens[end - 1].lower) {
        end -= 1;
    }
    let last = tokens.get(end.checked_sub(1)?)?;
    if last.quoted {
        return None;
    }
    if last.lower == "," || last.lower == ")" {
        return apposition(tokens, end - 1);
    }
    if last.lower == "who" {
        let end = if tokens.get(end.checked_sub(2)?)?.lower == "," {
            end - 2
        } else {
            end - 1
        };
        return phrase_ending(tokens, end);
    }
    phrase_ending(tokens, end)
}

/// "Ann Lee, a spokeswoman for the port, said": the phrase before the first
/// comma of the pair, with what stands between.
fn apposition(tokens: &[Token], comma: usize) -> Option<(usize, usize)> {
    let opening = if tokens[comma].lower == ")" { "(" } else { "," };
    let first = (0..comma)
        .rev()
        .take(2 * LONGEST)
        .take_while(|index| !tokens[*index].quoted)
        .find(|index| tokens[*index].lower == opening)?;
    let (start, end) = phrase_ending(tokens, first)?;
    // What stands between belongs to the source, unless it is a clause of its
    // own ("Lee, when she was asked, said").
    let between = tokens.get(first + 1)?;
    let to = if between.is(&CLAUSE) || between.is(&PREPOSITIONS) {
        end
    } else {
        comma
    };
    Some((start, to))
}

fn phrase_ending(tokens: &[Token], end: usize) -> Option<(usize, usize)> {
    let mut start = end;
    while start > 0 && end - start < LONGEST {
        let token = &tokens[start - 1];
        if !token.word || token.quoted {
            break;
        }
        if token.is(&CLAUSE) || token.is(&AUXILIARY) {
            break;
        }
        // A verb of saying before it has its own content, of which this is
        // part: "said the mayor believes".
        if start < end
            && !token.capital
            && cues::verb(&token.lower).is_some()
            && !cues::noun(&token.lower)
        {
            break;
        }
        if token.is(&["and"]) {
            let joined = start >= 2
                && tokens[start - 2].word
                && (tokens[start - 2].capital
                    == tokens.get(start).is_some_and(|next| next.capital));
            if !joined || start == end {
                break;
            }
        }
        start -= 1;
    }
    // "On Monday Lee said": a phrase that opens with a preposition is not the
    // subject; its last name or pronoun is.
    if tokens
        .get(start)
        .is_some_and(|token| token.is(&PREPOSITIONS))
    {
        let mut name = end;
        while name > start && (tokens[name - 1].capital || is_pronoun(&tokens[name - 1].lower)) {
            name -= 1;
        }
        start = name;
    }
    while start < end && tokens[start].is(&["and", "but"]) {
        start += 1;
    }
    valid(tokens, start, end)
}

/// The noun phrase that begins at token `start`.
pub(super) fn after(tokens: &[Token], start: usize) -> Option<(usize, usize)> {
    let mut end = start;
    while end < tokens.len() && end - start < LONGEST {
        let token = &tokens[end];
        if !token.word || token.quoted || token.is(&CLAUSE) || token.is(&AUXILIARY) {
            break;
        }
        if end > start && token.is(&RIGHT_LIMIT) {
            break;
        }
        end += 1;
    }
    valid(tokens, start, end)
}

/// The first noun phrase of a sentence.
pub(super) fn first(tokens: &[Token]) -> Option<(usize, usize)> {
    let mut start = 0;
    // Past "Meanwhile," and "On CNN,".
    while let Some(token) = tokens.get(start) {
        let opening = token.is(&CLAUSE) || token.is(&PREPOSITIONS) || !token.word;
        if !opening && !tokens.get(start + 1).is_some_and(|next| next.lower == ",") {
            break;
        }
        if token.is(&PREPOSITIONS) {
            start += tokens[start..]
                .iter()
                .position(|token| token.lower == ",")?;
        }
        start += 1;
    }
    let mut end = start;
    while end < tokens.len() && end - start < LONGEST {
        let token = &tokens[end];
        let verb = !token.capital
            && (cues::verb(&token.lower).is_some() || cues::is_between(&token.lower));
        let past = !token.capital && end > start && token.lower.ends_with("ed");
        if !token.word || token.quoted || token.is(&AUXILIARY) || token.is(&CLAUSE) || verb || past
        {
            break;
        }
        end += 1;
    }
    valid(tokens, start, end)
}

/// A phrase can be a source when it has a name, a pronoun or a noun that
/// people speak by.
fn valid(tokens: &[Token], start: usize, end: usize) -> Option<(usize, usize)> {
    let words = tokens.get(start..end)?;
    let last = words.last()?;
    let lone = words.len() == 1;
    let names = words
        .iter()
        .any(|token| token.capital && !(lone && token.is(&["i"])));
    let fits = names
        || is_pronoun(&last.lower)
        || words[0].is(&[
            "a", "an", "the", "one", "two", "three", "four", "five", "some", "many", "several",
            "most", "other", "another", "his", "her", "their", "its", "both", "those", "these",
            "few", "no",
        ])
        || last.lower.ends_with('s');
    let clause = lone && (last.is(&["it", "there", "this", "which", "what"]) && last.lower != "it");
    (fits && !clause && !last.is(&PREPOSITIONS)).then_some((start, end))
}

pub(super) fn is_pronoun(word: &str) -> bool {
    matches!(word, "he" | "she" | "they" | "it" | "we" | "i" | "you")
}
