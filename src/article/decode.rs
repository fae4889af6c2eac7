//! From bytes to characters: which encoding are they in? Knows nothing of
//! formats or articles.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Why bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoText {
    /// Of a format that is not text.
    Binary(&'static str),
    /// Text, perhaps, in no encoding that we know.
    Encoding,
}

/// The characters of `bytes`; `declared` is the encoding that HTTP or the
/// page itself names, which wins when it fits.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<String, NoText> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding.decode(bytes).0.into_owned());
    }
    if let Some(kind) = known_format(bytes) {
        return Err(NoText::Binary(kind));
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return Ok(encoding.decode(bytes).0.into_owned());
    }
    if is_binary(bytes) {
        return Err(NoText::Binary("binary data"));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return declared
            .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
            .filter(|encoding| !encoding.is_ascii_compatible())
            .and_then(|encoding| {
                encoding.decode_without_bom_handling_and_without_replacement(bytes)
            })
            .map_or_else(|| Ok(text.to_owned()), |text| Ok(text.into_owned()));
    }
    let declared = declared
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        .filter(|encoding| *encoding != UTF_8);
    if let Some(text) = declared
        .and_then(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes))
        && is_plausible(&text)
    {
        return Ok(text.into_owned());
    }
    if let Some(text) = damaged_utf_8(bytes) {
        return Ok(text);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    guess
        .decode_without_bom_handling_and_without_replacement(bytes)
        .filter(|text| is_plausible(text))
        .map(std::borrow::Cow::into_owned)
        .ok_or(NoText::Encoding)
}

/// The format that the first bytes announce, when it is none of text.
fn known_format(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "an archive or an office document"),
        (b"\x89PNG", "an image"),
        (b"\xff\xd8\xff", "an image"),
        (b"GIF8", "an image"),
        (b"RIFF", "an image, a sound or a film"),
        (b"\x1f\x8b", "a compressed file"),
        (b"BZh9", "a compressed file"),
        (b"\xfd7zXZ", "a compressed file"),
        (b"7z\xbc\xaf", "an archive"),
        (b"\x28\xb5\x2f\xfd", "a compressed file"),
        (b"\x7fELF", "a program"),
        (b"\xd0\xcf\x11\xe0", "an office document"),
        (b"SQLite format 3\0", "a database"),
        (b"ID3", "a sound"),
        (b"OggS", "a sound or a film"),
    ];
    SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))
        .map(|(_, kind)| *kind)
}

/// How much of the source is looked at to tell text from other bytes.
const SAMPLE: usize = 65_536;

/// UTF-16 of mostly Latin text has a zero in every second byte.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..SAMPLE.min(bytes.len())).unwrap_or(bytes);
    let pairs = sample.chunks_exact(2);
    let count = pairs.len();
    if count < 8 {
        return None;
    }
    let (mut high, mut low) = (0, 0);
    for pair in pairs {
        high += usize::from(pair.first() == Some(&0));
        low += usize::from(pair.last() == Some(&0));
    }
    if high * 10 >= count * 7 && low * 20 < count {
        Some(UTF_16BE)
    } else if low * 10 >= count * 7 && high * 20 < count {
        Some(UTF_16LE)
    } else {
        None
    }
}

/// Text has next to no control characters; a few NUL and escapes are
/// dropped later.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE.min(bytes.len())).unwrap_or(bytes);
    let controls = sample
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127))
        .count();
    controls * 20 > sample.len()
}

/// UTF-8 with a few broken bytes: read without them, when the sequences that
/// are whole outnumber the broken ones, which no other encoding brings about.
fn damaged_utf_8(bytes: &[u8]) -> Option<String> {
    const WHOLE_FOR_EACH_BROKEN: usize = 4;
    let (mut whole, mut broken) = (0, 0);
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
        text.push_str(chunk.valid());
    }
    (whole >= broken * WHOLE_FOR_EACH_BROKEN).then_some(text)
}

/// Whether decoded text is made of words: letters, not the controls and
/// symbols that a wrong encoding brings.
fn is_plausible(text: &str) -> bool {
    let (mut letters, mut strange, mut count) = (0usize, 0usize, 0usize);
    for c in text.chars().take(SAMPLE) {
        count += 1;
        letters += usize::from(c.is_alphanumeric() || c.is_whitespace());
        let control = c.is_control() && !c.is_whitespace();
        strange += usize::from(control || c == '\u{fffd}');
    }
    letters * 10 >= count * 6 && strange * 50 <= count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_legacy_encodings_with_and_without_a_declaration() {
        let text = "Le café de la gare était fermé hier, a déclaré la propriétaire à l’Écho.";
        let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
        assert_eq!(decode(&bytes, None).as_deref(), Ok(text));
        let russian = "Вчера в городе открыли новый мост, сообщила мэрия.";
        let (bytes, ..) = encoding_rs::KOI8_R.encode(russian);
        assert_eq!(decode(&bytes, Some("koi8-r")).as_deref(), Ok(russian));
        let wide: Vec<u8> = "Plain words here"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decode(&wide, None).as_deref(), Ok("Plain words here"));
    }

    #[test]
    fn a_broken_byte_does_not_turn_utf_8_into_another_encoding() {
        let mut bytes = "Zoë, Jürgen, Łukasz und Ærøskøbing".as_bytes().to_vec();
        bytes.push(0xe2);
        assert_eq!(
            decode(&bytes, None).as_deref(),
            Ok("Zoë, Jürgen, Łukasz und Ærøskøbing")
        );
    }

    #[test]
    fn binary_is_named_by_its_kind() {
        assert_eq!(
            decode(b"%PDF-1.7 ...", None),
            Err(NoText::Binary("a PDF file"))
        );
        let noise: Vec<u8> = (0..4000u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        assert!(decode(&noise, None).is_err());
    }
}
