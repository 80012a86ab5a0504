use normsym::{answer, model::Model, render, source::Source};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let t0 = std::time::Instant::now();
    let mut model = Model::load(&Source::new(path, text), &|_| Err("no".into()));
    for d in &model.diagnostics {
        eprintln!("{d:?}");
    }
    eprintln!("load {:?}", t0.elapsed());
    if std::env::args().nth(2).is_some() {
        check(&mut model);
        eprintln!("{:?}", t0.elapsed());
        return;
    }
    let d = match answer::derive(&mut model, &answer::Options::default()) {
        Ok(d) => d,
        Err(e) => {
            eprintln!("{e:#?}");
            return;
        }
    };
    eprintln!("derive {:?}", t0.elapsed());
    for t in &d.targets {
        println!("{} = {}", render::plain(&model.graph, t.node), render::plain(&model.graph, t.body));
        for n in &t.terms {
            println!("   {} = {}", render::plain(&model.graph, n.node), render::plain(&model.graph, n.body));
        }
        for p in &t.derivatives {
            println!(
                " d/d{} = {}    [{} {}; {:?}; {:?}; {}/{}]",
                render::plain(&model.graph, p.by),
                render::plain(&model.graph, p.value),
                p.verdict,
                p.certificate,
                p.zero_because,
                p.finite_difference,
                p.operations,
                p.operations_raw
            );
            for c in &p.conditions {
                print!("   {} {:?}", render::plain(&model.graph, c.node), c.need);
            }
            println!();
        }
    }
}
#[allow(dead_code)]
fn check(model: &mut Model) {
    for d in answer::check(model) {
        println!(
            "{:?} {} [{}] {:?} n={} err={:?}",
            d.claim.span,
            d.decision.verdict,
            d.decision.certificate,
            d.decision.witness,
            d.decision.points,
            d.decision.max_relative_error
        );
        for c in &d.decision.conditions {
            println!("     cond {} {:?}", render::plain(&model.graph, c.node), c.need);
        }
        if let Some(c) = d.correct {
            println!("     correct {}", render::plain(&model.graph, c));
        }
        for f in &d.decision.faults {
            println!("     {f:?}");
        }
    }
}
