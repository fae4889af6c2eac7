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
        let mut typed: Vec<&str> = Vec::new();
        let mut words: Vec<String> = Vec::new();
        let mut at = 0;
        for word in line.split_whitespace() {
            let start = line.get(at..).and_then(|rest| rest.find(word)).unwrap_or(0) + at;
            at = start + word.len();
            let bare = bare(word);
            if !bare.is_empty() {
                typed.push(word);
                words.push(bare);
            } else if word.chars().all(|c| matches!(c, '.' | '…' | '[' | ']'))
                && let Some(last) = typed.last_mut()
            {
                // What an ellipsis in a quotation leaves out matters.
                let from = at - word.len();
                let before = line.get(..from).unwrap_or("").trim_end().len();
                let whole = before
                    .checked_sub(last.len())
                    .and_then(|start| line.get(start..at));
                *last = whole.unwrap_or(last);
            }
        }
        Self {
            typed,
            bare: words,
            question: line.ends_with('?'),
        }
    }

    /// From word `start` on, as a line of its own.
    pub(super) fn from(&self, start: usize) -> Self {
        self.part(start, self.len())
    }

    /// Words `start..end`, as a line of its own.
    pub(super) fn part(&self, start: usize, end: usize) -> Self {
        Self {
            typed: self.typed.get(start..end).unwrap_or(&[]).to_vec(),
            bare: self.bare.get(start..end).unwrap_or(&[]).to_vec(),
            question: self.question,
        }
    }

    /// All words as typed; a question that lost its end is one again.
    pub(super) fn line(&self) -> String {
        let mut line = self.typed.join(" ");
        if self.question && !line.ends_with('?') {
            line.push('?');
        }
        line
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

    /// Whether the words end so.
    pub(super) fn ends_with(&self, with: &[&str]) -> bool {
        let Some(start) = self.len().checked_sub(with.len()) else {
            return false;
        };
        self.bare.iter().skip(start).zip(with).all(|(a, b)| a == b)
    }

    /// The first word from `start` on that is one of `words`.
    pub(super) fn find(&self, start: usize, is: fn(&str) -> bool) -> Option<usize> {
        (start..self.bare.len()).find(|index| self.bare.get(*index).is_some_and(|word| is(word)))
    }

    /// The words between the first and the last quotation mark.
    pub(super) fn quoted(&self) -> Option<String> {
        let line = self.line();
        let mut parts = line.split(['"', '“', '”', '„', '«', '»']);
        parts.next()?;
        let mut inside: Vec<&str> = parts.collect();
        inside.pop()?;
        let quoted = inside.join("\"").trim().to_owned();
        (!quoted.is_empty()).then_some(quoted)
    }

    /// The words that do not stand between quotation marks, folded.
    pub(super) fn outside_marks(&self) -> Vec<String> {
        let line = self.line();
        let mut parts: Vec<&str> = line.split(['"', '“', '”', '„', '«', '»']).collect();
        let last = parts.pop().filter(|_| parts.len() > 1).unwrap_or("");
        [parts.first().copied().unwrap_or(""), last]
            .iter()
            .flat_map(|part| part.split_whitespace())
            .map(bare)
            .filter(|word| !word.is_empty())
            .collect()
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

/// Whether a word after "who" is surely a verb in the past, so that a question
/// without its mark is one: "who paid for it".
pub(super) fn is_past(word: &str) -> bool {
    const IRREGULAR: &[&str] = &[
        "began", "bought", "brought", "built", "came", "chose", "drew", "fell", "felt", "fought",
        "found", "gave", "got", "grew", "heard", "held", "kept", "knew", "led", "left", "lost",
        "made", "met", "paid", "ran", "rose", "sang", "sat", "saw", "sent", "shot", "sold",
        "spent", "stood", "stole", "took", "taught", "thought", "threw", "went", "won", "wrote",
        "wants", "owns", "leads", "runs", "pays", "gets", "needs",
    ];
    // "Need" and "speed" are no past.
    word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed") || IRREGULAR.contains(&word)
}

/// Whether a word after "who" is a verb in the present: it ends as one and the
/// name of a thing, or how it is done, follows, as in "who makes the chips".
pub(super) fn is_present(word: &str, next: Option<&str>) -> bool {
    let ends = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    ends && next.is_some_and(|next| is_determiner(next) || is_preposition(next))
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

/// Words that begin the name of a thing.
pub(super) fn is_determiner(word: &str) -> bool {
    matches!(word, "the" | "a" | "an" | "his" | "her" | "its" | "their")
}

/// Words that stand before a name and may be left out with it.
pub(super) fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "in" | "for" | "from" | "by" | "to" | "with" | "at" | "on" | "about"
    )
}

/// Words that point at what was said before.
pub(super) fn is_that(word: &str) -> bool {
    matches!(word, "that" | "this" | "it" | "so" | "these" | "those")
}
