//! Random pairs of schemas: the same properties as the cases, with rows in the tables.
//!
//! `DIESEL_KIT_CASES=20000 DIESEL_KIT_SEED=7 cargo nextest run -p diesel-kit random` is the long run.

pub(crate) mod change;
pub(crate) mod play;

use proptest::collection::vec;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use change::{Change, change};

const WORKERS: usize = 4;

/// From nothing, the first changes make one schema, and the second ones make another of it.
#[test]
fn random_changes_reach_their_goal_and_lose_no_row_unannounced() {
    let cases = number("DIESEL_KIT_CASES", 500);
    let seed = number("DIESEL_KIT_SEED", 1);
    let workers: Vec<_> = (0..WORKERS)
        .map(|at| std::thread::spawn(move || work(cases / WORKERS, seed, at)))
        .collect();
    for worker in workers {
        if let Err(message) = worker.join().unwrap() {
            panic!("seed {seed}: {message}");
        }
    }
}

pub(crate) fn number(variable: &str, default: usize) -> usize {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap(),
        Err(_) => default,
    }
}

fn work(cases: usize, seed: usize, worker: usize) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut database = runtime.block_on(play::Database::new());
    let config = Config {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[0] = u8::try_from(worker).unwrap();
    bytes[8..16].copy_from_slice(&u64::try_from(seed).unwrap().to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let database = std::cell::RefCell::new(&mut database);
    let pair = (vec(change(), 1..24), vec(change(), 1..10));
    TestRunner::new_with_rng(config, rng)
        .run(&pair, |(first, second): (Vec<Change>, Vec<Change>)| {
            let mut database = database.borrow_mut();
            runtime
                .block_on(database.play(&first, &second))
                .map_err(TestCaseError::fail)
        })
        .map_err(|error| error.to_string())
}
