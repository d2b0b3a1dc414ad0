//! Who may do what: facts in, rights out, and the only maker of values that prove a right.

/// The rights of one actor on one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "six rights that are independent of each other")]
pub struct Access {
    pub view: bool,
    pub comment: bool,
    pub post: bool,
    pub edit: bool,
    pub share: bool,
    pub delete: bool,
}
