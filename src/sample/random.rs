//! Choices that depend on the seed and the entry alone, so that an entry can be made again at any
//! time, in any order.

/// A stream of choices (`SplitMix64`).
pub(super) struct Random(u64);

impl Random {
    /// The stream of one entry under one seed.
    pub(super) fn new(seed: u64, entry: u64) -> Random {
        let mut mixed = Random(seed ^ 0x5449_5a49_4c49_4d00);
        let start = mixed.next() ^ entry.wrapping_mul(0x2545_f491_4f6c_dd1d);
        Random(start)
    }

    /// A number below `bound`, which is not zero.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap_or(0)
    }

    /// One of these.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
