//! What web pages put around an article and copying brings along: which
//! lines are share bars, captions, boxes. Judges by form, knows no site.

use super::draft::{Draft, Kind, Piece};
use super::lines::{self, Line};
use super::{captions, dateline};
use crate::text::fold;

/// Moves all rubbish among the pieces to what is left out; bylines and dates
/// become metadata where the source gave none.
pub(super) fn sweep(draft: &mut Draft) {
    let pieces = std::mem::take(&mut draft.pieces);
    let first_paragraph = pieces
        .iter()
        .position(|piece| is_prose(&piece.text))
        .unwrap_or(pieces.len());
    let last_paragraph = pieces
        .iter()
        .rposition(|piece| is_prose(&piece.text))
        .unwrap_or(0);
    let kinds: Vec<Option<Line>> = pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| lines::of(&piece.text, at <= first_paragraph))
        .collect();
    let total: usize = pieces.iter().map(|piece| piece.text.len()).sum();
    let mut passed = 0;
    // The box that a rubbish heading opened; the pieces under it go with it.
    let mut open: Option<&'static str> = None;
    // Whether the box's lines stand close together, so that a gap ends it.
    let mut tight = false;
    let heads = heads_text(&pieces);
    let mut credited = String::new();
    for (at, piece) in pieces.into_iter().enumerate() {
        let kind = kinds.get(at).copied().flatten();
        let share = |at: Option<usize>| {
            at.and_then(|at| kinds.get(at).copied().flatten()) == Some(Line::Share)
        };
        let outside = at < first_paragraph || at > last_paragraph;
        passed += piece.text.len();
        let reason = match kind {
            Some(Line::Byline) if outside => {
                let name = dateline::byline(&piece.text);
                draft.metadata.byline.get_or_insert(name);
                Some("byline, kept with the metadata")
            }
            // Between paragraphs a date heads an entry of a chronicle.
            Some(Line::Date) if outside => {
                if at < first_paragraph {
                    let date = dateline::date(&piece.text);
                    draft.metadata.date.get_or_insert(date);
                }
                Some("date, kept with the metadata")
            }
            Some(Line::Share) => {
                let in_company = share(at.checked_add(1)) || share(at.checked_sub(1));
                (in_company || outside).then_some("share buttons")
            }
            Some(Line::Box(reason)) => {
                let lasting = reason == "comments" && passed * 2 > total;
                open = Some(if lasting { COMMENTS_TO_THE_END } else { reason });
                tight = false;
                Some(reason)
            }
            Some(Line::Rubbish(reason)) => Some(reason),
            Some(Line::Byline | Line::Date) => None,
            None => {
                let under = at
                    .checked_sub(1)
                    .and_then(|before| kinds.get(before).copied().flatten())
                    == Some(Line::Byline);
                (outside && under && heads.get(at) == Some(&false) && is_post(&piece))
                    .then_some("byline")
            }
        };
        // Comments last to the end of the page, other boxes until prose.
        let closes = is_prose(&piece.text)
            || matches!(piece.kind, Kind::Heading(_))
            || tight && !piece.close && heads.get(at) == Some(&true);
        tight |= piece.close;
        if reason.is_none() && closes && open != Some(COMMENTS_TO_THE_END) {
            open = None;
        }
        // Alternative text and caption often stand side by side in the same words.
        let repeated = (!closes && credited.ends_with(&piece.text)).then_some("image caption");
        match reason.or(open).or(repeated) {
            Some(reason) => {
                draft.leave_out(&piece.text, reason);
                credited = if reason == "photo credit" {
                    piece.text
                } else {
                    String::new()
                };
            }
            None => draft.pieces.push(piece),
        }
    }
    sweep_captions(draft);
}

/// Whether a line is short enough for what stands under a name: "Science
/// correspondent", "Reporting from Dunmore".
fn is_post(piece: &Piece) -> bool {
    piece.kind == Kind::Paragraph
        && !is_prose(&piece.text)
        && piece.text.split_whitespace().count() <= 6
}

/// For each piece whether it may be the heading of the prose under it.
fn heads_text(pieces: &[Piece]) -> Vec<bool> {
    let under = pieces.iter().skip(1).map(|piece| is_prose(&piece.text));
    pieces
        .iter()
        .zip(under.chain(std::iter::once(false)))
        .map(|(piece, prose_under)| {
            prose_under && piece.kind == Kind::Paragraph && is_heading_like(piece)
        })
        .collect()
}

/// Comments in the second half of the source, which end no more.
const COMMENTS_TO_THE_END: &str = "comments below the article";

/// Captions and alternative texts among the paragraphs.
fn sweep_captions(draft: &mut Draft) {
    let pieces = std::mem::take(&mut draft.pieces);
    let first = pieces
        .iter()
        .position(|piece| is_prose(&piece.text) && !captions::is_caption(&piece.text, true));
    for (at, piece) in pieces.into_iter().enumerate() {
        let opening = first.is_some_and(|first| at < first);
        if piece.kind == Kind::Paragraph && captions::is_caption(&piece.text, opening) {
            draft.leave_out(&piece.text, "image caption");
        } else {
            draft.pieces.push(piece);
        }
    }
}

/// A paragraph of running text: long, or of several words closed by an end
/// mark.
pub(super) fn is_prose(text: &str) -> bool {
    let words = text.split_whitespace().take(21).count();
    let closed = text
        .trim_end_matches(['"', '”', '’', '\'', ')', '»', '“', '」', ']'])
        .ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', ':']);
    let wide = text.chars().take(40).count() == 40 && words <= 2;
    (words >= 8 && closed) || words > 20 || wide
}

/// Turns short lines without end mark over paragraphs into headings.
pub(super) fn find_headings(draft: &mut Draft) {
    // From the end, so that what stands under a line is already known: a short
    // line over another heading stays text.
    let mut over_text = false;
    for piece in draft.pieces.iter_mut().rev() {
        let heads = over_text && piece.kind == Kind::Paragraph && is_heading_like(piece);
        over_text = !heads && (is_prose(&piece.text) || piece.kind == Kind::Item);
        if heads {
            piece.kind = Kind::Heading(2);
        }
    }
}

fn is_heading_like(piece: &Piece) -> bool {
    let text = &piece.text;
    let words = text.split_whitespace().count();
    // `Voices from the U.S.` ends in its abbreviation, not in a full stop.
    let dotted = text
        .rsplit(' ')
        .next()
        .and_then(|word| word.strip_suffix('.'))
        .is_some_and(|word| word.contains('.'));
    let ends_open = dotted
        || !text.ends_with([
            '.', ',', ';', ':', '…', '。', '"', '”', '’', '\'', '»', '-', '—',
        ]);
    let begins = text.chars().next().is_some_and(|c| {
        c.is_uppercase()
            || c.is_numeric()
            || c.is_alphabetic() && !c.is_lowercase()
            || "“\"‘'«„¿".contains(c)
    });
    // Numbers alone are folios and scores, not headings.
    let named = fold(text).chars().any(char::is_alphabetic);
    (1..=14).contains(&words) && text.chars().count() <= 100 && ends_open && begins && named
}
