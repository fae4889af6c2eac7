//! Tells one state of the engines from another: what was worked out by other
//! code or other weights is worked out again.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=src");
    let mut hash = 0xcbf2_9ce4_8422_2325;
    add(Path::new("src"), &mut hash)?;
    println!("cargo:rustc-env=VERBATIM_ENGINES={hash:016x}");
    Ok(())
}

/// Adds all files below `path`, in the order of their names, to an FNV-1a hash.
fn add(path: &Path, hash: &mut u64) -> io::Result<()> {
    if path.is_dir() {
        let entries: io::Result<Vec<_>> = fs::read_dir(path)?.collect();
        let mut below: Vec<_> = entries?.into_iter().map(|entry| entry.path()).collect();
        below.sort();
        return below.iter().try_for_each(|path| add(path, hash));
    }
    for byte in fs::read(path)? {
        *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    Ok(())
}
