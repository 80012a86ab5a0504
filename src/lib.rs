//! Formulas of normalised neural networks, derived, simplified, verified and typeset.
//!
//! A file becomes a [`model`], a question about it an [`answer`], an answer words ([`render`]):
//!
//! ```
//! use normsym::answer::{self, Options};
//! use normsym::check::verdict::Verdict;
//! use normsym::model::Model;
//! use normsym::render;
//! use normsym::source::Source;
//!
//! let text = "function f\n\
//!             param w, b\n\
//!             data (x, Y) = (-1, -1), (1, 1)\n\
//!             F(x) = f(norm(w x, mean = C, std = S) + b)\n\
//!             L = sum[data] (F(x) - Y)^2\n\
//!             derive L\n\
//!             expect S = |w|\n\
//!             expect S = w\n";
//! let mut model = Model::load(&Source::new("net.expr", text), &|name| Err(format!("{name}: no files here")));
//! assert!(!model.has_errors());
//!
//! // A weight in front of a normalisation has no effect, wherever S is not 0.
//! let derivation = answer::derive(&mut model, &Options::default()).unwrap();
//! let by_w = &derivation.targets[0].derivatives[0];
//! assert_eq!(render::plain(&model.graph, by_w.value), "0");
//! assert_eq!(by_w.verdict, Verdict::Proved);
//! assert_eq!(by_w.conditions.len(), 1);
//!
//! // The deviation of -w and w is |w|; that it is w is refuted, by w = -1.
//! let decided = answer::check(&mut model);
//! assert_eq!(decided[0].decision.verdict, Verdict::Proved);
//! assert_eq!(decided[1].decision.verdict, Verdict::Refuted);
//! assert_eq!(decided[1].decision.witness.as_ref().unwrap().right, "-1");
//! ```
//!
//! A file with a fault is loaded all the same: what is wrong stands in [`Model::diagnostics`](model::Model), with
//! place, reason and remedy.
//!
//! ```
//! use normsym::model::Model;
//! use normsym::source::Source;
//!
//! let model = Model::load(&Source::new("net.expr", "param w_1\nL = (w_2 - 1)^2\n"), &|_| Err("no files here".into()));
//! assert!(model.has_errors());
//! assert_eq!(model.diagnostics[0].code, "names::unknown");
//! ```
//!
//! # Floors
//!
//! A module imports from those below it, never from those above; interpreters do not know one another.
//!
//! - shell: [`cli`]
//! - words: [`render`]
//! - answers: [`answer`]
//! - analyses: [`analysis`]
//! - verification: [`check`]
//! - interpreters: [`calculus`] derives, [`eval`] gives values, [`simplify`] rewrites
//! - meaning: [`model`] knows names, tables and statistics; [`expr`] is the graph of expressions with its exact zero test
//! - shelves and language: [`functions`], [`layers`], [`optimizers`], [`rules`], [`schedules`], [`syntax`]
//! - ground: [`source`], [`diagnostic`], [`number`], [`name`]
//!
//! The README follows.
//!
#![doc = include_str!("../README.md")]

pub mod analysis;
pub mod answer;
pub mod calculus;
pub mod check;
pub mod cli;
pub mod diagnostic;
pub mod eval;
pub mod expr;
pub mod functions;
pub mod layers;
pub mod model;
pub mod name;
pub mod number;
pub mod optimizers;
pub mod render;
pub mod rules;
pub mod schedules;
pub mod simplify;
pub mod source;
pub mod syntax;
