//! Arithmetic modulo `p = 2^bits - c` with a small `c`, on words of 64 bits.
//!
//! crypto-bigint does the same in constant time at three times the cost; everything verified here
//! is public. Numbers are any of `bits` bits: one at or above `p` stands for itself minus `p`, and
//! only comparisons bring it below. That saves a comparison after every step.

/// Twice the words of the widest field.
const WIDEST: usize = 16;

/// A number, lowest word first.
pub(crate) type Words<const L: usize> = [u64; L];

/// The field of a prime `2^(64 L) - c`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<const L: usize> {
    /// Below `2^16`, so that a carry times `c` fits in one word.
    pub(crate) c: u16,
}

impl<const L: usize> Field<L> {
    pub(crate) const ZERO: Words<L> = [0; L];

    pub(crate) const ONE: Words<L> = {
        let mut one = [0; L];
        one[0] = 1;
        one
    };

    #[inline]
    pub(crate) fn mul(self, left: &Words<L>, right: &Words<L>) -> Words<L> {
        let mut wide = [0; WIDEST];
        for place in 0..L {
            let mut carry = 0;
            for index in 0..L {
                (wide[place + index], carry) =
                    left[place].carrying_mul_add(right[index], wide[place + index], carry);
            }
            wide[place + L] = carry;
        }
        self.reduce(&wide)
    }

    /// Each product of two different words occurs twice, so it is made once and doubled.
    pub(crate) fn square(self, value: &Words<L>) -> Words<L> {
        let mut wide = [0; WIDEST];
        for place in 0..L {
            let mut carry = 0;
            for index in place + 1..L {
                (wide[place + index], carry) =
                    value[place].carrying_mul_add(value[index], wide[place + index], carry);
            }
            wide[place + L] = carry;
        }
        let (mut top, mut carry) = (0, 0);
        for place in 0..L {
            let (low, high) = (wide[2 * place], wide[2 * place + 1]);
            let (square, over) = value[place].carrying_mul_add(value[place], low << 1 | top, carry);
            wide[2 * place] = square;
            let (sum, overflow) = (high << 1 | low >> 63).overflowing_add(over);
            wide[2 * place + 1] = sum;
            (top, carry) = (high >> 63, u64::from(overflow));
        }
        self.reduce(&wide)
    }

    pub(crate) fn add(self, left: &Words<L>, right: &Words<L>) -> Words<L> {
        let mut sum = *left;
        let mut carry = false;
        for index in 0..L {
            (sum[index], carry) = left[index].carrying_add(right[index], carry);
        }
        self.fold(sum, u64::from(carry))
    }

    pub(crate) fn sub(self, left: &Words<L>, right: &Words<L>) -> Words<L> {
        let mut difference = *left;
        let mut borrow = false;
        for index in 0..L {
            (difference[index], borrow) = left[index].borrowing_sub(right[index], borrow);
        }
        // A borrow means that 2^bits was added, which is c too much; taking c away may borrow once
        // more, from a number below c, and then leaves one that is near 2^bits.
        while borrow {
            let mut taken = u64::from(self.c);
            for word in &mut difference {
                let (next, under) = word.overflowing_sub(taken);
                (*word, taken) = (next, u64::from(under));
            }
            borrow = taken != 0;
        }
        difference
    }

    pub(crate) fn twice(self, value: &Words<L>) -> Words<L> {
        self.add(value, value)
    }

    pub(crate) fn negate(self, value: &Words<L>) -> Words<L> {
        self.sub(&Self::ZERO, value)
    }

    /// The same number below `p`.
    pub(crate) fn canonical(self, value: &Words<L>) -> Words<L> {
        // value >= p exactly when value + c reaches 2^bits, and then the rest is value - p.
        let (rest, carry) = add_word(*value, u64::from(self.c));
        if carry { rest } else { *value }
    }

    pub(crate) fn is_zero(self, value: &Words<L>) -> bool {
        self.canonical(value) == Self::ZERO
    }

    pub(crate) fn same(self, left: &Words<L>, right: &Words<L>) -> bool {
        self.canonical(left) == self.canonical(right)
    }

    /// The upper half of a product counts `c` times.
    fn reduce(self, wide: &[u64; WIDEST]) -> Words<L> {
        let mut low = [0; L];
        let mut carry = 0;
        for index in 0..L {
            (low[index], carry) =
                wide[L + index].carrying_mul_add(u64::from(self.c), wide[index], carry);
        }
        self.fold(low, carry)
    }

    /// `value + carry * 2^bits`, where the carry is at most `c`. Adding it can carry once more, and
    /// then what is left is too small to do so again.
    fn fold(self, value: Words<L>, carry: u64) -> Words<L> {
        if carry == 0 {
            return value;
        }
        let (value, again) = add_word(value, carry * u64::from(self.c));
        if again { add_word(value, self.c.into()).0 } else { value }
    }
}

fn add_word<const L: usize>(mut value: Words<L>, word: u64) -> (Words<L>, bool) {
    let mut carry = word;
    for place in &mut value {
        let (sum, overflow) = place.overflowing_add(carry);
        (*place, carry) = (sum, u64::from(overflow));
        if carry == 0 {
            return (value, false);
        }
    }
    (value, true)
}

#[cfg(test)]
mod tests {
    use crypto_bigint::{Limb, U256, U512, Uint};
    use proptest::prelude::*;

    use super::*;

    /// Words that reach the edges more often than chance would.
    fn word() -> impl Strategy<Value = u64> {
        prop_oneof![
            Just(0),
            Just(u64::MAX),
            (0..2000_u64).prop_map(|n| u64::MAX - n),
            0..2000_u64,
            any::<u64>()
        ]
    }

    fn agrees<const L: usize>(c: u16, left: [u64; L], right: [u64; L]) {
        let field = Field { c };
        let limb = Limb::from(c);
        let p = Uint::<L>::ZERO.wrapping_sub(&Uint::from(limb));
        let p = p.to_nz().unwrap();
        let (a, b) = (Uint::from_words(left), Uint::from_words(right));
        let (a, b) = (a.rem_vartime(&p), b.rem_vartime(&p));
        let same = |ours: Words<L>, theirs: Uint<L>| {
            assert_eq!(field.canonical(&ours), theirs.to_words());
        };
        same(field.mul(&left, &right), a.mul_mod_special(&b, limb));
        same(field.square(&left), a.mul_mod_special(&a, limb));
        same(field.add(&left, &right), a.add_mod_special(&b, limb));
        same(field.sub(&left, &right), a.sub_mod_special(&b, limb));
        same(field.negate(&left), a.neg_mod_special(limb));
        assert_eq!(field.same(&left, &right), a == b);
        assert_eq!(field.is_zero(&left), a.is_zero_vartime());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..Default::default() })]

        /// Against crypto-bigint, also with numbers at or above the prime.
        #[test]
        fn agrees_with_an_independent_library(
            left in prop::array::uniform8(word()),
            right in prop::array::uniform8(word()),
        ) {
            agrees::<{ U512::LIMBS }>(569, left, right);
            let half = |words: [u64; 8]| [words[0], words[1], words[2], words[3]];
            agrees::<{ U256::LIMBS }>(617, half(left), half(right));
        }
    }
}
