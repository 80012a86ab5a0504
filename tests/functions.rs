//! The shelf of functions, entry by entry: symmetry, range, exact values, NaN, reference values of the hard ones, and the
//! texts of definitions, derivatives and kinks against the values.

// Reference values are written with the digits that they were computed to.
#![allow(clippy::excessive_precision)]

use normsym::check::differences;
use normsym::eval::Tape;
use normsym::expr::{Callee, Graph, NodeId, SymbolId, SymbolKind};
use normsym::functions::erf::{erf, erfc};
use normsym::functions::{ALL, Arity, Function, Parity, Range, find};
use normsym::model::{Lowering, Template};
use normsym::name::Name;
use normsym::number::Rational;

const PLACES: [f64; 14] = [-700.0, -40.0, -10.0, -3.0, -1.0, -0.5, -1e-9, 0.0, 1e-9, 0.25, 1.0, 2.5, 9.0, 300.0];

/// `entry` at `x`, with −1.5 and 0.5 for further arguments.
fn value(entry: &Function, x: f64) -> f64 {
    let args = [x, -1.5, 0.5];
    match entry.arity {
        Arity::Exactly(count) => (entry.value)(&args[..count]),
        Arity::Folded => (entry.value)(&args[..2]),
        Arity::Any => (entry.value)(&args),
    }
}

/// Within so many units of the last place, more or less.
fn check(name: &str, x: f64, expected: f64, tolerance: f64) {
    let found = value(find(name).expect("on the shelf").get(), x);
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{name}({x}) = {found:e}, not {expected:e}");
}

#[test]
fn symmetries_hold_to_the_last_bit() {
    for entry in ALL {
        for x in PLACES {
            let (left, right) = (value(entry, -x), value(entry, x));
            match entry.parity {
                Parity::Odd => assert_eq!(left, -right, "{}", entry.name),
                Parity::Even => assert_eq!(left, right, "{}", entry.name),
                Parity::None => {}
            }
        }
    }
}

#[test]
fn values_keep_their_range() {
    for entry in ALL {
        for x in PLACES {
            let y = value(entry, x);
            if entry.range != Range::Any && !y.is_nan() {
                // What is too small for a double is 0 there.
                assert!(y >= 0.0, "{} at {x}", entry.name);
                assert!(entry.range == Range::NonNegative || x < -100.0 || y > 0.0, "{} at {x}", entry.name);
            }
        }
    }
}

#[test]
fn nan_comes_out_where_nan_goes_in() {
    for entry in ALL {
        let count = match entry.arity {
            Arity::Exactly(count) => count,
            Arity::Folded => 2,
            Arity::Any => 3,
        };
        for hole in 0..count {
            let mut args = vec![0.5; count];
            args[hole] = f64::NAN;
            assert!((entry.value)(&args).is_nan(), "{}", entry.name);
        }
    }
}

#[test]
fn exact_values_are_those_of_the_doubles() {
    let numbers = [(-7, 2), (-1, 1), (0, 1), (1, 4), (1, 1), (4, 1)].map(|(n, d)| Rational::new(n, d));
    for entry in ALL {
        for x in &numbers {
            for y in &numbers {
                let args = [x.clone(), y.clone()];
                let args = if entry.arity == Arity::Exactly(1) { &args[..1] } else { &args[..] };
                if entry.arity == Arity::Exactly(0) {
                    continue;
                }
                if let Some(exact) = (entry.exact)(args) {
                    let floats: Vec<f64> = args.iter().map(Rational::to_f64).collect();
                    let (found, expected) = ((entry.value)(&floats), exact.to_f64());
                    assert!((found - expected).abs() <= 1e-15 * expected.abs(), "{}{args:?}", entry.name);
                }
            }
        }
    }
}

#[test]
fn outside_the_domain_there_is_nan() {
    for (name, x) in [("ln", 0.0), ("ln", -1.0), ("pow", 0.0), ("pow", -2.0)] {
        assert!(value(find(name).unwrap().get(), x).is_nan(), "{name}({x})");
    }
}

#[test]
fn the_error_function_is_right_to_the_last_places_on_both_sides_of_each_switch() {
    for (x, expected) in [
        (1e-10, 1.128379167095512615e-10),
        (0.1, 0.1124629160182848984),
        (0.25, 0.27632639016823693299),
        (0.5, 0.52049987781304653768),
        (0.999, 0.84228527020649694164),
        (0.9999999, 0.84270075143896099806),
        (1.0, 0.84270079294971486934),
        (1.0000001, 0.84270083446046048456),
        (1.5, 0.96610514647531072707),
        (2.0, 0.99532226501895273416),
        (3.0, 0.99997790950300141456),
        (4.0, 0.99999998458274209972),
        (5.5, 0.99999999999999264215),
        (6.1, 1.0),
    ] {
        assert!((erf(x) / expected - 1.0).abs() <= 5e-16, "erf({x}) = {:e}", erf(x));
        assert_eq!(erf(-x), -erf(x));
    }
    assert_eq!([erf(0.0), erf(40.0), erf(f64::INFINITY), erf(f64::NEG_INFINITY)], [0.0, 1.0, 1.0, -1.0]);
}

#[test]
fn the_complement_keeps_its_digits_far_out() {
    for (x, expected) in [
        (0.25, 0.72367360983176306701),
        (0.49, 0.48833173881147690867),
        (0.5, 0.47950012218695346232),
        (0.51, 0.47075638015882956326),
        (1.0, 0.15729920705028513066),
        (2.0, 0.0046777349810472658379),
        (3.0, 0.000022090496998585441373),
        (5.0, 1.5374597944280348502e-12),
        (10.0, 2.088487583762544757e-45),
        (20.0, 5.3958656116079009289e-176),
        (26.0, 5.6631924088561428465e-296),
    ] {
        assert!((erfc(x) / expected - 1.0).abs() <= 1e-15, "erfc({x}) = {:e}", erfc(x));
    }
}

#[test]
fn activations_lose_no_digits_for_large_negative_arguments() {
    for (x, expected) in [
        (-0.5, -0.15426876936299344818),
        (-0.99, -0.15947618891572260281),
        (-1.0, -0.15865525393145705141),
        (-1.01, -0.15781012147146714314),
        (-3.0, -0.00404969409489028358),
        (-10.0, -7.619853024160526066e-23),
        (-20.0, -5.5072482372124673902e-88),
        (-37.0, -2.1184613523340934244e-298),
        (2.0, 1.9544997361036415856),
        (10.0, 10.0),
    ] {
        check("gelu", x, expected, 1.5e-15);
    }
    check("gelu_tanh", -8.0, -3.107782937501111218e-21, 3e-14);
    check("silu", -50.0, -9.6437492398195889150e-21, 4e-16);
    check("sigmoid", -700.0, 9.8596765437597708567e-305, 4e-16);
    check("softplus", -100.0, 3.7200759760208359630e-44, 4e-16);
    assert_eq!(value(find("softplus").unwrap().get(), f64::INFINITY), f64::INFINITY);
}

/// The arguments that an entry is tried with: one, two, or three.
fn count(entry: &Function) -> usize {
    match entry.arity {
        Arity::Exactly(count) => count,
        Arity::Folded => 2,
        Arity::Any => 3,
    }
}

/// A graph with the entry at symbols.
struct Applied {
    graph: Graph,
    symbols: Vec<SymbolId>,
    args: Vec<NodeId>,
    call: NodeId,
}

fn apply(entry: &'static Function) -> Applied {
    let mut graph = Graph::new();
    let args: Vec<NodeId> =
        ["a", "b", "c"][..count(entry)].iter().map(|name| graph.symbol(Name::plain(*name), SymbolKind::Variable)).collect();
    let symbols = args.iter().filter_map(|arg| graph.as_symbol(*arg)).collect();
    let call = graph.call(Callee::Known(find(entry.name).expect("on the shelf")), &args);
    Applied { graph, symbols, args, call }
}

/// Points of moderate size, no two coordinates alike, positive ones among them.
fn points(dimension: usize) -> impl Iterator<Item = Vec<f64>> {
    (0..60).map(move |number| {
        let place = |k: usize| f64::from((number * 37 + k as i32 * 101 + 13) % 199 - 99) / 40.0 + 0.003;
        (0..dimension).map(place).collect()
    })
}

fn at(graph: &Graph, nodes: &[NodeId], symbols: &[SymbolId], point: &[f64]) -> Vec<f64> {
    let tape = Tape::compile(graph, nodes).expect("nothing opaque");
    let value = |symbol: &SymbolId| symbols.iter().position(|s| s == symbol).map_or(f64::NAN, |place| point[place]);
    let inputs: Vec<[f64; 1]> = tape.inputs().iter().map(|symbol| [value(symbol)]).collect();
    tape.run(&inputs).into_iter().map(|[value]| value).collect()
}

#[test]
fn definitions_have_the_value_of_their_function() {
    for entry in ALL.iter().filter(|entry| entry.definition.is_some()) {
        let Applied { mut graph, symbols, args, call } = apply(entry);
        let text = entry.definition.expect("it has one");
        let written = Template::of(text).instantiate(&mut graph, &args, None);
        let lowered = Lowering::default().apply(&mut graph, call);
        let mut compared = 0;
        for point in points(args.len()) {
            let found = at(&graph, &[call, written, lowered], &symbols, &point);
            if found[0].is_nan() {
                continue;
            }
            let tolerance = 1e-13 * found[0].abs().max(1.0);
            assert!((found[0] - found[1]).abs() <= tolerance, "{} = {text} at {point:?}: {found:?}", entry.name);
            assert!((found[0] - found[2]).abs() <= tolerance, "{} in primitives at {point:?}: {found:?}", entry.name);
            compared += 1;
        }
        assert!(compared >= 20, "{}", entry.name);
    }
}

#[test]
fn derivative_texts_are_the_slopes_of_the_value() {
    for entry in ALL.iter().filter(|entry| count(entry) > 0) {
        let Applied { mut graph, symbols, args, call } = apply(entry);
        for (place, symbol) in symbols.iter().enumerate() {
            let text = entry.derivative.get(place).or(entry.derivative.first()).expect("a derivative");
            let slope = Template::of(text).instantiate_for(&mut graph, &args, Some(call), Some(place));
            let kinks: Vec<NodeId> =
                entry.kinks.iter().map(|kink| Template::of(kink).instantiate(&mut graph, &args, None)).collect();
            let found = differences::compare(&mut graph, call, &[(*symbol, slope)], &kinks, &[])[0];
            let found = found.unwrap_or_else(|| panic!("{}: no point", entry.name));
            assert!(found.within_bound && found.points == 8, "{} by argument {place}, {text}: {found:?}", entry.name);
        }
    }
}

#[test]
fn a_function_with_a_kink_lists_it_and_names_its_convention() {
    let kinked: Vec<&str> = ALL.iter().filter(|entry| !entry.kinks.is_empty()).map(|entry| entry.name).collect();
    assert_eq!(kinked, ["abs", "sign", "step", "relu", "leaky_relu", "max", "min"]);
    for entry in ALL.iter().filter(|entry| count(entry) > 0) {
        assert_eq!(entry.convention.is_some(), !entry.kinks.is_empty(), "{}", entry.name);
        // Away from what is listed, the two one-sided slopes agree; the grid meets 0 and the ties.
        let Applied { mut graph, symbols, args, .. } = apply(entry);
        let kinks: Vec<NodeId> = entry.kinks.iter().map(|kink| Template::of(kink).instantiate(&mut graph, &args, None)).collect();
        for point in [[0.0, 0.0, 0.0], [0.0, 1.0, 2.0], [0.5, 0.5, 0.25], [1.0, 0.0, -1.0]] {
            let point = &point[..args.len()];
            let on_a_kink = at(&graph, &kinks, &symbols, point).contains(&0.0);
            let moved = |h: f64| {
                let mut point = point.to_vec();
                point[0] += h;
                (entry.value)(&point)
            };
            let (left, here, right) = (moved(-1e-6), moved(0.0), moved(1e-6));
            let bend = ((right - here) - (here - left)).abs() / 1e-6;
            assert!(bend.is_nan() || on_a_kink || bend < 1e-3, "{} at {point:?}: {bend}", entry.name);
        }
    }
}
