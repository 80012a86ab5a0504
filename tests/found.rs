//! What normsym finds by itself, from the chain rule alone, without being shown the goal: signs of two rows, the backward
//! pass of a batch normalisation, derivatives that vanish, relations between weights, conditions in the reader's names.

mod common;

use common::{derivation, model, verdicts};
use normsym::answer::Target;
use normsym::check::verdict::Verdict;
use normsym::model::Model;
use normsym::render;

/// The plain spelling of the derivative by the first name, with its model.
fn first_derivative(file: &str) -> (Model, Target, String) {
    let mut model = model(file);
    let target = derivation(&mut model).targets.swap_remove(0);
    let text = render::plain_derivative(&model.graph, target.derivatives[0].value);
    (model, target, text)
}

fn conditions(file: &str) -> String {
    let (model, target, _) = first_derivative(file);
    let list: Vec<String> = target.derivatives[0].conditions.iter().map(|c| render::conditions::plain(&model.graph, c)).collect();
    list.join(", ")
}

/// What a named term of the answer stands for.
fn term(model: &Model, target: &Target, name: &str) -> String {
    let found = target.terms.iter().find(|term| render::plain(&model.graph, term.node) == name);
    found.map_or_else(|| format!("no {name}"), |term| render::plain(&model.graph, term.body))
}

/// A batch normalisation of m symbols with the pulls `g_j`, in the given names.
fn batch_norm(m: usize, u: &str, g: &str, body: &str, options: &str) -> String {
    let list = |name: &str| (1..=m).map(|j| format!("{name}_{j}")).collect::<Vec<_>>().join(", ");
    let rows = (1..=m).map(|j| format!("({u}_{j}, {g}_{j})")).collect::<Vec<_>>().join(", ");
    format!(
        "param {}, {}, γ, β\ndata (x, {g}) = {rows}\ny(x) = {}\nL = sum[data] {g} y(x)\nderive L by {u}_1\n",
        list(u),
        list(g),
        body.replace("NORM", &format!("norm(x, mean = μ, std = S{options})"))
    )
}

#[test]
fn two_rows_are_normalised_to_the_sign_of_their_difference() {
    for (a, b) in [("u_1", "u_2"), ("p", "q")] {
        let file = format!("param {a}, {b}\ndata (x) = ({a}), ({b})\ny(x) = norm(x)\nshow y({a})\n");
        let mut model = model(&file);
        let target = derivation(&mut model).targets.swap_remove(0);
        assert_eq!(render::plain(&model.graph, target.body), format!("sign({a} - {b})"));
        let condition = render::conditions::plain(&model.graph, &target.conditions[0]);
        assert_eq!(condition, format!("{a} != {b}"));
    }
    // With n − 1 below, the two lie at ±1/√2.
    let mut model = model("param a, b\ndata (x) = (a), (b)\ny(x) = norm(x, ddof = 1)\nshow y(a)\nexpect y(a) = sign(a - b)/√2\n");
    let target = derivation(&mut model).targets.swap_remove(0);
    assert!(!render::plain(&model.graph, target.body).contains("S_1"));
}

#[test]
fn the_backward_pass_of_a_batch_normalisation_is_found() {
    for m in [2, 3, 4, 8] {
        for options in ["", ", eps = 1/1000", ", ddof = 1, eps = 1/10"] {
            for (u, g) in [("u", "g"), ("z", "t")] {
                let file = batch_norm(m, u, g, "γ NORM + β", options);
                let (model, target, found) = first_derivative(&file);
                if m == 2 && options.is_empty() {
                    assert_eq!(found, "0");
                    continue;
                }
                let below = match m - usize::from(options.contains("ddof")) {
                    1 => String::new(),
                    n => format!("/{n}"),
                };
                assert_eq!(found, format!("({g}_1 γ - G/{m} - T x̂({u}_1){below})/S"), "{file}");
                let sum = |entry: &dyn Fn(usize) -> String| (1..=m).map(entry).collect::<Vec<_>>().join(" + ");
                assert_eq!(term(&model, &target, "T"), format!("γ ({})", sum(&|j| format!("{g}_{j} x̂({u}_{j})"))));
                assert_eq!(term(&model, &target, "G"), format!("γ ({})", sum(&|j| format!("{g}_{j}"))));
            }
        }
    }
}

#[test]
fn the_sums_take_the_names_that_the_author_gave() {
    let file = batch_norm(3, "u", "g", "NORM", ", eps = ε").replace("γ, β", "ε")
        + "assume ε > 0\nP = sum[data] g\nQ = sum[data] g y(x) + 0 P\n";
    let (_, _, found) = first_derivative(&file.replace("L = sum[data] g y(x)", "L = sum[data] g y(x) + 1"));
    assert!(found.contains('P') && found.contains('Q') && found.contains("y(u_1)"), "{found}");
}

#[test]
fn what_is_found_reads_back_as_the_derivative() {
    for options in ["", ", eps = 1/7"] {
        let file = batch_norm(3, "u", "g", "tanh(γ NORM + β)", options);
        let (_, _, found) = first_derivative(&file);
        assert_eq!(verdicts(&format!("{file}expect ∂L/∂u_1 = {found}\nexpect ∂L/∂u_1 = 2 ({found})\n")), "proved refuted");
    }
}

const CHAIN: &str = "function f
param w_1, w_2, w_3, w_01, w_02, w_03
data (x, Y) = ROWS
u_1(x) = w_1 x
u_2(x) = w_2 f(norm(u_1(x), mean = C_0, std = S_0) + w_01)
u_3(x) = w_3 f(norm(u_2(x), mean = C_1, std = S_1) + w_02)
F(x)   = f(norm(u_3(x), mean = C_2, std = S_2) + w_03)
L_N    = sum[data] (F(x) - Y)^2
derive L_N
";

#[test]
fn the_loss_on_two_objects_is_written_with_the_last_bias_and_signs_alone() {
    let (model, target, first) = first_derivative(&CHAIN.replace("ROWS", "(-1, -1), (1, 1)"));
    assert_eq!(first, "0");
    assert_eq!(render::plain(&model.graph, target.body), "(F(-1) + 1)^2 + (F(1) - 1)^2");
    assert_eq!(term(&model, &target, "F(-1)"), "f(sign(u_3(-1) - u_3(1)) + w_03)");
    assert_eq!(term(&model, &target, "F(1)"), "f(-sign(u_3(-1) - u_3(1)) + w_03)");
    assert_eq!(term(&model, &target, "u_2(x)"), "w_2 f(sign(w_1) x + w_01)");
}

#[test]
fn with_two_objects_the_conditions_are_told_of_weights_and_of_f() {
    assert_eq!(
        conditions(&CHAIN.replace("ROWS", "(-1, -1), (1, 1)")),
        "w_1 != 0, w_2 != 0, f(w_01 - 1) != f(w_01 + 1), w_3 != 0, f(w_02 + 1) != f(w_02 - 1)"
    );
}

#[test]
fn a_factor_before_a_normalisation_leaves_its_sign_on_three_objects_too() {
    let (model, target, first) = first_derivative(&CHAIN.replace("ROWS", "(-1, -1), (1, 1), (2, 2)"));
    assert_eq!(first, "0");
    assert_eq!(term(&model, &target, "S_0"), "|w_1| √(14)/3");
    assert_eq!(term(&model, &target, "u_2(x)"), "w_2 f(sign(w_1) (3x - 2)/√(14) + w_01)");
}

#[test]
fn weights_that_feed_a_normalisation_satisfy_a_relation() {
    let layer = |options: &str| {
        format!(
            "param a, v, b\ndata (x, z, Y) = (1, 2, 0), (2, 1, 1), (4, 3, 2), (3, 3, 5)
y(x, z) = norm(a x + v z + b{options})\nL = sum[data] (y(x, z) - Y)^2\nderive L\n"
        )
    };
    let (model, target, _) = first_derivative(&layer(""));
    let relations: Vec<String> = target.relations.iter().map(|relation| render::plain(&model.graph, relation.sum)).collect();
    assert_eq!(relations, ["a (∂L/∂a) + v (∂L/∂v)"]);
    // The bias is dead, with ε as well; the relation is not there with ε.
    for options in ["", ", eps = 1/10"] {
        let (model, target, _) = first_derivative(&layer(options));
        assert_eq!(render::plain(&model.graph, target.derivatives[2].value), "0");
        assert_eq!(target.relations.len(), usize::from(options.is_empty()));
    }
    // A second way past the normalisation breaks it.
    let (_, target, _) = first_derivative(&layer("").replace("(y(x, z) - Y)", "(y(x, z) + a x - Y)"));
    assert!(target.relations.is_empty());
}

#[test]
fn an_assumption_changes_the_answer_and_says_so() {
    let file = "param w_1\nassume w_1 > 0\ndata (x) = (-1), (1)\nh(x) = norm(w_1 x, mean = C, std = S)\nshow S\n";
    let mut model = model(file);
    let target = derivation(&mut model).targets.swap_remove(0);
    assert_eq!(render::plain(&model.graph, target.body), "w_1");
    let change = &target.changes[0];
    assert_eq!(render::plain(&model.graph, change.before), "|w_1|");
    assert_eq!(render::plain(&model.graph, change.after), "w_1");
}

#[test]
fn a_derivative_by_a_statistic_goes_through_every_value_that_is_normalised_by_it() {
    // The values at the two rows of B are signs; at the other rows they are not, and go through C_2 and S_2.
    let file = "function f\nparam w, v, b\ndata A(x, Y) = (-1, -1), (1, 1), (2, 3)\ndata B(x, Y) = (-2, -1), (5, 1)\n\
                F(x) = v x + norm(f(w x) + b x, batch = B)\n\
                L = sum[A] (F(x) - Y)^2 + sum[B] (F(x) - Y)^2\nderive L\n";
    let mut first = model(file);
    let target = derivation(&mut first).targets.swap_remove(0);
    let told: Vec<String> = target
        .terms
        .iter()
        .map(|term| {
            format!("expect {} = {}", render::plain(&first.graph, term.node), render::plain_derivative(&first.graph, term.body))
        })
        .collect();
    assert!(told.iter().any(|claim| claim.starts_with("expect diff(L, C_1; hold")), "{told:?}");
    let found = verdicts(&format!("{file}{}\n", told.join("\n")));
    assert!(found.split(" ").all(|verdict| verdict == "proved"), "{told:?}: {found:?}");
}

#[test]
fn equal_rows_in_disguise_are_compared_nowhere() {
    // z(−3) = z(4) whatever the weights: nothing has a value, and rounding errors are no function to differentiate.
    let file = "param w_1, w_2, w_3, w_4, w_5\ndata (x, Y) = (-3, 0), (4, 0)\nv(x) = norm(w_1 x)\n\
                q(x) = norm(sigmoid(w_3 - w_2 v(x)), eps = 1/10)\nz(x) = w_5 q(x) norm(w_4 x)\n\
                s(x) = norm(sigmoid(z(x)))\nL = mean[data] s(x)\nderive L\n";
    let target = derivation(&mut model(file)).targets.swap_remove(0);
    assert!(target.derivatives.iter().all(|partial| partial.finite_difference.is_none()));
    assert!(target.derivatives.iter().all(|partial| partial.verdict == Verdict::Undecided));
}

#[test]
fn a_difference_near_equal_rows_is_no_contradiction() {
    let file = "function f\nparam w_1, w_2, w_01\ndata (x, Y) = (-1, -1), (1, 1)\nu(x) = w_2 f(w_1 x + w_01)\n\
                F(x) = norm(u(x), mean = C, std = S)\nL = sum[data] (F(x) - Y)^2\nderive L\n";
    let target = derivation(&mut model(file)).targets.swap_remove(0);
    assert!(target.derivatives.iter().all(|partial| partial.verdict == Verdict::Proved));
}

#[test]
fn a_correction_stands_by_itself_in_the_authors_names() {
    let file = "function f\nparam w, a, b\ndata (x, Y) = (-1, 2), (1, 0), (3, 1)\nF(x) = a norm(f(w x), mean = C, std = S) + b
L = sum[data] (F(x) - Y)^2\nderive L\nexpect ∂L/∂a = 0\n";
    let mut model = model(file);
    let decided = normsym::answer::check(&mut model).swap_remove(0);
    let correct = render::plain(&model.graph, decided.correct.expect("a correction"));
    assert!(correct.contains('S') && !correct.contains("x̂"), "{correct}");
}

#[test]
fn t_and_g_are_the_authors_where_the_author_uses_them() {
    // Declared, or free in a file that declares nothing: then they are weights, and answers do not take the names.
    for head in ["param u, v, w, T, G\n", ""] {
        let file = format!(
            "{head}data (x, g) = (u, 1), (v, 2), (w, 3)\ny(x) = norm(x, mean = C, std = S)\nL = T sum[data] g y(x) + G\nderive L by u\n"
        );
        let (model, target, found) = first_derivative(&file);
        assert!(found.contains('T'), "{found}");
        assert!(["T", "G"].iter().all(|name| term(&model, &target, name).starts_with("no ")), "{head}");
        assert_eq!(verdicts(&format!("{file}expect ∂L/∂u = {found}\nexpect ∂L/∂G = 1\n")), "proved proved");
    }
}
