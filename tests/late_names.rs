//! Names that are looked up late: the sums T and G of a backward pass, statistics, runs, points. One that is made of itself
//! is refused in words, whatever asks for it; none overflows the stack.

mod common;

use common::verdicts;
use normsym::answer;
use normsym::model::Model;
use normsym::source::Source;

const NET: &str = "param w = 1, v = 2\ndata (x, Y) = (1, 2), (2, 3), (4, 1)\ny(x) = norm(w x, mean = C, std = S)\n";

/// What loading, deriving and showing say of a file, each fault by its code.
fn faults(file: &str) -> Vec<&'static str> {
    let mut model = Model::load(&Source::new("late.expr", file), &|_| Err("no files here".to_string()));
    let mut codes: Vec<&'static str> = model.diagnostics.iter().filter(|d| !d.code.contains("sum_of")).map(|d| d.code).collect();
    if let Err(faults) = answer::derive(&mut model, &answer::Options::default()) {
        codes.extend(faults.iter().map(|fault| fault.code));
    }
    codes
}

#[test]
fn a_sum_of_the_backward_pass_cannot_be_what_is_derived() {
    for question in
        ["derive T", "derive G", "derive T + G", "derive T^2 by w", "derive S T", "derive ∂T/∂w", "derive (T without y)"]
    {
        let said = faults(&format!("{NET}{question}\n"));
        assert!(said.iter().all(|code| *code == "names::cycle") && !said.is_empty(), "{question}: {said:?}");
    }
}

#[test]
fn a_function_cannot_be_made_of_its_own_derivatives() {
    for function in
        ["L = T", "L = sum[data] y(x)^2 + G", "L = (y(1) at (w = T))", "K = T\nL = y(1) + K", "K = 2G\nM = K^2\nL = M + w"]
    {
        let said = faults(&format!("{NET}{function}\nderive L\n"));
        assert!(said.contains(&"names::cycle"), "{function}: {said:?}");
    }
}

#[test]
fn sums_of_a_network_go_through_the_same_guard() {
    let net = "network F(x[2]) = linear(2) |> batchnorm |> linear(1)\ndata (x[2], Y[1]) = (1, 2, 3), (2, 1, 1), (0, 1, 2)\n";
    for rest in ["derive T_1[1]", "derive G_1[2]", "L = sum[data] squared_error(F(x), Y) + T_1[1]\nderive L"] {
        let said = faults(&format!("{net}{rest}\n"));
        assert!(said.contains(&"names::cycle"), "{rest}: {said:?}");
    }
    let options = net.replace("batchnorm", "batchnorm(eps = T_1[1])");
    assert!(faults(&format!("{options}L = sum[data] squared_error(F(x), Y)\nderive L\n")).contains(&"names::cycle"));
}

#[test]
fn a_name_of_the_author_is_no_sum_of_the_backward_pass() {
    let file = format!("{NET}L = sum[data] y(x)^3\nT = sum[data] y(x)\nderive T\n");
    assert_eq!(faults(&file), Vec::<&str>::new());
    let file = format!("{NET}L = sum[data] (y(x) - Y)^2\nderive L\nexpect T = -S ∂L/∂S\nexpect G = S ∂L/∂C\n");
    assert_eq!(verdicts(&file), "proved refuted");
}

#[test]
fn what_is_left_out_is_left_out_of_the_sums_too() {
    let file = "param w, v, a\ndata (x, Y) = (1, 2), (2, 3), (4, 1)\nu(x) = a x\n\
                y(x) = w norm(v x + u(x)^2, mean = C, std = S)\nL = sum[data] (y(x) - Y)^2\nderive L\n\
                expect (T without u) = (-S ∂L/∂S) without u\nexpect (T without u) = T\n";
    assert_eq!(verdicts(file), "proved refuted");
}

/// Every pair of a definition and a question over late names ends in an answer or in words.
#[test]
fn no_question_over_late_names_overflows_the_stack() {
    let late =
        ["T", "G", "C", "S", "L", "y(1)", "∂L/∂S", "(T without y)", "(w at R[1])", "argmin(Q by w)", "(y(1) in eval)", "K"];
    let mut answered = 0;
    for made_of in late {
        for asked in late {
            let file = format!(
                "{NET}Q = (w - 1)^2\nK = 2 {made_of}\nL = sum[data] (y(x) - Y)^2 + {made_of}\ntrain R = sgd(L; rate = 1/10)\n\
                 derive {asked}\nshow {asked}\n"
            );
            answered += usize::from(faults(&file).is_empty());
        }
    }
    assert!(answered > 10, "{answered}");
}
