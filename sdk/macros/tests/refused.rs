//! What `#[derive(Model)]` refuses, and what it says: each file under `refused/` has the messages beside it.
//!
//! The macro refuses before it writes code, so these programs need nothing but the macro.

#[test]
fn mistakes_are_named_where_they_stand_with_what_to_do() {
    trybuild::TestCases::new().compile_fail("tests/refused/*.rs");
}
