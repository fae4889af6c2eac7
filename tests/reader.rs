//! `verbatim reader`: a network is put in, seen, asked with, and taken out.

use std::{
    path::Path,
    process::{Command, Output},
};

fn run(place: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_verbatim"))
        .args(arguments)
        .current_dir(place)
        .env("HOME", place)
        .env("XDG_DATA_HOME", place.join("data"))
        .env_remove("VERBATIM_CONFIG")
        .output()
        .unwrap()
}

fn said(place: &Path, arguments: &[&str]) -> String {
    let output = run(place, arguments);
    let shown = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {shown}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_network_is_put_in_seen_and_taken_out() {
    let place = tempfile::tempdir().unwrap();
    let place = place.path();
    let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reader");
    assert!(said(place, &["reader"]).starts_with("There is none"));

    let wrong = run(place, &["reader", "use", "nothing-here"]);
    assert_eq!(wrong.status.code(), Some(2));
    let shown = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(shown.contains("nothing-here"), "{shown}");

    let taken = said(place, &["reader", "use", tiny.to_str().unwrap()]);
    assert!(taken.contains("word pieces"), "{taken}");
    assert!(said(place, &["reader"]).contains("parameters"));
    assert!(said(place, &["doctor"]).contains("reader"));

    // Its weights are random; whatever it points at is in the article.
    let page = "The mill\n\nThe old mill by the river was sold on Monday for two million crowns. \
        Its owner, Ann Lee, thanked the town for many good years and went abroad.\n";
    std::fs::write(place.join("mill.txt"), page).unwrap();
    let ask = |more: &[&str]| -> serde_json::Value {
        let mut arguments = vec!["ask", "--json", "--article", "mill.txt"];
        arguments.extend(more);
        arguments.push("when was the mill sold?");
        serde_json::from_str(&said(place, &arguments)).unwrap()
    };
    let with = ask(&[]);
    assert!(page.contains(with["answer"].as_str().unwrap()), "{with}");
    std::fs::write(place.join("off.toml"), "[answers]\nreader = \"never\"\n").unwrap();
    let off = ask(&["--config", "off.toml"]);
    assert_eq!(
        said(place, &["reader", "remove"]),
        "Removed; answers go without a reader.\n"
    );
    assert_eq!(ask(&[]), off);
}
