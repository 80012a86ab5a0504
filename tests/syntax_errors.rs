//! Each fault of spelling has its code and its exact place, marked here by `‹ ›`.

use normsym::diagnostic::Diagnostic;
use normsym::source::Source;
use normsym::syntax::{parse_expression, parse_file, read_utf8};

fn check(marked: &str, code: &str) -> Diagnostic {
    check_with(marked, code, |text| parse_expression(text).expect_err(text))
}

fn check_file(marked: &str, code: &str) -> Diagnostic {
    check_with(marked, code, |text| parse_file(&Source::new("a.expr", text)).1)
}

fn check_with(marked: &str, code: &str, parse: impl Fn(&str) -> Vec<Diagnostic>) -> Diagnostic {
    let text = marked.replace(['‹', '›'], "");
    let errors = parse(&text);
    let error = errors.first().unwrap_or_else(|| panic!("no error: {text}")).clone();
    let (start, end) = (error.span().start as usize, error.span().end as usize);
    assert_eq!(format!("{}‹{}›{}", &text[..start], &text[start..end], &text[end..]), marked, "{error:?}");
    assert_eq!(error.code, code, "{text}");
    error
}

#[test]
fn brackets_that_do_not_match_are_shown() {
    check("(a + b)‹)›", "syntax::unbalanced");
    check("‹(›a + b", "syntax::unbalanced");
    assert_eq!(check("‹(›a + b]", "syntax::unbalanced").labels.len(), 2);
    check("(a ‹[›b) c]", "syntax::unbalanced");
    check("a + ‹|›b", "syntax::unbalanced");
    check("‹()›^2", "syntax::empty_brackets");
    check("f‹()›", "syntax::empty_brackets");
    check("‹||›", "syntax::empty_brackets");
    let text = "(".repeat(65) + &")".repeat(65);
    assert_eq!(parse_expression(&text).unwrap_err()[0].code, "syntax::too_deep");
}

#[test]
fn what_is_missing_is_said() {
    check("a ‹+›", "syntax::missing_operand");
    check("a + ‹*› b", "syntax::missing_operand");
    check("(a‹,› )", "syntax::missing_operand");
    check("2‹√›", "syntax::missing_operand");
    check("‹sum[data]›", "syntax::missing_operand");
    check("x‹^›", "syntax::missing_exponent");
    check("x^‹{}›", "syntax::missing_exponent");
    check("x‹_›", "syntax::missing_subscript");
    check("x‹_{i-1}›", "syntax::bad_subscript");
    check("x_1‹_›2", "syntax::bad_subscript");
    assert!(check("a *‹*› b", "syntax::missing_operand").help.unwrap().contains("x^2"));
}

#[test]
fn unknown_signs_are_named() {
    assert!(check(r"‹\sigam› + 1", "syntax::unknown_command").help.unwrap().contains(r"\sigma"));
    assert!(check("‹х› + 1", "syntax::unknown_character").help.unwrap().contains("Latin"));
    check("a ‹@› b", "syntax::unknown_character");
    check(r"‹\vec›{x}", "syntax::vector_formula");
    check(r"‹\mathbf›{x} + 1", "syntax::vector_formula");
    check(r"‹\begin{pmatrix}› a \end{pmatrix}", "syntax::vector_formula");
}

#[test]
fn derivatives_are_counted() {
    check("‹∂²L/∂w›", "syntax::derivative_order");
    check("‹∂L/∂w ∂v›", "syntax::derivative_order");
    check("a ‹∂L›", "syntax::lone_partial");
}

#[test]
fn statements_teach_their_form() {
    assert!(check_file("‹parm› w_1", "syntax::unknown_statement").help.unwrap().contains("param"));
    check_file("‹w_1 + 1›", "syntax::lone_expression");
    check_file("‹size› = 3", "syntax::reserved_word");
    check_file("‹param›", "syntax::unexpected_end");
    assert!(check_file("expect a = 1‹,› b = 2", "syntax::unexpected").help.unwrap().contains("one claim"));
    check_file("data train(x) from ‹\"›a.csv", "syntax::unbalanced");
    check_file("show a at ‹b›", "syntax::unexpected_end");
}

#[test]
fn one_wrong_statement_hides_no_other() {
    let source = Source::new("a.expr", "a = (1\nb = 2\nc = )\n\nd = x +\n\ne = 3\n");
    let (statements, errors) = parse_file(&source);
    let lines: Vec<usize> = errors.iter().map(|error| source.position(error.span().start).line).collect();
    assert_eq!((statements.len(), lines), (2, vec![1, 3, 5]));
}

#[test]
fn no_message_names_a_rule() {
    for text in [
        "a b c =", "= 3", "a , , b", "a in b", "x at 3", "f(a = )", "T[", "1 .. 2", "a..b", "param 3", "data x", "batch B",
        "start w",
    ] {
        for error in parse_file(&Source::new("a.expr", text)).1 {
            for rule in ["one_expression", "located", "tex_argument", "list_end", "param_item", "EOI", "factor"] {
                assert!(!format!("{} {:?}", error.message, error.help).contains(rule), "{error:?}");
            }
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let error = read_utf8("a.expr", b"a = 1\nb = \xFF".to_vec()).unwrap_err();
    assert_eq!((error.code, error.span().start), ("input::not_utf8", 10));
    let large = Source::new("a.expr", " ".repeat((4 << 20) + 1));
    assert_eq!(parse_file(&large).1[0].code, "syntax::too_large");
}
