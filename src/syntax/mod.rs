//! Text to tree: the door to `pest`. It knows the spelling of the language and no mathematics.

pub mod ast;
