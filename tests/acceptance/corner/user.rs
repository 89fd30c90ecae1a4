//! `framework_user`: a life outside Terraform's state.

use acceptance::Outcome;
use serde_json::json;

use super::{Session, V1_11, V1_15};

const USER: &str = "framework_user.test";

fn user(email: &str, rest: &str) -> String {
    format!("resource \"framework_user\" \"test\" {{\n  email = \"{email}\"\n{rest}\n}}\n")
}

#[test]
fn a_user_is_created_changed_moved_and_deleted() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        let email = format!("ford{}@prefect.co", release.prefix());
        session.apply(&user(&email, "name = \"Ford Prefect\"\nage = 200"))?.does(&[(USER, "create")])?;
        let created = session.state(USER)?;
        assert_eq!(created["language"], "en");
        let joined = created["date_joined"].as_str().unwrap();
        assert!(joined.len() == 20 && joined.ends_with('Z'), "{joined}");

        session.apply(&user(&email, "name = \"Ford\"\nage = 201"))?.does(&[(USER, "update")])?;
        let changed = session.state(USER)?;
        let expected = json!({
            "email": email, "name": "Ford", "age": 201, "date_joined": joined, "language": "en",
        });
        assert_eq!(changed, expected);

        session
            .apply(&user(&email, "name = \"Ford\"\nage = 201\nlanguage = \"gal\""))?
            .does(&[(USER, "update")])?;
        assert_eq!(session.state(USER)?["language"], "gal");

        let moved = format!("x{email}");
        session
            .apply(&user(&moved, "name = \"Ford\"\nage = 201\nlanguage = \"gal\""))?
            .does(&[(USER, "replace")])?;
        session.destroy()?;
        // The same email again: the user is gone.
        session.apply(&user(&moved, "name = \"Ford\"\nage = 1"))?.does(&[(USER, "create")])?;
        session.destroy()?;
    }
    Ok(())
}

#[test]
fn an_email_is_taken_once_and_missed_when_it_is_gone() -> Outcome {
    let (first, second) = (Session::new(V1_11)?, Session::new(V1_11)?);
    let zaphod = user("zaphod@beeblebrox.gal", "name = \"Zaphod\"\nage = 200\nlanguage = \"gal\"");
    first.apply(&zaphod)?;
    second
        .try_apply(&zaphod)?
        .fails(&["Error creating user"])?
        .explains("Cannot create user: user already exists with email zaphod@beeblebrox.gal")?;
    // The second run takes the user over by import, and deletes him under the first one.
    second.plain(&["import", USER, "zaphod@beeblebrox.gal"]).succeed()?;
    second.stable()?;
    second.destroy()?;
    first.stable()?;
    let older = zaphod.replace("200", "201");
    first.try_apply(&older)?.fails(&["Error updating user"])?;
    first
        .terraform(&["destroy", "-auto-approve"])?
        .fails(&["Error deleting user"])?
        .explains("Cannot delete user with email zaphod@beeblebrox.gal: email not in db")?;
    Ok(())
}

#[test]
fn the_provider_block_takes_values_that_are_not_known_yet() -> Outcome {
    let session = Session::new(V1_11)?;
    let unknown = r#"
resource "terraform_data" "later" {
  input = "x"
}

provider "framework" {
  dummy    = terraform_data.later.output
  deferral = terraform_data.later.output != "x"
}
"#;
    let marvin = user("marvin@hog.gal", "name = \"Marvin\"\nage = 576");
    session.apply(&format!("{unknown}{marvin}"))?;
    session.destroy()?;
    Ok(())
}

#[test]
fn one_process_serves_several_terraforms_at_the_same_time() -> Outcome {
    let run = |number: usize| -> Outcome {
        let session = Session::new(if number.is_multiple_of(2) { V1_11 } else { V1_15 })?;
        let email = format!("clone{number}@kamino.gal");
        session.apply(&user(&email, &format!("name = \"Clone {number}\"\nage = {number}")))?;
        assert_eq!(session.state(USER)?["age"], number);
        session.destroy()?;
        Ok(())
    };
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|number| scope.spawn(move || run(number))).collect();
        runs.into_iter().try_for_each(|run| run.join().unwrap())
    })
}
