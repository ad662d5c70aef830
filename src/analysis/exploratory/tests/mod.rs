//! Numbers of other programs, slow counting, and studies told in words.

mod brute;
mod oracle;
mod study;
