//! What does a word mean, and how rare is it? Static vectors distilled from
//! all-MiniLM-L6-v2 by `tools/distil_vectors.py`, compiled in and read where
//! they lie.

/// Dimensions of a vector.
pub(crate) const DIMENSIONS: usize = 192;

static FILE: &[u8] = include_bytes!("vectors.bin");

/// Bytes before the word ends: magic, rows, dimensions, bytes of words.
const HEADER: usize = 16;

/// A vector of unit length, eight bits a dimension.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unit {
    values: Vec<i8>,
    scale: f32,
}

impl Unit {
    /// The direction of `sum`; nothing for the null vector.
    pub(crate) fn new(sum: &[f32]) -> Option<Self> {
        let norm = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
        let largest = sum.iter().fold(0f32, |most, x| most.max(x.abs()));
        if norm < 1e-6 || largest < 1e-9 {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the values are within -127..=127 by construction"
        )]
        let values = sum
            .iter()
            .map(|x| (x / largest * 127.0).round() as i8)
            .collect();
        Some(Self {
            values,
            scale: largest / 127.0 / norm,
        })
    }

    /// Cosine of the angle between two words or texts.
    pub(crate) fn cosine(&self, other: &Self) -> f32 {
        let dot: i32 = self
            .values
            .iter()
            .zip(&other.values)
            .map(|(&a, &b)| i32::from(i16::from(a) * i16::from(b)))
            .sum();
        dot as f32 * self.scale * other.scale
    }

    /// The first dimensions, the strongest principal components.
    pub(crate) fn leading<const N: usize>(&self) -> [f32; N] {
        let mut leading = [0.0; N];
        for (to, &from) in leading.iter_mut().zip(&self.values) {
            *to = f32::from(from) * self.scale;
        }
        leading
    }
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

/// Adds the vector of a folded word, which carries its weight by frequency,
/// to `sum`; words that are not entries are put together from pieces.
pub(crate) fn add(folded: &str, sum: &mut [f32; DIMENSIONS]) -> Option<Known> {
    let table = Table::of(FILE)?;
    if let Some(row) = table.find(folded.as_bytes()) {
        table.add(row, sum);
        return Some(Known {
            rarity: table.rarity(row),
            whole: true,
        });
    }
    let letters: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let mut rest = letters.as_str();
    let mut piece = String::with_capacity(rest.len() + 2);
    let mut found = 0;
    while !rest.is_empty() {
        let mut cut = None;
        for (at, c) in rest.char_indices().rev() {
            let end = at + c.len_utf8();
            piece.clear();
            if found > 0 {
                piece.push_str("##");
            }
            piece.push_str(rest.get(..end).unwrap_or(""));
            if let Some(row) = table.find(piece.as_bytes()) {
                cut = Some((end, row));
                break;
            }
        }
        let Some((end, row)) = cut else { break };
        table.add(row, sum);
        found += 1;
        rest = rest.get(end..).unwrap_or("");
    }
    (found > 0).then_some(Known {
        rarity: RAREST,
        whole: false,
    })
}

/// The parts of the file.
struct Table {
    rows: usize,
    ends: &'static [u8],
    words: &'static [u8],
    rarity: &'static [u8],
    scales: &'static [u8],
    values: &'static [u8],
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
        let (scales, values) = rest.split_at_checked(rows * 4)?;
        Some(Self {
            rows,
            ends,
            words,
            rarity,
            scales,
            values,
        })
    }

    fn word(&self, row: usize) -> &'static [u8] {
        let end = |row: usize| self.ends.get(row * 4..).map_or(0, number);
        let start = row.checked_sub(1).map_or(0, end);
        self.words.get(start..end(row)).unwrap_or(&[])
    }

    fn find(&self, word: &[u8]) -> Option<usize> {
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let middle = low.midpoint(high);
            match self.word(middle).cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
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
        let at = row * DIMENSIONS;
        let values = self.values.get(at..at + DIMENSIONS).unwrap_or(&[]);
        for (to, &value) in sum.iter_mut().zip(values) {
            *to += scale * f32::from(value.cast_signed());
        }
    }
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
        let mut sum = [0.0; DIMENSIONS];
        add(word, &mut sum).unwrap();
        Unit::new(&sum).unwrap()
    }

    #[test]
    fn related_words_are_nearer_than_others() {
        let near = of("doctor").cosine(&of("physician"));
        assert!(near > of("doctor").cosine(&of("gravel")) + 0.2, "{near}");
    }

    #[test]
    fn rare_words_are_put_together_from_pieces() {
        let mut sum = [0.0; DIMENSIONS];
        let known = add("unfathomableness", &mut sum).unwrap();
        assert!(known.rarity > 0.0 && sum.iter().any(|x| *x != 0.0));
        assert!(add("\u{1F600}", &mut sum).is_none());
        assert!(add("", &mut sum).is_none());
    }

    #[test]
    fn common_words_are_less_rare() {
        let mut sum = [0.0; DIMENSIONS];
        let rarity = |word: &str, sum: &mut _| add(word, sum).unwrap().rarity;
        assert!(rarity("the", &mut sum) + 3.0 < rarity("glacier", &mut sum));
    }
}
