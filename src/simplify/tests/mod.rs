//! Tests of simplification: numbers to compare with, windows as they occur, rules, random expressions.

mod conditions;
mod numbers;
mod properties;
mod rules;
mod windows;
