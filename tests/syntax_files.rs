//! Whole files: every statement of the language, with its place.

use normsym::source::Source;
use normsym::syntax::ast::{Rows, StatementKind};
use normsym::syntax::parse_file;

fn check(text: &str) -> StatementKind {
    let source = Source::new("a.expr", format!("# before\n\n{text}\n"));
    let (mut statements, errors) = parse_file(&source);
    assert!(errors.is_empty() && statements.len() == 1, "{text}: {errors:?}");
    let statement = statements.remove(0);
    assert_eq!(source.slice(statement.span), text);
    statement.kind
}

#[test]
fn declarations() {
    let StatementKind::Param(groups) = check("param w_1, w_2 = 0, W[n, m]") else { panic!() };
    assert_eq!((groups[0].0.len(), groups[0].1.is_some(), groups[1].0[0].sizes.len()), (2, true, 2));
    assert!(matches!(check("start w_1 = 1/2, W_1 = [[1, 0], [0, 1]]"), StatementKind::Start(values) if values.len() == 2));
    assert!(matches!(check("size m, n"), StatementKind::Size(names) if names.len() == 2));
    let StatementKind::Function(functions) = check("function f, g = tanh") else { panic!() };
    assert!(functions[0].2.is_none() && functions[1].2.is_some());
    assert!(matches!(check("assume w_1 > 0, eps >= 0"), StatementKind::Assume(facts) if facts.len() == 2));
}

#[test]
fn data_and_batches() {
    let StatementKind::Data { table, columns, rows: Rows::Written(rows) } = check("data (x[2], Y) = (-1, 1/2, 0), (u_1, 2, 3)")
    else {
        panic!()
    };
    assert_eq!((table.0.base.as_str(), columns.len(), rows.len(), rows[0].1.len()), ("data", 2, 2, 3));
    let StatementKind::Data { table, rows: Rows::File(path, _), .. } = check("data train(x, Y) from \"train #1.csv\"") else {
        panic!()
    };
    assert_eq!((table.0.base.as_str(), path.as_str()), ("train", "train #1.csv"));
    let StatementKind::Batch { rows, .. } = check("batch B = train[1..2, 4]") else { panic!() };
    assert!(rows[0].1.is_some() && rows[1].1.is_none());
    assert!(matches!(check("batch B = train"), StatementKind::Batch { rows, .. } if rows.is_empty()));
}

#[test]
fn definitions_and_questions() {
    assert!(
        matches!(check("L_1 = L without upper, L_2 = L without lower"), StatementKind::Equations(chains) if chains.len() == 2)
    );
    assert!(matches!(check("$$\na = b = c,\n$$"), StatementKind::Equations(chains) if chains[0].links.len() == 2));
    let StatementKind::Derive { targets, by } = check("derive L_1, L_2 by w_1, w_2") else { panic!() };
    assert_eq!((targets.len(), by.len()), (2, 2));
    assert!(matches!(check("show S_2, L at start"), StatementKind::Show(list) if list.len() == 2));
    let StatementKind::Expect { claim, assuming } = check("expect A ≈ 0.25 ± 1e-9 at start assuming w_1 > 0") else {
        panic!()
    };
    assert!(claim.at.is_some() && assuming.len() == 1);
}

#[test]
fn what_is_not_carried_out_yet_is_still_a_statement() {
    assert!(
        matches!(check("train T = sgd(L_1, L_2; rate = 1/10)"), StatementKind::Train { method, arguments, .. } if method.0.base == "sgd" && arguments.len() == 3)
    );
    assert!(matches!(check("network F(x[2]) = linear(2) |> relu"), StatementKind::Network { layers, .. } if layers.len() == 2));
}

#[test]
fn places_are_those_of_the_file() {
    let source = Source::new("a.expr", "# σ\r\nL = w_1 # x\r\n  + w_2^2\r\n");
    let (statements, errors) = parse_file(&source);
    assert!(errors.is_empty());
    let StatementKind::Equations(chains) = &statements[0].kind else { panic!() };
    assert_eq!(source.slice(chains[0].first.span), "L");
    let normsym::syntax::ast::Kind::Sum(terms) = &chains[0].links[0].1.kind else { panic!() };
    assert_eq!((source.slice(terms[0].1.span), source.slice(terms[1].1.span)), ("w_1", "w_2^2"));
}
