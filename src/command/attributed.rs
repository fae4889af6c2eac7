//! An attribution as a block of a reply, and the sentences about speakers
//! that several commands say.

use crate::{
    article::Article,
    citation,
    library::Entry,
    quotes::{Attribution, Attributions, How, lookup::Match},
    reply::{Block, Line, Piece, Quotation, Role},
    text::Span,
};

/// The words of an attribution with whoever said them: for a quotation its
/// words, for reported speech the sentence that reports it.
pub(super) fn quotations(
    article: &Article,
    attributions: &Attributions,
    attribution: &Attribution,
) -> Vec<Quotation> {
    let spans: Vec<Span> = match attribution.how {
        How::Direct => attribution.content.clone(),
        How::Mixed | How::Indirect => attribution
            .content
            .first()
            .map(|content| sentence_with_source(article, attribution, *content))
            .into_iter()
            .collect(),
    };
    spans
        .into_iter()
        .map(|span| {
            let mut quotation = citation::quotation(article, span, Role::Quote);
            quotation.speaker = Some(citation::spoken_by(article, attributions, attribution));
            if attribution.how == How::Mixed {
                quotation.marked = attribution
                    .quoted
                    .iter()
                    .filter(|quoted| span.contains(**quoted))
                    .map(|quoted| Span::new(quoted.start - span.start, quoted.end - span.start))
                    .collect();
            }
            quotation
        })
        .collect()
}

pub(super) fn blocks(
    article: &Article,
    attributions: &Attributions,
    attribution: &Attribution,
) -> Vec<Block> {
    quotations(article, attributions, attribution)
        .into_iter()
        .map(Block::Quotation)
        .collect()
}

/// The whole sentences that hold content, cue and source.
fn sentence_with_source(article: &Article, attribution: &Attribution, content: Span) -> Span {
    let all = attribution
        .content
        .iter()
        .chain(&attribution.source)
        .chain(&attribution.cue)
        .fold(content, |all, span| {
            Span::new(all.start.min(span.start), all.end.max(span.end))
        });
    let whole = citation::whole_sentences(article, all);
    // A source far away was taken over from another sentence.
    let near = article.passage_at(whole.start) == article.passage_at(whole.end.saturating_sub(1));
    if near {
        whole
    } else {
        citation::whole_sentences(article, content)
    }
}

/// Said when nothing that was found is in quotation marks.
pub(super) const ONLY_REPORTED: &str = "No direct quotation, only reported:";

/// Whether an attribution has no quoted words.
pub(super) fn is_reported(entry: &Entry, attribution: usize) -> bool {
    entry
        .attributions()
        .attributions
        .get(attribution)
        .is_none_or(|found| found.how == How::Indirect)
}

/// The speakers that were found, or the sentence that says why there are none.
pub(super) fn speakers(typed: &str, found: Match) -> Result<Vec<usize>, Line> {
    match found {
        Match::Found(found) => Ok(found),
        Match::Mentioned => Err(Line::own("The article mentions ")
            .and(Piece::Asked(typed.to_owned()))
            .say(", but nothing is attributed to that name.")),
        Match::Suggest(names) => {
            let mut line = Line::own("Nobody called ")
                .and(Piece::Asked(typed.to_owned()))
                .say(" speaks in the article. Did you mean ");
            for (number, name) in names.into_iter().enumerate() {
                if number > 0 {
                    line = line.say(" or ");
                }
                line = line.and(Piece::Strong(name));
            }
            Err(line.say("?"))
        }
        Match::Unknown => Err(Line::own("Nobody called ")
            .and(Piece::Asked(typed.to_owned()))
            .say(" speaks in the article. ")
            .and(Piece::Code("speakers".into()))
            .say(" lists who does.")),
    }
}
