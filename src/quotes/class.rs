//! Of which class is a word, as far as its form and the lists of `lexicon` tell?

use super::lexicon;

/// A word class as far as form tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "each is the grammarian's term")]
pub enum Class {
    Comma,
    Stop,
    Colon,
    Semicolon,
    Dash,
    Open,
    Close,
    Bracket,
    OtherMark,
    Determiner,
    Preposition,
    Subject,
    Object,
    Possessive,
    Genitive,
    Relative,
    That,
    Conjunction,
    Subordinator,
    Modal,
    Be,
    Have,
    Do,
    Not,
    To,
    Adverb,
    Cue,
    NounCue,
    Past,
    Gerund,
    Role,
    Title,
    Group,
    Date,
    Name,
    FirstName,
    Acronym,
    Number,
    Lower,
}

impl Class {
    /// Whether it is punctuation.
    #[must_use]
    pub fn is_mark(self) -> bool {
        (self as u8) <= Class::OtherMark as u8
    }

    /// Whether it can be part of a name.
    #[must_use]
    pub fn is_name(self) -> bool {
        matches!(self, Class::Name | Class::FirstName | Class::Acronym)
    }

    /// Whether it can carry a clause's verb.
    #[must_use]
    pub fn is_verb(self) -> bool {
        matches!(
            self,
            Class::Modal | Class::Be | Class::Have | Class::Do | Class::Cue | Class::Past
        )
    }
}

/// Class of `word`; `opens` tells of a quotation mark whether it opens.
pub(super) fn class(
    word: &str,
    form: &str,
    opens_sentence: bool,
    opens: impl FnOnce() -> Option<bool>,
) -> Class {
    let Some(first) = word.chars().next() else {
        return Class::OtherMark;
    };
    if !first.is_alphanumeric() && !matches!(word, "'s" | "’s" | "&") {
        return mark(word, opens());
    }
    if form == "us" && word == "US" {
        return Class::Acronym;
    }
    if let Some(class) = lexicon::listed(form) {
        return class;
    }
    if first.is_numeric() {
        return Class::Number;
    }
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    if upper >= 2 && word.chars().all(|c| !c.is_lowercase()) {
        return Class::Acronym;
    }
    if first.is_uppercase() && !opens_sentence {
        return Class::Name;
    }
    if lexicon::cue(form) {
        return Class::Cue;
    }
    if let Some(class) = lexicon::listed_noun(form) {
        return class;
    }
    if form.ends_with("ly") {
        return Class::Adverb;
    }
    if first.is_uppercase() {
        return Class::FirstName;
    }
    if form.ends_with("ed") {
        return Class::Past;
    }
    if form.ends_with("ing") {
        return Class::Gerund;
    }
    Class::Lower
}

fn mark(word: &str, opens: Option<bool>) -> Class {
    match word {
        "," => Class::Comma,
        "." | "?" | "!" | "..." | "…" | "。" => Class::Stop,
        ":" => Class::Colon,
        ";" => Class::Semicolon,
        "-" | "--" | "—" | "–" | "―" => Class::Dash,
        "(" | ")" | "[" | "]" => Class::Bracket,
        "“" | "”" | "\"" | "''" | "``" | "‘" | "’" | "'" | "«" | "»" | "„" | "「" | "」" => {
            match opens {
                Some(true) => Class::Open,
                Some(false) => Class::Close,
                None => Class::OtherMark,
            }
        }
        _ => Class::OtherMark,
    }
}
