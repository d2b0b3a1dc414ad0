//! What belongs to a table and has a name of its own.

use crate::model::{Check, Exclusion, ForeignKey, Index, Policy, PrimaryKey, Unique};

pub(super) trait Part: PartialEq {
    fn name(&self) -> &str;

    /// What makes it what it is.
    fn bare(&self) -> Self;
}

macro_rules! part {
    ($type:ident ignoring $($ignored:ident),+) => {
        impl Part for $type {
            fn name(&self) -> &str {
                &self.name
            }

            fn bare(&self) -> Self {
                let mut bare = self.clone();
                $(bare.$ignored = Default::default();)+
                bare
            }
        }
    };
}

part!(PrimaryKey ignoring name, comment);
part!(Unique ignoring name, comment);
part!(Check ignoring name, comment, not_valid);
part!(ForeignKey ignoring name, comment, not_valid);
part!(Exclusion ignoring name, comment);
part!(Index ignoring name, comment);
part!(Policy ignoring name, comment);
