//! Tables of claims: sections that open with `== family`, declarations after `| `, then one claim a line.

use normsym::answer::{self, Decided};
use normsym::model::Model;
use normsym::source::Source;

/// One claim with the declarations it stands under.
#[derive(Clone, Debug)]
pub struct Entry {
    pub family: String,
    pub prelude: String,
    pub claim: String,
    /// What stands behind `=>`, if anything.
    pub note: String,
}

/// The entries of a table; `#` opens a comment line.
pub fn entries(text: &str) -> Vec<Entry> {
    let (mut family, mut prelude, mut fresh) = (String::new(), String::new(), false);
    let mut list = Vec::new();
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("== ") {
            (family, prelude, fresh) = (name.to_string(), String::new(), false);
        } else if let Some(declaration) = line.strip_prefix("| ") {
            // Declarations after claims of the same family begin anew.
            if std::mem::take(&mut fresh) {
                prelude.clear();
            }
            prelude.push_str(declaration);
            prelude.push('\n');
        } else {
            fresh = true;
            let (claim, note) = line.split_once("=>").unwrap_or((line, ""));
            let entry =
                Entry { family: family.clone(), prelude: prelude.clone(), claim: claim.trim().into(), note: note.trim().into() };
            list.push(entry);
        }
    }
    list
}

/// A file understood, and its last claim decided.
pub fn decide(prelude: &str, claim: &str) -> (Model, Decided) {
    let (mut model, mut decided) = decide_all(&format!("{prelude}expect {claim}\n"));
    let last = decided.pop().unwrap_or_else(|| panic!("no claim in {claim}: {:?}", model.diagnostics));
    model.diagnostics.clear();
    (model, last)
}

/// A file understood, and all its claims decided.
pub fn decide_all(text: &str) -> (Model, Vec<Decided>) {
    let mut model = Model::load(&Source::new("table.expr", text), &|name| Err(format!("{name} is not to be read here")));
    let decided = answer::check(&mut model);
    (model, decided)
}

/// Works through a list on two threads and keeps its order.
pub fn in_parallel<T: Sync, R: Send>(list: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let half = list.len().div_ceil(2).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let parts: Vec<_> =
            list.chunks(half).map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>())).collect();
        parts.into_iter().flat_map(|part| part.join().expect("no panic")).collect()
    })
}
