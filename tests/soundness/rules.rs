//! Every rule of the shelf, by the independent evaluator: true wherever its condition holds, in all sign patterns and at
//! the edges; and each condition is needed, as a point shows where it alone is broken.

use crate::oracle::compare::agree;
use crate::oracle::number::Number;
use crate::oracle::{Evaluator, Fault, File, Real, Scope};
use normsym::functions::Need;
use normsym::rules::{self, Rule};
use normsym::syntax::ast::{Expr, Kind};
use normsym::syntax::parse_expression;
use std::collections::BTreeMap;

/// 0, the edges, tiny and large numbers of both signs, and right angles, which no double is.
fn samples() -> Vec<Real> {
    let exact = [0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 0.75, -3.0, 1.5, 1e-3, -1e-3, 1000.0, -1000.0, 1e-12, -1e-12, 9.25, -30.5];
    let angles = [1.0, -1.0, 3.0].map(|k| Real::rounded(k * std::f64::consts::FRAC_PI_2));
    exact.into_iter().map(Real::exact).chain(angles).collect()
}

fn letters(expr: &Expr) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in crate::tree::all(expr) {
        if let Kind::Name(name) = &part.kind
            && name.base.chars().count() == 1
            && !found.contains(&name.to_string())
        {
            found.push(name.to_string());
        }
    }
    found
}

fn points(expr: &Expr) -> Vec<BTreeMap<String, Real>> {
    letters(expr).into_iter().fold(vec![BTreeMap::new()], |points, letter| {
        let with = |point: &BTreeMap<String, Real>, value| {
            point.iter().map(|(n, v)| (n.clone(), *v)).chain([(letter.clone(), value)]).collect()
        };
        points.iter().flat_map(|point| samples().into_iter().map(|value| with(point, value)).collect::<Vec<_>>()).collect()
    })
}

/// A side at a point: a value, none for certain (a right angle enclosed counts), or untold.
fn value(text: &str, point: &BTreeMap<String, Real>) -> Result<Real, Fault> {
    let expr = parse_expression(text).unwrap_or_else(|faults| panic!("{text}: {faults:?}"));
    let evaluator = Evaluator { file: &File::default(), values: point.clone() };
    evaluator.value(&expr, &Scope::default()).map(|value| value.value())
}

/// Whether a condition holds; `None` where that is untold. A value within its error of 0 stands for 0.
fn met(condition: &(&str, Need), point: &BTreeMap<String, Real>) -> Option<bool> {
    let (text, need) = condition;
    match value(text, point) {
        Err(Fault::Undefined) => Some(false),
        Err(_) => None,
        Ok(value) => {
            let sign = if value.value.abs() <= value.error { 0.0 } else { value.value.signum() };
            Some(match need {
                Need::NonZero => sign != 0.0,
                Need::NonNegative => sign >= 0.0,
                Need::Positive => sign > 0.0,
            })
        }
    }
}

/// What a rule says at a point.
#[derive(Debug, PartialEq)]
enum Said {
    Equal,
    Different,
    OneSided,
    Nothing,
    Untold,
}

fn said(rule: &Rule, point: &BTreeMap<String, Real>) -> Said {
    let at_right_angle = rule.when.iter().any(|(text, _)| text.contains("cos(")) && point.values().any(|v| v.error > 0.0);
    let side = |text| match value(text, point) {
        // Dividing by what encloses 0 at an enclosed right angle.
        Err(Fault::Unclear) if at_right_angle => Err(Fault::Undefined),
        other => other,
    };
    match (side(rule.left), side(rule.right)) {
        (Ok(left), Ok(right)) => match agree(left, right) {
            Ok(true) => Said::Equal,
            Ok(false) => Said::Different,
            Err(_) => Said::Untold,
        },
        (Err(Fault::Undefined), Err(Fault::Undefined)) => Said::Nothing,
        (Ok(_), Err(Fault::Undefined)) | (Err(Fault::Undefined), Ok(_)) => Said::OneSided,
        _ => Said::Untold,
    }
}

#[test]
fn every_rule_holds_wherever_its_condition_does() {
    let mut points_tried = 0;
    for rule in rules::all() {
        let (mut equal, mut signs) = (0, Vec::new());
        for point in points(&parse_expression(rule.left).expect("a left side")) {
            let inside: Option<bool> = rule.when.iter().try_fold(true, |all, condition| Some(all && met(condition, &point)?));
            if inside != Some(true) {
                continue;
            }
            let pattern: Vec<String> = point.values().map(|v| v.sign().map_or("~".into(), |s| s.to_string())).collect();
            match said(rule, &point) {
                Said::Equal => {
                    equal += 1;
                    if !signs.contains(&pattern) {
                        signs.push(pattern);
                    }
                }
                Said::Untold => {}
                other => panic!("{}: {} is not {} ({other:?}) at {point:?}", rule.name, rule.left, rule.right),
            }
        }
        points_tried += equal;
        // A condition of one sign leaves a part of the samples; a rule without any must have met every sign.
        assert!(equal >= 5, "{}: {equal} points", rule.name);
        assert!(!rule.when.is_empty() || signs.len() >= 3, "{}: only the signs {signs:?}", rule.name);
    }
    println!("{} rules at {points_tried} points", rules::all().len());
    assert!(rules::all().len() >= 96);
}

#[test]
fn every_condition_of_a_rule_is_needed() {
    let mut conditions = 0;
    for rule in rules::all() {
        for (number, condition) in rule.when.iter().enumerate() {
            let needed = points(&parse_expression(rule.left).expect("a left side")).into_iter().any(|point| {
                let others = rule.when.iter().enumerate().filter(|(other, _)| *other != number);
                let alone = met(condition, &point) == Some(false)
                    && others.into_iter().all(|(_, other)| met(other, &point) == Some(true));
                alone && matches!(said(rule, &point), Said::Different | Said::OneSided | Said::Nothing)
            });
            assert!(needed, "{}: nothing happens where {condition:?} is broken", rule.name);
            conditions += 1;
        }
    }
    println!("{conditions} conditions, each broken alone");
}

#[test]
fn conditions_that_hide_a_false_rule_are_missed() {
    // The harness itself: a wrong rule and a rule without its condition must be found out.
    let wrong = Rule { name: "wrong", left: "sqrt(x^2)", right: "x", when: &[], about: "" };
    let bare = Rule { name: "bare", left: "ln(x) + ln(y)", right: "ln(x y)", when: &[], about: "" };
    for (rule, expected) in [(wrong, Said::Different), (bare, Said::OneSided)] {
        let found = points(&parse_expression(rule.left).expect("a left side")).iter().any(|point| said(&rule, point) == expected);
        assert!(found, "{} is taken for true", rule.name);
    }
}
