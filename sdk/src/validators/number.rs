//! How large numbers may be.

use std::ops::{Bound, RangeBounds};

use super::refuse;
use crate::{
    diag::Diagnostics,
    schema::Validator,
    value::{Number, Path, Value},
};

/// See [`range`].
#[derive(Clone, Debug)]
pub struct NumberRange {
    min: Bound<Number>,
    max: Bound<Number>,
}

/// A number in a range: `range(10..=250)`, `range(1..)`, `range(0.5..1.0)`.
pub fn range<N: End>(allowed: impl RangeBounds<N>) -> NumberRange {
    let number = |bound: Bound<&N>| match bound {
        Bound::Included(end) => end.number().map_or(Bound::Unbounded, Bound::Included),
        Bound::Excluded(end) => end.number().map_or(Bound::Unbounded, Bound::Excluded),
        Bound::Unbounded => Bound::Unbounded,
    };
    NumberRange { min: number(allowed.start_bound()), max: number(allowed.end_bound()) }
}

/// What a [`range`] may begin and end with: [`Number`], integers, and floats, which stand for the decimal that they are
/// written as.
pub trait End {
    /// The number; `None` if it is infinite or none.
    fn number(&self) -> Option<Number>;
}

impl End for Number {
    fn number(&self) -> Option<Number> {
        Some(self.clone())
    }
}

impl End for f64 {
    fn number(&self) -> Option<Number> {
        self.to_string().parse().ok()
    }
}

macro_rules! integer_ends {
    ($($integer:ty),+) => {$(
        impl End for $integer {
            fn number(&self) -> Option<Number> {
                Some(Number::from(*self))
            }
        }
    )+};
}

integer_ends!(i32, i64, u8, u16, u32, u64);

impl Validator for NumberRange {
    fn describe(&self) -> String {
        use Bound::{Excluded, Included, Unbounded};
        let min = match &self.min {
            Included(min) => Some(format!("at least {min}")),
            Excluded(below) => Some(format!("more than {below}")),
            Unbounded => None,
        };
        let max = match &self.max {
            Included(max) => Some(format!("at most {max}")),
            Excluded(above) => Some(format!("less than {above}")),
            Unbounded => None,
        };
        match (&self.min, &self.max, min, max) {
            (Included(min), Included(max), ..) => format!("must be between {min} and {max}"),
            (_, _, Some(min), Some(max)) => format!("must be {min} and {max}"),
            (_, _, Some(bound), None) | (_, _, None, Some(bound)) => format!("must be {bound}"),
            (_, _, None, None) => "must be a number".to_owned(),
        }
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let Some(number) = value.as_number() else { return };
        if !(self.min.as_ref(), self.max.as_ref()).contains(number) {
            refuse(self, &number.to_string(), path, diagnostics);
        }
    }
}
