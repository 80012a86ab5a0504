//! What a file means: names looked up, tables expanded, C_i and S_i turned into named terms of one graph.
//!
//! A [`Model`] holds the declarations and the graph. Expressions are turned into nodes on request, so that a fault in a
//! claim spoils that claim alone. Derivatives and values at a point become nodes that [`crate::calculus`] works out;
//! nothing here differentiates, evaluates or prints.

mod buffers;
mod call;
mod claim;
mod connect;
mod declare;
mod elaborate;
mod expectation;
mod families;
mod forward;
mod instance;
mod masks;
mod minimum;
mod names;
mod nature;
mod network;
mod normalised;
mod one_claim;
mod opened;
mod operators;
mod points;
mod product;
mod running;
mod scope;
mod statistics;
mod sums;
mod tables;
mod template;
mod touched;
mod training;
mod training_options;
mod trajectory;
mod visit;
mod vocabulary;

pub use buffers::Buffer;
pub use claim::{Claim, Question, Side, Tolerance};
pub use expectation::{Connection, Cut, Subnet, Subnets};
use families::Family;
pub use forward::Intake;
pub use masks::Mask;
pub use network::{LayerSummary, NetworkSummary};
pub use opened::{Confirmed, Ends};
use scope::{Local, Scope};
pub use sums::SumNames;
pub use template::{Lowering, Template};
pub use training::{MaxNorm, Training};
pub use trajectory::{Coordinates, Trajectory};

use crate::diagnostic::Diagnostic;
use crate::expr::{Condition, Graph, NodeId};
use crate::name::Name;
use crate::number::Rational;
use crate::source::{Source, Span};
use crate::syntax::ast::Expr;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Reads a file named in `data … from "train.csv"`; the shell supplies it, so that nothing here touches a disk.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<String, String> + 'a;

/// A file, understood.
pub struct Model {
    /// Every expression of the file.
    pub graph: Graph,
    /// What `derive` differentiates by, in the order declared; elements of families one by one.
    pub parameters: Vec<Parameter>,
    /// The random factors of the file, in the order met.
    pub masks: Vec<Mask>,
    /// The running averages of its normalisations, in the order met.
    pub buffers: Vec<Buffer>,
    /// The `train` statements, in their order.
    pub trainings: Vec<Rc<Training>>,
    /// Facts that `assume` states.
    pub assumptions: Vec<Condition>,
    /// What the file asks, in its order.
    pub questions: Vec<Question>,
    /// Faults and remarks found so far, in the order of the source once sorted.
    pub diagnostics: Vec<Diagnostic>,
    entities: FxHashMap<Name, Entity>,
    /// Where the names were declared.
    places: FxHashMap<Name, Span>,
    /// Free names that are no parameter: arguments, columns used outside a table.
    variables: FxHashMap<Name, NodeId>,
    /// Parameters found in a file that declares none, in the order met.
    taken: Vec<Name>,
    declares_parameters: bool,
    definitions: Vec<Definition>,
    tables: Vec<Table>,
    batches: Vec<Batch>,
    networks: network::Networks,
    /// Families of columns that are meant for all values.
    variable_families: FxHashMap<(Name, Vec<usize>), Rc<Family>>,
    sites: Vec<Site>,
    site_index: FxHashMap<(u32, u32), usize>,
    /// The number of the statistics named last without a name of the author's.
    next_statistic: u64,
    draws: masks::Places,
    natures: FxHashMap<Instance, nature::Nature>,
    instances: FxHashMap<InstanceKey, Option<NodeId>>,
    /// The points of the runs that were carried out, by the place of their statement.
    trajectories: FxHashMap<usize, Trajectory>,
    /// The digits of these runs that are certain.
    confirmed: FxHashMap<usize, Confirmed>,
    opened: opened::Opened,
    /// The forward passes of a loss that is being read for them.
    forward: Option<forward::Forward>,
    /// The sums of backward passes that were asked for, in the order met.
    sums_asked: Vec<Name>,
    /// What is being made, outermost first, for the message about a cycle.
    in_progress: Vec<Instance>,
    open: FxHashSet<(Instance, Without, bool, Option<Rc<Batch>>)>,
    reported: FxHashSet<(&'static str, Span)>,
    /// Which text spans refer to: 0 for the file, then one for each expression from elsewhere.
    origin: u32,
}

/// One parameter: a weight or an element of a family of weights.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its symbol.
    pub node: NodeId,
    /// Its start value.
    pub start: Option<Rational>,
}

/// What a declared name stands for.
#[derive(Clone, Debug)]
enum Entity {
    Symbol(NodeId),
    Family(Rc<Family>),
    Definition(usize),
    /// An opaque function; its symbol carries the name.
    Function(NodeId),
    /// Another name of a known function.
    Known(crate::functions::FunctionId),
    Table(usize),
    Batch(usize),
    /// A training run.
    Run,
    /// The mean (`true`) or deviation of a normalisation.
    Statistic {
        site: usize,
        mean: bool,
    },
    Network(network::NetworkPart),
}

#[derive(Clone, Debug)]
struct Definition {
    name: Name,
    args: Vec<(Name, Span)>,
    body: Rc<Expr>,
    span: Span,
    /// The normalisation whose value it is, and nothing else.
    value_of: Option<usize>,
    /// Whether the name is not the author's: `x̂_1` for a `norm` inside something else.
    implied: bool,
}

#[derive(Clone, Debug)]
struct Column {
    name: Name,
    sizes: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Table {
    name: Name,
    columns: Vec<Column>,
    rows: Vec<Vec<NodeId>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Batch {
    table: usize,
    rows: Vec<usize>,
}

/// One occurrence of `norm`, with the names of its statistics.
#[derive(Clone, Debug)]
struct Site {
    mean: Name,
    deviation: Name,
    call: Rc<NormCall>,
    span: Span,
    origin: u32,
    /// The definition that is its value.
    value: Option<usize>,
    /// Its running mean and variance, where their names were free.
    buffer: Option<(NodeId, NodeId)>,
}

/// The arguments of one `norm`.
#[derive(Clone, Debug)]
struct NormCall {
    value: Expr,
    eps: Option<Expr>,
    ddof: Option<Expr>,
    batch: Option<(Name, Span)>,
    options: running::RunningOptions,
    /// The formal arguments of the definition it stands in.
    formals: Vec<Name>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct InstanceKey {
    what: Instance,
    args: Vec<NodeId>,
    without: Without,
    eval: bool,
    batch: Option<Rc<Batch>>,
    /// The row whose draws it holds, where rows have draws of their own.
    row: Option<masks::Row>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Instance {
    Definition(usize),
    Mean(usize),
    Deviation(usize),
    /// A sum of a backward pass, `T_k` or `G_k`, by its place among [`Model::sums_asked`].
    Sum(usize),
}

/// The neurons and inputs that are taken as 0, sorted.
type Without = Rc<[Name]>;

/// The fault is already among the diagnostics.
#[derive(Clone, Copy, Debug)]
struct Reported;

type Meant<T> = Result<T, Reported>;

/// An expression understood: its node and where it is defined (beyond what its named terms need).
#[derive(Clone, Debug)]
pub struct Meaning {
    /// The node.
    pub node: NodeId,
    /// What must hold for it to have a value.
    pub needs: Vec<Condition>,
}

impl Model {
    /// Understands a file. Faults and remarks are in [`Model::diagnostics`]; the model holds all that is sound.
    pub fn load(source: &Source, read_file: &ReadFile<'_>) -> Model {
        let (statements, diagnostics) = crate::syntax::parse_file(source);
        let mut model = Model::empty();
        model.diagnostics = diagnostics;
        model.declare(&statements, read_file);
        model.examine_definitions();
        model.examine_networks();
        model.complete_buffers();
        model.complete_network_buffers();
        model.say_what_was_taken();
        model.refuse_two_readings_of_draws();
        model.diagnostics.sort_by_key(|d| (d.span().start, d.code));
        model
    }

    fn empty() -> Model {
        Model {
            graph: Graph::new(),
            parameters: Vec::new(),
            masks: Vec::new(),
            buffers: Vec::new(),
            trainings: Vec::new(),
            assumptions: Vec::new(),
            questions: Vec::new(),
            diagnostics: Vec::new(),
            entities: FxHashMap::default(),
            places: FxHashMap::default(),
            variables: FxHashMap::default(),
            taken: Vec::new(),
            declares_parameters: false,
            definitions: Vec::new(),
            tables: Vec::new(),
            batches: Vec::new(),
            networks: network::Networks::default(),
            variable_families: FxHashMap::default(),
            sites: Vec::new(),
            site_index: FxHashMap::default(),
            next_statistic: 0,
            draws: masks::Places::default(),
            natures: FxHashMap::default(),
            instances: FxHashMap::default(),
            trajectories: FxHashMap::default(),
            confirmed: FxHashMap::default(),
            opened: opened::Opened::default(),
            forward: None,
            sums_asked: Vec::new(),
            in_progress: Vec::new(),
            open: FxHashSet::default(),
            reported: FxHashSet::default(),
            origin: 0,
        }
    }

    /// Whether some statement could not be used.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == crate::diagnostic::Severity::Error)
    }

    /// Understands an expression of the file.
    ///
    /// # Errors
    /// The faults, which are not added to [`Model::diagnostics`].
    pub fn meaning(&mut self, expr: &Expr) -> Result<Meaning, Vec<Diagnostic>> {
        self.quietly(expr.span, |model| {
            let mut scope = Scope::default();
            let node = model.expression(expr, &mut scope)?;
            model.settle(node, &mut scope);
            Ok(Meaning { node: model.under_its_name(expr, node), needs: scope.needs })
        })
    }

    /// Understands an expression that stands outside the file (an argument of the command line).
    ///
    /// # Errors
    /// The faults of the text or of its names, with places in `text`.
    pub fn meaning_of(&mut self, text: &str) -> Result<Meaning, Vec<Diagnostic>> {
        let expr = crate::syntax::parse_expression(text)?;
        self.elsewhere(|model| model.meaning(&expr))
    }

    /// Runs `work` on a tree whose places refer to another text than the file.
    fn elsewhere<T>(&mut self, work: impl FnOnce(&mut Model) -> T) -> T {
        let before = self.origin;
        self.origin = 1 + self.sites.iter().map(|site| site.origin).max().unwrap_or(0).max(before);
        let result = work(self);
        self.origin = before;
        result
    }

    /// Runs `work`, which is about `span`, and returns the faults it reports instead of keeping them.
    fn quietly<T>(&mut self, span: Span, work: impl FnOnce(&mut Model) -> Meant<T>) -> Result<T, Vec<Diagnostic>> {
        let kept = std::mem::take(&mut self.diagnostics);
        let reported = std::mem::take(&mut self.reported);
        let result = work(self);
        self.reported = reported;
        let faults = std::mem::replace(&mut self.diagnostics, kept);
        // How a name was read, and that a point is rounded, is said in any case.
        let is_kept = |code: &str| matches!(code, sums::READING | points::ROUNDED);
        let readings = faults.iter().filter(|d| is_kept(d.code) && !self.diagnostics.contains(d));
        let readings: Vec<Diagnostic> = readings.cloned().collect();
        self.diagnostics.extend(readings);
        result.map_err(|Reported| {
            let mut faults: Vec<_> = faults.into_iter().filter(|d| d.severity == crate::diagnostic::Severity::Error).collect();
            if faults.is_empty() {
                faults.push(
                    Diagnostic::error("names::faulty", span, "this uses a definition that has a fault of its own")
                        .help("mend that one first"),
                );
            }
            faults
        })
    }

    /// Reports a fault once per place.
    fn report<T>(&mut self, diagnostic: Diagnostic) -> Meant<T> {
        if self.reported.insert((diagnostic.code, diagnostic.span())) {
            self.diagnostics.push(diagnostic);
        }
        Err(Reported)
    }

    /// Adds what is needed by named terms that were written and are gone: the graph's constructors cancel.
    fn settle(&self, node: NodeId, scope: &mut Scope) {
        let left = self.graph.window(node);
        for term in std::mem::take(&mut scope.mentioned) {
            if left.binary_search(&term).is_err() {
                for other in self.graph.terms_of(&[term]) {
                    let needs = self.graph.as_term(other).map(|term| term.needs.to_vec()).unwrap_or_default();
                    needs.into_iter().for_each(|need| scope.need(need.node, need.need));
                }
            }
        }
    }

    /// The parameters that have a start value, with it; the others stay letters at the start and in a run.
    pub fn start_point(&self) -> Vec<(NodeId, Rational)> {
        self.parameters.iter().filter_map(|p| Some((p.node, p.start.clone()?))).collect()
    }
}
