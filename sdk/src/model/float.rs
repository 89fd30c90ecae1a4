//! Machine floats as fields.

use super::{
    Attr, Field,
    decode::{not_allowed, refuse},
    derive::{attr_value, plan_attr},
    scalar::plan_is_attr,
};
use crate::{
    diag::Diagnostics,
    schema::{AttributeKind, Equivalence},
    value::{Number, Path, Type, Value},
};

macro_rules! float_field {
    ($float:ty, $bits:literal, $round:path, $documentation:literal) => {
        #[doc = $documentation]
        ///
        /// A configuration may give more digits than a float holds, such as the result of `1 - 0.99`, which Terraform
        /// computes with 512 bits. Plan and state keep all of them: an answer that is the same number after rounding
        /// is written as it was planned or stored. Numbers that no float is near to are refused when the
        /// configuration is validated.
        impl Field for $float {
            plan_is_attr!();

            fn kind() -> AttributeKind {
                AttributeKind::Plain(Type::Number)
            }

            fn equivalence() -> Option<Equivalence> {
                /// The bits of the float: equal for equal floats.
                fn rounded(value: &Value) -> Option<Value> {
                    Some(Value::from($round(value.as_number()?).to_bits()))
                }
                Some(Equivalence::by_meaning(rounded).in_results())
            }

            fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
                let number = value.as_number().ok_or_else(|| refuse(at, "a number", value))?;
                let float = $round(number);
                let vanishes = float == 0.0 && *number != Number::from(0);
                if float.is_finite() && !vanishes {
                    return Ok(float);
                }
                let expected = format!(
                    "a number that a {}-bit float can hold: zero, or {:e} to {:e} of either sign",
                    $bits,
                    <$float>::from_bits(1),
                    <$float>::MAX
                );
                Err(not_allowed(at, &expected, &number.to_string()))
            }

            /// The shortest decimal that a 64-bit float of this value is read from. Null if it is infinite or not a
            /// number: Terraform has neither.
            fn to_value(&self) -> Value {
                f64::from(*self).to_string().parse().map_or(Value::Null, Value::Number)
            }
        }
    };
}

float_field!(
    f64,
    64,
    Number::to_f64,
    "For numbers that are measured rather than counted. 0.1 in HCL is 0.1 here and stays 0.1 on the way back."
);
float_field!(
    f32,
    32,
    Number::to_f32,
    "For remote sides that hold 32-bit floats. 1.23 is 1.2300000190734863 on the way back, which is what the float is worth."
);

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Value {
        Value::Number(text.parse().unwrap())
    }

    fn read<T: Field>(text: &str) -> Option<T> {
        T::from_value(&number(text), &Path::of("x")).ok()
    }

    #[test]
    fn a_float_is_the_nearest_one_and_is_written_with_the_digits_of_64_bits() {
        assert_eq!(read::<f64>("0.1"), Some(0.1));
        assert_eq!(read::<f32>("1.23"), Some(1.23));
        assert_eq!(0.1_f64.to_value(), number("0.1"));
        assert_eq!(1.23_f32.to_value(), number("1.2300000190734863"));
        // Rounded to 64 bits first this would be a tie, and the next float below.
        assert_eq!(read::<f32>("1.00000017881393432617187500000000000001"), Some(1.000_000_2));
    }

    #[test]
    fn what_is_out_of_range_is_refused() {
        for text in ["1e309", "-1e309", "1e-400", "-1e-400"] {
            assert_eq!(read::<f64>(text), None, "{text}");
        }
        for text in ["3.5e38", "-3.5e38", "1e-46", "-1e-46"] {
            assert_eq!(read::<f32>(text), None, "{text}");
        }
        assert_eq!(read::<f64>("-0"), Some(0.0));
        let errors = f32::from_value(&number("1e39"), &Path::of("ratio")).unwrap_err();
        assert!(
            errors.to_string().contains("ratio must be a number that a 32-bit float can hold"),
            "{errors}"
        );
    }

    #[test]
    fn numbers_that_round_to_one_float_are_the_same_in_results() {
        let exact = number("340282346638528859811704183484516925440");
        let shortest = number("340282346638528860000000000000000000000");
        for equivalence in [f64::equivalence().unwrap(), f32::equivalence().unwrap()] {
            assert!(equivalence.same(&exact, &shortest) && !equivalence.is_at_plan());
            assert!(!equivalence.same(&number("1"), &number("2")));
        }
    }
}
