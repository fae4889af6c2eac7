//! What can whoever runs the program do about a fault of the store?

use crate::{library, store};

/// A sentence with the next step, where one is known.
pub(super) fn after(fault: &anyhow::Error) -> Option<&'static str> {
    fault.chain().find_map(|cause| {
        let store = cause.downcast_ref::<store::Error>();
        let library = cause.downcast_ref::<library::Error>();
        of(store.or(match library {
            Some(library::Error::Store(store)) => Some(store),
            _ => None,
        })?)
    })
}

/// The same for a fault of the store itself.
pub(super) fn of(fault: &store::Error) -> Option<&'static str> {
    match fault {
        store::Error::Damaged { .. } => Some(
            "It is left as it is. `verbatim import --set-aside FILE` moves it out of the way and reads an export in its place.",
        ),
        store::Error::Full { .. } => Some("What was confirmed is kept. Make room and do it again."),
        store::Error::InUse { .. } => {
            Some("Stop that process first; asking works meanwhile: `verbatim ask …`.")
        }
        store::Error::Newer { .. } => {
            Some("Use the newer program, or another `data_dir` with an export of before.")
        }
        store::Error::Foreign { .. } => {
            Some("It is left alone. Choose another `data_dir` in the configuration.")
        }
        store::Error::NotEmpty { .. } => {
            Some("`verbatim import --set-aside FILE` moves what is there out of the way first.")
        }
        _ => None,
    }
}
