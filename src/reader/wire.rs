//! Does decoding a model come to an end? The runtime's decoder (rten-onnx 0.27)
//! goes round for ever at a number of more than ten bytes, so a file with one is
//! not given to it. Looks where the decoder does, and nowhere else: weights are
//! any bytes.

/// The messages of ONNX that hold others, or numbers.
#[derive(Clone, Copy)]
enum Message {
    Model,
    Graph,
    Node,
    Attribute,
    Tensor,
    Value,
    Type,
    TensorType,
    Sequence,
    Shape,
    /// Nothing but fields of its own.
    Flat,
    /// Numbers one after the other.
    Numbers,
}

impl Message {
    /// What a field of it holds, by the field's number.
    fn inside(self, field: u64) -> Option<Self> {
        Some(match (self, field) {
            (Self::Model, 7) | (Self::Attribute, 6) => Self::Graph,
            (Self::Model, 8 | 14) | (Self::Tensor, 13) | (Self::Shape, 1) => Self::Flat,
            (Self::Graph, 1) => Self::Node,
            (Self::Graph | Self::Attribute, 5) => Self::Tensor,
            (Self::Graph, 11..=13) => Self::Value,
            (Self::Node, 5) => Self::Attribute,
            (Self::Attribute, 8) | (Self::Tensor, 1 | 5 | 7 | 11) => Self::Numbers,
            (Self::Value, 2) | (Self::Sequence, 1) => Self::Type,
            (Self::Type, 1) => Self::TensorType,
            (Self::Type, 4) => Self::Sequence,
            (Self::TensorType, 2) => Self::Shape,
            _ => return None,
        })
    }
}

/// Why a number cannot be read.
enum Broken {
    /// The decoder says so itself.
    Told,
    /// The decoder never comes back.
    Endless,
}

/// Whether the decoder comes to an end with these bytes.
pub(super) fn ends(model: &[u8]) -> bool {
    let mut left = vec![(model, Message::Model)];
    while let Some((bytes, message)) = left.pop() {
        if let Err(Broken::Endless) = fields(bytes, message, &mut left) {
            return false;
        }
    }
    true
}

/// Goes through one message; what it holds is left for later.
fn fields<'a>(
    mut bytes: &'a [u8],
    message: Message,
    left: &mut Vec<(&'a [u8], Message)>,
) -> Result<(), Broken> {
    while !bytes.is_empty() {
        let tag = number(&mut bytes)?;
        if matches!(message, Message::Numbers) {
            continue;
        }
        let skipped = match tag & 7 {
            0 => {
                number(&mut bytes)?;
                0
            }
            1 => 8,
            2 => {
                let length = usize::try_from(number(&mut bytes)?).unwrap_or(usize::MAX);
                let length = length.min(bytes.len());
                if let (Some(inside), Some(held)) = (message.inside(tag >> 3), bytes.get(..length))
                {
                    left.push((held, inside));
                }
                length
            }
            3 | 4 => 0,
            5 => 4,
            _ => return Err(Broken::Told),
        };
        bytes = bytes.get(skipped..).ok_or(Broken::Told)?;
    }
    Ok(())
}

/// Takes a number of seven bits a byte, the lowest first, from the front.
fn number(bytes: &mut &[u8]) -> Result<u64, Broken> {
    const LONGEST: usize = 10;
    let mut value = 0;
    for (at, byte) in bytes.iter().take(LONGEST).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if *byte < 0x80 {
            *bytes = bytes.get(at + 1..).unwrap_or(&[]);
            return Ok(value);
        }
    }
    Err(if bytes.len() < LONGEST {
        Broken::Told
    } else {
        Broken::Endless
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A field that holds bytes.
    fn holding(field: u8, inside: &[u8]) -> Vec<u8> {
        let length = u8::try_from(inside.len()).unwrap();
        assert!(length < 0x80 && field < 16);
        [&[field << 3 | 2, length], inside].concat()
    }

    #[test]
    fn a_number_without_end_is_found_where_the_decoder_looks() {
        let endless = [0xf0; 12];
        assert!(!ends(&endless));
        assert!(ends(&[0xf0; 9]), "the decoder sees the end of the file");
        let attribute = holding(5, &holding(8, &endless));
        for (model, well) in [
            (holding(7, &holding(1, &attribute)), false),
            (holding(7, &holding(5, &holding(1, &endless))), false),
            // Weights, and what the decoder skips.
            (holding(7, &holding(5, &holding(9, &endless))), true),
            (holding(7, &holding(10, &endless)), true),
            (holding(2, &endless), true),
        ] {
            assert_eq!(ends(&model), well, "{model:02x?}");
        }
    }

    #[test]
    fn models_end_and_so_do_pieces_of_them() {
        let tiny = std::fs::read(super::super::network::tests::tiny().join("model.onnx")).unwrap();
        assert!(ends(&tiny));
        assert!(ends(include_bytes!("../../index/reader/model.onnx")));
        for cut in (0..tiny.len()).step_by(97) {
            assert!(ends(&tiny[..cut]), "{cut}");
        }
    }
}
