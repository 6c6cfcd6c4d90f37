//! Verification of GOST R 34.10 signatures on the two curves that Kazakh certificates use.
//!
//! Byte order is the Kazakh one and that alone: the signature is `r || s`, the key `x || y`, each
//! number little-endian, and the digest is read little-endian too. The Russian layout is the same
//! bytes reversed; trying both would double what an attacker may hand in, so it is never tried.
//!
//! All data here is public, so the arithmetic may take a time that depends on it.

mod point;

use std::sync::LazyLock;

use crypto_bigint::{CheckedAdd as _, NonZero, Odd, U256, U512, Uint};

use super::field::{Field, Words};
use point::{Affine, Jacobian};

/// id-tc26-gost-3410-12-512-paramSetA, of the generation of 2015.
pub(crate) static TC26_512_A: LazyLock<Curve<{ U512::LIMBS }>> = LazyLock::new(|| {
    Curve::new(
        569,
        U512::from_be_hex(
            "e8c2505dedfc86ddc1bd0b2b6667f1da34b82574761cb0e879bd081cfd0b6265\
             ee3cb090f30d27614cb4574010da90dd862ef9d4ebee4761503190785a71c760",
        ),
        U512::from_be_hex(
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
             27e69532f48d89116ff22b8d4e0560609b4b38abfad2b85dcacdb1411f10b275",
        ),
        [
            U512::from_u8(3),
            U512::from_be_hex(
                "7503cfe87a836ae3a61b8816e25450e6ce5e1c93acf1abc1778064fdcbefa921\
                 df1626be4fd036e93d75e6a50e3a41e98028fe5fc235f5b889a589cb5215f2a4",
            ),
        ],
    )
});

/// GostR3410-2001-CryptoPro-A, of the generation of 2004.
pub(crate) static CRYPTOPRO_A: LazyLock<Curve<{ U256::LIMBS }>> = LazyLock::new(|| {
    Curve::new(
        617,
        U256::from_u8(166),
        U256::from_be_hex("ffffffffffffffffffffffffffffffff6c611070995ad10045841b09b761b893"),
        [
            U256::ONE,
            U256::from_be_hex("8d91e471e0989cda27df505a453f2b7635294f2ddf23e3b122acc99c9e9f1e14"),
        ],
    )
});

/// Window widths of the signed digits: the table of the generator is made once, that of a key for
/// every signature, so the latter is small.
const GENERATOR_WIDTH: u32 = 8;
const KEY_WIDTH: u32 = 5;

/// A curve `y^2 = x^3 - 3x + b` over the prime field of `p = 2^bits - c`, of prime order `q`.
pub(crate) struct Curve<const L: usize> {
    field: Field<L>,
    p: Odd<Uint<L>>,
    b: Words<L>,
    q: Odd<Uint<L>>,
    /// 1, 3, 5, … times the generator.
    generator: Vec<Affine<L>>,
}

impl<const L: usize> Curve<L> {
    fn new(c: u16, b: Uint<L>, q: Uint<L>, generator: [Uint<L>; 2]) -> Curve<L> {
        let odd = |value| Odd::new(value).into_option().expect("primes above two are odd");
        let p = odd(Uint::ZERO.wrapping_sub(&Uint::from_u16(c)));
        let field = Field { c };
        let mut curve = Curve { field, p, b: b.to_words(), q: odd(q), generator: Vec::new() };
        let first = Affine { x: generator[0].to_words(), y: generator[1].to_words() };
        let multiples = curve.odd_multiples(&first, GENERATOR_WIDTH);
        curve.generator = multiples.iter().filter_map(|point| curve.affine(point)).collect();
        curve
    }

    /// Whether `signature` is one of this digest by this key.
    pub(crate) fn verify(&self, key: &[u8], digest: &[u8], signature: &[u8]) -> bool {
        let (Some(key), Some((r, s))) = (self.point(key), pair::<L>(signature)) else {
            return false;
        };
        if !self.is_scalar(&r) || !self.is_scalar(&s) {
            return false;
        }
        let Some(inverse) = self.residue(digest).and_then(|e| self.invert_scalar(&e)) else {
            return false;
        };
        let by_generator = s.mul_mod_vartime(&inverse, self.order());
        let by_key = r.mul_mod_vartime(&inverse, self.order()).neg_mod(self.order());
        self.has_x(&self.combine(&by_generator, Some((&by_key, &key))), &r)
    }

    /// A key of exactly the right length whose point is on the curve. The order of both curves is
    /// prime, so every such point has the full order.
    pub(crate) fn point(&self, key: &[u8]) -> Option<Affine<L>> {
        let (x, y) = pair::<L>(key)?;
        let within = x.cmp_vartime(&self.p).is_lt() && y.cmp_vartime(&self.p).is_lt();
        let (x, y) = (x.to_words(), y.to_words());
        let field = self.field;
        let three = field.add(&Field::<L>::ONE, &field.twice(&Field::<L>::ONE));
        let slope = field.sub(&field.square(&x), &three);
        let right = field.add(&field.mul(&slope, &x), &self.b);
        (within && field.same(&field.square(&y), &right)).then_some(Affine { x, y })
    }

    /// The digest as a number modulo the order; zero counts as one, as the standard says.
    pub(crate) fn residue(&self, digest: &[u8]) -> Option<Uint<L>> {
        (digest.len() == Uint::<L>::BYTES).then(|| {
            let e = Uint::<L>::from_le_slice(digest).rem_vartime(self.order());
            if e.is_zero_vartime() { Uint::ONE } else { e }
        })
    }

    /// Whether `0 < value < q`.
    pub(crate) fn is_scalar(&self, value: &Uint<L>) -> bool {
        !value.is_zero_vartime() && value.cmp_vartime(&self.q).is_lt()
    }

    /// The order of the group.
    pub(crate) fn order(&self) -> &NonZero<Uint<L>> {
        self.q.as_nz_ref()
    }

    /// Both coordinates of a multiple of the generator; nothing for the point at infinity.
    pub(crate) fn generator_times(&self, scalar: &Uint<L>) -> Option<[Uint<L>; 2]> {
        let point = self.affine(&self.combine(scalar, None))?;
        Some([Uint::from_words(point.x), Uint::from_words(point.y)])
    }

    fn invert_scalar(&self, value: &Uint<L>) -> Option<Uint<L>> {
        value.invert_odd_mod_vartime(&self.q).into_option()
    }

    /// Whether `x / z^2`, taken modulo the order, is `r`. Compared without a division: `x` is
    /// `r` or `r + q`, as far as that is below `p`.
    fn has_x(&self, point: &Jacobian<L>, r: &Uint<L>) -> bool {
        let field = self.field;
        if field.is_zero(&point.z) {
            return false;
        }
        let square = field.square(&point.z);
        let is = |x: &Uint<L>| field.same(&field.mul(&x.to_words(), &square), &point.x);
        let above = r.checked_add(&self.q).into_option();
        is(r) || above.is_some_and(|above| above.cmp_vartime(&self.p).is_lt() && is(&above))
    }

    /// `scalar * G + other * Q` in one pass over the digits of both.
    fn combine(&self, scalar: &Uint<L>, other: Option<(&Uint<L>, &Affine<L>)>) -> Jacobian<L> {
        let first = signed_digits(scalar, GENERATOR_WIDTH);
        let (second, multiples) = match other {
            Some((scalar, key)) => {
                (signed_digits(scalar, KEY_WIDTH), self.odd_multiples(key, KEY_WIDTH))
            }
            None => (Vec::new(), Vec::new()),
        };
        let mut sum = Jacobian::infinity();
        for index in (0..first.len().max(second.len())).rev() {
            sum = self.double(&sum);
            if let Some((odd, negative)) = odd_index(&first, index) {
                let Affine { x, y } = self.generator[odd];
                sum = self.add_affine(&sum, &Affine { x, y: self.signed(y, negative) });
            }
            if let Some((odd, negative)) = odd_index(&second, index) {
                let Jacobian { x, y, z } = multiples[odd];
                sum = self.add_points(&sum, &Jacobian { x, y: self.signed(y, negative), z });
            }
        }
        sum
    }

    /// 1, 3, 5, … times a point: as many as digits of this width can name.
    fn odd_multiples(&self, point: &Affine<L>, width: u32) -> Vec<Jacobian<L>> {
        let first = Jacobian { x: point.x, y: point.y, z: Field::<L>::ONE };
        let twice = self.double(&first);
        let mut multiples = vec![first];
        for index in 1..1 << (width - 2) {
            multiples.push(self.add_points(&multiples[index - 1], &twice));
        }
        multiples
    }
}

/// Two little-endian numbers of exactly the width of the field.
fn pair<const L: usize>(bytes: &[u8]) -> Option<(Uint<L>, Uint<L>)> {
    (bytes.len() == 2 * Uint::<L>::BYTES).then(|| {
        let (first, second) = bytes.split_at(Uint::<L>::BYTES);
        (Uint::from_le_slice(first), Uint::from_le_slice(second))
    })
}

/// Digits of a number in base two, each zero or odd and below `2^(width-1)` in size, with at least
/// `width - 1` zeros after each that is not: few additions in a multiplication.
fn signed_digits<const L: usize>(value: &Uint<L>, width: u32) -> Vec<i16> {
    let bits = Uint::<L>::BITS;
    let bit = |index| i16::from(index < bits && value.bit_vartime(index));
    let mut digits = vec![0; usize::try_from(bits + 1).unwrap_or(0)];
    let (mut index, mut carry) = (0, 0);
    while index <= bits {
        if bit(index) == carry {
            index += 1;
            continue;
        }
        let window = (0..width).map(|place| bit(index + place) << place).sum::<i16>() + carry;
        carry = i16::from(window >> (width - 1) != 0);
        if let Some(digit) = digits.get_mut(usize::try_from(index).unwrap_or(usize::MAX)) {
            *digit = window - (carry << width);
        }
        index += width;
    }
    digits
}

/// Which odd multiple a digit names, and whether it is subtracted; nothing for zero.
fn odd_index(digits: &[i16], index: usize) -> Option<(usize, bool)> {
    let digit = *digits.get(index)?;
    (digit != 0).then(|| (usize::from(digit.unsigned_abs()) / 2, digit < 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the definition of the curves demands: the generator is a point of order `q`.
    #[test]
    fn the_generators_have_the_order_of_their_curve() {
        fn check<const L: usize>(curve: &Curve<L>) {
            let Affine { x, y } = curve.generator[0];
            let bytes: Vec<u8> = x.iter().chain(&y).flat_map(|word| word.to_le_bytes()).collect();
            assert_eq!(curve.point(&bytes), Some(curve.generator[0]));
            assert!(curve.generator_times(&curve.q).is_none());
            let last = curve.q.wrapping_sub(&Uint::ONE);
            let y = curve.field.canonical(&curve.field.negate(&y));
            let opposite = [Uint::from_words(x), Uint::from_words(y)];
            assert_eq!(curve.generator_times(&last), Some(opposite));
        }
        check(&TC26_512_A);
        check(&CRYPTOPRO_A);
    }

    /// The joint multiplication agrees with adding up one by one, also where equal and opposite
    /// points meet.
    #[test]
    fn small_multiples_agree_with_addition() {
        let curve = &*CRYPTOPRO_A;
        let base = curve.generator[0];
        let mut sum = Jacobian::infinity();
        for count in 0..40_u8 {
            for own in 0..=count {
                let other = Uint::from_u8(count - own);
                let joint = curve.combine(&Uint::from_u8(own), Some((&other, &base)));
                assert_eq!(curve.affine(&joint), curve.affine(&sum), "{own} of {count}");
            }
            sum = curve.add_affine(&sum, &base);
        }
        let last = curve.q.wrapping_sub(&Uint::ONE);
        assert!(curve.affine(&curve.combine(&Uint::ONE, Some((&last, &base)))).is_none());
    }

    #[test]
    fn digits_add_up() {
        let value =
            U256::from_be_hex("f23456789abcdef0fedcba9876543210ffffffffffffffff0000000000000001");
        let digits = signed_digits(&value, 5);
        let mut sum = U256::ZERO;
        for digit in digits.iter().rev() {
            assert!(*digit == 0 || digit % 2 != 0 && digit.abs() < 16);
            let size = U256::from_u16(digit.unsigned_abs());
            sum = sum.shl_vartime(1);
            sum = if *digit < 0 { sum.wrapping_sub(&size) } else { sum.wrapping_add(&size) };
        }
        assert_eq!(sum, value);
    }
}
