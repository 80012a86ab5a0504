//! Random factors in the language: `mask`, `dropout`, `E`, `Var`, `given connected`, `in eval`, `argmin`, and the counting
//! of subnets, as the lecture on dropout uses them.

mod common;

use common::{load, model, node, verdicts};
use normsym::answer;
use normsym::model::{Model, Subnets};
use normsym::render;

/// The verdicts on the claims of a file.
#[track_caller]
fn check(file: &str, expected: &str) {
    let mut model = load(file);
    let told: Vec<String> = answer::check(&mut model)
        .iter()
        .map(|d| {
            format!(
                "{}: {} {:?}",
                d.decision.verdict,
                d.decision.certificate,
                d.decision.faults.first().map(|f| f.message.clone())
            )
        })
        .collect();
    assert_eq!(verdicts(file), expected, "{file}{told:#?}");
}

/// The lecture's two neurons, each with a mask of its own that keeps it with probability q.
const TWO_NEURONS: &str = "param w_1, w_01, w_2, w_02 = 0
param q
data (x, Y) = (1, 3), (2, 2), (3, 1)
upper(x) = w_1 x + w_01
lower(x) = w_2 x + w_02
F(x) = mask(1 - q) upper(x) + mask(1 - q) lower(x)
L = sum[data] (F(x) - Y)^2
";

/// The same for p = 1/2.
const HALF: &str = "param w_1, w_01, w_2, w_02 = 0
data (x, Y) = (1, 3), (2, 2), (3, 1)
upper(x) = w_1 x + w_01
lower(x) = w_2 x + w_02
F(x) = mask(1/2) upper(x) + mask(1/2) lower(x)
L = sum[data] (F(x) - Y)^2
";

fn on(file: &str, claims: &str) -> String {
    format!("{file}{claims}")
}

// ——— K05: a mask deletes a neuron with its bias ———

#[test]
fn a_mask_of_0_deletes_the_neuron_and_its_derivatives() {
    check(
        &on(
            HALF,
            "expect F(x) = w_2 x + w_02 at (m_1 = 0, m_2 = 1)
expect ∂L/∂w_1 = 0 at (m_1 = 0)
expect ∂L/∂w_01 = 0 at (m_1 = 0)
expect ∂L/∂w_2 = 2(w_2 + w_02 - 3) + 4(2w_2 + w_02 - 2) + 6(3w_2 + w_02 - 1) at (m_1 = 0, m_2 = 1)
",
        ),
        "proved proved proved proved",
    );
}

#[test]
fn without_a_neuron_is_its_mask_set_to_0() {
    check(
        &on(
            HALF,
            "expect L without upper = L at (m_1 = 0)
expect L without lower = L at (m_2 = 0)
expect L without upper = L at (m_2 = 0)
",
        ),
        "proved proved refuted",
    );
}

#[test]
fn a_mask_is_0_or_1_in_every_claim() {
    check(
        &on(
            HALF,
            "expect m_1^2 = m_1
expect m_1 (1 - m_1) = 0
expect relu(m_1 - m_2) = m_1 (1 - m_2)
expect m_1 = m_1^3 != m_2
expect m_1 = 1
expect 2m_1 != m_1
expect m_1 m_2 ≈ m_1^2 m_2 ± 0.001
expect F(1) = upper(1) at (m_1 = 1/2)
",
        ),
        "proved proved proved proved proved refuted proved proved ill-formed",
    );
}

#[test]
fn a_claim_is_refuted_where_the_masks_are_0_or_1_alone() {
    let mut model = load(&on(HALF, "expect 2m_1 = m_1 + m_2\n"));
    let decided = answer::check(&mut model);
    let witness = decided[0].decision.witness.clone().expect("a point");
    assert!(witness.point.iter().all(|(_, value)| value.is_zero() || value.is_one()), "{witness:?}");
}

#[test]
fn the_name_of_a_mask_is_the_authors_where_there_is_one() {
    check(
        "param w_1, w_2
m = mask(1/5)
F(x) = m w_1 x + mask(1/5) w_2 x
expect F(1) = w_1 at (m = 1, m_1 = 0)
expect E(m) = 4/5
expect m^2 = m
expect Var(m) = 4/25
expect E(m F(x)) = 4/5 w_1 x + 16/25 w_2 x
",
        "proved proved proved proved proved",
    );
}

#[test]
fn one_draw_is_shared_by_all_rows_and_each_row_may_have_its_own() {
    let file = |mask: &str| {
        format!(
            "param w
data (x, Y) = (1, 0), (2, 0), (1, 0)
F(x) = {mask} w x
T = sum[data] F(x)
"
        )
    };
    check(&on(&file("mask(1/2)"), "expect Var(T) = (1 + 2 + 1)^2 w^2/4\nexpect T = 4 w m_1\n"), "proved proved");
    check(
        &on(
            &file("mask(1/2, each = row)"),
            "expect Var(T) = (1 + 4 + 1) w^2/4\nexpect E(T) = 2w\nexpect T = m_1[1] w + 2m_1[2] w + m_1[3] w\n",
        ),
        "proved proved proved",
    );
}

// ——— K06, K12, K13: subnets ———

fn subnets(model: &mut Model, text: &str) -> Subnets {
    model.subnets(text).unwrap_or_else(|faults| panic!("{faults:#?}")).expect("it has masks")
}

fn number(model: &Model, node: normsym::expr::NodeId) -> String {
    model.graph.known_number(node).unwrap_or_else(|| panic!("{}", render::plain(&model.graph, node))).to_string()
}

#[test]
fn two_neurons_leave_three_connected_draws_of_four() {
    let mut model = model(HALF);
    let found = subnets(&mut model, "F");
    assert_eq!((found.total, found.connected.len()), (4, 3));
    assert_eq!(number(&model, found.connected_probability), "3/4");
    for subnet in &found.connected {
        assert_eq!(number(&model, subnet.given_connected), "1/3");
    }
    for kept in &found.kept_given_connected {
        assert_eq!(number(&model, *kept), "2/3");
    }
    assert_eq!(subnets(&mut model, "L").connected.len(), 3);
    assert!(model.subnets("upper").expect("no fault").is_none());
}

#[test]
fn two_layers_of_two_neurons_have_sixteen_subnets_and_nine_connected() {
    let mut model = model(
        "function f
param a, b, c_1, c_2, d_1, d_2, v_1, v_2
u(x) = mask(1/2) f(a x)
v(x) = mask(1/2) f(b x)
s(x) = mask(1/2) f(c_1 u(x) + c_2 v(x))
t(x) = mask(1/2) f(d_1 u(x) + d_2 v(x))
F(x) = v_1 s(x) + v_2 t(x)
",
    );
    let found = subnets(&mut model, "F");
    assert_eq!((found.total, found.connected.len()), (16, 9));
    assert_eq!(number(&model, found.connected_probability), "9/16");
}

#[test]
fn a_pipeline_is_counted_by_the_masks_of_its_components() {
    let mut model = model("network F(x[2]) = linear(2) |> dropout(1/2) |> relu |> linear(2) |> dropout(1/2) |> linear(1)\n");
    let found = subnets(&mut model, "F");
    assert_eq!((found.total, found.connected.len()), (16, 9));
    assert_eq!(number(&model, found.connected_probability), "9/16");
}

#[test]
fn means_of_pipelines() {
    check(
        "network F(x[2]) = linear(2) |> relu |> dropout(1/2) |> linear(1)
network H(x[2]) = linear(2) |> dropout(1/2) |> tanh |> linear(1)
data (x[2], Y[1]) = (1, 2, 3), (2, 1, 1)
L = sum[data] squared_error(F(x), Y)
expect E(F(x)) = F(x) in eval
expect E(H(x)) != H(x) in eval
expect E(L) = (sum[data] squared_error(F(x) in eval, Y)) + sum[data] Var(F(x))
expect E(∂L/∂W_1[1,1]) = ∂E(L)/∂W_1[1,1]
expect E(F(x) given connected) = 0
",
        "proved proved proved proved ill-formed",
    );
}

#[test]
fn rows_with_draws_of_their_own_are_not_connected_together() {
    check(
        "param w
data (x, Y) = (1, 3), (2, 2)
F(x) = mask(1/2, each = row) w x
L = sum[data] (F(x) - Y)^2
expect E(L given connected) = w
expect E(L) = (w/2 - 3)^2 + (w - 2)^2 + w^2/4 + w^2
",
        "ill-formed proved",
    );
}

#[test]
fn a_divisor_that_no_connected_draw_makes_0_does_no_harm() {
    check(
        "param a, b
F(x) = mask(1/2) x + mask(1/2) x
expect E(a/F(b) given connected) = a/(2b) + 2a/(3b) - a/(3b)
expect E(a/F(b)) = a/b
",
        "proved ill-formed",
    );
}

#[test]
fn the_mean_of_the_ensemble_is_over_all_or_over_the_connected_subnets() {
    check(
        "param a
F(t) = (mask(1/2) + mask(1/2)) t
expect E(F(t)) = t
expect E(F(t) given connected) = 4t/3
expect E(F(3) given connected) = 4
expect Var(F(t) given connected) = 2t^2/9
",
        "proved proved proved proved",
    );
}

#[test]
fn the_normalised_geometric_mean_of_sigmoids_is_the_sigmoid_of_the_mean() {
    // Π σ(z)^P(m) against Π (1 − σ(z))^P(m), z linear in the masks.
    check(
        "param w, b
z(x) = mask(1/2) w x + b
up(x) = exp(E(ln(sigmoid(z(x)))))
down(x) = exp(E(ln(1 - sigmoid(z(x)))))
expect ln(up(x)) - ln(down(x)) = w x/2 + b
expect E(ln(sigmoid(z(x))) - ln(sigmoid(-z(x)))) = w x/2 + b
expect E(sigmoid(z(x))) = sigmoid(E(z(x)))
",
        "proved proved refuted",
    );
}

#[test]
fn a_function_without_masks_does_not_make_the_network_connected() {
    check(
        &on(
            HALF,
            "expect E((F(x) - upper(x)) given connected) = 2/3 (lower(x) + upper(x)) - upper(x)
expect E((F(x) - upper(x))^2 given connected) = (lower(x)^2 + (lower(x) - upper(x))^2)/3
",
        ),
        "proved proved",
    );
}

#[test]
fn a_value_at_a_draw_is_written_without_names_that_mean_another_value() {
    let mut model = model(
        "function f
param w_1, w_2
data (x, Y) = (-1, -1), (1, 1)
u(x) = f(w_1 x) + mask(1/2) f(w_2 x)
L = sum[data] (norm(u(x), eps = 1/100) - Y)^2
show L at (m_1 = 0), ∂L/∂w_1 at (m_1 = 1)
",
    );
    let derivation = common::derivation(&mut model);
    for target in &derivation.targets {
        let shown: Vec<_> = target.terms.iter().map(|term| term.body).chain([target.body]).collect();
        assert!(!shown.is_empty() && model.graph.reachable(&shown).into_iter().all(|id| !model.graph.is_mask(id)));
    }
}

#[test]
fn with_symbolic_probability_being_connected_is_a_condition() {
    check(
        &on(
            TWO_NEURONS,
            "expect E(F(x) given connected) = (upper(x) + lower(x)) q/(1 - (1 - q)^2)
expect E(F(x)) = q (upper(x) + lower(x))
expect Var(F(x)) = q (1 - q) (upper(x)^2 + lower(x)^2)
",
        ),
        "proved proved proved",
    );
}

#[test]
fn with_p_of_1_nothing_is_left() {
    check(
        "param w
F(x) = mask(1) w x
G(x) = dropout(w x, 1)
expect E(F(x) given connected) = 0
expect E(F(x)) = 0
expect E(G(x)) = 0
",
        "ill-formed proved ill-formed",
    );
}

// ——— K08: the lowest expected loss ———

#[test]
fn the_lowest_expected_loss_gives_each_neuron_its_share() {
    let claim =
        |side: &str, loss: &str, value: &str| format!("expect {side}(x) = {value} at argmin({loss} by w_1, w_01, w_2, w_02)\n");
    let file = on(TWO_NEURONS, "assume q > 0, q < 1\n");
    check(&on(&file, &claim("upper", "E(L)", "(4 - x)/(1 + q)")), "proved");
    check(&on(&file, &claim("lower", "E(L)", "(4 - x)/(1 + q)")), "proved");
    check(&on(&file, &claim("upper", "E(L)", "4 - x")), "refuted");
    check(&on(HALF, &claim("upper", "E(L given connected)", "2/3 (4 - x)")), "proved");
    check(&on(HALF, &claim("upper", "E(L)", "2/3 (4 - x)")), "proved");
    let plain = HALF.replace("mask(1/2) ", "");
    check(&on(&plain, &claim("upper", "(L without upper) + (L without lower)", "4 - x")), "proved");
}

#[test]
fn the_lowest_point_is_a_number_a_list_or_a_point() {
    check(
        "param w, b
data (x, Y) = (1, 3), (2, 2), (3, 1)
L = sum[data] (w x + b - Y)^2
expect argmin(L by w) = (10 - 6b)/14
expect argmin(L by w, b)[1] = -1
expect argmin(L by w, b)[2] = 4
expect L = 0 at argmin(L by w, b)
expect argmin(L at (b = 4) by w) = -1
expect argmin(L by w, b) = 4
expect argmin(L by w, b)[3] = 4
",
        "proved proved proved proved proved ill-formed ill-formed",
    );
}

#[test]
fn a_lowest_point_of_several_names_is_shown_name_by_name() {
    let mut model = model(&on(TWO_NEURONS, "show argmin(E(L) by w_1, w_01, w_2, w_02)\n"));
    let derivation = common::derivation(&mut model);
    let graph = &model.graph;
    let shown = derivation.targets.iter().map(|t| format!("{} = {}", render::plain(graph, t.node), render::plain(graph, t.body)));
    assert_eq!(shown.collect::<Vec<_>>(), ["w_1 = -1/(q + 1)", "w_01 = 4/(q + 1)", "w_2 = -1/(q + 1)", "w_02 = 4/(q + 1)"]);
}

#[test]
fn what_has_no_single_lowest_point_is_refused() {
    check(
        "param w, v, c
expect argmin(w^4 by w) = 0
expect argmin(exp(w) by w) = 0
expect argmin(1/w by w) = 0
expect argmin(-w^2 by w) = 0
expect argmin(w by w) = 0
expect argmin((w + v)^2 by w, v)[1] = 0
expect argmin(w^2 - v^2 by w, v)[1] = 0
expect argmin(c w^2 - 2w by w) = 1/c
",
        "ill-formed ill-formed ill-formed ill-formed ill-formed ill-formed ill-formed proved",
    );
}

// ——— K09: the rule at inference ———

/// The trained neurons of the lecture, with p = 1/5.
const TRAINED: &str = "upper(x) = 4 - x
lower(x) = 4 - x
p = 1/5
F(x) = mask(p) upper(x) + mask(p) lower(x)
";

#[test]
fn at_inference_the_outputs_are_multiplied_by_the_probability_to_keep() {
    check(
        &on(
            TRAINED,
            "expect E(F(x)) = (1 - p)(upper(x) + lower(x))
expect E(F(3)) = 1.6
expect E(F(x)) = p (upper(x) + lower(x))
expect E(F(3)) = 0.4
expect (F(x) in eval) = E(F(x))
",
        ),
        "proved proved refuted refuted proved",
    );
}

#[test]
fn the_claim_to_multiply_by_p_is_refuted_with_1_minus_p_and_true_for_one_half() {
    let mut wrong = model(&on(TRAINED, "expect E(F(x)) = p (upper(x) + lower(x))\n"));
    let decided = answer::check(&mut wrong);
    let variant = decided[0].variants.iter().map(|variant| format!("{variant:?}")).collect::<String>();
    assert!(variant.contains("1 - p") && variant.contains("\"p\""), "{variant}");
    check(&on(&TRAINED.replace("1/5", "1/2"), "expect E(F(x)) = p (upper(x) + lower(x))\n"), "proved");
}

// ——— K11: the mean of a function and the function of the mean ———

#[test]
fn the_mean_of_a_relu_is_not_the_relu_of_the_mean() {
    check(
        "param a, b, w_1, w_2
n = mask(1/2)
m = mask(1/2)
expect E(relu(m - n)) = 1/4
expect relu(E(m - n)) = 0
expect E(relu(m - n)) = relu(E(m - n))
expect E(a m + b n) = a E(m) + b E(n)
expect E(m n) = E(m) E(n)
expect E(m m) = E(m) E(m)
expect E((a m + b n)^2) = (a/2 + b/2)^2 + (a^2 + b^2)/4
",
        "proved proved refuted proved proved refuted proved",
    );
}

#[test]
fn what_has_no_mask_is_its_own_mean() {
    check(
        "function f
param w
expect E(f(w)) = f(w)
expect Var(f(w)) = 0
expect E(3) = 3
",
        "proved proved proved",
    );
}

#[test]
fn the_mean_of_the_gradient_is_the_gradient_of_the_mean() {
    check(
        "param w, v, q
data (x, Y) = (1, 3), (2, 2)
m = mask(q)
F(x) = v tanh(w m x)
L = sum[data] (F(x) - Y)^2
expect E(∂L/∂w) = ∂E(L)/∂w
expect E((∂L/∂v)^2) = q (∂L/∂v at (m = 0))^2 + (1 - q) (∂L/∂v at (m = 1))^2
expect ∂E(L)/∂q = (L at (m = 0)) - (L at (m = 1))
expect E(∂L/∂q) = 0
",
        "proved proved proved proved",
    );
}

#[test]
fn a_mean_has_a_value_where_every_draw_has_one() {
    check(
        "param w, q
m = mask(1/2)
expect E(1/m) = 1
expect E(w/(m + w)) = 1/2 + w/(2(1 + w))
expect E(ln(m + 1)) = ln(2)/2
expect E(mask(2)) = 1
expect E(mask(q)) = |1 - q|
",
        "ill-formed proved proved ill-formed proved",
    );
}

#[test]
fn many_masks_are_no_matter_where_the_mean_is_linear_and_a_limit_is_told_where_not() {
    let masks: Vec<String> = (1..=20).map(|k| format!("mask(1/2) {k}")).collect();
    let sum = masks.join(" + ");
    check(
        &format!(
            "param w\nF(x) = ({sum}) x\nexpect E(F(x)) = 105x\nexpect E((F(x) - 105x)^2) = Var(F(x))\nexpect Var(F(x)) = 2870x^2/4\nexpect E(tanh(F(x))) = 0\n"
        ),
        "proved proved proved ill-formed",
    );
    let mut model = load(&format!("F(x) = ({sum}) x\nexpect E(tanh(F(x))) = 0\n"));
    let decided = answer::check(&mut model);
    let fault = &decided[0].decision.faults[0];
    assert_eq!(fault.code, "math::too_many_masks");
    assert!(
        fault.message.contains("20 masks") && fault.help.as_ref().is_some_and(|help| help.contains("at most 12")),
        "{fault:?}"
    );
}

#[test]
fn sums_of_many_masked_functions_are_taken_apart() {
    // 4 and 9 neurons of two layers, 13 masks: a product of two outputs holds no more than 6 of them.
    let hidden = |k: usize| format!("mask(1/2) tanh({k}x)");
    let sum = (1..=4).map(hidden).collect::<Vec<_>>().join(" + ");
    let outer = (1..=9).map(|k| format!("mask(1/2) v(x)/{k}")).collect::<Vec<_>>().join(" + ");
    check(
        &format!(
            "param w\nu(x) = {sum}\nv(x) = relu(u(x))\nF(x) = {outer}\nexpect E((F(x) - 1)^2) = Var(F(x)) + (E(F(x)) - 1)^2\n"
        ),
        "proved",
    );
}

#[test]
fn a_mask_does_not_move_and_its_probability_is_no_draw() {
    check(
        "param w, q
m = mask(1/2)
F = m w
expect ∂F/∂m = w
expect argmin((F - 1)^2 by m) = 1/w
expect E(mask(m/2)) = 3/4
expect F = w q at (m = q)
expect 1/(m (1 - m)) = 1/(m - m^2)
expect m/m = 1
",
        "ill-formed ill-formed ill-formed ill-formed undecided proved",
    );
}

#[test]
fn names_without_masks_survive_a_mean() {
    let mut model = model(
        "function f
param w, b
u(x) = f(w x)
F(x) = mask(1/2) u(x) + b
",
    );
    let mean = node(&mut model, "E(F(1))");
    assert_eq!(render::plain(&model.graph, mean), "u(1)/2 + b");
}

#[test]
fn a_normalisation_behind_a_mask_is_averaged_over_its_statistics() {
    check(
        "param w, b
data (x, Y) = (-1, -1), (1, 1)
F(x) = norm(mask(1/2) w x + b x, eps = 1/100)
expect E(F(1)) = ((w + b)/√((w + b)^2 + 1/100) + b/√(b^2 + 1/100))/2
",
        "proved",
    );
    // Without eps the deviation is 0 where everything is dropped.
    check(
        "param w
data (x, Y) = (-1, -1), (1, 1)
F(x) = norm(mask(1/2) w x)
expect E(F(1)) = 1/2
",
        "ill-formed",
    );
}

// ——— K30: the layer itself ———

#[test]
fn the_layer_scales_what_it_keeps_and_passes_the_same_factor_back() {
    check(
        "function g
param u
p = 0.2
y = dropout(u, p)
k = dropout(1, p)
L = g(y)
expect y = 0 at (m_1 = 0)
expect y = 1.25 u at (m_1 = 1)
expect ∂L/∂u = 1.25 m_1 g'(y)
expect E(y) = u
expect E(k) = 1
expect Var(k) = p/(1 - p)
expect Var(k) = 1/4
expect (y in eval) = u
",
        "proved proved proved proved proved proved proved proved",
    );
}

#[test]
fn original_scaling_leaves_the_division_to_inference() {
    check(
        "param u, p
y = dropout(u, p, scaling = original)
expect y = m_1 u
expect E(y) = (1 - p) u
expect (y in eval) = (1 - p) u
expect (mask(p) in eval) = 1 - p
expect E(dropout(u, p, scaling = inverted)) = u
expect dropout(u, p, scaling = reversed) = u
",
        "proved proved proved proved proved ill-formed",
    );
}

// ——— in eval ———

#[test]
fn normalisations_use_their_running_averages_in_eval() {
    check(
        "param w, b
data (x, Y) = (-1, -1), (1, 1), (3, 2)
start running_mean_1 = 1/2, running_var_1 = 4
u(x) = w x
F(x) = norm(u(x) + b, eps = 1/100)
G(x) = u(x) + dropout(F(x), 1/2)
expect (F(x) in eval) = (u(x) + b - running_mean_1)/√(running_var_1 + 1/100)
expect (G(x) in eval) = u(x) + (F(x) in eval)
expect (u(x) in eval) = u(x)
expect (C_1 in eval) = running_mean_1
expect ∂(F(2) in eval)/∂w = 2/√(running_var_1 + 1/100)
expect F(1) = F(1) in eval
",
        "proved proved proved proved proved refuted",
    );
}

#[test]
fn running_averages_stand_in_the_model_with_what_they_take_in() {
    let text = "param w
data (x, Y) = (-1, -1), (1, 1), (3, 2)
start running_var_2 = 4
F(x) = norm(w x, momentum = 1/4, running = biased) + norm(w x^2, momentum = cumulative)
";
    let mut model = model(text);
    assert_eq!(model.buffers.len(), 2);
    let [first, second] = [model.buffers[0].clone(), model.buffers[1].clone()];
    let momentum = |buffer: &normsym::model::Buffer| buffer.momentum.as_ref().map(ToString::to_string);
    assert_eq!((momentum(&first), momentum(&second)), (Some("1/4".into()), None));
    assert_eq!((first.start_variance.to_string(), second.start_variance.to_string()), ("1".into(), "4".into()));
    for (node_found, expected) in [
        (first.batch_mean, "w"),
        (first.batch_variance, "8w^2/3"),
        (second.batch_mean, "11w/3"),
        (second.batch_variance, "((w - 11w/3)^2 + (w - 11w/3)^2 + (9w - 11w/3)^2)/2"),
    ] {
        let expected = node(&mut model, expected);
        assert!(common::are_equal(&mut model.graph, node_found, expected));
    }
}

#[test]
fn names_in_eval_read_back() {
    let mut model = model("param w\nF(x) = dropout(w x, 1/2)\nL = F(1)^2\n");
    let value = node(&mut model, "L in eval");
    let terms: Vec<String> = model.graph.terms_of(&[value]).into_iter().map(|term| render::plain(&model.graph, term)).collect();
    for text in terms {
        let again = node(&mut model, &text);
        assert_eq!(render::plain(&model.graph, again), text);
    }
}

// ——— what holds for every network ———

mod for_every_network {
    use super::common::{are_equal, model, node};
    use normsym::eval::{self, Point};
    use normsym::number::Rational;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    fn settings() -> ProptestConfig {
        ProptestConfig { cases: 24, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() }
    }

    /// A probability to drop, not 1.
    fn probabilities() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("1/2".to_string()),
            Just("p".to_string()),
            Just("1 - q".to_string()),
            (0i64..7).prop_map(|n| format!("{n}/7"))
        ]
    }

    /// An expression without masks.
    fn plain() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![Just("a".to_string()), Just("b".to_string()), (-5i64..6).prop_map(|n| format!("({n})"))];
        leaf.prop_recursive(3, 10, 2, |part| {
            prop_oneof![
                (part.clone(), part.clone()).prop_map(|(l, r)| format!("({l} + {r})")),
                (part.clone(), part.clone()).prop_map(|(l, r)| format!("({l}·{r})")),
                part.clone().prop_map(|e| format!("tanh({e})")),
                part.clone().prop_map(|e| format!("f({e})")),
                part.prop_map(|e| format!("relu({e})")),
            ]
        })
    }

    /// What is linear in the values that are dropped.
    fn linear_network() -> impl Strategy<Value = String> {
        prop::collection::vec((plain(), plain(), probabilities()), 1..4).prop_map(|neurons| {
            let parts: Vec<String> =
                neurons.iter().map(|(weight, value, p)| format!("({weight})·dropout({value}, {p})")).collect();
            parts.join(" + ")
        })
    }

    const FILE: &str = "function f\nparam a, b, p, q\n";

    fn same(file: &str, left: &str, right: &str) -> bool {
        let mut model = model(file);
        let (left, right) = (node(&mut model, left), node(&mut model, right));
        left == right || are_equal(&mut model.graph, left, right)
    }

    proptest! {
        #![proptest_config(settings())]

        #[test]
        fn the_mean_of_what_is_dropped_is_the_value(value in plain(), p in probabilities()) {
            let holds = same(FILE, &format!("E(dropout({value}, {p}))"), &value);
            prop_assert!(holds);
            let kept = format!("E(dropout({value}, {p}, scaling = original))");
            let holds = same(FILE, &kept, &format!("(1 - ({p}))·({value})"));
            prop_assert!(holds);
        }

        #[test]
        fn inference_is_the_mean_of_a_network_that_is_linear_in_what_is_dropped(net in linear_network()) {
            let file = format!("{FILE}F = {net}\n");
            let holds = same(&file, "E(F)", "F in eval");
            prop_assert!(holds);
        }

        #[test]
        fn a_variance_is_the_mean_square_distance_from_the_mean(net in linear_network()) {
            let file = format!("{FILE}F = {net}\nG = tanh(F)\n");
            let holds = same(&file, "Var(F)", "E((F - E(F))^2)");
            prop_assert!(holds);
            let holds = same(&file, "Var(F)", "E(F^2) - E(F)^2");
            prop_assert!(holds);
            let holds = same(&file, "Var(G)", "E((G - E(G))^2)");
            prop_assert!(holds);
        }

        #[test]
        fn leaving_a_neuron_out_is_its_mask_set_to_0(first in plain(), second in plain(), p in probabilities()) {
            let file = format!("{FILE}u = {first}\nm = mask({p})\nF = m u + {second} tanh(u m)\n");
            prop_assume!(p != "0/7");
            let holds = same(&file, "F without u", "F at (m = 0)");
            prop_assert!(holds);
        }

        #[test]
        fn the_lowest_point_of_a_sum_of_squares_has_no_slope(
            rows in prop::collection::vec((-4i64..5, -4i64..5, -4i64..5), 2..5),
            p in prop_oneof![Just("1/3"), Just("1 - q")],
        ) {
            let table: Vec<String> = rows.iter().map(|(x, z, y)| format!("({x}, {z}, {y})")).collect();
            let file = format!(
                "param w, v, q\ndata (x, z, Y) = {}\nF(x, z) = dropout(w x, {p}) + v z\nL = sum[data] (F(x, z) - Y)^2\n",
                table.join(", ")
            );
            let rows_fit = |pick: fn(&(i64, i64, i64)) -> i64| rows.iter().any(|row| pick(row) != 0);
            prop_assume!(rows_fit(|row| row.0) && rows_fit(|row| row.1));
            let holds = same(&file, "∂E(L)/∂w at argmin(E(L) by w, v)", "0");
            prop_assert!(holds);
            let holds = same(&file, "∂E(L)/∂v at argmin(E(L) by w, v)", "0");
            prop_assert!(holds);
        }
    }

    #[test]
    fn inference_is_not_the_mean_of_every_network() {
        let mut model = model("F = relu(dropout(2, 1/2) - 3)\n");
        let nodes = [node(&mut model, "E(F)"), node(&mut model, "F in eval")];
        let values = eval::exact(&model.graph, &nodes, &Point::default()).expect("numbers");
        assert_eq!(values, [Rational::HALF, Rational::ZERO]);
    }
}

// ——— Walks over shared parts take time that grows with their number, not with that of the paths ———

#[test]
fn what_is_shared_is_averaged_once() {
    let mut text = String::from("param w\nf_0 = mask(1/2)\ng_0 = f_0 w\n");
    for k in 1..=40 {
        text += &format!("f_{k} = f_{0} (2 - f_{0})\ng_{k} = (g_{0} at (w = w + 1))\n", k - 1);
    }
    check(
        &on(&text, "expect E(f_40) = 1/2\nexpect Var(f_40) = 1/4\nexpect E(tanh(g_40)) = tanh(w + 40)/2\n"),
        "proved proved proved",
    );
}

#[test]
fn a_lowest_point_among_too_many_symbols_is_refused_in_time() {
    let file = "param w_1, w_2, w_3
param a, b, c, d, e, f, q
data (x, Y) = (a, b), (c, d), (e, f)
F(x) = w_1 + w_2 x + w_3 x^2
L = sum[data] (F(x) - Y)^2 + q w_1^2
expect argmin(L by w_1, w_2, w_3)[1] = 0
";
    let decided = answer::check(&mut load(file));
    let fault = &decided[0].decision.faults[0];
    assert_eq!(fault.message, "the equations of this lowest point grow too long");
}

#[test]
fn a_derivative_inside_a_lowest_point_is_refused_by_name() {
    let decided = answer::check(&mut load("param w\nL = w^3\nG = ∂L/∂w\nexpect argmin(G by w) = 0\n"));
    let fault = &decided[0].decision.faults[0];
    assert_eq!(fault.message, "this holds a derivative, which `argmin` does not look into");
}

// ——— A name that could be two things ———

#[test]
fn a_free_name_is_not_silently_the_draw_of_a_mask() {
    for file in ["F(x) = m_1 x + mask(1/2) w x\n", "F(x) = mask(1/2) w x + m_1 x\n", "G = F(1) m_1\nF(x) = mask(1/2) w x\n"] {
        let codes: Vec<&str> = load(file).diagnostics.iter().map(|fault| fault.code).collect();
        assert!(codes.contains(&"names::draw_or_parameter"), "{file}{codes:?}");
    }
    for file in ["m_1 = mask(1/2)\nF(x) = m_1 w x\n", "param m_1, w\nF(x) = m_1 x + mask(1/2) w x\n", "F(m_1) = mask(1/2) m_1\n"]
    {
        let codes: Vec<&str> = load(file).diagnostics.iter().map(|fault| fault.code).collect();
        assert!(!codes.contains(&"names::draw_or_parameter"), "{file}{codes:?}");
    }
}

// ——— draws that do not happen ———

#[test]
fn a_claim_about_a_mask_speaks_of_the_draws_that_may_happen() {
    let file = "param p, x\nassume p >= 0, p <= 1\nm = mask(p)\n";
    let decided = |claims: &str| verdicts(&format!("{file}{claims}"));
    assert_eq!(decided("expect m = 1 at (p = 0)\nexpect m != 1 at (p = 0)\n"), "proved refuted");
    assert_eq!(decided("expect m = 0 at (p = 1)\nexpect m = 1 at (p = 1)\n"), "proved refuted");
    assert_eq!(decided("expect m^2 = m\nexpect m(m - 1) x = 0\nexpect m = 1 - p\n"), "proved proved refuted");
    let network = "param p\nnetwork F(x[1]) = linear(1) |> dropout(p)\ndata (x[1]) = (1), (2)\n";
    let claim = "expect F(data[1]) = -m_1[1,1] F_1(data[1]) at (p = 2)\n";
    assert_ne!(verdicts(&format!("{network}{claim}")), "proved");
}
