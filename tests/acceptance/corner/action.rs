//! `framework_modify_file_action`, which Terraform invokes around changes of a resource (1.14 and later).

use std::fs;

use acceptance::Outcome;

use super::{Session, V1_15};

/// A file that is written when the resource changes.
fn triggered(input: &str, content: &str, events: &str, rest: &str) -> String {
    format!(
        r#"
resource "terraform_data" "test" {{
  input = "{input}"

  lifecycle {{
    action_trigger {{
      events  = [{events}]
      actions = [action.framework_modify_file_action.test]
    }}
  }}
}}

action "framework_modify_file_action" "test" {{
  config {{
    filename = "${{abspath(path.module)}}/file.txt"
    content  = "{content}"
    {rest}
  }}
}}
"#
    )
}

#[test]
fn an_action_is_invoked_by_the_events_that_are_named() -> Outcome {
    let session = Session::new(V1_15)?;
    let content = || fs::read_to_string(session.file("file.txt")).ok();
    session.apply(&triggered("one", "first", "after_create, before_update", ""))?;
    assert_eq!(content().as_deref(), Some("first"));
    session.apply(&triggered("two", "a longer second", "after_create, before_update", ""))?;
    assert_eq!(content().as_deref(), Some("a longer second"));
    session.apply(&triggered("three", "3", "before_update", ""))?;
    assert_eq!(content().as_deref(), Some("3"));
    Ok(())
}

#[test]
fn a_changed_action_alone_is_not_invoked() -> Outcome {
    let session = Session::new(V1_15)?;
    session.apply(&triggered("one", "first", "before_create", ""))?;
    session.apply(&triggered("one", "second", "before_create", ""))?.does(&[])?;
    assert_eq!(fs::read_to_string(session.file("file.txt")).unwrap(), "first");
    Ok(())
}

#[test]
fn an_error_at_plan_keeps_the_file_as_it_is() -> Outcome {
    let session = Session::new(V1_15)?;
    session
        .try_apply(&triggered("one", "first", "before_create", "plan_error = true"))?
        .fails(&["Failed to plan action"])?
        .explains("ModifyPlan error: plan_error attribute was set to true")?;
    assert!(!session.file("file.txt").exists());
    Ok(())
}

#[test]
fn a_file_that_cannot_be_created_fails_the_action() -> Outcome {
    let session = Session::new(V1_15)?;
    let elsewhere = triggered("one", "first", "before_create", "").replace("/file.txt", "/no/such/file.txt");
    session.try_apply(&elsewhere)?.fails(&["Error when invoking action"])?.explains("Error creating file")?;
    Ok(())
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_cannot_be_written_fails_the_action() -> Outcome {
    let session = Session::new(V1_15)?;
    let full = triggered("one", "first", "before_create", "")
        .replace("${abspath(path.module)}/file.txt", "/dev/full");
    session.try_apply(&full)?.fails(&["Error when invoking action"])?.explains("Error writing to file")?;
    Ok(())
}

#[test]
fn an_action_can_be_invoked_by_hand() -> Outcome {
    let session = Session::new(V1_15)?;
    session.apply(&triggered("one", "first", "before_create", ""))?;
    fs::remove_file(session.file("file.txt")).unwrap();
    session
        .terraform(&["apply", "-auto-approve", "-invoke=action.framework_modify_file_action.test"])?
        .succeeds()?;
    assert_eq!(fs::read_to_string(session.file("file.txt")).unwrap(), "first");
    Ok(())
}

#[test]
fn an_action_needs_its_arguments() -> Outcome {
    let session = Session::new(V1_15)?;
    let incomplete = triggered("one", "first", "before_create", "").replace("content  = \"first\"", "");
    session.plan(&incomplete)?.fails(&["Missing required argument"])?;
    Ok(())
}
