//! What a file can be that is no good article: the program says so and goes on living.

use std::{fmt::Write, fs::File, path::Path};

use crate::command_line::{Place, Ran};

const PROGRAM: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0";

/// Files that cannot be articles, and what is said of them.
fn refused(place: &Path) -> Vec<(&'static str, &'static str)> {
    let write = |name: &str, bytes: &[u8]| std::fs::write(place.join(name), bytes).unwrap();
    write("empty.txt", b"");
    write("blank.txt", " \n\u{a0}\t\r\n\u{feff}\n".as_bytes());
    write("program.txt", PROGRAM);
    let noise: Vec<u8> = (0..4_000u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    write("noise.txt", &noise);
    write("zeros.txt", &[0; 5_000]);
    let long = File::create(place.join("long.txt")).unwrap();
    // A hole takes no space on the disk.
    long.set_len(100_000_000).unwrap();
    vec![
        ("empty.txt", "`empty.txt` is empty"),
        ("blank.txt", "`blank.txt` is empty"),
        ("program.txt", "`program.txt` is not text"),
        ("noise.txt", "`noise.txt` is not text"),
        ("zeros.txt", "`zeros.txt` is not text"),
        ("long.txt", "`long.txt` is 100 MB long"),
        ("missing.txt", "here is no file `missing.txt`"),
    ]
}

#[test]
fn what_is_no_article_is_refused_with_a_sentence() {
    let place = Place::new();
    for (file, said) in refused(place.path()) {
        for arguments in [
            &["--article", file, "ask", "who kept it?"][..],
            &["--article", file, "article"],
            &["--article", file],
            &["add", file],
        ] {
            let ran = place.run(arguments);
            ran.fails_saying(&[said]);
            assert_eq!(ran.err.trim_end().lines().count(), 1, "{ran:?}");
        }
    }
    std::fs::create_dir(place.path().join("papers")).unwrap();
    place
        .run(&["--article", "papers", "ask", "who kept it?"])
        .fails_saying(&["`papers` is a directory; name a file in it"]);
    // A directory may be added, but for what is in it.
    place
        .run(&["add", "papers"])
        .fails_saying(&["There is no file that could be an article"]);
    // Of many files, those that are articles are added, and the others named.
    place.write("papers/empty.txt", b"");
    place.write("papers/mill.txt", WELL.as_bytes());
    let ran = place.run(&["add", "papers"]);
    assert!(ran.out.contains("empty.txt"), "{ran:?}");
    assert!(place.run(&["articles"]).out.contains("mill.txt"), "{ran:?}");
}

const WELL: &str = "The mill at Carrow closed on Monday after ninety-one years of work.

Nobody asked us, said Mara Quill, the last miller there.
";

/// Odd articles, what is asked of them, and what the answer has.
fn odd() -> Vec<(&'static str, Vec<u8>, &'static str, &'static str)> {
    let closed = "when did the mill at Carrow close?";
    let mut invalid = WELL.as_bytes().to_vec();
    invalid.extend(
        b"\nThe \xfc\x80\xfe\xff d\xe9p\xf4t was \xc3\x28 empty by \xf0\x28\x8c\x28 noon.\n",
    );
    let endless = format!(
        "{}{}",
        WELL.replace('\n', " "),
        "and then the boat went on ".repeat(4_000)
    );
    let mut headings = String::new();
    for at in 0..10_000 {
        let litres = at + 70_007;
        writeln!(
            headings,
            "# Well {at}\n\nThe well number {at} gave {litres} litres.\n"
        )
        .unwrap();
    }
    let quotes = "“The mill at Carrow “closed on Monday after \"ninety-one years of ‘work.\n\n\
                  «Nobody asked us, said “Mara Quill, the last miller there.\n\n\
                  She closed „the door” behind her”, too, and went home'.\n";
    let marked = format!(
        "קו הרכבת לעיר נפתח ביום שני אחרי תשע שנים של עבודה קשה מאוד.\n\n{}\n\nThe \u{202e}tram\u{202c} \
         \u{2066}li\u{200f}ne r{} on.\n",
        WELL,
        "\u{301}\u{302}\u{303}".repeat(3_000)
    );
    let controls = WELL.replace(
        "mill at",
        "m\0i\u{1b}[31mll\u{1b}[0m \u{1b}]0;owned\u{7}at\u{9b}2J",
    );
    vec![
        ("invalid.txt", invalid, closed, "Monday"),
        ("endless.txt", endless.into_bytes(), closed, "Monday"),
        (
            "headings.md",
            headings.into_bytes(),
            "how many litres did the well number 4321 give?",
            "74328",
        ),
        ("quotes.txt", quotes.as_bytes().to_vec(), closed, "Monday"),
        ("marked.txt", marked.into_bytes(), closed, "Monday"),
        ("controls.txt", controls.into_bytes(), closed, "Monday"),
    ]
}

/// It ended as it should, and nothing that steers a terminal came out.
#[track_caller]
fn went_well(ran: &Ran) {
    assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
    assert_eq!(ran.err, "");
    let steers = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!ran.out.contains(steers), "{ran:?}");
}

#[test]
fn odd_articles_are_read_and_asked_like_others() {
    for (file, bytes, question, answer) in odd() {
        let place = Place::new();
        place.write(file, &bytes);
        let asked = place.run(&["--article", file, "ask", question]);
        went_well(&asked);
        assert_eq!(asked.status, Some(0), "{file}: {asked:?}");
        assert!(asked.out.contains(answer), "{file}: {asked:?}");
        for arguments in [
            &["--article", file, "article"][..],
            &["--article", file, "quotes"],
            &["--article", file, "summary"],
            &["--article", file, "check", "“Nobody “asked us"],
        ] {
            went_well(&place.run(arguments));
        }
        // Stored and read again it answers the same.
        let added = place.run(&["add", file]);
        assert_eq!(added.status, Some(0), "{file}: {added:?}");
        let again = place.run(&["ask", question]);
        assert!(again.out.contains(answer), "{file}: {again:?}");
    }
}
