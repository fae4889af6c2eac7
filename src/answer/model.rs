//! The learned weights: small networks with one hidden layer, trained by
//! `tools/train_answers.rs`, compiled in. Knows numbers only.

use std::sync::OnceLock;

use super::{cut, decide, evidence, features};

/// A network with one hidden layer.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Inputs.
    pub inputs: usize,
    /// Hidden units, each a hyperbolic tangent.
    pub hidden: usize,
    /// Outputs, linear.
    pub outputs: usize,
    /// Inputs to hidden, an input's row after the other; then the hidden
    /// units' thresholds; then hidden to outputs, a hidden unit's row after
    /// the other; then the outputs' thresholds.
    pub weights: Vec<f32>,
}

/// All weights of the engine.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Ranks sentences.
    pub rank: Network,
    /// Decides whether there is an answer.
    pub decide: Network,
    /// Cuts the answer out of its sentence.
    pub cut: Network,
    /// What speaks for a span of words as a whole.
    pub spans: Vec<f32>,
    /// What the best cut's score adds to a sentence's rank.
    pub joint: f32,
    /// What each part of the evidence is worth, and the offset.
    pub evidence: Vec<f32>,
}

/// Hidden units of each network.
pub const HIDDEN: [usize; 3] = [48, 36, 56];

static FILE: &[u8] = include_bytes!("weights.bin");

impl Network {
    /// A network of zeros.
    #[must_use]
    pub fn zeros(inputs: usize, hidden: usize, outputs: usize) -> Self {
        Self {
            inputs,
            hidden,
            outputs,
            weights: vec![0.0; inputs * hidden + hidden + hidden * outputs + outputs],
        }
    }

    /// Adds inputs `values`, that stand from input `first` on, to the sums
    /// of the hidden units.
    pub fn add(&self, values: &[f32], first: usize, sums: &mut [f32]) {
        let values = values.iter().copied().enumerate();
        let some: Vec<(usize, f32)> = values.filter(|(_, value)| *value != 0.0).collect();
        self.add_some(&some, first, sums);
    }

    /// As [`Network::add`], for inputs by their number after `first`.
    pub fn add_some(&self, inputs: &[(usize, f32)], first: usize, sums: &mut [f32]) {
        // As many units as a processor has registers for stay there for all
        // inputs; the networks have 56, 48 and 36.
        let (all, rest) = sums.as_chunks_mut::<56>();
        let (most, rest) = rest.as_chunks_mut::<48>();
        let (wide, rest) = rest.as_chunks_mut::<24>();
        let (narrow, single) = rest.as_chunks_mut::<8>();
        let mut unit = 0;
        for sums in all {
            self.add_to(sums, unit, first, inputs);
            unit += sums.len();
        }
        for sums in most {
            self.add_to(sums, unit, first, inputs);
            unit += sums.len();
        }
        for sums in wide {
            self.add_to(sums, unit, first, inputs);
            unit += sums.len();
        }
        for sums in narrow {
            self.add_to(sums, unit, first, inputs);
            unit += sums.len();
        }
        for sum in single {
            self.add_to(std::array::from_mut(sum), unit, first, inputs);
            unit += 1;
        }
    }

    fn add_to<const UNITS: usize>(
        &self,
        sums: &mut [f32; UNITS],
        unit: usize,
        first: usize,
        inputs: &[(usize, f32)],
    ) {
        let mut own = *sums;
        let from = self.weights.get(first * self.hidden + unit..);
        let from = from.unwrap_or(&[]);
        for &(input, value) in inputs {
            let weights = from.get(input * self.hidden..);
            let Some(weights) = weights.and_then(<[f32]>::first_chunk::<UNITS>) else {
                continue;
            };
            for (sum, weight) in own.iter_mut().zip(weights) {
                *sum += value * weight;
            }
        }
        *sums = own;
    }

    /// The hidden units before any input.
    #[must_use]
    pub fn start(&self) -> &[f32] {
        let at = self.inputs * self.hidden;
        self.weights.get(at..at + self.hidden).unwrap_or(&[])
    }

    /// Outputs from the hidden sums, which become the hidden units' values.
    pub fn finish(&self, sums: &mut [f32], outputs: &mut [f32]) {
        let at = (self.inputs + 1) * self.hidden;
        let rows = self.weights.get(at..).unwrap_or(&[]);
        let last = rows.get(self.hidden * self.outputs..).unwrap_or(&[]);
        for (output, threshold) in outputs.iter_mut().zip(last) {
            *output = *threshold;
        }
        for sum in sums.iter_mut() {
            *sum = tanh(*sum);
        }
        // Their number known, the outputs stay in registers.
        if let Ok(three) = <&mut [f32; 3]>::try_from(&mut *outputs) {
            return weigh(sums, rows, three);
        }
        for (output, at) in outputs.iter_mut().zip(0..self.outputs) {
            let weights = rows.iter().skip(at).step_by(self.outputs);
            for (sum, weight) in sums.iter().zip(weights) {
                *output += sum * weight;
            }
        }
    }

    /// [`Network::finish`] in training, where each hidden unit counts `kept`.
    pub fn finish_some(&self, sums: &mut [f32], kept: &[f32], outputs: &mut [f32]) {
        let at = (self.inputs + 1) * self.hidden;
        let rows = self.weights.get(at..).unwrap_or(&[]);
        let last = rows.get(self.hidden * self.outputs..).unwrap_or(&[]);
        outputs.copy_from_slice(last);
        let rows = rows.chunks_exact(self.outputs.max(1));
        for ((sum, row), kept) in sums.iter_mut().zip(rows).zip(kept) {
            *sum = tanh(*sum) * kept;
            for (output, weight) in outputs.iter_mut().zip(row) {
                *output += *sum * weight;
            }
        }
    }

    /// The first output for `values`.
    #[must_use]
    pub fn score(&self, values: &[f32]) -> f32 {
        let mut sums = self.start().to_vec();
        self.add(values, 0, &mut sums);
        let mut output = [0.0];
        self.finish(&mut sums, &mut output);
        output[0]
    }
}

/// Adds the hidden units, each times its row, to the outputs.
fn weigh<const OUTPUTS: usize>(units: &[f32], rows: &[f32], outputs: &mut [f32; OUTPUTS]) {
    let mut own = *outputs;
    for (unit, row) in units.iter().zip(rows.as_chunks::<OUTPUTS>().0) {
        for (output, weight) in own.iter_mut().zip(row) {
            *output += unit * weight;
        }
    }
    *outputs = own;
}

/// The hyperbolic tangent, to seven digits: a quotient of polynomials, the one
/// of the library Eigen, which a processor works out for several at once.
fn tanh(x: f32) -> f32 {
    // Beyond, it is 1 to the last digit.
    let x = x.clamp(-7.905_311, 7.905_311);
    let square = x * x;
    let above = [
        2.000_188e-13,
        -8.604_672e-11,
        5.122_297_3e-8,
        1.485_722_4e-5,
        6.372_619_3e-4,
        4.893_524_6e-3,
    ];
    let below = [1.185_347_1e-4, 2.268_434_5e-3, 4.893_525e-3];
    let above = above
        .iter()
        .fold(-2.760_768_6e-16, |sum, factor| sum * square + factor);
    let below = below
        .iter()
        .fold(1.198_258_4e-6, |sum, factor| sum * square + factor);
    x * above / below
}

impl Model {
    /// Networks of the sizes that the engine has, all zeros.
    #[must_use]
    pub fn zeros() -> Self {
        let [rank, decide, cut] = HIDDEN;
        Self {
            rank: Network::zeros(features::COUNT, rank, 1),
            decide: Network::zeros(decide::COUNT, decide, 1),
            cut: Network::zeros(cut::INPUTS, cut, 3),
            spans: vec![0.0; cut::WEIGHTS],
            joint: 0.0,
            evidence: vec![0.0; evidence::COUNT + 1],
        }
    }

    /// The numbers in the order of the file.
    fn parts(&mut self) -> [&mut [f32]; 6] {
        [
            &mut self.rank.weights,
            &mut self.decide.weights,
            &mut self.cut.weights,
            &mut self.spans,
            std::slice::from_mut(&mut self.joint),
            &mut self.evidence,
        ]
    }

    /// The weights as a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut own = self.clone();
        own.parts()
            .iter()
            .flat_map(|part| part.iter().flat_map(|value| value.to_le_bytes()))
            .collect()
    }

    /// The weights in a file; `None` when it is of other sizes.
    #[must_use]
    pub fn from_bytes(file: &[u8]) -> Option<Self> {
        let mut model = Self::zeros();
        let mut values = file.chunks_exact(4);
        for part in model.parts() {
            for value in part {
                *value = f32::from_le_bytes(values.next()?.try_into().ok()?);
            }
        }
        values.next().is_none().then_some(model)
    }

    /// The weights that are compiled in.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| Self::from_bytes(FILE).unwrap_or_else(Self::zeros))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_fits_the_engine() {
        assert!(Model::from_bytes(FILE).is_some());
        assert!(Model::from_bytes(&FILE[1..]).is_none());
    }

    #[test]
    fn the_tangent_is_right_to_six_digits() {
        for step in -2_000i16..=2_000 {
            let x = f32::from(step) / 200.0;
            assert!((tanh(x) - x.tanh()).abs() < 1e-6, "{x}");
        }
        assert!((tanh(f32::INFINITY) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn inputs_are_added_to_any_number_of_units() {
        for hidden in [1, 7, 8, 24, 48, 56, 59] {
            let mut network = Network::zeros(3, hidden, 1);
            for (at, weight) in network.weights.iter_mut().enumerate() {
                *weight = at as f32;
            }
            let mut sums = vec![0.5; hidden];
            network.add(&[0.0, 2.0], 1, &mut sums);
            for (unit, sum) in sums.iter().enumerate() {
                let expected = 0.5 + 2.0 * (2 * hidden + unit) as f32;
                assert!((sum - expected).abs() < 1e-3, "{hidden} {unit}");
            }
        }
    }

    #[test]
    fn a_network_is_what_it_says() {
        let network = Network {
            inputs: 2,
            hidden: 1,
            outputs: 1,
            weights: vec![1.0, 2.0, 0.5, 3.0, 0.25],
        };
        let expected = (1.0f32 * 0.5 + 2.0 * 0.25 + 0.5).tanh() * 3.0 + 0.25;
        assert!((network.score(&[0.5, 0.25]) - expected).abs() < 1e-6);
    }
}
