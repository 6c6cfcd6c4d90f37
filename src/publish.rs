//! From checked registers to files. The faces of a publication do not know each other, and none of
//! them checks again what the register has checked.

pub mod eligibility;
pub mod feed;
pub mod keys;
pub mod origin;
pub mod search;
pub mod site;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator};

/// Entries, holders or pages that a thread takes at a time: enough that taking costs nothing, few
/// enough that at the end no thread waits for what another has taken.
const SHARE: usize = 16;

/// Items shared out among the threads.
fn shared<I>(items: I) -> impl IndexedParallelIterator<Item = I::Item>
where
    I: IntoIterator<Item: Send>,
{
    items.into_iter().collect::<Vec<_>>().into_par_iter().with_max_len(SHARE)
}
