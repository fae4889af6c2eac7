//! An article in a few of its own sentences. Pure.

use crate::{
    article::{Article, Sentence},
    quotes::Attributions,
    text::Span,
};

use candidate::Candidates;
use reading::Reading;

mod about;
mod amount;
mod candidate;
mod choice;
mod cut;
mod facts;
mod hanging;
mod mentions;
mod moment;
mod opening;
mod outlook;
mod people;
mod pointing_words;
pub mod points;
mod reading;
pub mod section;
pub mod several;
mod standing;
mod terms;
pub mod worth;

/// How long a summary may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// One or two sentences.
    Short,
    /// About five sentences.
    Medium,
    /// About ten sentences.
    Long,
    /// So many sentences.
    Sentences(usize),
    /// At most so many words, but one sentence at least.
    Words(usize),
}

/// What to summarise.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// How long.
    pub length: Length,
    /// A topic or a speaker to keep to.
    pub about: Option<&'a str>,
    /// Index of one section to keep to.
    pub section: Option<usize>,
}

/// The chosen sentences, in order of the article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The sentences.
    pub lines: Vec<Line>,
    /// Whether this is the whole article because it is so short.
    pub whole: bool,
    /// Whether more was asked for than a third of the article.
    pub capped: bool,
}

/// One sentence of a summary.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Index into the article's sentences.
    pub sentence: usize,
    /// The words shown: the sentence, or a contiguous part of it (an opening
    /// connective left off).
    pub span: Span,
    /// Words to put in the place of a span, in square brackets, so that the
    /// line can be read alone: `[Zelenskyy]` for `He`. They are not the
    /// article's words at that place.
    pub replace: Option<(Span, String)>,
}

impl Line {
    /// The line as people read it: the name in square brackets.
    #[must_use]
    pub fn shown(&self, article: &Article) -> String {
        match &self.replace {
            None => article.words(self.span).to_owned(),
            Some((span, with)) => {
                let before = Span::new(self.span.start, span.start);
                let after = Span::new(span.end, self.span.end);
                format!("{}[{with}]{}", article.words(before), article.words(after))
            }
        }
    }
}

/// Sentences of the lengths that have a name.
const SHORT: usize = 2;
const MEDIUM: usize = 5;
const LONG: usize = 10;

/// An article of at most so many sentences, or of so many words and few
/// sentences, is its own summary.
const VERY_SHORT: usize = 3;
const VERY_SHORT_WORDS: usize = 80;
const FEW_SENTENCES: usize = 6;

/// Summarises `article`.
#[must_use]
pub fn summarise(article: &Article, attributions: &Attributions, request: &Request<'_>) -> Summary {
    if is_very_short(article, request) {
        return Summary {
            lines: (0..article.sentences.len())
                .map(|sentence| whole(article, sentence))
                .collect(),
            whole: true,
            capped: false,
        };
    }
    let reading = Reading::of(article, attributions);
    let candidates = Candidates::of(&reading, request);
    let budget = Budget::of(article, request);
    let lines = choice::choose(&reading, &candidates, &budget);
    let wanted = candidates.all.iter().filter(|c| c.wanted).count();
    Summary {
        capped: budget.capped && wanted > lines.len(),
        lines,
        whole: false,
    }
}

/// Whether the article is its own summary, and nothing shorter was asked for.
fn is_very_short(article: &Article, request: &Request<'_>) -> bool {
    let sentences = article.sentences.len();
    let words = words_of(article);
    let fits = match request.length {
        Length::Short | Length::Medium | Length::Long => true,
        Length::Sentences(number) => number >= sentences,
        Length::Words(number) => number >= words,
    };
    request.about.is_none()
        && request.section.is_none()
        && fits
        && (sentences <= VERY_SHORT || (sentences <= FEW_SENTENCES && words <= VERY_SHORT_WORDS))
}

/// Words of all sentences.
fn words_of(article: &Article) -> usize {
    let words = |sentence: &Sentence| article.words(sentence.span).split_whitespace().count();
    article.sentences.iter().map(words).sum()
}

/// Sentences of a section.
fn section_length(article: &Article, section: usize) -> usize {
    let passages = article.passages.iter().filter(|p| p.section == section);
    passages.map(|passage| passage.sentences.len()).sum()
}

/// A sentence that may be chosen, as the trainer sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Index into the article's sentences.
    pub sentence: usize,
    /// What would be shown.
    pub span: Span,
    /// The neighbouring sentence without which it cannot be read.
    pub needs: Option<usize>,
    /// What the worth is reckoned from.
    pub features: worth::Features,
    /// The part of the worth that is not learnt.
    pub set: f32,
    /// Index of its passage.
    pub passage: usize,
    /// How alike it is to each of the others, in their order.
    pub likeness: Vec<f32>,
}

/// The sentences that may be chosen: what the weights of [`worth`] are learnt
/// from.
#[must_use]
pub fn seen(article: &Article, attributions: &Attributions) -> Vec<Seen> {
    let reading = Reading::of(article, attributions);
    let request = Request {
        length: Length::Medium,
        about: None,
        section: None,
    };
    let (candidates, seen) = Candidates::with_what_is_seen(&reading, &request);
    let count = candidates.all.len();
    candidates
        .all
        .iter()
        .zip(seen)
        .enumerate()
        .map(|(number, (candidate, seen))| Seen {
            sentence: candidate.sentence,
            span: candidate.cut.span,
            needs: candidate.needs,
            passage: article
                .sentences
                .get(candidate.sentence)
                .map_or(0, |sentence| sentence.passage),
            features: seen.features,
            set: seen.set,
            likeness: (0..count)
                .map(|other| candidates.likeness(number, other))
                .collect(),
        })
        .collect()
}

fn whole(article: &Article, sentence: usize) -> Line {
    Line {
        sentence,
        span: article
            .sentences
            .get(sentence)
            .map_or(Span::default(), |sentence| sentence.span),
        replace: None,
    }
}

/// What a summary may take.
#[derive(Clone, Copy, Debug)]
struct Budget {
    sentences: usize,
    words: usize,
    /// Whether so many words were asked for, not sentences.
    in_words: bool,
    /// Whether it is less than was asked for.
    capped: bool,
}

impl Budget {
    fn of(article: &Article, request: &Request<'_>) -> Self {
        // Never longer than a third of the article, but one sentence at least.
        let all = words_of(article) / 3;
        let third = match request.section {
            None => (article.sentences.len() / 3).max(1),
            // Nor of a section, which can be a few sentences long.
            Some(section) => (article.sentences.len() / 3)
                .min(section_length(article, section) / 3)
                .max(SHORT),
        };
        let (sentences, words) = match request.length {
            Length::Short => (SHORT, usize::MAX),
            Length::Medium => (MEDIUM, usize::MAX),
            Length::Long => (LONG, usize::MAX),
            Length::Sentences(number) => (number.max(1), usize::MAX),
            Length::Words(number) => (usize::MAX, number.max(1)),
        };
        Self {
            sentences: sentences.min(third),
            words: words.min(all),
            in_words: matches!(request.length, Length::Words(_)),
            capped: match request.length {
                Length::Words(number) => number > all,
                _ => sentences > third,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Metadata, quotes};
    use proptest::prelude::*;

    const ARTICLE: &str = "The town of Harl will close its old mill in June, the council decided on Monday.\n\n\
        The mill has ground flour for two hundred years and employs forty people. \
        Mayor Ann Lee said the building was no longer safe. \
        However, the mill needs repairs that would cost two million crowns. \
        She promised that every worker would be offered another post.\n\n\
        The owner, Tom Ray, called the decision “a theft” and said he would go to court. \
        This surprised nobody in the council. \
        The council and the owner have argued about the mill for ten years.\n\n\
        A court in the capital will hear the case in May. \
        Until then the mill stays open, and the workers stay in their posts. \
        Visitors to the town can see the mill on Sundays. \
        The river beside the mill is known for its trout.";

    fn article(text: &str) -> Article {
        Article::from_lines(text.to_owned(), Metadata::default())
    }

    fn lines(text: &str, length: Length, about: Option<&str>) -> Vec<String> {
        let article = article(text);
        let attributions = quotes::attribute(&article);
        let request = Request {
            length,
            about,
            section: None,
        };
        summarise(&article, &attributions, &request)
            .lines
            .iter()
            .map(|line| line.shown(&article))
            .collect()
    }

    #[test]
    fn the_news_comes_first_and_the_lines_are_in_order() {
        let lines = lines(ARTICLE, Length::Sentences(3), None);
        assert_eq!(lines.len(), 3);
        assert!(lines[0].starts_with("The town of Harl"), "{lines:?}");
    }

    #[test]
    fn nothing_hangs_in_the_air() {
        for length in [Length::Short, Length::Medium, Length::Sentences(4)] {
            for line in lines(ARTICLE, length, None) {
                let first = line.split_whitespace().next().unwrap();
                assert!(
                    !["She", "This", "However,", "He"].contains(&first),
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn a_summary_is_never_longer_than_a_third() {
        assert!(lines(ARTICLE, Length::Long, None).len() <= 4);
        assert!(
            lines(ARTICLE, Length::Words(30), None)
                .join(" ")
                .split_whitespace()
                .count()
                <= 30
        );
    }

    #[test]
    fn a_topic_is_kept_to() {
        let lines = lines(ARTICLE, Length::Medium, Some("court"));
        assert!(!lines.is_empty());
        assert!(lines.iter().all(|line| line.contains("court")), "{lines:?}");
        assert!(super::tests::lines(ARTICLE, Length::Medium, Some("elephants")).is_empty());
    }

    #[test]
    fn a_very_short_article_is_given_whole() {
        let article = article("One thing happened. Then another did.");
        let request = Request {
            length: Length::Medium,
            about: None,
            section: None,
        };
        let summary = summarise(&article, &Attributions::default(), &request);
        assert!(summary.whole);
        assert_eq!(summary.lines.len(), 2);
    }

    #[test]
    fn a_name_for_a_pronoun_stands_in_the_article() {
        let text = format!(
            "{ARTICLE} Ann Lee came to the town in 1990 from the capital. She has led the council since the year 2011."
        );
        let article = article(&text);
        let attributions = quotes::attribute(&article);
        let request = Request {
            length: Length::Long,
            about: Some("council"),
            section: None,
        };
        let summary = summarise(&article, &attributions, &request);
        let named: Vec<_> = summary
            .lines
            .iter()
            .filter_map(|l| l.replace.as_ref())
            .collect();
        for (pronoun, name) in &named {
            assert_eq!(article.words(*pronoun), "She");
            assert_eq!(name, "Ann Lee");
        }
        assert_eq!(named.len(), 1, "{:?}", summary.lines);
    }

    /// So many sentences, each of another matter.
    fn long_article(sentences: usize) -> Article {
        let text: Vec<String> = (0..sentences)
            .map(|number| {
                let matter = [
                    "mill", "court", "river", "school", "ferry", "bridge", "market",
                ];
                let of = matter[number % matter.len()];
                format!(
                    "Town {number} of the lake county opened a {of} with {number} rooms on Monday."
                )
            })
            .collect();
        article(&text.join("\n\n"))
    }

    #[test]
    fn each_length_has_its_number_of_sentences() {
        let article = long_article(60);
        for (length, expected) in [
            (Length::Short, 1..=2),
            (Length::Medium, 5..=5),
            (Length::Long, 10..=10),
            (Length::Sentences(7), 7..=7),
            (Length::Sentences(0), 1..=1),
        ] {
            let request = Request {
                length,
                about: None,
                section: None,
            };
            let summary = summarise(&article, &Attributions::default(), &request);
            assert!(
                expected.contains(&summary.lines.len()),
                "{length:?} {}",
                summary.lines.len()
            );
            assert!(!summary.capped && !summary.whole, "{length:?}");
            let order: Vec<usize> = summary.lines.iter().map(|line| line.sentence).collect();
            assert!(order.is_sorted(), "{order:?}");
        }
    }

    #[test]
    fn more_than_a_third_is_never_given_and_that_is_known() {
        for sentences in [7, 12, 30] {
            let article = long_article(sentences);
            for length in [Length::Sentences(usize::MAX), Length::Words(usize::MAX)] {
                let request = Request {
                    length,
                    about: None,
                    section: None,
                };
                let summary = summarise(&article, &Attributions::default(), &request);
                assert!(summary.capped, "{length:?}");
                assert!(summary.lines.len() * 3 <= sentences, "{length:?}");
                let words: usize = summary
                    .lines
                    .iter()
                    .map(|line| article.words(line.span).split_whitespace().count())
                    .sum();
                assert!(words * 3 <= words_of(&article), "{length:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_summed_up_the_same_each_time(text in "[A-Za-z“”.,!? \n]{0,400}") {
            let first = lines(&text, Length::Medium, None);
            prop_assert_eq!(&first, &lines(&text, Length::Medium, None));
        }
    }
}
