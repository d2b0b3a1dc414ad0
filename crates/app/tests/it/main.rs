//! The operations on a real database, one database per test.

#[cfg(test)]
mod access;
#[cfg(test)]
mod account;
#[cfg(test)]
mod credential;
#[cfg(test)]
mod drive;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod lines;
#[cfg(test)]
mod list;
#[cfg(test)]
mod live;
#[cfg(test)]
mod page;
#[cfg(test)]
mod place;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod support;
#[cfg(test)]
mod transaction;
#[cfg(test)]
mod trash;
