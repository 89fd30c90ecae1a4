//! Decimal numbers of any size.

mod binary;

use std::{cmp::Ordering, fmt, num::ParseIntError, str::FromStr};

use bigdecimal::{
    BigDecimal,
    num_bigint::{BigInt, Sign},
};

/// Longest distance, in decimal digits, of a number's first or last digit from the decimal point.
///
/// Terraform's own limit is about 600 million digits; a number of that size is a mistake or an attack, and would
/// be written out in full by whoever prints it.
pub const MAX_EXPONENT: i64 = 10_000;

/// Decimals of up to this many digits are told apart by a 512-bit float, so they stand for themselves.
const EXACT_DIGITS: usize = 153;

/// A number as Terraform has it: a decimal of any size, never routed through a float.
///
/// Terraform computes with 512 bits of precision, rounding to the nearest (ties to even). Two numbers are equal here
/// exactly if they are equal there: `1.0` is `1`, and digits beyond what 512 bits can hold are rounded away.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number {
    /// No trailing zeros in decimal, so that equal numbers have equal parts.
    digits: BigInt,
    /// The number is `digits` times ten to this power.
    exponent: i64,
}

impl Number {
    /// The number `digits` × 10^`exponent`.
    fn new(digits: BigInt, exponent: i64) -> Result<Self, NumberError> {
        let (sign, magnitude) = digits.into_parts();
        if sign == Sign::NoSign {
            return Ok(Self { digits: BigInt::ZERO, exponent: 0 });
        }
        let text = magnitude.to_string();
        let out_of_range = |first: i64, last: i64| first > MAX_EXPONENT || last < -MAX_EXPONENT;
        if out_of_range(exponent.saturating_add(text.len() as i64), exponent) {
            return Err(NumberError::TooLarge);
        }
        let significant = text.trim_end_matches('0');
        let exponent = exponent + (text.len() - significant.len()) as i64;
        if significant.len() > EXACT_DIGITS {
            let (magnitude, exponent) = binary::shortest_at_512_bits(&magnitude_of(significant), exponent);
            return Ok(Self { digits: BigInt::from_biguint(sign, magnitude), exponent });
        }
        let magnitude = if significant.len() == text.len() { magnitude } else { magnitude_of(significant) };
        Ok(Self { digits: BigInt::from_biguint(sign, magnitude), exponent })
    }

    /// The number as a 64-bit integer, if it is one.
    pub fn to_i64(&self) -> Option<i64> {
        self.integer().and_then(|integer| i64::try_from(integer).ok())
    }

    /// The number as an unsigned 64-bit integer, if it is one.
    pub fn to_u64(&self) -> Option<u64> {
        self.integer().and_then(|integer| u64::try_from(integer).ok())
    }

    /// The nearest 64-bit float.
    pub fn to_f64(&self) -> f64 {
        // The standard library's parser rounds correctly and knows every text of this form.
        format!("{}e{}", self.digits, self.exponent).parse().unwrap_or(f64::NAN)
    }

    /// The nearest 32-bit float, rounded once.
    pub fn to_f32(&self) -> f32 {
        format!("{}e{}", self.digits, self.exponent).parse().unwrap_or(f32::NAN)
    }

    /// The number as a 64-bit float, if that is exactly the same number.
    pub fn to_f64_exact(&self) -> Option<f64> {
        let float = self.to_f64();
        (float.is_finite() && Self::try_from(float).as_ref() == Ok(self)).then_some(float)
    }

    /// The sum, with 512 bits; `None` if it has too many digits before the decimal point.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        let shared = self.exponent.min(other.exponent);
        let aligned =
            |number: &Self| &number.digits * BigInt::from(10).pow((number.exponent - shared) as u32);
        Self::new(aligned(self) + aligned(other), shared).ok()
    }

    /// Whether the number has no fractional part.
    pub fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// Whether the number is below zero.
    pub fn is_negative(&self) -> bool {
        self.digits.sign() == Sign::Minus
    }

    fn integer(&self) -> Option<BigInt> {
        // No 64-bit integer has more than 20 digits.
        (0..=20).contains(&self.exponent).then(|| &self.digits * BigInt::from(10).pow(self.exponent as u32))
    }

    /// The power of ten of the first digit.
    fn magnitude(&self) -> i64 {
        self.exponent + self.digits.magnitude().to_string().len() as i64
    }
}

/// Of decimal digits, so that parsing cannot fail.
fn magnitude_of(digits: &str) -> bigdecimal::num_bigint::BigUint {
    digits.parse().unwrap_or_default()
}

/// Why something is no number here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// It is not a decimal number.
    #[error("not a decimal number")]
    Syntax,
    /// It has more digits before or after the decimal point than [`MAX_EXPONENT`].
    #[error("a number with more than {MAX_EXPONENT} digits before or after the decimal point")]
    TooLarge,
    /// It is a float that is infinite or not a number.
    #[error("not a finite number")]
    NotFinite,
}

impl FromStr for Number {
    type Err = NumberError;

    /// Reads what JSON and Terraform write: `-12`, `0.10`, `1e6`.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (text, 0),
        };
        let (negative, unsigned) = match mantissa.as_bytes().first() {
            Some(b'-') => (true, &mantissa[1..]),
            Some(b'+') => (false, &mantissa[1..]),
            _ => (false, mantissa),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return Err(NumberError::Syntax);
        }
        let significant = [whole, fraction].concat();
        let significant = significant.trim_start_matches('0');
        if significant.len() as i64 > 2 * MAX_EXPONENT {
            return Err(NumberError::TooLarge);
        }
        let digits = BigInt::from_biguint(
            if negative { Sign::Minus } else { Sign::Plus },
            magnitude_of(if significant.is_empty() { "0" } else { significant }),
        );
        Self::new(digits, exponent.saturating_sub(fraction.len() as i64))
    }
}

fn parse_exponent(text: &str) -> Result<i64, NumberError> {
    use std::num::IntErrorKind::{NegOverflow, PosOverflow};
    text.parse().or_else(|error: ParseIntError| match error.kind() {
        PosOverflow => Ok(i64::MAX),
        NegOverflow => Ok(i64::MIN),
        _ => Err(NumberError::Syntax),
    })
}

impl TryFrom<f64> for Number {
    type Error = NumberError;

    /// The float's exact value: 0.1 as a float is a little more than 0.1.
    fn try_from(float: f64) -> Result<Self, NumberError> {
        let exact = BigDecimal::try_from(float).map_err(|_| NumberError::NotFinite)?;
        let (digits, scale) = exact.into_bigint_and_exponent();
        Self::new(digits, -scale)
    }
}

macro_rules! from_integers {
    ($($integer:ty),+) => {$(
        impl From<$integer> for Number {
            fn from(integer: $integer) -> Self {
                let mut exponent = 0;
                let mut digits = BigInt::from(integer);
                let ten = BigInt::from(10);
                while digits.sign() != Sign::NoSign && (&digits % &ten).sign() == Sign::NoSign {
                    digits /= &ten;
                    exponent += 1;
                }
                Self { digits, exponent }
            }
        }
    )+};
}

from_integers!(i8, i16, i32, i64, u8, u16, u32, u64, usize);

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_sign = self.digits.sign().cmp(&other.digits.sign());
        if by_sign != Ordering::Equal || self.digits.sign() == Sign::NoSign {
            return by_sign;
        }
        let by_magnitude = self.magnitude().cmp(&other.magnitude());
        if by_magnitude != Ordering::Equal {
            return if self.is_negative() { by_magnitude.reverse() } else { by_magnitude };
        }
        // Same magnitude: the exponents differ by no more than the number of digits.
        let shared = self.exponent.min(other.exponent);
        let aligned =
            |number: &Self| &number.digits * BigInt::from(10).pow((number.exponent - shared) as u32);
        aligned(self).cmp(&aligned(other))
    }
}

/// Writes the shortest plain decimal: no exponent, no trailing zeros after the point.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.magnitude().to_string();
        let text = if self.exponent >= 0 {
            digits + &"0".repeat(self.exponent as usize)
        } else {
            let decimals = self.exponent.unsigned_abs() as usize;
            let padded = format!("{digits:0>width$}", width = decimals + 1);
            let (whole, fraction) = padded.split_at(padded.len() - decimals);
            format!("{whole}.{fraction}")
        };
        f.pad_integral(!self.is_negative(), "", &text)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::arbitrary;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn trailing_zeros_make_no_difference() {
        assert_eq!(number("1.0"), number("1"));
        assert_eq!(number("100"), number("1e2"));
        assert_eq!(number("-0.0"), number("0"));
        assert_eq!(number("1200"), Number::from(1200));
    }

    #[test]
    fn text_is_plain_and_shortest() {
        for (input, text) in [
            ("1e3", "1000"),
            ("0.10", "0.1"),
            ("-12.50", "-12.5"),
            ("1E-4", "0.0001"),
            ("+7", "7"),
            ("00.5", "0.5"),
            ("5.", "5"),
            (".5", "0.5"),
            ("-0", "0"),
        ] {
            assert_eq!(number(input).to_string(), text, "{input}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for input in
            ["", "-", ".", "1e", "e5", "1.2.3", "0x10", "1_000", " 1", "Inf", "NaN", "１", "--1", "1e+-2"]
        {
            assert_eq!(Number::from_str(input), Err(NumberError::Syntax), "{input:?}");
        }
    }

    #[test]
    fn a_huge_exponent_is_refused_at_once() {
        for input in ["1e999999999", "1e-999999999", "1e99999999999999999999", "-1e-99999999999999999999"] {
            assert_eq!(Number::from_str(input), Err(NumberError::TooLarge), "{input}");
        }
        assert_eq!(Number::from_str(&"9".repeat(100_000)), Err(NumberError::TooLarge));
    }

    #[test]
    fn numbers_are_ordered_by_value() {
        let ascending = ["-1e9000", "-11", "-2", "-0.1", "0", "1e-9000", "0.1", "0.11", "2", "11", "1e9000"];
        for pair in ascending.windows(2) {
            assert!(number(pair[0]) < number(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn integers_convert_both_ways() {
        for integer in [0, 1, -1, 10, i64::MIN, i64::MAX] {
            assert_eq!(Number::from(integer).to_i64(), Some(integer));
            assert_eq!(number(&integer.to_string()), Number::from(integer));
        }
        assert_eq!(Number::from(u64::MAX).to_u64(), Some(u64::MAX));
        assert_eq!(Number::from(u64::MAX).to_i64(), None);
        assert_eq!(number("1.5").to_i64(), None);
        assert_eq!(number("-1").to_u64(), None);
        assert_eq!(number("1e20").to_u64(), None);
    }

    #[test]
    fn a_float_is_taken_at_its_exact_value() {
        assert_eq!(Number::try_from(0.5), Ok(number("0.5")));
        assert_ne!(Number::try_from(0.1), Ok(number("0.1")));
        assert_eq!(number("0.1").to_f64_exact(), None);
        assert_eq!(number("0.1").to_f64(), 0.1);
        assert_eq!(number("-2.25").to_f64_exact(), Some(-2.25));
        assert_eq!(Number::try_from(f64::NAN), Err(NumberError::NotFinite));
        assert_eq!(Number::try_from(f64::NEG_INFINITY), Err(NumberError::NotFinite));
    }

    proptest! {
        #[test]
        fn text_reads_back_as_the_same_number(number in arbitrary::number()) {
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn order_is_that_of_the_exact_decimals(left in arbitrary::number(), right in arbitrary::number()) {
            let exact = |number: &Number| BigDecimal::new(number.digits.clone(), -number.exponent);
            prop_assert_eq!(left.cmp(&right), exact(&left).cmp(&exact(&right)));
            prop_assert_eq!(left == right, exact(&left) == exact(&right));
        }

        #[test]
        fn a_float_comes_back_exactly(float in any::<f64>().prop_filter("finite", |float| float.is_finite())) {
            prop_assert_eq!(Number::try_from(float).map(|number| number.to_f64()), Ok(float));
        }

        #[test]
        fn up_to_153_digits_are_told_apart(digits in "[1-9][0-9]{0,151}[1-9]", exponent in -400_i32..400) {
            let number = format!("{digits}e{exponent}").parse::<Number>().unwrap();
            prop_assert_eq!(number.digits.to_string(), digits);
        }

        /// Half a unit in the last of 512 places is at most 2⁻⁵¹² of the number.
        #[test]
        fn rounding_moves_a_number_by_no_more_than_512_bits_allow(
            digits in "[1-9][0-9]{160,400}",
            exponent in -400_i64..400,
        ) {
            let number = format!("{digits}e{exponent}").parse::<Number>().unwrap();
            let exact = BigDecimal::new(digits.parse().unwrap(), -exponent);
            let rounded = BigDecimal::new(number.digits, -number.exponent);
            let error = (&exact - rounded).abs() * BigDecimal::from(BigInt::from(2).pow(511));
            prop_assert!(error <= exact, "{error} > {exact}");
        }
    }

    #[test]
    fn digits_beyond_512_bits_are_rounded_away() {
        let third = number(&format!("0.{}", "3".repeat(400)));
        assert_eq!(third, number(&format!("0.{}", "3".repeat(500))));
        assert_eq!(third.to_string().parse(), Ok(third.clone()));
        assert!(third.to_string().len() < 160, "{third}");
        assert_eq!(number(&format!("0.1{}1", "0".repeat(300))), number("0.1"));
        assert_ne!(number(&format!("0.1{}1", "0".repeat(140))), number("0.1"));
    }
}
