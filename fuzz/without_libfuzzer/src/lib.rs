//! Stands in for libfuzzer-sys where instrumented code takes too long to build:
//! runs a target on its seeds and on what random changes make of them, without
//! knowing which code they reach.
//!
//! `cargo run --release --config 'patch.crates-io.libfuzzer-sys.path="without_libfuzzer"'
//! --bin read_feed -- SECONDS seeds/read_feed`, in `fuzz/`. What a target panics at,
//! or takes seconds for, is written to the current directory.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    process,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// Longest input, as libFuzzer has it without other orders.
const LONGEST: usize = 4_096;
/// Inputs that changes are made to, beside the seeds.
const POOL: usize = 512;
/// An input that takes longer is written down.
const SLOW: Duration = Duration::from_secs(2);
/// After so long an input is given up, and the run with it.
const HANGS: Duration = Duration::from_secs(60);

/// What a target takes.
pub trait Input {
    /// The same bytes, where they are of this kind.
    fn of(bytes: &[u8]) -> Option<&Self>;
}

impl Input for [u8] {
    fn of(bytes: &[u8]) -> Option<&Self> {
        Some(bytes)
    }
}

impl Input for str {
    fn of(bytes: &[u8]) -> Option<&Self> {
        std::str::from_utf8(bytes).ok()
    }
}

/// Makes a program of a target.
#[macro_export]
macro_rules! fuzz_target {
    (|$name:ident: &$kind:ty| $body:block) => {
        #[unsafe(no_mangle)]
        pub extern "C" fn main(_: i32, _: *const *const u8) -> i32 {
            $crate::run::<$kind>(|$name: &$kind| $body)
        }
    };
}

/// Runs a target as the command line says; 1 when it panicked.
pub fn run<T: Input + ?Sized>(target: impl Fn(&T)) -> i32 {
    let mut arguments = std::env::args().skip(1);
    let seconds = arguments.next().and_then(|seconds| seconds.parse().ok());
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(60));
    let mut inputs: Vec<Vec<u8>> = Vec::new();
    for directory in arguments {
        for entry in fs::read_dir(&directory).expect("a directory of seeds") {
            inputs.push(fs::read(entry.expect("a seed").path()).expect("a seed"));
        }
    }
    inputs.push(b"\n".to_vec());
    let seeds = inputs.len();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut runs, mut panics, mut slow) = (0_u64, 0, 0);
    let running = watched();
    while Instant::now() < end {
        let input = match usize::try_from(runs) {
            Ok(run) if run < seeds => inputs[run].clone(),
            _ => random.changed(&inputs),
        };
        runs += 1;
        let Some(given) = T::of(&input) else { continue };
        let begun = Instant::now();
        *running.lock().expect("nobody panics with it") = Some((begun, input.clone()));
        let ran = catch_unwind(AssertUnwindSafe(|| target(given)));
        if ran.is_err() {
            panics += 1;
            fs::write(format!("panic-{panics}"), &input).expect("it can be written");
            if panics == 10 {
                break;
            }
        } else if begun.elapsed() > SLOW {
            slow += 1;
            fs::write(format!("slow-{slow}"), &input).expect("it can be written");
        }
        if inputs.len() < seeds + POOL {
            inputs.push(input);
        } else {
            let place = seeds + random.below(POOL);
            inputs[place] = input;
        }
    }
    println!("{runs} inputs, {panics} panics, {slow} slow");
    i32::from(panics > 0)
}

/// What is running, and since when; a thread looks whether it ever ends.
fn watched() -> Arc<Mutex<Option<(Instant, Vec<u8>)>>> {
    let running: Arc<Mutex<Option<(Instant, Vec<u8>)>>> = Arc::default();
    let watched = Arc::clone(&running);
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_secs(1));
            let running = watched.lock().expect("nobody panics with it");
            if let Some((since, input)) = &*running
                && since.elapsed() > HANGS
            {
                fs::write("hangs", input).expect("it can be written");
                println!("an input hangs");
                process::exit(1);
            }
        }
    });
    running
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        // Xorshift, Marsaglia 2003.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % limit.max(1)
    }

    /// One of the inputs after some changes.
    fn changed(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut input = inputs[self.below(inputs.len())].clone();
        for _ in 0..=self.below(8) {
            self.change(&mut input, inputs);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, inputs: &[Vec<u8>]) {
        /// What is odd to most who read text or numbers.
        const ODD: &[&[u8]] = &[
            b"\0", b"\n\n", b"\"", b"<", b"&#0;", b"\xff\xfe", b"-1", b"1e999", b"\r\n", b"  ",
            "\u{202e}".as_bytes(), "\u{301}".as_bytes(), "“".as_bytes(), "😀".as_bytes(),
            "İ".as_bytes(), "ß".as_bytes(), b"99999999999999999999", b"%s", b"\x1b[2J",
        ];
        let at = self.below(input.len() + 1);
        let to = (at + self.below(32)).min(input.len());
        match self.below(7) {
            0 if at < input.len() => input[at] ^= 1 << self.below(8),
            1 if at < input.len() => input[at] = self.below(256) as u8,
            2 => drop(input.drain(at..to)),
            3 => {
                let odd = ODD[self.below(ODD.len())];
                input.splice(at..at, odd.iter().copied());
            }
            4 => {
                let part = input[at..to].to_vec();
                for _ in 0..=self.below(4) {
                    input.splice(at..at, part.iter().copied());
                }
            }
            5 => {
                let part = input[at..to].to_vec();
                let place = self.below(input.len() + 1);
                input.splice(place..place, part);
            }
            _ => {
                let other = &inputs[self.below(inputs.len())];
                let from = self.below(other.len() + 1);
                let until = (from + self.below(256)).min(other.len());
                let part = other[from..until].to_vec();
                input.splice(at..to, part);
            }
        }
    }
}
