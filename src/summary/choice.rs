//! Which sentences make the summary? Chosen jointly: each for its worth, less
//! what is already said, with the neighbour it cannot be read without, spread
//! over sections and main speakers.

use super::{Budget, Line, candidate::Candidates, reading::Reading, worth::REDUNDANT};

/// Two sentences so alike say the same.
const SAME: f32 = 0.75;

/// What a sentence loses for each one chosen already of its section, and of
/// its passage; in a summary of several sentences, which has room for the whole
/// article, more.
const SAME_SECTION: [f32; 2] = [0.05, 0.15];
const SAME_PASSAGE: [f32; 2] = [0.04, 0.1];

/// An article of fewer passages is not spread over them: its line breaks may
/// be lost.
const FEWEST_PASSAGES: usize = 4;

/// What the first words of a main speaker gain in a summary of several
/// sentences; of each further speaker half as much.
const NEW_VOICE: f32 = 0.1;

/// Summaries of at least so many sentences are spread over the article and give
/// the main speakers' positions.
const SEVERAL: usize = 4;

/// What fits into the words left is not taken when it gains so much less than
/// what does not fit: a summary may stay below its number of words.
const FILLING: f32 = 0.03;

/// Sentences that may have to come together to be read.
const MOST_TOGETHER: usize = 3;

/// The chosen sentences as lines, in order of the article.
pub(super) fn choose(reading: &Reading<'_>, candidates: &Candidates, budget: &Budget) -> Vec<Line> {
    let mut choice = Choice::new(reading, candidates);
    while choice.chosen.len() < budget.sentences {
        let room = budget.sentences - choice.chosen.len();
        let words = budget.words.saturating_sub(choice.words);
        let Some(group) = choice.best(room, words, budget.in_words) else {
            break;
        };
        choice.take(&group);
    }
    if choice.chosen.is_empty()
        && let Some(group) = choice.shortest()
    {
        choice.take(&group);
    }
    lines(reading, candidates, choice.chosen)
}

struct Choice<'a> {
    reading: &'a Reading<'a>,
    candidates: &'a Candidates,
    /// Indexes of the candidates chosen.
    chosen: Vec<usize>,
    /// For each candidate, its likeness to the most like one chosen.
    said: Vec<f32>,
    /// For each section, how many are chosen from it.
    sections: Vec<usize>,
    voices: Vec<usize>,
    words: usize,
    /// Whether it is to be a summary of several sentences.
    several: bool,
}

impl<'a> Choice<'a> {
    fn new(reading: &'a Reading<'a>, candidates: &'a Candidates) -> Self {
        Self {
            reading,
            candidates,
            chosen: Vec::new(),
            said: vec![0.0; candidates.all.len()],
            sections: vec![0; reading.article.sections.len()],
            voices: Vec::new(),
            words: 0,
            several: false,
        }
    }

    /// The group of most gain for each of its sentences that fits; counted
    /// `in_words`, none where only fillings are left.
    fn best(&mut self, room: usize, words: usize, in_words: bool) -> Option<Vec<usize>> {
        self.several = room.saturating_add(self.chosen.len()) >= SEVERAL;
        let mut best: Option<(f32, Vec<usize>)> = None;
        let mut most_of_all = f32::MIN;
        for seed in 0..self.candidates.all.len() {
            let Some(group) = self.group(seed) else {
                continue;
            };
            if group.len() > room {
                continue;
            }
            let gain =
                group.iter().map(|number| self.gain(*number)).sum::<f32>() / group.len() as f32;
            most_of_all = most_of_all.max(gain);
            if self.length(&group) > words {
                continue;
            }
            if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                best = Some((gain, group));
            }
        }
        let fills = in_words && !self.chosen.is_empty();
        best.filter(|(gain, _)| !fills || *gain >= most_of_all - FILLING)
            .map(|(_, group)| group)
    }

    /// The shortest group, where none fits.
    fn shortest(&self) -> Option<Vec<usize>> {
        (0..self.candidates.all.len())
            .filter_map(|seed| self.group(seed))
            .min_by_key(|group| self.length(group))
    }

    /// A candidate with all that it needs and that is not chosen yet; `None`
    /// when it is chosen, not wanted or needs what cannot be shown.
    fn group(&self, seed: usize) -> Option<Vec<usize>> {
        let first = self.candidates.all.get(seed)?;
        if !first.wanted || self.chosen.contains(&seed) || self.said.get(seed)? > &SAME {
            return None;
        }
        let mut group = vec![seed];
        let mut needs = first.needs;
        while let Some(sentence) = needs {
            let needed = self
                .candidates
                .all
                .binary_search_by_key(&sentence, |candidate| candidate.sentence)
                .ok()?;
            if self.chosen.contains(&needed) || group.contains(&needed) {
                break;
            }
            group.push(needed);
            if group.len() > MOST_TOGETHER {
                return None;
            }
            needs = self.candidates.all.get(needed)?.needs;
        }
        Some(group)
    }

    fn length(&self, group: &[usize]) -> usize {
        group
            .iter()
            .filter_map(|number| self.candidates.all.get(*number))
            .map(|candidate| candidate.words)
            .sum()
    }

    fn gain(&self, number: usize) -> f32 {
        let Some(candidate) = self.candidates.all.get(number) else {
            return 0.0;
        };
        let same_section = if self.sections.len() > 1 {
            let section = self.reading.section(candidate.sentence);
            self.sections.get(section).copied().unwrap_or(0) as f32
        } else {
            0.0
        };
        let same_passage = if self.reading.article.passages.len() >= FEWEST_PASSAGES {
            let passage = |sentence: usize| {
                let sentence = self.reading.article.sentences.get(sentence);
                sentence.map(|sentence| sentence.passage)
            };
            let here = passage(candidate.sentence);
            let others = self.chosen.iter().filter(|other| {
                let other = self.candidates.all.get(**other);
                other.is_some_and(|other| passage(other.sentence) == here)
            });
            others.count() as f32
        } else {
            0.0
        };
        let new_voice = self.several
            && candidate
                .voice
                .is_some_and(|voice| !self.voices.contains(&voice));
        candidate.worth
            - REDUNDANT * self.said.get(number).copied().unwrap_or(0.0)
            - SAME_SECTION[usize::from(self.several)] * same_section
            - SAME_PASSAGE[usize::from(self.several)] * same_passage
            + if new_voice {
                NEW_VOICE / (1 << self.voices.len().min(8)) as f32
            } else {
                0.0
            }
    }

    fn take(&mut self, group: &[usize]) {
        for &number in group {
            let Some(candidate) = self.candidates.all.get(number) else {
                continue;
            };
            self.chosen.push(number);
            self.words += candidate.words;
            if !candidate
                .voice
                .is_none_or(|voice| self.voices.contains(&voice))
            {
                self.voices.extend(candidate.voice);
            }
            let section = self.reading.section(candidate.sentence);
            if let Some(count) = self.sections.get_mut(section) {
                *count += 1;
            }
            for (other, said) in self.said.iter_mut().enumerate() {
                *said = said.max(self.candidates.likeness(number, other));
            }
        }
    }
}

/// The chosen candidates as lines, in order of the article.
fn lines(reading: &Reading<'_>, candidates: &Candidates, mut chosen: Vec<usize>) -> Vec<Line> {
    chosen.sort_unstable();
    let mut before: Option<usize> = None;
    // The headline is read first.
    let mut read = reading.article.metadata.title.clone().unwrap_or_default();
    let mut lines = Vec::with_capacity(chosen.len());
    for candidate in chosen
        .into_iter()
        .filter_map(|number| candidates.all.get(number))
    {
        let follows = before.is_some_and(|before| before + 1 == candidate.sentence);
        let line = candidate.line(&read, follows);
        read.push('\n');
        read.push_str(&line.shown(reading.article));
        lines.push(line);
        before = Some(candidate.sentence);
    }
    lines
}
