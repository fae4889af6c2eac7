//! A line as words: as they were typed and as they are compared.

use crate::text::fold;

/// The words of one line.
#[derive(Debug)]
pub(super) struct Words<'a> {
    typed: Vec<&'a str>,
    bare: Vec<String>,
    question: bool,
}

impl<'a> Words<'a> {
    pub(super) fn new(line: &'a str) -> Self {
        let (typed, bare): (Vec<&str>, Vec<String>) = line
            .split_whitespace()
            .map(|word| (word, bare(word)))
            .filter(|(_, bare)| !bare.is_empty())
            .unzip();
        Self {
            typed,
            bare,
            question: line.ends_with('?'),
        }
    }

    /// From word `start` on, as a line of its own.
    pub(super) fn from(&self, start: usize) -> Self {
        Self {
            typed: self.typed.get(start..).unwrap_or(&[]).to_vec(),
            bare: self.bare.get(start..).unwrap_or(&[]).to_vec(),
            question: self.question,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.bare.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bare.is_empty()
    }

    pub(super) fn is_question(&self) -> bool {
        self.question
    }

    /// Folded, without punctuation around it.
    pub(super) fn at(&self, index: usize) -> Option<&str> {
        self.bare.get(index).map(String::as_str)
    }

    pub(super) fn bare(&self) -> &[String] {
        &self.bare
    }

    pub(super) fn typed(&self) -> &[&'a str] {
        &self.typed
    }

    /// Words `start..end` as typed, without punctuation at the end.
    pub(super) fn said(&self, start: usize, end: usize) -> String {
        let words = self.typed.get(start..end.min(self.typed.len()));
        words
            .unwrap_or(&[])
            .join(" ")
            .trim_end_matches(['?', '!', '.', ',', ' '])
            .to_owned()
    }

    /// Words from `start` on as typed, without punctuation at the end.
    pub(super) fn rest(&self, start: usize) -> String {
        self.said(start, self.typed.len())
    }

    /// Whether the words begin so.
    pub(super) fn begins(&self, with: &[&str]) -> bool {
        self.bare.len() >= with.len() && self.bare.iter().zip(with).all(|(a, b)| a == b)
    }

    /// The first word from `start` on that is one of `words`.
    pub(super) fn find(&self, start: usize, is: fn(&str) -> bool) -> Option<usize> {
        (start..self.bare.len()).find(|index| self.bare.get(*index).is_some_and(|word| is(word)))
    }

    /// The words between the first and the last quotation mark.
    pub(super) fn quoted(&self) -> Option<String> {
        let line = self.typed.join(" ");
        let mut parts = line.split(['"', '“', '”', '„', '«', '»']);
        parts.next()?;
        let mut inside: Vec<&str> = parts.collect();
        inside.pop()?;
        let quoted = inside.join("\"").trim().to_owned();
        (!quoted.is_empty()).then_some(quoted)
    }

    /// Whether the whole line stands in quotation marks.
    pub(super) fn all_quoted(&self) -> bool {
        let line = self.typed.join(" ");
        let line = line.trim_end_matches(['?', '!', '.']);
        line.starts_with(['"', '“', '„', '«']) && line.ends_with(['"', '”', '“', '»'])
    }
}

fn bare(word: &str) -> String {
    fold(word.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Words that ask.
pub(super) fn is_question_word(word: &str) -> bool {
    matches!(
        word,
        "who"
            | "whom"
            | "whose"
            | "what"
            | "which"
            | "when"
            | "where"
            | "why"
            | "how"
            | "whether"
            | "if"
    )
}

/// Words that open a yes-or-no question or follow a question word.
pub(super) fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "am"
            | "be"
            | "do"
            | "does"
            | "did"
            | "has"
            | "have"
            | "had"
            | "will"
            | "would"
            | "can"
            | "could"
            | "may"
            | "might"
            | "shall"
            | "should"
            | "must"
            | "isn't"
            | "aren't"
            | "wasn't"
            | "doesn't"
            | "didn't"
            | "won't"
            | "else"
    )
}

/// Saying, thinking: verbs after which what somebody said is asked for.
pub(super) fn is_say(word: &str) -> bool {
    matches!(
        word,
        "say"
            | "says"
            | "said"
            | "saying"
            | "think"
            | "thinks"
            | "thought"
            | "claim"
            | "claims"
            | "claimed"
            | "state"
            | "states"
            | "stated"
            | "mention"
            | "mentions"
            | "mentioned"
            | "tell"
            | "tells"
            | "told"
            | "comment"
            | "commented"
    )
}

/// Verbs after "who" that ask for a speaker.
pub(super) fn is_report(word: &str) -> bool {
    is_say(word)
        || matches!(
            word,
            "call"
                | "calls"
                | "called"
                | "label"
                | "labels"
                | "labeled"
                | "labelled"
                | "describe"
                | "describes"
                | "described"
                | "dub"
                | "dubbed"
                | "warn"
                | "warns"
                | "warned"
                | "announce"
                | "announces"
                | "announced"
                | "promise"
                | "promises"
                | "promised"
                | "deny"
                | "denies"
                | "denied"
                | "argue"
                | "argues"
                | "argued"
                | "suggest"
                | "suggests"
                | "suggested"
                | "insist"
                | "insists"
                | "insisted"
                | "explain"
                | "explains"
                | "explained"
                | "declare"
                | "declared"
                | "spoke"
                | "speaks"
                | "talked"
                | "talks"
                | "quoted"
                | "predict"
                | "predicts"
                | "predicted"
                | "urged"
                | "urges"
                | "admitted"
                | "admits"
                | "complained"
                | "complains"
                | "joked"
        )
}

/// Adverbs that stand between a name and "say".
pub(super) fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "really"
            | "actually"
            | "ever"
            | "truly"
            | "also"
            | "first"
            | "originally"
            | "exactly"
            | "just"
            | "even"
            | "literally"
    )
}

/// Words that introduce a topic.
pub(super) fn is_about(word: &str) -> bool {
    matches!(word, "about" | "on" | "regarding" | "concerning" | "of")
}

/// Words that point at what was said before.
pub(super) fn is_that(word: &str) -> bool {
    matches!(word, "that" | "this" | "it" | "so" | "these" | "those")
}
