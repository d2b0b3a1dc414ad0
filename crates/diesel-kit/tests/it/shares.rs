//! Long lists of cases, worked on by a few at once.

const WORKERS: usize = 4;

/// Gives everybody a share of the items; `work` returns what failed.
pub(crate) async fn work_on<T, F>(items: Vec<T>, work: impl Fn(Vec<T>) -> F)
where
    F: Future<Output = Vec<String>> + Send + 'static,
{
    let mut shares: Vec<Vec<T>> = (0..WORKERS).map(|_| Vec::new()).collect();
    for (at, item) in items.into_iter().enumerate() {
        shares[at % WORKERS].push(item);
    }
    let workers: Vec<_> = shares
        .into_iter()
        .map(|share| tokio::spawn(work(share)))
        .collect();
    let mut failures = Vec::new();
    for worker in workers {
        failures.extend(worker.await.unwrap());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
