//! CPU time of a bench's own thread, which a busy machine disturbs less than the
//! time of a clock.

use std::hint::black_box;

/// Prints the fastest and the median of so many runs, in milliseconds of CPU, on
/// systems that tell.
pub fn measure<T>(what: &str, runs: usize, run: impl Fn() -> T) {
    let times = (0..runs).map(|_| {
        let begin = nanoseconds()?;
        black_box(run());
        Some(nanoseconds()? - begin)
    });
    let Some(mut times) = times.collect::<Option<Vec<u64>>>() else {
        return;
    };
    times.sort_unstable();
    let at = |place: usize| times[place] as f64 / 1e6;
    println!(
        "{what}, CPU: fastest {:.1} ms, median {:.1} ms",
        at(0),
        at(runs / 2)
    );
}

fn nanoseconds() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}
