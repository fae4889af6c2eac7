//! The trained weights, read in place from the bytes compiled in, and the
//! decoding of the two taggers. `attribution.model.md` says where they come
//! from.

use super::{
    features::{self, CUE, Feature, LABELS},
    token::Tokens,
};

/// Buckets of the cue table.
pub const CUE_BUCKETS: usize = 1 << 18;
/// Buckets of the tag table, [`LABELS`] weights each.
pub const TAG_BUCKETS: usize = 1 << 18;
/// Header: two scales as little-endian `f32`, then the transitions.
pub const HEADER: usize = 8 + (LABELS + 1) * LABELS * 4;

/// Weights as they lie in the program.
#[derive(Clone, Copy)]
pub struct Model<'a> {
    cue: &'a [u8],
    tag: &'a [u8],
    cue_scale: f32,
    tag_scale: f32,
    /// From label (last row: the start) to label.
    transitions: [[f32; LABELS]; LABELS + 1],
}

static BYTES: &[u8] = include_bytes!("attribution.model");

impl Model<'static> {
    /// The weights this program was built with.
    #[must_use]
    pub fn built_in() -> Self {
        Model::read(BYTES)
    }
}

impl<'a> Model<'a> {
    /// Reads weights; bytes that are missing count as zero weights.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Self {
        let float = |at: usize| {
            bytes
                .get(at..at + 4)
                .and_then(|b| b.try_into().ok())
                .map_or(0.0, f32::from_le_bytes)
        };
        let mut transitions = [[0.0; LABELS]; LABELS + 1];
        for (from, row) in transitions.iter_mut().enumerate() {
            for (to, weight) in row.iter_mut().enumerate() {
                *weight = float(8 + (from * LABELS + to) * 4);
            }
        }
        Self {
            cue: bytes.get(HEADER..HEADER + CUE_BUCKETS).unwrap_or(&[]),
            tag: bytes
                .get(HEADER + CUE_BUCKETS..HEADER + CUE_BUCKETS + TAG_BUCKETS * LABELS)
                .unwrap_or(&[]),
            cue_scale: float(0),
            tag_scale: float(4),
            transitions,
        }
    }

    /// How sure it is that token `at` is the head of a cue: the log odds.
    #[must_use]
    pub fn cue(&self, tokens: &Tokens, at: usize, buffer: &mut Vec<Feature>) -> f32 {
        features::cue(tokens, at, buffer);
        let sum: i32 = buffer
            .iter()
            .map(|f| self.cue.get(*f as usize % CUE_BUCKETS))
            .map(|w| i32::from(w.map_or(0, |w| w.cast_signed())))
            .sum();
        sum as f32 * self.cue_scale
    }

    /// Labels of the window of the cue at `at`, by Viterbi.
    #[must_use]
    pub fn tags(&self, tokens: &Tokens, at: usize, cues: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut scores: Vec<[f32; LABELS]> = Vec::new();
        features::tags(tokens, at, cues, &mut |_, found| {
            let mut sums = [0_i32; LABELS];
            for feature in found {
                let bucket = *feature as usize % TAG_BUCKETS * LABELS;
                if let Some(weights) = self.tag.get(bucket..bucket + LABELS) {
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum += i32::from(weight.cast_signed());
                    }
                }
            }
            scores.push(sums.map(|sum| sum as f32 * self.tag_scale));
        });
        let (start, _) = features::window(tokens, at);
        viterbi(&scores, &self.transitions, at.saturating_sub(start))
    }
}

/// The best labels; the token at `cue` is held to [`CUE`].
#[must_use]
pub fn viterbi(
    scores: &[[f32; LABELS]],
    transitions: &[[f32; LABELS]; LABELS + 1],
    cue: usize,
) -> Vec<usize> {
    let mut best = [0.0_f32; LABELS];
    let mut back: Vec<[u8; LABELS]> = Vec::with_capacity(scores.len());
    for (index, score) in scores.iter().enumerate() {
        let mut next = [f32::MIN / 4.0; LABELS];
        let mut from_where = [0_u8; LABELS];
        for to in 0..LABELS {
            if index == cue && to != CUE {
                continue;
            }
            if index == 0 {
                next[to] = transitions[LABELS][to] + score[to];
                continue;
            }
            for from in 0..LABELS {
                let value = best[from] + transitions[from][to] + score[to];
                if value > next[to] {
                    next[to] = value;
                    from_where[to] = u8::try_from(from).unwrap_or(0);
                }
            }
        }
        best = next;
        back.push(from_where);
    }
    let mut label = (0..LABELS)
        .max_by(|a, b| best[*a].total_cmp(&best[*b]))
        .unwrap_or(0);
    let mut labels = vec![0; scores.len()];
    for index in (0..scores.len()).rev() {
        labels[index] = label;
        label = usize::from(back[index][label]);
    }
    labels
}
