//! A claim without a file: its free names are parameters, `f(x)` is an unspecified function.

use super::{Model, Question};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax;

impl Model {
    /// The model of one claim, which asks it link by link. With `tex`, runs of letters are products of single letters.
    ///
    /// # Errors
    /// What does not parse.
    ///
    /// ```
    /// use normsym::answer;
    /// use normsym::check::verdict::Verdict;
    /// use normsym::model::Model;
    /// let mut model = Model::of_claim("√(w^2) = w assuming w > 0", false).unwrap();
    /// assert_eq!(answer::check(&mut model)[0].decision.verdict, Verdict::Proved);
    /// assert!(Model::of_claim("√(w^2", false).is_err());
    /// ```
    pub fn of_claim(text: &str, tex: bool) -> Result<Model, Vec<Diagnostic>> {
        let (mut chain, mut assuming) = syntax::parse_claim(text)?;
        if chain.links.is_empty() {
            let fault = Diagnostic::error("syntax::lone_expression", chain.first.span, "a relation is missing");
            return Err(vec![fault.at("an expression alone").help("write `A = B`")]);
        }
        let mut model = Model::empty();
        if tex {
            syntax::spell_apart(&mut chain, &|name| model.is_known_word(name));
            assuming.iter_mut().for_each(|chain| syntax::spell_apart(chain, &|name| model.is_known_word(name)));
        }
        model.ask_claim(&chain, &assuming, Span::new(0, text.len()), None);
        Ok(model)
    }

    /// The claims among the questions, in their order.
    pub fn claims(&self) -> Vec<super::Claim> {
        let claims =
            self.questions.iter().filter_map(|q| if let Question::Claim(claim) = q { Some((**claim).clone()) } else { None });
        claims.collect()
    }

    /// Adds the facts of `w_1 > 0, 0 < a <= b` to the assumptions.
    ///
    /// # Errors
    /// The faults of the text or of its names, with places in `text`; a name that the file does not have is one.
    pub fn assume(&mut self, text: &str, new_names: bool) -> Result<(), Vec<Diagnostic>> {
        let chains = syntax::parse_formula(text)?;
        let known = self.taken.len();
        let facts = self.elsewhere(|model| {
            model.quietly(Span::new(0, text.len()), |model| {
                chains.iter().map(|chain| model.facts(chain)).collect::<Result<Vec<_>, _>>()
            })
        })?;
        if let Some(name) = self.taken.get(known).filter(|_| !new_names) {
            let fault = Diagnostic::error("names::unknown", Span::new(0, text.len()), format!("the file has no `{name}`"));
            return Err(vec![fault.at("an assumption about nothing").help("assume something of a name that the file uses")]);
        }
        self.assumptions.extend(facts.into_iter().flatten());
        Ok(())
    }

    fn is_known_word(&self, name: &crate::name::Name) -> bool {
        self.find(&name.unprimed(), &super::Scope::default()).is_some()
    }
}
