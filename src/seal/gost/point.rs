//! Points of a curve and their sums, in Jacobian coordinates: no division until the end.

use crypto_bigint::Uint;

use super::super::field::{Field, Words};
use super::Curve;

/// A point with its two coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Affine<const L: usize> {
    pub(super) x: Words<L>,
    pub(super) y: Words<L>,
}

/// A point `(x / z^2, y / z^3)`; `z = 0` is the point at infinity.
#[derive(Clone, Copy)]
pub(super) struct Jacobian<const L: usize> {
    pub(super) x: Words<L>,
    pub(super) y: Words<L>,
    pub(super) z: Words<L>,
}

impl<const L: usize> Curve<L> {
    pub(super) fn affine(&self, point: &Jacobian<L>) -> Option<Affine<L>> {
        let z = Uint::from_words(self.field.canonical(&point.z));
        let inverse = z.invert_odd_mod_vartime(&self.p).into_option()?.to_words();
        let square = self.field.square(&inverse);
        let cube = self.field.mul(&square, &inverse);
        let below = |value| self.field.canonical(&value);
        let (x, y) = (self.field.mul(&point.x, &square), self.field.mul(&point.y, &cube));
        Some(Affine { x: below(x), y: below(y) })
    }

    pub(super) fn double(&self, point: &Jacobian<L>) -> Jacobian<L> {
        let field = self.field;
        let delta = field.square(&point.z);
        let gamma = field.square(&point.y);
        let beta = field.mul(&point.x, &gamma);
        let product = field.mul(&field.sub(&point.x, &delta), &field.add(&point.x, &delta));
        let alpha = field.add(&field.twice(&product), &product);
        let beta4 = field.twice(&field.twice(&beta));
        let x = field.sub(&field.square(&alpha), &field.twice(&beta4));
        let both = field.square(&field.add(&point.y, &point.z));
        let z = field.sub(&field.sub(&both, &gamma), &delta);
        let gamma8 = field.twice(&field.twice(&field.twice(&field.square(&gamma))));
        let y = field.sub(&field.mul(&alpha, &field.sub(&beta4, &x)), &gamma8);
        Jacobian { x, y, z }
    }

    pub(super) fn add_affine(&self, left: &Jacobian<L>, right: &Affine<L>) -> Jacobian<L> {
        let field = self.field;
        if field.is_zero(&left.z) {
            return Jacobian { x: right.x, y: right.y, z: Field::<L>::ONE };
        }
        let square = field.square(&left.z);
        let x = field.mul(&right.x, &square);
        let y = field.mul(&right.y, &field.mul(&square, &left.z));
        let h = field.sub(&x, &left.x);
        self.add_scaled(left, (&left.x, &left.y), (&h, &y), &field.mul(&left.z, &h))
    }

    pub(super) fn add_points(&self, left: &Jacobian<L>, right: &Jacobian<L>) -> Jacobian<L> {
        let field = self.field;
        if field.is_zero(&left.z) {
            return *right;
        }
        if field.is_zero(&right.z) {
            return *left;
        }
        let (square, other) = (field.square(&left.z), field.square(&right.z));
        let left_x = field.mul(&left.x, &other);
        let left_y = field.mul(&left.y, &field.mul(&other, &right.z));
        let x = field.mul(&right.x, &square);
        let y = field.mul(&right.y, &field.mul(&square, &left.z));
        let h = field.sub(&x, &left_x);
        let z = field.mul(&field.mul(&left.z, &right.z), &h);
        self.add_scaled(left, (&left_x, &left_y), (&h, &y), &z)
    }

    /// The sum of two points brought to a common denominator: the left one's numerators, the
    /// difference `h` of the abscissas with the right one's ordinate, and the new `z`. Equal and
    /// opposite points, which an attacker can arrange, are told apart here.
    fn add_scaled(
        &self,
        left: &Jacobian<L>,
        (x1, y1): (&Words<L>, &Words<L>),
        (h, y2): (&Words<L>, &Words<L>),
        z: &Words<L>,
    ) -> Jacobian<L> {
        let field = self.field;
        let rise = field.sub(y2, y1);
        if field.is_zero(h) {
            return if field.is_zero(&rise) { self.double(left) } else { Jacobian::infinity() };
        }
        let square = field.square(h);
        let cube = field.mul(&square, h);
        let middle = field.mul(x1, &square);
        let x = field.sub(&field.sub(&field.square(&rise), &cube), &field.twice(&middle));
        let y = field.sub(&field.mul(&rise, &field.sub(&middle, &x)), &field.mul(y1, &cube));
        Jacobian { x, y, z: *z }
    }

    pub(super) fn signed(&self, y: Words<L>, negative: bool) -> Words<L> {
        if negative { self.field.negate(&y) } else { y }
    }
}

impl<const L: usize> Jacobian<L> {
    pub(super) fn infinity() -> Jacobian<L> {
        Jacobian { x: Field::<L>::ONE, y: Field::<L>::ONE, z: Field::<L>::ZERO }
    }
}
