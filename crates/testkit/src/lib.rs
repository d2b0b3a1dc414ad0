//! A migrated database, some people and some pages, in one line.
