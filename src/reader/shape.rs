//! Is this the model of a reader? The names of its inputs and outputs say so,
//! and what is not one is refused with what is wrong.

use std::{collections::BTreeSet, path::PathBuf};

use rten::{Model, NodeId};

/// Inputs by the names that exporters of this family give them.
const INPUTS: [&str; 3] = ["input_ids", "attention_mask", "token_type_ids"];
const OUTPUTS: [&str; 2] = ["start_logits", "end_logits"];

/// What a model is given of each token.
#[derive(Clone, Copy)]
pub(super) enum Input {
    Pieces,
    Mask,
    Kinds,
}

/// Why a network cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// A file cannot be read.
    #[error("failed to read `{}`", .0.display())]
    File(PathBuf, #[source] std::io::Error),
    /// A file is too large.
    #[error("`{}` has {} MB; the most is {} MB", .0.display(), .1, .2)]
    Large(PathBuf, u64, u64),
    /// It is no ONNX model, or needs an operation that is not there.
    #[error("`{}` cannot be loaded as an ONNX model: {}", .0.display(), .1)]
    Model(PathBuf, String),
    /// Its inputs are others than those of a BERT.
    #[error(
        "the model's inputs are {0}; a reader has input_ids, attention_mask and, if it likes, token_type_ids"
    )]
    Inputs(String),
    /// Its outputs are not those of a model that answers questions.
    #[error("the model's outputs are {0}; a reader has start_logits and end_logits")]
    Outputs(String),
    /// The vocabulary is no `WordPiece` vocabulary.
    #[error("`{}` is no vocabulary of BERT: it must have [UNK], [CLS] and [SEP], one piece a line", .0.display())]
    Vocabulary(PathBuf),
    /// It fails on a question that is easy to read.
    #[error("the model fails when it reads: {0}")]
    Fails(String),
}

pub(super) fn inputs(model: &Model) -> Result<Vec<(Input, NodeId)>, Unfit> {
    let found = names(model, model.input_ids());
    let shown = || Unfit::Inputs(shown(&found));
    if found.iter().any(|name| !INPUTS.contains(&name.as_str())) {
        return Err(shown());
    }
    let mut inputs = Vec::new();
    for (input, name) in [Input::Pieces, Input::Mask, Input::Kinds]
        .into_iter()
        .zip(INPUTS)
    {
        match model.find_node(name) {
            Some(node) if found.contains(name) => inputs.push((input, node)),
            // DistilBERT does not tell the question from the passage.
            _ if matches!(input, Input::Kinds) => {}
            _ => return Err(shown()),
        }
    }
    Ok(inputs)
}

pub(super) fn outputs(model: &Model) -> Result<[NodeId; 2], Unfit> {
    let found = names(model, model.output_ids());
    let node = |name: &str| {
        let node = model.find_node(name).filter(|_| found.contains(name));
        node.ok_or_else(|| Unfit::Outputs(shown(&found)))
    };
    let [start, end] = OUTPUTS;
    Ok([node(start)?, node(end)?])
}

fn names(model: &Model, nodes: &[NodeId]) -> BTreeSet<String> {
    let named = nodes.iter().filter_map(|node| model.node_info(*node));
    named
        .map(|node| node.name().unwrap_or("one without a name").to_owned())
        .collect()
}

/// Names in a sentence; a model may have any number of any length.
fn shown(names: &BTreeSet<String>) -> String {
    let mut shown: Vec<&str> = names
        .iter()
        .take(6)
        .map(|name| crate::text::shorten(name, 40))
        .collect();
    if names.len() > shown.len() {
        shown.push("others");
    }
    if shown.is_empty() {
        "none".to_owned()
    } else {
        shown.join(", ")
    }
}
