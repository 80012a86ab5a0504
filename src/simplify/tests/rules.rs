//! Every rule of the shelf: it can be read, it is true inside its condition, and its condition is no decoration.

use super::numbers::{Fault, Valued, call, close, meets, plain, product, sum};
use crate::functions::Need;
use crate::rules::{self, Rule};
use crate::simplify::pattern::{Pattern, read};
use crate::simplify::shelf::compile;

fn evaluate(pattern: &Pattern, point: &[(char, f64)]) -> Valued {
    match pattern {
        Pattern::Number(value) => plain(value.to_f64()),
        Pattern::Variable(letter) => plain(point.iter().find(|(known, _)| known == letter).expect("a letter of the left side").1),
        Pattern::Sum(constant, parts) => {
            let parts: Vec<_> = parts.iter().map(|(part, c)| (evaluate(part, point), c.to_f64())).collect();
            sum(&parts, constant.to_f64())
        }
        Pattern::Product(parts) => product(&parts.iter().map(|(part, e)| (evaluate(part, point), e.clone())).collect::<Vec<_>>()),
        Pattern::Call(id, args) => call(*id, &args.iter().map(|arg| evaluate(arg, point)).collect::<Vec<_>>()),
    }
}

fn letters(pattern: &Pattern, found: &mut Vec<char>) {
    match pattern {
        Pattern::Number(_) => {}
        Pattern::Variable(letter) => {
            if !found.contains(letter) {
                found.push(*letter);
            }
        }
        Pattern::Sum(_, parts) | Pattern::Product(parts) => parts.iter().for_each(|(part, _)| letters(part, found)),
        Pattern::Call(_, args) => args.iter().for_each(|arg| letters(arg, found)),
    }
}

/// 0, tiny, small, ordinary, large and huge numbers of both signs, and seeded ones between.
fn samples() -> Vec<f64> {
    let mut samples = vec![0.0];
    for size in [1e-60, 1e-8, 0.3, 0.5, 1.0, 1.7, 2.5, 40.0, 1e3, 1e60] {
        samples.extend([size, -size]);
    }
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    for _ in 0..12 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        samples.push((state >> 11) as f64 / (1u64 << 53) as f64 * 8.0 - 4.0);
    }
    samples
}

fn points(pattern: &Pattern) -> Vec<Vec<(char, f64)>> {
    let mut found = Vec::new();
    letters(pattern, &mut found);
    let mut points = vec![Vec::new()];
    for letter in found {
        points = points
            .into_iter()
            .flat_map(|point: Vec<(char, f64)>| {
                samples().into_iter().map(move |value| point.iter().copied().chain([(letter, value)]).collect())
            })
            .collect();
    }
    points
}

fn inside(rule: &Rule, point: &[(char, f64)]) -> Option<bool> {
    let mut all = true;
    for (text, need) in rule.when {
        match evaluate(&read(text).expect("a condition"), point) {
            Ok(value) => all &= meets(value.value, *need),
            Err(Fault::Undefined) => all = false,
            Err(Fault::Unreliable) => return None,
        }
    }
    Some(all)
}

#[test]
fn every_text_can_be_read_and_has_no_letter_of_its_own_on_the_right() {
    let mut names = Vec::new();
    for rule in rules::all() {
        assert!(compile(rule).is_ok(), "{}: {:?}", rule.name, compile(rule).err());
        let (mut left, mut right) = (Vec::new(), Vec::new());
        letters(&read(rule.left).expect("left"), &mut left);
        letters(&read(rule.right).expect("right"), &mut right);
        rule.when.iter().for_each(|(text, _)| letters(&read(text).expect("when"), &mut right));
        assert!(right.iter().all(|letter| left.contains(letter)), "{}", rule.name);
        assert!(!names.contains(&rule.name), "{} stands twice", rule.name);
        names.push(rule.name);
    }
}

#[test]
fn misspelt_texts_are_refused() {
    for text in ["tanhh(x)", "sqrt(x", "x +", "tanh(x, y)", "abs", "x^y", "2..5", "(x))"] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn every_rule_is_true_inside_its_condition() {
    for rule in rules::all() {
        let (left, right) = (read(rule.left).expect("left"), read(rule.right).expect("right"));
        let mut tried = 0;
        for point in points(&left) {
            if inside(rule, &point) != Some(true) {
                continue;
            }
            match (evaluate(&left, &point), evaluate(&right, &point)) {
                (Ok(a), Ok(b)) => {
                    tried += 1;
                    assert!(close(a, b), "{}: {} against {} at {point:?}", rule.name, a.value, b.value);
                }
                (Err(Fault::Undefined), Err(Fault::Undefined)) => {}
                (Err(Fault::Unreliable), _) | (_, Err(Fault::Unreliable)) => {}
                // A left side that is undefined is replaced nowhere; a right side must not lose a value.
                (Err(Fault::Undefined), Ok(_)) => {}
                (Ok(_), Err(Fault::Undefined)) => panic!("{}: the right side has no value at {point:?}", rule.name),
            }
        }
        assert!(tried >= 5, "{}: tried at {tried} points alone", rule.name);
    }
}

#[test]
fn every_condition_excludes_a_point_where_the_rule_fails() {
    // Where cos x = 0 no double lies, so doubles cannot show it.
    let beyond_doubles = |rule: &Rule| rule.when == [("cos(x)", Need::NonZero)];
    for rule in rules::all().into_iter().filter(|rule| !rule.when.is_empty() && !beyond_doubles(rule)) {
        let (left, right) = (read(rule.left).expect("left"), read(rule.right).expect("right"));
        // Each condition on its own must exclude something that the others let through.
        for skipped in 0..rule.when.len() {
            let needed = points(&left).into_iter().any(|point| {
                let met = |(text, need): &(&str, Need)| {
                    evaluate(&read(text).expect("a condition"), &point).is_ok_and(|value| meets(value.value, *need))
                };
                let others = rule.when.iter().enumerate().all(|(place, condition)| (place == skipped) != met(condition));
                others
                    && match (evaluate(&left, &point), evaluate(&right, &point)) {
                        (Ok(a), Ok(b)) => !close(a, b),
                        (Err(Fault::Unreliable), _) | (_, Err(Fault::Unreliable)) => false,
                        _ => true,
                    }
            });
            assert!(needed, "{}: {:?} excludes nothing", rule.name, rule.when[skipped]);
        }
    }
}
