//! The exact zero test: is an expression 0 for all values? Decided at random points of a finite field.
//!
//! Symbols get random values of F_p, opaque functions random values that depend on their argument alone, roots and signs
//! follow the laws of [`super::field`]. An identity that holds at all points holds for all real values on every sign
//! pattern that the points met; it is called proved only where every pattern was met many times over. The test never
//! refutes: real functions have relations that the field does not know (`exp(a) exp(b)` of unrelated a, b), so what it
//! calls non-zero is only not shown to be zero.

use super::field::{Element, P, scramble};
use super::{Callee, Condition, Graph, Node, NodeId, TermKind};
use crate::functions::{Need, Range};
use crate::number::Rational;
use num_traits::ToPrimitive;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;

/// What the test found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zero {
    /// 0 at every point; `covered` tells whether every sign pattern was met.
    Everywhere {
        /// How many points.
        points: usize,
        /// How many signs and roots choose a branch.
        branches: usize,
        /// Whether all their patterns were met.
        covered: bool,
    },
    /// 0 at some points only: it depends on the branch of a root or on a sign.
    Mixed,
    /// Not 0 at the points tried.
    Nowhere,
    /// No point was found where it has a value.
    Undefined,
}

/// Chooses nodes.
pub type Choose<'a> = dyn Fn(&Graph, NodeId) -> bool + 'a;

/// How to test.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Named terms taken as independent values; their bodies are not entered.
    pub atoms: Option<&'a Choose<'a>>,
    /// Roots and signs taken as values that depend on their argument alone, without their laws: what is 0 then is 0 on
    /// every branch.
    pub free_roots: bool,
    /// A comparison of forms that were each tested before: few points, `covered` is never claimed.
    pub few_points: bool,
    /// Facts: symbols that are positive or at least 0.
    pub assumptions: &'a [Condition],
}

/// The smallest number of points.
const MIN_POINTS: usize = 16;
/// Points per sign pattern: a pattern that some identity fails on is missed with probability below e^-12.
const POINTS_PER_PATTERN: usize = 12;
/// The largest number of branches whose patterns are all tried.
const MAX_BRANCHES: usize = 7;
/// Up to so many branches, points are drawn again until all roots are of positive numbers.
const PICKY_BRANCHES: usize = 4;
/// Draws per point until one has a value (roots that do not exist, divisors that are 0).
const DRAWS: u64 = 64;
/// exp(q x) is a whole power of one value for every q whose denominator divides this.
const EXP_STEPS: i64 = 720_720;

/// Whether the expression is 0. Functions with a definition are expected to be written out by it.
///
/// ```
/// use normsym::expr::{Graph, SymbolKind, zero};
/// use normsym::name::Name;
/// let mut graph = Graph::new();
/// let x = graph.symbol(Name::plain("x"), SymbolKind::Variable);
/// let two = graph.integer(2);
/// let square = graph.mul(&[x, x]);
/// let (root, size) = (graph.sqrt(square), graph.known("abs", &[x]));
/// let same = graph.sub(root, size);
/// assert!(matches!(zero::test(&graph, same, &zero::Options::default()), zero::Zero::Everywhere { covered: true, .. }));
/// let other = graph.sub(root, x); // √(x²) − x is 0 for x ≥ 0 only
/// assert_eq!(zero::test(&graph, other, &zero::Options::default()), zero::Zero::Mixed);
/// # let _ = two;
/// ```
pub fn test(graph: &Graph, root: NodeId, options: &Options<'_>) -> Zero {
    let nodes = graph.reachable_until(&[root], |id| id == root || !options.atoms.is_some_and(|atoms| atoms(graph, id)));
    let branches = if options.free_roots { 0 } else { branch_count(graph, &nodes) };
    let honest = branches == 0 || positive_numbers_play_positive_ones(graph, &nodes);
    let covered = branches <= MAX_BRANCHES && !options.few_points && honest;
    let points = if options.few_points {
        MIN_POINTS
    } else if covered {
        MIN_POINTS.max(POINTS_PER_PATTERN << branches)
    } else {
        POINTS_PER_PATTERN << MAX_BRANCHES
    };
    let mut evaluation = Evaluation::new(graph, &nodes, root, options);
    evaluation.picky = branches <= PICKY_BRANCHES;
    let (mut zeros, mut others) = (0, 0);
    for point in 0..points as u64 {
        match evaluation.defined_value(point, root) {
            None => return if zeros + others == 0 { Zero::Undefined } else { Zero::Mixed },
            Some(value) if value.is_zero() => zeros += 1,
            Some(_) => others += 1,
        }
        if others > 0 && (zeros > 0 || others >= MIN_POINTS) {
            return if zeros > 0 { Zero::Mixed } else { Zero::Nowhere };
        }
    }
    Zero::Everywhere { points, branches, covered }
}

/// Whether a test of the expression can cover every sign pattern, so that it can prove.
pub fn can_prove(graph: &Graph, root: NodeId, options: &Options<'_>) -> bool {
    let nodes = graph.reachable_until(&[root], |id| id == root || !options.atoms.is_some_and(|atoms| atoms(graph, id)));
    let branches = branch_count(graph, &nodes);
    branches == 0 || branches <= MAX_BRANCHES && positive_numbers_play_positive_ones(graph, &nodes)
}

/// Whether the expression takes one and the same value at a dozen random points, so is a constant; with that value's
/// residue.
pub fn constant_value(graph: &Graph, root: NodeId) -> Option<u64> {
    let (nodes, options) = (graph.reachable(&[root]), Options::default());
    let mut evaluation = Evaluation::new(graph, &nodes, root, &options);
    let first = evaluation.defined_value(0, root)?;
    for point in 1..MIN_POINTS as u64 {
        if evaluation.defined_value(point, root)? != first {
            return None;
        }
    }
    Some(first.re)
}

/// One point of the field that grows with the graph: tells cheaply what is certainly not shown to be 0.
///
/// Each node is evaluated once, however many expressions are asked about.
pub struct Probe {
    seed: u64,
    values: FxHashMap<NodeId, Element>,
    undefined: FxHashSet<NodeId>,
}

impl Probe {
    /// The probe of that number; different numbers are different points.
    pub fn new(number: u64) -> Probe {
        Probe { seed: scramble(&[number, 99]), values: FxHashMap::default(), undefined: FxHashSet::default() }
    }

    /// Whether the expression is 0 at this point; `None` where it has no value there.
    pub fn vanishes(&mut self, graph: &Graph, root: NodeId, options: &Options<'_>) -> Option<bool> {
        let nodes = graph.reachable_until(&[root], |id| !self.values.contains_key(&id) && !self.undefined.contains(&id));
        let mut evaluation = Evaluation::new(graph, &nodes, root, options);
        evaluation.seed = self.seed;
        evaluation.values = std::mem::take(&mut self.values);
        for &id in &nodes {
            if evaluation.values.contains_key(&id) || self.undefined.contains(&id) {
                continue;
            }
            let mut complete = true;
            graph.for_each_child(id, |child| complete &= evaluation.values.contains_key(&child));
            match if complete { evaluation.node(id, &mut false) } else { None } {
                Some(value) => {
                    evaluation.values.insert(id, value);
                }
                None => {
                    self.undefined.insert(id);
                }
            }
        }
        self.values = evaluation.values;
        self.values.get(&root).map(|value| value.is_zero())
    }
}

/// The values of nodes at one point of the field.
struct Evaluation<'a> {
    graph: &'a Graph,
    nodes: &'a [NodeId],
    root: NodeId,
    options: &'a Options<'a>,
    values: FxHashMap<NodeId, Element>,
    positive: FxHashMap<NodeId, Need>,
    /// Algebraic numbers such as √2 − 3: no draw changes their value in the field, so their sign there would be a
    /// constant that says nothing of their real sign. It is drawn at random instead.
    /// Where the number is rational, its value is kept and its sign is the real one.
    constants: FxHashMap<NodeId, Option<Rational>>,
    seed: u64,
    /// Whether points are drawn again until every root is one of what plays a positive number.
    picky: bool,
    /// Residues of fractions: an inverse costs as much as a hundred products.
    fractions: RefCell<FxHashMap<(i64, i64), Element>>,
    /// Inverses of nodes at the present point, for the same reason.
    inverses: RefCell<FxHashMap<NodeId, Element>>,
}

impl<'a> Evaluation<'a> {
    fn new(graph: &'a Graph, nodes: &'a [NodeId], root: NodeId, options: &'a Options<'a>) -> Evaluation<'a> {
        let mut positive = FxHashMap::default();
        for fact in options.assumptions {
            // A fact about −w says that −w is positive.
            let (coefficient, base) = graph.split_coefficient(fact.node);
            if let Some(base) = base.filter(|base| graph.as_symbol(*base).is_some() && fact.need != Need::NonZero) {
                positive.insert(base, if coefficient.is_negative() { Need::NonZero } else { Need::Positive });
            }
        }
        Evaluation {
            graph,
            nodes,
            root,
            options,
            values: FxHashMap::default(),
            positive,
            constants: constants(graph, nodes),
            seed: 0,
            picky: true,
            fractions: RefCell::default(),
            inverses: RefCell::default(),
        }
    }

    /// The value at the point of that number, drawn again until there is one.
    fn defined_value(&mut self, point: u64, root: NodeId) -> Option<Element> {
        let mut fallback = None;
        for draw in 0..DRAWS {
            self.seed = scramble(&[point, draw]);
            let mut outside = false;
            if self.run(&mut outside).is_some() {
                let value = self.values[&root];
                // Roots of what plays a negative number are honest values, but lose the laws of signs: prefer others.
                if !outside || !self.picky || draw >= DRAWS / 2 {
                    return Some(value);
                }
                fallback = Some(value);
            }
        }
        fallback
    }

    fn run(&mut self, outside: &mut bool) -> Option<()> {
        self.values.clear();
        self.inverses.get_mut().clear();
        for &id in self.nodes {
            let is_atom = id != self.root && self.options.atoms.is_some_and(|atoms| atoms(self.graph, id));
            let value = if is_atom { self.atom(id) } else { self.node(id, outside)? };
            self.values.insert(id, value);
        }
        Some(())
    }

    /// An independent value; positive for a deviation and for what is assumed positive.
    fn atom(&self, id: NodeId) -> Element {
        let value = Element::real(scramble(&[self.seed, 1, u64::from(id.0)]));
        let deviation = self.graph.as_term(id).is_some_and(|term| matches!(term.kind, TermKind::Deviation { .. }));
        match self.positive.get(&id) {
            _ if deviation => value.mul(value),
            Some(Need::Positive) => value.mul(value),
            Some(Need::NonZero) => value.mul(value).neg(),
            _ => value,
        }
    }

    fn node(&self, id: NodeId, outside: &mut bool) -> Option<Element> {
        match self.graph.node(id) {
            Node::Number(value) => self.residue(value),
            Node::Symbol(_) => Some(self.atom(id)),
            Node::Term(term) => self.values.get(&self.graph.term(*term).body).copied(),
            Node::Sum { constant, terms } => {
                let mut sum = self.residue(constant)?;
                for (child, coefficient) in terms {
                    sum = sum.add(self.values[child].mul(self.residue(coefficient)?));
                }
                Some(sum)
            }
            Node::Product(factors) => {
                let mut product = Element::ONE;
                for (base, exponent) in factors {
                    product = product.mul(self.power(*base, exponent, outside)?);
                }
                Some(product)
            }
            Node::Call { function: Callee::Opaque { name, order }, args } => {
                let value = self.values[&args[0]];
                Some(Element::real(scramble(&[self.seed, 2, u64::from(name.0), u64::from(*order), value.re, value.im])))
            }
            Node::Call { function: Callee::Known(function), args } => self.known(function.get().name, args, outside),
            Node::Derivative { .. } | Node::At { .. } => None,
        }
    }

    fn power(&self, base: NodeId, exponent: &Rational, outside: &mut bool) -> Option<Element> {
        let value = self.values[&base];
        let (n, d) = exponent.small_parts()?;
        if d == 1 {
            return self.whole_power(base, value, n);
        }
        if let (Some(Some(number)), 2, false) = (self.constants.get(&base), d, self.options.free_roots) {
            return Self::root_of_number(number)?.pow(n);
        }
        if self.options.free_roots || !(d as u64).is_power_of_two() {
            return self.hashed(&[3, d as u64], value).pow(n);
        }
        let mut root = value;
        let mut steps = d;
        while steps > 1 {
            *outside |= root.im != 0 || root.sign() != Element::ONE;
            root = root.sqrt()?;
            if self.constants.contains_key(&base) {
                root = root.mul(self.random_sign(root));
            }
            steps /= 2;
        }
        root.pow(n)
    }

    fn whole_power(&self, base: NodeId, value: Element, exponent: i64) -> Option<Element> {
        if exponent >= 0 {
            return value.pow(exponent);
        }
        let known = self.inverses.borrow().get(&base).copied();
        let inverse = match known {
            Some(inverse) => inverse,
            None => {
                let inverse = value.inverse()?;
                self.inverses.borrow_mut().insert(base, inverse);
                inverse
            }
        };
        inverse.pow(exponent.checked_neg()?)
    }

    /// A rational number in the field.
    fn residue(&self, value: &Rational) -> Option<Element> {
        match value.small_parts() {
            Some((_, 1)) | None => residue(value),
            Some(parts) => {
                if let Some(known) = self.fractions.borrow().get(&parts) {
                    return Some(*known);
                }
                let element = residue(value)?;
                self.fractions.borrow_mut().insert(parts, element);
                Some(element)
            }
        }
    }

    /// √(a/b) as a product of roots of primes, so that √12 = 2 √3 and √2 √3 = √6. The positive root is taken, so that
    /// √(2x²) = √2 |x|.
    fn root_of_number(number: &Rational) -> Option<Element> {
        if number.is_negative() {
            return None;
        }
        let (n, d) = number.small_parts()?;
        let (mut rest, mut root) = (u128::from(n.unsigned_abs()) * u128::from(d.unsigned_abs()), Element::ONE);
        let mut prime = 2u128;
        while prime * prime <= rest && prime < 1 << 16 {
            while rest.is_multiple_of(prime * prime) {
                rest /= prime * prime;
                root = root.mul(Element::real(prime as u64));
            }
            if rest.is_multiple_of(prime) {
                rest /= prime;
                root = root.mul(Self::root_of_prime(prime)?);
            }
            prime += 1;
        }
        if rest > 1 {
            root = root.mul(Self::root_of_prime(rest)?);
        }
        Some(root.mul(Element::real(d.unsigned_abs() % P).inverse()?))
    }

    fn root_of_prime(prime: u128) -> Option<Element> {
        Element::real((prime % u128::from(P)) as u64).sqrt()
    }

    /// ±1 by the draw, opposite for v and −v.
    fn random_sign(&self, value: Element) -> Element {
        let (hash, flipped) = self.canonical(&[11], value);
        if flipped == (hash.re % 2 == 0) { Element::ONE } else { Element::ONE.neg() }
    }

    fn known(&self, name: &str, args: &[NodeId], outside: &mut bool) -> Option<Element> {
        let value = args.first().map_or(Element::ZERO, |arg| self.values[arg]);
        Some(match name {
            "pi" => Element::real(scramble(&[self.seed, 4])),
            "exp" => self.exp(args[0], outside)?,
            "sign" => self.sign(args[0]),
            "abs" => value.mul(self.sign(args[0])),
            "step" => self.step(value, args[0]),
            "max" | "min" => {
                let other = self.values[&args[1]];
                let difference = value.sub(other);
                let constant = args.iter().all(|arg| self.constants.contains_key(arg));
                let sign = if constant { self.random_sign(difference) } else { self.sign_of(difference) };
                let size = if difference.is_zero() { difference } else { difference.mul(sign) };
                let half = Element::real(P.div_ceil(2));
                let size = if name == "max" { size } else { size.neg() };
                value.add(other).add(size).mul(half)
            }
            "sin" | "cos" => {
                let (t, flipped) = self.canonical(&[5], value);
                let scale = Element::ONE.add(t.mul(t)).inverse()?;
                if value.is_zero() {
                    if name == "sin" { Element::ZERO } else { Element::ONE }
                } else if name == "cos" {
                    Element::ONE.sub(t.mul(t)).mul(scale)
                } else {
                    let sine = t.add(t).mul(scale);
                    if flipped { sine.neg() } else { sine }
                }
            }
            "logsumexp" => {
                let mut sum = Element::ZERO;
                for arg in args {
                    sum = sum.add(self.exp(*arg, outside)?);
                }
                self.hashed(&[6], sum)
            }
            "ln" => self.hashed(&[6], value),
            "erf" | "atan" => {
                let (hash, flipped) = self.canonical(&[7, name.len() as u64], value);
                if value.is_zero() {
                    Element::ZERO
                } else if flipped {
                    hash.neg()
                } else {
                    hash
                }
            }
            _ => return None,
        })
    }

    /// A value that depends on the argument alone.
    fn hashed(&self, words: &[u64], value: Element) -> Element {
        let mut all = vec![self.seed];
        all.extend(words);
        all.extend([value.re, value.im]);
        Element::real(scramble(&all))
    }

    /// The same for both of ±value, and whether the value is the flipped one.
    fn canonical(&self, words: &[u64], value: Element) -> (Element, bool) {
        let other = value.neg();
        let flipped = (other.re, other.im) < (value.re, value.im);
        (self.hashed(words, if flipped { other } else { value }), flipped)
    }

    fn sign_of(&self, value: Element) -> Element {
        if value.is_zero() {
            Element::ZERO
        } else if self.options.free_roots {
            let (hash, flipped) = self.canonical(&[8], value);
            if flipped { hash.neg() } else { hash }
        } else {
            value.sign()
        }
    }

    fn sign(&self, arg: NodeId) -> Element {
        let value = self.values[&arg];
        if value.is_zero() {
            Element::ZERO
        } else if self.graph.is_positive(arg) {
            Element::ONE
        } else {
            match self.constants.get(&arg) {
                Some(Some(number)) if number.is_negative() => Element::ONE.neg(),
                Some(Some(_)) => Element::ONE,
                Some(None) => self.random_sign(value),
                None => self.sign_of(value),
            }
        }
    }

    /// `(1 + sign)/2`, and 0 at 0.
    fn step(&self, value: Element, arg: NodeId) -> Element {
        if value.is_zero() { Element::ZERO } else { Element::ONE.add(self.sign(arg)).mul(Element::real(P.div_ceil(2))) }
    }

    /// `exp(Σ q_k v_k) = Π exp(v_k)^{q_k}`, and `exp(ln x) = x`.
    fn exp(&self, arg: NodeId, outside: &mut bool) -> Option<Element> {
        let mut product = Element::ONE;
        let mut waiting = vec![(arg, Rational::ONE, Element::ONE)];
        let mut parts = 0;
        while let Some((id, scale, others)) = waiting.pop() {
            parts += 1;
            // A long exponent is one value like any other: nothing false follows from that.
            if parts > 64 {
                return self.exp_of(self.values[&arg], &Rational::ONE);
            }
            match self.graph.node(id) {
                Node::Number(value) => product = product.mul(self.exp_of(others, &(&scale * value))?),
                Node::Term(term) if self.values.contains_key(&self.graph.term(*term).body) => {
                    waiting.push((self.graph.term(*term).body, scale, others));
                }
                Node::Sum { constant, terms } => {
                    if !constant.is_zero() {
                        product = product.mul(self.exp_of(others, &(&scale * constant))?);
                    }
                    waiting.extend(terms.iter().map(|(child, coefficient)| (*child, &scale * coefficient, others)));
                }
                Node::Product(factors) => {
                    let sum =
                        factors.iter().position(|(base, e)| e.is_one() && matches!(self.graph.node(*base), Node::Sum { .. }));
                    match sum {
                        Some(place) => {
                            let mut rest = others;
                            for (k, (base, exponent)) in factors.iter().enumerate() {
                                if k != place {
                                    rest = rest.mul(self.power(*base, exponent, outside)?);
                                }
                            }
                            waiting.push((factors[place].0, scale, rest));
                        }
                        None => product = product.mul(self.exp_of(others.mul(self.values[&id]), &scale)?),
                    }
                }
                Node::Call { function: Callee::Known(function), args }
                    if function.get().name == "ln" && others == Element::ONE =>
                {
                    product = product.mul(self.power(args[0], &scale, outside)?);
                }
                _ => product = product.mul(self.exp_of(others.mul(self.values[&id]), &scale)?),
            }
        }
        Some(product)
    }

    fn exp_of(&self, value: Element, scale: &Rational) -> Option<Element> {
        if value.is_zero() || scale.is_zero() {
            return Some(Element::ONE);
        }
        let steps = scale * &Rational::integer(EXP_STEPS);
        let (base, flipped) = self.canonical(&[9], value);
        match steps.to_i64() {
            Some(steps) => base.pow(if flipped { -steps } else { steps }),
            None => Some(self.hashed(&[10, residue(scale)?.re], value)),
        }
    }
}

/// The nodes made of rational numbers, roots and signs alone, with their value where it is rational by plain arithmetic.
fn constants(graph: &Graph, nodes: &[NodeId]) -> FxHashMap<NodeId, Option<Rational>> {
    let mut found: FxHashMap<NodeId, Option<Rational>> = FxHashMap::default();
    for id in nodes {
        let mut all = true;
        graph.for_each_child(*id, |child| all &= found.contains_key(&child));
        if !all {
            continue;
        }
        let value = match graph.node(*id) {
            Node::Number(value) => Some(value.clone()),
            Node::Term(term) => found[&graph.term(*term).body].clone(),
            Node::Sum { constant, terms } => terms
                .iter()
                .try_fold(constant.clone(), |sum, (child, coefficient)| Some(&sum + &(found[child].as_ref()? * coefficient))),
            Node::Product(factors) => factors.iter().try_fold(Rational::ONE, |product, (child, exponent)| {
                Some(&product * &found[child].as_ref()?.pow(exponent.to_i64()?)?)
            }),
            Node::Call { function: Callee::Known(function), .. }
                if matches!(function.get().name, "abs" | "sign" | "step" | "max" | "min") =>
            {
                None
            }
            _ => continue,
        };
        found.insert(*id, value);
    }
    found
}

/// A rational number in F_p; `None` where p divides the denominator.
fn residue(value: &Rational) -> Option<Element> {
    let reduce = |n: i64| if n < 0 { P - n.unsigned_abs() % P } else { n as u64 % P };
    let (top, bottom) = match value.small_parts() {
        Some((n, d)) => (reduce(n) % P, reduce(d)),
        None => {
            let modulus = num_bigint::BigInt::from(P);
            let reduce = |n: num_bigint::BigInt| ((n % &modulus + &modulus) % &modulus).to_u64();
            (reduce(value.numerator())?, reduce(value.denominator())?)
        }
    };
    if bottom == 1 { Some(Element::real(top)) } else { Some(Element::real(top).mul(Element::real(bottom).inverse()?)) }
}

/// Whether every positive number that is written is a residue, as all up to 130 are: else its sign would come out wrong,
/// and `|131x| = −131|x|` would hold.
fn positive_numbers_play_positive_ones(graph: &Graph, nodes: &[NodeId]) -> bool {
    let plays = |number: &Rational| number.is_zero() || residue(&number.abs()).is_some_and(|value| value.sign() == Element::ONE);
    nodes.iter().all(|id| match graph.node(*id) {
        Node::Number(value) => plays(value),
        Node::Sum { constant, terms } => plays(constant) && terms.iter().all(|(_, coefficient)| plays(coefficient)),
        _ => true,
    })
}

/// How many signs and roots choose a branch.
fn branch_count(graph: &Graph, nodes: &[NodeId]) -> usize {
    let mut deciding: rustc_hash::FxHashSet<NodeId> = rustc_hash::FxHashSet::default();
    for id in nodes {
        match graph.node(*id) {
            Node::Product(factors) => deciding.extend(factors.iter().filter(|(_, e)| !e.is_integer()).map(|(base, _)| *base)),
            Node::Call { function: Callee::Known(function), args } => match function.get().name {
                "abs" | "sign" | "step" if !graph.is_positive(args[0]) => {
                    deciding.insert(args[0]);
                }
                "max" | "min" => {
                    deciding.insert(*id);
                }
                _ => {}
            },
            _ => {}
        }
    }
    deciding.into_iter().filter(|id| graph.as_number(*id).is_none()).count()
}

impl Graph {
    /// Whether the expression is above 0 wherever it has a value and is not 0, by its shape alone.
    pub fn is_positive(&self, id: NodeId) -> bool {
        self.sign_by_shape(id, 8)
    }

    fn sign_by_shape(&self, id: NodeId, depth: u32) -> bool {
        if depth == 0 {
            return false;
        }
        match self.node(id) {
            Node::Number(value) => value.signum() > 0,
            Node::Term(term) => {
                matches!(self.term(*term).kind, TermKind::Deviation { .. })
                    || self.sign_by_shape(self.term(*term).body, depth - 1)
            }
            Node::Sum { constant, terms } => {
                !constant.is_negative() && terms.iter().all(|(t, c)| !c.is_negative() && self.sign_by_shape(*t, depth - 1))
            }
            Node::Product(factors) => {
                factors.iter().all(|(f, e)| e.is_even() || !e.is_integer() || self.sign_by_shape(*f, depth - 1))
            }
            Node::Call { function: Callee::Known(function), .. } => function.get().range != Range::Any,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::SymbolKind;
    use crate::name::Name;

    fn symbol(graph: &mut Graph, name: &str) -> NodeId {
        graph.symbol(Name::plain(name), SymbolKind::Variable)
    }

    fn proved(graph: &Graph, node: NodeId) -> bool {
        matches!(test(graph, node, &Options::default()), Zero::Everywhere { covered: true, .. })
    }

    #[test]
    fn two_points_normalise_to_the_sign_of_their_difference() {
        let mut graph = Graph::new();
        let (a, b) = (symbol(&mut graph, "a"), symbol(&mut graph, "b"));
        let sum = graph.add(&[a, b]);
        let mean = graph.scale(&Rational::HALF, sum);
        let squares: Vec<NodeId> = [a, b]
            .iter()
            .map(|u| {
                let d = graph.sub(*u, mean);
                graph.pow(d, &Rational::TWO)
            })
            .collect();
        let total = graph.add(&squares);
        let variance = graph.scale(&Rational::HALF, total);
        let deviation = graph.sqrt(variance);
        let centred = graph.sub(a, mean);
        let value = graph.div(centred, deviation);
        let difference = graph.sub(a, b);
        let sign = graph.known("sign", &[difference]);
        let claim = graph.sub(value, sign);
        assert!(proved(&graph, claim));
        let wrong = graph.add(&[value, sign]);
        assert_eq!(test(&graph, wrong, &Options::default()), Zero::Nowhere);
    }

    #[test]
    fn a_sign_that_never_shows_in_small_numbers_is_still_tried() {
        let mut graph = Graph::new();
        let x = symbol(&mut graph, "x");
        let thousand = graph.integer(1000);
        let shifted = graph.sub(x, thousand);
        let step = graph.known("step", &[shifted]);
        let relu = graph.mul(&[shifted, step]);
        assert_eq!(test(&graph, relu, &Options::default()), Zero::Mixed);
    }

    #[test]
    fn exponentials_of_sums_are_products() {
        let mut graph = Graph::new();
        let (x, y) = (symbol(&mut graph, "x"), symbol(&mut graph, "y"));
        let twice = graph.scale(&Rational::TWO, x);
        let sum = graph.sub(twice, y);
        let left = graph.known("exp", &[sum]);
        let (ex, ey) = (graph.known("exp", &[x]), graph.known("exp", &[y]));
        let right = graph.product(&[(ex, Rational::TWO), (ey, Rational::MINUS_ONE)]);
        let claim = graph.sub(left, right);
        assert!(proved(&graph, claim));
    }

    #[test]
    fn signs_of_algebraic_numbers_are_not_guessed() {
        let mut graph = Graph::new();
        let (two, three, twelve) = (graph.integer(2), graph.integer(3), graph.integer(12));
        let roots = [two, three, twelve].map(|n| graph.sqrt(n));
        let shifted = graph.sub(roots[0], three);
        let size = graph.known("abs", &[shifted]);
        for wrong in [graph.sub(size, shifted), graph.add(&[size, shifted])] {
            assert!(!matches!(test(&graph, wrong, &Options::default()), Zero::Everywhere { .. }));
        }
        let double = graph.scale(&Rational::TWO, roots[1]);
        let (right, wrong) = (graph.sub(roots[2], double), graph.add(&[roots[2], double]));
        assert!(proved(&graph, right));
        assert_eq!(test(&graph, wrong, &Options::default()), Zero::Nowhere);
    }

    #[test]
    fn assumptions_choose_the_branch() {
        let mut graph = Graph::new();
        let x = symbol(&mut graph, "x");
        let size = graph.known("abs", &[x]);
        let claim = graph.sub(size, x);
        assert_eq!(test(&graph, claim, &Options::default()), Zero::Mixed);
        let facts = [Condition { node: x, need: Need::Positive }];
        let options = Options { assumptions: &facts, ..Options::default() };
        assert!(matches!(test(&graph, claim, &options), Zero::Everywhere { .. }));
    }

    #[test]
    fn what_divides_by_zero_everywhere_is_undefined() {
        let mut graph = Graph::new();
        let x = symbol(&mut graph, "x");
        let (one, zero) = (graph.integer(1), graph.integer(0));
        let quotient = graph.div(one, zero);
        let sum = graph.add(&[x, quotient]);
        assert_eq!(test(&graph, sum, &Options::default()), Zero::Undefined);
    }
}
