//! The program: reads the command line and hands over.

use std::{
    fs::File,
    io::{BufReader, BufWriter},
};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, _eval, task, data, out] = arguments.as_slice() else {
        anyhow::bail!("usage: verbatim eval qa|quotes|summary DATA OUT");
    };
    let data = BufReader::new(File::open(data)?);
    let out = BufWriter::new(File::create(out)?);
    let figures = match task.as_str() {
        "qa" => verbatim::eval::qa::run(data, out),
        "quotes" => verbatim::eval::quotes::run(data, out),
        _ => verbatim::eval::summary::run(data, out),
    }?;
    #[expect(clippy::print_stdout, reason = "the program's own output")]
    {
        println!("{figures}");
    }
    Ok(())
}
