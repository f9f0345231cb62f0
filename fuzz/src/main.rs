//! Feeds mutated seeds to one reader for a number of seconds: `offprint-fuzz TARGET SECONDS [SEED]`, or one file again:
//! `offprint-fuzz TARGET --file FILE`. Without arguments it lists the targets.
//!
//! A panic, or an input that takes longer than ten seconds, ends it with code 1; the input is kept in `fuzz/findings`. There is no coverage to
//! guide it, so that it runs with a stable compiler on any machine.

mod mutate;
mod targets;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs, panic, process, thread};

use mutate::{Random, input};
use targets::{TARGETS, Target};

/// Longer than this, one input is a hang.
const LONGEST: Duration = Duration::from_secs(10);

/// The input that is being read, and since when.
type Current = Arc<Mutex<(Instant, Vec<u8>)>>;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [name, rest @ ..] = words.as_slice() else {
        TARGETS.iter().for_each(|target| println!("{}", target.name));
        return ExitCode::SUCCESS;
    };
    let Some(target) = TARGETS.iter().find(|target| target.name == *name) else {
        eprintln!("error: no target `{name}`");
        return ExitCode::from(2);
    };
    match rest {
        ["--file", file] => {
            (target.feed)(&fs::read(file).expect("the file can be read"));
            ExitCode::SUCCESS
        }
        [seconds, seed @ ..] => {
            let clock = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |since| since.as_secs());
            let seed = seed.first().map_or_else(clock, |seed| seed.parse().expect("the seed is a number"));
            fuzz(target, Duration::from_secs(seconds.parse().expect("the seconds are a number")), seed)
        }
        [] => {
            eprintln!("error: for how many seconds?");
            ExitCode::from(2)
        }
    }
}

fn fuzz(target: &'static Target, time: Duration, seed: u64) -> ExitCode {
    let seeds = target.read_seeds();
    let mut random = Random::new(seed);
    let current: Current = Arc::new(Mutex::new((Instant::now(), Vec::new())));
    watch(target, &current);
    let (started, mut count, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    while started.elapsed() < time {
        let bytes = input(&mut random, &seeds);
        *current.lock().expect("no thread panics with it") = (Instant::now(), bytes.clone());
        let before = Instant::now();
        if panic::catch_unwind(|| (target.feed)(&bytes)).is_err() {
            eprintln!("{}: a panic on the input in {}", target.name, kept(target, &bytes).display());
            return ExitCode::FAILURE;
        }
        slowest = slowest.max(before.elapsed());
        count += 1;
    }
    println!(
        "{}: {count} inputs in {} s from seed {seed}, the slowest in {} ms",
        target.name,
        time.as_secs(),
        slowest.as_millis()
    );
    ExitCode::SUCCESS
}

/// Ends the process when one input takes too long.
fn watch(target: &'static Target, current: &Current) {
    let current = Arc::clone(current);
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(500));
            let (since, bytes) = current.lock().expect("no thread panics with it").clone();
            if since.elapsed() > LONGEST {
                eprintln!(
                    "{}: over {} s on the input in {}",
                    target.name,
                    LONGEST.as_secs(),
                    kept(target, &bytes).display()
                );
                process::exit(1);
            }
        }
    });
}

/// Keeps an input; its name is the same for the same bytes.
fn kept(target: &Target, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("findings");
    fs::create_dir_all(&folder).expect("findings can be kept");
    let name = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    let path = folder.join(format!("{}-{name:016x}", target.name));
    fs::write(&path, bytes).expect("findings can be kept");
    path
}
