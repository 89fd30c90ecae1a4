//! What `#[derive(Model)]` refuses, and what it says: each program under `refused/` has the messages beside it.
//!
//! The programs run against a stub of the framework, which is quick to build; that nothing but the refusal is reported
//! shows that one mistake stays one error.

#[test]
fn mistakes_are_named_where_they_stand_with_what_to_do() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/refused/*.rs");
    cases.pass("tests/accepted/*.rs");
}
