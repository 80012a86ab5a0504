//! The shelf of functions, entry by entry: symmetry, range, exact values, NaN, and reference values of the hard ones.

// Reference values are written with the digits that they were computed to.
#![allow(clippy::excessive_precision)]

use normsym::functions::erf::{erf, erfc};
use normsym::functions::{ALL, Arity, Function, Parity, Range, find};
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
