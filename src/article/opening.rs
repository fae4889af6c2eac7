//! Which of the lines above the first paragraph of plain text is the title, and
//! which are a page's masthead and menu.

use super::draft::{Draft, Kind, Piece};
use super::lines::{self, Line};
use super::rubbish::is_prose;

/// Lines above the first paragraph that are looked at.
const LINES: usize = 60;

/// Fewest words of a headline where shorter lines stand above it.
const HEADLINE_WORDS: usize = 4;

/// Takes the title out of the pieces, and the menu that stands above it.
pub(super) fn read(draft: &mut Draft) {
    let end = draft
        .pieces
        .iter()
        .take(LINES)
        .position(|piece| is_prose(&piece.text))
        .unwrap_or_else(|| draft.pieces.len().min(LINES));
    let opening = draft.pieces.get(..end).unwrap_or(&[]);
    let kinds: Vec<Option<Line>> = opening
        .iter()
        .map(|piece| lines::of(&piece.text, true))
        .collect();
    let Some(first) = headline(opening, &kinds).or_else(|| {
        draft
            .pieces
            .iter()
            .position(|piece| lines::of(&piece.text, true).is_none())
    }) else {
        return;
    };
    let follows = draft.pieces.len() > first + 1;
    if !follows || !draft.pieces.get(first).is_some_and(is_title) {
        return;
    }
    let below: Vec<Piece> = draft.pieces.split_off(first);
    // Buttons and dates among the menu say themselves what they are.
    for piece in std::mem::take(&mut draft.pieces) {
        if lines::of(&piece.text, true).is_some() {
            draft.pieces.push(piece);
        } else {
            draft.leave_out(&piece.text, "navigation");
        }
    }
    let mut below = below.into_iter();
    draft.metadata.title = below.next().map(|title| title.text);
    draft.pieces.extend(below);
}

/// The place of the headline when other lines stand above it: the first line
/// of several words, over a byline, a date or the first paragraph.
fn headline(opening: &[Piece], kinds: &[Option<Line>]) -> Option<usize> {
    let words = |piece: &Piece| piece.text.split_whitespace().count();
    let is_own = |at: usize| kinds.get(at).copied().flatten().is_none();
    let long = |at: usize| {
        opening
            .get(at)
            .is_some_and(|piece| words(piece) >= HEADLINE_WORDS)
    };
    let first = (0..opening.len()).find(|at| is_own(*at))?;
    let candidate = (first..opening.len()).find(|at| is_own(*at) && long(*at))?;
    let above = candidate - first;
    let signed = kinds
        .iter()
        .skip(candidate)
        .any(|kind| matches!(kind, Some(Line::Byline | Line::Date)));
    let labels = opening.iter().take(candidate).skip(first).all(is_label);
    // One short line over a longer one may be a title over its subtitle, unless
    // something shows that a page begins here.
    let buttons = kinds.iter().take(candidate).any(Option::is_some);
    let is_menu = above >= 3 || above >= 1 && (buttons || signed && labels);
    is_menu.then_some(candidate)
}

/// Whether a line is one word or in capitals, as the name of a department is.
fn is_label(piece: &Piece) -> bool {
    piece.text.split_whitespace().nth(1).is_none() || !piece.text.chars().any(char::is_lowercase)
}

/// Whether a piece is as short as a title.
fn is_title(piece: &Piece) -> bool {
    const LONGEST: usize = 35;
    let words = piece.text.split_whitespace().take(LONGEST + 1).count();
    let short = words <= LONGEST && piece.text.chars().take(251).count() <= 250;
    // One full stop closes a sentence; a title with one is rare, and then short.
    let closed = piece.text.ends_with('.') && words > 8;
    short && !closed && piece.kind == Kind::Paragraph
}

#[cfg(test)]
mod tests {
    use crate::article::{Source, read};

    #[track_caller]
    fn title(lines: &str, expected: &str) {
        let text = format!(
            "{lines}\n\nThe ferry did not sail on Friday, and nobody on the quay was told why it stayed.\n"
        );
        let article = read(Source {
            bytes: text.as_bytes(),
            name: "page.txt",
            ..Source::default()
        });
        assert_eq!(article.unwrap().title(), expected);
    }

    #[test]
    fn the_headline_is_found_under_a_menu() {
        let headline = "Ferry stays in port for a third day";
        title(headline, headline);
        title(
            &format!("Skip to content\nThe Quay Courier\nNews\n\n{headline}"),
            headline,
        );
        title(&format!("News\nSport\nOpinion\n\n{headline}"), headline);
        title(&format!("TRANSPORT\n\n{headline}\n\nBy Ann Lee"), headline);
        title(
            &format!("Home\n\n{headline}\nOwners say the engine is to blame\n\nBy Ann Lee"),
            headline,
        );
    }

    #[test]
    fn a_short_title_stays_the_title() {
        title(
            "Ferry trouble\n\nA short history of a long wait",
            "Ferry trouble",
        );
        title(
            "Ferry trouble\n\nA short history of a long wait\n\nBy Ann Lee",
            "Ferry trouble",
        );
        title("Adrift", "Adrift");
    }
}
