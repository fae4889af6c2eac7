//! Which words of a sentence answer? A small network looks at each word in
//! its surroundings and says how likely the answer begins, ends or goes on
//! there; the best span of words is the answer.

use super::{
    matching::Matched,
    model::Model,
    prepared::Token,
    question::{Asked, KINDS, Kind},
    words::{Gap, shape},
};

/// Words before and after that a word is judged by.
const AROUND: usize = 2;
/// Leading dimensions of the vectors that the network sees.
const MEANING: usize = 16;
const FUNCTIONS: usize = 30;
const SHAPES: usize = 10;
const GAPS: usize = 6;
const ENDINGS: usize = 5;
const SIGNALS: usize = 20;
/// Features of one word.
pub(super) const TOKEN: usize = SIGNALS + SHAPES + GAPS + ENDINGS + FUNCTIONS + MEANING;
/// Features of the question.
pub(super) const QUESTION: usize = KINDS + MEANING + 3;
/// Inputs of the network: the words around, then the question.
pub const INPUTS: usize = (2 * AROUND + 1) * TOKEN + QUESTION;
/// The longest answer, in words.
pub const LONGEST: usize = 20;
/// Words of a sentence that are looked at.
const MOST_TOKENS: usize = 120;

/// The features of a question and a sentence, ready for the network.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// By word.
    pub tokens: Vec<[f32; TOKEN]>,
    /// Of the question.
    pub question: Vec<f32>,
    /// By word: whether it can be what is asked for; empty when any can.
    pub(super) fitting: Vec<bool>,
}

/// A span of words with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cut {
    /// First word of the sentence, and last one inside.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Higher is better.
    pub(super) score: f32,
    /// The share of all spans' weight that this one has.
    pub(super) share: f32,
    /// Whether it is of the kind that is asked for, as far as that shows.
    pub(super) fits: bool,
}

/// What the network says of each word: begins, ends, goes on.
#[derive(Clone, Debug, Default)]
pub struct Scores(pub Vec<[f32; 3]>);

impl Rows {
    /// Features for `tokens` of one sentence.
    pub(super) fn new(
        asked: &Asked,
        one: &mut Matched<'_>,
        tokens: &[Token],
        weights: &[f32],
        total: f32,
    ) -> Self {
        let tokens = tokens.get(..MOST_TOKENS).unwrap_or(tokens);
        let mut rows: Vec<[f32; TOKEN]> = tokens
            .iter()
            .enumerate()
            .map(|(at, token)| row(asked, one, token, at, weights, total))
            .collect();
        distances(&mut rows);
        adjacency(asked, one, tokens, &mut rows);
        let mut question = vec![0.0; QUESTION];
        if let Some(kind) = question.get_mut(asked.kind as usize) {
            *kind = 1.0;
        }
        let meaning: [f32; MEANING] = asked
            .focus_vector
            .as_ref()
            .map_or([0.0; MEANING], super::vectors::Unit::leading);
        question[KINDS..KINDS + MEANING].copy_from_slice(&meaning.map(|x| 3.0 * x));
        question[KINDS + MEANING] = flag(asked.focus.is_some());
        question[KINDS + MEANING + 1] = asked.words.len().min(20) as f32 / 20.0;
        question[KINDS + MEANING + 2] = tokens.len().min(60) as f32 / 60.0;
        Self {
            fitting: fitting(asked, one, tokens),
            tokens: rows,
            question,
        }
    }

    /// The hidden sums of the network for the word at `at`.
    #[must_use]
    pub fn sums(&self, model: &Model, question: &[f32], at: usize) -> Vec<f32> {
        let mut sums = question.to_vec();
        for offset in 0..=2 * AROUND {
            let Some(row) = (at + offset)
                .checked_sub(AROUND)
                .and_then(|at| self.tokens.get(at))
            else {
                continue;
            };
            model.cut.add(row, offset * TOKEN, &mut sums);
        }
        sums
    }

    /// The inputs of the network that are not zero, for the word at `at`.
    pub fn inputs(&self, at: usize) -> impl Iterator<Item = (usize, f32)> {
        (0..=2 * AROUND)
            .filter_map(move |offset| {
                let row = (at + offset)
                    .checked_sub(AROUND)
                    .and_then(|at| self.tokens.get(at))?;
                Some(
                    row.iter()
                        .enumerate()
                        .map(move |(i, &value)| (offset * TOKEN + i, value)),
                )
            })
            .flatten()
            .chain(
                self.question
                    .iter()
                    .enumerate()
                    .map(|(i, &value)| ((2 * AROUND + 1) * TOKEN + i, value)),
            )
            .filter(|&(_, value)| value != 0.0)
    }

    /// What the network says.
    #[must_use]
    pub fn scores(&self, model: &Model) -> Scores {
        let mut question = model.cut.start().to_vec();
        model
            .cut
            .add(&self.question, (2 * AROUND + 1) * TOKEN, &mut question);
        Scores(
            (0..self.tokens.len())
                .map(|at| {
                    let mut sums = self.sums(model, &question, at);
                    let mut outputs = [0.0; 3];
                    model.cut.finish(&mut sums, &mut outputs);
                    outputs
                })
                .collect(),
        )
    }
}

impl Scores {
    /// Every span of words and its score.
    pub fn spans<'s>(&'s self, model: &'s Model) -> impl Iterator<Item = (usize, usize, f32)> + 's {
        self.0.iter().enumerate().flat_map(move |(first, begin)| {
            let mut inside = 0.0;
            self.0
                .iter()
                .enumerate()
                .skip(first)
                .take(LONGEST)
                .map(move |(last, at)| {
                    inside += at[2];
                    let length = model.lengths.get(last - first).copied().unwrap_or(0.0);
                    (first, last, begin[0] + at[1] + inside + length)
                })
        })
    }

    /// The best span; one with a word that fits, where there is one.
    pub(super) fn best(&self, model: &Model, fitting: &[bool]) -> Option<Cut> {
        let spans: Vec<(usize, usize, f32)> = self.spans(model).collect();
        let fits = |span: &(usize, usize, f32)| {
            fitting.is_empty()
                || fitting
                    .get(span.0..=span.1)
                    .is_some_and(|some| some.contains(&true))
        };
        let higher = |best: (usize, usize, f32), one: (usize, usize, f32)| {
            if one.2 > best.2 { one } else { best }
        };
        let of_kind = spans
            .iter()
            .copied()
            .filter(|span| fits(span))
            .reduce(higher);
        let best = of_kind.or_else(|| spans.iter().copied().reduce(higher))?;
        let most = spans.iter().fold(f32::MIN, |most, span| most.max(span.2));
        let sum: f32 = spans.iter().map(|span| (span.2 - most).exp()).sum();
        Some(Cut {
            first: best.0,
            last: best.1,
            score: most + sum.ln(),
            share: (best.2 - most).exp() / sum,
            fits: of_kind.is_some(),
        })
    }
}

/// Kinds of which the words themselves show whether they can be the answer.
pub(super) fn shows(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Time | Kind::Count | Kind::Measure | Kind::Amount | Kind::Percentage | Kind::Person
    )
}

/// Words between a role and the name of who holds it.
const BESIDE: usize = 3;

/// "Who is the envoy?": asks for the name of whoever holds a role.
fn asks_for_holder(asked: &Asked) -> bool {
    let word = |at: usize| asked.words.get(at).map_or("", |word| word.folded.as_str());
    let after = asked.asking.1;
    asked.kind == Kind::Person
        && matches!(word(after), "is" | "was" | "are" | "were" | "'s")
        && matches!(
            word(after + 1),
            "the" | "a" | "an" | "its" | "their" | "his" | "her"
        )
        && asked.words.len() <= after + 6
}

/// By word: whether it can be what is asked for; empty where any can be.
fn fitting(asked: &Asked, one: &Matched<'_>, tokens: &[Token]) -> Vec<bool> {
    if !shows(asked.kind) && !matches!(asked.kind, Kind::Place | Kind::Name) {
        return Vec::new();
    }
    let known = |token: &Token| {
        let stem = one.prepared.stem_of(token);
        one.stems.contains(&Some(stem))
    };
    let age = asked
        .words
        .get(asked.asking.0..asked.asking.1)
        .is_some_and(|words| words.iter().any(|word| word.folded == "old"));
    let far = asked
        .words
        .get(asked.asking.0..asked.asking.1)
        .is_some_and(|words| {
            words.iter().any(|word| {
                matches!(
                    word.folded.as_str(),
                    "deep" | "tall" | "high" | "wide" | "far"
                )
            })
        });
    let here = |at: usize| {
        let token = tokens.get(at)?;
        Some(one.prepared.type_of(token)?.folded.as_str())
    };
    let unit = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.shape & (shape::UNIT | shape::NUMBER_WORD) > 0)
            || here(at).is_some_and(|word| UNITS.contains(&word))
    };
    // "Lee, 41," and "the 19-year-old" and "aged 7".
    let aged = |at: usize| {
        let after = tokens.get(at + 1).map_or(Gap::End, |token| token.gap);
        let apart = tokens.get(at).is_some_and(|token| token.gap == Gap::Comma)
            && matches!(after, Gap::Comma | Gap::End);
        let two = at
            .checked_sub(1)
            .and_then(here)
            .is_some_and(|word| matches!(word, "aged" | "age" | "turned" | "turns"));
        let year =
            here(at + 1).is_some_and(|word| matches!(word, "year" | "years" | "months" | "month"));
        let old = (at..at + 4)
            .filter_map(here)
            .any(|word| word.contains("old"));
        apart || two || year && old
    };
    let priced = asked
        .words
        .iter()
        .any(|word| PRICED.contains(&word.folded.as_str()));
    let currency = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| token.shape & shape::MONEY > 0)
            || here(at).is_some_and(|word| CURRENCIES.contains(&word))
    };
    let holder = asks_for_holder(asked);
    // Where the words of a role stand: only a name beside them is its holder's.
    let role: Vec<usize> = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| holder && one.stands_for_role(asked, token))
        .map(|(at, _)| at)
        .collect();
    let beside = |at: usize| !holder || role.iter().any(|role| role.abs_diff(at) <= BESIDE);
    let within = |at: usize| {
        at.checked_sub(1)
            .and_then(here)
            .is_some_and(|word| PLACING.contains(&word))
    };
    let money = tokens
        .iter()
        .any(|token| token.shape & shape::MONEY > 0 && !known(token));
    tokens
        .iter()
        .enumerate()
        .map(|(at, token)| {
            let Some(word) = one.prepared.type_of(token) else {
                return false;
            };
            let folded = word.folded.as_str();
            let is = |bits: u16| token.shape & bits > 0;
            let dated = |token: &Token| token.shape & (shape::YEAR | shape::CALENDAR) > 0;
            let fits = match asked.kind {
                Kind::Time => {
                    dated(token)
                        || is(shape::UNIT)
                        || TIMES.contains(&folded)
                        || is(shape::DIGIT) && !is(shape::MONEY | shape::PERCENT)
                }
                Kind::Count => {
                    is(shape::NUMERIC) && !is(shape::MONEY | shape::PERCENT | shape::YEAR)
                        || QUANTITIES.contains(&folded)
                }
                Kind::Measure if age => is(shape::NUMERIC) && aged(at),
                Kind::Measure if far => {
                    is(shape::NUMERIC)
                        && (1..3)
                            .filter_map(|on| here(at + on))
                            .any(|word| LENGTHS.contains(&word))
                }
                Kind::Measure => is(shape::NUMERIC) && (unit(at) || unit(at + 1) || unit(at + 2)),
                Kind::Place => is(shape::CAPITAL) && !word.function && !dated(token) || within(at),
                Kind::Name => is(shape::CAPITAL) && !word.function && !dated(token),
                Kind::Amount if priced => {
                    is(shape::MONEY) || is(shape::NUMERIC) && (currency(at + 1) || currency(at + 2))
                }
                Kind::Amount if money => is(shape::MONEY),
                Kind::Amount => {
                    is(shape::NUMERIC | shape::MONEY) && !is(shape::YEAR)
                        || QUANTITIES.contains(&folded)
                }
                Kind::Percentage => {
                    is(shape::PERCENT | shape::NUMERIC) || QUANTITIES.contains(&folded)
                }
                _ => {
                    let capital = is(shape::CAPITAL) && !dated(token) && !word.function;
                    capital && !within(at) && (at > 0 || word.is_name() || word.inside == 0)
                        || PERSONS.contains(&folded) && !holder
                }
            };
            fits && !known(token) && beside(at)
        })
        .collect()
}

/// Words that say when without a date.
const TIMES: &[&str] = &[
    "ago",
    "after",
    "before",
    "when",
    "while",
    "during",
    "since",
    "until",
    "week",
    "weeks",
    "weekend",
    "month",
    "morning",
    "afternoon",
    "evening",
    "night",
    "spring",
    "summer",
    "autumn",
    "winter",
    "soon",
    "now",
    "later",
    "immediately",
    "decade",
    "decades",
    "century",
];

/// Units beside those that have a shape of their own.
const UNITS: &[&str] = &[
    "second",
    "minute",
    "mile",
    "metre",
    "meter",
    "foot",
    "inch",
    "inches",
    "kilometre",
    "kilometer",
    "litres",
    "liters",
    "knots",
    "mph",
    "hectares",
    "ton",
    "tonne",
    "pounds",
    "cm",
    "mm",
    "m",
    "centimetres",
    "centimeters",
    "millimetres",
    "decades",
    "centuries",
    "nights",
    "times",
    "overs",
    "laps",
    "pages",
];

/// Words of a question that only money answers.
const PRICED: &[&str] = &[
    "pay", "paid", "pays", "cost", "costs", "price", "money", "worth", "salary", "wage", "owe",
    "owes", "fine", "fined", "spend", "spent", "earn", "earns", "earned", "revenue", "profit",
    "debt", "budget", "fee", "funding", "sales", "fund", "damages", "bonus", "donate", "donated",
    "invest", "invested", "raise", "raised",
];

/// Currencies beside those that have a shape of their own.
const CURRENCIES: &[&str] = &[
    "crowns",
    "crown",
    "kroner",
    "kronor",
    "krona",
    "rupees",
    "yuan",
    "rand",
    "pesos",
    "peso",
    "lira",
    "zloty",
    "dinars",
    "shillings",
    "won",
    "pence",
    "rubles",
    "hryvnia",
    "reais",
    "forints",
    "dirhams",
    "riyals",
];

/// Units of length.
const LENGTHS: &[&str] = &[
    "metres",
    "meters",
    "metre",
    "meter",
    "feet",
    "foot",
    "kilometres",
    "kilometers",
    "kilometre",
    "kilometer",
    "km",
    "miles",
    "mile",
    "inches",
    "inch",
    "yards",
    "yard",
    "centimetres",
    "centimeters",
    "millimetres",
    "millimeters",
    "cm",
    "mm",
    "m",
    "storeys",
    "stories",
    "floors",
    "blocks",
];

/// Words after which a place stands.
const PLACING: &[&str] = &[
    "in", "at", "near", "outside", "inside", "from", "on", "to", "under", "behind", "beside",
    "off", "around", "across", "along", "between", "above", "through",
];

/// Words that say how many without a number.
const QUANTITIES: &[&str] = &[
    "several",
    "many",
    "few",
    "fewer",
    "dozens",
    "hundreds",
    "thousands",
    "millions",
    "none",
    "nobody",
    "most",
    "all",
    "both",
    "double",
    "doubled",
    "tripled",
    "single",
    "couple",
    "tenth",
    "fifth",
    "pair",
    "nothing",
    "free",
];

/// Words for somebody without a name.
const PERSONS: &[&str] = &[
    "man",
    "woman",
    "men",
    "women",
    "boy",
    "girl",
    "child",
    "children",
    "people",
    "residents",
    "father",
    "mother",
    "brother",
    "sister",
    "son",
    "daughter",
    "wife",
    "husband",
    "uncle",
    "aunt",
    "cousin",
    "parents",
    "grandfather",
    "grandmother",
    "friend",
    "friends",
    "neighbor",
    "neighbour",
    "neighbours",
    "police",
    "officer",
    "officers",
    "teacher",
    "teachers",
    "student",
    "students",
    "doctor",
    "doctors",
    "nurse",
    "nurses",
    "scientists",
    "researchers",
    "workers",
    "employees",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "officials",
    "soldiers",
    "critics",
    "analysts",
    "experts",
    "company",
    "council",
    "government",
    "union",
    "court",
    "jury",
    "judge",
    "lawyer",
    "owner",
    "farmers",
    "fans",
    "players",
    "passengers",
    "members",
    "voters",
    "families",
    "army",
    "committee",
    "king",
    "queen",
    "president",
    "minister",
    "mayor",
    "governor",
    "captain",
    "engineer",
    "author",
    "founder",
    "director",
    "nobody",
    "everyone",
    "engineers",
    "artists",
    "leaders",
    "lawmakers",
    "senators",
    "crew",
    "team",
    "board",
];

fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

fn row(
    asked: &Asked,
    one: &mut Matched<'_>,
    token: &Token,
    at: usize,
    weights: &[f32],
    total: f32,
) -> [f32; TOKEN] {
    let mut values = [0.0; TOKEN];
    let Some(word) = one.prepared.type_of(token) else {
        return values;
    };
    let (mut near, mut worth, mut exact) = (0.0f32, 0.0f32, false);
    for (term, weight) in weights.iter().enumerate() {
        let like = one.likeness(asked, term, token);
        near = near.max(like);
        if like >= 1.0 {
            exact = true;
            worth = weight / total;
        }
    }
    let focus = asked
        .focus
        .and_then(|focus| asked.terms.iter().position(|term| term.word == focus))
        .map_or(0.0, |term| one.likeness(asked, term, token));
    let asks = asked.words.iter().any(|other| other.folded == word.folded);
    let is = |bits: u16| flag(token.shape & bits > 0);
    values[0] = flag(exact);
    values[1] = if exact { 0.0 } else { near };
    values[2] = worth;
    values[3] = if exact { 0.0 } else { focus };
    values[4] = flag(word.function);
    values[5] = flag(asks);
    values[6] = (word.rarity - 8.0) / 6.0;
    values[7] = flag(at == 0);
    values[8] = fits(asked.kind, token.shape, at) * flag(!exact);
    // 9 to 16 are filled in by `distances` and `adjacency`.
    values[17] = is(shape::CAPITAL) * flag(at > 0 && !word.function && !exact);
    values[18] = (at.min(60) as f32) / 60.0;
    values[19] = (word.folded.chars().count().min(12) as f32) / 12.0;
    let mut next = SIGNALS;
    for bit in 0..SHAPES {
        values[next + bit] = is(1 << bit);
    }
    next += SHAPES;
    let gap = match token.gap {
        Gap::None | Gap::Space => None,
        Gap::Hyphen => Some(0),
        Gap::Comma => Some(1),
        Gap::Quote => Some(2),
        Gap::Bracket => Some(3),
        Gap::Dash => Some(4),
        Gap::End => Some(5),
    };
    if let Some(gap) = gap {
        values[next + gap] = 1.0;
    }
    next += GAPS;
    for (at, ending) in ["ly", "ing", "ed", "s", "ion"].iter().enumerate() {
        values[next + at] = flag(word.folded.ends_with(ending));
    }
    next += ENDINGS;
    if let Some(class) = function_class(&word.folded) {
        values[next + class] = 1.0;
    }
    next += FUNCTIONS;
    let meaning: [f32; MEANING] = word
        .vector
        .as_ref()
        .map_or([0.0; MEANING], super::vectors::Unit::leading);
    values[next..].copy_from_slice(&meaning.map(|x| 3.0 * x));
    values
}

fn fits(kind: Kind, shape: u16, at: usize) -> f32 {
    let is = |bits: u16| flag(shape & bits > 0);
    match kind {
        Kind::Person | Kind::Place | Kind::Name => {
            is(shape::CAPITAL) * if at == 0 { 0.5 } else { 1.0 }
        }
        Kind::Time => is(shape::YEAR | shape::CALENDAR).max(0.5 * is(shape::NUMERIC)),
        Kind::Count | Kind::Measure => is(shape::NUMERIC),
        Kind::Amount => is(shape::NUMERIC | shape::MONEY),
        Kind::Percentage => is(shape::PERCENT | shape::NUMERIC),
        _ => 0.0,
    }
}

/// How far the nearest words of the question are, to the left and right.
fn distances(rows: &mut [[f32; TOKEN]]) {
    let mut left = 0.0;
    for row in rows.iter_mut() {
        row[9] = left;
        left = if row[0] > 0.0 { 1.0 } else { left * 0.75 };
    }
    let mut right = 0.0;
    for row in rows.iter_mut().rev() {
        row[10] = right;
        right = if row[0] > 0.0 { 1.0 } else { right * 0.75 };
    }
    let all: f32 = rows.iter().map(|row| row[2]).sum();
    let mut seen = 0.0;
    for row in rows.iter_mut() {
        // The share of what was found that stands to the left.
        row[11] = if all > 0.0 { seen / all } else { 0.5 };
        seen += row[2];
    }
}

/// Which words stand in the question's gap: after the word that comes before
/// the question words, before the one that follows them, after the last word.
fn adjacency(asked: &Asked, one: &Matched<'_>, tokens: &[Token], rows: &mut [[f32; TOKEN]]) {
    let stem = |at: Option<usize>| {
        at.and_then(|at| asked.stems.get(at))
            .and_then(|stem| one.prepared.stems.get(stem))
            .copied()
    };
    let (from, to) = asked.asking;
    let to = asked
        .focus
        .map_or(to, |focus| focus.max(to.saturating_sub(1)) + 1);
    let places = [
        (12, stem(from.checked_sub(1))),
        (13, stem(Some(to))),
        (14, stem(asked.words.len().checked_sub(1))),
        (15, stem(Some(to + 1))),
        (16, stem(asked.words.len().checked_sub(2))),
    ];
    for (token, row) in tokens.iter().zip(rows) {
        let own = one.prepared.stem_of(token);
        for (signal, stem) in places {
            row[signal] = flag(stem == Some(own));
        }
    }
}

fn function_class(folded: &str) -> Option<usize> {
    Some(match folded {
        "the" => 0,
        "a" | "an" => 1,
        "of" => 2,
        "in" => 3,
        "on" | "at" => 4,
        "to" => 5,
        "by" => 6,
        "for" => 7,
        "from" => 8,
        "with" | "without" => 9,
        "as" => 10,
        "and" => 11,
        "or" => 12,
        "but" | "although" | "though" | "however" => 13,
        "because" | "since" | "due" => 14,
        "that" => 15,
        "which" | "who" | "whom" | "whose" => 16,
        "is" | "are" | "was" | "were" => 17,
        "be" | "been" | "being" => 18,
        "has" | "have" | "had" => 19,
        "not" | "no" | "never" => 20,
        "'s" => 21,
        "his" | "her" | "their" | "its" => 22,
        "he" | "she" | "it" | "they" => 23,
        "this" | "these" | "those" => 24,
        "than" | "about" | "over" | "nearly" | "around" | "approximately" => 25,
        "into" | "through" | "under" | "against" | "within" | "among" | "between" => 26,
        "during" | "after" | "before" | "until" => 27,
        "when" | "while" | "where" => 28,
        "can" | "could" | "would" | "will" | "may" | "might" | "should" | "must" => 29,
        _ => return None,
    })
}
