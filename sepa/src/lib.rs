//! French bank files: bytes in, values out.
#![forbid(unsafe_code)]
