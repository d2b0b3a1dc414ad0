//! Random branches: whatever is said to commute does so on a real PostgreSQL, and who is asked first does
//! not matter. `DIESEL_KIT_BRANCHES=5000 cargo nextest run -p diesel-kit random_branches` is the long run.

use std::cell::RefCell;

use diesel_kit::Rollout;
use diesel_kit::generate::{Options, between};
use diesel_kit::model::Model;
use proptest::collection::vec;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use super::{End, Fork, read};
use crate::random::change::{Change, Changed, change};
use crate::random::number;
use crate::random::play::options;
use crate::server;

#[test]
fn random_branches_that_commute_do_so_in_both_orders() {
    let cases = number("DIESEL_KIT_BRANCHES", 60);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let conn = runtime.block_on(async { server::connect(&server::database().await).await });
    let (conn, commuting) = (RefCell::new(conn), RefCell::new(0));
    let config = Config {
        cases: u32::try_from(cases).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let mut bytes = [0; 32];
    let seed = number("DIESEL_KIT_SEED", 1);
    bytes[..8].copy_from_slice(&u64::try_from(seed).unwrap().to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let branches = (
        vec(change(), 1..24),
        vec(change(), 1..4),
        vec(change(), 1..4),
    );
    let outcome = TestRunner::new_with_rng(config, rng).run(&branches, |(base, one, other)| {
        let fork = play(&base, &one, &other).map_err(TestCaseError::fail)?;
        let Some(fork) = fork else { return Ok(()) };
        *commuting.borrow_mut() += 1;
        let mut conn = conn.borrow_mut();
        let checked = runtime.block_on(fork.commutes(&mut conn));
        checked.map_err(TestCaseError::fail)
    });
    if let Err(error) = outcome {
        panic!("seed {seed}: {error}");
    }
    let commuting = commuting.into_inner();
    assert!(commuting * 4 > cases, "only {commuting} of {cases} commute");
}

/// The branches, if they are said to commute.
fn play(base: &[Change], one: &[Change], other: &[Change]) -> Result<Option<Fork>, String> {
    let mut start = Changed::default();
    for change in base {
        start.apply(change);
    }
    let start = start.model;
    let branch = |changes: &[Change]| {
        let mut changed = Changed::start(start.clone());
        for change in changes {
            changed.apply(change);
        }
        end(&start, changed)
    };
    let (one, other) = ([branch(one)], [branch(other)]);
    let fork = Fork::new(&start, &one, &other);
    let swapped = Fork::new(&start, &other, &one);
    let (here, there) = (read(&fork.merged), read(&swapped.merged));
    // Which of them is taken back first can make a difference.
    if !here.conflicts.is_empty() || !there.conflicts.is_empty() {
        return Ok(None);
    }
    let difference = between(here.model(), there.model(), &Options::default());
    let difference = difference.map_err(|error| error.to_string())?;
    match difference.first() {
        Some(difference) => Err(format!("the other way round:\n{}", difference.up_sql())),
        None => Ok(Some(fork)),
    }
}

fn end(start: &Model, changed: Changed) -> End {
    let mut options = options(start, &changed, Rollout::Online);
    options.answers.allow_data_loss = true;
    let model = changed.model;
    End { model, options }
}
