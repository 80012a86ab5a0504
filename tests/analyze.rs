//! `normsym analyze`: what it says of the lecture's networks, of networks with masks and kinks, and of files that have little
//! to say. Whatever it calls dead, redundant or invariant is proved once more as a claim.

mod common;

use common::{load, model, number, verdicts};
use normsym::analysis::{Kinks, NoBound, jacobian};
use normsym::answer::{self, Analysis, Analyzed, InvarianceKind, ZeroReason};
use normsym::expr::NodeId;
use normsym::model::Model;
use normsym::number::Rational;
use normsym::render;
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn analysis(text: &str) -> (Model, Analysis) {
    let mut model = model(text);
    let analysis = answer::analyze(&mut model).unwrap_or_else(|faults| panic!("{faults:#?}\n{text}"));
    (model, analysis)
}

/// The first function of the file.
fn first(text: &str) -> (Model, Analyzed) {
    let (model, mut analysis) = analysis(text);
    (model, analysis.functions.remove(0))
}

fn example(name: &str) -> String {
    std::fs::read_to_string(format!("{}/examples/lecture/{name}.expr", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn names(model: &Model, list: &[NodeId]) -> String {
    list.iter().map(|node| render::plain(&model.graph, *node)).collect::<Vec<_>>().join(" ")
}

fn dead(model: &Model, found: &Analyzed) -> String {
    let all: Vec<NodeId> = found.by.iter().copied().filter(|by| found.dead.iter().any(|dead| dead.by.contains(by))).collect();
    names(model, &all)
}

fn redundant(model: &Model, found: &Analyzed) -> String {
    let told = |own: &answer::Redundancy| {
        format!("{} = {}", render::plain(&model.graph, own.left), render::plain(&model.graph, own.right))
    };
    found.redundancies.iter().map(told).collect::<Vec<_>>().join(", ")
}

/// The claims that what was found amounts to, decided by `check`: derivatives that are 0, relations between derivatives, and
/// that multiplied or shifted weights change nothing (where the test can see that).
#[track_caller]
fn prove_again(text: &str) {
    let (model, analysis) = analysis(text);
    let mut claims = String::new();
    for found in &analysis.functions {
        let plain = |node: NodeId| render::plain(&model.graph, node);
        let of = plain(found.node);
        for by in found.dead.iter().flat_map(|dead| &dead.by) {
            claims.push_str(&format!("expect diff({of}, {}) = 0\n", plain(*by)));
        }
        for own in &found.redundancies {
            let parts: Vec<String> = own.others.iter().map(|(by, q)| format!("({q}) diff({of}, {})", plain(*by))).collect();
            claims.push_str(&format!("expect diff({of}, {}) = {}\n", plain(own.by), parts.join(" + ")));
        }
        for own in &found.invariances {
            let parts: Vec<String> = match own.kind {
                InvarianceKind::Scale => own.weights.iter().map(|w| format!("{0} diff({of}, {0})", plain(*w))).collect(),
                InvarianceKind::Shift => own.weights.iter().map(|w| format!("diff({of}, {})", plain(*w))).collect(),
                InvarianceKind::ScaleButFor(_) => continue,
                InvarianceKind::Powers => {
                    let each = own.weights.iter().zip(&own.exponents);
                    each.map(|(w, exponent)| format!("({exponent}) {0} diff({of}, {0})", plain(*w))).collect()
                }
            };
            claims.push_str(&format!("expect {} = 0\n", parts.join(" + ")));
        }
    }
    let file: String = text.lines().filter(|line| !line.starts_with("expect")).map(|line| format!("{line}\n")).collect();
    for verdict in verdicts(&format!("{file}{claims}")).split(' ').filter(|verdict| !verdict.is_empty()) {
        assert_eq!(verdict, "proved", "{claims}");
    }
}

#[test]
fn a_dropped_neuron_is_dead_and_the_step_bound_is_that_of_the_lecture() {
    let (model, analysis) = analysis(&example("01_two_neuron_dropout"));
    for (found, expected) in analysis.functions.iter().zip(["w_1 w_01", "w_2 w_02"]) {
        assert_eq!(dead(&model, found), expected);
        assert!(found.dead.iter().all(|dead| dead.reason == ZeroReason::Absent));
        let step = found.bound.as_ref().unwrap();
        let bound = step.bound.as_ref().unwrap();
        assert_eq!(render::plain(&model.graph, bound.exact.unwrap()), "2/(√(265) + 17)");
        assert_eq!(bound.digits().unwrap().to_string(), "0.0600983");
        // The lecture's rate 1/10 is above it.
        assert_eq!(step.is_stable(&number("1/10")), Some(false));
        assert_eq!(step.is_stable(&number("0.06")), Some(true));
        let signs = step.inertia.unwrap();
        assert_eq!((signs.negative, signs.zero, signs.positive), (0, 2, 2));
    }
}

#[test]
fn factors_before_a_normalisation_are_dead_and_shifts_behind_it_are_redundant() {
    let (model, found) = first(&example("09_scale_and_shift_per_layer"));
    assert_eq!(dead(&model, &found), "w_1 w_2 w_3");
    assert_eq!(redundant(&model, &found), "∂L/∂b_1 = ∂L/∂w_01, ∂L/∂b_2 = ∂L/∂w_02, ∂L/∂b_3 = ∂L/∂w_03");
    let scaled: Vec<String> = found.invariances.iter().map(|own| names(&model, &own.weights)).collect();
    assert_eq!(scaled, ["w_1", "w_2", "w_3"]);
    assert!(found.invariances.iter().all(|own| own.kind == InvarianceKind::Scale));
}

#[test]
fn a_shift_shared_by_all_layers_is_the_sum_of_their_biases() {
    let text = example("08_scale_and_shift").replace("(-1, -1), (1, 1)", "(-1, -1), (1, 1), (2, 2)");
    let (model, found) = first(&text);
    assert_eq!(redundant(&model, &found), "∂L/∂b = ∂L/∂w_01 + ∂L/∂w_02 + ∂L/∂w_03");
}

#[test]
fn a_shift_of_each_neuron_is_its_bias() {
    let (model, found) = first(
        "function f
param w_1, w_2, v_1, v_2, c_1, c_2, a_1, a_2, b_1, b_2
data (x, Y) = (-1, -1), (1, 1), (2, 2)
h_1(x) = f(a_1 norm(w_1 x) + b_1 + c_1)
h_2(x) = f(a_2 norm(w_2 x) + b_2 + c_2)
L = sum[data] (v_1 h_1(x) + v_2 h_2(x) - Y)^2
derive L
",
    );
    assert_eq!(redundant(&model, &found), "∂L/∂b_1 = ∂L/∂c_1, ∂L/∂b_2 = ∂L/∂c_2");
    assert_eq!(dead(&model, &found), "w_1 w_2");
}

#[test]
fn equal_and_proportional_derivatives_are_found() {
    let (model, found) = first("param a, b, c, d\nL = (a + 2b - 1)^2 + exp(c) + d^3\nderive L\n");
    assert_eq!(redundant(&model, &found), "∂L/∂b = 2(∂L/∂a)");
    let (model, found) = first("param a, b, c\nfunction f\nL = f(a) + f(b - c/3)\nderive L\n");
    assert_eq!(redundant(&model, &found), "∂L/∂c = -(∂L/∂b)/3");
}

#[test]
fn a_bias_before_a_normalisation_may_be_shifted_also_with_eps() {
    let net = |eps: &str| {
        format!(
            "function f
param w, v, b, c
data (x, y, Y) = (-1, 0, 1), (1, 2, 1), (2, 1, 0)
L = sum[data] (f(norm(w x + v y + b{eps}) + c) - Y)^2
derive L
"
        )
    };
    let told = |eps: &str| {
        let (model, found) = first(&net(eps));
        let one = |own: &answer::Invariance| {
            let kind = match own.kind {
                InvarianceKind::Scale => "scale".to_string(),
                InvarianceKind::ScaleButFor(eps) => format!("scale but for {}", render::plain(&model.graph, eps)),
                InvarianceKind::Shift => "shift".to_string(),
                InvarianceKind::Powers => format!("powers {:?}", own.exponents),
            };
            format!("{kind} {}", names(&model, &own.weights))
        };
        (dead(&model, &found), found.invariances.iter().map(one).collect::<Vec<_>>().join(", "))
    };
    assert_eq!(told(""), ("b".to_string(), "scale w v b, shift b".to_string()));
    assert_eq!(told(", eps = 1/1000"), ("b".to_string(), "scale but for 1/1000 w v b, shift b".to_string()));
}

#[test]
fn weights_that_act_elsewhere_too_are_not_called_invariant() {
    let (_, found) = first(
        "param w, b\nfunction f\ndata (x, Y) = (-1, 0), (1, 1), (3, 1)\nL = sum[data] (f(norm(w x + b)) - Y)^2 + w^2 + |b - 1|/(b - 1)\nderive L\n",
    );
    assert!(found.invariances.is_empty(), "{:?}", found.invariances);
    // Nor what stands in the ε, unless that is multiplied as the rows are.
    let with = |eps: &str| {
        first(&format!(
            "param w, b\nfunction f\ndata (x) = (-1), (1), (3)\nL = sum[data] f(norm(w x + b, eps = {eps}))\nderive L\n"
        ))
    };
    assert!(with("b^4").1.invariances.is_empty());
    let (model, found) = with("b^2");
    let told: Vec<_> = found.invariances.iter().map(|own| (own.kind, names(&model, &own.weights))).collect();
    assert_eq!(told, [(InvarianceKind::Scale, "w b".to_string())]);
    // 1 + w x is no multiple of w, and |w| x none for a jump in the way.
    let (_, found) = first("param w\nfunction f\ndata (x) = (-1), (1), (3)\nL = sum[data] f(norm(w x + x^2))\nderive L\n");
    assert!(found.invariances.is_empty(), "{:?}", found.invariances);
}

#[test]
fn weights_of_two_normalisations_are_invariant_where_both_agree() {
    let text = |second: &str| {
        format!(
            "function f\nparam w, v, c\ndata (x, Y) = (-1, 0), (1, 1), (3, 1), (4, 2)\nbatch A = data[1..2]\nbatch B = data[2..4]\n\
             L = sum[A] (f(norm(w x, batch = A, std = S) + c) - Y)^2 + sum[B] (f(norm({second}, batch = B, std = T)) - Y)^2\nderive L\n"
        )
    };
    let (model, found) = first(&text("w x + v x^2"));
    let told: Vec<String> = found
        .invariances
        .iter()
        .map(|own| format!("{} by {}", names(&model, &own.weights), names(&model, &own.deviations)))
        .collect();
    assert_eq!(told, ["w v by S T"]);
    let (_, found) = first(&text("x^2 + w x"));
    assert!(found.invariances.is_empty(), "{:?}", found.invariances);
    prove_again(&text("w x + v x^2"));
}

#[test]
fn ranks_are_n_minus_two_without_eps_and_n_minus_one_with_it() {
    for rows in 2..=4 {
        let table: Vec<String> = (1..=rows).map(|k| format!("({}, {k})", k * k)).collect();
        for (eps, lost) in [("", 2), (", eps = 1e-5", 1)] {
            let text = format!(
                "function f\nparam w\ndata (x, Y) = {}\nL = sum[data] (f(norm(w x{eps})) - Y)^2\nderive L\n",
                table.join(", ")
            );
            let (_, found) = first(&text);
            let jacobian = found.normalisations[0].jacobian.as_ref().unwrap();
            assert_eq!((jacobian.rows, jacobian.rank), (rows, Some(rows - lost)));
            assert!(jacobian.loses_shift);
            assert_eq!((jacobian.loses_scale, jacobian.keeps_scale_by_eps), (lost == 2, lost == 1));
        }
    }
}

#[test]
fn the_rank_of_many_rows_is_found_in_time() {
    let started = Instant::now();
    let shape = jacobian::Shape { rows: jacobian::MOST_ROWS, ddof: 0, centred: true, eps: Some(Rational::ZERO) };
    assert_eq!(jacobian::jacobian(&shape).unwrap().rank, Some(jacobian::MOST_ROWS - 2));
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

fn kinks(text: &str) -> (Model, Kinks, Analyzed) {
    let (model, found) = first(text);
    let kinks = found.kinks.clone().expect("start values");
    (model, kinks, found)
}

#[test]
fn kinks_at_the_start_are_named_with_their_rows() {
    let net = |start: &str| {
        format!(
            "param w = {start}, b = -2\ndata (x, Y) = (1, 1), (2, 0), (3, 1)\nF(x) = relu(w x + b)\nL = sum[data] (F(x) - Y)^2\nderive L\n"
        )
    };
    let (model, found, function) = kinks(&net("1"));
    assert_eq!((found.met.len(), found.looked_at), (1, 3));
    let within = found.met[0].within.unwrap();
    assert_eq!(render::plain(&model.graph, within), "F(2)");
    let place = function.places.iter().find(|place| place.of == within).unwrap();
    assert_eq!((place.table.to_string(), place.rows.as_slice()), ("data".to_string(), [2].as_slice()));
    assert_eq!(kinks(&net("1.0001")).1.met.len(), 0);
    // Exactly, not nearly: 0.1 · 3 − 0.3 is 0, and √2 √8 − 4 too.
    let (_, found, _) = kinks("param w = 0.1\nL = |3w - 0.3| + max(w - 1/10, 0) + relu(√2 √8 w - 0.4)\nderive L\n");
    assert_eq!((found.met.len(), found.looked_at), (3, 3));
}

#[test]
fn without_start_values_kinks_are_not_looked_for() {
    let (model, found) = first("param w = 1, b\nL = relu(w) + relu(b)\nderive L\n");
    assert!(found.kinks.is_none());
    assert_eq!(names(&model, &found.without_start), "b");
    let (model, found) = first("param w = 1\nfunction f\nL = relu(f(w)) + w\nderive L\n");
    let (node, _) = found.kinks.unwrap().undecided.unwrap();
    assert_eq!(render::plain(&model.graph, node), "f(w)");
}

#[test]
fn conditions_that_start_values_or_data_break_are_named() {
    let (model, found) = first(
        "param w = 1, b = -2\ndata (x, Y) = (1, 2), (2, 1), (4, 0)\nF(x) = ln(w x + b) + 1/(w x + b - 2)\nL = sum[data] (F(x) - Y)^2\nderive L\n",
    );
    let told: Vec<String> = found
        .meeting
        .broken
        .iter()
        .map(|own| {
            let within = render::plain(&model.graph, own.within.unwrap());
            format!("{} in {within}", render::conditions::plain(&model.graph, &own.condition))
        })
        .collect();
    assert_eq!(told, ["w + b > 0 in F(1)", "2w + b > 0 in F(2)", "4w + b - 2 != 0 in F(4)"]);
    assert!(found.meeting.broken.iter().all(|own| !own.always));
    // A network that starts at 0 has no deviation.
    let (model, found) = first(
        "param w = 0\nfunction f = tanh\ndata (x, Y) = (1, 2), (2, 1), (4, 0)\nL = sum[data] (f(norm(w x, std = S)) - Y)^2\nderive L\n",
    );
    let broken = &found.meeting.broken[0];
    assert_eq!(render::conditions::plain(&model.graph, &broken.condition), "S != 0");
    // Without start values, what no weights meet is found all the same.
    let (_, found) = first("param w, v\nL = v/((w + 1)^2 - w^2 - 2w - 1)\nderive L\n");
    assert!(found.meeting.broken.iter().any(|own| own.always));
    // An assumption that the start value breaks.
    let (_, analysis) = analysis("param w = -1\nassume w > 0\nL = w^2\nderive L\n");
    assert_eq!(analysis.broken_assumptions.len(), 1);
}

#[test]
fn subnets_are_counted() {
    let (model, found) = first(
        "param a_1, a_2, c_1, c_2, v_1, v_2
h_1(x) = mask(1/2) (a_1 x)
h_2(x) = mask(1/2) (a_2 x)
g_1(x) = mask(1/2) (h_1(x) + c_1 h_2(x))
g_2(x) = mask(1/2) (h_1(x) - c_2 h_2(x))
F(x) = v_1 g_1(x) + v_2 g_2(x)
data (x, Y) = (1, 2), (2, 1)
L = sum[data] (F(x) - Y)^2
derive L
",
    );
    let subnets = found.subnets.unwrap().unwrap();
    assert_eq!((subnets.total, subnets.connected.len()), (16, 9));
    assert_eq!(render::plain(&model.graph, subnets.connected_probability), "9/16");
    let (_, found) = first("param w\nL = w^2\nderive L\n");
    assert!(found.subnets.is_none());
}

#[test]
fn what_is_not_quadratic_has_no_step_bound() {
    let reason = |text: &str| first(text).1.bound.unwrap_err();
    assert!(matches!(reason("param w\nL = (tanh(w) - 1)^2\n"), NoBound::NotQuadratic(_)));
    assert!(matches!(reason("param w, v\nx = 2\nL = (v w x - 1)^2\n"), NoBound::NotQuadratic(_)));
    assert_eq!(reason("param w, v\nL = w - 2v\n"), NoBound::NoCurvature);
    let (_, found) = first("param w, v\nL = w v\n");
    assert!(found.bound.unwrap().bound.is_none());
}

#[test]
fn the_last_definition_is_taken_where_nothing_is_derived() {
    let (model, found) = first("param w\nK = w\nL = (w - 1)^2\n");
    assert_eq!(render::plain(&model.graph, found.node), "L");
    let mut empty = load("");
    assert!(answer::analyze(&mut empty).is_err());
}

#[test]
fn findings_are_proved_again_as_claims() {
    for name in [
        "01_two_neuron_dropout",
        "02_input_dropout",
        "03_two_hidden_neurons",
        "05_chain_two_points",
        "06_chain_three_points",
        "08_scale_and_shift",
        "09_scale_and_shift_per_layer",
        "10_mini_batch",
    ] {
        prove_again(&example(name));
    }
    prove_again(
        "param a, b, c\nfunction f\ndata (x, Y) = (1, 2), (2, 3), (4, 4)\nL = sum[data] (f(norm(a x + b) + c) - Y)^2 + f(a/b)\nderive L\n",
    );
}

#[test]
fn three_hundred_parameters_take_seconds() {
    let count = 300;
    let weights: Vec<String> = (1..=count).map(|k| format!("w_{k}")).collect();
    let summands: Vec<String> = (1..=count).map(|k| format!("w_{k} x^{}", k % 9)).collect();
    let rows: Vec<String> = (1..=7).map(|k| format!("({k}/10, {})", k * k % 7)).collect();
    let text = format!(
        "param {} = 0\ndata (x, Y) = {}\nF(x) = {}\nL = sum[data] (F(x) - Y)^2\nderive L\n",
        weights.join(", "),
        rows.join(", "),
        summands.join(" + ")
    );
    let started = Instant::now();
    let (_, found) = first(&text);
    assert!(found.bound.unwrap().bound.is_some());
    assert!(found.redundancies.len() > 20);
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

/// `L = Σ (a_i w_1 + b_i w_2 + c_i w_3 − 1)²` with these coefficients.
fn quadratic(rows: &[[i64; 3]]) -> String {
    let squares: Vec<String> = rows.iter().map(|[a, b, c]| format!("({a} w_1 + {b} w_2 + {c} w_3 - 1)^2")).collect();
    format!("param w_1, w_2, w_3\nL = {}\nderive L\n", squares.join(" + "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn ranks_hold_for_any_number_of_rows(rows in 2usize..12, ddof in 0u32..2, eps in prop::option::of(0i64..3)) {
        let eps = eps.map(|eps| Rational::new(eps, 1000));
        let lost = if eps == Some(Rational::ZERO) { 2 } else { 1 };
        let found = jacobian::jacobian(&jacobian::Shape { rows, ddof, centred: true, eps }).unwrap();
        prop_assert_eq!(found.rank, Some(rows - lost));
        prop_assert!(found.loses_shift && found.loses_scale == (lost == 2));
    }

    #[test]
    fn eigenvalues_agree_with_trace_and_quadratic_form(rows in prop::collection::vec(prop::array::uniform3(-9i64..10), 1..4)) {
        let (_, found) = first(&quadratic(&rows));
        let Ok(step) = found.bound else { return Ok(()) };
        let trace: i64 = rows.iter().flatten().map(|entry| 2 * entry * entry).sum();
        let sum = |end: fn(&(Rational, Rational)) -> &Rational| {
            step.eigenvalues.iter().fold(Rational::ZERO, |sum, own| &sum + end(&own.between))
        };
        prop_assert!(sum(|own| &own.0) <= Rational::integer(trace) && sum(|own| &own.1) >= Rational::integer(trace));
        // No direction is steeper than the largest eigenvalue.
        let largest = step.eigenvalues.iter().map(|own| own.between.1.clone()).max().unwrap();
        for v in [[1, 0, 0], [1, 1, 0], [1, -1, 1], [2, 3, -5]] {
            let along: i64 = rows.iter().map(|row| 2 * (0..3).map(|k| row[k] * v[k]).sum::<i64>().pow(2)).sum();
            let length: i64 = v.iter().map(|entry| entry * entry).sum();
            prop_assert!(Rational::new(along, length) <= largest);
        }
        // At half the bound a step does not leave, at twice the bound it does.
        if let Some(bound) = &step.bound {
            let middle = &(&bound.between.0 + &bound.between.1) * &Rational::HALF;
            prop_assert_eq!(step.is_stable(&(&middle * &Rational::HALF)), Some(true));
            prop_assert_eq!(step.is_stable(&(&middle * &Rational::TWO)), Some(false));
        }
        let signs = step.inertia.unwrap();
        prop_assert_eq!(signs.negative, 0);
        prop_assert_eq!(signs.zero + signs.positive, 3);
    }

    #[test]
    fn a_chosen_combination_of_derivatives_is_found(p in -5i64..6, q in 1i64..6, r in 1i64..5) {
        // L moves with b + (p/r) c + q d alone, so ∂L/∂c = (p/r) ∂L/∂b and ∂L/∂d = q ∂L/∂b.
        let (model, found) = first(&format!("function f\nparam a, b, c, d\nL = f(b + ({p}/{r}) c + {q} d) + f(a)^2\nderive L\n"));
        let told: Vec<(String, Rational)> = found
            .redundancies
            .iter()
            .map(|own| (names(&model, &[own.by]), own.others[0].1.clone()))
            .collect();
        let mut expected = vec![("d".to_string(), Rational::integer(q))];
        if p != 0 {
            expected.insert(0, ("c".to_string(), Rational::new(p, r)));
        }
        prop_assert_eq!(told, expected);
    }
}

/// The invariances that linear relations show.
fn related(text: &str) -> String {
    let (model, found) = first(text);
    prove_again(text);
    assert_eq!(found.invariances_searched, answer::Searched::All);
    let own = found.invariances.iter().filter(|own| own.deviations.is_empty());
    let told = own.map(|own| format!("{:?} {:?} {}", own.kind, own.exponents, names(&model, &own.weights)));
    told.collect::<Vec<_>>().join(", ").replace(" []", "")
}

#[test]
fn factors_and_shifts_without_a_normalisation_are_found() {
    assert_eq!(related(&example("03_two_hidden_neurons")), "Scale w_3 w_4");
    let data = "param a, b, c, w, v\ndata (x, Y) = (0, 1), (1, 0), (3, 3)\n";
    let told = |rest: &str| related(&format!("{data}{rest}\nderive L by a, b, c, w, v\n"));
    assert_eq!(told("F(x) = norm(relu(w x + b))\nL = sum[data] (F(x) - Y)^2"), "Scale b w");
    assert_eq!(told("F(x) = v relu(w x + b)\nL = sum[data] (F(x) - Y)^2"), "Powers [1, 1, -1] b w v");
    assert_eq!(told("L = sum[data] (a b x - Y)^2"), "Powers [1, -1] a b");
    assert_eq!(told("L = (a^2 b - 1)^2"), "Powers [1, -2] a b");
    assert_eq!(told("L = (a/b)^2"), "Scale a b");
    assert_eq!(told("L = (a - b)^2 + (b - c)^2"), "Shift a b c");
    assert_eq!(told("L = |a - b|/(a - b) + (b - c)^2 + 1/(a - c)"), "Shift a b c");
    assert_eq!(told("L = |w|/w"), "Scale w");
    // Two hidden neurons have a factor each.
    assert_eq!(
        told("F(x) = v relu(w x) + c relu(a x + b)\nL = sum[data] (F(x) - Y)^2"),
        "Powers [1, 1, -1] a b c, Powers [1, -1] w v"
    );
}

#[test]
fn a_change_across_a_jump_is_no_invariance() {
    let data = "param a, b, w\n";
    let told = |rest: &str| related(&format!("{data}{rest}\n"));
    // The derivatives add up to 0, but a shift may change the sign.
    assert_eq!(told("L = (a - b)^2 + sign(a)"), "");
    assert_eq!(told("L = (a - b)^2 + |b|/b"), "");
    assert_eq!(told("L = (a/b)^2 + sign(w - 1)"), "Scale a b");
    assert_eq!(told("L = (a/b)^2 + sign(a - 1)"), "");
    assert_eq!(told("L = a^2 + b^2"), "");
}

#[test]
fn a_variable_that_cancels_does_occur() {
    let (model, found) = first("param w, c, v\nL = (w - w^2/w)^2 + sin(c)^2 + cos(c)^2\n");
    let told: Vec<String> = found.dead.iter().map(|own| format!("{:?} {}", own.reason, names(&model, &own.by))).collect();
    assert_eq!(told, ["Absent v", "BySigns c", "CancelsOut w"]);
}

#[test]
fn masks_that_are_too_many_to_draw_are_still_counted() {
    let sum = (1..=30).map(|k| format!("mask(1/2) a_{k} x")).collect::<Vec<_>>().join(" + ");
    let (_, found) = first(&format!("data (x, Y) = (1, 2), (2, 1)\nF(x) = {sum}\nL = sum[data] (F(x) - Y)^2\nderive L\n"));
    let uncounted = found.subnets.unwrap().unwrap_err();
    assert_eq!(uncounted.masks.len(), 30);
}
