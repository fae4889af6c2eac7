//! What does a word mean, and how rare is it? Static vectors distilled from
//! all-MiniLM-L6-v2 by `tools/distil_vectors.py`, compiled in and read where
//! they lie.

use std::borrow::Cow;

/// Dimensions of a vector.
pub(crate) const DIMENSIONS: usize = 192;

static FILE: &[u8] = include_bytes!("vectors.bin");

/// Bytes before the word ends: magic, rows, dimensions, bytes of words.
const HEADER: usize = 16;

/// A vector of unit length, eight bits a dimension.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unit {
    /// As they stand in the table: signed, in two's complement.
    values: Cow<'static, [u8]>,
    scale: f32,
}

impl Unit {
    /// The direction of `sum`; nothing for the null vector.
    pub(crate) fn new(sum: &[f32]) -> Option<Self> {
        let (norm, largest) = extent(sum);
        if norm < 1e-6 || largest < 1e-9 {
            return None;
        }
        let values = sum.iter().map(|x| rounded(x / largest * 127.0));
        let values: Vec<u8> = values.map(i8::cast_unsigned).collect();
        Some(Self {
            values: Cow::Owned(values),
            scale: largest / 127.0 / norm,
        })
    }

    /// Cosine of the angle between two words or texts.
    pub(crate) fn cosine(&self, other: &Self) -> f32 {
        let (a, rest) = self.values.as_chunks::<TOGETHER>();
        let (b, other_rest) = other.values.as_chunks::<TOGETHER>();
        let dot = a.iter().zip(b).map(|(a, b)| dot(a, b)).sum::<i32>() + dot(rest, other_rest);
        dot as f32 * self.scale * other.scale
    }

    /// The first dimensions, the strongest principal components.
    pub(crate) fn leading<const N: usize>(&self) -> [f32; N] {
        let mut leading = [0.0; N];
        for (to, &from) in leading.iter_mut().zip(self.values.iter()) {
            *to = f32::from(from.cast_signed()) * self.scale;
        }
        leading
    }
}

/// The length of a vector, and its largest number without its sign.
fn extent(vector: &[f32]) -> (f32, f32) {
    let (mut squares, mut largest) = ([0f32; 8], [0f32; 8]);
    let (eights, rest) = vector.as_chunks::<8>();
    for eight in eights {
        for ((square, most), x) in squares.iter_mut().zip(&mut largest).zip(eight) {
            *square += x * x;
            *most = if x.abs() > *most { x.abs() } else { *most };
        }
    }
    let squares = squares.iter().sum::<f32>() + rest.iter().map(|x| x * x).sum::<f32>();
    let all = largest.iter().chain(rest);
    (squares.sqrt(), all.fold(0f32, |most, x| most.max(x.abs())))
}

/// A number within -127..=127 as the nearest whole one, as `f32::round` does it,
/// which where processors have no instruction for it is a call for each number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the last byte of the bits is the number"
)]
fn rounded(x: f32) -> i8 {
    /// Numbers of this size have no fraction: adding it rounds, halves to the even.
    const WHOLE: f32 = 8_388_608.0;
    let large = x.abs() + WHOLE;
    let short = x.abs() - (large - WHOLE);
    let whole = (large.to_bits() as u8).cast_signed() + i8::from(short >= 0.5);
    if x < 0.0 { -whole } else { whole }
}

/// Dimensions that are multiplied at once, which compilers do well.
const TOGETHER: usize = 32;

fn dot(one: &[u8], other: &[u8]) -> i32 {
    let whole = |byte: u8| i32::from(byte.cast_signed());
    let pairs = one.iter().zip(other);
    pairs.map(|(a, b)| whole(*a) * whole(*b)).sum()
}

/// What the table knows of one word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    /// Minus the logarithm of its share of all words.
    pub(crate) rarity: f32,
    /// Whether it is one entry, not put together from pieces.
    pub(crate) whole: bool,
}

/// Rarity of a word that is not in the table: once in some millions.
pub(crate) const RAREST: f32 = 14.0;

/// The vector of a word, which carries its weight by frequency.
#[derive(Clone, Debug)]
pub(crate) struct Vector {
    /// What is known of it besides.
    pub(crate) known: Option<Known>,
    place: Place,
}

/// Where the vector of a word is.
#[derive(Clone, Debug)]
enum Place {
    /// In this row of the table.
    Row(usize),
    /// Put together from those of its pieces; empty without one.
    Pieces(Vec<f32>),
}

impl Vector {
    /// Looks a folded word up; one that is no entry is put together from
    /// the longest pieces that are, from the left (`WordPiece`).
    pub(crate) fn of(folded: &str) -> Self {
        let unknown = Self {
            known: None,
            place: Place::Pieces(Vec::new()),
        };
        let Some(table) = Table::of(FILE) else {
            return unknown;
        };
        if let Some(row) = table.find(folded.as_bytes()) {
            return Self {
                known: Some(Known {
                    rarity: table.rarity(row),
                    whole: true,
                }),
                place: Place::Row(row),
            };
        }
        let letters: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
        let mut rest = letters.as_bytes();
        let mut sum = [0f32; DIMENSIONS];
        let mut before = "";
        while let Some((row, length)) = table.longest_start(before, rest) {
            table.add(row, &mut sum);
            rest = rest.get(length..).unwrap_or(&[]);
            before = CONTINUED;
        }
        if before.is_empty() {
            return unknown;
        }
        Self {
            known: Some(Known {
                rarity: RAREST,
                whole: false,
            }),
            place: Place::Pieces(sum.to_vec()),
        }
    }

    /// Adds the vector to `sum`.
    pub(crate) fn add_to(&self, sum: &mut [f32; DIMENSIONS]) {
        match &self.place {
            Place::Row(row) => {
                if let Some(table) = Table::of(FILE) {
                    table.add(*row, sum);
                }
            }
            Place::Pieces(pieces) => {
                for (to, from) in sum.iter_mut().zip(pieces) {
                    *to += from;
                }
            }
        }
    }

    /// Its direction; none without a vector.
    pub(crate) fn unit(&self) -> Option<Unit> {
        match &self.place {
            Place::Row(row) => Table::of(FILE)?.unit(*row),
            Place::Pieces(pieces) => Unit::new(pieces),
        }
    }
}

/// How an entry begins that is the later part of a word.
const CONTINUED: &str = "##";

/// No entry has more bytes.
const LONGEST_ENTRY: usize = 18;

/// The parts of the file.
struct Table {
    ends: &'static [u8],
    words: &'static [u8],
    rarity: &'static [u8],
    scales: &'static [u8],
    values: &'static [u8],
    /// By hash: a row and one; 0 where nothing is.
    slots: &'static [[u8; 2]],
}

impl Table {
    fn of(file: &'static [u8]) -> Option<Self> {
        let (head, rest) = file.split_at_checked(HEADER)?;
        let number = |at: usize| Some(number(head.get(at..)?));
        let (rows, dimensions, bytes) = (number(4)?, number(8)?, number(12)?);
        if dimensions != DIMENSIONS {
            return None;
        }
        let (ends, rest) = rest.split_at_checked(rows * 4)?;
        let (words, rest) = rest.split_at_checked(bytes)?;
        let (rarity, rest) = rest.split_at_checked(rows)?;
        let (scales, rest) = rest.split_at_checked(rows * 4)?;
        let (values, slots) = rest.split_at_checked(rows * DIMENSIONS)?;
        Some(Self {
            ends,
            words,
            rarity,
            scales,
            values,
            slots: slots.as_chunks().0,
        })
    }

    fn word(&self, row: usize) -> &'static [u8] {
        let end = |row: usize| self.ends.get(row * 4..).map_or(0, number);
        let start = row.checked_sub(1).map_or(0, end);
        self.words.get(start..end(row)).unwrap_or(&[])
    }

    fn find(&self, word: &[u8]) -> Option<usize> {
        self.find_hashed(("", word), hash(HASH_OF_NOTHING, word))
    }

    /// The row of the word that these two make, of which this is the hash.
    fn find_hashed(&self, (before, word): (&str, &[u8]), hash: u32) -> Option<usize> {
        let slots = self.slots.len();
        let from = hash as usize % slots.max(1);
        let (earlier, later) = self.slots.split_at_checked(from)?;
        let mut found = later.iter().chain(earlier);
        loop {
            let row = usize::from(u16::from_le_bytes(*found.next()?)).checked_sub(1)?;
            if self.word(row).strip_prefix(before.as_bytes()) == Some(word) {
                return Some(row);
            }
        }
    }

    /// The longest entry that is `before` and a start of `word`, and how many bytes
    /// of the word it has.
    fn longest_start(&self, before: &str, word: &[u8]) -> Option<(usize, usize)> {
        let mut hashes = [0; LONGEST_ENTRY];
        let mut so_far = hash(HASH_OF_NOTHING, before.as_bytes());
        for (hash, byte) in hashes.iter_mut().zip(word) {
            so_far = further(so_far, *byte);
            *hash = so_far;
        }
        let mut lengths = (1..=word.len().min(LONGEST_ENTRY)).rev();
        lengths.find_map(|length| {
            let hash = *hashes.get(length - 1)?;
            let row = self.find_hashed((before, word.get(..length)?), hash)?;
            Some((row, length))
        })
    }

    /// The direction of a row, read where it lies.
    fn unit(&self, row: usize) -> Option<Unit> {
        let values = self.row(row)?;
        let values_squared = values.iter().map(|x| i32::from(x.cast_signed()).pow(2));
        let squares: i32 = values_squared.sum();
        (squares > 0).then(|| Unit {
            values: Cow::Borrowed(values),
            scale: 1.0 / (squares as f32).sqrt(),
        })
    }

    fn row(&self, row: usize) -> Option<&'static [u8]> {
        self.values.get(row * DIMENSIONS..(row + 1) * DIMENSIONS)
    }

    fn rarity(&self, row: usize) -> f32 {
        // Sixteenths, as the tool writes them.
        self.rarity
            .get(row)
            .map_or(RAREST, |&r| f32::from(r) / 16.0)
    }

    fn add(&self, row: usize, sum: &mut [f32; DIMENSIONS]) {
        let scale = self.scales.get(row * 4..row * 4 + 4).map_or(0.0, |bytes| {
            f32::from_le_bytes(bytes.try_into().unwrap_or_default())
        });
        for (to, value) in sum.iter_mut().zip(self.row(row).unwrap_or(&[])) {
            *to += scale * f32::from(value.cast_signed());
        }
    }
}

/// Where FNV-1a (Fowler, Noll and Vo) begins, by which the tool places words.
const HASH_OF_NOTHING: u32 = 0x811c_9dc5;

/// The hash of what goes on with these bytes.
fn hash(from: u32, bytes: &[u8]) -> u32 {
    bytes.iter().copied().fold(from, further)
}

/// The hash of what has one more byte.
fn further(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

fn number(bytes: &[u8]) -> usize {
    bytes
        .get(..4)
        .and_then(|four| four.try_into().ok())
        .map_or(0, |four| u32::from_le_bytes(four) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> Unit {
        Vector::of(word).unit().unwrap()
    }

    fn sum_of(word: &Vector) -> [f32; DIMENSIONS] {
        let mut sum = [0.0; DIMENSIONS];
        word.add_to(&mut sum);
        sum
    }

    #[test]
    fn numbers_are_rounded_as_they_should_be() {
        let halves = (-254i16..=254).map(|twice| f32::from(twice) / 2.0);
        for x in halves.flat_map(|half| [half.next_down(), half, half.next_up()]) {
            assert_eq!(i32::from(rounded(x)), x.round() as i32, "{x}");
        }
    }

    #[test]
    fn related_words_are_nearer_than_others() {
        let near = of("doctor").cosine(&of("physician"));
        assert!(near > of("doctor").cosine(&of("gravel")) + 0.2, "{near}");
    }

    #[test]
    fn rare_words_are_put_together_from_pieces() {
        let word = Vector::of("unfathomableness");
        assert!(word.known.is_some_and(|known| !known.whole));
        assert!(sum_of(&word).iter().any(|x| *x != 0.0));
        for nothing in ["\u{1F600}", ""] {
            let word = Vector::of(nothing);
            assert!(word.known.is_none() && word.unit().is_none());
        }
    }

    #[test]
    fn the_direction_of_an_entry_is_that_of_its_vector() {
        let word = Vector::of("glacier");
        let whole = word.unit().unwrap();
        let made = Unit::new(&sum_of(&word)).unwrap();
        assert_eq!(whole.values, made.values);
        assert!((whole.cosine(&made) - 1.0).abs() < 1e-4);
    }

    #[test]
    fn the_longest_entry_is_found_that_a_word_starts_with() {
        let table = Table::of(FILE).unwrap();
        let long = "x".repeat(LONGEST_ENTRY + 3);
        for word in [
            "glacierlike",
            "nesses",
            "zzzz",
            "a",
            "überfluss",
            "theo",
            "",
            &long,
        ] {
            for before in ["", CONTINUED] {
                let whole = format!("{before}{word}");
                let ends = (before.len() + 1..=whole.len()).rev();
                let mut found = ends.map(|end| (table.find(&whole.as_bytes()[..end]), end));
                let longest = found.find_map(|(row, end)| Some((row?, end - before.len())));
                let start = table.longest_start(before, word.as_bytes());
                assert_eq!(start, longest, "{whole}");
            }
        }
    }

    #[test]
    fn each_entry_is_found_and_nothing_else() {
        let table = Table::of(FILE).unwrap();
        for row in 0..table.rarity.len() {
            assert_eq!(table.find(table.word(row)), Some(row));
            assert!(table.word(row).len() <= LONGEST_ENTRY);
        }
        for nothing in ["", "glacierlike", "\u{1F600}"] {
            assert_eq!(table.find(nothing.as_bytes()), None, "{nothing}");
        }
    }

    #[test]
    fn common_words_are_less_rare() {
        let rarity = |word: &str| Vector::of(word).known.unwrap().rarity;
        assert!(rarity("the") + 3.0 < rarity("glacier"));
    }
}
