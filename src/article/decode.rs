//! From bytes to normal text: which encoding, and which characters stay.
//! Knows nothing of formats or articles.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

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

/// `text` without what only deceives or commands a screen: controls but line
/// breaks, escape sequences, invisible and direction-changing characters.
/// Joiners stay inside the scripts that spell with them. In NFC.
pub(super) fn clean(text: &str) -> String {
    /// The longest run that Unicode calls stream-safe (UAX 15).
    const MARKS: usize = 30;
    let mut kept = String::with_capacity(text.len());
    let mut marks = 0;
    let mut before = '\n';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    continue;
                }
                '\n'
            }
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            '\u{1b}' | '\u{9b}' => {
                skip_escape(&mut chars, c);
                continue;
            }
            '\u{200c}' | '\u{200d}' => {
                let after = chars.peek().copied().unwrap_or(' ');
                if !(spells_with_joiners(before) && spells_with_joiners(after)) {
                    continue;
                }
                c
            }
            c if c != '\n' && is_hostile(c) => continue,
            c => c,
        };
        marks = if !c.is_ascii() && is_combining_mark(c) {
            marks + 1
        } else {
            0
        };
        if marks > MARKS {
            continue;
        }
        kept.push(c);
        before = c;
    }
    if kept.is_ascii() {
        kept
    } else {
        kept.nfc().collect()
    }
}

/// The clean text of one paragraph on one line.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Leaves out the terminal sequence that an escape begins; at most as long
/// as a terminal would wait for.
fn skip_escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, escape: char) {
    const LONGEST: usize = 512;
    let kind = if escape == '\u{9b}' {
        Some('[')
    } else {
        chars.next_if(|c| matches!(c, '[' | ']' | 'P' | '_' | '^'))
    };
    match kind {
        Some('[') => {
            for _ in 0..LONGEST {
                if chars.next_if(|c| matches!(c, ' '..='?')).is_none() {
                    chars.next_if(|c| matches!(c, '@'..='~'));
                    return;
                }
            }
        }
        Some(_) => {
            for _ in 0..LONGEST {
                match chars.next_if(|c| *c != '\n') {
                    Some('\u{7}' | '\u{9c}') | None => return,
                    Some('\u{1b}') => {
                        chars.next_if(|c| *c == '\\');
                        return;
                    }
                    Some(_) => {}
                }
            }
        }
        None => {}
    }
}

fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff0}'..='\u{fffb}' | '\u{fffd}'..='\u{ffff}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e007f}'
            | '\u{f0000}'..='\u{10ffff}')
}

/// Arabic, Indic and their kin, and emoji; Latin, Greek, Cyrillic and
/// punctuation have no use for joiners.
fn spells_with_joiners(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{1dff}' | '\u{2190}'..='\u{2bff}' | '\u{a800}'..='\u{abff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fb50}'..='\u{fdff}' | '\u{11000}'..='\u{11fff}' | '\u{1f000}'..='\u{1faff}')
}
