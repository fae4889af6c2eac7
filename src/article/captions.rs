//! Whether a paragraph describes a picture rather than telling the story.

use super::words::among;
use crate::text::fold;

const PICTURES: &str = "close-up closeup photo photograph image picture portrait illustration screenshot view \
    shot rendering silhouette drawing painting collage graphic snapshot still selfie \
    headshot infographic";
const OF: &str = "of showing with from depicting featuring";
const FINITE: &str = "is are was were has have had will would can could may might must should do does did \
    said says told became made took went came shows showed won led sold fetched helped \
    remains remained emerged appeared";
const SHOWN: &str = "showing depicting featuring wearing holding standing sitting smiling pictured \
    background foreground";
const INTRODUCING: &str = "a an two three four five several people men women children";

/// Whether a paragraph describes a picture: its first words name a kind of
/// picture and it has no finite verb, or it ends in a picture's credit.
pub(super) fn is_caption(text: &str, opening: bool) -> bool {
    if text.split_whitespace().take(61).count() > 60 {
        return false;
    }
    if ends_in_credit(text) {
        return true;
    }
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    if words.iter().any(|word| among(FINITE, word)) || text.contains(['“', '"']) {
        return false;
    }
    let shown = words.iter().any(|word| among(SHOWN, word));
    // `Portrait of a town: how it lived` is a headline's way, not a caption's.
    let described = names_picture(&words) && !text.contains(':');
    described && (opening || shown) || opening && shown && describes(&words)
}

/// Whether the words begin with a kind of picture, as `Aerial view of` does
/// and `The letter includes a photo of` does not.
fn names_picture(words: &[&str]) -> bool {
    let noun = words.iter().take(5).position(|word| among(PICTURES, word));
    noun.is_some_and(|at| {
        let of = words.get(at + 1).is_some_and(|next| among(OF, next));
        let before = words.get(..at).unwrap_or(&[]);
        of && before
            .iter()
            .all(|word| *word == "this" || !word.ends_with(['s', 'd']))
    })
}

/// Whether the words introduce somebody or something unknown, without any
/// past tense: `A fisherman in a yellow coat, holding …`.
fn describes(words: &[&str]) -> bool {
    const LONGEST: usize = 30;
    let unknown = words.first().is_some_and(|first| among(INTRODUCING, first));
    let past = |word: &&str| word.ends_with("ed") && !word.contains('-') && *word != "pictured";
    unknown && words.len() <= LONGEST && !words.iter().any(past)
}

/// `(Jane Doe/Agency)`, `Photo: Jane Doe`, `| Jane Doe / Agency` at the end.
fn ends_in_credit(text: &str) -> bool {
    let text = text.trim_end_matches('.');
    let Some(inside) = text.strip_suffix([')', ']']) else {
        return false;
    };
    let Some(credit) = inside.rsplit(['(', '[']).next() else {
        return false;
    };
    let folded = fold(credit);
    let short = credit.split_whitespace().take(9).count() <= 8;
    let agency = folded.contains('/')
        && ["photo", "images", "getty", "afp", "reuters", "epa", "ap"]
            .iter()
            .any(|name| folded.contains(name));
    let marked = [
        "photo:",
        "photo by",
        "photo credit",
        "photograph by",
        "image:",
        "picture:",
        "courtesy of",
        "©",
    ]
    .iter()
    .any(|start| folded.starts_with(start))
        || folded.contains("via ap")
        || agency;
    short && marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_of_pictures_are_captions() {
        assert!(is_caption(
            "Aerial view of a flooded valley, with a white church on a hill.",
            true
        ));
        assert!(is_caption(
            "A fisherman in a yellow coat, holding a crate of crabs.",
            true
        ));
        assert!(is_caption(
            "Workers mend the dam on Friday. (Photo: Ana Brook)",
            false
        ));
    }

    #[test]
    fn sentences_of_the_story_are_not() {
        for text in [
            "A view of the sea was all she wanted.",
            "The picture of calm, the mayor opened the meeting.",
            "Portrait of a town: how Dunmore lost its mill and found work.",
            "The image of the company has suffered (see page 4).",
            "The parcel includes a photo of the lake, showing two boats.",
            "Pupils sat the test again after a mistake (picture posed by models)",
            "Showing no fear, the crew went back for the dog.",
        ] {
            assert!(!is_caption(text, false), "{text}");
        }
        let opening = "A coach gave up his post on Friday, after a film showing him asleep spread.";
        assert!(!is_caption(&opening.replace("gave up", "resigned"), true));
    }
}
