//! What a file assumes is used, and said where it was used.

use normsym::answer::{self, Options};
use normsym::check::verdict::Verdict;
use normsym::model::Model;
use normsym::render;
use normsym::source::Source;

fn load(text: &str) -> Model {
    let model = Model::load(&Source::new("a.expr", text), &|_| Err("no files here".into()));
    assert!(!model.has_errors(), "{:?}", model.diagnostics);
    model
}

#[test]
fn an_assumption_that_shortens_an_answer_is_a_condition_of_it() {
    let mut model = load("param w, v\nassume w > 0\nL = v |w|\nderive L\n");
    let derivation = answer::derive(&mut model, &Options::default()).expect("a sound file");
    let partial = &derivation.targets[0].derivatives[1];
    assert_eq!(render::plain(&model.graph, partial.value), "w");
    let conditions: Vec<String> = partial.conditions.iter().map(|c| render::conditions::plain(&model.graph, c)).collect();
    assert_eq!(conditions, ["w > 0"]);
}

#[test]
fn a_function_that_is_shown_alone_says_where_it_holds() {
    let mut model = load("param w\nassume w > 0\nshow √(w^2)\n");
    let derivation = answer::derive(&mut model, &Options::default()).expect("a sound file");
    let text = render::derivation_text(&model.graph, &derivation, &render::Options::default());
    assert_eq!(text, "w\n\nfor w > 0\nassuming w > 0, |w| became w\n");
}

#[test]
fn claims_are_looked_at_where_assumptions_end_and_signs_jump() {
    let text = "param x, y, z\nassume z > 0\nexpect sign(y)^2 = 1\nexpect |x| = x assuming x > -1/100\n\
                expect relu(x - 130) relu(131 - x) = 0\nexpect x/x = 1 at (x = 0)\nexpect |z| = z\n";
    let mut model = load(text);
    let verdicts: Vec<Verdict> = answer::check(&mut model).iter().map(|claim| claim.decision.verdict).collect();
    use Verdict::{Proved, Refuted, Undecided};
    assert_eq!(verdicts, [Refuted, Refuted, Refuted, Undecided, Proved]);
}

#[test]
fn what_cancels_still_needs_its_domain() {
    let text = "param w, b\ndata (x, Y) = (1, 2), (3, 4)\nF(x) = norm(w x + b)\nexpect F(1) - F(1) = 0\n";
    let mut model = load(text);
    let decided = answer::check(&mut model);
    let conditions: Vec<String> =
        decided[0].decision.conditions.iter().map(|c| render::conditions::plain(&model.graph, c)).collect();
    assert_eq!(conditions, ["w != 0"]);
}

#[test]
fn of_assumptions_that_no_point_meets_nothing_is_proved() {
    let mut model = load("param w\nassume w > 0, w < 0\nL = |w|^3\nderive L\n");
    let derivation = answer::derive(&mut model, &Options::default()).unwrap();
    assert_eq!(derivation.targets[0].derivatives[0].verdict, Verdict::Undecided);
}

#[test]
fn assumptions_on_opaque_functions_and_far_away_can_be_met() {
    for assumed in ["f(w) > 0", "w > 1000", "w > v, v > 3", "w >= 0, w <= 0"] {
        let mut model = load(&format!("function f\nparam w, v\nassume {assumed}\nL = w^3 v\nderive L by w\n"));
        let derivation = answer::derive(&mut model, &Options::default()).unwrap();
        assert_eq!(derivation.targets[0].derivatives[0].verdict, Verdict::Proved, "{assumed}");
    }
}
