//! The words that attribute. A lexicon of English: verbs of saying and
//! thinking in their forms, nouns that stand for what somebody says, and the
//! words that deny, suppose or ask.

/// What kind of cue a verb is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// "said": takes any content.
    Say,
    /// "believes", "noted": reports when a clause with "that", a colon or a
    /// quotation follows.
    Report,
    /// "called", "labeled": reports with a quotation only.
    Call,
}

/// Verbs of saying, by their base; forms are derived.
const SAY: &str = "say tell add announce claim declare explain insist admit acknowledge state reply \
    respond testify recall";

/// Verbs that report when what follows has the form of a report.
const REPORT: &str = "report note argue suggest warn believe think write contend maintain predict \
    assert allege estimate conclude indicate concede confirm deny hope expect fear feel know promise \
    complain observe remark reveal stress emphasize emphasise reiterate remind signal vow \
    pledge propose speculate swear tweet urge demand describe mention joke quip boast caution counter \
    disclose express imply inform lament muse ponder proclaim profess project question reassure recount repeat \
    show find understand wonder worry agree accuse ask advise decide doubt figure hint hear imagine \
    learn point read recommend remember see request tout refuse find voice";

/// Verbs that report with a quotation.
const CALL: &str = "call label term brand dub describe dismiss denounce decry condemn praise criticize \
    criticise blast hail slam mock characterize characterise quote ridicule cite refer";

/// Past forms that no rule gives, with their base.
const IRREGULAR: [(&str, &str); 19] = [
    ("said", "say"),
    ("told", "tell"),
    ("wrote", "write"),
    ("written", "write"),
    ("thought", "think"),
    ("felt", "feel"),
    ("knew", "know"),
    ("swore", "swear"),
    ("found", "find"),
    ("shown", "show"),
    ("showed", "show"),
    ("understood", "understand"),
    ("admitted", "admit"),
    ("saw", "see"),
    ("heard", "hear"),
    ("spoke", "speak"),
    ("foresaw", "foresee"),
    ("quipped", "quip"),
    ("known", "know"),
];

/// Nouns that stand for what somebody says or thinks.
const NOUNS: &str = "claim claims statement warning belief argument assertion suggestion allegation \
    allegations prediction promise announcement remark remarks view opinion complaint accusation \
    accusations assurance fear fears hope hopes conclusion contention denial insistence vow pledge \
    notion idea report reports estimate concern concerns";

/// The kind of cue that a folded verb form is.
pub(super) fn verb(form: &str) -> Option<Cue> {
    let base = IRREGULAR
        .iter()
        .find(|(irregular, _)| *irregular == form)
        .map(|(_, base)| *base);
    let listed = |list: &str| match base {
        Some(base) => list.split_whitespace().any(|verb| verb == base),
        None => list.split_whitespace().any(|verb| is_form(verb, form)),
    };
    if listed(SAY) {
        Some(Cue::Say)
    } else if listed(CALL) {
        Some(Cue::Call)
    } else if listed(REPORT) {
        Some(Cue::Report)
    } else {
        None
    }
}

/// Whether `form` is a form of the regular verb `base`.
fn is_form(base: &str, form: &str) -> bool {
    let Some(ending) = form.strip_prefix(base) else {
        // "reply" → "replied", "describe" → "describing".
        return base.strip_suffix('y').is_some_and(|stem| {
            form.strip_prefix(stem)
                .is_some_and(|end| matches!(end, "ied" | "ies"))
        }) || base
            .strip_suffix('e')
            .is_some_and(|stem| form.strip_prefix(stem) == Some("ing"));
    };
    match ending {
        "" | "s" | "es" | "ed" | "ing" => true,
        "d" => base.ends_with('e'),
        _ => {
            // "quip" → "quipping"
            let last = base.chars().last();
            ending.chars().next() == last
                && ending
                    .strip_prefix(|c| Some(c) == last)
                    .is_some_and(|end| matches!(end, "ed" | "ing"))
        }
    }
}

/// Whether a folded noun stands for what somebody says.
pub(super) fn noun(form: &str) -> bool {
    NOUNS.split_whitespace().any(|noun| noun == form)
}

/// Auxiliaries and adverbs between a subject and its verb.
pub(super) fn is_between(form: &str) -> bool {
    matches!(
        form,
        "has"
            | "have"
            | "had"
            | "is"
            | "was"
            | "are"
            | "were"
            | "also"
            | "later"
            | "then"
            | "recently"
            | "repeatedly"
            | "previously"
            | "once"
            | "even"
            | "often"
            | "still"
            | "publicly"
            | "never"
            | "not"
            | "did"
            | "does"
            | "do"
            | "would"
            | "will"
            | "could"
            | "may"
            | "might"
            | "should"
            | "been"
            | "be"
            | "being"
            | "earlier"
            | "reportedly"
            | "further"
            | "now"
            | "just"
            | "only"
            | "already"
            | "first"
            | "actually"
            | "always"
            | "simply"
            | "went"
            | "on"
            | "to"
            | "continues"
            | "continued"
            | "didn't"
            | "doesn't"
            | "hasn't"
            | "wouldn't"
            | "haven't"
            | "can"
            | "both"
            | "all"
    ) || (form.len() > 4 && form.ends_with("ly"))
}
