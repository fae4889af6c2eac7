//! The last look at every reply before it leaves: is each quotation, character
//! for character, in the article at the place that is cited? Fails closed.

use crate::{
    library::Library,
    reply::{Block, Excerpt, Line, Piece, Quotation, Reply},
};

/// What the asker reads in the place of words that could not be verified.
pub const LEFT_OUT: &str =
    "I left something out here: I could not find it word for word in the article.";

/// Characters that renderers put around verified words, and that therefore
/// must not stand in the bot's own.
const QUOTATION_MARKS: [char; 9] = ['"', '“', '”', '„', '«', '»', '「', '」', '‟'];

/// Checks `reply` against the articles and takes out what is not in them.
#[must_use]
pub fn seal(mut reply: Reply, library: &Library) -> Reply {
    let mut faults = 0_usize;
    if reply
        .title
        .as_ref()
        .is_some_and(|title| !line_holds(title, library))
    {
        reply.title = None;
        faults += 1;
    }
    for block in &mut reply.blocks {
        let holds = match block {
            Block::Text(line) | Block::Note(line) => line_holds(line, library),
            Block::Quotation(quotation) => quotation_holds(quotation, library),
            Block::List(lines) => {
                let before = lines.len();
                lines.retain(|line| line_holds(line, library));
                lines.len() == before
            }
        };
        if !holds {
            faults += 1;
            match block {
                // What is left of a list still holds.
                Block::List(_) => {}
                _ => *block = Block::Text(Line::own(LEFT_OUT)),
            }
        }
    }
    reply.blocks.dedup_by(|later, earlier| {
        later == earlier && matches!(later, Block::Text(line) if *line == Line::own(LEFT_OUT))
    });
    let answer_stands = reply.answer.as_ref().is_none_or(|answer| {
        reply
            .excerpts()
            .any(|excerpt| excerpt.text.contains(answer.as_str()))
    });
    if !answer_stands {
        reply.answer = None;
        faults += 1;
    }
    if faults > 0 {
        tracing::error!(
            command = reply.command,
            faults,
            "a reply had words that are not in the article; they were left out"
        );
    }
    reply
}

fn line_holds(line: &Line, library: &Library) -> bool {
    line.0.iter().all(|piece| match piece {
        Piece::Own(words) => !words.contains(QUOTATION_MARKS),
        Piece::Words(excerpt) => excerpt_holds(excerpt, library),
        // Names and titles are shown without marks of ours, commands are
        // ours, and what was asked is marked as the asker's.
        Piece::Strong(_) | Piece::Code(_) | Piece::Asked(_) => true,
    })
}

fn excerpt_holds(excerpt: &Excerpt, library: &Library) -> bool {
    !excerpt.text.is_empty()
        && library.get(&excerpt.article).is_some_and(|entry| {
            entry.article.version == excerpt.version
                && entry.article.words(excerpt.span) == excerpt.text
        })
}

fn quotation_holds(quotation: &Quotation, library: &Library) -> bool {
    let text = &quotation.excerpt.text;
    let fits = |span: &crate::text::Span| {
        span.start < span.end && text.get(span.start..span.end).is_some()
    };
    let marks_fit = quotation.marked.iter().all(fits)
        && quotation
            .marked
            .windows(2)
            .all(|pair| pair[0].end <= pair[1].start);
    let replaced_fits = quotation
        .replace
        .as_ref()
        .is_none_or(|(span, with)| fits(span) && !with.contains(QUOTATION_MARKS));
    excerpt_holds(&quotation.excerpt, library) && marks_fit && replaced_fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, Metadata},
        citation,
        reply::Role,
        text::Span,
    };

    fn library() -> Library {
        let article = Article::from_lines(
            "The mayor called the plan “a gift”. It costs two million.".to_owned(),
            Metadata {
                title: Some("Plan".to_owned()),
                ..Metadata::default()
            },
        );
        Library::in_memory(vec![article]).unwrap()
    }

    fn quotation(library: &Library) -> Quotation {
        let article = &library.get("plan").unwrap().article;
        citation::quotation(article, article.sentences[0].span, Role::Evidence)
    }

    fn sealed(block: Block) -> Reply {
        let library = library();
        seal(
            Reply {
                blocks: vec![block],
                ..Reply::default()
            },
            &library,
        )
    }

    #[test]
    fn true_quotations_pass_unchanged() {
        let block = Block::Quotation(quotation(&library()));
        assert_eq!(sealed(block.clone()).blocks, [block]);
    }

    #[test]
    fn a_changed_letter_is_dropped_and_said_so() {
        let mut quotation = quotation(&library());
        quotation.excerpt.text = quotation.excerpt.text.replace("gift", "gilt");
        assert_eq!(
            sealed(Block::Quotation(quotation)).blocks,
            [Block::Text(Line::own(LEFT_OUT))]
        );
    }

    #[test]
    fn another_place_version_or_article_is_dropped() {
        for spoil in [
            (|quotation: &mut Quotation| quotation.excerpt.span.start += 1) as fn(&mut Quotation),
            |quotation| quotation.excerpt.version.push('0'),
            |quotation| quotation.excerpt.article.push('0'),
            |quotation| quotation.marked = vec![Span::new(0, 9_999)],
            |quotation| quotation.marked = vec![Span::new(5, 9), Span::new(4, 6)],
            |quotation| quotation.replace = Some((Span::new(0, 3), "“He”".to_owned())),
        ] {
            let mut quotation = quotation(&library());
            spoil(&mut quotation);
            assert_eq!(
                sealed(Block::Quotation(quotation)).blocks,
                [Block::Text(Line::own(LEFT_OUT))]
            );
        }
    }

    #[test]
    fn the_bots_own_words_cannot_quote() {
        assert_eq!(
            sealed(Block::Text(Line::own("She said “a gift”."))).blocks,
            [Block::Text(Line::own(LEFT_OUT))]
        );
    }

    #[test]
    fn an_answer_that_stands_nowhere_is_dropped() {
        let library = library();
        let reply = Reply {
            blocks: vec![Block::Quotation(quotation(&library))],
            answer: Some("three million".to_owned()),
            ..Reply::default()
        };
        assert_eq!(seal(reply, &library).answer, None);
    }
}
