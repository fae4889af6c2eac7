//! How near in meaning are the words of a question to those of a document?

use super::{
    super::{
        prepared::Token,
        question::{Asked, MOST_TERMS},
    },
    Matched,
};

/// How near a word is that stands for an asked one; 1 is the same word.
const LIKENESS: f32 = 0.92;

impl Matched<'_> {
    /// How near each term is to the nearest of `tokens`, as
    /// [`Matched::likenesses`] says; 0 without any.
    pub(in crate::answer) fn nearest(
        &mut self,
        asked: &Asked,
        tokens: &[Token],
    ) -> [f32; MOST_TERMS] {
        let mut nearest = [0.0f32; MOST_TERMS];
        for token in tokens {
            for (nearest, like) in nearest.iter_mut().zip(self.likenesses(asked, token)) {
                *nearest = nearest.max(*like);
            }
        }
        nearest
    }

    /// How near a term is to a token.
    pub(in crate::answer) fn likeness(&mut self, asked: &Asked, term: usize, token: &Token) -> f32 {
        self.likenesses(asked, token)
            .get(term)
            .copied()
            .unwrap_or(0.0)
    }

    /// How near each term is to a token: 1 for the same stem, else the cosine.
    pub(in crate::answer) fn likenesses(&mut self, asked: &Asked, token: &Token) -> &[f32] {
        let terms = asked.terms.len();
        let from = token.word * terms;
        let known = self.similar.get(from).is_some_and(|known| !known.is_nan());
        if !known && terms > 0 {
            self.look_up(asked, token.word);
        }
        self.similar.get(from..from + terms).unwrap_or(&[])
    }

    /// Works out how near each term is to a word.
    fn look_up(&mut self, asked: &Asked, word: usize) {
        let terms = asked.terms.len();
        let (Some(known), Some(of)) = (
            self.similar.get_mut(word * terms..(word + 1) * terms),
            self.prepared.types.get(word),
        ) else {
            return;
        };
        for (at, (known, term)) in known.iter_mut().zip(&asked.terms).enumerate() {
            let others = self.others.get(at);
            *known = if self.stems.get(at) == Some(&Some(of.stem)) {
                1.0
            } else if others.is_some_and(|others| others.contains(&of.stem)) {
                LIKENESS
            } else {
                match (&term.vector, &of.vector) {
                    // 0.9: near in meaning is never as good as the same word.
                    (Some(a), Some(b)) if !of.function => a.cosine(b).clamp(0.0, 0.9),
                    _ => 0.0,
                }
            };
        }
    }
}
