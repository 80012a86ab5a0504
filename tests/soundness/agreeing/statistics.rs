//! Sums, means and deviations over data that hold a far kink.

use super::Made;

const SYMBOLS: &str = "param a, b, c\ndata (x) = (a), (b), (c)\n";

/// Rows of symbols: the sides are equal as long as no entry passes the kink.
const OVER_SYMBOLS: &[(&str, &str)] = &[
    ("mean[data] (exp(x) + relu(x - 50)) = mean[data] exp(x)", "a = 51"),
    ("sum[data] (x^9 + relu(x - 400)) = sum[data] x^9", "b = 401"),
    ("sum[data] (10^20 x + |x - 90|) = 270 + sum[data] (10^20 x - x)", "c = 91"),
    ("var[data] (10^15 x + relu(x - 30)) = 10^30 var[data] x", "a = 31"),
    ("std[data] (10^15 x + relu(x - 60)) = 10^15 std[data] x", "a = 61, b = 1"),
    ("var[data] (max(x, 70)) = 0", "a = 71"),
    ("var[data] (x^7 + step(x - 80)) = var[data] (x^7)", "c = 81"),
    ("mean[data] (relu(x - 45)^2) = 0", "b = 46"),
    ("std[data] (min(x, 250)) = std[data] x", "a = 251"),
    ("prod[i = 1..3] (exp(i a) + relu(a - 35)) = exp(6a)", "a = 36"),
    ("sum[i = 1..4] relu(a - 100 i) = 0", "a = 101"),
    ("sum[i = 1..4] (10^12 a + max(a, 50 i)) = 4 10^12 a + 500", "a = 51"),
    ("diff(mean[data] (exp(x) + relu(x - 65)), a) = exp(a)/3", "a = 66"),
    ("diff(sum[data] (10^18 x^2 + |x - 75|), b) = 2 10^18 b - 1", "b = 76"),
    ("diff(var[data] (max(x, 95)), c) = 0", "c = 96"),
];

const NORMALISED: &str = "param a, b, c, g\ndata (x) = (a), (b), (c)\nu(x) = 10^18 x + relu(x - 40)\nv(x) = g norm(x + relu(x - 500))\nh(x) = relu(norm(x, eps = 1/10) - 140/100)\nz(x) = norm(x)\n";

const OVER_NORMALISED: &[(&str, &str)] = &[
    ("norm(u(x)) = z(x)", "a = 41, b = 1, x = 41"),
    ("mean[data] u(x) = 10^18 mean[data] x", "a = 41"),
    ("v(x) = g z(x)", "a = 501, b = 1, g = 1, x = 501"),
    ("std[data] u(x) = 10^18 std[data] x", "a = 41, b = 1"),
    ("h(x) = 0", "a = 60, x = 60"),
    ("mean[data] h(x) = 0", "b = 60"),
    ("sum[data] (u(x) - 10^18 x)^2 = 0", "c = 41"),
    ("diff(sum[data] u(x)^2, a) = 2 10^36 a", "a = 41"),
    ("sum[data] relu(z(x) - 141/100) = 0", "a = 60"),
];

const NUMBERS: &str = "param w, v\ndata (x, Y) = (-1, 2), (1/2, 1), (3, -1)\nF(x) = v relu(w x - 300) + exp(w x)\nG(x) = max(w x + v, -200)\nL = sum[data] (F(x) - Y)^2\n";

const OVER_NUMBERS: &[(&str, &str)] = &[
    ("F(3) = exp(3w)", "w = 101, v = 1"),
    ("L = sum[data] (exp(w x) - Y)^2", "w = 101, v = 1"),
    ("∂L/∂v = 0", "w = 101, v = 1"),
    ("mean[data] G(x) = 5w/6 + v", "w = 1, v = -202"),
    ("diff(sum[data] G(x), v) = 3", "w = 1, v = -202"),
    ("G(3) = 3w + v", "v = -202"),
    ("sum[data] (10^20 w x + relu(w x - 70)) = 25/10 10^20 w", "w = 24"),
    ("var[data] G(x) = w^2 var[data] x", "w = 300, v = 0"),
];

pub fn claims() -> Vec<Made> {
    let tables = [(SYMBOLS, OVER_SYMBOLS), (NORMALISED, OVER_NORMALISED), (NUMBERS, OVER_NUMBERS)];
    let made =
        |prelude: &str, (claim, at): &(&str, &str)| Made { prelude: prelude.into(), claim: (*claim).into(), at: (*at).into() };
    tables.iter().flat_map(|(prelude, list)| list.iter().map(move |entry| made(prelude, entry))).collect()
}
