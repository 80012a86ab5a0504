//! `big + A = big + B`: A and B part at a far kink, where a double no longer sees the difference beside what is big.

use super::{Made, plain};

/// Summands that are large where the kinks lie.
const BIG: &[&str] = &[
    "10^20 x",
    "exp(x)",
    "x^9",
    "cosh(x)",
    "10^30 (x^2 + 1)",
    "x^2 exp(x)",
    "10^18 sin(x)",
    "10^25 √(x^2 + y^2 + 1)",
    "(x + y)^8",
    "10^40/(x^2 + 1)",
];

/// A, what it is on the near side of its kink, and a point on the far side.
const KINKED: &[(&str, &str, &str)] = &[
    ("relu(x - 1000)", "0", "x = 1001"),
    ("relu(-x - 500)", "0", "x = -501"),
    ("|x - 50|", "50 - x", "x = 51"),
    ("max(x, 80)", "80", "x = 81"),
    ("min(x, 300)", "x", "x = 301"),
    ("step(x - 200)", "0", "x = 201"),
    ("√((x - 70)^2)", "70 - x", "x = 71"),
    ("leaky_relu(x + 400)", "x + 400", "x = -401"),
    ("sign(x - 90)", "-1", "x = 91"),
    ("max(x, y, 600)", "600", "x = 601, y = 1"),
    ("relu(120 - x)", "120 - x", "x = 121"),
    ("x relu(x - 60)^2", "0", "x = 61"),
    ("min(y, x^2 - 50, 150)", "min(y, x^2 - 50)", "x = 20, y = 151"),
    ("relu(y - 3)/10^12", "0", "x = 3, y = 4"),
];

/// Small multiples of a near kink.
const SMALL: &[(&str, &str)] = &[
    ("relu(y - 3)", "y = 4"),
    ("|y - 5| - 5 + y", "y = 6"),
    ("step(y - 7)", "y = 8"),
    ("relu(y + z - 4)", "y = 3, z = 2"),
    ("relu(y - 6) relu(z - 6)", "y = 7, z = 7"),
    ("relu(-y - 9)^2", "y = -10"),
];

/// What they stand beside.
const BESIDE: &[&str] = &["x", "exp(x)", "sin(x) + 2", "x^2 + 1"];

/// A, its derivative on the near side, a point on the far side.
const SLOPES: &[(&str, &str, &str)] = &[
    ("relu(x - 50)", "0", "x = 51"),
    ("|x - 45|", "-1", "x = 46"),
    ("max(x, 55)", "0", "x = 56"),
    ("min(x, 70)", "1", "x = 71"),
    ("relu(x - 40)^2", "0", "x = 41"),
    ("√((x - 65)^2)", "-1", "x = 66"),
];

/// Big summands and their derivatives.
const BIG_SLOPES: &[(&str, &str)] = &[
    ("exp(x)", "exp(x)"),
    ("x^12", "12x^11"),
    ("sinh(x)", "cosh(x)"),
    ("10^22 x^2", "2 10^22 x"),
    ("exp(x)/x", "exp(x) (x - 1)/x^2"),
];

pub fn claims() -> Vec<Made> {
    let mut made = Vec::new();
    for (number, big) in BIG.iter().enumerate() {
        for (place, (a, b, at)) in KINKED.iter().enumerate() {
            // Each kink beside each summand would be too many: every second one.
            if (number + place) % 2 == 0 {
                let sum = if *b == "0" { (*big).to_string() } else { format!("{big} + {b}").replace("+ -", "- ") };
                made.push(plain(format!("{big} + {a} = {sum}"), *at));
            }
        }
    }
    for (number, (bump, at)) in SMALL.iter().enumerate() {
        for (place, beside) in BESIDE.iter().enumerate() {
            let size = ["10^-20", "10^-40", "10^-90", "10^-16"][(number + place) % 4];
            made.push(plain(format!("{beside} + {size} ({bump}) = {beside}"), format!("x = 1, {at}")));
        }
    }
    for (a, slope, at) in SLOPES {
        for (big, of_big) in BIG_SLOPES {
            let sum = if *slope == "0" { (*of_big).to_string() } else { format!("{of_big} + {slope}").replace("+ -", "- ") };
            made.push(plain(format!("diff({big} + {a}, x) = {sum}"), *at));
        }
    }
    made.extend([
        plain("exp(x) (1 + relu(x - 1000)) = exp(x)", "x = 1001"),
        plain("x (1 + relu(x - 300)/10^20) = x", "x = 301"),
        plain("ln(exp(x) + relu(x - 50)) = x", "x = 51"),
        plain("√(x^20 + relu(x - 100)) = x^10", "x = 101"),
        plain("(exp(x) + |x - 60|)^2 = (exp(x) + 60 - x)^2", "x = 61"),
        plain("1/(x^10 + relu(x - 200)) = x^-10", "x = 201"),
        plain("10^30 x + relu(x - 20) + relu(y - 20) = 10^30 x", "x = 21, y = 21"),
        plain("x^7 y + relu(x - 90) relu(y - 90) = x^7 y", "x = 91, y = 91"),
        plain("exp(x) + exp(y) + relu(x + y - 100) = exp(x) + exp(y)", "x = 51, y = 51"),
        plain("max(exp(x), x^2 + 10^9) - x^2 = 10^9", "x = 25"),
        plain("10^20 x^3 - min(y^2, 5000) = 10^20 x^3 - y^2", "x = 1, y = 100"),
        plain("diff(x^30 + x relu(y - 75), x) = 30x^29", "x = 8, y = 76"),
        plain("diff(exp(x y) + relu(x y - 40), y) = x exp(x y)", "x = 7, y = 6"),
    ]);
    made
}
