//! Short lists of function words, cue verbs and role nouns, and what they say
//! of a folded word. No names of people.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

pub use super::class::Class;
pub(super) use super::people::occupation;
pub use super::people::{bygone, demonym, speaks};

#[rustfmt::skip]
const DETERMINERS: &[&str] = &[
    "the", "a", "an", "this", "these", "those", "some", "any", "no", "every", "each", "both", "all", "many",
    "several", "few", "most", "other", "another", "one", "two", "three",
];
#[rustfmt::skip]
const PREPOSITIONS: &[&str] = &[
    "of", "in", "on", "at", "by", "for", "with", "from", "about", "against", "into", "over", "after", "before",
    "during", "under", "between", "through", "without", "within", "among", "toward", "towards", "outside",
    "inside", "near", "behind", "since", "until", "per", "via", "upon", "amid", "despite",
];
#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "i", "we", "he", "she", "they", "it", "you"
];
#[rustfmt::skip]
const OBJECTS: &[&str] = &[
    "me", "us", "him", "them", "himself", "herself", "themselves", "itself",
];
#[rustfmt::skip]
const POSSESSIVES: &[&str] = &[
    "his", "her", "their", "its", "my", "our", "your"
];
#[rustfmt::skip]
const RELATIVES: &[&str] = &[
    "who", "which", "whom", "whose", "what"
];
#[rustfmt::skip]
const CONJUNCTIONS: &[&str] = &[
    "and", "but", "or", "nor", "yet", "&"
];
#[rustfmt::skip]
const SUBORDINATORS: &[&str] = &[
    "if", "because", "when", "as", "while", "although", "though", "whether", "where", "how", "why", "than",
    "unless", "so", "whereas",
];
#[rustfmt::skip]
const MODALS: &[&str] = &[
    "would", "will", "could", "can", "should", "may", "might", "must", "shall", "wouldn't", "won't", "couldn't",
    "can't", "shouldn't",
];
#[rustfmt::skip]
const BES: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "being", "am", "isn't", "aren't", "wasn't", "weren't",
];
#[rustfmt::skip]
const HAVES: &[&str] = &[
    "has", "have", "had", "having", "hasn't", "haven't", "hadn't",
];
#[rustfmt::skip]
const DOS: &[&str] = &[
    "do", "does", "did", "don't", "doesn't", "didn't"
];
#[rustfmt::skip]
const NOTS: &[&str] = &[
    "not", "never", "n't", "cannot", "neither"
];
#[rustfmt::skip]
const ADVERBS: &[&str] = &[
    "also", "again", "later", "then", "now", "still", "even", "just", "only", "once", "here", "there", "too",
    "ever", "often", "already", "earlier", "meanwhile", "however", "today", "yesterday", "tomorrow", "instead",
];
/// Stems of verbs that report speech; forms are matched by ending.
#[rustfmt::skip]
const CUES: &[&str] = &[
    "say", "tell", "ask", "add", "write", "note", "report", "announce", "suggest", "claim", "argue", "explain",
    "describe", "acknowledge", "declare", "insist", "warn", "state", "tweet", "call", "continue", "deny", "admit",
    "assert", "believe", "think", "accuse", "allege", "concede", "conclude", "confirm", "contend", "promise",
    "predict", "reply", "respond", "reveal", "stress", "emphasize", "emphasise", "urge", "vow", "recall",
    "remark", "observe", "point", "mention", "maintain", "complain", "caution", "testify", "joke", "quip",
    "propose", "pledge", "quote", "cite", "label", "dub", "indicate", "hint", "imply", "fear", "hope", "know",
    "learn", "agree", "advise", "remind", "shout", "whisper", "exclaim", "boast", "lament", "signal", "voice",
    "question", "reiterate", "repeat", "rule", "find", "estimate", "recommend", "project", "express",
];
#[rustfmt::skip]
const IRREGULAR_CUES: &[&str] = &[
    "said", "told", "wrote", "thought", "knew", "found", "denied", "replied", "testified", "implied", "written",
    "learnt", "says", "denies", "replies", "testifies", "according",
];
#[rustfmt::skip]
const NOUN_CUES: &[&str] = &[
    "claim", "claims", "statement", "statements", "warning", "comment", "comments", "remark", "remarks",
    "suggestion", "assertion", "assertions", "allegation", "allegations", "accusation", "belief", "view",
    "opinion", "words", "speech", "report", "argument", "promise", "pledge", "proposal", "demand", "prediction",
    "tweet", "letter", "memo", "announcement", "denial", "criticism", "concern", "concerns", "fear", "fears",
    "insistence", "admission", "conclusion",
];
/// Role nouns; a name behind one carries it as a role.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "president", "secretary", "minister", "senator", "governor", "mayor", "chairman", "chairwoman", "chair",
    "spokesman", "spokeswoman", "spokesperson", "director", "manager", "coach", "captain", "judge", "justice",
    "professor", "researcher", "scientist", "analyst", "economist", "lawyer", "attorney", "prosecutor", "leader",
    "chief", "officer", "executive", "ceo", "founder", "owner", "adviser", "advisor", "strategist", "candidate",
    "nominee", "representative", "congressman", "congresswoman", "commissioner", "ambassador", "envoy", "deputy",
    "editor", "reporter", "author", "writer", "historian", "doctor", "surgeon", "sheriff", "detective",
    "inspector", "sergeant", "colonel", "general", "admiral", "activist", "expert", "striker", "goalkeeper",
    "midfielder", "defender", "teacher", "engineer", "farmer", "resident", "aide", "official", "pollster", "host",
    "mother", "father", "son", "daughter", "wife", "husband", "brother", "sister", "woman", "man", "astronomer",
    "biologist", "chemist", "physicist", "geologist", "treasurer", "headteacher", "principal", "vice",
    "editor-in-chief", "commander-in-chief", "co-founder", "co-author", "co-owner", "co-chair", "trainer",
    "barrister", "solicitor", "blogger", "columnist", "playwright", "bishop", "archbishop", "rabbi", "imam",
    "chancellor", "premier", "headmaster", "headmistress", "physician", "paramedic", "firefighter", "pastor",
    "commander", "constable", "superintendent", "lieutenant", "brigadier", "corporal", "marshal", "curator",
];
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "sen", "rep", "gov", "sir", "lady", "lord", "dame", "prof", "rev", "lt",
    "gen", "col", "sgt", "capt", "madam", "pope", "king", "queen", "prince", "princess", "hon",
];
#[rustfmt::skip]
const GROUPS: &[&str] = &[
    "officials", "sources", "source", "critics", "supporters", "aides", "advisers", "advisors", "experts",
    "analysts", "scientists", "researchers", "people", "voters", "republicans", "democrats", "lawyers",
    "prosecutors", "police", "authorities", "witnesses", "others", "lawmakers", "leaders", "members", "campaign",
    "company", "government", "administration", "team", "group", "committee", "poll", "polls", "report", "study",
    "survey", "newspaper", "investigators", "residents", "economists", "doctors", "players", "fans",
    "spokespeople", "campaigns", "journalists", "reporters", "students", "ministers", "judges", "users",
    "investors", "traders", "neighbours", "neighbors", "parents", "teachers", "workers",
];
#[rustfmt::skip]
const DATES: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
    "april", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "aug",
    "sept", "oct", "nov", "dec",
];
#[rustfmt::skip]
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "lt", "col", "st", "sgt", "capt", "prof", "rev", "no",
    "vs", "etc", "inc", "corp", "co", "ltd", "jan", "feb", "aug", "sept", "oct", "nov", "dec", "reps", "sens",
    "hon", "messrs",
];

/// Whether a full stop behind `form` belongs to it.
#[must_use]
pub fn abbreviation(form: &str) -> bool {
    ABBREVIATIONS.contains(&form)
        || (form.chars().count() == 1 && form.chars().all(char::is_alphabetic))
        || (form.contains('.') && form.len() < 6)
}

/// Whether it is a word that, capitalised, starts a sentence and no name.
#[must_use]
pub fn opens_clause(form: &str) -> bool {
    [
        DETERMINERS,
        PREPOSITIONS,
        SUBJECTS,
        POSSESSIVES,
        CONJUNCTIONS,
        SUBORDINATORS,
    ]
    .iter()
    .any(|list| list.contains(&form))
}

/// Whether it is a courtesy or rank title.
#[must_use]
pub fn title(form: &str) -> bool {
    TITLES.contains(&form)
}

/// Whether it is a noun for several people or a body.
pub(super) fn group(form: &str) -> bool {
    GROUPS.contains(&form)
}

/// Whether it is a role noun.
#[must_use]
pub fn role(form: &str) -> bool {
    ROLES.contains(&form)
}

/// The class of a word that a list knows, whatever its letters look like.
pub(super) fn listed(form: &str) -> Option<Class> {
    static LISTED: LazyLock<HashMap<&str, Class>> = LazyLock::new(|| {
        table(&[
            (DETERMINERS, Class::Determiner),
            (PREPOSITIONS, Class::Preposition),
            (SUBJECTS, Class::Subject),
            (OBJECTS, Class::Object),
            (POSSESSIVES, Class::Possessive),
            (RELATIVES, Class::Relative),
            (&["that"], Class::That),
            (CONJUNCTIONS, Class::Conjunction),
            (SUBORDINATORS, Class::Subordinator),
            (MODALS, Class::Modal),
            (BES, Class::Be),
            (HAVES, Class::Have),
            (DOS, Class::Do),
            (NOTS, Class::Not),
            (&["to"], Class::To),
            (ADVERBS, Class::Adverb),
            (&["'s"], Class::Genitive),
            (TITLES, Class::Title),
            (DATES, Class::Date),
            (ROLES, Class::Role),
        ])
    });
    LISTED.get(form).copied()
}

/// The class of a noun for people who speak or for what is said, where it is
/// not written as a name.
pub(super) fn listed_noun(form: &str) -> Option<Class> {
    static NOUNS: LazyLock<HashMap<&str, Class>> =
        LazyLock::new(|| table(&[(GROUPS, Class::Group), (NOUN_CUES, Class::NounCue)]));
    NOUNS.get(form).copied()
}

/// Of a word in two lists the first counts.
fn table(lists: &[(&[&'static str], Class)]) -> HashMap<&'static str, Class> {
    let mut table = HashMap::new();
    for (words, class) in lists {
        for word in *words {
            table.entry(*word).or_insert(*class);
        }
    }
    table
}

/// Every form of the verbs of speech.
static CUE_FORMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut forms: HashSet<String> = IRREGULAR_CUES.iter().map(|w| (*w).to_owned()).collect();
    for stem in CUES {
        forms.insert((*stem).to_owned());
        for ending in ["s", "d", "ed", "es", "ing"] {
            forms.insert(format!("{stem}{ending}"));
        }
        if let Some(short) = stem.strip_suffix('e') {
            forms.insert(format!("{short}ing"));
        }
    }
    forms
});

/// Whether it is a form of a verb that tells what somebody thinks or shows
/// rather than says, unless a clause with "that" follows.
pub(super) fn attitude(form: &str) -> bool {
    const ATTITUDES: &[&str] = &[
        "believ", "think", "thought", "know", "knew", "learn", "fear", "hop", "find", "found",
        "signal", "indicat", "hint", "impl", "express", "voic", "project", "estimat", "question",
        "label", "dub", "rul", "point", "agree", "predict",
    ];
    ATTITUDES.iter().any(|stem| form.starts_with(stem))
}

/// Whether it is a form of a verb of speech.
#[must_use]
pub fn cue(form: &str) -> bool {
    CUE_FORMS.contains(form)
}
