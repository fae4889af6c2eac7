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
    let built_in = said(place, &["reader"]);
    assert!(
        built_in.starts_with("The one that is built in: "),
        "{built_in}"
    );

    let wrong = run(place, &["reader", "use", "nothing-here"]);
    assert_eq!(wrong.status.code(), Some(2));
    let shown = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(shown.contains("nothing-here"), "{shown}");

    let taken = said(place, &["reader", "use", tiny.to_str().unwrap()]);
    assert!(taken.contains("word pieces"), "{taken}");
    let other = said(place, &["reader"]);
    assert!(
        other.contains("parameters") && !other.starts_with("The one"),
        "{other}"
    );
    assert!(said(place, &["doctor"]).contains(other.trim()));

    // The weights of the other are random; whatever it points at is in the article.
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
    assert_eq!(off["answer"], "Monday", "{off}");
    let none = said(place, &["reader", "--config", "off.toml"]);
    assert!(none.starts_with("None: "), "{none}");
    let removed = said(place, &["reader", "remove"]);
    assert!(removed.starts_with("Removed; "), "{removed}");
    assert_eq!(said(place, &["reader"]), built_in);
    assert_eq!(ask(&[])["answer"], "Monday");
    let nothing = said(place, &["reader", "remove"]);
    assert!(nothing.starts_with("None was put in"), "{nothing}");
}
