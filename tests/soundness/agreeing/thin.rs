//! True claims with a small term planted, jumps that lie close together, and narrow bumps.

use super::{Made, plain};

/// True claims, as two sides.
const TRUE: &[(&str, &str)] = &[
    ("exp(x)", "exp(x)"),
    ("sin(x)^2", "1 - cos(x)^2"),
    ("(x + y)^2", "x^2 + 2x y + y^2"),
    ("exp(x) exp(y)", "exp(x + y)"),
    ("tanh(x)", "2 sigmoid(2x) - 1"),
    ("|x|", "relu(x) + relu(-x)"),
    ("max(x, y) + min(x, y)", "x + y"),
    ("diff(x^3 y, x)", "3x^2 y"),
    ("diff(sin(x), x)", "cos(x)"),
    ("cosh(x)^2", "1 + sinh(x)^2"),
    ("logsumexp(x, y)", "ln(exp(x) + exp(y))"),
    ("√(x^2 + 2x + 1)", "|x + 1|"),
    ("softplus(x) - softplus(-x)", "x"),
    ("gelu(x) - gelu(-x)", "x"),
    ("2^x 3^x", "6^x"),
    ("x^4 - y^4", "(x - y)(x + y)(x^2 + y^2)"),
    ("sin(x + y)", "sin(x) cos(y) + cos(x) sin(y)"),
    ("sum[i = 1..3] i x", "6x"),
    ("silu(x)", "x sigmoid(x)"),
    ("erf(x) + erf(-x)", "0"),
    ("atan(x) + atan(-x)", "0"),
    ("step(x) + step(-x)", "sign(x)^2"),
    ("sign(x) x", "|x|"),
    ("x", "x"),
];

/// What is planted.
const TERMS: &[&str] =
    &["1e-12", "1e-30", "1e-200", "1e-300", "1e-60 x", "1e-100 y^2", "1e-150 exp(-x^2)", "1e-45 relu(y - 1/2)"];

/// Jumps and kinks that are moved a little.
const MOVED: &[(&str, &str)] = &[
    ("step(x^2 - 2) = step(x^2 - 2 - 1e-100)", "x = √2 + 1e-102"),
    ("step(exp(x) - 1 - x - 1e-20) = step(exp(x) - 1 - x)", "x = 1e-11"),
    ("sign(x - 3) = sign(x - 3 - 1e-50)", "x = 3"),
    ("max(x, y + 1e-50) = max(x, y)", ""),
    ("max(x, 1e-60) = relu(x)", ""),
    ("|x - 1e-40| = |x|", ""),
    ("relu(x + 1e-70) = relu(x)", "x = 1"),
    ("√(x^2 + 1e-60) = |x|", ""),
    ("ln(1 + 1e-30 exp(x)) = 0", ""),
    ("x/(1 + 1e-80) = x", "x = 1"),
    ("exp(x + 1e-90) = exp(x)", ""),
    ("sin(x + 1e-110) = sin(x)", ""),
    ("tanh(x (1 + 1e-33)) = tanh(x)", "x = 1"),
    ("step(x) = step(x - 1e-80)", "x = 1e-81"),
    ("step(x - y) = step(x - y + 1e-44)", ""),
    ("step(x^3 - 5) = step(x^3 - 5 - 1e-70)", "x = 5^(1/3) + 1e-72"),
    ("step(sin(x) - 1/2) = step(sin(x) - 1/2 - 1e-60)", "x = pi/6 + 1e-61"),
    ("sign(x y - 6) = sign(x y - 6 - 1e-55)", "x = 2, y = 3"),
    ("step(exp(x) - 2) = step(exp(x) - 2 - 1e-90)", "x = ln(2) + 1e-92"),
    ("min(x, y) = min(x, y + 1e-65)", "x = 1, y = 1 - 1e-66"),
    ("relu(x - 4) = relu(x - 4 - 1e-35)", "x = 5"),
    ("diff(relu(x), x) = step(x - 1e-40)", "x = 1e-41"),
    ("leaky_relu(x) = leaky_relu(x + 1e-25)", ""),
    ("(x + 1e-120)(x - 1e-120) = x^2", ""),
    ("x^2 + 1e-18 x - x^2 = 0", "x = 1"),
    ("cos(1e-60 x) = 1", "x = 1"),
    ("exp(1e-40 x) = 1", "x = 1"),
    ("(1 + 1e-50)^2 x = x", "x = 1"),
    ("sigmoid(x + 1e-77) = sigmoid(x)", ""),
    ("x = 0.99999999999999999999999999 x", "x = 1"),
    ("√2 = 1.4142135623730950488016887242096980785696718753769", ""),
    ("pi = 3.14159265358979323846264338327950288419716939937510582097494459", ""),
    ("exp(1) x = 2.718281828459045235360287471352662497757 x", "x = 1"),
    ("atan(1) = 0.785398163397448309615660845819875721049292349843776455243736", ""),
    ("exp(pi √163) = 262537412640768744", ""),
    ("√(10^40 + 1) = 10^20", ""),
    ("√(x^2 + 10^-9 relu(1 - x^2 10^30)) = |x|", ""),
];

/// Narrow bumps about a centre `c` of `x`, of a width `1/k`.
const BUMPS: &[&str] = &[
    "exp(-(K (x - C))^2)",
    "relu(1 - K |x - C|)",
    "1e-9 exp(-(K (x - C))^2)",
    "relu(1 - (K (x - C))^2)",
    "step(1 - K |x - C|)",
    "relu(1 - K |x + y - C|)",
    "1/(1 + (K (x - C))^2)^40",
    "exp(-K |x - C|) relu(1/10 - |x - C|)",
];

const CENTRES: &[(&str, &str)] =
    &[("5", "10^6"), ("7/3", "10^3"), ("-11", "10^4"), ("pi", "10^5"), ("√2", "10^6"), ("17/10", "10^3")];

/// What a bump stands beside.
const BESIDE: &[(&str, &str)] = &[("", "0"), ("x + ", "x"), ("sin(y) + ", "sin(y)"), ("x y + ", "x y")];

pub fn claims() -> Vec<Made> {
    let mut made = Vec::new();
    for (number, (left, right)) in TRUE.iter().enumerate() {
        for place in 0..5 {
            let term = TERMS[(number + place * 3) % TERMS.len()];
            made.push(plain(format!("{left} + {term} = {right}"), "x = 1, y = 1"));
        }
        let part = ["1e-25", "1e-80", "1e-250"][number % 3];
        // A factor shows where the claim is not about 0.
        if *right != "0" {
            made.push(plain(format!("(1 + {part}) ({left}) = {right}"), "x = 1, y = 2"));
        }
    }
    made.extend(MOVED.iter().map(|(claim, at)| plain(*claim, *at)));
    for (number, bump) in BUMPS.iter().enumerate() {
        for (place, (centre, width)) in CENTRES.iter().enumerate() {
            let (before, rest) = BESIDE[(number + place) % BESIDE.len()];
            let bump = bump.replace('K', width).replace('C', centre).replace("- -", "+ ");
            made.push(plain(format!("{before}{bump} = {rest}"), format!("x = {centre}")));
        }
    }
    made.push(plain("exp(-(10^4 (x - y - 17/3))^2) = 0", "x = 17/3"));
    made.push(plain("x + 1e-9 exp(-(10^6 (y - 5))^2) = x", "y = 5"));
    made.push(plain("exp(-(10^5 (x^2 + y^2 - 7))^2) = 0", "x = √7"));
    made.push(plain("diff(exp(-(10^4 (x - 6))^2), x) = 0", "x = 6 + 10^-4"));
    made
}
