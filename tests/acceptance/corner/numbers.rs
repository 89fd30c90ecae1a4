//! `framework_float32_precision`, `framework_float64_precision`: more digits than a float holds.

use acceptance::Outcome;
use serde_json::Value;

use super::{Session, V1_11, V1_15};

const LARGEST: &str = "340282346638528859811704183484516925440";
const LARGEST_ROUNDED: &str = "340282346638528860000000000000000000000";

fn number(bits: u8, value: &str) -> String {
    format!(
        "resource \"framework_float{bits}_precision\" \"test\" {{\n  float{bits}_attribute = {value}\n}}\n"
    )
}

/// The digits of the attribute as they are stored.
fn digits(session: &Session, bits: u8) -> String {
    let text = std::fs::read_to_string(session.file("terraform.tfstate")).unwrap();
    let (_, after) = text.split_once(&format!("\"float{bits}_attribute\": ")).unwrap();
    after.lines().next().unwrap().trim_end_matches(',').to_owned()
}

#[test]
fn digits_that_a_float_cannot_hold_are_kept() -> Outcome {
    for release in [V1_11, V1_15] {
        for bits in [32, 64] {
            let session = Session::new(release)?;
            let address = format!("framework_float{bits}_precision.test");
            session.apply(&number(bits, "0.01"))?.does(&[(&address, "create")])?;
            assert_eq!(digits(&session, bits), "0.01");
            session.apply(&number(bits, "1 - 0.99"))?.does(&[(&address, "update")])?;
            let long = digits(&session, bits);
            assert!(long.starts_with(&format!("0.01{}", "0".repeat(150))) && long.contains('3'), "{long}");
            session.apply(&number(bits, "1 / 3"))?;
            let third = digits(&session, bits);
            assert!(third.starts_with(&format!("0.{}", "3".repeat(150))), "{third}");
            session.destroy()?;
        }
    }
    Ok(())
}

#[test]
fn the_largest_float32_is_applied_in_each_spelling() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        let address = "framework_float32_precision.test";
        session.apply(&number(32, LARGEST))?.does(&[(address, "create")])?;
        assert_eq!(digits(&session, 32), LARGEST);
        session.apply(&number(32, LARGEST_ROUNDED))?.does(&[(address, "update")])?;
        assert_eq!(digits(&session, 32), LARGEST_ROUNDED);
        session.apply(&number(32, "3.4028234663852886e+38"))?.does(&[])?;
        session
            .apply(&number(32, "3.40282346638528859811704183484516925440e+38"))?
            .does(&[(address, "update")])?;
        assert_eq!(digits(&session, 32), LARGEST);
        session.destroy()?;
    }
    Ok(())
}

#[test]
fn a_float_that_nobody_gives_is_zero() -> Outcome {
    let session = Session::new(V1_15)?;
    let hcl = "resource \"framework_float32_precision\" \"test\" {}\nresource \"framework_float64_precision\" \"test\" {}\n";
    session.apply(hcl)?;
    assert_eq!(session.state("framework_float32_precision.test")?["float32_attribute"], Value::from(0));
    assert_eq!(session.state("framework_float64_precision.test")?["float64_attribute"], Value::from(0));
    Ok(())
}
