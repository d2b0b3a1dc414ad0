//! Sockets: rooms, presence, shared documents and the event feed.
