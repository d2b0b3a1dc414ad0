//! The program as people start it: one process, one directory, one address.

// The attributes let the lints know that helper functions are tests, too.
#[cfg(test)]
mod instance;
#[cfg(test)]
mod people;
#[cfg(test)]
mod up;
