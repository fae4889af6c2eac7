//! Gradients and steps for the engine's networks: Adam with decay.

use verbatim::answer::training::Network;

/// Numbers that are learned by Adam (Kingma and Ba 2015) with decoupled decay
/// (Loshchilov and Hutter 2019).
pub(crate) struct Steps {
    pub(crate) gradient: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    taken: i32,
    decay: f32,
}

impl Steps {
    pub(crate) fn new(size: usize, decay: f32) -> Self {
        Self {
            gradient: vec![0.0; size],
            first: vec![0.0; size],
            second: vec![0.0; size],
            taken: 0,
            decay,
        }
    }

    /// One step against the gradient, which starts anew.
    pub(crate) fn step(&mut self, weights: &mut [f32], rate: f32) {
        self.taken += 1;
        let a = 1.0 - 0.9f32.powi(self.taken);
        let b = 1.0 - 0.999f32.powi(self.taken);
        for (at, weight) in weights.iter_mut().enumerate() {
            let gradient = self.gradient[at];
            self.first[at] = 0.9 * self.first[at] + 0.1 * gradient;
            self.second[at] = 0.999 * self.second[at] + 0.001 * gradient * gradient;
            let step = (self.first[at] / a) / ((self.second[at] / b).sqrt() + 1e-8);
            *weight -= rate * (step + self.decay * *weight);
        }
        self.gradient.fill(0.0);
    }
}

/// A network that learns.
pub(crate) struct Learner {
    pub(crate) network: Network,
    steps: Steps,
    pub(crate) rate: f32,
}

/// A small deterministic generator (Vigna 2015, splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}

/// Networks trained apart that are one: its output is the mean of theirs.
pub(crate) const TOGETHER: usize = 3;

/// One network of all hidden units of `all`, which have one output.
pub(crate) fn mean(all: &[Network]) -> Network {
    let inputs = all.first().map_or(0, |one| one.inputs);
    let hidden = all.iter().map(|one| one.hidden).sum();
    let mut weights = Vec::new();
    for input in 0..=inputs {
        for one in all {
            weights.extend(&one.weights[input * one.hidden..(input + 1) * one.hidden]);
        }
    }
    let share = 1.0 / all.len().max(1) as f32;
    for one in all {
        let from = (inputs + 1) * one.hidden;
        let outer = &one.weights[from..from + one.hidden];
        weights.extend(outer.iter().map(|weight| weight * share));
    }
    let last = all.iter().filter_map(|one| one.weights.last());
    weights.push(last.sum::<f32>() * share);
    Network {
        inputs,
        hidden,
        outputs: 1,
        weights,
    }
}

impl Learner {
    pub(crate) fn new(mut network: Network, rate: f32, decay: f32, seed: u64) -> Self {
        let mut dice = Dice(seed);
        if network.weights.iter().all(|w| *w == 0.0) {
            let within = (3.0 / network.inputs as f32).sqrt();
            let outer = (network.inputs + 1) * network.hidden;
            let end = outer + network.hidden * network.outputs;
            let last = (1.0 / network.hidden as f32).sqrt();
            for (at, weight) in network.weights.iter_mut().enumerate() {
                let size = if at < network.inputs * network.hidden {
                    within
                } else if at >= outer && at < end {
                    last
                } else {
                    0.0
                };
                *weight = (2.0 * dice.unit() - 1.0) * size;
            }
        }
        let size = network.weights.len();
        Self {
            network,
            steps: Steps::new(size, decay),
            rate,
        }
    }

    /// Adds the gradient of one example whose hidden values are `hidden`, each
    /// times its `kept` (nothing for one).
    pub(crate) fn back(
        &mut self,
        inputs: impl Iterator<Item = (usize, f32)>,
        hidden: &[f32],
        kept: &[f32],
        errors: &[f32],
    ) {
        let (units, outputs) = (self.network.hidden, self.network.outputs);
        let outer = (self.network.inputs + 1) * units;
        let mut inner = vec![0.0; units];
        for (unit, &value) in hidden.iter().enumerate() {
            let mut sum = 0.0;
            for (output, &error) in errors.iter().enumerate() {
                let at = outer + unit * outputs + output;
                self.steps.gradient[at] += error * value;
                sum += error * self.network.weights[at];
            }
            let kept = kept.get(unit).copied().unwrap_or(1.0);
            if kept > 0.0 {
                let value = value / kept;
                inner[unit] = sum * kept * (1.0 - value * value);
            }
        }
        for (output, &error) in errors.iter().enumerate() {
            self.steps.gradient[outer + units * outputs + output] += error;
        }
        let start = self.network.inputs * units;
        for (unit, error) in inner.iter().enumerate() {
            self.steps.gradient[start + unit] += error;
        }
        for (input, value) in inputs {
            let row = &mut self.steps.gradient[input * units..(input + 1) * units];
            for (to, error) in row.iter_mut().zip(&inner) {
                *to += value * error;
            }
        }
    }

    /// One step against the gradient, which starts anew.
    pub(crate) fn step(&mut self, rate: f32) {
        self.steps.step(&mut self.network.weights, rate);
    }

    /// The output and the hidden values for dense inputs.
    pub(crate) fn forward(&self, values: &[f32]) -> (f32, Vec<f32>) {
        let mut hidden = self.network.start().to_vec();
        self.network.add(values, 0, &mut hidden);
        let mut output = [0.0];
        self.network.finish(&mut hidden, &mut output);
        (output[0], hidden)
    }

    pub(crate) fn back_dense(&mut self, values: &[f32], hidden: &[f32], error: f32) {
        let inputs = values
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, value)| *value != 0.0);
        self.back(inputs, hidden, &[], &[error]);
    }
}
