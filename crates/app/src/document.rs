//! The content of one shared document: read it, lay it out in lines, change it by the smallest set of edits.
