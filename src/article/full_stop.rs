//! Whether a full stop ends a sentence or an abbreviation.

use super::sentences::is_opening_mark;
use super::words::among;

/// Whether the full stop after `word` ends a sentence that `follows` comes
/// after; `closed` when a quotation mark or bracket stands between.
pub(super) fn full_stop_ends(word: &str, closed: bool, follows: &str) -> bool {
    let next = next_word(follows);
    let digit_next = next.starts_with(|c: char| c.is_ascii_digit());
    if word.is_empty() {
        return true;
    }
    if closed {
        // `(Inc.)` and `“… in the U.S.”`: what the mark closes is finished.
        return !follows.is_empty();
    }
    if among(NEVER_LAST, word) {
        return false;
    }
    if among(BEFORE_NUMBERS, word) && (digit_next || is_roman(next)) {
        return false;
    }
    if is_german_ordinal(word, next) {
        return false;
    }
    if among(TIME, word) {
        return !is_time_complement(next);
    }
    if is_initial(word) || is_dotted(word) || among(MAYBE_LAST, word) {
        return starts_sentence(next);
    }
    true
}

/// The first word of `follows` without opening marks, with its full stop.
pub(super) fn next_word(follows: &str) -> &str {
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
const NEVER_LAST: &str = "Mr Mrs Ms Mx Dr Drs Prof Gen Col Lt Sgt Capt Cmdr Cpl Maj Adm Pvt Rev Hon Sen Sens Rep \
    Reps Gov Govs Pres Supt Det Insp Amb Atty Msgr Fr Br Messrs Mme Mlle Hr Sra Srta St Ste Mt \
    Ft vs v e.g i.e eg cf approx ca c viz z.B d.h u.a bzw vgl lit sog geb Nr Hrsg";

/// Shortened before a number only.
const BEFORE_NUMBERS: &str = "No Nos no nos Fig fig Figs Vol vol Ch ch Sec sec Art art p pp d b r Op op Eq Jan Feb Mar \
    Apr Jun Jul Aug Sep Sept Oct Nov Dec Rs Cap par Par";

/// Shortened anywhere, the end of a sentence included.
const MAYBE_LAST: &str = "Inc Corp Co Ltd LLC Bros Cos Jr Sr Esq Ph.D Dept Univ Assn Ave Blvd Rd Hwy Pl Sq Jan Feb \
    Apr Aug Sept Oct Nov Dec Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass \
    Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Vt Va Wash Wis Wyo al est min max oz \
    ft mi sq D R";

const TIME: &str = "a.m p.m A.M P.M";

/// What may follow `5 p.m.` inside a sentence: a day, a month, a time zone.
fn is_time_complement(next: &str) -> bool {
    const WORDS: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April \
        May June July August September October November December Eastern Central Mountain \
        Pacific Jan. Feb. Aug. Sept. Oct. Nov. Dec.";
    let zone = (2..=4).contains(&next.len()) && next.chars().all(|c| c.is_ascii_uppercase());
    zone || among(WORDS, next)
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| "IVXLC".contains(c))
}

/// The German `3. März`.
fn is_german_ordinal(word: &str, next: &str) -> bool {
    const MONTHS: &str = "Januar Jänner Februar März April Mai Juni Juli August September Oktober November \
        Dezember Jahrhundert Jahrhunderts";
    word.len() <= 2 && word.chars().all(|c| c.is_ascii_digit()) && among(MONTHS, next)
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
pub(super) fn starts_sentence(next: &str) -> bool {
    const WORDS: &str = "A An The This That These Those There Here He She It They We You I His Her Its Their \
        Our My Your In On At By For From To With Without Within Of As And But Or Nor Yet So If \
        When While Where Why How What Who Which Whether After Before Since Until During Under \
        Over Between Among Although Though Because Despite However Meanwhile Moreover \
        Furthermore Instead Also Then Now Not No Yes Some Many Most Several All Both Each \
        Every Other Others Another One Two Three Such Once Only Even Just Still Today Later \
        Last According Asked Like Unlike Through Throughout It’s It's He’s He's She’s She's \
        I’m I'm That’s That's There’s There's We’re We're They’re They're Don’t Don't Earlier \
        Is Was Are Were Did Does Do Has Have Can Could Will Would Should Der Die Das Ein Eine \
        Er Sie Es Wir Und Aber Auch Le La Les Un Une Il Elle Ils Et Mais El Los Las Una Pero";
    among(WORDS, next)
}
