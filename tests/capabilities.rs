//! Rows of what the lectures describe, each on the smallest input: sign and domain of a deviation, the two-point lemma,
//! the Jacobian of a normalisation and its rank, sums with a term too many, the roles of γ and β, a slip of the name.

mod common;

use common::{assert_proved, derivation, doubles, model, moving, node, symbol, verdicts};
use normsym::answer;
use normsym::check::verdict::Verdict;
use normsym::eval::Point;
use normsym::number::Rational;
use normsym::render;

/// The verdicts on the claims of a file.
#[track_caller]
fn check(file: &str, expected: &str) {
    assert_eq!(verdicts(file), expected, "{file}");
}

/// The conditions of the file's first claim.
fn conditions(file: &str) -> Vec<String> {
    let mut model = model(file);
    let decided = answer::check(&mut model).swap_remove(0);
    decided.decision.conditions.iter().map(|c| render::conditions::plain(&model.graph, c)).collect()
}

// —— K16: the deviation of -w and w is |w| ——

const WEIGHT: &str = "param w_1\ndata (x) = (-1), (1)\nG(x) = norm(w_1 x, mean = C_1, std = S_1)\n";

#[test]
fn a_deviation_is_the_size_of_the_weight_and_the_normalised_value_keeps_its_sign() {
    let claims = "expect S_1 = |w_1|\nexpect S_1 = w_1\nexpect S_1 = w_1 assuming w_1 > 0\nexpect S_1 = -w_1 assuming w_1 < 0
expect G(x) = sign(w_1) x\nexpect G(x) = x\nexpect G(x) = x assuming w_1 > 0\nexpect G(x) = -x assuming w_1 < 0\n";
    check(&format!("{WEIGHT}{claims}"), "proved refuted proved proved proved refuted proved proved");
}

#[test]
fn a_weight_of_zero_leaves_no_normalised_value() {
    assert_eq!(conditions(&format!("{WEIGHT}expect G(x) = sign(w_1) x\n")), ["w_1 != 0"]);
    check(&format!("{WEIGHT}expect G(1) = 0 at (w_1 = 0)\nexpect G(1) = 1 at (w_1 = 0)\n"), "undecided undecided");
    check(&format!("{WEIGHT}expect S_1 = 0 at (w_1 = 0)\nexpect ∂G(1)/∂w_1 = 0 at (w_1 = 0)\n"), "proved undecided");
}

#[test]
fn the_witness_against_a_deviation_without_bars_is_minus_one() {
    let mut model = model(&format!("{WEIGHT}expect S_1 = w_1\n"));
    let decided = answer::check(&mut model).swap_remove(0);
    let witness = decided.decision.witness.expect("a witness");
    assert_eq!((witness.left.as_str(), witness.right.as_str()), ("1", "-1"));
    assert_eq!(witness.point, [(symbol(&mut model, "w_1"), Rational::integer(-1))]);
}

// —— K17: over two points every derivative but the last bias's vanishes ——

const CHAIN: &str = "function f
param w_1, w_2, w_3, w_01, w_02, w_03
data (x, Y) = (-1, -1), (1, 1)
u_1(x) = w_1 x
u_2(x) = w_2 f(norm(u_1(x), mean = C_0, std = S_0) + w_01)
u_3(x) = w_3 f(norm(u_2(x), mean = C_1, std = S_1) + w_02)
F(x)   = f(norm(u_3(x), mean = C_2, std = S_2) + w_03)
L_N    = sum[data] (F(x) - Y)^2
";

#[test]
fn over_two_points_the_last_bias_alone_moves_the_loss() {
    let mut model = model(&format!("{CHAIN}derive L_N\n"));
    let target = derivation(&mut model).targets.swap_remove(0);
    assert_proved(&model, &target);
    assert_eq!(moving(&model, &target), "w_03");
    for partial in &target.derivatives[..5] {
        let stated: Vec<String> = partial.conditions.iter().map(|c| render::conditions::plain(&model.graph, c)).collect();
        let told = ["w_1 != 0", "w_2 != 0", "f(w_01 - 1) != f(w_01 + 1)", "w_3 != 0", "f(w_02 + 1) != f(w_02 - 1)"];
        assert_eq!(stated, told);
    }
}

#[test]
fn over_two_points_the_loss_is_one_of_two_values_of_the_last_bias() {
    let claims = "s = sign(u_3(1) - u_3(-1))
expect L_N = (f(w_03 - s) + 1)^2 + (f(w_03 + s) - 1)^2
expect L_N = (f(w_03 - s) + 1)^2 + (f(w_03 + s) + 1)^2
expect L_N = (f(w_03 - 1) + 1)^2 + (f(w_03 + 1) - 1)^2
expect ∂L_N/∂w_03 = 2(f(w_03 - s) + 1) f'(w_03 - s) + 2(f(w_03 + s) - 1) f'(w_03 + s)
";
    check(&format!("{CHAIN}{claims}"), "proved refuted refuted proved");
}

// —— K23: what inference uses in place of a batch's mean and variance ——

#[test]
fn means_over_all_pairs_give_the_mean_and_their_variances_want_the_factor_of_the_batch() {
    // Of {1, 2, 3, 4}, m = 2: the mean of the pairs' means is that of all, that of their variances must be taken m/(m − 1) times.
    let pairs = ["1, 2", "1, 3", "1, 4", "2, 3", "2, 4", "3, 4"];
    let batches: String = pairs.iter().enumerate().map(|(k, pair)| format!("batch B_{} = data[{pair}]\n", k + 1)).collect();
    let over = |what: &str| (1..=6).map(|k| format!("{what}[B_{k}] x")).collect::<Vec<_>>().join(" + ");
    let (means, variances) = (over("mean"), over("var"));
    let file = format!(
        "param w\ndata (x) = (1), (2), (3), (4)\n{batches}\
         expect ({means})/6 = 5/2\nexpect ({means})/6 = mean[data] x\n\
         expect ({variances})/6 = 5/6\nexpect ({variances})/6 = var[data] x\n\
         expect 2/(2 - 1) ({variances})/6 = 5/3\nexpect 2/(2 - 1) ({variances})/6 = var[data](x, ddof = 1)\n"
    );
    check(&file, "proved proved proved refuted proved proved");
}

#[test]
fn means_of_batches_average_to_the_mean_where_the_batches_are_of_one_size() {
    let equal = "param u[4]\ndata (x) = (u[1]), (u[2]), (u[3]), (u[4])\nbatch B_1 = data[1..2]\nbatch B_2 = data[3..4]\n\
                 expect (mean[B_1] x + mean[B_2] x)/2 = mean[data] x\n";
    check(equal, "proved");
    check(&equal.replace("[1..2]", "[1]").replace("[3..4]", "[2..4]"), "refuted");
}

// —— K24: the Jacobian of a normalisation over n values ——

/// `z(x) = norm(x)` over n symbols, with `eps = ε` or without.
fn batch(n: usize, eps: bool) -> String {
    let names: Vec<String> = (1..=n).map(|i| format!("x_{i}")).collect();
    let rows: Vec<String> = names.iter().map(|name| format!("({name})")).collect();
    let (head, option) = if eps { (", ε\nassume ε > 0", ", eps = ε") } else { ("", "") };
    format!("param {}{head}\ndata (x) = {}\nz(x) = norm(x, mean = C, std = S{option})\n", names.join(", "), rows.join(", "))
}

fn entry(i: usize, j: usize) -> String {
    format!("diff(z(x_{i}), x_{j})")
}

/// The determinant of the upper left square of the Jacobian, by its first row.
fn minor(rows: &[usize], columns: &[usize]) -> String {
    let [first, rest @ ..] = rows else { return "1".into() };
    let terms: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let others: Vec<usize> = columns.iter().copied().filter(|other| other != column).collect();
            let sign = if place % 2 == 0 { "+" } else { "-" };
            format!("{sign} {} ({})", entry(*first, *column), minor(rest, &others))
        })
        .collect();
    terms.join(" ").trim_start_matches("+ ").to_string()
}

#[test]
fn a_normalisation_does_not_feel_a_common_shift() {
    for n in 2..=4 {
        for eps in [false, true] {
            let rows = (1..=n).map(|i| (1..=n).map(|j| entry(i, j)).collect::<Vec<_>>().join(" + "));
            let claims: String = rows.map(|sum| format!("expect {sum} = 0\n")).collect();
            check(&(batch(n, eps) + &claims), &vec!["proved"; n].join(" "));
        }
    }
}

#[test]
fn a_normalisation_feels_a_common_factor_through_eps_alone() {
    for n in 2..=4 {
        let along = |i: usize| (1..=n).map(|j| format!("{} (x_{j} - C)", entry(i, j))).collect::<Vec<_>>().join(" + ");
        let without: String = (1..=n).map(|i| format!("expect {} = 0\n", along(i))).collect();
        check(&(batch(n, false) + &without), &vec!["proved"; n].join(" "));
        // S² holds the ε under its root: S² = var x + ε.
        let with: String = (1..=n).map(|i| format!("expect {} = ε/(var[data] x + ε) z(x_{i})\n", along(i))).collect();
        let with = with.replace("var[data] x + ε", "(var[data] x) + ε");
        check(&(batch(n, true) + &with), &vec!["proved"; n].join(" "));
        check(&(batch(n, true) + &format!("expect {} = 0\n", along(1))), "refuted");
    }
}

#[test]
fn every_entry_of_the_jacobian_has_its_closed_form() {
    for n in 2..=4 {
        for eps in [false, true] {
            let claims = format!(
                "expect {} = (1 - 1/{n} - z(x_1)^2/{n})/S\nexpect {} = -(1 + z(x_1) z(x_2))/({n} S)\n",
                entry(1, 1),
                entry(1, 2)
            );
            check(&(batch(n, eps) + &claims), "proved proved");
        }
    }
}

#[test]
fn the_rank_of_the_jacobian_is_two_less_and_one_less_with_eps() {
    for n in 2..=4 {
        for (eps, rank) in [(false, n - 2), (true, n - 1)] {
            // A minor of that size is not 0; beyond it stand the relations of the two tests above.
            let square: Vec<usize> = (1..=rank).collect();
            if rank > 0 {
                check(&(batch(n, eps) + &format!("expect {} != 0\n", minor(&square, &square))), "proved");
            }
            let larger: Vec<usize> = (1..=rank + 1).collect();
            check(&(batch(n, eps) + &format!("expect {} = 0\n", minor(&larger, &larger))), "proved");
            assert_eq!(numeric_rank(&jacobian(n, eps)), rank, "n = {n}, ε: {eps}");
        }
    }
}

/// The Jacobian in doubles at a point.
fn jacobian(n: usize, eps: bool) -> Vec<Vec<f64>> {
    let mut model = model(&batch(n, eps));
    let places: Vec<(usize, usize)> = (1..=n).flat_map(|i| (1..=n).map(move |j| (i, j))).collect();
    let nodes: Vec<_> = places.iter().map(|(i, j)| node(&mut model, &entry(*i, *j))).collect();
    let values = [Rational::new(-3, 2), Rational::new(1, 3), Rational::new(9, 4), Rational::new(5, 7)];
    let mut at: Point = (1..=n).map(|i| (symbol(&mut model, &format!("x_{i}")), values[i - 1].clone())).collect();
    if eps {
        at.set(symbol(&mut model, "ε"), Rational::new(1, 8));
    }
    doubles(&model.graph, &nodes, &at).chunks(n).map(<[f64]>::to_vec).collect()
}

/// The rank by elimination with the largest pivot; the entries are of ordinary size, so that 1e-12 is rounding.
fn numeric_rank(matrix: &[Vec<f64>]) -> usize {
    let mut rows = matrix.to_vec();
    let mut rank = 0;
    while let Some((row, column)) = largest(&rows[rank..], 1e-12).map(|(row, column)| (row + rank, column)) {
        rows.swap(rank, row);
        let pivot = rows[rank].clone();
        for row in &mut rows[rank + 1..] {
            let factor = row[column] / pivot[column];
            row.iter_mut().zip(&pivot).for_each(|(entry, above)| *entry -= factor * above);
        }
        rank += 1;
    }
    rank
}

fn largest(rows: &[Vec<f64>], least: f64) -> Option<(usize, usize)> {
    let places = rows.iter().enumerate().flat_map(|(i, row)| (0..row.len()).map(move |j| (i, j)));
    places.filter(|(i, j)| rows[*i][*j].abs() > least).max_by(|a, b| rows[a.0][a.1].abs().total_cmp(&rows[b.0][b.1].abs()))
}

// —— K25: a sum from 0 to m has m + 1 terms ——

#[test]
fn a_mean_with_a_term_too_many_is_not_the_mean() {
    for m in 2..=6 {
        let claims = format!(
            "param c\nexpect 1/{m} sum[i = 0..{m}] c = c\nexpect 1/{m} sum[i = 0..{m}] c = {}c/{m}\nexpect 1/{m} sum[i = 1..{m}] c = c
expect \\frac{{1}}{{{m}}}\\sum_{{i = 0}}^{{{m}}}{{c}} = c\nexpect mean[i = 1..{m}] c = c\n",
            m + 1
        );
        check(&claims, "refuted proved proved refuted proved");
    }
}

#[test]
fn the_formulas_of_a_batch_norm_hold_as_printed() {
    let file = "param x_1, x_2, x_3, ε\ndata (x) = (x_1), (x_2), (x_3)\nz(x) = norm(x, mean = μ, std = σ)
expect μ = \\frac{1}{3}\\sum_{i=1}^{3} x_i
expect σ^2 = \\frac{1}{3}\\sum_{i=1}^{3}{(x_i - μ)^2}
expect norm(x, eps = ε) = \\frac{x - μ}{\\sqrt{σ^2 + ε}}
expect norm(x, eps = ε) = \\frac{x - μ}{σ + ε}
";
    let indexed =
        file.replace("param x_1, x_2, x_3, ε", "param x[3], ε").replace("(x_1), (x_2), (x_3)", "(x[1]), (x[2]), (x[3])");
    check(
        &indexed
            .replace("data (x)", "data (t)")
            .replace("norm(x", "norm(t")
            .replace("z(x)", "z(t)")
            .replace("{x - μ}", "{t - μ}"),
        "proved proved proved refuted",
    );
}

// —— K26: what gives the input back ——

#[test]
fn a_scale_by_the_deviation_and_a_shift_by_the_mean_give_the_input_back() {
    let file = "param h_1, h_2, h_3, γ, β\ndata (h) = (h_1), (h_2), (h_3)\nz(h) = norm(h, mean = μ, std = σ)\ny(h) = γ z(h) + β
expect y(h) = h at (γ = μ, β = σ)
expect y(h) = z(h) at (γ = μ, β = σ)
expect y(h) = z(h) at (γ = 1, β = 0)
expect y(h) = h at (γ = σ, β = μ)
";
    check(file, "refuted refuted proved proved");
}

// —— K27: a derivative claimed of the wrong function ——

#[test]
fn a_derivative_of_the_wrong_loss_is_refuted_with_its_value() {
    let file =
        "param w_1, w_01, w_2, w_02\ndata (x, Y) = (1, 3), (2, 2), (3, 1)\nupper(x) = w_1 x + w_01\nlower(x) = w_2 x + w_02
L = sum[data] (upper(x) + lower(x) - Y)^2\nL_1 = L without upper\nL_2 = L without lower
expect ∂L_2/∂w_2 = ∂L_1/∂w_02 = 0
expect ∂L_2/∂w_2 = ∂L_2/∂w_02 = 0
expect ∂L_1/∂w_02 = 0 at (w_2 = 2, w_02 = 1.2)
";
    check(file, "refuted refuted proved proved refuted");
    let mut model = model(file);
    let last = answer::check(&mut model).pop().expect("a claim");
    assert_eq!(last.decision.verdict, Verdict::Refuted);
    assert_eq!(last.decision.witness.map(|witness| witness.left).as_deref(), Some("96/5"));
    assert_eq!(last.correct.map(|node| render::plain(&model.graph, node)).as_deref(), Some("96/5"));
}
