//! Rounding as Terraform's 512-bit floats do (Go's `big.Float`, to nearest even).

use bigdecimal::num_bigint::BigUint;

const PRECISION: u64 = 512;

/// More decimal digits than any 512-bit float needs to be told apart from its neighbours.
const ENOUGH_DIGITS: usize = 156;

/// Rounds `digits` × 10^`exponent` to 512 bits and gives the shortest decimal that rounds to the same, without
/// trailing zeros. `digits` is not zero.
pub(super) fn shortest_at_512_bits(digits: &BigUint, exponent: i64) -> (BigUint, i64) {
    let target = round_to_binary(digits, exponent);
    // Everything else follows from the float alone, so that all decimals that round to it give the same.
    let (exact, exponent) = exact_decimal(&target);
    let text = exact.to_string();
    let same = |candidate: &(BigUint, i64)| round_to_binary(&candidate.0, candidate.1) == target;
    // Decimals of more digits are at least as near, so the first that fits can be searched for.
    let (mut too_few, mut enough) = (0, ENOUGH_DIGITS.min(text.len()));
    while enough - too_few > 1 {
        let middle = usize::midpoint(too_few, enough);
        if same(&round_to_decimal(&text, exponent, middle)) {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    let (shortest, exponent) = round_to_decimal(&text, exponent, enough);
    let text = shortest.to_string();
    let significant = text.trim_end_matches('0');
    (significant.parse().unwrap_or_default(), exponent + (text.len() - significant.len()) as i64)
}

/// A binary float as `digits` × 10^`exponent`; every one is such a decimal.
fn exact_decimal((mantissa, shift): &(BigUint, i64)) -> (BigUint, i64) {
    if *shift >= 0 {
        (mantissa << shift.unsigned_abs(), 0)
    } else {
        // m × 2⁻ⁿ = m × 5ⁿ × 10⁻ⁿ
        (mantissa * BigUint::from(5u8).pow(shift.unsigned_abs() as u32), *shift)
    }
}

/// The 512-bit mantissa and binary exponent nearest to `digits` × 10^`exponent`.
fn round_to_binary(digits: &BigUint, exponent: i64) -> (BigUint, i64) {
    let power = BigUint::from(10u8).pow(exponent.unsigned_abs() as u32);
    let (numerator, denominator) =
        if exponent >= 0 { (digits * power, BigUint::from(1u8)) } else { (digits.clone(), power) };
    let mut shift = numerator.bits() as i64 - denominator.bits() as i64 - PRECISION as i64;
    loop {
        let scaled = |value: &BigUint, by: i64| if by > 0 { value << by as u64 } else { value.clone() };
        let (dividend, divisor) = (scaled(&numerator, -shift), scaled(&denominator, shift));
        let (mut mantissa, remainder) = (&dividend / &divisor, &dividend % &divisor);
        if mantissa.bits() > PRECISION {
            shift += 1;
            continue;
        }
        let twice = remainder << 1u8;
        if twice > divisor || (twice == divisor && mantissa.bit(0)) {
            mantissa += 1u8;
        }
        // Rounding up may carry into one bit more; that bit is then followed by zeros only.
        return if mantissa.bits() > PRECISION { (mantissa >> 1u8, shift + 1) } else { (mantissa, shift) };
    }
}

/// The decimal of `length` digits nearest to the one written `text` × 10^`exponent`, ties to even.
fn round_to_decimal(text: &str, exponent: i64, length: usize) -> (BigUint, i64) {
    if text.len() <= length {
        return (text.parse().unwrap_or_default(), exponent);
    }
    let (kept, dropped) = text.split_at(length);
    let mut digits: BigUint = kept.parse().unwrap_or_default();
    let half = format!("5{}", "0".repeat(dropped.len() - 1));
    if dropped > half.as_str() || (dropped == half && digits.bit(0)) {
        digits += 1u8;
    }
    (digits, exponent + dropped.len() as i64)
}
