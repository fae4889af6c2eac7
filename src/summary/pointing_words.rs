//! Which words at the beginning of a sentence point back? Function words and
//! nouns for what was just told, of no article in particular.

/// Connectives that go with a comma and say nothing by themselves.
pub(super) const CONNECTIVES: &str = "however|meanwhile|moreover|furthermore|nevertheless|nonetheless|\
    therefore|thus|hence|besides|additionally|consequently|accordingly|similarly|likewise|\
    ultimately|finally|indeed|again|instead|still|also|then|later|otherwise|conversely|\
    regardless|anyway|incidentally|plus|yet|so|but|and|or|afterwards|afterward|\
    in addition|in fact|in turn|in short|in contrast|by contrast|in other words|in the meantime|\
    for example|for instance|as a result|at the same time|on the other hand|on the one hand|\
    of course|after all|even so|all the same|by comparison|in comparison|as such|what is more|\
    what's more|to that end|that said|having said that|on top of that|as well|since then|\
    until then|by then|after that|before that";

/// Connectives that need no comma to be left off.
pub(super) const BARE: &[&str] = &["but", "and", "so", "yet", "or"];

/// Words after which "so" and "yet" are no connectives.
pub(super) const NOT_AFTER: &[&str] = &[
    "far", "many", "much", "few", "long", "called", "another", "little", "as", "too", "to",
    "great", "good", "bad", "close", "for",
];

/// Words that point back wherever they open a sentence.
pub(super) const POINTING: &[&str] = &[
    "it",
    "it's",
    "it'd",
    "it'll",
    "its",
    "they",
    "they're",
    "they'd",
    "they've",
    "they'll",
    "their",
    "theirs",
    "them",
    "this",
    "that",
    "that's",
    "these",
    "such",
    "here",
    "here's",
    "him",
    "nor",
    "neither",
    "which",
    "hers",
    "both",
    "another",
    "others",
    "other",
    "also",
    "then",
    "thus",
    "therefore",
    "hence",
    "however",
    "meanwhile",
    "moreover",
    "furthermore",
    "instead",
    "otherwise",
    "still",
    "afterwards",
    "again",
    "so",
    "too",
    "else",
    "likewise",
    "similarly",
    "none",
    "either",
    "whereas",
    "than",
    "ditto",
    "same",
    "elsewhere",
    "besides",
    "nevertheless",
    "nonetheless",
    "consequently",
    "accordingly",
    "additionally",
    "later",
    "plus",
    "and",
    "but",
    "or",
    "yet",
    "indeed",
];

/// Words that open a sentence on a person named before.
pub(super) const PERSON: &[&str] = &[
    "he", "she", "he's", "she's", "he'd", "she'd", "he'll", "she'll", "his", "her", "himself",
    "herself",
];

/// Demonstratives and third-person possessives: after a preposition that
/// opens a sentence they point back as well.
pub(super) const DEMONSTRATIVES: &[&str] = &[
    "this", "that", "these", "those", "such", "it", "them", "which",
];

pub(super) const PREPOSITIONS: &[&str] = &[
    "in",
    "on",
    "at",
    "by",
    "for",
    "with",
    "from",
    "after",
    "before",
    "during",
    "under",
    "amid",
    "despite",
    "following",
    "because",
    "as",
    "to",
    "of",
    "since",
    "until",
    "through",
    "among",
    "unlike",
    "like",
    "beyond",
    "besides",
    "without",
    "given",
    "like",
    "all",
    "some",
    "many",
    "most",
    "one",
    "two",
    "three",
    "each",
    "much",
    "part",
    "several",
    "few",
    "any",
    "half",
];

/// Nouns that stand for what was just told: "the move", "the pair".
pub(super) const SHELL_NOUNS: &[&str] = &[
    "latter",
    "pair",
    "duo",
    "trio",
    "couple",
    "two",
    "three",
    "four",
    "move",
    "moves",
    "remark",
    "remarks",
    "comment",
    "comments",
    "same",
    "rest",
    "others",
    "other",
    "result",
    "decision",
    "incident",
    "news",
    "claim",
    "claims",
    "statement",
    "gesture",
    "revelation",
    "revelations",
    "allegations",
    "allegation",
    "announcement",
    "episode",
    "footage",
    "clip",
    "post",
    "tweet",
    "findings",
    "figure",
    "figures",
    "proposal",
    "proposals",
    "measure",
    "measures",
    "answer",
    "reason",
    "reasons",
    "former",
    "idea",
    "trick",
    "problem",
    "exchange",
    "discovery",
    "meeting",
    "ruling",
    "verdict",
    "blunder",
    "accident",
    "crash",
    "attack",
    "blast",
    "explosion",
];

/// Words that show that a noun after "the" is told of there and then.
pub(super) const TELLS: &[&str] = &[
    "of", "that", "who", "which", "to", "in", "on", "at", "between", "by",
];
