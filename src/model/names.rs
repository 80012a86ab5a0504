//! Looking names up: locals, declarations, known functions, products of declared names written together.

use super::{Entity, Local, Meant, Model, Reported, Scope};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::{NodeId, SymbolKind};
use crate::functions::{self, FunctionId};
use crate::name::Name;
use crate::source::Span;

/// What a name turned out to be, where it stands.
#[derive(Clone, Debug)]
pub(super) enum Found {
    Value(NodeId),
    /// An index of a sum, a whole number.
    Index(i64),
    Family(std::rc::Rc<super::Family>),
    Known(FunctionId),
    Opaque(NodeId),
    Definition(usize),
    Statistic {
        site: usize,
        mean: bool,
    },
    /// A table or batch, which is no value.
    Table,
    /// A training run, which is no value.
    Run,
    /// A value or statistic of a network.
    Network(super::network::NetworkPart),
    /// Declared names written side by side: `xw_1`.
    Product(Vec<Name>),
    /// One of the operators `sqrt`, `norm`, `diff`, `mask`, ….
    Operator(&'static str),
}

/// Operators that look like functions; `E` and `d` only where nothing of that name is declared. `sqrt` is the power 1/2.
pub(super) const OPERATORS: &[&str] =
    &["sqrt", "norm", "diff", "mask", "dropout", "E", "Var", "argmin", "squared_error", "softmax_cross_entropy"];

/// Names that are opaque functions in a file without `param`.
const CUSTOMARY_FUNCTIONS: &[&str] = &["f", "g", "h", "F", "φ", "ψ"];

impl Model {
    /// What `name` is; `None` where it is nothing that is declared or known.
    pub(super) fn find(&self, name: &Name, scope: &Scope) -> Option<Found> {
        if let Some(local) = scope.local(name) {
            return Some(match local {
                Local::Value(node) => Found::Value(*node),
                Local::Index(value) => Found::Index(*value),
                Local::Family(family) => Found::Family(family.clone()),
            });
        }
        if let Some(entity) = self.entities.get(name) {
            return Some(match entity {
                Entity::Symbol(node) => Found::Value(*node),
                Entity::Family(family) => Found::Family(family.clone()),
                Entity::Definition(index) => Found::Definition(*index),
                Entity::Function(node) => Found::Opaque(*node),
                Entity::Known(id) => Found::Known(*id),
                Entity::Table(_) | Entity::Batch(_) => Found::Table,
                Entity::Run => Found::Run,
                Entity::Statistic { site, mean } => Found::Statistic { site: *site, mean: *mean },
                Entity::Network(part) => Found::Network(*part),
            });
        }
        let text = name.to_string();
        if let Some(id) = functions::find(&text) {
            return Some(Found::Known(id));
        }
        if let Some(part) = self.network_sum(name) {
            return Some(Found::Network(part));
        }
        OPERATORS.iter().find(|word| **word == text).map(|word| Found::Operator(word))
    }

    /// What `name` is, trying also columns, arguments, free names and products of names; reports what is unknown.
    /// `called`: a bracket follows, with that many entries.
    pub(super) fn lookup(&mut self, name: &Name, span: Span, scope: &Scope, called: Option<usize>) -> Meant<Found> {
        if let Some(found) = self.find(name, scope) {
            return Ok(found);
        }
        if let Some(element) = self.element_by_subscript(name, scope) {
            return element.ok_or(Reported).or_else(|_| self.report(out_of_range(name, span)));
        }
        if let Some(family) = self.variable_family(name) {
            return Ok(Found::Family(family));
        }
        if let Some(element) = self.variable_element(name) {
            return element.ok_or(Reported).or_else(|_| self.report(out_of_range(name, span)));
        }
        if self.is_column(name) {
            return Ok(Found::Value(self.variable(name)));
        }
        let pieces = self.split(name, scope);
        if let [only] = pieces.as_slice() {
            return Ok(Found::Product(only.clone()));
        }
        if pieces.is_empty()
            && let Some(sum) = self.sum_by_name(name, span, scope)
        {
            return sum.map(Found::Value);
        }
        if pieces.is_empty() && !self.declares_parameters {
            return Ok(self.take(name, called));
        }
        if self.is_lost(name) {
            return Err(Reported);
        }
        let fault = self.unknown(name, span, &pieces, scope);
        self.report(fault)
    }

    /// A free name of a file that declares no parameters.
    fn take(&mut self, name: &Name, called: Option<usize>) -> Found {
        let customary = CUSTOMARY_FUNCTIONS.contains(&name.to_string().as_str()) || name.primes > 0;
        if called.is_some_and(|count| count > 1 || customary)
            && let Some(function) = self.take_function(name)
        {
            return function;
        }
        let symbol = self.graph.symbol(name.clone(), SymbolKind::Parameter);
        self.entities.insert(name.clone(), Entity::Symbol(symbol));
        self.parameters.push(super::Parameter { node: symbol, start: None });
        self.taken.push(name.clone());
        Found::Value(symbol)
    }

    /// A free name of a file that declares no parameters, as an unspecified function.
    pub(super) fn take_function(&mut self, name: &Name) -> Option<Found> {
        if self.declares_parameters {
            return None;
        }
        let symbol = self.graph.symbol(name.clone(), SymbolKind::Function);
        self.entities.insert(name.clone(), Entity::Function(symbol));
        self.taken.push(name.clone());
        Some(Found::Opaque(symbol))
    }

    /// A remark that names the parameters and functions that were taken as such.
    pub(super) fn say_what_was_taken(&mut self) {
        if self.taken.is_empty() {
            return;
        }
        let list = |functions: bool, model: &Model| {
            let is_function = |name: &&Name| matches!(model.entities.get(*name), Some(Entity::Function(_)));
            let names: Vec<String> = model.taken.iter().filter(|n| is_function(n) == functions).map(Name::to_string).collect();
            names.join(", ")
        };
        let (parameters, opaque) = (list(false, self), list(true, self));
        let functions = format!("taken as unspecified functions: {opaque}");
        let message = match (parameters.is_empty(), opaque.is_empty()) {
            (true, _) => format!("no `param` is declared; {functions}"),
            (false, true) => format!("no `param` is declared, so every free name is one: {parameters}"),
            (false, false) => format!("no `param` is declared, so every free name is one: {parameters}; {functions}"),
        };
        let said = [("param", &parameters), ("function", &opaque)].into_iter().filter(|(_, names)| !names.is_empty());
        let said: Vec<String> = said.map(|(word, names)| format!("`{word} {names}`")).collect();
        let help = format!("write {} to say so", said.join(" and "));
        self.diagnostics.push(Diagnostic::remark("names::taken_as_parameters", Span::default(), message).help(help));
    }

    /// In a file that declares no parameters, a free name of a definition may not be the name that a mask got as well.
    pub(super) fn refuse_two_readings_of_draws(&mut self) {
        if self.declares_parameters {
            return;
        }
        let symbols = self.masks.iter().filter_map(|mask| self.graph.as_symbol(mask.node));
        let draws: Vec<Name> = symbols.map(|id| self.graph.symbol_entry(id).name.clone()).collect();
        let bodies: Vec<_> = self.definitions.iter().filter(|definition| !definition.implied).map(|d| d.body.clone()).collect();
        let mut told: Vec<Name> = Vec::new();
        for (name, span) in bodies.iter().flat_map(|body| super::visit::names_in(body)) {
            let is_defined = matches!(self.entities.get(&name), Some(Entity::Definition(_)));
            if is_defined || self.is_column(&name) || !draws.contains(&name) || told.contains(&name) {
                continue;
            }
            let message = format!("`{name}` could be a parameter or the draw of a mask");
            let help = format!("write `{name} = mask(…)` to name the draw so, or `param {name}`");
            let fault = Diagnostic::error("names::draw_or_parameter", span, message).at("not declared");
            self.diagnostics.push(fault.help(help));
            told.push(name);
        }
    }

    /// The symbol of an argument or column that is meant for all values.
    pub(super) fn variable(&mut self, name: &Name) -> NodeId {
        if let Some(node) = self.variables.get(name) {
            return *node;
        }
        let node = self.graph.symbol(name.clone(), SymbolKind::Variable);
        self.variables.insert(name.clone(), node);
        node
    }

    /// What stands before an index: a declared family, or a column that is one.
    pub(super) fn family_behind(&mut self, name: &Name, scope: &Scope) -> Option<Found> {
        self.find(name, scope).or_else(|| self.variable_family(name).map(Found::Family))
    }

    /// `x_1`, `x_{1,2}` where `x` is a column that is a family; `None` inside where there is no such element.
    fn variable_element(&mut self, name: &Name) -> Option<Option<Found>> {
        let subscript = name.subscript.as_ref()?;
        let indices: Vec<i64> = subscript.split(',').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
        let family = self.variable_family(&Name { subscript: None, ..name.clone() })?;
        Some(family.at(&indices).map(Found::Value))
    }

    /// A column that is a family, or the argument of a network, meant for all values.
    fn variable_family(&mut self, name: &Name) -> Option<std::rc::Rc<super::Family>> {
        let columns = self.tables.iter().flat_map(|table| &table.columns);
        let sizes =
            columns.filter(|column| column.name == *name).map(|column| column.sizes.clone()).find(|sizes| !sizes.is_empty());
        let sizes = sizes.or_else(|| self.network_argument(name))?;
        Some(self.variable_family_of(name, sizes))
    }

    /// The family of variables of that name and those sizes.
    pub(super) fn variable_family_of(&mut self, name: &Name, sizes: Vec<usize>) -> std::rc::Rc<super::Family> {
        let key = (name.clone(), sizes.clone());
        if let Some(family) = self.variable_families.get(&key) {
            return family.clone();
        }
        let count: usize = sizes.iter().product();
        let element = |place| self.graph.element(name.clone(), super::families::indices_of(place, &sizes), SymbolKind::Variable);
        let elements: Vec<NodeId> = (0..count).map(element).collect();
        let whole = Some(self.graph.whole(name.clone(), Box::default(), &elements));
        let family = std::rc::Rc::new(super::Family { whole, ..super::Family::new(sizes, elements) });
        self.variable_families.insert(key, family.clone());
        family
    }

    pub(super) fn is_column(&self, name: &Name) -> bool {
        self.tables.iter().any(|table| table.columns.iter().any(|column| column.name == *name))
            || self.definitions.iter().any(|d| d.args.iter().any(|(arg, _)| arg == name))
            || self.network_argument(name).is_some()
    }

    /// `x_i`, `W_{1,2}` where `x`, `W` is a family: the element, or `None` inside where the index is out of range.
    pub(super) fn element_by_subscript(&self, name: &Name, scope: &Scope) -> Option<Option<Found>> {
        let subscript = name.subscript.as_ref()?;
        let Found::Family(family) = self.find(&Name { subscript: None, ..name.clone() }, scope)? else { return None };
        let parts: Vec<&str> = if family.sizes.len() > 1 && !subscript.contains(',') {
            subscript.split("").filter(|part| !part.is_empty()).collect()
        } else {
            subscript.split(',').collect()
        };
        let mut indices = Vec::new();
        for part in parts {
            match part.parse::<i64>() {
                Ok(value) => indices.push(value),
                Err(_) => match self.find(&Name::plain(part), scope)? {
                    Found::Index(value) => indices.push(value),
                    _ => return None,
                },
            }
        }
        Some(family.at(&indices).map(Found::Value))
    }

    /// Every way to read a run of letters as a product of known names, the subscript at the last piece.
    pub(super) fn split(&self, name: &Name, scope: &Scope) -> Vec<Vec<Name>> {
        let letters: Vec<char> = name.base.chars().collect();
        // Words are short; the bound keeps a hostile one from costing anything.
        if letters.len() < 2 || letters.len() > 24 || name.accent.is_some() {
            return Vec::new();
        }
        let piece = |from: usize, to: usize| {
            let base: String = letters[from..to].iter().collect();
            if to == letters.len() { Name { base, ..name.clone() } } else { Name::plain(base) }
        };
        // ways[k]: readings of the letters from k on.
        let mut ways: Vec<Vec<Vec<Name>>> = vec![Vec::new(); letters.len() + 1];
        ways[letters.len()].push(Vec::new());
        for from in (0..letters.len()).rev() {
            for to in (from + 1..=letters.len()).rev() {
                let name = piece(from, to);
                if ways[to].is_empty() || !self.is_factor(&name, scope) {
                    continue;
                }
                for rest in ways[to].clone() {
                    let reading: Vec<Name> = std::iter::once(name.clone()).chain(rest).collect();
                    if ways[from].len() < 4 {
                        ways[from].push(reading);
                    }
                }
            }
        }
        ways.swap_remove(0)
    }

    /// Whether a piece of a run of letters may be a factor: a declared value or column, or a function at the end.
    fn is_factor(&self, name: &Name, scope: &Scope) -> bool {
        match self.find(name, scope) {
            Some(Found::Known(id)) => name.base.chars().count() == 1 || id.get().name == "pi",
            Some(Found::Operator(_) | Found::Table | Found::Run | Found::Product(_)) => false,
            Some(_) => true,
            None => self.is_column(name) || self.element_by_subscript(name, scope).is_some(),
        }
    }

    fn unknown(&self, name: &Name, span: Span, readings: &[Vec<Name>], scope: &Scope) -> Diagnostic {
        let fault = Diagnostic::error("names::unknown", span, format!("`{name}` is not declared"));
        if !readings.is_empty() {
            let product = |names: &Vec<Name>| names.iter().map(Name::to_string).collect::<Vec<_>>().join("·");
            let all: Vec<String> = readings.iter().map(product).collect();
            return Diagnostic { code: "names::ambiguous", ..fault }
                .at("can be read in several ways")
                .help(format!("write the product that is meant: {}", all.join(" or ")));
        }
        let mut candidates: Vec<String> = self.entities.keys().map(Name::to_string).collect();
        candidates.extend(scope.locals.iter().map(|(name, _)| name.to_string()));
        candidates.extend(self.tables.iter().flat_map(|t| t.columns.iter().map(|c| c.name.to_string())));
        candidates.extend(
            functions::ALL
                .iter()
                .map(|f| f.name)
                .chain(OPERATORS.iter().copied().filter(|word| word.len() > 1))
                .map(str::to_string),
        );
        candidates.sort();
        candidates.dedup();
        let text = name.to_string();
        match nearest(&text, candidates.iter().map(String::as_str)) {
            Some(near) => fault.at("unknown name").help(format!("did you mean `{near}`?")),
            None => fault.at("unknown name").help(format!("declare it: `param {text}`, `function {text}` or `{text} = …`")),
        }
    }
}

fn out_of_range(name: &Name, span: Span) -> Diagnostic {
    Diagnostic::error("data::index_out_of_range", span, format!("`{name}` lies outside its family")).at("indices count from 1")
}

impl super::Family {
    /// The element at indices from 1.
    pub(super) fn at(&self, indices: &[i64]) -> Option<NodeId> {
        if indices.len() != self.sizes.len() {
            return None;
        }
        let mut place = 0usize;
        for (index, size) in indices.iter().zip(&self.sizes) {
            let index = usize::try_from(*index).ok().filter(|i| (1..=*size).contains(i))?;
            place = place * size + index - 1;
        }
        self.elements.get(place).copied()
    }
}
