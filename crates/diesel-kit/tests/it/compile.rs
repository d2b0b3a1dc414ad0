//! Mistakes are compile errors that say what to write instead.

#[test]
fn mistakes_are_explained_at_their_place() {
    trybuild::TestCases::new().compile_fail("tests/mistakes/*.rs");
}
