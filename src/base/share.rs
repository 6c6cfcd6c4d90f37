//! Work shared out among threads a little at a time.

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator};

/// Records, entries, holders or pages that a thread takes at a time: enough that taking costs
/// nothing, few enough that at the end no thread waits for what another has taken.
const SHARE: usize = 16;

/// Items shared out among the threads.
pub fn shared<I>(items: I) -> impl IndexedParallelIterator<Item = I::Item>
where
    I: IntoIterator<Item: Send>,
{
    items.into_iter().collect::<Vec<_>>().into_par_iter().with_max_len(SHARE)
}
