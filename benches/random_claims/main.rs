//! Random claims, judged by the soundness bench's own evaluator: none that is false may be believed, none that is true
//! refuted, and few true ones left undecided.
//!
//! Run by hand: `cargo bench --bench random_claims -- --count 200000 --seed 1 --jobs 2`. With `--agreeing` the false claims
//! that agree at ordinary points are run as well; with `--list` undecided true claims are named, too.
//!
//! True claims are instances of the tables of true claims, rewritten by other entries of the tables; half of all are
//! mutated and kept where the evaluator finds them false, a tenth have something small, narrow or far away planted.

#[path = "../../tests/soundness/agreeing/mod.rs"]
mod agreeing;
mod grow;
mod laws;
mod make;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/soundness/mutants.rs"]
mod mutants;
#[allow(dead_code, unused_imports, reason = "the tests use more of it")]
#[path = "../../tests/soundness/oracle/mod.rs"]
mod oracle;
mod plant;
mod report;
#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/soundness/table.rs"]
mod table;
mod term;
#[path = "../../tests/soundness/tree.rs"]
mod tree;

use make::{Claim, Maker};
use report::{Outcome, Report};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What the command line asks for.
struct Options {
    count: u64,
    seed: u64,
    jobs: usize,
    agreeing: bool,
    list: bool,
}

fn options() -> Options {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default: u64| {
        let value = args.iter().position(|arg| arg == name).and_then(|place| args.get(place + 1));
        value.map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} wants a number, not {text}")))
    };
    let has = |name: &str| args.iter().any(|arg| arg == name);
    Options {
        count: number("--count", 2000),
        seed: number("--seed", 1),
        jobs: number("--jobs", 2).max(1) as usize,
        agreeing: has("--agreeing"),
        list: has("--list"),
    }
}

/// What each worker looks at, since when.
type Watched = Mutex<Option<(String, Instant)>>;

fn main() {
    let options = options();
    std::panic::set_hook(Box::new(|_| {}));
    let (maker, begun) = (Maker::new(), Instant::now());
    let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let watched: Vec<Watched> = (0..options.jobs).map(|_| Mutex::new(None)).collect();
    let extra: Vec<Claim> =
        if options.agreeing { agreeing::all().into_iter().map(Claim::agreeing).collect() } else { Vec::new() };
    let mut report = Report::default();
    std::thread::scope(|scope| {
        let work = |own: usize| {
            let (maker, next, done, extra, watched) = (&maker, &next, &done, &extra, &watched);
            let options = &options;
            move || {
                let mut report = Report::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= options.count + extra.len() as u64 {
                        done.fetch_add(1, Ordering::Relaxed);
                        return report;
                    }
                    let claim = match number.checked_sub(options.count) {
                        Some(place) => Some(extra[place as usize].clone()),
                        None => maker.claim(options.seed.wrapping_mul(0x9E37_79B9).wrapping_add(number)),
                    };
                    let Some(claim) = claim else {
                        report.dropped += 1;
                        continue;
                    };
                    *watched[own].lock().expect("no panic while it is held") = Some((claim.shown(), Instant::now()));
                    let outcome = Outcome::of(&claim);
                    *watched[own].lock().expect("no panic while it is held") = None;
                    report.take(claim, outcome);
                }
            }
        };
        let workers: Vec<_> = (0..options.jobs).map(|own| scope.spawn(work(own))).collect();
        watch(&watched, &done, &next, options.jobs as u64);
        for worker in workers {
            report.join(worker.join().expect("no panic outside a claim"));
        }
    });
    report.print(begun.elapsed(), options.list);
    std::process::exit(i32::from(!report.is_good()));
}

/// Names a claim that does not come to an end, and how far the run is.
fn watch(watched: &[Watched], done: &AtomicU64, next: &AtomicU64, jobs: u64) {
    let (mut seconds, mut named) = (0u64, Vec::new());
    while done.load(Ordering::Relaxed) < jobs {
        std::thread::sleep(Duration::from_millis(200));
        seconds += 1;
        if seconds % 300 == 0 {
            eprintln!("{} claims", next.load(Ordering::Relaxed));
        }
        for one in watched {
            if let Some((claim, since)) = &*one.lock().expect("no panic while it is held")
                && since.elapsed().as_secs() >= 10
                && !named.contains(claim)
            {
                eprintln!("more than 10 s: {claim}");
                named.push(claim.clone());
            }
        }
    }
}
