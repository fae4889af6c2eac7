//! Which language a text is in, as a two-letter code.

/// The language of `text`, when its words leave little doubt.
pub(super) fn detect(text: &str) -> Option<String> {
    /// More text does not change the verdict and costs time.
    const SAMPLE: usize = 2_000;
    let info = whatlang::detect(crate::text::shorten(text, SAMPLE))?;
    info.is_reliable()
        .then(|| two_letters(info.lang().code()))?
}

/// The primary part of a language tag (`en` of `en-GB`), when it is one.
pub(super) fn of_tag(tag: &str) -> Option<String> {
    let primary = tag.split(['-', '_']).next()?.trim().to_ascii_lowercase();
    let letters = primary.chars().all(|c| c.is_ascii_lowercase());
    match primary.len() {
        2 if letters => Some(primary),
        3 if letters => two_letters(&primary),
        _ => None,
    }
}

/// ISO 639-1 for the ISO 639-3 codes of the languages that whatlang knows.
fn two_letters(code: &str) -> Option<String> {
    const CODES: &[(&str, &str)] = &[
        ("eng", "en"),
        ("deu", "de"),
        ("fra", "fr"),
        ("spa", "es"),
        ("ita", "it"),
        ("por", "pt"),
        ("nld", "nl"),
        ("swe", "sv"),
        ("dan", "da"),
        ("nob", "nb"),
        ("fin", "fi"),
        ("pol", "pl"),
        ("ces", "cs"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("hrv", "hr"),
        ("srp", "sr"),
        ("bul", "bg"),
        ("mkd", "mk"),
        ("ron", "ro"),
        ("hun", "hu"),
        ("ell", "el"),
        ("rus", "ru"),
        ("ukr", "uk"),
        ("bel", "be"),
        ("lit", "lt"),
        ("lav", "lv"),
        ("est", "et"),
        ("tur", "tr"),
        ("aze", "az"),
        ("uzb", "uz"),
        ("tuk", "tk"),
        ("kat", "ka"),
        ("hye", "hy"),
        ("heb", "he"),
        ("yid", "yi"),
        ("ara", "ar"),
        ("pes", "fa"),
        ("urd", "ur"),
        ("hin", "hi"),
        ("ben", "bn"),
        ("guj", "gu"),
        ("pan", "pa"),
        ("mar", "mr"),
        ("tam", "ta"),
        ("tel", "te"),
        ("kan", "kn"),
        ("mal", "ml"),
        ("ori", "or"),
        ("nep", "ne"),
        ("sin", "si"),
        ("mya", "my"),
        ("khm", "km"),
        ("tha", "th"),
        ("vie", "vi"),
        ("ind", "id"),
        ("jav", "jv"),
        ("tgl", "tl"),
        ("cmn", "zh"),
        ("jpn", "ja"),
        ("kor", "ko"),
        ("epo", "eo"),
        ("lat", "la"),
        ("cat", "ca"),
        ("afr", "af"),
        ("amh", "am"),
        ("aka", "ak"),
        ("sna", "sn"),
        ("zul", "zu"),
        ("cym", "cy"),
    ];
    CODES
        .iter()
        .find(|(long, _)| *long == code)
        .map(|(_, short)| (*short).to_owned())
}
