//! From a span of an article to a quotation with its citation: the one way in
//! which words of an article get into a reply.

use crate::{
    article::Article,
    quotes::{Attribution, Attributions},
    reply::{Citation, Excerpt, Quotation, Role, SpokenBy},
    text::Span,
};

/// Words that a text fragment names at each end of a longer excerpt; browsers
/// match them on whole words.
const FRAGMENT_WORDS: usize = 5;

/// Excerpts up to this many words are named whole in a text fragment.
const WHOLE_FRAGMENT_WORDS: usize = 12;

/// The words of `article` at `span`.
#[must_use]
pub fn excerpt(article: &Article, span: Span) -> Excerpt {
    Excerpt {
        article: article.id.clone(),
        version: article.version.clone(),
        span,
        text: article.words(span).to_owned(),
    }
}

/// The words of `article` at `span` as a quotation with its citation.
#[must_use]
pub fn quotation(article: &Article, span: Span, role: Role) -> Quotation {
    let passage = article.passage_at(span.start).unwrap_or(0);
    Quotation {
        excerpt: excerpt(article, span),
        citation: Citation {
            title: article.title().to_owned(),
            section: article.heading_of(passage).map(str::to_owned),
            passage: passage + 1,
            url: article
                .metadata
                .url
                .as_deref()
                .map(|url| with_fragment(url, article.words(span))),
        },
        marked: Vec::new(),
        replace: None,
        speaker: None,
        role,
    }
}

/// Who said the words of an attribution.
#[must_use]
pub fn spoken_by(
    article: &Article,
    attributions: &Attributions,
    attribution: &Attribution,
) -> SpokenBy {
    SpokenBy {
        name: attributions
            .speaker_of(attribution)
            .map(|speaker| speaker.name.clone()),
        as_written: attribution
            .source
            .map(|source| article.words(source).to_owned()),
        how: attribution.how,
        force: attribution.force,
    }
}

/// The attribution in whose content all of `span` stands.
#[must_use]
pub fn attribution_of(attributions: &Attributions, span: Span) -> Option<&Attribution> {
    attributions
        .attributions
        .iter()
        .filter(|attribution| {
            attribution
                .content
                .iter()
                .any(|content| content.contains(span))
        })
        .min_by_key(|attribution| {
            attribution
                .content
                .iter()
                .map(|content| content.len())
                .sum::<usize>()
        })
}

/// `span` shortened in the middle of nothing: the sentences that it touches,
/// whole.
#[must_use]
pub fn whole_sentences(article: &Article, span: Span) -> Span {
    let first = article.sentence_at(span.start);
    let last = article.sentence_at(span.end.saturating_sub(1).max(span.start));
    match (first, last) {
        (Some(first), Some(last)) => Span::new(
            article.sentences[first].span.start.min(span.start),
            article.sentences[last].span.end.max(span.end),
        ),
        _ => span,
    }
}

/// `url` with a text fragment that opens it at `words`
/// (WICG *URL Fragment Text Directives*).
fn with_fragment(url: &str, words: &str) -> String {
    let base = url.split('#').next().unwrap_or(url);
    // A fragment is matched inside one block; the first line is enough.
    let line = words.lines().next().unwrap_or("");
    let words: Vec<&str> = line.split_whitespace().collect();
    if words.is_empty() {
        return base.to_owned();
    }
    let fragment = if words.len() <= WHOLE_FRAGMENT_WORDS {
        encode(&words.join(" "))
    } else {
        let (start, end) = (
            &words[..FRAGMENT_WORDS],
            &words[words.len() - FRAGMENT_WORDS..],
        );
        format!("{},{}", encode(&start.join(" ")), encode(&end.join(" ")))
    };
    format!("{base}#:~:text={fragment}")
}

/// Percent-encodes all but unreserved characters; `-` too, which separates
/// prefix and suffix in a text directive.
fn encode(words: &str) -> String {
    let mut encoded = String::with_capacity(words.len());
    for byte in words.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            use std::fmt::Write;
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Metadata;

    fn article(text: &str) -> Article {
        Article::from_lines(
            text.to_owned(),
            Metadata {
                url: Some("https://example.org/a?b=1#top".to_owned()),
                ..Metadata::default()
            },
        )
    }

    #[test]
    fn a_short_excerpt_is_named_whole_and_encoded() {
        let article = article("A well-known “win-win”, he said.");
        let quotation = quotation(&article, article.sentences[0].span, Role::Evidence);
        assert_eq!(
            quotation.citation.url.as_deref(),
            Some(
                "https://example.org/a?b=1#:~:text=A%20well%2Dknown%20%E2%80%9Cwin%2Dwin%E2%80%9D%2C%20he%20said."
            )
        );
        assert_eq!(quotation.citation.passage, 1);
    }

    #[test]
    fn a_long_excerpt_is_named_by_its_ends() {
        let article = article(
            "One two three four five six seven eight nine ten eleven twelve thirteen fourteen.",
        );
        let url = quotation(&article, article.sentences[0].span, Role::Evidence)
            .citation
            .url
            .unwrap();
        assert!(url.ends_with(
            "#:~:text=One%20two%20three%20four%20five,ten%20eleven%20twelve%20thirteen%20fourteen."
        ));
    }

    #[test]
    fn an_excerpt_grows_to_whole_sentences() {
        let article = article("The first one. The second one. The third one.");
        let span = Span::new(4, 20);
        assert_eq!(
            article.words(whole_sentences(&article, span)),
            "The first one. The second one."
        );
    }
}
