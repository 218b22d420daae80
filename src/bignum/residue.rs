//! Residues that know their modulus and their form.
//!
//! The functions of [`Modulus`] take slices of limbs, and nothing but their length keeps a number modulo p from meeting one modulo q.
//! Here both are types: `M` stands for the modulus, and `E` for the form, which is x itself ([`Plain`]) or x·R mod n
//! ([`Mont`], see [`Modulus`] for R). A Montgomery multiplication divides by R, so
//!
//! ```text
//! E × Mont → E        (x·y·R)/R = x·y,  (x·R·y·R)/R = x·y·R
//! ```
//!
//! and a product of two plain residues, which would lack a factor R, does not compile. What mixes moduli does not either:
//!
//! ```
//! use certwright::bignum::{Modulus, Nat};
//!
//! let p = Modulus::new(&Nat::from_u64(1_000_003))?;
//! let product = p.scope(|p| {
//!     let mut x = p.residue(Nat::from_u64(5))?;
//!     let y = p.residue(Nat::from_u64(7))?;
//!     p.mul_assign(&mut x, &p.to_mont(y));
//!     Some(x.limbs().clone())
//! });
//! assert_eq!(*product.unwrap(), *Nat::from_u64(35));
//! # Ok::<(), certwright::bignum::ModulusError>(())
//! ```
//!
//! A residue modulo q where one modulo p is asked for:
//!
//! ```compile_fail,E0521
//! # use certwright::bignum::{Modulus, Nat};
//! # let p = Modulus::new(&Nat::from_u64(1_000_003))?;
//! # let q = Modulus::new(&Nat::from_u64(1_000_033))?;
//! # p.scope(|p| {
//! # let mut x = p.residue(Nat::from_u64(5)).unwrap();
//! q.scope(|q| {
//!     let y = q.residue(Nat::from_u64(7)).unwrap();
//!     p.sub_assign(&mut x, &y);
//! })
//! # });
//! # Ok::<(), certwright::bignum::ModulusError>(())
//! ```
//!
//! Two residues in plain form as factors:
//!
//! ```compile_fail,E0308
//! # use certwright::bignum::{Modulus, Nat};
//! # Modulus::new(&Nat::from_u64(1_000_003))?.scope(|p| {
//! # let mut x = p.residue(Nat::from_u64(5)).unwrap();
//! let y = p.residue(Nat::from_u64(7)).unwrap();
//! p.mul_assign(&mut x, &y);
//! # });
//! # Ok::<(), certwright::bignum::ModulusError>(())
//! ```
//!
//! The difference of a residue in one form and one in the other:
//!
//! ```compile_fail,E0308
//! # use certwright::bignum::{Modulus, Nat};
//! # Modulus::new(&Nat::from_u64(1_000_003))?.scope(|p| {
//! # let mut x = p.residue(Nat::from_u64(5)).unwrap();
//! let y = p.residue(Nat::from_u64(7)).unwrap();
//! p.sub_assign(&mut x, &p.to_mont(y));
//! # });
//! # Ok::<(), certwright::bignum::ModulusError>(())
//! ```

use super::arith;
use super::limb::{Limb, Mask};
use super::modulus::Modulus;
use super::nat::Nat;
use super::scratch::Arena;
use core::fmt;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};

/// The form of a residue that is the number itself.
#[derive(Clone, Copy, Debug)]
pub enum Plain {}

/// Montgomery's form of a residue: x·R mod n.
#[derive(Clone, Copy, Debug)]
pub enum Mont {}

/// A residue modulo the modulus that `M` stands for, in the form `E`, its limbs held by `S`: fully reduced, and as long as
/// its modulus. Printed as `[redacted]`.
pub struct Residue<M, E = Plain, S = Nat> {
    limbs: S,
    kind: PhantomData<fn() -> (M, E)>,
}

/// A residue in an arena.
pub(crate) type InArena<'a, M, E = Plain> = Residue<M, E, &'a mut [Limb]>;

impl<M, E, S> Residue<M, E, S> {
    /// The limbs of the form that it is in.
    pub fn limbs(&self) -> &S {
        &self.limbs
    }

    /// The memory, for another number.
    pub(crate) fn into_limbs(self) -> S {
        self.limbs
    }

    /// The memory, for a kernel that fills it with a residue of the same modulus and form.
    pub(crate) fn limbs_mut(&mut self) -> &mut S {
        &mut self.limbs
    }
}

impl<M, E, S: Clone> Clone for Residue<M, E, S> {
    fn clone(&self) -> Self {
        Self::assume(self.limbs.clone())
    }
}

impl<M, E, S> Residue<M, E, S> {
    /// Limbs that are a residue of this modulus in this form, by the caller's word.
    pub(crate) fn assume(limbs: S) -> Self {
        Self {
            limbs,
            kind: PhantomData,
        }
    }
}

impl<M, E, S> fmt::Debug for Residue<M, E, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Residue([redacted])")
    }
}

/// What stands for a modulus inside [`Modulus::scope`]: no other has this lifetime.
#[derive(Debug)]
pub struct Scoped<'id>(PhantomData<fn(&'id ()) -> &'id ()>);

impl Modulus {
    /// Hands `work` this modulus with a type of its own, so that its residues meet no others: they do not leave `work`, and a
    /// number that does is taken out by [`Residue::limbs`].
    pub fn scope<R>(&self, work: impl for<'id> FnOnce(&ModulusOf<Scoped<'id>>) -> R) -> R {
        work(&self.clone().into_typed())
    }

    /// The modulus that `M` stands for: one for each M, or residues of different lengths meet.
    pub(crate) fn into_typed<M>(self) -> ModulusOf<M> {
        ModulusOf {
            modulus: self,
            kind: PhantomData,
        }
    }
}

/// A [`Modulus`] that `M` stands for in the types of its residues; [`Modulus::scope`] makes one.
///
/// Time depends on lengths alone.
#[derive(Debug)]
pub struct ModulusOf<M> {
    modulus: Modulus,
    kind: PhantomData<fn() -> M>,
}

impl<M> Clone for ModulusOf<M> {
    fn clone(&self) -> Self {
        self.modulus.clone().into_typed()
    }
}

impl<M> Deref for ModulusOf<M> {
    type Target = Modulus;

    fn deref(&self) -> &Modulus {
        &self.modulus
    }
}

impl<M> ModulusOf<M> {
    /// [`Modulus::keep_rows`].
    pub(crate) fn keep_rows(&mut self) {
        self.modulus.keep_rows();
    }

    /// Limbs as a residue, if they are as many as the modulus has and below it. Leaks whether they are.
    pub fn residue<S: Deref<Target = [Limb]>>(&self, limbs: S) -> Option<Residue<M, Plain, S>> {
        self.contains(&limbs)
            .declassify()
            .then(|| Residue::assume(limbs))
    }

    /// `x·R mod n`, in the same memory.
    pub fn to_mont<S: DerefMut<Target = [Limb]>>(
        &self,
        mut x: Residue<M, Plain, S>,
    ) -> Residue<M, Mont, S> {
        self.modulus.mont_mul(&mut x.limbs, self.modulus.r2());
        Residue::assume(x.limbs)
    }

    /// `x / R mod n`, in the same memory.
    pub fn to_plain<S: DerefMut<Target = [Limb]>>(
        &self,
        mut x: Residue<M, Mont, S>,
    ) -> Residue<M, Plain, S> {
        self.modulus.mont_reduce(&mut x.limbs);
        Residue::assume(x.limbs)
    }

    /// `x = x·y mod n`. A Montgomery multiplication; x stays in its form.
    pub fn mul_assign<E>(
        &self,
        x: &mut Residue<M, E, impl DerefMut<Target = [Limb]>>,
        y: &Residue<M, Mont, impl Deref<Target = [Limb]>>,
    ) {
        self.modulus.mont_mul(&mut x.limbs, &y.limbs);
    }

    /// `x = x² mod n`, in Montgomery's form.
    pub fn square_assign(&self, x: &mut Residue<M, Mont, impl DerefMut<Target = [Limb]>>) {
        self.modulus.mont_square(&mut x.limbs);
    }

    /// `x = x − y mod n`.
    pub fn sub_assign<E>(
        &self,
        x: &mut Residue<M, E, impl DerefMut<Target = [Limb]>>,
        y: &Residue<M, E, impl Deref<Target = [Limb]>>,
    ) {
        self.modulus.sub_assign_raw(&mut x.limbs, &y.limbs);
    }

    /// True where x = y.
    pub fn equal<E>(
        &self,
        x: &Residue<M, E, impl Deref<Target = [Limb]>>,
        y: &Residue<M, E, impl Deref<Target = [Limb]>>,
    ) -> Mask {
        arith::equal(&x.limbs, &y.limbs)
    }

    /// Zero, which is zero in every form.
    pub(crate) fn zero<'a, E>(&self, arena: &mut Arena<'a>) -> InArena<'a, M, E> {
        Residue::assume(arena.take(self.len()))
    }

    /// A residue modulo another number modulo this one.
    pub(crate) fn residue_of<'a, O>(
        &self,
        x: &Residue<O, Plain, impl Deref<Target = [Limb]>>,
        other: &ModulusOf<O>,
        arena: &mut Arena<'a>,
    ) -> InArena<'a, M> {
        if other.bits() > self.bits() {
            return self.reduced(&x.limbs, arena);
        }
        // x < 2^bits < 2n.
        let limbs = arena.take(self.len());
        limbs[..x.limbs.len()].copy_from_slice(&x.limbs);
        self.modulus.reduce_once(limbs);
        Residue::assume(limbs)
    }

    /// `x mod n`, for x of any length.
    pub(crate) fn reduced<'a>(&self, x: &[Limb], arena: &mut Arena<'a>) -> InArena<'a, M> {
        let limbs = arena.take(self.len());
        self.modulus.reduce_raw(limbs, x);
        Residue::assume(limbs)
    }
}
