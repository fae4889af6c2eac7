//! How often do the question's words stand in each sentence and passage?

use super::Matched;

/// BM25 as Robertson and Zaragoza 2009 give it.
const K1: f32 = 1.2;
const B: f32 = 0.4;

/// What a word that stands for the asked one counts of it.
const STANDS_FOR: f32 = 0.5;
impl Matched<'_> {
    pub(super) fn count(&mut self, weights: &[f32], total: f32) {
        let tokens = self.prepared.tokens.len() as f32;
        let mean = |lines: usize| (tokens / lines.max(1) as f32).max(1.0);
        let lengths = (mean(self.in_sentence.len()), mean(self.in_passage.len()));
        let most = total * (K1 + 1.0);
        for (term, weight) in weights.iter().enumerate() {
            let own = self.postings(term);
            self.count_one(term, own, weight / most, lengths);
            let others: Vec<&[(usize, u16)]> = self.others(term).collect();
            for postings in others {
                self.count_one(term, postings, STANDS_FOR * weight / most, lengths);
            }
        }
        self.count_speakers();
    }

    /// A sentence is also about whoever speaks in it, named or not.
    fn count_speakers(&mut self) {
        for (mask, speakers) in self.in_sentence.iter_mut().zip(&self.prepared.speakers) {
            for (term, stem) in self.stems.iter().enumerate() {
                if stem.is_some_and(|stem| speakers.contains(&stem)) {
                    *mask |= 1 << term;
                }
            }
        }
    }

    fn count_one(
        &mut self,
        term: usize,
        postings: &[(usize, u16)],
        weight: f32,
        (short, long): (f32, f32),
    ) {
        let bit = 1 << term;
        let mut passage = usize::MAX;
        let mut often = 0u16;
        for &(sentence, times) in postings {
            let of = self.passage_of.get(sentence).copied().unwrap_or(0);
            let length = self
                .prepared
                .sentences
                .get(sentence)
                .map_or(0, |line| line.end - line.start);
            if let Some(score) = self.sentence_bm25.get_mut(sentence) {
                *score += weight * saturated(times, length as f32 / short);
            }
            if let Some(mask) = self.in_sentence.get_mut(sentence) {
                *mask |= bit;
            }
            if of != passage {
                self.add_passage(passage, often, weight, long);
                (passage, often) = (of, 0);
            }
            often = often.saturating_add(times);
            if let Some(mask) = self.in_passage.get_mut(of) {
                *mask |= bit;
            }
        }
        self.add_passage(passage, often, weight, long);
    }

    fn add_passage(&mut self, passage: usize, often: u16, weight: f32, mean: f32) {
        let length = self
            .prepared
            .passages
            .get(passage)
            .map_or(0, |line| line.end - line.start);
        if let Some(score) = self.passage_bm25.get_mut(passage) {
            *score += weight * saturated(often, length as f32 / mean);
        }
    }
}

fn saturated(times: u16, length: f32) -> f32 {
    let times = f32::from(times);
    times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length))
}
