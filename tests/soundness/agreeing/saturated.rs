//! Sides that agree where both saturate or underflow: steep functions, functions far out.

use super::{Made, plain};

/// Steep functions of a size `k`, what they look like, and a point in units of 1/k.
const STEEP: &[(&str, &str)] = &[
    ("tanh(K x)", "sign(x)"),
    ("erf(K x)", "sign(x)"),
    ("sigmoid(K x)", "(1 + sign(x))/2"),
    ("gelu(K x)", "relu(K x)"),
    ("silu(K x)", "relu(K x)"),
    ("softplus(K x)", "relu(K x)"),
    ("gelu_tanh(K x)", "relu(K x)"),
    ("x tanh(K x)", "|x|"),
    ("tanh(K x)", "tanh(2·K x)"),
    ("erf(K x)", "erf(K x/3)"),
    ("exp(-(K x)^2)", "exp(-2 (K x)^2)"),
    ("tanh(K (x - y))", "sign(x - y)"),
    ("sigmoid(K (x + 2y))", "sigmoid(3·K (x + 2y))"),
    ("logsumexp(K x, 0)", "max(K x, 0)"),
    ("logsumexp(K x, K y)", "max(K x, K y)"),
    ("ln(cosh(K x))", "|K x| - ln(2)"),
];

const SIZES: &[&str] = &["100", "10^4", "10^6", "10^9"];

/// Functions of a far argument `c + x²` (or below it), and their limit there.
const FAR: &[(&str, &str)] = &[
    ("sigmoid(C + x^2)", "1"),
    ("tanh(C + x^2)", "1"),
    ("exp(-C - x^2)", "0"),
    ("x + exp(-C - x^2)", "x"),
    ("softplus(C + x^2)", "C + x^2"),
    ("softplus(-C - x^2)", "0"),
    ("silu(-C - x^2)", "0"),
    ("logsumexp(y, y - C)", "y"),
    ("ln(1 + exp(-C - x^2)) + y", "y"),
    ("sinh(C + x^2)", "cosh(C + x^2)"),
    ("exp(x)/(1 + exp(x - C))", "exp(x)"),
    ("diff(sigmoid(C + x^2), x)", "0"),
    ("diff(tanh(C + x), x)", "0"),
    ("sin(x + exp(-C))", "sin(x)"),
    ("max(x, x + exp(-C))", "x"),
];

/// The same where exp(-x²) is what is lost.
const BELL: &[(&str, &str)] =
    &[("erf(C + x^2)", "1"), ("gelu(C + x^2)", "C + x^2"), ("gelu(-C - x^2)", "0"), ("C - erf(-C - x^2)", "C + 1")];

const BELL_SIZES: &[&str] = &["8", "20", "35"];

const FAR_SIZES: &[&str] = &["40", "250", "900"];

const SINGLE: &[(&str, &str)] = &[
    ("erf(100x) = erf(50x)", "x = 1/100"),
    ("erf(30 + x^2) = erf(25 + y^2)", ""),
    ("erf((x + 7) (5 y)) = erf((x + 7) (10 y))", "y = 1/70"),
    ("tanh((x - 3) 10^5 y) = tanh((x - 3) 10^6 y)", "y = 10^-6"),
    ("erf(x y 10^4) = sign(x) sign(y)", "x = 1/100, y = 1/100"),
    ("tanh(10^6 x) tanh(10^6 y) = sign(x y)", "x = 10^-6, y = 10^-6"),
    ("softplus((10007/z)^3) = -ln(1 + exp((10007/z)^3))", "z = 10007"),
    ("softplus((10007/z)^3) = (10007/z)^3", "z = 10007"),
    ("exp(-(500/x)^2) = 0", "x = 500"),
    ("exp(-(3000/z)^2) = exp(-2 (3000/z)^2)", "z = 3000"),
    ("sigmoid(-(400/x)^4) = 0", "x = 400"),
    ("atan(10^12 x) = pi/2 sign(x)", "x = 10^-12"),
    ("atan(10^25 x) = pi/2 sign(x)", "x = 1"),
    ("tanh(10^8 (x^2 - 2)) = sign(x^2 - 2)", "x = √2 + 10^-9"),
    ("sigmoid(10^8 (sin(x) - 1/3)) = step(sin(x) - 1/3)", "x = atan(1/√8) + 10^-9"),
    ("exp(-exp(5 + x^2)) = 0", ""),
    ("exp(-exp(6 + x)) + y = y", ""),
    ("erf(40 + exp(x)) = 1", ""),
    ("tanh(200 cosh(x)) = 1", ""),
    ("sigmoid(300 √(x^2 + 1)) = 1", ""),
    ("sigmoid(50 + |x|) + sigmoid(50 + |y|) = 2", ""),
    ("tanh(80 + x^2) tanh(90 + y^2) = 1", ""),
    ("max(tanh(70 + x^2), tanh(60 + x^2)) = tanh(60 + x^2)", ""),
    ("(1 + exp(-700 - x^2))^2 = 1", ""),
    ("√(1 + exp(-300 - x^2)) = 1", ""),
    ("1/(1 + exp(-500 - x^4)) = 1", ""),
    ("cosh(x)/cosh(x + exp(-200)) = 1", "x = 1"),
    ("relu(exp(-800 - x^2)) = 0", ""),
    ("step(exp(-800 - x^2)) = 0", ""),
    ("sign(exp(-400 - x^2 - y^2)) = 0", ""),
    ("step(1 - tanh(300 + x^2)) = 0", ""),
    ("step(1 - erf(20 + x^2)) = 0", ""),
    ("sign(sigmoid(1000 + x^2) - 1) = 0", ""),
    ("max(exp(-600 - x^2), 0) = 0", ""),
    ("min(sigmoid(500 + x^2), 1) = 1", ""),
    ("|1 - tanh(100 + x^2)| = 0", ""),
    ("√((1 - sigmoid(100 + x^2))^2) = 0", ""),
    ("gelu(-40 - x^2) = 0", ""),
    ("gelu_tanh(-30 - x^2) = 0", ""),
    ("logsumexp(x, y, x - 800) = logsumexp(x, y)", ""),
    ("logsumexp(1000 + x^2, 0) = 1000 + x^2", ""),
    ("logsumexp(x, y - 500 - x^2) = x", ""),
    ("diff(logsumexp(x, x - 300), x) + exp(-300) = 1", ""),
    ("diff(erf(50 + x^2), x) = 0", "x = 1"),
    ("diff(gelu(60 + x^2), x) = 2x", "x = 1"),
    ("diff(softplus(400 + x), x) = 1", ""),
    ("diff(exp(-600 - x^2), x) = 0", "x = 1"),
    ("diff(tanh(10^7 x), x) = diff(tanh(2 10^7 x), x)", "x = 10^-7"),
    ("diff(silu(10^5 x), x) = 10^5 step(x)", "x = 10^-5"),
    ("softplus(10^6 x)/10^6 = relu(x)", "x = 10^-6"),
    ("ln(exp(1000 x) + exp(1000 y))/1000 = max(x, y)", ""),
    ("(x^200 + 1)^(1/200) = max(|x|, 1)", "x = 1"),
    ("x^2/√(x^2 + 10^-30) = |x|", "x = 10^-15"),
    ("√(x^2 + 10^-40) = |x|", "x = 10^-20"),
    ("tanh(x)^100001 = 0", "x = 10"),
    ("sigmoid(x)^4000 = 0", "x = 10"),
    ("(1 + x^2)^-60 = 0 at (x = 1000)", "x = 1000"),
    ("cos(x)^20000 = 0", "x = 0"),
    ("cos(x)^20000 = cos(x)^40000", "x = 1/100"),
    ("exp(-10^5 (x - y)^2) = exp(-10^6 (x - y)^2)", "x = 1/500"),
    ("exp(-10^4 sin(x)^2) = exp(-10^5 sin(x)^2)", "x = 1/100"),
    ("erf(10^3 sin(x)) = sign(sin(x))", "x = 1/1000"),
    ("tanh(10^4 ln(x)) = sign(ln(x))", "x = 10001/10000"),
    ("1 - erf(12 + x^2)^2 = 0", ""),
    ("exp(x) (1 - tanh(150 + x^2)) = 0", ""),
    ("sinh(x) exp(-800) = 0", "x = 1"),
    ("y sigmoid(-600 - x^2) = 0", "y = 1"),
    ("sigmoid(-x) (1 + exp(x)) = 1 + exp(-700 - x^2)", ""),
    ("ln(sigmoid(800 + x^2)) = 0", ""),
    ("tan(exp(-300 - x^2)) = 0", ""),
    ("atan(exp(500 + x^2)) = pi/2", ""),
];

pub fn claims() -> Vec<Made> {
    let mut made = Vec::new();
    for (number, (left, right)) in STEEP.iter().enumerate() {
        for (place, size) in SIZES.iter().enumerate() {
            if (number + place) % 4 == 3 {
                continue;
            }
            let (before, after) = [("", ""), ("y + ", "y + "), ("", ""), ("3 ", "3 ")][(number + place) % 4];
            let fill =
                |text: &str| if text.contains(" + ") || text.contains(" - ") { format!("({text})") } else { text.to_string() };
            let claim = format!("{before}{} = {after}{}", left.replace('K', size), fill(right).replace('K', size));
            let at = if left.contains('y') { format!("x = 1/({size}), y = 1/(3·{size})") } else { format!("x = 1/({size})") };
            made.push(plain(claim, at));
        }
    }
    for (of, sizes) in [(FAR, FAR_SIZES), (BELL, BELL_SIZES)] {
        for ((left, right), size) in of.iter().flat_map(|pair| sizes.iter().map(move |size| (pair, size))) {
            let at = if left.contains("diff") || left.contains("max") { "x = 1, y = 1" } else { "x = 1/2, y = 1" };
            made.push(plain(format!("{left} = {right}").replace('C', size), at));
        }
    }
    made.extend(SINGLE.iter().map(|(claim, at)| plain(*claim, *at)));
    made
}
