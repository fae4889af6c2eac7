//! Where the sentences of one paragraph begin and end. Knows end marks,
//! abbreviations and quotation marks; knows no grammar.

use crate::text::Span;

/// Sentences of one paragraph, as spans of it without outer white space.
///
/// One pass; what is looked at around an end mark is bounded, so that a
/// paragraph of a megabyte of full stops takes as long as any other.
pub(super) fn split(paragraph: &str) -> Vec<Span> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut next = 0;
    for (at, mark) in paragraph.char_indices() {
        if at < next || !is_end_mark(mark) {
            continue;
        }
        let end = end_of_marks(paragraph, at);
        next = end;
        if ends_sentence(paragraph, start, at, end) {
            push(paragraph, start, end, &mut sentences);
            start = end;
        }
    }
    push(paragraph, start, paragraph.len(), &mut sentences);
    sentences
}

fn push(paragraph: &str, start: usize, end: usize, sentences: &mut Vec<Span>) {
    let span = Span::new(start, end).trimmed(paragraph);
    if !span.is_empty() {
        sentences.push(span);
    }
}

fn is_end_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '॥' | '։') || is_wide_end_mark(c)
}

/// End marks of scripts that put no space behind a sentence.
fn is_wide_end_mark(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '．')
}

fn is_closing_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '»'
            | '›'
            | '«'
            | '“'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '】'
            | '》'
    ) || c == '）'
}

fn is_opening_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '«'
            | '‹'
            | '»'
            | '('
            | '['
            | '{'
            | '「'
            | '『'
            | '¿'
    ) || c == '¡'
}

/// The end of the run of end marks at `at`, with the closing marks behind it.
///
/// “ and « close in German and open in English, so they count as closing only
/// where white space follows; a bracketed number is a footnote of the
/// sentence before.
fn end_of_marks(paragraph: &str, at: usize) -> usize {
    let rest = paragraph.get(at..).unwrap_or("");
    let mut end = at;
    let mut chars = rest.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let both_ways = matches!(c, '“' | '«' | '"' | '\'');
        let before_space = chars
            .peek()
            .is_none_or(|&(_, next)| next.is_whitespace() || !next.is_alphanumeric());
        if is_end_mark(c) || (is_closing_mark(c) && (!both_ways || before_space)) {
            end = at + offset + c.len_utf8();
        } else {
            break;
        }
    }
    end + footnotes(paragraph.get(end..).unwrap_or(""))
}

/// Length of the `[12][source needed]` that `rest` starts with.
fn footnotes(rest: &str) -> usize {
    const LONGEST: usize = 32;
    let mut length = 0;
    while let Some(inside) = rest.get(length..).and_then(|rest| rest.strip_prefix('[')) {
        let words = inside
            .bytes()
            .take(LONGEST)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b' ')
            .count();
        if words == 0 || inside.as_bytes().get(words) != Some(&b']') {
            break;
        }
        length += words + 2;
    }
    length
}

/// Whether the marks from `at` to `end` close the sentence begun at `start`.
fn ends_sentence(paragraph: &str, start: usize, at: usize, end: usize) -> bool {
    let marks = paragraph.get(at..end).unwrap_or("");
    let after = paragraph.get(end..).unwrap_or("");
    if marks.chars().any(is_wide_end_mark) {
        return true;
    }
    let follows = after.trim_start();
    if follows.is_empty() {
        return true;
    }
    if follows.len() == after.len() {
        // Nothing but white space parts sentences in scripts that use it.
        return false;
    }
    let Some(first) = follows.chars().find(|c| !is_opening_mark(*c)) else {
        return false;
    };
    if continues_in_lower_case(follows, first)
        || matches!(first, ',' | ';' | ':' | ')' | '–' | '—' | '.' | '…')
    {
        return false;
    }
    let words = paragraph.get(start..at).unwrap_or("");
    if is_list_label(words) || !words.chars().any(char::is_alphanumeric) {
        return false;
    }
    let closed = marks.chars().any(is_closing_mark);
    if closed && starts_speech_tag(follows) {
        return false;
    }
    if marks.starts_with('.') && !marks.starts_with("..") {
        let word = last_word(paragraph, start, at);
        return full_stop_ends(word, closed, follows);
    }
    true
}

/// `1`, `12`, `a` alone before the mark: the label of a list item.
fn is_list_label(sentence: &str) -> bool {
    let label = sentence.trim();
    !label.is_empty()
        && label.len() <= 3
        && (label.chars().all(|c| c.is_ascii_digit()) || label.len() == 1)
        && label.chars().all(char::is_alphanumeric)
}

/// Whether the next word is in lower case, as no sentence begins; names such
/// as `iPhone` may begin one.
fn continues_in_lower_case(follows: &str, first: char) -> bool {
    first.is_lowercase()
        && !follows
            .chars()
            .skip_while(|c| is_opening_mark(*c))
            .nth(1)
            .is_some_and(char::is_uppercase)
}

/// The word before a full stop, with what joins it (`U.S`, `a.m`, `O'Neil`);
/// only as far back as an abbreviation can reach.
fn last_word(paragraph: &str, start: usize, at: usize) -> &str {
    const REACH: usize = 24;
    let before = paragraph.get(start..at).unwrap_or("");
    let from = before
        .char_indices()
        .rev()
        .take(REACH)
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '&'))
        .last()
        .map_or(before.len(), |(from, _)| from);
    before.get(from..).unwrap_or("")
}

fn full_stop_ends(word: &str, closed: bool, follows: &str) -> bool {
    let next = next_word(follows);
    let digit_next = next.starts_with(|c: char| c.is_ascii_digit());
    if word.is_empty() {
        return true;
    }
    if closed {
        // `(Inc.)` and `“… in the U.S.”`: what the mark closes is finished.
        return !follows.is_empty();
    }
    if NEVER_LAST.contains(&word) {
        return false;
    }
    if BEFORE_NUMBERS.contains(&word) && (digit_next || is_roman(next)) {
        return false;
    }
    if is_german_ordinal(word, next) {
        return false;
    }
    if TIME.contains(&word) {
        return !is_time_complement(next);
    }
    if is_initial(word) || is_dotted(word) || MAYBE_LAST.contains(&word) {
        return starts_sentence(next);
    }
    true
}

/// The first word of `follows` without opening marks, with its full stop.
fn next_word(follows: &str) -> &str {
    let word = follows.trim_start_matches(is_opening_mark);
    let end = word
        .char_indices()
        .take(32)
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '.' | '’' | '\'')))
        .map_or_else(
            || word.char_indices().nth(32).map_or(word.len(), |(at, _)| at),
            |(at, _)| at,
        );
    word.get(..end).unwrap_or("")
}

/// Words and titles that are shortened only before a name or an addition.
const NEVER_LAST: &[&str] = &[
    "Mr", "Mrs", "Ms", "Mx", "Dr", "Drs", "Prof", "Gen", "Col", "Lt", "Sgt", "Capt", "Cmdr", "Cpl",
    "Maj", "Adm", "Pvt", "Rev", "Hon", "Sen", "Sens", "Rep", "Reps", "Gov", "Govs", "Pres", "Supt",
    "Det", "Insp", "Amb", "Atty", "Msgr", "Fr", "Br", "Messrs", "Mme", "Mlle", "Hr", "Sra", "Srta",
    "St", "Ste", "Mt", "Ft", "vs", "v", "e.g", "i.e", "eg", "cf", "approx", "ca", "c", "viz",
    "z.B", "d.h", "u.a", "bzw", "vgl", "lit", "sog", "geb", "Nr", "Hrsg",
];

/// Shortened before a number only.
const BEFORE_NUMBERS: &[&str] = &[
    "No", "Nos", "no", "nos", "Fig", "fig", "Figs", "Vol", "vol", "Ch", "ch", "Sec", "sec", "Art",
    "art", "p", "pp", "d", "b", "r", "Op", "op", "Eq", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul",
    "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Rs", "Cap", "par", "Par",
];

/// Shortened anywhere, the end of a sentence included.
const MAYBE_LAST: &[&str] = &[
    "Inc", "Corp", "Co", "Ltd", "LLC", "Bros", "Cos", "Jr", "Sr", "Esq", "Ph.D", "Dept", "Univ",
    "Assn", "Ave", "Blvd", "Rd", "Hwy", "Pl", "Sq", "Jan", "Feb", "Apr", "Aug", "Sept", "Oct",
    "Nov", "Dec", "Ala", "Ariz", "Ark", "Calif", "Colo", "Conn", "Del", "Fla", "Ga", "Ill", "Ind",
    "Kan", "Ky", "La", "Md", "Mass", "Mich", "Minn", "Miss", "Mo", "Mont", "Neb", "Nev", "Okla",
    "Ore", "Pa", "Tenn", "Tex", "Vt", "Va", "Wash", "Wis", "Wyo", "al", "est", "min", "max", "oz",
    "ft", "mi", "sq", "D", "R",
];

const TIME: &[&str] = &["a.m", "p.m", "A.M", "P.M"];

/// What may follow `5 p.m.` inside a sentence: a day, a month, a time zone.
fn is_time_complement(next: &str) -> bool {
    const WORDS: &[&str] = &[
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Eastern",
        "Central",
        "Mountain",
        "Pacific",
        "Jan.",
        "Feb.",
        "Aug.",
        "Sept.",
        "Oct.",
        "Nov.",
        "Dec.",
    ];
    let zone = (2..=4).contains(&next.len()) && next.chars().all(|c| c.is_ascii_uppercase());
    zone || WORDS.contains(&next)
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| "IVXLC".contains(c))
}

/// The German `3. März`.
fn is_german_ordinal(word: &str, next: &str) -> bool {
    const MONTHS: &[&str] = &[
        "Januar",
        "Jänner",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
        "Jahrhundert",
        "Jahrhunderts",
    ];
    word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit()) && MONTHS.contains(&next)
}

fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
}

/// `U.S`, `D.C`, `J.K`, `Ph.D`: single letters joined by full stops.
fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word
            .split('.')
            .all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic))
}

/// Whether the word opens sentences and stands in no name or title.
fn starts_sentence(next: &str) -> bool {
    const WORDS: &[&str] = &[
        "A",
        "An",
        "The",
        "This",
        "That",
        "These",
        "Those",
        "There",
        "Here",
        "He",
        "She",
        "It",
        "They",
        "We",
        "You",
        "I",
        "His",
        "Her",
        "Its",
        "Their",
        "Our",
        "My",
        "Your",
        "In",
        "On",
        "At",
        "By",
        "For",
        "From",
        "To",
        "With",
        "Without",
        "Within",
        "Of",
        "As",
        "And",
        "But",
        "Or",
        "Nor",
        "Yet",
        "So",
        "If",
        "When",
        "While",
        "Where",
        "Why",
        "How",
        "What",
        "Who",
        "Which",
        "Whether",
        "After",
        "Before",
        "Since",
        "Until",
        "During",
        "Under",
        "Over",
        "Between",
        "Among",
        "Although",
        "Though",
        "Because",
        "Despite",
        "However",
        "Meanwhile",
        "Moreover",
        "Furthermore",
        "Instead",
        "Also",
        "Then",
        "Now",
        "Not",
        "No",
        "Yes",
        "Some",
        "Many",
        "Most",
        "Several",
        "All",
        "Both",
        "Each",
        "Every",
        "Other",
        "Others",
        "Another",
        "One",
        "Two",
        "Three",
        "Such",
        "Once",
        "Only",
        "Even",
        "Just",
        "Still",
        "Today",
        "Later",
        "Last",
        "According",
        "Asked",
        "Like",
        "Unlike",
        "Through",
        "Throughout",
        "It’s",
        "It's",
        "He’s",
        "He's",
        "She’s",
        "She's",
        "I’m",
        "I'm",
        "That’s",
        "That's",
        "There’s",
        "There's",
        "We’re",
        "We're",
        "They’re",
        "They're",
        "Don’t",
        "Don't",
        "Earlier",
        "Is",
        "Was",
        "Are",
        "Were",
        "Did",
        "Does",
        "Do",
        "Has",
        "Have",
        "Can",
        "Could",
        "Will",
        "Would",
        "Should",
        "Der",
        "Die",
        "Das",
        "Ein",
        "Eine",
        "Er",
        "Sie",
        "Es",
        "Wir",
        "Und",
        "Aber",
        "Auch",
        "Le",
        "La",
        "Les",
        "Un",
        "Une",
        "Il",
        "Elle",
        "Ils",
        "Et",
        "Mais",
        "El",
        "Los",
        "Las",
        "Una",
        "Pero",
    ];
    WORDS.contains(&next)
}

/// Whether a speech tag with a name in front follows a quotation: `Ms. Ito
/// said`, `Ito asked`. It belongs to the sentence of the quotation.
fn starts_speech_tag(follows: &str) -> bool {
    const VERBS: &[&str] = &[
        "said",
        "says",
        "asked",
        "asks",
        "added",
        "replied",
        "wrote",
        "shouted",
        "exclaimed",
        "told",
        "joked",
        "wondered",
        "cried",
        "continued",
        "explained",
        "demanded",
        "tweeted",
    ];
    const NAME_WORDS: usize = 4;
    if !follows.starts_with(char::is_uppercase) || starts_sentence(next_word(follows)) {
        return false;
    }
    let head = crate::text::shorten(follows, 80);
    let mut words = head.split(' ').take(NAME_WORDS + 1);
    let verb = words.find(|word| !word.starts_with(char::is_uppercase));
    verb.is_some_and(|verb| VERBS.contains(&verb.trim_end_matches([',', '.', ':'])))
}
