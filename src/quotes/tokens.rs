//! A sentence as words and marks, with the little grammar that attribution
//! needs: what is capitalised, what ends a phrase.

use crate::text::{Span, fold};

/// One word or one mark.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) span: Span,
    /// Folded word, or the mark itself.
    pub(super) lower: String,
    pub(super) capital: bool,
    pub(super) word: bool,
    /// Whether it stands in quotation marks.
    pub(super) quoted: bool,
}

/// The tokens of `text` at `span`; `quotations` are those of the whole text.
pub(super) fn tokens(text: &str, span: Span, quotations: &[Span]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let inside = span.of(text);
    let mut start: Option<usize> = None;
    let mut characters = inside.char_indices().peekable();
    let mut push = |from: usize, to: usize, word: bool| {
        let place = Span::new(span.start + from, span.start + to);
        let typed = place.of(text);
        tokens.push(Token {
            span: place,
            lower: fold(typed),
            capital: typed.chars().next().is_some_and(char::is_uppercase),
            word,
            quoted: within(quotations, place),
        });
    };
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, c)| *c);
        let joins = start.is_some()
            && matches!(c, '\'' | '’' | '-' | '.' | '&')
            && next.is_some_and(char::is_alphanumeric);
        if c.is_alphanumeric() || joins {
            start.get_or_insert(at);
            continue;
        }
        // "U.S." and "Mr." keep their full stop.
        if let Some(from) = start.take() {
            let word = inside.get(from..at).unwrap_or("");
            let keeps = c == '.' && (word.contains('.') || is_abbreviation(word));
            push(from, if keeps { at + 1 } else { at }, true);
            if keeps {
                continue;
            }
        }
        if !c.is_whitespace() {
            push(at, at + c.len_utf8(), false);
        }
    }
    if let Some(from) = start {
        push(from, inside.len(), true);
    }
    tokens
}

fn within(quotations: &[Span], place: Span) -> bool {
    let after = quotations.partition_point(|quotation| quotation.start <= place.start);
    after
        .checked_sub(1)
        .and_then(|index| quotations.get(index))
        .is_some_and(|quotation| quotation.contains(place))
}

/// Titles and single initials whose full stop is not a sentence's.
fn is_abbreviation(word: &str) -> bool {
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    initial
        || matches!(
            word,
            "Mr" | "Mrs"
                | "Ms"
                | "Dr"
                | "Sen"
                | "Rep"
                | "Gov"
                | "Gen"
                | "Lt"
                | "Col"
                | "Sgt"
                | "Prof"
                | "Rev"
                | "Jr"
                | "Sr"
                | "St"
                | "Capt"
                | "Hon"
                | "Atty"
                | "Supt"
        )
}

impl Token {
    /// A name's word: "O’Neill's" without what the possessive adds.
    pub(super) fn possessive(&self) -> bool {
        self.lower.ends_with("'s") || self.lower.ends_with("s'")
    }

    pub(super) fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.lower.as_str())
    }

    /// Titles that stand before a name.
    pub(super) fn is_title(&self) -> bool {
        self.capital
            && matches!(
                self.lower.trim_end_matches('.'),
                "mr" | "mrs"
                    | "ms"
                    | "miss"
                    | "dr"
                    | "sen"
                    | "senator"
                    | "rep"
                    | "representative"
                    | "gov"
                    | "governor"
                    | "president"
                    | "secretary"
                    | "minister"
                    | "sir"
                    | "lord"
                    | "lady"
                    | "dame"
                    | "gen"
                    | "general"
                    | "lt"
                    | "col"
                    | "colonel"
                    | "captain"
                    | "capt"
                    | "sgt"
                    | "officer"
                    | "rev"
                    | "reverend"
                    | "father"
                    | "bishop"
                    | "pope"
                    | "prof"
                    | "professor"
                    | "judge"
                    | "justice"
                    | "mayor"
                    | "speaker"
                    | "chairman"
                    | "chairwoman"
                    | "chair"
                    | "king"
                    | "queen"
                    | "prince"
                    | "princess"
                    | "coach"
                    | "chancellor"
                    | "ambassador"
                    | "envoy"
                    | "congressman"
                    | "congresswoman"
                    | "councillor"
                    | "inspector"
                    | "detective"
                    | "superintendent"
                    | "sheriff"
                    | "attorney"
                    | "commissioner"
                    | "director"
                    | "chief"
                    | "vice"
                    | "prime"
                    | "foreign"
                    | "deputy"
                    | "treasury"
                    | "economy"
                    | "economic"
                    | "defense"
                    | "defence"
                    | "interior"
                    | "finance"
                    | "former"
                    | "hon"
            )
    }
}
