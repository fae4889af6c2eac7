//! Does a common word tell what somebody is, or of what people? Short lists and
//! endings; no names.

use super::lexicon;

/// Whether a common noun can name people or a body that speaks.
#[must_use]
pub fn speaks(form: &str) -> bool {
    let one = form.strip_suffix('s').unwrap_or(form);
    lexicon::role(one)
        || SPEAKING.contains(&one)
        || lexicon::group(form)
        || (form.len() > 5
            && ["er", "or", "ist", "ian", "man", "men", "ant", "people"]
                .iter()
                .any(|ending| one.ends_with(ending)))
}

/// Whether the ending of a common noun tells what somebody is: "florist",
/// "councillor", "pensioner". Things end in "er" too ("tanker").
pub(super) fn occupation(form: &str) -> bool {
    form.len() > 5
        && ["or", "ist", "ian", "ioner", "man", "woman"]
            .iter()
            .any(|ending| form.ends_with(ending))
}

/// Nouns of people and bodies that their endings do not give away.
#[rustfmt::skip]
const SPEAKING: &[&str] = &[
    "agency", "allie", "ally", "army", "aunt", "bank", "board", "body", "boy", "champion", "charity",
    "child", "children", "church", "circle", "citizen", "client", "club", "coastguard", "colleague",
    "community", "couple", "court", "crew", "critic", "crowd", "defence", "expert", "family", "federation",
    "firm", "foundation", "friend", "girl", "guest", "guy", "hospital", "institute", "judge", "jury", "kid",
    "leadership", "league", "local", "media", "men", "ministry", "navy", "opponent", "opposition", "paper",
    "parent", "party", "patient", "person", "pilot", "police", "press", "prosecution", "public", "rival",
    "school", "society", "student", "tribunal", "uncle", "union", "university", "victim", "watchdog",
    "witness", "witnesse", "women", "youth",
];

/// Whether a word before a role says that it is not held now or not wholly.
#[must_use]
pub fn bygone(form: &str) -> bool {
    matches!(
        form,
        "former"
            | "ex"
            | "ex-"
            | "then"
            | "late"
            | "acting"
            | "vice"
            | "deputy"
            | "assistant"
            | "interim"
            | "onetime"
            | "would-be"
            | "incoming"
            | "outgoing"
            | "retired"
    ) || form.starts_with("ex-")
}

/// Whether it tells of what people or place something is ("Danish").
#[must_use]
pub fn demonym(form: &str) -> bool {
    DEMONYMS.contains(&form)
}

#[rustfmt::skip]
const DEMONYMS: &[&str] = &[
    "american", "british", "english", "scottish", "welsh", "irish", "french", "german", "dutch", "belgian",
    "danish", "swedish", "norwegian", "finnish", "polish", "czech", "slovak", "hungarian", "austrian", "swiss",
    "italian", "spanish", "portuguese", "greek", "turkish", "russian", "ukrainian", "european", "asian",
    "african", "canadian", "mexican", "brazilian", "argentine", "chilean", "cuban", "australian", "chinese",
    "japanese", "korean", "indian", "pakistani", "afghan", "iranian", "iraqi", "syrian", "israeli",
    "palestinian", "egyptian", "saudi", "kurdish", "nigerian", "kenyan", "jewish", "muslim", "christian",
    "catholic", "arab", "western", "eastern", "northern", "southern", "democratic", "republican",
    "conservative", "liberal", "latin", "baltic", "nordic", "icelandic", "estonian", "latvian", "lithuanian",
    "serbian", "croatian", "bulgarian", "romanian", "vietnamese", "thai", "indonesian", "taiwanese",
];
