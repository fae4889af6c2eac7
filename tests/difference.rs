//! Where do two texts differ? Line by line, as `diff -u` shows it.

/// Lines shown before and after what differs.
const AROUND: usize = 2;

/// What turns `before` into `after`: lines with `-`, with `+`, or as they are
/// around these; `…` for what is the same.
pub(crate) fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let lines = compared(&before, &after);
    let near: Vec<bool> = (0..lines.len())
        .map(|at| {
            let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(lines.len());
            lines[around].iter().any(|(sign, _)| *sign != ' ')
        })
        .collect();
    let mut shown = String::new();
    let mut left_out = false;
    for ((sign, line), near) in lines.iter().zip(near) {
        if near {
            shown.extend([sign.to_string().as_str(), " ", line, "\n"]);
        } else if !left_out {
            shown.push_str("…\n");
        }
        left_out = !near;
    }
    shown
}

/// Every line of both with its sign, by their longest common subsequence.
fn compared<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<(char, &'a str)> {
    // common[i][j]: how many lines before[i..] and after[j..] share in order.
    let mut common = vec![vec![0_usize; after.len() + 1]; before.len() + 1];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            common[i][j] = if before[i] == after[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::new();
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            lines.push((' ', before[i]));
            i += 1;
            j += 1;
        } else if j >= after.len() || i < before.len() && common[i + 1][j] >= common[i][j + 1] {
            lines.push(('-', before[i]));
            i += 1;
        } else {
            lines.push(('+', after[j]));
            j += 1;
        }
    }
    lines
}

#[test]
fn a_difference_shows_what_changed_and_what_stands_around_it() {
    let before = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
    let after = "one\ntwo\nthree\nfour\nfive\nSIX\nsix and a half\nseven\n";
    assert_eq!(
        difference(before, after),
        "…\n  four\n  five\n- six\n+ SIX\n+ six and a half\n  seven\n"
    );
    assert_eq!(difference(before, before), "…\n");
    assert_eq!(difference("", "new\n"), "+ new\n");
}
